"""The preset of the machinery maker, whose regulation the demo lives by (rules 1.3, P1)."""

from typing import Any

import pytest

from aftersales.regulation.catalogue import Catalogue
from aftersales.regulation.chain import Chain, Copies
from aftersales.regulation.table import Table
from tests.modules.presets import P1, stored, value_of


@pytest.mark.parametrize(
    ("key", "expected", "source"),
    [
        ("intake.channels", ("phone", "visit", "letter"), "S0-5.4.1a"),
        (
            "sla.urgent_triggers",
            ("key_product", "key_customer", "large_product", "emergency"),
            "S0-5.4.2a",
        ),
        ("close.requires_recovered", True, "S0-5.4.2e"),
        ("handoff.installation", "by_contract", "S0-5.4.3"),
        ("handoff.kit_check", True, "S0-4.2.2"),
        ("visit.checkin_required", True, "S0-5.4.4b"),
        ("visit.escalate_to_leader", True, "S0-5.4.4b2"),
        (
            "report.explain_checklist",
            ("installation", "commissioning", "use", "maintenance", "cautions"),
            "S0-5.4.4c",
        ),
        ("report.customer_opinion_required", True, "S0-5.4.4d"),
        ("order.allow_followup_visits", True, "S0-5.4.4e"),
        ("parts.reasons", ("wear", "missing", "defective"), "S0-5.4.6.1a"),
        ("parts.basis", ("delivery", "field", "customer"), "S0-5.4.6.1a"),
        ("parts.shortage_notify", ("purchasing", "production"), "S0-5.4.6.1d"),
        ("parts.allocation", "customer_first", "S0-5.4.6.1e"),
        ("parts.gate_pass_required", True, "S0-5.4.6.4a"),
        (
            "parts.register_fields",
            ("destination", "model", "shipped_at", "quantity", "variety"),
            "S0-5.4.6.4b",
        ),
        ("parts.proof_required", True, "S0-5.4.6.4c"),
        ("parts.return_required_for", "important", "S0-5.4.6.2"),
        ("archive.order", "completeness_then_time", "S0-5.4.9.2"),
        ("archive.bind", True, "S0-5.4.9.2"),
        # Taken over from the baseline.
        ("case.chief_required", True, "S0-2.18"),
        (
            "warranty.free_causes",
            ("manufacture", "assembly", "design", "material"),
            "S0-4.1.1",
        ),
    ],
)
def test_clause_of_p1(catalogue: Catalogue, key: str, expected: Any, source: str) -> None:
    value = stored(catalogue, P1, key)
    assert value_of(catalogue, P1, key) == expected
    assert source in value.source
    assert not value.chosen


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"severity": "normal"}, "immediate"),  # S0-5.4.1c
        ({"severity": "major"}, "4h"),  # S0-5.4.1d
    ],
)
def test_reply_of_p1(catalogue: Catalogue, inputs: dict[str, str], expected: str) -> None:
    table = value_of(catalogue, P1, "sla.reply")
    assert isinstance(table, Table)
    row = table.match(**inputs)
    assert row is not None
    assert str(row.duration("reply")) == expected


@pytest.mark.parametrize(
    ("trigger", "region", "expected"),
    [
        (trigger, region, expected)
        for trigger in ("key_product", "key_customer", "large_product", "emergency")
        for region, expected in (("local", "2h"), ("domestic", "24h"), ("remote", "5d"))
    ],
)
def test_arrival_of_p1(catalogue: Catalogue, trigger: str, region: str, expected: str) -> None:
    table = value_of(catalogue, P1, "sla.arrive")
    row = table.match(trigger=trigger, region_class=region)
    assert str(row.duration("arrive")) == expected
    assert table.match(region_class=region) is None


def test_trip_of_p1_departs_first_when_urgent(catalogue: Catalogue) -> None:
    chain = value_of(catalogue, P1, "dispatch.approval_chain")
    assert isinstance(chain, Chain)
    assert [step.role for step in chain.steps_for(urgent=False)] == ["commercial", "leader"]
    urgent = chain.steps_for(urgent=True)
    assert all(step.after_the_fact and str(step.within) == "24h" for step in urgent)
    assert any(step.verbal for step in urgent)
    # C16: P1 fixes no chain, so the company must be asked.
    assert stored(catalogue, P1, "dispatch.approval_chain").chosen


def test_signatures_of_p1(catalogue: Catalogue) -> None:
    report = value_of(catalogue, P1, "report.review_chain")  # S0-5.4.4d
    assert [step.role for step in report] == ["dispatcher", "leader"]
    parts = value_of(catalogue, P1, "parts.approval_chain")  # S0-5.4.6.1b
    assert [step.role for step in parts] == ["production"]


@pytest.mark.parametrize(
    ("key", "labels"),
    [
        ("report.copies", ["公司联", "客户联", "存档联"]),
        ("parts.requisition_copies", ["仓库联", "财务联", "申请部门联"]),  # F15
        ("parts.exit_permit_copies", ["存根联", "门卫联", "仓库联"]),  # F16
    ],
)
def test_copies_of_p1(catalogue: Catalogue, key: str, labels: list[str]) -> None:
    copies = value_of(catalogue, P1, key)
    assert isinstance(copies, Copies)
    assert [copy.label.zh for copy in copies] == labels


def test_archive_of_p1_files_the_five_kinds(catalogue: Catalogue) -> None:
    table = value_of(catalogue, P1, "archive.scope")  # S0-5.4.9.1a–e
    assert [row["document"] for row in table] == [
        "register",
        "opinion",
        "report",
        "parts",
        "contact",
    ]


@pytest.mark.parametrize(
    ("document", "period"),
    [
        ("report", "years_10"),
        ("complaint", "years_10"),
        ("handoff", "years_30"),
        ("register", "years_5"),
        ("care", "year_1"),
        ("other", "years_10"),
    ],
)
def test_retention_as_proposed(catalogue: Catalogue, document: str, period: str) -> None:
    row = value_of(catalogue, P1, "retention.rules").match(document=document)  # rules 2.6, C10
    assert row["period"] == period
    assert row["action"] != "destroy"


def test_seed_is_silent_on_length_and_start_of_warranty(catalogue: Catalogue) -> None:
    for key in ("warranty.months", "warranty.start_event", "warranty.plans"):
        assert stored(catalogue, P1, key).chosen
