"""Facts of the quality module."""

from dataclasses import dataclass

from aftersales.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemOpened(Event):
    """A quality problem was registered."""

    problem_id: int
    case_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseJudged(Event):
    """Quality named the cause class and the responsible department."""

    problem_id: int
    cause_class: str
    department_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemClosed(Event):
    """The measures work; the problem is closed."""

    problem_id: int
    case_id: int | None
