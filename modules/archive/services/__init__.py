"""The verbs of the archive."""

from modules.archive.services.binding import bind_month, verify_volume
from modules.archive.services.filing import file_case

__all__ = ["bind_month", "file_case", "verify_volume"]
