"""A workflow as a picture: the main line from top to bottom, all other steps on lanes beside it.

Drawn from the live workflow, with what other modules added, so that the flow chart a regulation
prints can never differ from what the program does (S0-1.0c).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from aftersales.workflow.model import State, Transition, Workflow

WIDE, HIGH, GAP = 130, 26, 34
LANE, LEFT = 16, 10
COLORS = {
    "grey": "#f3f4f6",
    "blue": "#dbeafe",
    "azure": "#e0f2fe",
    "cyan": "#cffafe",
    "orange": "#ffedd5",
    "yellow": "#fef9c3",
    "green": "#dcfce7",
    "red": "#fee2e2",
    "purple": "#f3e8ff",
}
INK = "#374151"


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the legend: the number on a lane, the step, where it leads from and to."""

    number: int
    title: str
    sources: str
    target: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The picture as SVG, and the steps that run on lanes."""

    svg: Markup
    steps: tuple[Step, ...]


def chart_of(workflow: Workflow) -> Chart:
    """Draw a workflow in the language of the moment."""
    return _Drawing(workflow).chart()


class _Drawing:
    """Where everything stands; lengths in pixels."""

    def __init__(self, workflow: Workflow) -> None:
        self.workflow = workflow
        self.main = [state for state in workflow.states if not state.side]
        self.side = [state for state in workflow.states if state.side]
        self.row = {state.code: n for n, state in enumerate(self.main)}
        self.row |= {state.code: n for n, state in enumerate(self.side)}
        self.lanes = [one for one in workflow.transitions if not self._is_straight(one)]
        self.right = LEFT + WIDE
        self.side_x = self.right + LANE * (len(self.lanes) + 2)

    def chart(self) -> Chart:
        rows = max(len(self.main), len(self.side))
        high = rows * (HIGH + GAP) - GAP + 4
        wide = self.side_x + (WIDE if self.side else 0) + 4
        parts = [
            *(self._box(state, LEFT) for state in self.main),
            *(self._box(state, self.side_x) for state in self.side),
            *(self._straight(n) for n in range(len(self.main) - 1)),
            *(self._lane(n, one) for n, one in enumerate(self.lanes)),
        ]
        svg = Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" '
            'viewBox="0 0 {w} {h}" font-family="Aftersales Sans SC" font-size="10">{parts}</svg>'
        ).format(w=wide, h=high, parts=Markup("").join(parts))
        return Chart(svg, tuple(self._legend()))

    def _is_straight(self, one: Transition) -> bool:
        """Whether a step leads from one state of the main line to the next, and only that."""
        if len(one.sources) != 1 or {one.sources[0], one.target} & {s.code for s in self.side}:
            return False
        return self.row[one.target] == self.row[one.sources[0]] + 1

    def _middle(self, code: str) -> float:
        return self.row[code] * (HIGH + GAP) + HIGH / 2 + 1

    def _edge(self, code: str) -> tuple[float, int]:
        """Where lines of a state meet its box, and which way an arrow head points there."""
        is_side = any(state.code == code for state in self.side)
        return (self.side_x, 1) if is_side else (self.right, -1)

    def _box(self, state: State, x: float) -> Markup:
        y = self._middle(state.code) - HIGH / 2
        return Markup(
            '<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="{r}" fill="{fill}" stroke="{ink}"/>'
            '<text x="{tx}" y="{ty}" text-anchor="middle" fill="{ink}">{title}</text>'
        ).format(
            x=x,
            y=y,
            w=WIDE,
            h=HIGH,
            r=13 if state.done or state.code == self.workflow.initial else 4,
            fill=COLORS[state.color],
            ink=INK,
            tx=x + WIDE / 2,
            ty=y + HIGH / 2 + 4,
            title=str(state.title),
        )

    def _straight(self, number: int) -> Markup:
        """The arrow down from a state of the main line, with the names of the steps."""
        above, below = self.main[number], self.main[number + 1]
        names = [
            str(one.title)
            for one in self.workflow.transitions
            if self._is_straight(one) and one.sources[0] == above.code
        ]
        if not names:
            return Markup("")
        x, y = LEFT + WIDE / 2, self._middle(above.code) + HIGH / 2
        end = self._middle(below.code) - HIGH / 2
        return Markup(
            '<path d="M{x} {y}V{end}" stroke="{ink}" fill="none"/>'
            '<path d="M{x} {end}l-4 -7h8z" fill="{ink}"/>'
            '<text x="{tx}" y="{ty}" fill="{ink}">{names}</text>'
        ).format(
            x=x, y=y, end=end, ink=INK, tx=x + 8, ty=(y + end) / 2 + 3, names=" / ".join(names)
        )

    def _lane(self, number: int, one: Transition) -> Markup:
        """A step beside the main line: out of each source, along its lane, into the target."""
        x = self.right + LANE * (number + 1)
        shift = (number % 5 - 2) * 4  # lines into one box lie beside each other
        into, way = self._edge(one.target)
        end = self._middle(one.target) + shift
        marks = [
            Markup('<path d="M{a} {y}H{x}V{end}H{into}" stroke="{ink}" fill="none"/>').format(
                a=self._edge(code)[0],
                y=self._middle(code) - shift,
                x=x,
                end=end,
                into=into,
                ink=INK,
            )
            for code in one.sources
        ]
        top = min(self._middle(code) - shift for code in one.sources)
        return Markup(
            '{marks}<path d="M{into} {end}l{back} -3v6z" fill="{ink}"/>'
            '<circle cx="{x}" cy="{cy}" r="6" fill="#fff" stroke="{ink}"/>'
            '<text x="{x}" y="{ty}" text-anchor="middle" font-size="8" fill="{ink}">{n}</text>'
        ).format(
            marks=Markup("").join(marks),
            into=into,
            end=end,
            back=-7 * way,
            ink=INK,
            x=x,
            cy=(top + end) / 2,
            ty=(top + end) / 2 + 3,
            n=number + 1,
        )

    def _legend(self) -> Iterator[Step]:
        for number, one in enumerate(self.lanes, start=1):
            sources = "、".join(str(self.workflow.state(code).title) for code in one.sources)
            target = str(self.workflow.state(one.target).title)
            yield Step(number, str(one.title), sources, target)
