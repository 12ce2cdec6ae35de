"""Filling paper templates: the sandboxed environment and the frame data of every paper."""

import base64
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from aftersales.documents import wording
from aftersales.documents.declare import DocumentSpec, Orientation
from aftersales.errors import DomainError
from aftersales.i18n import _l, use_locale

OWN_TEMPLATES = Path(__file__).parent / "templates"
BOX = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 12"><rect x=".7" y=".7" width="10.6"'
    ' height="10.6" fill="none" stroke="#222" stroke-width="1"/>{mark}</svg>'
)
MARK = '<path d="M2.6 6.2 5 8.8 9.6 3" fill="none" stroke="#000" stroke-width="1.7"/>'


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFrame:
    """What ``base.html`` prints around the body; templates read it as ``paper``.

    :param qr: the QR code as a ``data:`` address; blank on previews.
    :param foot: text at the foot of every page (form code, retention, what each part is for).
    """

    company: str
    title: str
    number: str
    lang: str
    orientation: Orientation = "portrait"
    department: str = ""
    revision: int = 1
    issued_at: datetime | None = None
    issued_by: str = ""
    qr: str = ""
    foot: str = ""
    is_preview: bool = False


class PaperBroken(DomainError):
    """A template asked for something its context does not hold; the sentence names both."""

    status = 500
    code = "paper_broken"


@cache
def environment(folders: tuple[Path, ...]) -> ImmutableSandboxedEnvironment:
    """The template environment over ``folders`` (module templates) and our own macros.

    It escapes everything, refuses undefined names, and cannot reach Python internals.
    """
    env = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader([*folders, OWN_TEMPLATES])]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(
        date=wording.day,
        datetime=wording.moment,
        short_date=wording.short_day,
        short_datetime=wording.short_moment,
        money=wording.money,
        rmb_upper=wording.rmb_upper,
        quantity=wording.quantity,
        phone=wording.phone,
        blank=wording.strike,
    )
    env.tests["blank"] = wording.is_blank
    env.globals.update(t=wording.pick, box_uri=_box_uri)
    return env


def fill(
    template: str,
    frame: PaperFrame,
    values: Mapping[str, Any],
    *,
    folders: tuple[Path, ...] = (),
    masked: bool | None = False,
) -> str:
    """The finished HTML of one paper in the language of its frame.

    :param masked: telephones are printed masked; None writes both forms (``wording.masking``).
    :raises PaperBroken: when the template and its context do not fit.
    """
    from jinja2 import TemplateError

    token = wording.masking.set(masked)
    try:
        with use_locale(frame.lang):
            page = environment(folders).get_template(template)
            return page.render({**values, "paper": frame})
    except TemplateError as error:
        raise PaperBroken(
            _l("The paper {template} cannot be printed: {reason}", template=template, reason=error)
        ) from error
    finally:
        wording.masking.reset(token)


def template_folders(spec: DocumentSpec) -> tuple[Path, ...]:
    """Where the template of ``spec`` lies: beside the module that declares its context."""
    if spec.templates is not None:
        return (spec.templates,)
    file = sys.modules[spec.context.__module__].__file__
    parents = Path(file).resolve().parents if file else ()
    return tuple(folder / "templates" for folder in parents if (folder / "templates").is_dir())[:1]


@cache
def _box_uri(ticked: bool) -> str:
    # No Han font has the glyphs ☐ ☑, so boxes are drawn.
    svg = BOX.format(mark=MARK if ticked else "")
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")
