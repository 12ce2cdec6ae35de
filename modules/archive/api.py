"""The public surface of the archive module."""

from modules.archive.completeness import Completeness, completeness
from modules.archive.events import CaseFiled, VolumeBound
from modules.archive.models import Filing, Volume
from modules.archive.services import bind_month, file_case, verify_volume

__all__ = [
    "CaseFiled",
    "Completeness",
    "Filing",
    "Volume",
    "VolumeBound",
    "bind_month",
    "completeness",
    "file_case",
    "verify_volume",
]
