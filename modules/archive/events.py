"""Facts of the archive."""

from dataclasses import dataclass

from aftersales.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFiled(Event):
    """A complete case was filed; its records are locked."""

    case_id: int
    pieces: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeBound(Event):
    """A volume was bound."""

    volume_id: int
    number: str
