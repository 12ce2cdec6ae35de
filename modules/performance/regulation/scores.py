"""Points of a person's month."""

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Clause, Column, Parameter

PERIODS = (Choice("month", _l("A month")), Choice("quarter", _l("A quarter")))
BASIS = (
    Choice("sheets", _l("Number of service sheets")),
    Choice("survey", _l("Survey of satisfaction")),
    Choice("rating", _l("Rating of the technician")),
    Choice("followup", _l("Follow-up calls")),
)
PRAISE_MODES = (
    Choice("once_per_month", _l("Once a month, however often")),
    Choice("per_event", _l("Each time")),
)
COUNTED = (
    Choice("praises", _l("Praises")),
    Choice("dissatisfied", _l("Dissatisfied customers")),
)

PERIOD = Parameter(
    key="perf.period",
    title=_l("Performance is summed up over"),
    kind="choice",
    choices=PERIODS,
    clause=Clause(
        zh="绩效按规定周期汇总考核。",
        en="Performance is summed up over this period.",
    ),
    source="S0-1.12",
)
BASIS_LIST = Parameter(
    key="perf.basis",
    title=_l("What performance is judged by"),
    kind="list",
    items="choice",
    choices=BASIS,
    clause=Clause(
        zh="绩效考评依据规定的内容。",
        en="Performance is judged by these matters.",
    ),
    source="S3-2.10, S3-3.3",
)
RULES = Parameter(
    key="perf.rules",
    title=_l("Points of the month"),
    kind="rules",
    columns=(
        Column(
            name="followups",
            title=_l("Number of follow-up calls"),
            kind="integer",
            key=True,
            match="at_least",
        ),
        Column(
            name="lowest",
            title=_l("Lowest grade"),
            kind="integer",
            key=True,
            match="at_least",
        ),
        Column(
            name="top_share",
            title=_l("Share of the top grade"),
            kind="percent",
            key=True,
            match="at_least",
            minimum=0,
            maximum=100,
        ),
        Column(
            name="dissatisfied",
            title=_l("Dissatisfied customers"),
            kind="integer",
            key=True,
            match="at_most",
        ),
        Column(name="group", title=_l("Rules that compete")),
        Column(name="each", title=_l("For each of"), kind="choice", choices=COUNTED),
        Column(name="points", title=_l("Points"), kind="decimal", required=True),
        Column(name="pays_bonus", title=_l("Pays the bonus by workload"), kind="flag"),
        Column(name="withholds_bonus", title=_l("Withholds the bonus of that order"), kind="flag"),
        Column(name="source", title=_l("Source of the clause")),
    ),
    clause=Clause(
        zh="按回访结果加分或扣分。",
        en="Points are given and taken by the results of follow-up calls.",
    ),
    source="C04",
    help=_l("Rules of one group compete as the stacking says; all that hold are shown."),
)
PRAISE = Parameter(
    key="perf.praise_mode",
    title=_l("How praise counts"),
    kind="choice",
    choices=PRAISE_MODES,
    default="once_per_month",
    clause=Clause(
        zh="受到表扬的，按规定方式加分。",
        en="Praise earns points in this way.",
    ),
    source="C31",
)

PARAMETERS = (PERIOD, BASIS_LIST, RULES, PRAISE)
