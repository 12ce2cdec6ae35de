"""Forms about orders, visits, trips and reports; those of the technician work with a thumb."""

from aftersales.i18n import _l
from aftersales.views.fields import (
    BaseForm,
    ChecksField,
    ChoiceField,
    InputRequired,
    Length,
    LongField,
    LookupField,
    LookupsField,
    MomentField,
    MoneyField,
    SignatureField,
    TextField,
    UploadField,
)
from modules.service.words import (
    CAUSE_CLASSES,
    FOLLOW_UPS,
    GRADES,
    TOPICS,
    TRANSPORTS,
)

PHOTOS = "image/*"


class ReassignForm(BaseForm):
    """Another team for an order."""

    chief_id = LookupField(_l("Chief responsible"), "service.engineer", [InputRequired()])
    member_ids = LookupsField(_l("Helpers"), "service.engineer")
    note = LongField(_l("Hand-over note"), rows=2)


class DepartForm(BaseForm):
    """Leaving for the site."""

    departed_at = MomentField(_l("Departed at"), help=_l("Empty: now"))


class CheckInForm(BaseForm):
    """Arriving on site."""

    location = TextField(
        _l("Your place"), [Length(max=200)], placeholder=_l("Address, hall, machine")
    )
    arrived_at = MomentField(_l("Arrived at"), help=_l("Empty: now"))
    photos = UploadField(_l("Photo"), accept=PHOTOS, camera=True)


class VisitForm(BaseForm):
    """What was found and done."""

    fault = LongField(_l("Fault found"), [InputRequired()], rows=2)
    inspection = LongField(_l("Inspection"), rows=2)
    cause_class = ChoiceField(_l("Class of cause"), CAUSE_CLASSES, radio=True)
    cause = LongField(_l("Cause"), rows=2)
    measures = LongField(_l("Measures"), rows=2)
    trial_result = LongField(_l("Trial run"), rows=2)
    needs = LongField(_l("Parts or help needed"), rows=2)
    photos = UploadField(_l("Photos"), accept=PHOTOS, camera=True)


class RecoveredForm(BaseForm):
    """The machine runs again."""

    trial_result = LongField(_l("Trial run"), [InputRequired()], rows=2)
    recovered_at = MomentField(_l("Recovered at"), help=_l("Empty: now"))


class CheckOutForm(BaseForm):
    """Leaving the site."""

    remaining_reason = ChoiceField(
        _l("Why the machine does not run yet"),
        FOLLOW_UPS,
        help=_l("Needed only when it does not"),
    )
    remaining = LongField(_l("What remains, and the next step"), rows=2)
    location = TextField(_l("Your place"), [Length(max=200)])
    left_at = MomentField(_l("Left at"), help=_l("Empty: now"))


class ReportForm(BaseForm):
    """The report's text."""

    symptom = LongField(_l("Symptom"), [InputRequired()], rows=2)
    inspection = LongField(_l("Inspection"), rows=2)
    cause_class = ChoiceField(_l("Class of cause"), CAUSE_CLASSES)
    cause = LongField(_l("Cause"), rows=2)
    measures = LongField(_l("Measures"), [InputRequired()], rows=2)
    trial_result = LongField(_l("Trial run"), rows=2)
    remaining = LongField(_l("What remains, and the next step"), rows=2)
    suggestions = LongField(_l("Customer's needs and suggestions"), rows=2)
    fee_parts = MoneyField(_l("Parts"))
    fee_labour = MoneyField(_l("Labour"))
    fee_travel = MoneyField(_l("Travel"))
    fee_other = MoneyField(_l("Other"))


class ReportPageForm(ReportForm):
    """The report's text and, to read, what was explained."""

    explained = ChecksField(_l("Explained"), TOPICS)


class ExplainForm(BaseForm):
    """The five topics."""

    topics = ChecksField(_l("Explained to the customer"), TOPICS)
    gap_reason = LongField(_l("Why something was not explained"), rows=2)


class SignForm(BaseForm):
    """The customer's opinion and signature."""

    grade = ChoiceField(_l("Satisfaction"), GRADES, [InputRequired()], radio=True)
    opinion = LongField(_l("Opinion on the handling"), rows=2)
    signer_name = TextField(_l("Name of the signer"), [InputRequired(), Length(max=60)])
    signature = SignatureField(_l("Signature"), [InputRequired()])


class RefuseForm(BaseForm):
    """The customer does not sign."""

    reason = LongField(_l("Why the customer does not sign"), [InputRequired()], rows=2)
    witness = TextField(_l("Witness"), [InputRequired(), Length(max=60)])
    opinion = LongField(_l("Opinion on the handling"), rows=2)


class TripForm(BaseForm):
    """A trip plan."""

    departs_at = MomentField(_l("Departure"), [InputRequired()])
    returns_at = MomentField(_l("Planned return"))
    transport = ChoiceField(_l("Means of travel"), TRANSPORTS, [InputRequired()], default="car")
    purpose = LongField(_l("Purpose"), rows=2)
    carried = LongField(_l("Parts and tools to take along"), rows=2)
    cost = MoneyField(_l("Expected cost"))


class VerbalForm(BaseForm):
    """The word that lets an urgent team leave."""

    verbal_by_id = LookupField(_l("Who said yes"), "service.approver", [InputRequired()])
    verbal_at = MomentField(_l("Said at"), help=_l("Empty: now"))
    note = LongField(_l("Remark (optional)"), rows=2)


class ReturnedForm(BaseForm):
    """Back at the company."""

    returned_at = MomentField(_l("Back at"), help=_l("Empty: now"))
    note = LongField(_l("Remark (optional)"), rows=2)


class SettleForm(BaseForm):
    """What a trip really cost."""

    cost = MoneyField(_l("Cost"))
