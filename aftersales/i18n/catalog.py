"""Reading the ``.po`` catalogues of the kernel rooms and the modules."""

from collections.abc import Iterable
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from aftersales.errors import StartError
from aftersales.i18n.texts import add_messages

LOCALES = ("zh_CN", "en")
EXTRACTED = [
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.txt", "jinja2"),
]
KEYWORDS = {"_": None, "_l": None}


def catalogue_folders(root: Path) -> list[Path]:
    """Every ``translations`` folder directly in a room or module below ``root``."""
    return sorted(root.glob("translations")) + sorted(root.glob("*/translations"))


def read_catalogue(file: Path) -> dict[str, str]:
    """The finished messages of one ``.po`` file; fuzzy ones do not count."""
    try:
        with file.open("rb") as handle:
            catalogue = read_po(handle)
    except (ValueError, OSError) as error:
        raise StartError(
            f"{file.parts[-4]}/translations: the catalogue cannot be read: {error}"
        ) from error
    return {
        str(message.id): str(message.string)
        for message in catalogue
        if message.id and message.string and not message.fuzzy
    }


def load_catalogues(roots: Iterable[Path]) -> None:
    """Read all catalogues below ``roots`` into memory."""
    for root in roots:
        for folder in catalogue_folders(root):
            for locale in LOCALES:
                file = folder / locale / "LC_MESSAGES" / "messages.po"
                if file.exists():
                    add_messages(locale, read_catalogue(file))


def missing_translations(folder: Path, known: dict[str, str]) -> list[tuple[str, int, str]]:
    """Texts below ``folder`` that ``known`` has no Chinese for, as ``(file, line, text)``."""
    found = extract_from_dir(folder, method_map=EXTRACTED, keywords=KEYWORDS)
    return [
        (file, line, message)
        for file, line, message, *_rest in found
        if isinstance(message, str) and message and message not in known
    ]
