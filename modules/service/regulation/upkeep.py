"""Service beyond the single case: upkeep, emergencies, what is done after the warranty, duties."""

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Clause, Parameter

UPKEEP = (
    Choice("key_equipment", _l("Key equipment")),
    Choice("all", _l("All equipment")),
)
INTERVALS = (
    Choice("agreed", _l("As agreed with the customer")),
    Choice("fixed", _l("A fixed number of months")),
)
PLACES = (
    Choice("warranty_terms", _l("Terms of warranty")),
    Choice("maintenance_contract", _l("Maintenance contract")),
)
AFTERWARDS = (
    Choice("hotline", _l("Hotline")),
    Choice("on_call", _l("On call")),
    Choice("lifetime_repair", _l("Repair for the whole life")),
    Choice("contract_offer", _l("A maintenance contract is offered")),
)

AFTER_WARRANTY = Parameter(
    key="service.after_warranty",
    title=_l("Service after the warranty"),
    kind="list",
    items="choice",
    choices=AFTERWARDS,
    clause=Clause(
        zh="保修期后按规定继续提供服务。",
        en="After the warranty service goes on as laid down here.",
    ),
    source="S2-2.6, S2-3.2.2, S2-3.2.6",
)
PM_SCOPE = Parameter(
    key="pm.scope",
    title=_l("Preventive maintenance of"),
    kind="choice",
    choices=UPKEEP,
    clause=Clause(
        zh="对规定范围的设备定期维护保养。",
        en="Equipment within this scope is maintained at intervals.",
    ),
    source="S2-3.2.4",
)
PM_INTERVAL = Parameter(
    key="pm.interval",
    title=_l("Interval of preventive maintenance"),
    kind="choice",
    choices=INTERVALS,
    clause=Clause(
        zh="维护保养周期按约定或规定执行。",
        en="The interval of maintenance is agreed or fixed.",
    ),
    source="S2-3.2.4",
)
PM_MONTHS = Parameter(
    key="pm.interval_months",
    title=_l("Preventive maintenance every"),
    kind="integer",
    unit=_l("months"),
    minimum=1,
    maximum=60,
    clause=Clause(
        zh="按固定周期维护保养的，间隔为规定月数。",
        en="Maintenance at fixed intervals is done every so many months.",
    ),
    source="S2-3.2.4",
)
EMERGENCY = Parameter(
    key="emergency.plan",
    title=_l("An emergency plan is kept"),
    kind="flag",
    clause=Clause(
        zh="建立紧急异常情况的处理保障体系。",
        en="There is a system for emergencies.",
    ),
    source="S2-3.3.1",
)
EMERGENCY_CLAUSE = Parameter(
    key="emergency.clause_in",
    title=_l("Emergencies are settled in"),
    kind="list",
    items="choice",
    choices=PLACES,
    clause=Clause(
        zh="紧急异常情况的处置须书面载明。",
        en="What is done in an emergency is laid down in writing.",
    ),
    source="S2-3.3.2",
)
DUTIES = Parameter(
    key="duties.service",
    title=_l("Periodic duties of service"),
    kind="duties",
    clause=Clause(
        zh="服务部门的例行工作须按期完成并留存凭据。",
        en="Periodic duties of service are done in time and leave proof.",
    ),
    source="1.5",
)

PARAMETERS = (
    AFTER_WARRANTY,
    PM_SCOPE,
    PM_INTERVAL,
    PM_MONTHS,
    EMERGENCY,
    EMERGENCY_CLAUSE,
    DUTIES,
)
