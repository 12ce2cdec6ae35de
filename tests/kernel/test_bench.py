"""The bench, with tiny numbers: its rows hold together, its servers answer, its table is whole."""

import importlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from aftersales.bench.load import MARK
from aftersales.db import audit
from aftersales.db.base import Base, mapped_classes
from aftersales.jobs.schedule import JobRun

pytestmark = pytest.mark.demo_company
# The package shows the function of that name, not the module.
cli_main = importlib.import_module("aftersales.cli.main")
CASES = 440


@pytest.fixture
def command(app, monkeypatch):
    """Run a command on this test's database."""
    monkeypatch.setattr(cli_main, "build_app", lambda **_overrides: app)
    return lambda *words: CliRunner().invoke(cli_main.cli, list(words))


@pytest.fixture
def bench_database(uow_as):
    """A database of the bench: the demo is there already, the mark is not."""
    with uow_as("system") as uow:
        uow.session.add(JobRun(name=MARK, started_at=uow.now, finished_at=uow.now))


def test_a_company_with_data_of_its_own_is_left_alone(command):
    told = command("bench", "load", "--cases", "500")
    assert told.exit_code == 1
    assert "holds data of its own" in told.output
    assert "was not made by" in command("bench", "web").output


@pytest.mark.both_databases
def test_years_are_copied_with_everything_that_hangs_on_a_case(command, bench_database, uow_as):
    told = command("bench", "load", "--cases", str(CASES))
    assert told.exit_code == 0, told.output + repr(told.exception)
    case = mapped_classes()["service.Case"]
    with uow_as("system", write=False) as uow:
        assert uow.scalar(select(func.count()).select_from(case)) == CASES
        assert audit.verify(uow.session) is None
        copied = uow.scalars(select(case).where(case.id > 407).order_by(case.id)).unique().all()
        assert numbers_without_gap(uow, case)
        assert all(thread_length(uow, one) for one in copied)
    assert "0 copied" in command("bench", "load", "--cases", str(CASES)).output


def numbers_without_gap(uow, model: type[Base]) -> bool:
    by_month: dict[str, list[int]] = {}
    for number in uow.scalars(select(model.number).where(model.number.startswith("AJ-"))):
        _code, month, n = number.split("-")
        by_month.setdefault(month, []).append(int(n))
    return all(sorted(found) == [*range(1, len(found) + 1)] for found in by_month.values())


def thread_length(uow, record) -> int:
    steps = mapped_classes()["workflow.TransitionEntry"]
    found = select(func.count()).where(steps.model == "service.Case", steps.record_id == record.id)
    return uow.scalar(found) or 0


@pytest.mark.both_databases
def test_every_figure_is_measured_beside_its_floor(command, bench_database, tmp_path):
    file = tmp_path / "bench.json"
    tiny = ("--requests", "1", "--seconds", "0.2", "--clients", "2")
    told = command("bench", "web", *tiny, "--json", str(file))
    assert told.exit_code == 0, told.output + repr(told.exception)
    found = json.loads(file.read_text())
    assert [figure["name"] for figure in found["figures"]] == [
        *("list", "search", "open", "create", "step", "report")
    ]
    for figure in found["figures"]:
        assert figure["alone"]["page"] > 0
        if figure["ratio"] is not None:
            assert figure["alone"]["floor"] > 0
            assert figure["together"]["page"] > 0, figure["together"]["faults"]
            assert figure["together"]["faults"] == []
    assert 1000 < found["weight"]["warm"] < found["weight"]["cold"]
    if Path("/proc/self/status").exists():
        assert set(found["memory_mb"]) == {"a server worker", "the background worker"}


@pytest.mark.both_databases
def test_lists_come_in_once_and_are_found_equal_the_second_time(command, bench_database):
    told = command("bench", "import", "--rows", "30")
    assert told.exit_code == 0, told.output + repr(told.exception)
    first, again = (line.split("|") for line in told.output.splitlines()[-2:])
    assert first[2].strip() == "1,050"  # customers, products, machines and the register
    assert again[2].strip() == "0"
    assert float(first[3]) > 0


def test_a_volume_is_bound_of_reports_of_the_demo(command):
    told = command("bench", "volume", "--reports", "3")
    assert told.exit_code == 0, told.output + repr(told.exception)
    assert "Volume of 3: 12 pages" in told.output
