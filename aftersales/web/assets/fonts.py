"""Makes the fonts that papers are printed with, from Noto Sans SC.

Two faces in two weights, all TTF (the PDF engine needs seconds for woff2):

* **Aftersales Sans SC** holds the characters a company writes every day; being small it keeps a
  page near a tenth of a second. The Han are those of GB 2312, the frequent level of Big5
  (traditional names and customers) and the personal-name characters of ``name_characters.txt``.
* **Aftersales Sans SC Full** holds everything Noto Sans SC draws, for the rare name (生僻字). The
  glyphs are the same, so a page that mixes both looks like one font.
"""

import shutil
from dataclasses import dataclass
from multiprocessing import Process
from pathlib import Path
from typing import Any

from aftersales.web.assets.places import FONTS, NODE_MODULES, AssetError

FAMILY = "Aftersales Sans SC"
FULL_FAMILY = "Aftersales Sans SC Full"
NAME_CHARACTERS = Path(__file__).with_name("name_characters.txt")

_SOURCE = NODE_MODULES / "@expo-google-fonts" / "noto-sans-sc"
_VERTICAL = ["vhea", "vmtx"]  # papers run from left to right
_BIG5_FREQUENT = range(0xA440, 0xC67F)
_SYMBOLS = (
    (0x0020, 0x2E80),  # Latin, Greek, Cyrillic, punctuation, arrows, mathematics, shapes
    (0x3000, 0x3130),  # CJK punctuation, kana, bopomofo
    (0x3200, 0x3400),  # enclosed and squared forms such as ㈠ ㎡
    (0xFE30, 0xFE50),  # compatibility forms
    (0xFF00, 0xFFF0),  # full and half width
)


@dataclass(frozen=True, slots=True)
class Weight:
    """One weight of the source and of both faces."""

    style: str
    css: int
    source: str


WEIGHTS = (
    Weight("Regular", 400, "400Regular/NotoSansSC_400Regular.ttf"),
    Weight("Bold", 700, "700Bold/NotoSansSC_700Bold.ttf"),
)


def font_file(weight: Weight, *, full: bool = False) -> Path:
    """Where a face lies, e.g. ``documents/fonts/AftersalesSansSC-Bold.ttf``."""
    face = FULL_FAMILY if full else FAMILY
    return FONTS / f"{face.replace(' ', '')}-{weight.style}.ttf"


def everyday_characters() -> set[int]:
    """Code points of the small face."""
    wanted = {point for start, end in _SYMBOLS for point in range(start, end)}
    wanted |= gb2312_characters() | _big5_frequent()
    names = NAME_CHARACTERS.read_text(encoding="utf-8").splitlines()
    return wanted | {ord(char) for line in names if not line.startswith("#") for char in line}


def gb2312_characters() -> set[int]:
    """The 7,445 characters of GB 2312-80, signs included."""
    rows = range(0xA1, 0xFF)
    return {
        ord(char) for row in rows for cell in rows for char in _decode(bytes((row, cell)), "gb2312")
    }


def build_fonts() -> list[Path]:
    """Write both faces in both weights and the licence; return what was written.

    :raises AssetError: the source package lacks a weight, or a face could not be made.
    """
    for weight in WEIGHTS:
        if not (_SOURCE / weight.source).exists():
            raise AssetError(
                f"The font package lacks {weight.source}. Run: rm -r node_modules; ./run setup"
            )
    FONTS.mkdir(parents=True, exist_ok=True)
    # Bare processes, not a pool: a pool needs semaphores, and small containers lack /dev/shm.
    builders = [Process(target=_build_weight, args=(weight,)) for weight in WEIGHTS]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()
    if any(builder.exitcode for builder in builders):
        raise AssetError("The paper fonts could not be made: see the lines above.")
    made = [font_file(weight, full=full) for weight in WEIGHTS for full in (False, True)]
    licence = FONTS / "OFL.txt"
    shutil.copyfile(_SOURCE / "LICENSE_FONT", licence)
    return [*made, licence]


def _build_weight(weight: Weight) -> None:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options(hinting=False, notdef_outline=True, name_IDs=["*"])
    options.drop_tables += [*_VERTICAL, "STAT"]
    font = TTFont(_SOURCE / weight.source, lazy=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=everyday_characters())
    subsetter.subset(font)
    _save(font, weight, FAMILY, font_file(weight))

    font = TTFont(_SOURCE / weight.source, lazy=True)
    for table in ("STAT", *_VERTICAL):
        if table in font:
            del font[table]
    _save(font, weight, FULL_FAMILY, font_file(weight, full=True))


def _save(font: Any, weight: Weight, family: str, target: Path) -> None:
    """Give the face its own name (the engine picks fonts by name) and write it in one step."""
    names = font["name"]
    post_script = f"{family.replace(' ', '')}-{weight.style}"
    texts = {
        1: family,
        2: weight.style,
        3: post_script,
        4: f"{family} {weight.style}",
        6: post_script,
    }
    names.names = [record for record in names.names if record.nameID in {0, 5, 13, 14}]
    for name_id, text in texts.items():
        names.setName(text, name_id, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight.css
    partial = target.with_suffix(".part")
    font.save(partial)
    font.close()
    partial.replace(target)


def _big5_frequent() -> set[int]:
    codes = (code.to_bytes(2, "big") for code in _BIG5_FREQUENT)
    return {ord(char) for pair in codes for char in _decode(pair, "big5")}


def _decode(pair: bytes, encoding: str) -> str:
    """The character of a two-byte code, or nothing where the code is not assigned."""
    try:
        text = pair.decode(encoding)
    except UnicodeDecodeError:
        return ""
    return text if len(text) == 1 else ""
