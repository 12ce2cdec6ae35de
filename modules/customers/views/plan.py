"""The warranty plans a contract may choose from."""

from aftersales.i18n import _l
from aftersales.views import Column, EmptyState, Field, Filter, FormView, Group, ListView, Verb
from modules.customers import manifest as may
from modules.customers.forms.plan import PlanForm
from modules.customers.models import START_EVENTS, WarrantyPlan
from modules.customers.queries import plans
from modules.customers.services.plans import change_plan, create_plan
from modules.customers.views.sources import plan_title

PLANS = ListView(
    name="customers.warranty_plans",
    title=_l("Warranty plans"),
    model=WarrantyPlan,
    path="/customers/warranty-plans",
    permission=may.PRODUCT_READ,
    query=plans,
    form="customers.warranty_plan",
    order="code",
    columns=(
        Column(name="code", title=_l("Code number"), source=WarrantyPlan.code, mobile="side"),
        Column(name="name", title=_l("Name"), source=plan_title(), kind="link", mobile="primary"),
        Column(
            name="start_event",
            title=_l("Warranty counts from"),
            source=WarrantyPlan.start_event,
            kind="badge",
            labels=START_EVENTS,
            mobile="secondary",
        ),
        Column(
            name="months",
            title=_l("Months of warranty"),
            source=WarrantyPlan.months,
            kind="number",
        ),
        Column(
            name="is_active",
            title=_l("Offered in new contracts"),
            source=WarrantyPlan.is_active,
            kind="bool",
        ),
    ),
    filters=(
        Filter(
            name="active",
            title=_l("Offered in new contracts"),
            where=WarrantyPlan.is_active.is_(True),
            default=True,
        ),
    ),
    search=(WarrantyPlan.name, WarrantyPlan.name_en, WarrantyPlan.code),
    empty=EmptyState(
        sentence=_l("No plan yet: from which event, for how many months?"),
        button=_l("New warranty plan"),
    ),
)

PLAN = FormView(
    name="customers.warranty_plan",
    title=_l("Warranty plan"),
    model=WarrantyPlan,
    path="/customers/warranty-plans",
    permission=may.PRODUCT_READ,
    list="customers.warranty_plans",
    form=PlanForm,
    heading=lambda plan: plan.title,
    subheading=lambda plan: plan.code,
    groups=(
        Group(
            fields=(
                "code",
                "name",
                "name_en",
                "start_event",
                "months",
                "is_active",
                Field(name="note", wide=True),
            )
        ),
    ),
    create=Verb(permission=may.PRODUCT_WRITE, fn=create_plan),
    update=Verb(permission=may.PRODUCT_WRITE, fn=change_plan),
    create_title=_l("New warranty plan"),
)
