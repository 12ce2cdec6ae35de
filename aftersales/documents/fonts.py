"""Where the fonts of the papers are, and what to say when they are not.

``./run`` builds them once from the pinned font package into ``aftersales/documents/fonts`` (see
``docs/documents.md``): "Aftersales Sans SC" regular and bold, a subset that covers GB 2312 and
the common Han characters, and "Aftersales Sans SC Full" for rare names (生僻字).
"""

from pathlib import Path

FOLDER = Path(__file__).parent / "fonts"
FAMILY = "Aftersales Sans SC"
FALLBACK_FAMILY = "Aftersales Sans SC Full"
STACK = f'"{FAMILY}", "{FALLBACK_FAMILY}"'


def _is_full(file: Path) -> bool:
    return "full" in file.stem.lower()


def _weight(file: Path) -> int:
    return 700 if "bold" in file.stem.lower() or "700" in file.stem else 400


def font_files() -> list[Path]:
    """The TTF files present, subset faces first."""
    return sorted(FOLDER.glob("*.ttf"), key=lambda file: (_is_full(file), file.name))


def missing_faces() -> list[str]:
    """Names of the faces that are not there; empty when papers can be printed in Chinese."""
    files = font_files()
    subset_weights = {_weight(file) for file in files if not _is_full(file)}
    wanted = {400: f"{FAMILY} Regular", 700: f"{FAMILY} Bold"}
    missing = [name for weight, name in wanted.items() if weight not in subset_weights]
    return missing if any(map(_is_full, files)) else [*missing, FALLBACK_FAMILY]


def face_rules() -> str:
    """``@font-face`` rules for every face; only the base stylesheet may open their addresses."""
    return "\n".join(
        f'@font-face {{ font-family: "{FALLBACK_FAMILY if _is_full(file) else FAMILY}"; '
        f'font-weight: {_weight(file)}; src: url("{file.as_uri()}"); }}'
        for file in font_files()
    )
