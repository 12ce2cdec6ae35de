"""Service beyond the single case: upkeep, emergencies, what is done after the warranty, duties."""

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Parameter

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
    source="S2-2.6, S2-3.2.2, S2-3.2.6",
)
PM_SCOPE = Parameter(
    key="pm.scope",
    title=_l("Preventive maintenance of"),
    kind="choice",
    choices=UPKEEP,
    source="S2-3.2.4",
)
PM_INTERVAL = Parameter(
    key="pm.interval",
    title=_l("Interval of preventive maintenance"),
    kind="choice",
    choices=INTERVALS,
    source="S2-3.2.4",
)
PM_MONTHS = Parameter(
    key="pm.interval_months",
    title=_l("Preventive maintenance every"),
    kind="integer",
    unit=_l("months"),
    minimum=1,
    maximum=60,
    source="S2-3.2.4",
)
EMERGENCY = Parameter(
    key="emergency.plan",
    title=_l("An emergency plan is kept"),
    kind="flag",
    source="S2-3.3.1",
)
EMERGENCY_CLAUSE = Parameter(
    key="emergency.clause_in",
    title=_l("Emergencies are settled in"),
    kind="list",
    items="choice",
    choices=PLACES,
    source="S2-3.3.2",
)
DUTIES = Parameter(
    key="duties.service",
    title=_l("Periodic duties of service"),
    kind="duties",
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
