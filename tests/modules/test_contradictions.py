"""C01–C34: where the source papers contradict each other, a company configures either side (1.2).

Each test shows both sides: two presets, or two values of one parameter.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from aftersales.auth.demo import DEPARTMENTS
from aftersales.regulation.because import Bilingual
from aftersales.regulation.catalogue import Catalogue
from aftersales.regulation.organisation import in_force
from aftersales.regulation.parse import at_floor, parse
from aftersales.regulation.preset import PresetValue
from aftersales.regulation.sound import problems
from modules.archive.services.filing import period_of
from tests.modules.presets import (
    P0,
    P1,
    P2,
    P3,
    P4A,
    P4B,
    P5,
    ROOT,
    is_silent,
    stored,
    value_of,
)


def match(catalogue: Catalogue, preset: str, key: str, column: str, **inputs: Any) -> Any:
    """A cell of the row that applies, as text; None where no row speaks."""
    row = value_of(catalogue, preset, key).match(**inputs)
    return None if row is None or row.get(column) is None else str(row[column])


def refused(catalogue: Catalogue, key: str, raw: Any) -> bool:
    """Whether a release with this value is refused."""
    return bool(problems(catalogue, [PresetValue(key=key, raw=raw, clause=Bilingual("x", "x"))]))


def test_c01_times_differ_by_region_class_or_for_all(catalogue: Catalogue) -> None:
    def arrive(preset: str, **inputs: Any) -> Any:
        return match(catalogue, preset, "sla.arrive", "arrive", **inputs)

    urgent = {"trigger": "emergency"}
    assert arrive(P1, region_class="local", **urgent) == "2h"
    assert arrive(P1, region_class="domestic", **urgent) == "24h"
    assert arrive(P1, region_class="remote", **urgent) == "5d"
    assert {arrive(P4B, region_class=one) for one in ("local", "domestic", "remote")} == {"2h"}
    assert match(catalogue, P4B, "sla.fix", "fix", fault_class="line") == "4h"
    assert is_silent(catalogue, P3, "sla.arrive")
    # Every dimension the papers name may tell rows apart, also the customer's class.
    names = {column.name for column in catalogue["sla.arrive"].columns if column.key}
    assert names >= {"region_class", "customer_class", "product_class", "trigger", "fault_class"}


def test_c02_three_windows_of_hours_stand_side_by_side(catalogue: Catalogue) -> None:
    assert value_of(catalogue, P3, "service.hours") == "around_the_clock"
    (visits,) = value_of(catalogue, P3, "visits.hours")
    (phone,) = value_of(catalogue, P3, "phone.window")
    assert (visits["opens"].hour, visits["closes"].hour) == (8, 21)
    assert (phone["opens"].hour, phone["closes"].hour) == (7, 22)
    assert parse(catalogue["service.hours"], "working_hours") == "working_hours"


def test_c03_scale_of_satisfaction_is_a_table(catalogue: Catalogue) -> None:
    scale = value_of(catalogue, P2, "survey.scale")
    labels = [row["label_zh"] for row in scale]
    assert labels == ["非常满意", "很满意", "满意", "一般", "不满意"]
    assert [row["value"] for row in scale] == [5, 4, 3, 2, 1]
    assert scale.match(code="excellent")["is_top"]
    assert scale.match(code="poor")["is_dissatisfied"]
    rate = value_of(catalogue, P3, "kpi.targets").match(figure="satisfaction")
    assert (rate["comparison"], rate["percent"]) == ("above", 95)
    four = [
        {"code": code, "label_zh": code, "label_en": code, "value": 4 - n}
        for n, code in enumerate("abcd")
    ]
    assert len(parse(catalogue["survey.scale"], four)) == 4  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stacking", "total", "counted", "beaten"),
    [
        ("max", 10, ["S0-1.3"], ["S0-1.2"]),
        ("sum", 15, ["S0-1.2", "S0-1.3"], []),
        ("first", 5, ["S0-1.2"], ["S0-1.3"]),
    ],
)
def test_c04_both_steps_hit_and_the_stacking_decides(
    catalogue: Catalogue, stacking: str, total: int, counted: list[str], beaten: list[str]
) -> None:
    raw = {**stored(catalogue, P2, "perf.rules").raw, "stacking": stacking}
    rules: Any = parse(catalogue["perf.rules"], raw)
    # All ten calls of the month were answered “extremely satisfied”.
    found = rules.outcome("points", followups=10, lowest=5, top_share=Decimal(100), dissatisfied=0)
    assert found.total == total
    assert [row["source"] for row in found.counted] == counted
    assert [row["source"] for row in found.beaten] == beaten


@pytest.mark.parametrize(
    ("month", "total"),
    [
        ({"followups": 10, "lowest": 4, "top_share": 79, "dissatisfied": 0}, 5),
        ({"followups": 10, "lowest": 3, "top_share": 80, "dissatisfied": 0}, 10),
        ({"followups": 10, "lowest": 1, "top_share": 90, "dissatisfied": 1}, -5),
        ({"followups": 10, "lowest": 1, "top_share": 90, "dissatisfied": 3}, -15),
        ({"followups": 10, "lowest": 3, "top_share": 10, "dissatisfied": 0, "praises": 1}, 5),
        ({"followups": 10, "lowest": 4, "top_share": 80, "dissatisfied": 0, "praises": 1}, 15),
        ({}, 0),
    ],
)
def test_points_of_p2(catalogue: Catalogue, month: dict[str, int], total: int) -> None:
    rules = value_of(catalogue, P2, "perf.rules")
    assert rules.stacking == "max"
    assert rules.outcome("points", **month).total == total


def test_c05_money_by_bonus_or_by_penalty(catalogue: Catalogue) -> None:
    assert len(value_of(catalogue, P2, "bonus.rules")) == 1
    assert is_silent(catalogue, P2, "penalty.rules")
    assert len(value_of(catalogue, P3, "penalty.rules")) == 8
    assert is_silent(catalogue, P3, "bonus.rules")


def test_c06_functions_belong_to_different_departments(catalogue: Catalogue) -> None:
    def first(preset: str, function: str) -> str:
        return str(
            value_of(catalogue, preset, "org.role_map").match(function=function)["departments"][0]
        )

    assert (first(P0, "intake"), first(P1, "intake"), first(P3, "intake")) == ("AFT", "SAL", "SAL")
    assert (first(P2, "followup"), first(P3, "followup")) == ("OFF", "SAL")
    assert first(P3, "supervise") == "SAL"


def test_c07_every_order_is_called_or_a_monthly_sample(catalogue: Catalogue) -> None:
    (each,), (sample,) = (value_of(catalogue, one, "followup.plans") for one in (P2, P3))
    assert (each["trigger"], each["population"]) == ("order_closed", "all")
    assert (sample["trigger"], sample["months"], sample["population"]) == ("calendar", 1, "sample")
    visits = value_of(catalogue, P4A, "visits.per_year_in_warranty")
    assert (visits, value_of(catalogue, P0, "visits.key_customer_months")) == (2, 3)


def test_c08_caller_is_independent_or_the_manager_may_call(catalogue: Catalogue) -> None:
    for preset, executor, manager in ((P2, True, True), (P3, True, False)):
        assert value_of(catalogue, preset, "followup.forbid_executor") is executor
        assert value_of(catalogue, preset, "followup.forbid_manager") is manager


def test_c09_copies_differ_by_form(catalogue: Catalogue) -> None:
    slip, card = value_of(catalogue, P2, "slip.copies"), value_of(catalogue, P3, "card.copies")
    assert [copy.code for copy in slip] == ["company", "customer", "archive"]
    assert [(copy.ordinal, copy.code) for copy in card][1] == (2, "company")  # S3-2.4a
    assert len(value_of(catalogue, P3, "complaint.copies")) == 5


def test_c10_company_rule_and_law_the_longer_holds(catalogue: Catalogue) -> None:
    table = value_of(catalogue, P3, "retention.rules")
    card = table.match(document="service_card")
    least = value_of(catalogue, P3, "retention.least_months")
    assert (card["months"], least) == (18, 36)
    assert period_of(card, least) == "years_3"
    short: Any = parse(
        catalogue["retention.rules"],
        [{"period": "year_1", "months": 18, "action": "appraise"}],
    )
    assert period_of(short.rows[0], 0) == "years_3"  # 18 months do not fit into one year
    assert period_of(short.rows[0], 36) == "years_3"
    assert period_of(short.rows[0], 37) == "years_5"
    # Courtesies go by the law on personal data, which asks for short periods.
    assert period_of(table.match(document="care"), least) == "year_1"


def test_c11_first_reply_and_close_have_clocks_of_their_own(catalogue: Catalogue) -> None:
    assert match(catalogue, P1, "sla.reply", "reply", severity="normal") == "immediate"
    assert match(catalogue, P1, "sla.reply", "reply", severity="major") == "4h"
    assert is_silent(catalogue, P1, "complaint.limits")
    assert (
        match(catalogue, P3, "complaint.limits", "within", step="close", origin="domestic") == "13d"
    )
    assert (
        match(catalogue, P3, "complaint.limits", "within", step="close", origin="abroad") == "17d"
    )
    assert match(catalogue, P3, "complaint.limits", "within", step="first_reply") is None


def test_c12_remedies_by_fault_and_stage_or_by_test(catalogue: Catalogue) -> None:
    def remedies(preset: str, **facts: str) -> list[str]:
        return [row["remedy"] for row in value_of(catalogue, preset, "claim.rules").hits(**facts)]

    before = {"stage": "before_commissioning", "cause": "manufacture"}
    assert remedies(P1, **before, effect="safety_risk") == ["repair"]
    assert remedies(P1, **before, effect="irreparable") == ["exchange"]
    assert (
        remedies(P1, stage="after_commissioning", cause="manufacture", effect="irreparable") == []
    )
    assert remedies(P1, cause="not_as_contract") == ["refund"]
    assert remedies(P1, cause="manufacture", effect="major_loss") == ["compensate"]
    assert remedies(P3, cause="quality_fault", verdict="defective") == ["refund"]
    assert remedies(P3, cause="quality_fault") == []  # not before the test
    assert remedies(P3, cause="short_measure") == ["exchange", "compensate"]
    assert remedies(P1, cause="short_measure") == []
    # Whatever the company says, consumers keep what the law gives.
    days = catalogue["claim.refund_days"]
    assert at_floor(days, 3) == 7
    assert at_floor(days, 30) == 30
    assert refused(catalogue, "claim.refund_days", 3)


def test_c13_warranty_by_contract_by_system_or_by_part_of_the_works(catalogue: Catalogue) -> None:
    assert value_of(catalogue, P4B, "warranty.months") == 24
    assert not stored(catalogue, P4B, "warranty.months").chosen
    assert stored(catalogue, P1, "warranty.months").chosen  # the contract decides
    roof = value_of(catalogue, P4A, "warranty.plans").match(item="waterproofing")
    assert roof["months"] == 60
    short = [{"item": "waterproofing", "months": 59}]
    assert refused(catalogue, "warranty.plans", short)
    starts = {choice.code for choice in catalogue["warranty.start_event"].choices}
    assert starts == {"invoice", "delivery", "commissioning", "acceptance"}


def test_c14_after_warranty_material_only_or_parts_and_labour(catalogue: Catalogue) -> None:
    def price(preset: str, item: str) -> Any:
        return match(catalogue, preset, "fee.rules", "price", state="out", item=item)

    assert (price(P4A, "material"), price(P4A, "labour")) == ("cost", "free")
    assert (price(P4B, "parts"), price(P4B, "labour")) == ("cost", "small_fee")
    assert is_silent(catalogue, P1, "fee.rules")


def test_c15_test_fee_by_verdict_or_silent(catalogue: Catalogue) -> None:
    fee = value_of(catalogue, P3, "claim.test_fee_payer")
    assert fee.match(verdict="defective")["payer"] == "company"
    assert fee.match(verdict="qualified")["payer"] == "customer"
    assert is_silent(catalogue, P1, "claim.test_fee_payer")
    # A verdict without a payer would leave the fee to nobody.
    assert refused(
        catalogue, "claim.test_fee_payer", [{"verdict": "defective", "payer": "company"}]
    )


def test_c16_four_before_departure_or_urgent_departs_first(catalogue: Catalogue) -> None:
    four = value_of(catalogue, P2, "dispatch.approval_chain").steps_for(urgent=True)
    assert len(four) == 4
    assert not any(step.after_the_fact for step in four)
    assert value_of(catalogue, P2, "dispatch.urgent_departs_first") is False
    late = value_of(catalogue, P1, "dispatch.approval_chain").steps_for(urgent=True)
    assert all(step.after_the_fact and str(step.within) == "24h" for step in late)
    assert sum(step.verbal for step in late) == 1
    assert value_of(catalogue, P1, "dispatch.urgent_departs_first") is True


def test_c17_production_signs_or_production_ships(catalogue: Catalogue) -> None:
    assert [step.role for step in value_of(catalogue, P1, "parts.approval_chain")] == ["production"]
    assert value_of(catalogue, P1, "parts.ship_owner") == "sales"
    assert value_of(catalogue, P0, "parts.ship_owner") == "production"
    dear: Any = parse(
        catalogue["parts.approval_chain"],
        [{"role": "production"}, {"role": "leader", "amount_from": "5000"}],
    )
    assert [step.role for step in dear.steps_for(amount=Decimal(4999))] == ["production"]


def test_c18_one_notice_of_shortage_with_the_six_facts(catalogue: Catalogue) -> None:
    assert value_of(catalogue, P1, "parts.shortage_notify") == ("purchasing", "production")
    assert value_of(catalogue, P0, "parts.shortage_notify") == ("production", "purchasing")
    assert value_of(catalogue, P1, "parts.allocation") == "customer_first"
    assert value_of(catalogue, P0, "parts.allocation") == "first_come"
    assert "direct_to_site" in value_of(catalogue, P1, "parts.purchase_request_fields")


def test_c19_leader_or_manager_reviews_the_report(catalogue: Catalogue) -> None:
    assert [one.role for one in value_of(catalogue, P1, "report.review_chain")] == [
        "dispatcher",
        "leader",
    ]
    assert [one.role for one in value_of(catalogue, P2, "report.review_chain")] == ["dispatcher"]
    assert is_silent(catalogue, P3, "report.review_chain")


def test_c20_survey_of_customers_yearly_or_of_dealers_quarterly(catalogue: Catalogue) -> None:
    (yearly,), (dealers,) = (value_of(catalogue, one, "survey.programmes") for one in (P5, P3))
    assert (yearly["population"], yearly["months"], yearly["rates"]) == ("all", 12, "company")
    assert (dealers["population"], dealers["months"], dealers["rates"]) == ("dealers", 3, "staff")


def test_c21_target_may_name_its_survey(catalogue: Catalogue) -> None:
    whole = value_of(catalogue, P3, "kpi.targets")
    assert whole.match(figure="satisfaction", programme="dealers")["percent"] == 95
    row = {"figure": "satisfaction", "comparison": "above"}
    apart: Any = parse(
        catalogue["kpi.targets"],
        [{**row, "percent": 95}, {**row, "programme": "dealers", "percent": 90}],
    )
    assert apart.match(figure="satisfaction", programme="dealers")["percent"] == 90
    assert apart.match(figure="satisfaction", programme="yearly")["percent"] == 95


def test_c22_improvements_go_to_the_leaders_or_come_from_staff(catalogue: Catalogue) -> None:
    assert [one.role for one in value_of(catalogue, P1, "improvement.decision_chain")] == ["leader"]
    assert value_of(catalogue, P3, "award.suggestion") == "on_adoption"
    origins = {one: value_of(catalogue, one, "improvement.origins") for one in (P1, P3, P5)}
    assert origins == {
        P1: ("service", "analysis"),
        P3: ("staff",),
        P5: ("inspection", "analysis"),
    }


def test_c23_induction_is_mandatory_and_veterans_have_no_fixed_course(catalogue: Catalogue) -> None:
    training = value_of(catalogue, P0, "training.staff")
    assert training.match(kind="induction")["mandatory"]
    veterans = training.match(kind="case")
    assert (veterans["mandatory"], veterans["frequency"]) == (False, "irregular")
    assert training.match(kind="self_study")["frequency"] == "always"


def test_c24_fines_stay_within_the_wage_cap(catalogue: Catalogue) -> None:
    assert value_of(catalogue, P3, "penalty.wage_cap_pct") == 20
    (found,) = problems(
        catalogue, [PresetValue(key="penalty.wage_cap_pct", raw=50, clause=Bilingual("x", "x"))]
    )
    assert found.source == "工资支付暂行规定 16"
    assert not refused(catalogue, "penalty.wage_cap_pct", 10)
    roles = [step.role for step in value_of(catalogue, P3, "penalty.approval_chain")]
    assert roles == ["office", "leader"]


def test_c25_repealed_basis_is_known_by_its_dates(catalogue: Catalogue) -> None:
    old = value_of(catalogue, P1, "legal.basis").match(code="GYCPTL")
    assert in_force(old, date(2009, 12, 15))
    assert in_force(old, date(2022, 4, 30))
    assert not in_force(old, date(2022, 5, 1))
    assert old["replaced_by"] == "MFD, CPZLF"
    loss = value_of(catalogue, P1, "claim.rules").hits(cause="manufacture", effect="major_loss")
    assert loss[0]["basis"] == ("MFD", "CPZLF")
    register = value_of(catalogue, P3, "legal.basis")
    assert in_force(register.match(code="JC/T 667-2004"), date(2026, 1, 1))
    assert not in_force(register.match(code="JC/T 667-2004"), date(2005, 3, 31))
    assert {
        register.match(code=one) is None for one in value_of(catalogue, P3, "quality.standards")
    } == {False}


def test_c26_headings_of_s3_have_no_effect(catalogue: Catalogue) -> None:
    """It announces three chapters and has five; chapters here are the modules all the same."""
    chapters = {declared.module for declared in catalogue}
    for preset in (P1, P3):
        keys = {value.key for value in catalogue.presets[preset].values}
        assert {catalogue.declared(key).module for key in keys} <= chapters


def test_c27_grumbles_and_complaints_apart_or_not(catalogue: Catalogue) -> None:
    assert {"grumble", "complaint"} <= set(value_of(catalogue, P3, "case.kinds"))
    targets = value_of(catalogue, P3, "kpi.targets")
    assert targets.match(figure="grumbles")["count"] == 3
    assert targets.match(figure="complaints")["count"] == 0
    assert is_silent(catalogue, P1, "case.kinds")
    assert "grumble" not in parse(catalogue["case.kinds"], ["repair", "complaint"])  # type: ignore[operator]


def test_c28_one_visit_is_the_aim_and_more_are_allowed(catalogue: Catalogue) -> None:
    assert value_of(catalogue, P1, "order.allow_followup_visits") is True
    assert parse(catalogue["order.allow_followup_visits"], False) is False
    assert value_of(catalogue, P1, "case.reopen_days") == 30
    figures = {choice.code for choice in catalogue["kpi.targets"].column("figure").choices}
    assert "first_time_fix" in figures


def test_c29_quality_judges_and_another_approves(catalogue: Catalogue) -> None:
    role_map = value_of(catalogue, P3, "org.role_map")
    assert "QC" in role_map.match(function="quality")["departments"]
    assert "QC" in role_map.match(function="supervise")["departments"]
    assert value_of(catalogue, P3, "penalty.two_person") is True
    assert "quality" not in [one.role for one in value_of(catalogue, P3, "penalty.approval_chain")]
    assert value_of(catalogue, P0, "quality.chaser") == "quality"
    assert parse(catalogue["penalty.two_person"], False) is False


def test_c30_catalogue_of_work_items_is_open(catalogue: Catalogue) -> None:
    assert len(value_of(catalogue, P5, "org.work_items")) == 0
    assert stored(catalogue, P5, "org.work_items").chosen
    item = {"stage": "aftersales", "title_zh": "安装调试", "title_en": "Fitting"}
    assert len(parse(catalogue["org.work_items"], [item])) == 1  # type: ignore[arg-type]
    assert is_silent(catalogue, P1, "org.work_items")


@pytest.mark.parametrize(("mode", "points"), [("once_per_month", 5), ("per_event", 15)])
def test_c31_praise_counts_once_or_each_time(catalogue: Catalogue, mode: str, points: int) -> None:
    assert parse(catalogue["perf.praise_mode"], mode) == mode
    praises = 3 if mode == "per_event" else 1
    assert value_of(catalogue, P2, "perf.rules").outcome("points", praises=praises).total == points


def test_c31_bonus_for_each_order_or_only_when_all_are_satisfied(catalogue: Catalogue) -> None:
    assert value_of(catalogue, P2, "bonus.pay_rule") == "per_order_minus_withheld"
    assert parse(catalogue["bonus.pay_rule"], "only_if_all_top") == "only_if_all_top"
    hits = value_of(catalogue, P2, "perf.rules").hits(followups=1, lowest=4, dissatisfied=0)
    assert [row["source"] for row in hits if row.get("pays_bonus")] == ["S0-1.2"]
    withheld = value_of(catalogue, P2, "perf.rules").hits(dissatisfied=1)
    assert [row["source"] for row in withheld if row.get("withholds_bonus")] == ["S0-1.4"]


def test_c32_one_violation_has_one_fine(catalogue: Catalogue) -> None:
    raw = stored(catalogue, P3, "penalty.rules").raw

    def fine(event: str, rows: list[Any]) -> tuple[str, Decimal]:
        rules: Any = parse(catalogue["penalty.rules"], {**raw, "rows": rows})
        found = rules.outcome("amount_to", event=event)
        return found.counted[0]["source"], found.total

    assert fine("record", raw["rows"]) == ("S3-2.5b", Decimal(10))
    assert fine("card", raw["rows"]) == ("S3-2.4c", Decimal(50))
    # The other precedence: clause 4 first, which names the record as well.
    clause_5, clause_4, *others = raw["rows"]
    turned = [{**clause_4, "event": "record"}, clause_5, *others]
    assert fine("record", turned) == ("S3-2.4c", Decimal(50))
    # With clause 4 as it stands in front, clause 5 would never apply: that is refused.
    assert refused(catalogue, "penalty.rules", {**raw, "rows": [clause_4, clause_5, *others]})


def test_c33_one_form_may_have_two_names(catalogue: Catalogue) -> None:
    names = value_of(catalogue, P1, "form.names")
    report = names.match(form="service_report")
    assert (report["title_zh"], report["aliases"]) == ("售后服务报告", ("售后服务报告单",))
    assert names.match(form="opinion")["title_zh"] == "顾客意见书"
    assert names.match(form="opinion_register")["title_zh"] == "顾客意见登记表"
    assert (
        value_of(catalogue, P2, "form.names").match(form="service_report")["title_zh"] == "维护单"
    )
    assert (
        value_of(catalogue, P3, "form.names").match(form="service_order")["title_zh"]
        == "用户服务单"
    )


def test_c34_clock_starts_at_notice_or_later_and_the_journey_is_a_condition(
    catalogue: Catalogue,
) -> None:
    assert value_of(catalogue, P1, "sla.arrive_start") == "notice"
    assert parse(catalogue["sla.arrive_start"], "dispatch") == "dispatch"
    for start in ("notice", "dispatch", "arrival"):
        assert parse(catalogue["sla.fix_start"], start) == start

    def arrive(hours: int | None) -> Any:
        travel = None if hours is None else parse(catalogue["phone.max_off"], f"{hours}h")
        inputs = {"trigger": "emergency", "region_class": "domestic", "travel": travel}
        return match(catalogue, P1, "sla.arrive", "arrive", **inputs)

    assert [arrive(hours) for hours in (None, 12, 13)] == ["24h", "24h", "5d"]
    remark: Any = parse(
        catalogue["sla.arrive"], [{"region_class": "domestic", "arrive": "24h"}, {"arrive": "5d"}]
    )
    row = remark.match(region_class="domestic", travel=parse(catalogue["phone.max_off"], "20h"))
    assert str(row["arrive"]) == "24h"  # read as a remark, the journey decides nothing


def test_every_contradiction_has_its_test() -> None:
    text = (ROOT / "tests/modules/test_contradictions.py").read_text(encoding="utf-8")
    assert [n for n in range(1, 35) if f"def test_c{n:02d}_" not in text] == []


def test_demo_company_has_the_departments_of_every_preset(catalogue: Catalogue) -> None:
    known = {code for code, *_names in DEPARTMENTS}
    for preset in catalogue.presets:
        for row in value_of(catalogue, preset, "org.role_map"):
            assert set(row["departments"]) <= known
