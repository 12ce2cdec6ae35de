"""Forms about cases: the intake, corrections, and the dialogs of their verbs."""

from collections.abc import Mapping

from aftersales.calendar.breach import PARTIES, parties
from aftersales.db.uow import current_uow
from aftersales.i18n import LazyText, _l
from aftersales.views.fields import (
    BaseForm,
    ChecksField,
    ChoiceField,
    DayField,
    InputRequired,
    Length,
    LongField,
    LookupField,
    LookupsField,
    MomentField,
    NumberField,
    PhoneField,
    TextField,
    YesNoField,
)
from modules.service.words import (
    CHANNELS,
    FAULT_CLASSES,
    GRADES,
    KINDS,
    OPINION_CATEGORIES,
    PAUSES,
    REGION_CLASSES,
)

FILLED_BY_MACHINE: dict[str, str | tuple[str, str]] = {
    "customer_id": ("customer_id", "customer_name"),
    "contact_name": "contact_name",
    "contact_phone": "contact_phone",
    "site_address": "site_address",
}
FILLED_BY_CUSTOMER: dict[str, str | tuple[str, str]] = {
    "contact_name": "contact_name",
    "contact_phone": "contact_phone",
    "site_address": "address",
}


class IntakeForm(BaseForm):
    """One contact in one form; the machine fills customer, contact and site."""

    equipment_id = LookupField(
        _l("Machine"),
        "customers.equipment",
        fill=FILLED_BY_MACHINE,
        narrow={"customer_id": "customer_id"},
        placeholder=_l("Serial number, customer or model: three characters will do"),
    )
    customer_id = LookupField(
        _l("Customer"), "customers.customer", [InputRequired()], fill=FILLED_BY_CUSTOMER
    )
    contact_name = TextField(_l("Contact"), [Length(max=60)])
    contact_phone = PhoneField(_l("Telephone"), [Length(max=40)])
    summary = TextField(
        _l("What is it about?"),
        [InputRequired(), Length(max=200)],
        placeholder=_l("Pump leaks, machine is down"),
    )
    kind = ChoiceField(_l("Kind"), KINDS, [InputRequired()], default="repair")
    channel = ChoiceField(_l("Came by"), CHANNELS, [InputRequired()], default="phone")
    is_emergency = YesNoField(_l("Emergency"), help=_l("Machine down, danger or loss"))
    is_major = YesNoField(_l("Major or difficult"), help=_l("Answer within hours, not at once"))
    fault_class = ChoiceField(_l("Class of fault"), FAULT_CLASSES)
    answer = LongField(
        _l("What the customer was told"), rows=2, help=_l("Fills the reply column of the register")
    )
    description = LongField(_l("Description"), rows=2)
    site_address = TextField(_l("Service site"), [Length(max=200)])
    region_class = ChoiceField(
        _l("Region class"), REGION_CLASSES, help=_l("Empty: the class of the customer's region")
    )
    travel_hours = NumberField(
        _l("Journey in hours"), minimum=0, maximum=240, help=_l("Above 12 h the remote row holds")
    )
    reported_at = MomentField(_l("Contact at"), help=_l("Empty: now"))


class CaseForm(BaseForm):
    """What may be corrected in an open case."""

    equipment_id = LookupField(
        _l("Machine"), "customers.equipment", narrow={"customer_id": "customer_id"}
    )
    customer_id = LookupField(_l("Customer"), "customers.customer", [InputRequired()])
    contact_name = TextField(_l("Contact"), [Length(max=60)])
    contact_phone = PhoneField(_l("Telephone"), [Length(max=40)])
    site_address = TextField(_l("Service site"), [Length(max=200)])
    summary = TextField(_l("What is it about?"), [InputRequired(), Length(max=200)])
    description = LongField(_l("Description"))
    kind = ChoiceField(_l("Kind"), KINDS, [InputRequired()])
    channel = ChoiceField(_l("Came by"), CHANNELS, [InputRequired()])
    is_emergency = YesNoField(_l("Emergency"))
    is_major = YesNoField(_l("Major or difficult"))
    fault_class = ChoiceField(_l("Class of fault"), FAULT_CLASSES)
    region_class = ChoiceField(_l("Region class"), REGION_CLASSES, [InputRequired()])
    travel_hours = NumberField(_l("Journey in hours"), minimum=0, maximum=240)
    chief_id = LookupField(_l("Chief responsible"), "service.engineer")
    answered_by_id = LookupField(_l("Answered by"), "service.person")


