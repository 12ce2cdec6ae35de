"""Proof that a paper shows what it says: every glyph drawn is a real one of our embedded fonts.

A PDF without a Chinese font still yields its text when extracted — over empty boxes. So the proof
does not stop at the text: it reads which glyph numbers the pages draw, and looks each up in the
font that is embedded. Glyph 0 is ``.notdef``, the box.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aftersales.documents.fonts import FAMILY

if TYPE_CHECKING:
    import pikepdf

_SPACES = re.compile(r"\s+")
_HEX_PAIR = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


@dataclass(slots=True)
class GlyphReport:
    """What a PDF draws.

    :param fonts: names of the fonts that draw something, without the subset prefix.
    :param foreign: those that are not ours.
    :param missing: how often glyph 0 is drawn, or a glyph the embedded font does not hold.
    :param text: the drawn characters in drawing order, by the fonts' own maps.
    """

    fonts: set[str] = field(default_factory=set)
    missing: int = 0
    text: str = ""

    @property
    def foreign(self) -> set[str]:
        """Fonts that are not ours."""
        ours = FAMILY.replace(" ", "-")
        return {name for name in self.fonts if not name.startswith(ours)}

    @property
    def is_sound(self) -> bool:
        """Whether every glyph is drawn, and by our fonts."""
        return not self.missing and not self.foreign

    def lacks(self, wanted: str) -> list[str]:
        """Characters of ``wanted`` that the pages do not draw."""
        drawn = set(self.text)
        return sorted({letter for letter in wanted if not letter.isspace()} - drawn)

    def shows(self, wanted: str) -> bool:
        """Whether ``wanted`` is drawn as a run, spaces and line ends aside."""
        return _SPACES.sub("", wanted) in _SPACES.sub("", self.text)


def drawn_glyphs(data: bytes) -> GlyphReport:
    """Read the glyphs a PDF draws on all its pages, forms included."""
    import pikepdf

    report = GlyphReport()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        fonts: dict[tuple[int, int], _Font] = {}
        for page in pdf.pages:
            _read(page.obj, page.obj.get("/Resources", pikepdf.Dictionary()), fonts, report)
    return report


@dataclass(slots=True)
class _Font:
    name: str
    glyphs: int
    outlines: set[int]
    texts: dict[int, str]


def _read(
    content: "pikepdf.Object",
    resources: "pikepdf.Object",
    fonts: dict[tuple[int, int], _Font],
    report: GlyphReport,
) -> None:
    import pikepdf

    current: _Font | None = None
    for step in pikepdf.parse_content_stream(content):
        operands = step.operands
        match str(step.operator):
            case "Tf":
                current = _font(resources.Font[str(operands[0])], fonts)
            case "Tj" | "TJ" | "'" | '"' if current:
                _draw(current, operands, report)
            case "Do":
                form = resources.XObject[str(operands[0])]
                if form.get("/Subtype") == "/Form":
                    _read(form, form.get("/Resources", resources), fonts, report)


def _draw(font: _Font, operands: Any, report: GlyphReport) -> None:
    for number in _numbers(operands):
        report.fonts.add(font.name)
        if number == 0 or number >= font.glyphs or number not in font.outlines:
            report.missing += 1
        report.text += font.texts.get(number, "\ufffd")


def _numbers(operands: Any) -> Iterator[int]:
    """Two-byte glyph numbers of a text operator; composite fonts use the identity encoding."""
    import pikepdf

    for operand in operands:
        if isinstance(operand, pikepdf.Array):
            yield from _numbers(operand)
        elif isinstance(operand, pikepdf.String):
            raw = bytes(operand)
            yield from (int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2))


def _font(found: "pikepdf.Object", fonts: dict[tuple[int, int], _Font]) -> _Font:
    key = found.objgen
    if key not in fonts:
        name = str(found.BaseFont).lstrip("/").split("+")[-1]
        count, outlines = _embedded(found)
        fonts[key] = _Font(name, count, outlines, _to_unicode(found))
    return fonts[key]


def _embedded(font: "pikepdf.Object") -> tuple[int, set[int]]:
    """How many glyphs the embedded font has, and which of them have an outline or are blank."""
    from fontTools.ttLib import TTFont

    descriptor = font.DescendantFonts[0].FontDescriptor
    data = bytes(descriptor.FontFile2.read_bytes())
    with TTFont(io.BytesIO(data), lazy=True) as ttf:
        count = int(ttf["maxp"].numGlyphs)
        offsets = ttf["loca"].locations
        advances = ttf["hmtx"].metrics
        order = ttf.getGlyphOrder()
        # A glyph the subsetter dropped has neither outline nor width; a space has its width.
        present = {
            at for at in range(count) if offsets[at + 1] > offsets[at] or advances[order[at]][0]
        }
    return count, present


def _to_unicode(font: "pikepdf.Object") -> dict[int, str]:
    if "/ToUnicode" not in font:
        return {}
    text = bytes(font.ToUnicode.read_bytes()).decode("latin-1")
    blocks = re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL)
    return {
        int(code, 16): bytes.fromhex(letters).decode("utf-16-be", "replace")
        for block in blocks
        for code, letters in _HEX_PAIR.findall(block)
    }
