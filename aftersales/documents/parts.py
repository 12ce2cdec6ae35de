"""The parts (联) of a multi-part form: one laid-out body, with each part's tint and name beneath.

The parts of a form differ in paper colour, the name on the right edge, and whether telephones are
masked. Laying the body out once, drawing it with and without the masks, and putting a prepared edge
page beneath each part costs a tenth of printing every part anew.
"""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from aftersales.documents.declare import Copy, Orientation
from aftersales.documents.engine import RenderedPdf, engine
from aftersales.documents.layers import add_forms, draw_under
from aftersales.documents.paper import PaperFrame, fill
from aftersales.documents.wording import pick

if TYPE_CHECKING:
    import pikepdf

TINTS = {
    "white": "",
    "pink": "#fdf0f2",
    "yellow": "#fffae6",
    "blue": "#eef5fc",
    "green": "#eff8ee",
}
ORDINALS = "一二三四五六七八九十"
_EDGE_DATE = datetime(2020, 1, 1, tzinfo=UTC)


def part_names(copies: Sequence[Copy]) -> list[str]:
    """What stands on the edges: 第一联 公司联, 第二联 客户联 … in the current locale."""
    return [
        pick(f"第{ORDINALS[at]}联　{copy.title}", f"Copy {at + 1}: {copy.title}")
        for at, copy in enumerate(copies)
    ]


@lru_cache(maxsize=64)
def edge_page(name: str, tint: str, orientation: Orientation, lang: str) -> bytes:
    """A page with only the tint and the part's name on the right edge; made once per process."""
    frame = PaperFrame(company="", title=name, number="", lang=lang, orientation=orientation)
    html = fill("paper/edge.html", frame, {"name": name, "tint": TINTS[tint]})
    return engine().render(html, at=_EDGE_DATE, seed="edge", archival=False).data


def assemble(
    bodies: Sequence[RenderedPdf],
    copies: Sequence[Copy],
    *,
    names: Sequence[str],
    orientation: Orientation,
    lang: str,
) -> RenderedPdf:
    """All parts of a form as one PDF, in order; the first body's document properties are kept.

    :param bodies: the body of each part, all of them variants in one file.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(bodies[0].data)) as target:
        surplus = len(target.pages)
        for copy, name, body in zip(copies, names, bodies, strict=True):
            edge = _edge_form(target, edge_page(name, copy.tint, orientation, lang))
            for at in range(body.first, body.first + body.pages):
                target.pages.append(target.pages[at])
                add_forms(target.pages[-1], {"/Edge": edge})
                draw_under(target.pages[-1], "/Edge Do")
        del target.pages[:surplus]
        buffer = io.BytesIO()
        target.save(buffer, deterministic_id=True)
        return RenderedPdf(buffer.getvalue(), len(target.pages))


def _edge_form(target: "pikepdf.Pdf", data: bytes) -> "pikepdf.Object":
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as source:
        page = source.pages[0]
        del page.resources["/ColorSpace"]  # nothing of it is drawn on an edge
        return target.copy_foreign(page.as_form_xobject())
