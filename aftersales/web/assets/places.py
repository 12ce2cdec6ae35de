"""Where the builders read and write, and how they know that nothing has to be done."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]
ROOT = PACKAGE.parent
NODE_MODULES = ROOT / "node_modules"
CACHE = ROOT / ".cache"
NPM_LOCK = ROOT / "package-lock.json"
VENDOR = PACKAGE / "web" / "static" / "vendor"
FONTS = PACKAGE / "documents" / "fonts"


class AssetError(Exception):
    """A step that could not be done; the message is a sentence that names the remedy."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Remembers beside the results what they were made from.

    :param file: the stamp's own file, inside the folder of the results.
    :param sources: files whose content decides the results; a missing one counts as empty.
    """

    file: Path
    sources: Sequence[Path]

    def is_fresh(self) -> bool:
        """Whether the sources are unchanged and every result still exists."""
        try:
            kept = json.loads(self.file.read_text(encoding="utf-8"))
            return bool(kept["sources"] == self._digest()) and all(
                (self.file.parent / name).exists() for name in kept["results"]
            )
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def write(self, results: Iterable[Path]) -> None:
        """Record that these results, all below the stamp's folder, come from the sources of now."""
        names = sorted(path.relative_to(self.file.parent).as_posix() for path in results)
        text = json.dumps({"sources": self._digest(), "results": names}, indent=1)
        self.file.write_text(text + "\n", encoding="utf-8")

    def _digest(self) -> str:
        digest = hashlib.sha256()
        for source in self.sources:
            content = source.read_bytes() if source.exists() else b""
            digest.update(f"{source.name} {len(content)}\n".encode())
            digest.update(content)
        return digest.hexdigest()
