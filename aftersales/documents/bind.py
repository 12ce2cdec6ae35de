"""Putting finished PDFs behind each other as one PDF/A: numbers, stamps, bookmarks, attachments."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from aftersales.documents.engine import RenderedPdf
from aftersales.documents.layers import add_forms, draw_over

if TYPE_CHECKING:
    import pikepdf

MM = 72 / 25.4
DIGIT_WIDTH = 2.1 * MM
NUMBER_RIGHT, NUMBER_TOP = 10 * MM, 8.5 * MM
STAMP_LEFT, STAMP_TOP = 25 * MM, 21 * MM
"""Where the number's right edge and the stamp's lower left corner lie, from the top corners."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that travels inside the volume beside its page."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class VolumePart:
    """Pages of a volume: one finished PDF/A.

    :param title: its bookmark.
    :param numbered: stamp continuous page numbers on its pages.
    :param stamp: index of its archive stamp among the tools' pages; None for none.
    """

    data: bytes
    title: str
    numbered: bool = True
    stamp: int | None = None
    enclosure: Enclosure | None = None


def bind_volume(
    parts: Sequence[VolumePart],
    *,
    tools: bytes,
    manifest: Mapping[str, Any],
    at: datetime,
) -> RenderedPdf:
    """Bind ``parts`` in order; the first one's output intent and metadata become the volume's.

    :param tools: a PDF whose pages are the archive stamps, then the ten digits 0 to 9.
    :param manifest: attached as ``manifest.json`` (relationship *Data*).
    :param at: date of the attachments (aware).
    """
    import pikepdf

    with (
        pikepdf.open(io.BytesIO(parts[0].data)) as target,
        pikepdf.open(io.BytesIO(tools)) as toolbox,
    ):
        forms = [target.copy_foreign(page.as_form_xobject()) for page in toolbox.pages]
        firsts = [0]
        for part in parts[1:]:
            firsts.append(len(target.pages))
            with pikepdf.open(io.BytesIO(part.data)) as source:  # one at a time, for the memory
                target.pages.extend(source.pages)
        _mark(target, parts, firsts, forms)
        _bookmark(target, parts, firsts)
        _enclose(target, parts, manifest, at)
        buffer = io.BytesIO()
        target.save(
            buffer,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
        return RenderedPdf(buffer.getvalue(), len(target.pages))


def _mark(
    target: "pikepdf.Pdf",
    parts: Sequence[VolumePart],
    firsts: Sequence[int],
    forms: Sequence["pikepdf.Object"],
) -> None:
    digits = forms[-10:]
    number = 0
    ends = [*firsts[1:], len(target.pages)]
    for part, first, end in zip(parts, firsts, ends, strict=True):
        for at in range(first, end):
            drawing: list[tuple[pikepdf.Object, float, float]] = []
            width, height = _shown_size(target.pages[at])
            if part.numbered:
                number += 1
                left = width - NUMBER_RIGHT - DIGIT_WIDTH * len(str(number))
                drawing += [
                    (digits[int(digit)], left + place * DIGIT_WIDTH, height - NUMBER_TOP)
                    for place, digit in enumerate(str(number))
                ]
            if part.stamp is not None and at == first:
                drawing.append((forms[part.stamp], STAMP_LEFT, height - STAMP_TOP))
            if drawing:
                _draw(target.pages[at], drawing)


def _shown_size(page: "pikepdf.Page") -> tuple[float, float]:
    """Width and height as the reader sees the page, in points."""
    left, bottom, right, top = (float(value) for value in page.cropbox)
    size = (right - left, top - bottom)
    return size if int(page.obj.get("/Rotate", 0)) % 180 == 0 else (size[1], size[0])


def _draw(page: "pikepdf.Page", drawing: Sequence[tuple["pikepdf.Object", float, float]]) -> None:
    """Draw forms over a page at places given as the reader sees it, whatever its rotation."""
    steps = [_upright(page)]
    steps += [
        f"q 1 0 0 1 {x:.2f} {y:.2f} cm /Mark{at} Do Q" for at, (_form, x, y) in enumerate(drawing)
    ]
    add_forms(page, {f"/Mark{at}": form for at, (form, _x, _y) in enumerate(drawing)})
    draw_over(page, "\n".join(steps))


def _upright(page: "pikepdf.Page") -> str:
    """The matrix that puts the origin at the lower left corner of the page as it is read."""
    left, bottom, right, top = (float(value) for value in page.cropbox)
    turn = int(page.obj.get("/Rotate", 0)) % 360
    matrix = {
        0: (1, 0, 0, 1, left, bottom),
        90: (0, 1, -1, 0, right, bottom),
        180: (-1, 0, 0, -1, right, top),
        270: (0, -1, 1, 0, left, top),
    }[turn]
    return " ".join(f"{value:.2f}" for value in matrix) + " cm"


def _bookmark(target: "pikepdf.Pdf", parts: Sequence[VolumePart], firsts: Sequence[int]) -> None:
    import pikepdf

    with target.open_outline() as outline:
        outline.root.clear()
        outline.root.extend(
            pikepdf.OutlineItem(part.title, first)
            for part, first in zip(parts, firsts, strict=True)
        )


def _enclose(
    target: "pikepdf.Pdf",
    parts: Sequence[VolumePart],
    manifest: Mapping[str, Any],
    at: datetime,
) -> None:
    import pikepdf

    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    files = [(Enclosure("manifest.json", "application/json", text.encode()), "/Data")]
    files += [(part.enclosure, "/Source") for part in parts if part.enclosure]
    stamp = at.astimezone(UTC).strftime("D:%Y%m%d%H%M%S+00'00'")
    specs = pikepdf.Array()
    for enclosure, relationship in files:
        spec = pikepdf.AttachedFileSpec(
            target,
            enclosure.data,
            filename=enclosure.name,
            description=enclosure.name,
            mime_type=enclosure.content_type,
            creation_date=stamp,
            mod_date=stamp,
        )
        spec.relationship = pikepdf.Name(relationship)
        target.attachments[enclosure.name] = spec
        specs.append(spec.obj)
    target.Root.AF = specs
