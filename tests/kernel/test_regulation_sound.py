"""What forbids the release of a regulation: every refusal with line, clause and remedy."""

from collections.abc import Iterator
from typing import Any

import pytest

from aftersales.i18n import use_locale
from aftersales.regulation.because import Bilingual
from aftersales.regulation.catalogue import Catalogue, Source, build_catalogue
from aftersales.regulation.declare import Choice, Clause, Column, LegalFloor, Parameter
from aftersales.regulation.preset import PresetValue
from aftersales.regulation.sound import Problem, problems

REGIONS = (Choice("local", "Local"), Choice("far", "Far"))
LEVELS = (Choice("low", "Low"), Choice("high", "High"))
LAW = Clause("法条", "The law")

REFUND = Parameter(
    key="claim.refund_days",
    title="Money back",
    kind="integer",
    unit="days",
    maximum=60,
    legal_floor=LegalFloor(value=15, better="lower", clause=LAW, source="2.3"),
)
ARRIVE = Parameter(
    key="sla.arrive",
    title="Arrival",
    kind="table",
    columns=(
        Column(
            name="region", title="Region", kind="choice", key=True, choices=REGIONS, covers=True
        ),
        Column(name="product", title="Product", key=True),
        Column(name="travel", title="Journey", kind="duration", key=True, match="at_most"),
        Column(name="arrive", title="Arrive", kind="duration", required=True),
    ),
)
MATRIX = Parameter(
    key="sla.matrix",
    title="Matrix",
    kind="table",
    columns=(
        Column(
            name="region", title="Region", kind="choice", key=True, choices=REGIONS, covers=True
        ),
        Column(name="level", title="Level", kind="choice", key=True, choices=LEVELS, covers=True),
        Column(name="fix", title="Fix", kind="duration", required=True),
    ),
)
PLANS = Parameter(
    key="warranty.plans",
    title="Warranty",
    kind="table",
    columns=(
        Column(name="item", title="Item", key=True),
        Column(name="months", title="Months", kind="integer", unit="months", required=True),
        Column(name="told", title="Told", kind="department"),
    ),
    row_floors=(
        LegalFloor(value=60, column="months", where={"item": "roof"}, clause=LAW, source="条例 40"),
    ),
)
CHAIN = Parameter(key="trip.chain", title="Trip", kind="chain")
DUTIES = Parameter(key="org.duties", title="Duties", kind="duties")
SCORES = Parameter(
    key="perf.rules",
    title="Scores",
    kind="rules",
    columns=(
        Column(name="grade", title="Grade", kind="integer", key=True, match="at_least"),
        Column(name="late", title="Late", kind="integer", key=True, match="at_most"),
        Column(name="kind", title="Kind", key=True),
        Column(name="group", title="Group"),
        Column(name="points", title="Points", kind="decimal", required=True),
    ),
)
EVERYTHING = (REFUND, ARRIVE, MATRIX, PLANS, CHAIN, DUTIES, SCORES)
ROLE_MAP = [{"function": "archive", "departments": ["ARC"]}]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with use_locale("en"):
        yield


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return build_catalogue([Source(module="test", title="Test", parameters=EVERYTHING)])


def value(key: str, raw: Any) -> PresetValue:
    clause = Bilingual("本条款", "This clause")
    return PresetValue(key=key, raw=raw, clause=clause, source="S0-1")


def found(catalogue: Catalogue, key: str, raw: Any, **house: Any) -> list[Problem]:
    return problems(catalogue, [value("org.role_map", ROLE_MAP), value(key, raw)], **house)


def rules(*rows: dict[str, Any], stacking: str = "first") -> dict[str, Any]:
    return {"stacking": stacking, "rows": [{"points": 1, **row} for row in rows]}


def duty(**cells: Any) -> dict[str, Any]:
    return {"code": "d", "title_zh": "装订", "title_en": "Binding", "period": "monthly", **cells}


