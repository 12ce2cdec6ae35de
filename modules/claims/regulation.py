"""What a company's regulation fixes about 三包一赔, test fees, and charges after warranty."""

from typing import Any, Literal

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Clause, Column, LegalFloor, Parameter, Title

REMEDIES = (
    Choice("repair", _l("Repair free of charge")),
    Choice("refund", _l("Take back and refund")),
    Choice("exchange", _l("Exchange")),
    Choice("compensate", _l("Compensate")),
)
STAGES = (
    Choice("before_commissioning", _l("Before commissioning")),
    Choice("after_commissioning", _l("After commissioning")),
)
CAUSES = (
    Choice("manufacture", _l("Manufacture at fault")),
    Choice("not_as_contract", _l("Specification or capacity not as agreed")),
    Choice("quality_fault", _l("Quality fault")),
    Choice("short_measure", _l("Short measure")),
    Choice("transport_damage", _l("Damaged in transport")),
    Choice("our_loss", _l("Lost or damaged by us")),
    Choice("unsuitable", _l("Unsuitable or disliked")),
)
EFFECTS = (
    Choice("safety_risk", _l("Safe operation at risk")),
    Choice("irreparable", _l("Cannot be repaired")),
    Choice("major_loss", _l("Major loss")),
)
VERDICTS = (
    Choice("defective", _l("Found defective")),
    Choice("qualified", _l("Found as it should be")),
)
PAYERS = (Choice("company", _l("The company")), Choice("customer", _l("The customer")))
STATES = (Choice("in", _l("In warranty")), Choice("out", _l("Out of warranty")))
ITEMS = (
    Choice("parts", _l("Parts")),
    Choice("material", _l("Material")),
    Choice("labour", _l("Labour")),
    Choice("travel", _l("Travel")),
    Choice("test", _l("Test")),
)
PRICES = (
    Choice("free", _l("Free of charge")),
    Choice("cost", _l("At cost")),
    Choice("small_fee", _l("A small fee")),
    Choice("price_list", _l("By price list")),
)


def _legal(  # one argument for each fact of a legal term
    key: str,
    title: Title,
    value: int,
    *,
    unit: Title,
    better: Literal["higher", "lower"],
    zh: str,
    en: str,
) -> Parameter:
    """A term of the 三包 regulation: the law's figure is the floor."""
    clause = Clause(zh, en)
    source = "部分商品修理更换退货责任规定"
    floor = LegalFloor(value=value, better=better, clause=clause, source=source)
    bounds: dict[str, Any] = {"minimum": 0, "maximum": 3650}
    return Parameter(
        key=key,
        title=title,
        kind="integer",
        unit=unit,
        legal_floor=floor,
        clause=clause,
        source=source,
        **bounds,
    )


