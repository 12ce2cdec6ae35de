"""Collects the icons in use into one SVG file: ``<use href="…/icons.svg#i-truck">``."""

import re
from collections.abc import Iterable
from pathlib import Path

from aftersales.web.assets.places import NODE_MODULES, PACKAGE, ROOT, VENDOR, AssetError

SPRITE = VENDOR / "icons.svg"
DRAWINGS = NODE_MODULES / "@tabler" / "icons" / "icons"

_INNER = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_CANVAS = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>')
# No stroke-width here: a page's style sheet sets it on the <svg> that uses the symbol.
_OUTLINE = 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'
_FILLED = 'fill="currentColor" stroke="none"'


def icon_lists() -> list[Path]:
    """The kernel's list of names and those of the modules that keep one."""
    return [PACKAGE / "web" / "icons.txt", *sorted((ROOT / "modules").glob("*/icons.txt"))]


def icon_names(lists: Iterable[Path] | None = None) -> list[str]:
    """The names asked for, sorted, each once; ``#`` starts a comment."""
    names: set[str] = set()
    for path in icon_lists() if lists is None else lists:
        lines = (
            line.split("#", 1)[0].strip() for line in path.read_text(encoding="utf-8").splitlines()
        )
        names.update(line for line in lines if line)
    return sorted(names)


def build_sprite() -> list[Path]:
    """Write the sprite and return its path.

    :raises AssetError: names that Tabler does not draw, all of them in one sentence.
    """
    names = icon_names()
    unknown = [name for name in names if not _drawing(name).exists()]
    if unknown:
        raise AssetError(
            f"Tabler has no icon named {', '.join(unknown)}. Correct the name in "
            "aftersales/web/icons.txt or modules/<name>/icons.txt (filled: name-filled)."
        )
    symbols = "\n".join(_symbol(name) for name in names)
    text = f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'
    SPRITE.parent.mkdir(parents=True, exist_ok=True)
    SPRITE.write_text(text, encoding="utf-8")
    return [SPRITE]


def _drawing(name: str) -> Path:
    if name.endswith("-filled"):
        return DRAWINGS / "filled" / f"{name.removesuffix('-filled')}.svg"
    return DRAWINGS / "outline" / f"{name}.svg"


def _symbol(name: str) -> str:
    match = _INNER.search(_drawing(name).read_text(encoding="utf-8"))
    if match is None:
        raise AssetError(
            f"The drawing of the icon {name} is no SVG. Run: rm -r node_modules; ./run setup"
        )
    shapes = " ".join(_CANVAS.sub("", match[1]).split())
    paint = _FILLED if name.endswith("-filled") else _OUTLINE
    return f'<symbol id="i-{name}" viewBox="0 0 24 24" {paint}>{shapes}</symbol>'
