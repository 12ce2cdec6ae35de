"""The tables of the archive."""

from modules.archive.models.filing import Filing
from modules.archive.models.volume import Volume

__all__ = ["Filing", "Volume"]
