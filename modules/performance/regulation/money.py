"""Bonus, penalties, awards: money, within what the law allows."""

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Clause, Column, LegalFloor, Parameter
from aftersales.regulation.functions import FUNCTIONS

BASES = (Choice("project_amount", _l("Total amount of the maintained project")),)
PER = (Choice("order", _l("For each order")), Choice("month", _l("For each month")))
EVENTS = (
    Choice("card", _l("Service card missing, incomplete or untrue")),
    Choice("record", _l("Service record badly kept or incomplete")),
    Choice("phone_off", _l("Phone off and not reported")),
    Choice("weekly_summary", _l("Weekly summary missing")),
    Choice("report", _l("Weekly or monthly report missing")),
    Choice("rating_failed", _l("Rating failed")),
    Choice("loss", _l("Loss by mistake or violation")),
)
MEASURES = (
    Choice("fine", _l("Fine proposed")),
    Choice("transfer", _l("Transfer to another post")),
    Choice("liability", _l("Held liable by the facts")),
)
PAY_RULES = (
    Choice("per_order_minus_withheld", _l("Each order, less those withheld")),
    Choice("only_if_all_top", _l("Only when all are very satisfied")),
)
AWARDS = (Choice("on_adoption", _l("When it is adopted")),)

BONUS_RULES = Parameter(
    key="bonus.rules",
    title=_l("Bonus"),
    kind="rules",
    columns=(
        Column(name="base", title=_l("Taken of"), kind="choice", choices=BASES),
        Column(name="rate", title=_l("Rate"), kind="percent", minimum=0, maximum=100),
        Column(name="amount", title=_l("Amount of the bonus"), kind="money", minimum=0),
        Column(name="per", title=_l("Paid"), kind="choice", choices=PER, required=True),
        Column(name="function", title=_l("Worked out by"), kind="choice", choices=FUNCTIONS),
    ),
    clause=Clause(
        zh="按规定的基数和比例计发奖金。",
        en="The bonus is worked out of this base at this rate.",
    ),
    source="C05",
)
BONUS_PAY = Parameter(
    key="bonus.pay_rule",
    title=_l("When the bonus is paid"),
    kind="choice",
    choices=PAY_RULES,
    default="per_order_minus_withheld",
    clause=Clause(
        zh="奖金按规定的条件发放。",
        en="The bonus is paid on these conditions.",
    ),
    source="C31",
)
BONUS_CHANGE = Parameter(
    key="bonus.change_chain",
    title=_l("Approval of a new bonus rate"),
    kind="chain",
    clause=Clause(
        zh="奖金比例的变更须经审批。",
        en="A new bonus rate needs approval.",
    ),
    source="S0-1.11b",
)
PENALTY_RULES = Parameter(
    key="penalty.rules",
    title=_l("Penalties"),
    kind="rules",
    columns=(
        Column(
            name="event",
            title=_l("What was done wrong"),
            kind="choice",
            key=True,
            choices=EVENTS,
        ),
        Column(
            name="consecutive",
            title=_l("Times running"),
            kind="integer",
            key=True,
            match="at_least",
        ),
        Column(name="group", title=_l("Rules that compete")),
        Column(
            name="measure", title=_l("Sanction"), kind="choice", choices=MEASURES, required=True
        ),
        Column(name="amount_from", title=_l("At least"), kind="money", minimum=0),
        Column(name="amount_to", title=_l("At most"), kind="money", minimum=0),
        Column(name="function", title=_l("Proposed by"), kind="choice", choices=FUNCTIONS),
        Column(name="source", title=_l("Source of the clause")),
    ),
    clause=Clause(
        zh="违反规定的，按规则提出处罚建议。",
        en="Violations lead to the sanctions proposed here.",
    ),
    source="C05, C32",
    help=_l("A fine is a proposal for the score sheet; nothing is taken from a wage by itself."),
)
WAGE_CAP = Parameter(
    key="penalty.wage_cap_pct",
    title=_l("Most that may be deducted from a month's wage"),
    kind="percent",
    minimum=0,
    maximum=100,
    legal_floor=LegalFloor(
        value=20,
        better="lower",
        clause=Clause(
            "因劳动者本人原因造成损失的，每月扣除不得超过当月工资的20%，且不低于当地最低工资。",
            "Deductions for losses an employee caused stay within 20% of the month's wage and leave"
            " the local minimum wage.",
        ),
        source="工资支付暂行规定 16",
    ),
    clause=Clause(
        zh="从工资中扣除的数额不得超过法定上限。",
        en="Deductions from a wage stay within the law.",
    ),
    source="C24",
)
TWO_PERSONS = Parameter(
    key="penalty.two_person",
    title=_l("Who judges liability does not approve the sanction"),
    kind="flag",
    default=True,
    clause=Clause(
        zh="判定责任的人不得批准处罚。",
        en="Who judged the liability does not approve the sanction.",
    ),
    source="C29",
)
PENALTY_CHAIN = Parameter(
    key="penalty.approval_chain",
    title=_l("Approval of a penalty"),
    kind="chain",
    clause=Clause(
        zh="处罚建议经审批后生效。",
        en="A proposed sanction takes effect once approved.",
    ),
    source="C24, C29",
)
AWARD = Parameter(
    key="award.suggestion",
    title=_l("Reward of a suggestion"),
    kind="choice",
    choices=AWARDS,
    clause=Clause(
        zh="合理化建议按规定奖励。",
        en="Suggestions are rewarded as laid down here.",
    ),
    source="S3-2.1d",
)
AWARD_AMOUNT = Parameter(
    key="award.suggestion_amount",
    title=_l("Amount of the reward"),
    kind="money",
    minimum=0,
    clause=Clause(
        zh="合理化建议的奖励金额由公司规定。",
        en="The company fixes the amount of the reward.",
    ),
    source="S3-2.1d",
)

PARAMETERS = (
    BONUS_RULES,
    BONUS_PAY,
    BONUS_CHANGE,
    PENALTY_RULES,
    WAGE_CAP,
    TWO_PERSONS,
    PENALTY_CHAIN,
    AWARD,
    AWARD_AMOUNT,
)
