"""What is owed when: worked dates of every period, and whose figures count (rules 1.5)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest

from aftersales.db.uow import UnitOfWork
from aftersales.duties.plan import beginning
from aftersales.duties.words import standing
from aftersales.regulation.because import Bilingual
from aftersales.regulation.catalogue import current_catalogue
from aftersales.regulation.duty import Duty
from aftersales.regulation.models import RegulationValue, RegulationVersion

UowAs = Callable[..., AbstractContextManager[UnitOfWork]]
TITLE = Bilingual("汇总", "Summary")


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("given", "begins", "due"),
    [
        # S3-2.7: every Friday; the week of the turn of the year is one week
        ({"period": "weekly", "weekday": 5}, "2026-11-16", "2026-11-20"),
        ({"period": "weekly", "weekday": 5}, "2026-12-28", "2027-01-01"),
        ({"period": "weekly"}, "2026-11-16", "2026-11-22"),
        # S3-2.8c: at the end of the month, in a leap year on the 29th
        ({"period": "monthly"}, "2026-02-01", "2026-02-28"),
        ({"period": "monthly"}, "2028-02-01", "2028-02-29"),
        ({"period": "monthly"}, "2026-11-01", "2026-11-30"),
        # rules 2.2: by the 10th of the next month, over the turn of the year too
        ({"period": "monthly", "days_after": 10}, "2026-11-01", "2026-12-10"),
        ({"period": "monthly", "days_after": 10}, "2026-12-01", "2027-01-10"),
        ({"period": "monthly", "days_after": 10}, "2028-02-01", "2028-03-10"),
        # on a day of the month; a month too short has its last day
        ({"period": "monthly", "day": 31}, "2026-04-01", "2026-04-30"),
        ({"period": "monthly", "day": 30}, "2028-02-01", "2028-02-29"),
        ({"period": "monthly", "day": 5}, "2026-11-01", "2026-11-05"),
        # S3-2.13: six spot checks a year
        ({"period": "bimonthly"}, "2026-01-01", "2026-02-28"),
        ({"period": "bimonthly"}, "2028-01-01", "2028-02-29"),
        ({"period": "bimonthly"}, "2026-11-01", "2026-12-31"),
        # S3-2.11a, S2-2.5, S0-4.1.5
        ({"period": "quarterly"}, "2026-10-01", "2026-12-31"),
        ({"period": "quarterly", "day": 15}, "2026-01-01", "2026-03-15"),
        ({"period": "halfyearly"}, "2026-01-01", "2026-06-30"),
        ({"period": "halfyearly"}, "2026-07-01", "2026-12-31"),
        ({"period": "yearly"}, "2028-01-01", "2028-12-31"),
        ({"period": "yearly", "days_after": 31}, "2026-01-01", "2027-01-31"),
        # S3-2.5a
        ({"period": "daily"}, "2028-02-29", "2028-02-29"),
    ],
)
def test_a_period_that_begins_owes_its_duty(given: dict, begins: str, due: str) -> None:
    duty = Duty(code="x", title=TITLE, **given)
    (found,) = duty.beginning(day(begins))
    assert (found.start, found.due) == (day(begins), day(due))
    assert list(duty.occurrences(found.due, found.due)) == [found]


@pytest.mark.parametrize(
    ("period", "middle"),
    [
        ("weekly", "2026-11-17"),
        ("monthly", "2026-11-30"),
        ("bimonthly", "2026-12-01"),
        ("quarterly", "2026-11-01"),
        ("halfyearly", "2026-10-01"),
        ("yearly", "2026-07-01"),
    ],
)
def test_nothing_begins_in_the_middle_of_a_period(period: str, middle: str) -> None:
    duty = Duty(code="x", title=TITLE, period=period)  # type: ignore[arg-type]
    assert list(duty.beginning(day(middle))) == []


def test_twice_a_half_year_is_owed_twice() -> None:
    duty = Duty(code="x", title=TITLE, period="halfyearly", times=2)
    assert [one.number for one in duty.beginning(day("2026-07-01"))] == [1, 2]


@pytest.mark.parametrize(
    ("due", "end", "today", "state"),
    [
        ("2026-11-20", "2026-11-22", "2026-11-19", "coming"),
        ("2026-11-20", "2026-11-22", "2026-11-20", "due"),
        ("2026-11-20", "2026-11-22", "2026-11-21", "late"),  # the week still runs
        ("2026-11-20", "2026-11-22", "2026-11-22", "late"),
        ("2026-11-20", "2026-11-22", "2026-11-23", "missed"),
        ("2026-11-30", "2026-11-30", "2026-12-01", "missed"),
        (
            "2026-12-10",
            "2026-11-30",
            "2026-12-05",
            "coming",
        ),  # ten days after it
        ("2026-12-10", "2026-11-30", "2026-12-11", "missed"),
    ],
)
def test_how_a_duty_stands(due: str, end: str, today: str, state: str) -> None:
    assert standing(day(due), day(end), day(today)) == state


def test_a_version_changes_only_periods_that_begin_after_it(uow_as: UowAs) -> None:
    """In force from Wednesday the 18th: monthly becomes weekly; November stays as it began."""
    with uow_as("system") as uow:
        assert "duties.quality" in current_catalogue()
        release(uow, 50, "2026-10-01", period="monthly", function="quality")
        release(uow, 51, "2026-11-18", period="weekly", role="leader")
        begun = [
            (one.occurrence.start.isoformat(), one.duty.period, one.departments, one.role)
            for one in beginning(uow, day("2026-10-15"), day("2026-12-01"))
        ]
    assert begun == [
        ("2026-11-01", "monthly", " QC ", ""),
        ("2026-11-23", "weekly", "", "leader"),
        ("2026-11-30", "weekly", "", "leader"),
    ]


def release(uow: UnitOfWork, number: int, on: str, **duty: object) -> None:
    """A version that holds the role map and one duty, and is silent about all else."""
    version = uow.add(
        RegulationVersion(
            preset="own",
            number=number,
            state="released",
            effective_on=day(on),
            released_at=datetime(2026, 10, 1, 1, tzinfo=UTC),
            fingerprint=f"{number}",
        )
    )
    row = {"code": "summary", "title_zh": "汇总", "title_en": "Summary", **duty}
    values = {
        "duties.quality": [row],
        "org.role_map": [{"function": "quality", "departments": ["QC"]}],
    }
    for key, value in values.items():
        uow.session.add(RegulationValue(version_id=version.id, key=key, value=value))
    uow.flush()
