"""Document numbers: no gap, no number twice, a new month begins at one."""

import threading
from datetime import UTC, datetime

import pytest

from aftersales.actor import system_actor
from aftersales.db.numbers import NumberSeries
from aftersales.db.uow import unit_of_work
from aftersales.errors import Refused

pytestmark = pytest.mark.both_databases

SERIES = NumberSeries(code="XX", title="Test papers")


@pytest.fixture(autouse=True)
def series(app, monkeypatch):
    known = {**app.extensions["aftersales.numbers"], "XX": SERIES}
    monkeypatch.setitem(app.extensions, "aftersales.numbers", known)


def test_a_rollback_gives_its_number_back(uow_as, clock):
    with uow_as("clerk") as uow:
        assert uow.number("XX") == "XX-202611-0001"
    with pytest.raises(Refused), uow_as("clerk") as uow:
        assert uow.number("XX") == "XX-202611-0002"
        raise Refused("no")
    with uow_as("clerk") as uow:
        assert [uow.number("XX"), uow.number("XX")] == ["XX-202611-0002", "XX-202611-0003"]


def test_the_month_turns_at_midnight_in_the_company(uow_as, clock):
    """Rule 2.2: numbers begin again each month; 16:00 UTC is midnight in Shanghai."""
    clock.move_to(datetime(2026, 11, 30, 15, 59, tzinfo=UTC))
    with uow_as("clerk") as uow:
        assert uow.number("XX") == "XX-202611-0001"
    clock.move_to(datetime(2026, 11, 30, 16, 0, tzinfo=UTC))
    with uow_as("clerk") as uow:
        assert uow.number("XX") == "XX-202612-0001"


@pytest.mark.parametrize(
    ("reset", "printed"),
    [("year", "XX-2026-0001"), ("never", "XX--0001"), ("month", "XX-202611-0001")],
)
def test_series_begin_again_as_they_say(reset, printed):
    series = NumberSeries(code="XX", title="", reset=reset)
    period = series.period(datetime(2026, 11, 21, tzinfo=UTC))
    assert series.format(period, 1) == printed


def test_an_undeclared_series_is_a_defect(uow_as):
    with pytest.raises(KeyError), uow_as("clerk") as uow:
        uow.number("ZZ")


def test_eight_clerks_at_once_leave_no_gap(app):
    taken: list[str] = []
    failures: list[BaseException] = []

    def clerk(number: int) -> None:
        for turn in range(5):
            try:
                with app.app_context(), unit_of_work(system_actor(f"clerk {number}")) as uow:
                    mine = uow.number("XX")
                    if (number + turn) % 4 == 0:
                        raise Refused("changed my mind")
                taken.append(mine)
            except Refused:
                pass
            except BaseException as error:  # noqa: BLE001  # told by the test's own thread
                failures.append(error)

    threads = [threading.Thread(target=clerk, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert sorted(int(number[-4:]) for number in taken) == list(range(1, len(taken) + 1))
    assert len(taken) == 30