REFUND_DAYS = _legal(
    "claim.refund_days",
    _l("Consumer may give back within"),
    7,
    unit=_l("days"),
    better="higher",
    zh="自售出之日起7日内发生性能故障，消费者可以选择退货、换货或修理。",
    en="Within 7 days of a performance fault the consumer chooses refund, exchange or repair.",
)
EXCHANGE_DAYS = _legal(
    "claim.exchange_days",
    _l("Consumer may exchange within"),
    15,
    unit=_l("days"),
    better="higher",
    zh="自售出之日起15日内发生性能故障，消费者可以选择换货或修理。",
    en="Within 15 days of a performance fault the consumer chooses exchange or repair.",
)
REPAIRS = _legal(
    "claim.repairs_then_exchange",
    _l("Exchange after failed repairs"),
    2,
    unit=_l("repairs"),
    better="lower",
    zh="三包有效期内修理两次仍不能正常使用的，免费更换同型号产品，无同型号的退货。",
    en="Two repairs within the term and still not usable: free exchange, else refund.",
)
NO_PARTS_DAYS = _legal(
    "claim.no_parts_days",
    _l("Exchange when parts are missing for"),
    90,
    unit=_l("days"),
    better="lower",
    zh="因生产者未供应零配件，自送修之日起超过90日未修好的，免费调换同型号产品。",
    en="Not repaired for 90 days because the maker supplies no parts: free exchange.",
)
OWN_FAULT_DAYS = _legal(
    "claim.repairer_fault_days",
    _l("Exchange when the repairer is late for"),
    30,
    unit=_l("days"),
    better="lower",
    zh="因修理者自身原因使修理期超过30日的，由其免费调换同型号产品。",
    en="More than 30 days through the repairer's own fault: exchange at the repairer's cost.",
)
PAY_DAYS = Parameter(
    key="claim.refund_pay_days",
    title=_l("Money is paid back within"),
    kind="integer",
    unit=_l("days"),
    minimum=0,
    maximum=365,
    legal_floor=LegalFloor(
        value=15,
        better="lower",
        clause=Clause(
            "自消费者提出要求之日起超过15日未处理的，视为故意拖延。",
            "Not dealt with for more than 15 days after the demand counts as deliberate delay.",
        ),
        source="侵害消费者权益行为处罚办法",
    ),
    clause=Clause(
        zh="退款须在规定期限内办理。",
        en="Money is paid back within this time.",
    ),
    source="2.3",
)
RULES = Parameter(
    key="claim.rules",
    title=_l("When we repair, take back, exchange, compensate"),
    kind="rules",
    columns=(
        Column(name="stage", title=_l("Found when"), kind="choice", key=True, choices=STAGES),
        Column(
            name="cause", title=_l("Cause of the claim"), kind="choice", key=True, choices=CAUSES
        ),
        Column(name="effect", title=_l("Effect"), kind="choice", key=True, choices=EFFECTS),
        Column(
            name="verdict",
            title=_l("Verdict of the test"),
            kind="choice",
            key=True,
            choices=VERDICTS,
        ),
        Column(
            name="remedy",
            title=_l("Remedy"),
            kind="choice",
            choices=REMEDIES,
            required=True,
        ),
        Column(name="payer", title=_l("Paid by"), kind="choice", choices=PAYERS),
        Column(name="basis", title=_l("Legal basis"), many=True),
    ),
    clause=Clause(
        zh="符合规定条件的，予以修理、退货、更换或赔偿。",
        en="What meets these conditions is repaired, taken back, exchanged or compensated.",
    ),
    source="C12",
    help=_l("Every rule that holds offers its remedy; consumers have those of the law besides."),
)
TEST_REQUIRED = Parameter(
    key="claim.return_requires_test",
    title=_l("Goods are taken back only after a test"),
    kind="flag",
    clause=Clause(
        zh="因质量问题退货的，须先经检验。",
        en="Goods are taken back for quality only after a test.",
    ),
    source="S3-1.4c",
)
TEST_FEE = Parameter(
    key="claim.test_fee_payer",
    title=_l("Who pays for the test"),
    kind="table",
    columns=(
        Column(
            name="verdict",
            title=_l("Verdict of the test"),
            kind="choice",
            key=True,
            covers=True,
            choices=VERDICTS,
        ),
        Column(name="payer", title=_l("Paid by"), kind="choice", choices=PAYERS, required=True),
    ),
    clause=Clause(
        zh="检验费用按检验结论承担。",
        en="Who pays for the test depends on its verdict.",
    ),
    source="C15",
)
APPROVAL = Parameter(
    key="claim.approval_chain",
    title=_l("Approval of a claim"),
    kind="chain",
    clause=Clause(
        zh="三包一赔按权限审批。",
        en="Claims are approved by authority.",
    ),
    source="S0-5.4.6d",
)
FEES = Parameter(
    key="fee.rules",
    title=_l("Charges by warranty"),
    kind="table",
    columns=(
        Column(name="state", title=_l("Warranty"), kind="choice", key=True, choices=STATES),
        Column(name="item", title=_l("Item charged"), kind="choice", key=True, choices=ITEMS),
        Column(name="price", title=_l("Charged"), kind="choice", choices=PRICES, required=True),
        Column(name="percent", title=_l("Part charged"), kind="percent", minimum=0, maximum=100),
    ),
    clause=Clause(
        zh="服务收费按质保状态和收费项目确定。",
        en="What is charged depends on the warranty and the item.",
    ),
    source="C14",
)

PARAMETERS = (
    RULES,
    TEST_REQUIRED,
    TEST_FEE,
    APPROVAL,
    FEES,
    REFUND_DAYS,
    EXCHANGE_DAYS,
    REPAIRS,
    NO_PARTS_DAYS,
    OWN_FAULT_DAYS,
    PAY_DAYS,
)
