"""The real data of a company: what a careful import finds, twice in a row, and taken back once.

``tests/data/expected.json`` says how many records the two files hold and which rows must be refused
and why. Its ``register`` counts the rows of the register; two of them are among the refused.
"""

import json
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from aftersales.imports.cli import import_files, import_undo
from aftersales.imports.engine import importers, plan
from aftersales.imports.reading import read_source
from aftersales.imports.runs import run

ROOT = Path(__file__).parents[2]
LEGACY = ROOT / "modules/customers/demo/legacy.xlsx"
REGISTER = ROOT / "modules/service/demo/register.csv"
EXPECTED = json.loads((ROOT / "tests/data/expected.json").read_text(encoding="utf-8"))
RECORDS = ("customers", "products", "equipment", "contracts", "parts")
FIGURES = {
    "stock_units": "parts",
    "contract_total": "contracts",
    "not_accepted": "equipment",
}
CODES = {
    "duplicate code": "duplicate_key",
    "name missing": "missing",
    "serial missing": "missing",
    "unknown model QM-9999": "unknown_reference",
    "impossible date": "impossible_date",
    "total row is not a record": "total_row",
    "time not readable": "unreadable_time",
    "unknown customer": "unknown_reference",
}


@pytest.fixture
def command(app, monkeypatch):
    """``command("import", …)``: the command on this test's database; its exit code and answer."""
    # The package exports the command under the module's own name.
    module = sys.modules["aftersales.cli.main"]
    monkeypatch.setattr(module, "build_app", lambda **_settings: app)

    def call(name, *arguments):
        known = {"import": import_files, "import-undo": import_undo}
        result = CliRunner().invoke(known[name], [*map(str, arguments), "--json"])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, json.loads(result.stdout)

    return call


def good(report):
    return report["created"] + report["updated"] + report["unchanged"]


def refused_of(answer):
    """Each refused row as the expectation names it: place, reason, its own name, its number."""
    return sorted(
        (refusal["sheet"], refusal["code"], refusal["key"], refusal["row"])
        for report in answer["kinds"].values()
        for refusal in report["refused"]
    )


def meets(answer):
    """Whether an answer over both files is what the expectation says, to the row."""
    kinds = answer["kinds"]
    assert set(kinds) == {*RECORDS, "register"}
    assert {kind: good(kinds[kind]) for kind in RECORDS} == {
        kind: EXPECTED[kind] for kind in RECORDS
    }
    assert {name: kinds[kind]["figures"][name] for name, kind in FIGURES.items()} == {
        name: EXPECTED[name] for name in FIGURES
    }
    assert kinds["register"]["rows"] == EXPECTED["register"]
    found = refused_of(answer)
    assert len(found) == len(EXPECTED["errors"])
    for error in EXPECTED["errors"]:
        place, code = error.get("sheet") or error["file"], CODES[error["why"]]
        named = error.get("code") or error.get("serial")
        matching = [
            refusal
            for refusal in found
            if refusal[:2] == (place, code)
            and (named is None or refusal[2] == named)
            and ("row" not in error or refusal[3] == error["row"])
        ]
        assert len(matching) == 1, error
        found.remove(matching[0])


def sizes(uow):
    return {
        importer.kind: uow.scalar(select(func.count()).select_from(importer.model))
        for importer in importers()
    }


@pytest.mark.both_databases
def test_the_command_finds_exactly_what_is_expected_twice_and_takes_it_back(command, uow_as):
    with uow_as("system") as uow:
        empty = sizes(uow)

    status, tried = command("import", LEGACY, REGISTER, "--dry-run")
    assert status == 0
    assert tried["dry_run"] is True
    meets(tried)
    with uow_as("system") as uow:
        assert sizes(uow) == empty

    status, refused = command("import", LEGACY, REGISTER)
    assert status == 1
    assert refused["kinds"] == tried["kinds"]
    with uow_as("system") as uow:
        assert sizes(uow) == empty

    status, first = command("import", LEGACY, REGISTER, "--good-rows")
    assert status == 0
    meets(first)
    assert first["totals"]["created"] == sum(EXPECTED[kind] for kind in RECORDS) + 398
    with uow_as("system") as uow:
        full = sizes(uow)

    status, second = command("import", LEGACY, REGISTER, "--good-rows")
    assert status == 0
    meets(second)
    assert (second["totals"]["created"], second["totals"]["updated"]) == (0, 0)
    assert second["totals"]["unchanged"] == first["totals"]["created"]
    assert refused_of(second) == refused_of(first)
    with uow_as("system") as uow:
        assert sizes(uow) == full

    runs = {entry["file"]: entry["run"] for entry in first["files"]}
    status, answer = command("import-undo", runs["legacy.xlsx"])
    assert status == 1
    assert answer["error"]["code"] == "in_use"
    for name in ("register.csv", "legacy.xlsx"):
        status, answer = command("import-undo", runs[name])
        assert (status, answer) == (0, {"run": runs[name], "file": name, "state": "undone"})
    with uow_as("system") as uow:
        assert sizes(uow) == empty

    status, again = command("import", LEGACY, REGISTER, "--dry-run")
    assert status == 0
    assert again["kinds"] == tried["kinds"]


def test_file_by_file_in_the_words_a_clerk_reads(uow_as):
    """The reasons name the value and what to do; near names are offered, never taken."""
    with uow_as("system") as uow:
        legacy = run(uow, read_source(LEGACY), "good_rows")
        register = plan(uow, read_source(REGISTER))
    meets({"kinds": legacy.to_json()["kinds"] | register.to_json()["kinds"]})
    assert legacy.kinds["contracts"].figures["contract_total"] == Decimal(78_460_000)
    words = {refusal.row: refusal.reason for refusal in register.refusals()}
    assert words[52] == "时间“上周三”无法识别，请写成 2024-05-04 15:16。"
    assert "不存在的客户公司" in words[122]
    reasons = {(r.sheet, r.row): r.reason for r in legacy.refusals()}
    assert reasons["客户", 23] == "“KH1004”与第 6 行重复。"
    assert reasons["设备台账", 73] == "日期“2024-13-45”不存在。"
    assert reasons["设备台账", 166] == "这是合计行，不是一条记录。"