REFUSED = [
    ("sla.replies", "4h", "not declared by any module", 0),
    ("claim.refund_days", "soon", "Money back: “soon” is not a whole number.", 0),
    ("claim.refund_days", 61, "Money back: 61 is above the most allowed, 60.", 0),
    ("claim.refund_days", 16, "16 days is worse for the customer than the law allows, 15 days", 0),
    (
        "warranty.plans",
        [{"item": "door", "months": 3}, {"item": "roof", "months": 59}],
        "Warranty, row 2: “Months” is worse than the law allows, 60 months",
        2,
    ),
    ("sla.arrive", [{"region": "local", "arrive": "soon"}], "Arrival: row 1: column “Arrive”", 1),
    (
        "sla.arrive",
        [{"region": ["local", "far"], "arrive": "2h"}, {"region": "far", "arrive": "4h"}],
        "rows 1 and 2 speak about the same cases",
        2,
    ),
    (
        "sla.arrive",
        [
            {"region": ["local", "far"], "arrive": "1d"},
            {"region": "far", "travel": "12h", "arrive": "2h"},
            {"region": ["far"], "travel": "12h", "arrive": "4h"},
        ],
        "rows 2 and 3",
        3,
    ),
    ("sla.arrive", [{"region": "local", "arrive": "2h"}], "Arrival: no row speaks about Far.", 0),
    (
        "sla.matrix",
        [{"region": "local", "fix": "2h"}, {"region": "far", "level": "low", "fix": "4h"}],
        "Matrix: no row speaks about Far, High.",
        0,
    ),
    (
        "trip.chain",
        [{"role": "leader"}, {"function": "quality"}],
        "Trip, row 2: no department fills the function “Quality analysis and liability”.",
        2,
    ),
    ("trip.chain", [{"role": "wizard"}], "Trip, row 1: nobody can fill the role “wizard”.", 1),
    ("org.duties", [duty()], "nobody owes the duty “Binding”", 1),
    ("org.duties", [duty(function="finance")], "no department fills the function “Finance”", 1),
    ("org.duties", [duty(role="wizard")], "nobody can fill the role “wizard”", 1),
    ("perf.rules", rules({"grade": 4}, {"grade": 5}), "rule 2 never applies, since rule 1", 2),
    ("perf.rules", rules({}, {"kind": "a"}, {"late": 1}), "rule 2 never applies", 2),
    ("perf.rules", rules({"kind": ["a", "b"], "late": 3}, {"kind": "a", "late": 2}), "rule 2", 2),
]


@pytest.mark.parametrize(("key", "raw", "sentence", "row"), REFUSED)
def test_release_is_refused(
    catalogue: Catalogue, key: str, raw: Any, sentence: str, row: int
) -> None:
    problem = found(catalogue, key, raw)[0]
    assert sentence in str(problem.sentence)
    assert problem.key == key
    assert problem.row == row
    assert str(problem.remedy)
    assert problem.clause.zh == ("法条" if "the law allows" in sentence else "本条款")
    assert problem.source


SOUND = [
    ("claim.refund_days", 7),
    ("claim.refund_days", None),
    ("warranty.plans", [{"months": 12}, {"item": "roof", "months": 60}]),
    ("sla.arrive", []),
    ("sla.arrive", [{"arrive": "2h"}]),
    ("sla.arrive", [{"region": "local", "arrive": "2h"}, {"arrive": "4h"}]),
    # A tighter bound is more specific, a row with more conditions too.
    (
        "sla.arrive",
        [
            {"region": "far", "travel": "12h", "arrive": "24h"},
            {"region": "far", "travel": "24h", "arrive": "48h"},
            {"region": ["local", "far"], "arrive": "5d"},
        ],
    ),
    ("sla.matrix", [{"level": "low", "fix": "2h"}, {"region": "far", "level": "high", "fix": "4h"},
                    {"region": "local", "level": "high", "fix": "1h"}]),
    ("trip.chain", [{"function": "archive"}, {"role": "leader"}]),
    ("org.duties", [duty(function="archive")]),
    ("org.duties", [duty(role="archivist")]),
    ("perf.rules", rules({"grade": 5}, {"grade": 4}, {})),
    ("perf.rules", rules({"grade": 4}, {"grade": 5}, stacking="max")),
    ("perf.rules", rules({"group": "a"}, {"group": "b"})),
]  # fmt: skip


@pytest.mark.parametrize(("key", "raw"), SOUND)
def test_sound_value_passes(catalogue: Catalogue, key: str, raw: Any) -> None:
    assert found(catalogue, key, raw) == []


def test_department_the_company_does_not_have(catalogue: Catalogue) -> None:
    raw = [{"months": 12, "told": "XYZ"}]
    assert found(catalogue, "warranty.plans", raw) == []
    (problem,) = found(catalogue, "warranty.plans", raw, departments=["ARC"])
    assert str(problem.sentence) == "Warranty, row 1: the company has no “XYZ”."
    assert problem.column == "told"


def test_role_of_the_companys_own(catalogue: Catalogue) -> None:
    assert found(catalogue, "trip.chain", [{"role": "wizard"}], roles=["wizard"]) == []


def test_everything_wrong_is_told_at_once(catalogue: Catalogue) -> None:
    raw = [{"region": "local", "arrive": "1h"}, {"region": ["local"], "arrive": "2h"}]
    sentences = [str(one.sentence) for one in found(catalogue, "sla.arrive", raw)]
    assert len(sentences) == 2
    assert "rows 1 and 2" in sentences[0]
    assert "Far" in sentences[1]
