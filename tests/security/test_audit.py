"""``./run audit`` tells three things apart: nothing known, something known, nobody to ask."""

import importlib.util
import subprocess

import pytest

from tests.architecture.source import ROOT

CLEAN = {"name": "flask", "version": "3.1.3", "vulns": []}
UNKNOWN = {"name": "flask", "version": "3.1.3", "skip_reason": "not found"}
FLAW = {"id": "PYSEC-1", "fix_versions": ["3.1.4"]}


@pytest.fixture(scope="module")
def audit():
    spec = importlib.util.spec_from_file_location("audit", ROOT / ".ci" / "audit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("packages", "code", "words"),
    [
        ([CLEAN, CLEAN], 0, "2 packages have no known vulnerability."),
        ([CLEAN, UNKNOWN], 0, "1 could not be checked"),
        ([CLEAN, {**CLEAN, "vulns": [FLAW]}], 1, "PYSEC-1, mended in 3.1.4"),
        ([UNKNOWN, UNKNOWN], 0, "Not audited"),
    ],
)
def test_what_was_found_is_said(audit, packages, code, words, capsys):
    assert audit.report(packages) == code
    told = capsys.readouterr()
    assert words in told.out + told.err


@pytest.mark.parametrize("answer", ["", "not json", "{}"])
def test_data_out_of_reach_is_no_clean_bill(audit, answer, monkeypatch, capsys):
    done = subprocess.CompletedProcess([], 1, stdout=answer)
    monkeypatch.setattr(audit.subprocess, "run", lambda *_args, **_options: done)
    audit.main("requirements.txt")
    told = capsys.readouterr().err
    assert "Not audited" in told
    assert "no known vulnerability" not in told
