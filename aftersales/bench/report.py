"""The bench's table, ready to be pasted into the documentation, and the same as JSON."""

import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from aftersales.bench.measure import SHARE, Figure
from aftersales.bench.weight import Weight

GOOD, SHORT = "✓", "✗"
HEADS = (
    *("Request", "Statements", "Page ms", "Floor ms", "Ratio", "Goal"),
    *("Many clients: page/s", "floor/s", f"share (≥ {SHARE})", "p95 ms", "faults"),
)


@dataclass(slots=True)
class Result:
    """Everything one run of ``aftersales bench web`` found."""

    database: str
    rows: dict[str, int]
    figures: list[Figure]
    login: float
    start: float
    memory: dict[str, float] = field(default_factory=dict)
    weight: Weight | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values, for comparing runs."""
        return {
            "database": self.database,
            "python": platform.python_version(),
            "rows": self.rows,
            "figures": [figure.to_json() for figure in self.figures],
            "login_ms": self.login,
            "start_s": self.start,
            "memory_mb": self.memory,
            "weight": asdict(self.weight) if self.weight else None,
        }

    def to_markdown(self) -> str:
        """The tables of the documentation."""
        sizes = ", ".join(f"{count:,} {name}" for name, count in self.rows.items())
        head = f"{self.database}, Python {platform.python_version()}: {sizes}."
        return "\n".join([head, "", *_pages(self.figures), "", *self._rest(), ""])

    def _rest(self) -> list[str]:
        lines = [
            ("Login, argon2 included", f"{self.login:.0f} ms", "150 ms", self.login <= 150),
            ("From start to the first page", f"{self.start:.1f} s", "3 s", self.start <= 3),
        ]
        if self.weight:
            cold, warm = self.weight.cold / 1024, self.weight.warm / 1024
            lines += [
                ("First page after login, nothing kept", f"{cold:.0f} KB", "150 KB", cold <= 150),
                ("The same page again", f"{warm:.1f} KB", "15 KB", warm <= 15),
            ]
        for name, size in self.memory.items():
            lines.append((f"Memory of {name}", f"{size:.0f} MB", "200 MB", size < 200))
        return [
            "| Size | Measured | Goal | |",
            "|---|---|---|---|",
            *(f"| {n} | {value} | {goal} | {mark(good)} |" for n, value, goal, good in lines),
        ]


def mark(good: bool) -> str:
    """A sign for a goal met or missed."""
    return GOOD if good else SHORT


def _pages(figures: Sequence[Figure]) -> list[str]:
    return [
        f"| {' | '.join(HEADS)} | |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
        *(_line(figure) for figure in figures),
    ]


def _line(figure: Figure) -> str:
    alone, both, probe = figure.alone, figure.together, figure.probe
    cells = [probe.title, str(figure.statements), f"{alone.page:.1f}"]
    if alone.floor and alone.ratio:
        cells += [f"{alone.floor:.2f}", f"{alone.ratio:.1f}", f"≤ {probe.limit:g}"]
    else:
        cells += ["", "", f"≤ {probe.limit:g} ms"]
    if both:
        cells += [f"{both.page:.0f}", f"{both.floor:.0f}", f"{both.share:.2f}"]
        cells += [f"{both.p95:.0f}", str(len(both.faults))]
    else:
        cells += [""] * 5
    cells.append(mark(all(figure.verdicts)))
    return "| " + " | ".join(cells) + " |"
