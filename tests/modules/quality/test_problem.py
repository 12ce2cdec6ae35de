"""A problem from the field to the measure that removes its cause (S0-4.2.1, S0-4.2.6)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import select

from aftersales.auth.models import Department
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Forbidden, Refused
from aftersales.regulation.snapshots import because_of
from aftersales.workflow import advance
from modules.quality.models import Measure, Problem
from modules.quality.services import (
    add_measure,
    close_problem,
    complete_measure,
    judge_cause,
    open_problem,
)

As = Callable[..., AbstractContextManager[UnitOfWork]]
pytestmark = pytest.mark.both_databases


@pytest.fixture
def problem(uow_as: As) -> int:
    """What an engineer reported."""
    with uow_as("engineer") as uow:
        return open_problem(uow, title="液压泵轴封渗油", severity="major").id


def department(uow: UnitOfWork, code: str) -> int:
    found = uow.scalar(select(Department.id).where(Department.code == code))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("cause", "code"),
    [("manufacture", "PRD"), ("design", "TEC"), ("purchased", "PUR")],  # S0-4.2.1b, S0-4.2.3a
)
def test_regulation_proposes_the_department_and_says_why(
    uow_as: As, problem: int, cause: str, code: str
) -> None:
    with uow_as("quality") as uow:
        found = judge_cause(uow, record_id=problem, cause_class=cause, root_cause="见附件")
        assert found.department is not None or found.department_id
        assert found.department_id == department(uow, code)
        because = because_of(uow, found, "responsibility")
        assert because is not None
        assert because.lines


def test_quality_may_name_another_department(uow_as: As, problem: int) -> None:
    with uow_as("quality") as uow:
        other = department(uow, "WH")
        found = judge_cause(
            uow, record_id=problem, cause_class="design", root_cause="见附件", department_id=other
        )
        assert found.department_id == other


def test_problem_closes_when_its_measures_are_carried_out(uow_as: As, problem: int) -> None:
    with uow_as("quality") as uow:
        judge_cause(uow, record_id=problem, cause_class="manufacture", root_cause="装配过紧")
        with pytest.raises(Refused, match="尚未制定纠正措施"):
            advance(uow, uow.get(Problem, problem), "verify")
        measure = add_measure(
            uow,
            record_id=problem,
            kind="corrective",
            text="修订装配工艺",
            department_id=department(uow, "PRD"),
            due_on=date(2026, 12, 1),
        ).id
        uow.session.expire_all()
        with pytest.raises(Refused, match="1"):
            advance(uow, uow.get(Problem, problem), "verify")

    with pytest.raises(Forbidden), uow_as("technical") as uow:
        complete_measure(uow, record_id=measure, result="done")
    with uow_as("production") as uow:
        complete_measure(uow, record_id=measure, result="工艺卡已换版")
    with uow_as("quality") as uow:
        advance(uow, uow.get(Problem, problem), "verify")
        close_problem(uow, record_id=problem, verification="三台试装无渗漏")
        assert uow.get(Problem, problem).state == "closed"


def test_departments_see_what_they_answer_for(uow_as: As, problem: int) -> None:
    with uow_as("production", write=False) as uow:
        assert uow.find(Problem, problem) is None
    with uow_as("quality") as uow:
        judge_cause(uow, record_id=problem, cause_class="manufacture", root_cause="装配过紧")
    with uow_as("production", write=False) as uow:
        assert uow.find(Problem, problem) is not None
        assert uow.scalars(select(Measure)).unique().all() == []
    with uow_as("engineer2", write=False) as uow:
        assert uow.find(Problem, problem) is None