class AnswerForm(BaseForm):
    """What the customer was told."""

    answer = LongField(_l("What the customer was told"), [InputRequired()])
    answered_at = MomentField(_l("Told at"), help=_l("Empty: now"))


class ClassifyForm(BaseForm):
    """The dispatcher's judgement."""

    chief_id = LookupField(_l("Chief responsible"), "service.engineer", [InputRequired()])
    kind = ChoiceField(_l("Kind"), KINDS, [InputRequired()])
    region_class = ChoiceField(_l("Region class"), REGION_CLASSES, [InputRequired()])
    travel_hours = NumberField(_l("Journey in hours"), minimum=0, maximum=240)
    is_emergency = YesNoField(_l("Emergency"))
    is_major = YesNoField(_l("Major or difficult"))


class DispatchForm(BaseForm):
    """A dispatch order."""

    chief_id = LookupField(_l("Chief responsible"), "service.engineer", [InputRequired()])
    member_ids = LookupsField(_l("Helpers"), "service.engineer")
    planned_at = MomentField(_l("Planned for"))
    requirements = LongField(_l("Work requested"), rows=2)
    plan = LongField(_l("Service plan"), rows=2, help=_l("Where one visit is to settle it"))
    tools = LongField(_l("Parts and tools to take along"), rows=2)


class CloseForm(BaseForm):
    """A remark on closing."""

    note = LongField(_l("Remark (optional)"))


class ReasonForm(BaseForm):
    """A reason that must be given."""

    reason = LongField(_l("Reason"), [InputRequired()])


def _parties() -> Mapping[str, str | LazyText]:
    return {code: PARTIES[code] for code in parties(current_uow())}


class DelayForm(BaseForm):
    """Why a promised time was missed, and who answers for it."""

    party = ChoiceField(_l("Who answers for it"), _parties, [InputRequired()], radio=True)
    reason = LongField(_l("Reason"), [InputRequired()])


class SuspendForm(BaseForm):
    """What a case waits for."""

    reason = ChoiceField(_l("Waits for"), PAUSES, [InputRequired()], radio=True)
    note = LongField(_l("Reason"), [InputRequired()])


class OpinionForm(BaseForm):
    """A customer's opinion (F02)."""

    categories = ChecksField(_l("About"), OPINION_CATEGORIES)
    opinion = LongField(_l("Opinion"), [InputRequired()])
    demand = LongField(_l("What the customer wants"), rows=2)
    expected_on = DayField(_l("Expected by"))
    attachments = TextField(_l("Enclosures"))


class HandleForm(BaseForm):
    """How the company handles an opinion."""

    handling = LongField(_l("Opinion of the department"), [InputRequired()])
    result = LongField(_l("Result"), rows=2)


class ConfirmForm(BaseForm):
    """The customer's word on the result."""

    confirmed_by = TextField(_l("Confirmed by"), [InputRequired(), Length(max=60)])
    grade = ChoiceField(_l("Satisfaction"), GRADES, [InputRequired()], radio=True)
    result = LongField(_l("Result"), rows=2)


class NoteForm(BaseForm):
    """An optional remark."""

    note = LongField(_l("Remark (optional)"))


class ReturnForm(BaseForm):
    """Why something goes back."""

    note = LongField(_l("What is missing or wrong?"), [InputRequired()])
