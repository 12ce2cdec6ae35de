"""The verbs of the archive."""

from modules.archive.services.binding import BIND, bind_month, bind_or_begin, verify_volume
from modules.archive.services.filing import file_case

__all__ = ["BIND", "bind_month", "bind_or_begin", "file_case", "verify_volume"]
