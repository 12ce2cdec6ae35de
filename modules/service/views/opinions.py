"""Customer opinion forms 顾客意见书 and their monthly list 顾客意见登记表 (F02)."""

from aftersales.i18n import _l
from aftersales.views import (
    Action,
    Column,
    EmptyState,
    Facet,
    Field,
    Filter,
    FormView,
    Group,
    GroupBy,
    ListView,
)
from modules.customers.api import Customer
from modules.service import manifest as may
from modules.service.forms.case import ConfirmForm, HandleForm, NoteForm
from modules.service.models import Case, OpinionForm
from modules.service.queries import opinions
from modules.service.services.opinions import confirm_opinion, handle_opinion, review_opinion
from modules.service.views.sources import OPINION_STATES, internal
from modules.service.words import GRADES, OPINION_CATEGORIES

OPINIONS = ListView(
    name="service.opinions",
    title=_l("Opinion forms"),
    model=OpinionForm,
    path="/service/opinions",
    permission=may.READ_REPORT,
    query=opinions,
    form="service.opinion",
    order="-received_on",
    columns=(
        Column(
            name="number", title=_l("Number"), source=OpinionForm.number, kind="link",
            mobile="primary",
        ),
        Column(
            name="received_on", title=_l("Opinion received on"), source=OpinionForm.received_on,
            kind="date",
        ),
        Column(
            name="case", title=_l("Case"), source=Case.number, kind="link",
            to=("service.case", OpinionForm.case_id),
        ),
        Column(name="customer", title=_l("Customer"), source=Customer.name, mobile="secondary"),
        Column(
            name="opinion", title=_l("Opinion"), source=OpinionForm.opinion, sort=False,
            mobile="secondary",
        ),
        Column(
            name="expected_on", title=_l("Expected by"), source=OpinionForm.expected_on, kind="date"
        ),
        Column(
            name="grade", title=_l("Satisfaction"), source=OpinionForm.grade, kind="badge",
            labels=GRADES,
        ),
        Column(
            name="state", title=_l("State"), source=OpinionForm.state, kind="badge",
            labels=OPINION_STATES, mobile="side",
        ),
    ),
    filters=(
        Filter(
            name="open", title=_l("Open"), where=OpinionForm.state != "reviewed", default=True
        ),
    ),
    facets=(
        Facet(
            name="customer", title=_l("Customer"), source=Case.customer_id, kind="lookup",
            lookup="customers.customer",
        ),
        Facet(
            name="received_on", title=_l("Opinion received on"), source=OpinionForm.received_on,
            kind="date",
        ),
    ),
    groups=(
        GroupBy(name="state", title=_l("State"), source=OpinionForm.state, labels=OPINION_STATES),
        GroupBy(name="month", title=_l("Month"), source=OpinionForm.received_on, by="month"),
    ),
    search=(OpinionForm.number, Customer.name, OpinionForm.opinion, Case.number),
    empty=EmptyState(
        sentence=_l("No opinion form yet. A complaint gets one from its case (S0-5.4.1b).")
    ),
)  # fmt: skip

OPINION = FormView(
    name="service.opinion",
    title=_l("Customer opinion form"),
    model=OpinionForm,
    path="/service/opinions",
    permission=may.READ_REPORT,
    list="service.opinions",
    heading=lambda form: form.number,
    subheading=lambda form: form.case.customer.name,
    groups=(
        Group(
            fields=(
                Field(
                    name="case", title=_l("Case"), value=lambda f: f.case.number,
                    to=lambda f: ("service.case", f.case_id),
                ),
                Field(name="received_on", title=_l("Opinion received on"), kind="date"),
                Field(
                    name="categories", title=_l("About"),
                    value=lambda f: "、".join(str(OPINION_CATEGORIES[c][0]) for c in f.categories),
                ),
                Field(name="expected_on", title=_l("Expected by"), kind="date"),
                Field(name="registrar", title=_l("Taken down by"), kind="avatar"),
                Field(name="attachments", title=_l("Enclosures")),
                Field(name="opinion", title=_l("Opinion"), kind="long", wide=True),
                Field(name="demand", title=_l("What the customer wants"), kind="long", wide=True),
            )
        ),
        Group(
            title=_l("Handling"),
            fields=(
                Field(
                    name="handling", title=_l("Opinion of the department"), kind="long", wide=True
                ),
                Field(name="result", title=_l("Result"), kind="long", wide=True),
                Field(name="handled_by", title=_l("Handled by"), kind="avatar"),
                Field(name="handled_at", title=_l("Handled at"), kind="datetime"),
                Field(name="grade", title=_l("Satisfaction"), kind="badge", labels=GRADES),
                Field(name="confirmed_by", title=_l("Confirmed by")),
                Field(name="leader_note", title=_l("Leader's remark"), wide=True),
            ),
        ),
    ),
    actions=(
        Action(
            name="handle", title=_l("Record the handling"), icon="pencil", style="primary",
            transition="handle", verb=handle_opinion, form=HandleForm,
        ),
        Action(
            name="confirm", title=_l("Customer confirms"), icon="check", style="primary",
            transition="confirm", verb=confirm_opinion, form=ConfirmForm,
            initial=lambda _uow, f: {"confirmed_by": f.case.contact_name, "result": f.result},
        ),
        Action(
            name="review", title=_l("Leader reviews"), icon="eye-check", transition="review",
            verb=review_opinion, form=NoteForm,
        ),
        *internal(),
    ),
    documents=("service.opinion",),
)  # fmt: skip
