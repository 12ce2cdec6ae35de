"""Every preset has the exact figures of the domain paper (rules 1.3), each with its clause."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from aftersales.auth.demo import DEPARTMENTS
from aftersales.auth.roles import STANDARD_ROLES
from aftersales.i18n import use_locale
from aftersales.regulation.catalogue import Catalogue
from aftersales.regulation.chain import Chain
from aftersales.regulation.describe import describe, grid
from aftersales.regulation.overview import overview
from aftersales.regulation.parse import parse
from aftersales.regulation.rows import raw_rows
from aftersales.regulation.sound import problems
from aftersales.regulation.versions import adopt_preset
from tests.modules.presets import (
    P0,
    P1,
    P2,
    P3,
    P4A,
    P4B,
    P5,
    PRESETS,
    ROOT,
    is_silent,
    stored,
    value_of,
)

# --- Plain figures --------------------------------------------------------------------------------

FIGURES: list[tuple[str, str, Any, str]] = [
    (P0, "warranty.free_causes", ("manufacture", "assembly", "design", "material"), "S0-4.1.1"),
    (
        P0,
        "training.stages",
        ("before_use", "running_in", "normal_use", "operator_change"),
        "S0-4.1.2",
    ),
    (P0, "training.topics", ("use", "maintenance", "troubleshooting"), "S0-4.1.2"),
    (P0, "visits.key_customer_months", 3, "S0-4.1.3"),
    (P0, "visits.opinions", ("design", "machining", "assembly"), "S0-4.1.3"),
    (
        P0,
        "supplier.notice_fields",
        (
            "problem",
            "model",
            "quantity",
            "address",
            "contact_name",
            "contact_phone",
            "solve_by",
            "cost_bearing",
        ),
        "S0-4.2.3b",
    ),
    (
        P0,
        "parts.purchase_request_fields",
        (
            "material",
            "quantity",
            "model",
            "arrival_time",
            "direct_to_site",
            "contact_name",
            "contact_phone",
        ),
        "S0-4.2.4b",
    ),
    (P0, "quality.chaser", "quality", "S0-4.2.5a"),
    (P0, "quality.summary_interval_months", 1, "S0-4.2.6"),
    (P0, "case.chief_required", True, "S0-2.18"),
    (P0, "claim.refund_days", 7, "2.3"),
    (P0, "claim.exchange_days", 15, "2.3"),
    (P0, "claim.repairs_then_exchange", 2, "2.3"),
    (P0, "claim.no_parts_days", 90, "2.3"),
    (P0, "claim.repairer_fault_days", 30, "2.3"),
    (P0, "claim.refund_pay_days", 15, "2.3"),
    (P0, "penalty.wage_cap_pct", Decimal(20), "C24"),
    (P1, "visit.service_plan", "if_needed", "S0-5.4.4a"),
    (P1, "parts.ship_owner", "sales", "S0-5.4.6.4b"),
    (P2, "dispatch.urgent_departs_first", False, "S0-1.5"),
    (P2, "dispatch.register_at", "dispatch", "S0-1.6"),
    (
        P2,
        "dispatch.register_fields",
        ("departed_at", "customer", "content", "persons", "remarks"),
        "S0-1.6",
    ),
    (P2, "slip.valid_requires", ("customer", "department"), "S0-1.7"),
    (P2, "expense.requires_valid_slip", True, "S0-1.7b"),
    (P2, "followup.forbid_executor", True, "S0-1.8"),
    (P2, "perf.period", "month", "S0-1.12"),
    (P2, "perf.praise_mode", "once_per_month", "S0-1.1"),
    (P2, "bonus.pay_rule", "per_order_minus_withheld", "C31"),
    (P3, "service.hours", "around_the_clock", "S3-2.1a"),
    (P3, "phone.max_off", "30min", "S3-2.6"),
    (P3, "sla.accept", "immediate", "S3-2.2b"),
    (P3, "regions.owner_required", True, "S3-2.2b"),
    (P3, "archive.bind_period", "month", "S3-2.5a"),
    (P3, "survey.fail_reasons", ("skill", "service", "fraud", "harm"), "S3-2.11b"),
    (P3, "survey.parts", ("suggestion", "rating"), "S3-3.2"),
    (P3, "audit.spot_checks_per_year", 6, "S3-2.13"),
    (P3, "audit.spot_checks_per", "area", "S3-2.13"),
    (P3, "audit.functions", ("quality", "supervise"), "S3-2.13"),
    (P3, "perf.basis", ("sheets", "survey", "rating"), "S3-2.10"),
    (P3, "claim.return_requires_test", True, "S3-1.4c"),
    (P3, "transport.service", "on_request", "S3-1.4b"),
    (P3, "award.suggestion", "on_adoption", "S3-2.1d"),
    (P3, "quality.standards", ("JC/T 667-2004", "FWCN"), "S3-2.3"),
    (P3, "ledger.product_qty", True, "S3-2.9a"),
    (P3, "crm.customer_file", True, "S3-2.8b"),
    (P4A, "presales.tasks", ("formalities", "site", "neighbours"), "S2-2.1"),
    (P4A, "warranty.start_event", "acceptance", "S2-2.4"),
    (P4A, "visits.per_year_in_warranty", 2, "S2-2.5"),
    (P4A, "service.after_warranty", ("hotline", "on_call"), "S2-2.6"),
    (P4A, "archive.sync_with_acceptance", True, "S2-2.13"),
    (P4A, "archive.volumes_by", "local_archive", "S2-2.13"),
    (P4B, "warranty.months", 24, "S2-3.2.1"),
    (P4B, "warranty.start_event", "acceptance", "S2-3.2.1"),
    (P4B, "intake.hotline", True, "S2-3.2.3a"),
    (P4B, "service.after_warranty", ("hotline", "lifetime_repair", "contract_offer"), "S2-3.2.6"),
    (P4B, "pm.scope", "key_equipment", "S2-3.2.4"),
    (P4B, "pm.interval", "agreed", "S2-3.2.4"),
    (P4B, "training.trainees", ("technical", "english"), "S2-3.1.1"),
    (P4B, "training.min_trainees_key", 2, "S2-3.1.1b"),
    (P4B, "training.plan_steps", ("draft", "review", "adjust"), "S2-3.1.4"),
    (P4B, "parts.allocation", "customer_first", "S2-3.2.8"),
    (P4B, "emergency.plan", True, "S2-3.3.1"),
    (P4B, "emergency.clause_in", ("warranty_terms", "maintenance_contract"), "S2-3.3.2"),
    (
        P4B,
        "handoff.document_set",
        ("as_built", "software", "manuals", "equipment_list"),
        "S2-3.3.3",
    ),
    (P5, "org.stages", ("culture", "presales", "sale", "aftersales", "improvement"), "S1-4.2c"),
    (P5, "handoff.decomposition_of", ("technical", "quality"), "S1-in-1"),
    (P5, "handoff.track", ("quality", "schedule", "cost"), "S1-in-2"),
    (P5, "intake.hotline", True, "S1-after-2"),
    (P5, "feedback.required", ("complaint_policy", "feedback", "return_visits"), "S1-after-3"),
    (P5, "audit.functions", ("supervise",), "S1-eval-2"),
    (P5, "audit.basis", "公司产品服务体系检查、评价及考核管理办法", "S1-eval-2"),
    (P5, "audit.output", "服务改进提升计划", "S1-eval-3"),
    (P5, "crm.alerts", True, "S1-4.3.2-1"),
]


@pytest.mark.parametrize(("preset", "key", "expected", "source"), FIGURES)
def test_figure(catalogue: Catalogue, preset: str, key: str, expected: Any, source: str) -> None:
    found = value_of(catalogue, preset, key)
    assert (str(found) if key in ("phone.max_off", "sla.accept") else found) == expected
    assert source in stored(catalogue, preset, key).source


# --- Tables ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "case",
    [
        (P0, "sla.priority_by_class", {"customer_class": "A"}, "priority", 1),  # S0-2.19b
        (P0, "sla.priority_by_class", {"customer_class": "C"}, "priority", 3),
        (P1, "sla.reply", {"severity": "normal"}, "reply", "immediate"),  # S0-5.4.1c
        (P1, "sla.reply", {"severity": "major"}, "reply", "4h"),  # S0-5.4.1d
        (P1, "sla.arrive", {"trigger": "key_product", "region_class": "local"}, "arrive", "2h"),
        (P1, "sla.arrive", {"trigger": "emergency", "region_class": "domestic"}, "arrive", "24h"),
        (P1, "sla.arrive", {"trigger": "emergency", "region_class": "remote"}, "arrive", "5d"),
        (P3, "claim.test_fee_payer", {"verdict": "defective"}, "payer", "company"),  # S3-1.4d
        (P3, "claim.test_fee_payer", {"verdict": "qualified"}, "payer", "customer"),
        (P3, "kpi.targets", {"figure": "satisfaction"}, "percent", Decimal(95)),  # S3-2.1b
        (P3, "kpi.targets", {"figure": "satisfaction"}, "comparison", "above"),
        (P3, "kpi.targets", {"figure": "grumbles"}, "count", 3),  # S3-2.1c
        (P3, "kpi.targets", {"figure": "grumbles"}, "per", "area_month"),
        (P3, "kpi.targets", {"figure": "complaints"}, "count", 0),  # S3-2.1c2
        (P3, "retention.rules", {"document": "service_card"}, "months", 18),  # S3-2.4b
        (P3, "retention.rules", {"document": "service_record"}, "months", 18),  # S3-2.5a
        (P3, "complaint.limits", {"step": "close", "origin": "domestic"}, "within", "13d"),
        (P3, "complaint.limits", {"step": "close", "origin": "abroad"}, "within", "17d"),
        (P3, "survey.programmes", {"code": "dealers"}, "months", 3),  # S3-2.11a
        (P3, "survey.programmes", {"code": "dealers"}, "population", "dealers"),
        (P3, "survey.programmes", {"code": "dealers"}, "rates", "staff"),
        (P4A, "warranty.plans", {"item": "waterproofing"}, "months", 60),  # 条例 40
        (P4A, "warranty.plans", {"item": "heating_cooling"}, "seasons", 2),
        (P4A, "warranty.plans", {"item": "electrical"}, "months", 24),
        (P4A, "warranty.plans", {"item": "decoration"}, "months", 24),
        (P4A, "warranty.plans", {"item": "structure"}, "design_life", True),
        (P4A, "fee.rules", {"state": "out", "item": "material"}, "price", "cost"),  # S2-2.6
        (P4A, "fee.rules", {"state": "out", "item": "labour"}, "price", "free"),
        (P4B, "sla.arrive", {"region_class": "local"}, "arrive", "2h"),  # S2-3.2.3a
        (P4B, "sla.arrive", {"region_class": "remote", "trigger": "emergency"}, "arrive", "2h"),
        (P4B, "sla.fix", {"fault_class": "line"}, "fix", "4h"),  # S2-3.2.3b
        (P4B, "fee.rules", {"state": "out", "item": "parts"}, "price", "cost"),  # S2-3.2.6
        (P4B, "fee.rules", {"state": "out", "item": "labour"}, "price", "small_fee"),
        (P5, "survey.programmes", {"code": "yearly"}, "months", 12),  # S1-after-6
        (P5, "survey.programmes", {"code": "yearly"}, "reply_required", True),  # S1-after-6b
    ],
)  # fmt: skip
def test_row(catalogue: Catalogue, case: tuple[str, str, dict[str, str], str, Any]) -> None:
    preset, key, inputs, column, expected = case
    cell = value_of(catalogue, preset, key).match(**inputs)[column]
    assert (str(cell) if isinstance(expected, str) else cell) == expected


@pytest.mark.parametrize(
    ("preset", "key", "inputs"),
    [
        (P1, "sla.arrive", {"region_class": "local"}),  # not urgent: nothing promised
        (P4B, "sla.fix", {"fault_class": "machine"}),  # only line faults have a time
        (P4B, "fee.rules", {"state": "in", "item": "parts"}),
    ],
)
def test_no_row(catalogue: Catalogue, preset: str, key: str, inputs: dict[str, str]) -> None:
    assert value_of(catalogue, preset, key).match(**inputs) is None


@pytest.mark.parametrize(
    ("preset", "key", "hours"),
    [
        (P3, "visits.hours", ("08:00", "21:00")),  # S3-2.2a
        (P3, "phone.window", ("07:00", "22:00")),  # S3-2.6
    ],
)
def test_hours(catalogue: Catalogue, preset: str, key: str, hours: tuple[str, str]) -> None:
    (row,) = value_of(catalogue, preset, key)
    assert (f"{row['opens']:%H:%M}", f"{row['closes']:%H:%M}") == hours


def test_plans_of_follow_up_calls(catalogue: Catalogue) -> None:
    def plan(preset: str) -> tuple[Any, ...]:
        (row,) = value_of(catalogue, preset, "followup.plans")
        return tuple(row.get(name) for name in ("trigger", "months", "population", "channel"))

    assert plan(P2) == ("order_closed", None, "all", "phone")  # S0-1.8
    assert plan(P3) == ("calendar", 1, "sample", "phone")  # S3-2.12


def test_curriculum_and_checklist_of_the_works(catalogue: Catalogue) -> None:
    topics = [row["audience"] for row in value_of(catalogue, P4B, "training.curriculum")]
    assert (topics.count("operator"), topics.count("manager")) == (4, 3)  # S2-3.1.3
    checklist = value_of(catalogue, P4A, "archive.checklist")  # S2-2.14, rules 1.8
    assert len(checklist) == 16
    assert len({row["person_zh"] for row in checklist}) == 10
    assert checklist.match(item="6")["person_zh"] == "材料员"


# --- Chains, copies, penalties, duties ------------------------------------------------------------


@pytest.mark.parametrize(
    ("preset", "key", "titles"),
    [
        (P2, "dispatch.approval_chain", ["部门经理", "商务经理", "办公室", "分管副总"]),  # S0-1.5
        (P1, "report.review_chain", ["部门负责人", "公司领导"]),  # S0-5.4.4d
        (P2, "report.review_chain", ["维护部门经理"]),  # S0-1.7
        (P1, "parts.approval_chain", ["生产部负责人"]),  # S0-5.4.6.1b
        (P1, "improvement.decision_chain", ["总经理或常务副总"]),  # S0-5.4.8b
        (P2, "bonus.change_chain", ["部门经理", "财务", "公司办公室", "公司领导"]),  # S0-1.11b
    ],
)
def test_signatures(catalogue: Catalogue, preset: str, key: str, titles: list[str]) -> None:
    assert [step.title.zh for step in value_of(catalogue, preset, key)] == titles


def test_trip_of_p2_is_signed_in_turn_before_departure(catalogue: Catalogue) -> None:
    chain = value_of(catalogue, P2, "dispatch.approval_chain")
    assert not stored(catalogue, P2, "dispatch.approval_chain").chosen
    for urgent in (False, True):
        steps = chain.steps_for(urgent=urgent)
        assert [step.role for step in steps] == ["dispatcher", "commercial", "office", "leader"]
        assert not any(step.after_the_fact or step.mode == "joint" for step in steps)


@pytest.mark.parametrize(
    ("preset", "key", "copies"),
    [
        (
            P2,
            "slip.copies",
            ["公司联：公司办公室", "客户联：客户", "存档联：维护部门"],
        ),  # S0-1.7–10
        (
            P3,
            "card.copies",
            ["顾客联：顾客", "公司联：公司业务部", "服务人员联：服务人员"],
        ),  # S3-2.4a
    ],
)
def test_copies(catalogue: Catalogue, preset: str, key: str, copies: list[str]) -> None:
    found = value_of(catalogue, preset, key)
    assert [f"{copy.label.zh}：{copy.holder.zh}" for copy in found] == copies


@pytest.mark.parametrize(
    ("inputs", "measures"),
    [
        ({"event": "card"}, [("fine", 10, 50, "S3-2.4c")]),
        ({"event": "record"}, [("fine", 10, 10, "S3-2.5b"), ("fine", 10, 50, "S3-2.4c")]),
        ({"event": "phone_off"}, [("fine", 50, 50, "S3-2.6")]),
        ({"event": "weekly_summary"}, [("fine", 20, 20, "S3-2.7")]),
        ({"event": "report"}, [("fine", 20, 20, "S3-2.8c")]),
        ({"event": "rating_failed", "consecutive": 2}, [("fine", 100, 100, "S3-2.11b")]),
        (
            {"event": "rating_failed", "consecutive": 3},
            [("fine", 100, 100, "S3-2.11b"), ("transfer", None, None, "S3-2.11c")],
        ),
    ],
)
def test_penalties_of_p3(
    catalogue: Catalogue, inputs: dict[str, Any], measures: list[tuple[Any, ...]]
) -> None:
    hits = value_of(catalogue, P3, "penalty.rules").hits(**inputs)
    names = ("measure", "amount_from", "amount_to", "source")
    assert [tuple(row.get(name) for name in names) for row in hits] == measures


@pytest.mark.parametrize(
    ("preset", "key", "code", "rule"),
    [
        (P0, "duties.feedback", "key_customers", "quarterly"),  # S0-4.1.3
        (P0, "duties.feedback", "survey", "yearly"),  # S0-4.1.5
        (P0, "duties.quality", "summary", "monthly"),  # S0-4.2.6
        (P0, "duties.archive", "appraisal", "yearly"),
        (P0, "duties.company", "holidays", "yearly"),
        (P2, "duties.performance", "score_sheet", "monthly"),  # S0-1.12
        (P3, "duties.service", "service_record", "daily"),  # S3-2.5a
        (P3, "duties.performance", "weekly_summary", "weekly 5"),  # S3-2.7: Friday
        (P3, "duties.performance", "monthly_report", "monthly"),  # S3-2.8c
        (P3, "duties.performance", "spot_check", "bimonthly"),  # S3-2.13: six a year
        (P3, "duties.feedback", "dealer_survey", "quarterly"),  # S3-2.11a
        (P3, "duties.feedback", "calls", "monthly"),  # S3-2.12
        (P3, "duties.archive", "binding", "monthly"),  # S3-2.5a
        (P3, "duties.complaints", "complaint_review", "monthly +10"),  # rules 2.2: by the 10th
        (P4A, "duties.feedback", "return_visit", "halfyearly"),  # S2-2.5: twice a year
        (P5, "duties.performance", "moral_lecture", "monthly"),  # S1-4.3.1-1
        (P5, "duties.performance", "innovation", "yearly"),  # S1-4.3.1-5
    ],
)
def test_duty(catalogue: Catalogue, preset: str, key: str, code: str, rule: str) -> None:
    duty = value_of(catalogue, preset, key)[code]
    days = f" {duty.weekday}" if duty.weekday else ""
    days += f" +{duty.days_after}" if duty.days_after else ""
    assert f"{duty.period}{days}" == rule


def test_bonus_of_p2_is_one_per_mille_of_each_order(catalogue: Catalogue) -> None:
    (rule,) = value_of(catalogue, P2, "bonus.rules")  # S0-1.11
    assert (rule["rate"], rule["base"], rule["per"]) == (Decimal("0.1"), "project_amount", "order")


def test_number_of_a_complaint_is_year_month_and_running(catalogue: Catalogue) -> None:
    number = value_of(catalogue, P3, "complaint.numbering")  # S3-4.2, rules 2.2
    assert number.format(year=2026, month=11, n=7) == "202611007"
    assert number.reset == "month"


# --- Silence and open questions -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("preset", "key"),
    [
        (P1, "perf.rules"),
        (P1, "bonus.rules"),
        (P1, "penalty.rules"),
        (P1, "sla.fix"),
        (P2, "sla.reply"),
        (P2, "sla.arrive"),
        (P2, "warranty.months"),
        (P2, "penalty.rules"),
        (P3, "sla.reply"),
        (P3, "sla.arrive"),
        (P3, "award.suggestion_amount"),
        (P3, "bonus.rules"),
        (P4B, "pm.interval_months"),
        (P5, "audit.interval_months"),
    ],
)
def test_preset_is_silent_where_its_source_is(catalogue: Catalogue, preset: str, key: str) -> None:
    assert is_silent(catalogue, preset, key)


@pytest.mark.parametrize(
    ("preset", "key"),
    [
        (P0, "visits.key_customer_months"),
        (P0, "survey.programmes"),
        (P1, "dispatch.approval_chain"),
        (P1, "sla.arrive_start"),
        (P1, "warranty.months"),
        (P2, "survey.scale"),
        (P2, "perf.rules"),
        (P2, "perf.praise_mode"),
        (P2, "bonus.pay_rule"),
        (P3, "card.copies"),
        (P3, "complaint.authority"),
        (P3, "complaint.limits"),
        (P4B, "sla.fix_start"),
        (P5, "org.work_items"),
    ],
)
def test_our_own_choice_is_an_open_question(catalogue: Catalogue, preset: str, key: str) -> None:
    assert stored(catalogue, preset, key).chosen


# --- Every preset ---------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", [*PRESETS, "engineering_works"])
def test_preset_may_be_released_as_it_stands(catalogue: Catalogue, preset: str) -> None:
    found = problems(
        catalogue,
        catalogue.presets[preset].values,
        departments=[code for code, *_names in DEPARTMENTS],
    )
    assert [str(one.sentence) for one in found] == []


@pytest.mark.parametrize("preset", PRESETS)
def test_every_value_is_cited_in_both_languages(catalogue: Catalogue, preset: str) -> None:
    assert all((catalogue.presets[preset].title.zh, catalogue.presets[preset].title.en))
    for value in catalogue.presets[preset].values:
        assert all((value.clause.zh, value.clause.en, value.source)), value.key


@pytest.mark.parametrize("preset", PRESETS)
def test_every_value_can_be_shown_in_both_languages(catalogue: Catalogue, preset: str) -> None:
    for value in catalogue.presets[preset].values:
        parameter = catalogue[value.key]
        assert describe(parameter, parse(parameter, value.raw)).zh, value.key
        rows = raw_rows(parameter, value.raw)
        assert len(grid(parameter, value.raw)) == (len(rows) + 1 if rows else 0), value.key


def test_every_chain_names_roles_of_the_house(catalogue: Catalogue) -> None:
    for preset in catalogue.presets.values():
        for value in preset.values:
            found = parse(catalogue[value.key], value.raw)
            if isinstance(found, Chain):
                assert {step.role for step in found} <= set(STANDARD_ROLES), value.key


def test_every_parameter_is_documented(catalogue: Catalogue) -> None:
    text = (ROOT / "docs" / "regulation.md").read_text(encoding="utf-8")
    assert [d.parameter.key for d in catalogue if f"| `{d.parameter.key}` |" not in text] == []


def test_every_parameter_has_its_clause_and_source(catalogue: Catalogue) -> None:
    bare = [
        one.key
        for one in (declared.parameter for declared in catalogue)
        if not (one.source and one.clause and one.clause.zh and one.clause.en)
    ]
    assert bare == []


def test_every_term_of_the_law_is_a_floor(catalogue: Catalogue) -> None:
    """Rules 2.3: a release with less for the customer than this is refused."""
    floors = {
        one.key: (one.legal_floor.value, one.legal_floor.better)
        for one in (declared.parameter for declared in catalogue)
        if one.legal_floor
    }
    assert floors == {
        "claim.refund_days": (7, "higher"),
        "claim.exchange_days": (15, "higher"),
        "claim.repairs_then_exchange": (2, "lower"),
        "claim.no_parts_days": (90, "lower"),
        "claim.repairer_fault_days": (30, "lower"),
        "claim.refund_pay_days": (15, "lower"),
        "penalty.wage_cap_pct": (20, "lower"),
        "retention.least_months": (36, "higher"),
    }
    works = {
        (one.where["item"], one.column, one.value) for one in catalogue["warranty.plans"].row_floors
    }
    assert works == {
        ("waterproofing", "months", 60),
        ("heating_cooling", "seasons", 2),
        ("electrical", "months", 24),
        ("plumbing", "months", 24),
        ("equipment", "months", 24),
        ("decoration", "months", 24),
    }


def test_choices_read_as_words_in_chinese(app: object, catalogue: Catalogue) -> None:
    """No code of a choice reaches a reader."""
    del app  # building it has loaded the catalogues
    with use_locale("zh_CN"):
        for declared in catalogue:
            parameter = declared.parameter
            columns = [choice for column in parameter.columns for choice in column.choices]
            for choice in (*parameter.choices, *columns):
                assert str(choice.title) != choice.code, (parameter.key, choice.code)
                assert not str(choice.title).isascii(), (parameter.key, choice.code)


def test_page_spells_out_rules_and_duties(uow_as: Any) -> None:
    with uow_as("system") as uow:
        adopt_preset(uow, P2, date(2026, 1, 1))
        found = overview(uow, on=date(2026, 6, 1))
        entries = {one.key: one for chapter in found.chapters for one in chapter.entries}
    assert len(entries["perf.rules"].grid) == 5  # headings and four rules
    assert "最大者" in entries["perf.rules"].stacking.zh
    assert "走访重点客户" in str([cell.zh for cell in entries["duties.feedback"].grid[1]])
    assert not entries["duties.feedback"].stacking
    modules = [chapter.module for chapter in found.chapters]
    assert modules.index("customers") < modules.index("service") < modules.index("claims")
