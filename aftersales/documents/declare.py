"""How a module declares a paper: the specification, its copies, and the pictures it carries.

A specification is data. It names the form (code, title, version), the model it is printed from,
the template and the function that fills it; everything else — rendering, numbering of revisions,
storing, hashing, the QR code and the verification page — is the work of this room. See
``docs/documents.md`` for a complete example.
"""

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy.orm import QueryableAttribute

from aftersales.i18n import LazyText

if TYPE_CHECKING:
    from aftersales.db.uow import UnitOfWork

Words = LazyText | str
Tint = Literal["white", "pink", "yellow", "blue", "green"]
Orientation = Literal["portrait", "landscape"]
PaperContext = Any
"""A frozen dataclass (preferred: see ``modules/<m>/papers.py``) or a mapping of plain values."""

_NAME = re.compile(r"^[a-z_]+\.[a-z_]+$")
_CODE = re.compile(r"^F\d{2}$")


@dataclass(frozen=True, slots=True)
class Copy:
    """One part (联) of a multi-part form, a page set with its name on the right edge.

    :param code: stable key, e.g. ``"customer"``; chosen with ``issue(...,
        copies=("customer",))``.
    :param title: what stands on the edge, e.g. 客户联.
    :param tint: paper colour of the part; white, pink, yellow are the usual order (rules 2.7).
    :param masked: print telephone numbers masked on this part (rules 2.9: in full only where
        needed).
    """

    code: str
    title: Words
    tint: Tint = "white"
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """An image inside a paper (a signature, a photograph): bytes and type, never an address.

    The PDF engine loads nothing from disk or network, so pictures travel inside the context.

    :param data: PNG or JPEG bytes.
    :param content_type: ``"image/png"`` or ``"image/jpeg"``.
    """

    data: bytes
    content_type: str = "image/png"

    @property
    def uri(self) -> str:
        """The picture as a ``data:`` URI, ready for ``<img src>``."""
        return f"data:{self.content_type};base64,{base64.b64encode(self.data).decode('ascii')}"


CopiesFor = Callable[["UnitOfWork", Any], Sequence[Copy]]
ContextFor = Callable[["UnitOfWork", Any], PaperContext]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSpec:
    """One kind of paper a module can issue.

    :param name: ``<module>.<paper>``, unique, e.g. ``"service.report"``; used in ``issue()`` and
        in addresses.
    :param code: form code of rules 1.4, e.g. ``"F03"``; printed at the foot.
    :param title: form title, printed large, e.g. 售后服务报告.
    :param model: mapped class of the records it prints; the record's visibility guards the issued
        paper.
    :param template: Jinja name inside the module's ``templates`` folder, e.g.
        ``"service/paper/report.html"``.
    :param context: fills the template from a record. Returns a dataclass of plain values (its
        fields become the template's variables) or a mapping. It must be a pure function of the
        record: a clock reading in it would make every issue look like changed content.
    :param number: the 编号 printed at the top right, e.g. ``lambda report: report.number``.
    :param permission: permission needed to preview, issue and print.
    :param shows: guarded attributes that stand on the paper in full, e.g.
        ``(Case.contact_phone,)``. Who may see them masked only gets a masked preview, and neither
        issues nor opens the stored paper.
    :param copies: the parts, in order; or a function of unit of work and record when the
        regulation decides (``lambda uow, record: ...``). Empty: one unnamed part.
    :param department: 归口部门, printed at the top left; an ``owner_department`` field of the
        context overrides it.
    :param retention: 保管期限 as printed, e.g. ``_l("10 years")``.
    :param form_version: version of the form itself, e.g. ``"A/0"``.
    :param orientation: ``"portrait"`` or ``"landscape"`` A4.
    :param archive: produce PDF/A-3b and offer the issued paper to the archive for filing.
    :param templates: folder with the template when it is not the ``templates`` folder beside the
        module of ``context``.
    """

    name: str
    code: str
    title: Words
    model: type[Any]
    template: str
    context: ContextFor
    number: Callable[[Any], str]
    permission: str
    shows: tuple[QueryableAttribute[Any], ...] = ()
    copies: Sequence[Copy] | CopiesFor = ()
    department: Words = ""
    retention: Words = ""
    form_version: str = "A/0"
    orientation: Orientation = "portrait"
    archive: bool = True
    templates: Path | None = field(default=None, repr=False)

    def copies_for(self, uow: "UnitOfWork", record: Any) -> tuple[Copy, ...]:
        """The parts of this paper for this record, in printing order."""
        parts = self.copies(uow, record) if callable(self.copies) else self.copies
        return tuple(parts)


def problems_of(specs: Sequence[DocumentSpec]) -> list[str]:
    """Start check: a sentence for each specification that cannot work; empty when all can."""
    found: list[str] = []
    seen: set[str] = set()
    for spec in specs:
        if not _NAME.match(spec.name):
            found.append(
                f"Document {spec.name!r}: the name must be <module>.<paper> in lower case."
            )
        if spec.name in seen:
            found.append(f"Document {spec.name!r} is declared twice; rename one of them.")
        if not _CODE.match(spec.code):
            found.append(f"Document {spec.name!r}: form code {spec.code!r} must look like F03.")
        if not callable(spec.copies):
            codes = [copy.code for copy in spec.copies]
            if len(codes) != len(set(codes)):
                found.append(f"Document {spec.name!r}: two copies share one code ({codes}).")
        seen.add(spec.name)
    return found


def plain_mapping(context: PaperContext) -> Mapping[str, Any]:
    """The context's values by name: fields and properties of a dataclass, or a mapping as it is."""
    if isinstance(context, Mapping):
        return context
    computed = [name for name, kind in vars(type(context)).items() if isinstance(kind, property)]
    return {name: getattr(context, name) for name in (*context.__dataclass_fields__, *computed)}
