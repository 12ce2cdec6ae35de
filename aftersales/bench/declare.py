"""What a module contributes to the bench: rows in bulk, and requests to measure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from aftersales.bench.bulk import Bulk
    from aftersales.db.uow import UnitOfWork

Floor: TypeAlias = Literal["rows", "read", "insert", "update"]
"""The least a server can do instead of the page.

``rows``: the page's own row query and its rows as HTML; the others: one row, committed.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One request: a GET, or with ``form`` a POST that must answer with a redirect."""

    path: str
    form: Mapping[str, str] | None = None


Round: TypeAlias = tuple[Shot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One kind of request to measure.

    :param limit: the ratio to the floor that is good enough, for the median of one client; without
        a floor, milliseconds.
    :param rounds: called once with a unit of work of the measuring person and how many requests are
        wanted. A round is sent by one client in its order and can be sent again (a step and the one
        that leads back).
    """

    name: str
    title: str
    floor: Floor | None
    limit: float
    rounds: "Callable[[UnitOfWork, int], Sequence[Round]]"


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchPart:
    """One module's share.

    ``load`` adds what is missing up to the sizes of ``Bulk.wanted``; the rows of ``models`` are
    counted in the report. ``files`` writes into a folder what a company would import: so many rows,
    under keys that carry the tag. ``paper`` names a paper whose records the demo has; a volume is
    bound of it.
    """

    load: "Callable[[Bulk], None] | None" = None
    models: tuple[type[Any], ...] = ()
    probes: tuple[Probe, ...] = field(default=())
    files: "Callable[[Path, int, str], Sequence[Path]] | None" = None
    paper: str = ""


def bench_parts(app: "Flask") -> list[BenchPart]:
    """What the modules contribute, in their order."""
    modules = app.extensions["aftersales"].modules.values()
    return [part for module in modules if (part := module.contributions.bench)]
