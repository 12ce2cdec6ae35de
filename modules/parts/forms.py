"""Forms of the warehouse."""

from wtforms.validators import InputRequired, Length

from aftersales.i18n import _l
from aftersales.views.fields import (
    BaseForm,
    ChoiceField,
    DayField,
    LinesField,
    LongField,
    LookupField,
    MoneyField,
    NumberField,
    QuantityField,
    TextField,
    UploadField,
    YesNoField,
)
from modules.parts.words import BASIS, REASONS, SHIP_METHODS, VERDICTS


class PartForm(BaseForm):
    """Master data of a part."""

    code = TextField(_l("Part number"), [InputRequired(), Length(max=40)])
    name = TextField(_l("Name"), [InputRequired(), Length(max=120)])
    spec = TextField(_l("Specification"), [Length(max=120)])
    unit = TextField(_l("Unit"), [InputRequired(), Length(max=20)])
    price = MoneyField(_l("Unit price"), minimum=0)
    is_important = YesNoField(
        _l("Important part"), help=_l("The old part must come back (rule S0-5.4.6.2).")
    )


class NewPartForm(PartForm):
    """A new part, with what lies in the warehouse already."""

    bin_code = TextField(_l("Bin"), [Length(max=40)])
    quantity = QuantityField(_l("Quantity in stock"), minimum=0)


class StockForm(BaseForm):
    """A receipt or correction."""

    bin_code = TextField(_l("Bin"), [InputRequired(), Length(max=40)])
    quantity = QuantityField(
        _l("Quantity"),
        [InputRequired()],
        minimum=None,
        help=_l("Negative takes out: a correction after counting."),
    )
    reason = TextField(_l("Reason"), [InputRequired(), Length(max=120)])


class RequisitionLineForm(BaseForm):
    """One part asked for."""

    part_id = LookupField(_l("Part"), "parts.part", [InputRequired()])
    quantity = QuantityField(_l("Quantity"), [InputRequired()], minimum=0, default=1)


class RequisitionForm(BaseForm):
    """A requisition (F15)."""

    case_id = LookupField(_l("Case"), "service.case", [InputRequired()])
    reason = ChoiceField(_l("Reason of the request"), REASONS, [InputRequired()], radio=True)
    basis = ChoiceField(_l("Basis"), BASIS, [InputRequired()], radio=True)
    lines = LinesField(RequisitionLineForm, _l("Parts"), minimum=1, add_title=_l("Add a part"))
    note = LongField(_l("Note"), [Length(max=2000)])


class ReasonForm(BaseForm):
    """Why somebody says no."""

    note = LongField(_l("Reason"), [InputRequired(), Length(max=1000)])


class WaiveForm(BaseForm):
    """Why an old part need not come back."""

    reason = LongField(_l("Reason"), [InputRequired(), Length(max=1000)])


class NoteForm(BaseForm):
    """A remark beside a signature."""

    note = LongField(_l("Remark"), [Length(max=1000)])


class IssueForm(BaseForm):
    """Who takes the parts."""

    receiver = TextField(_l("Handed to"), [Length(max=60)], help=_l("Empty: the requester."))


class ExitPermitForm(BaseForm):
    """An exit permit (F16)."""

    requisition_id = LookupField(_l("Requisition"), "parts.requisition", [InputRequired()])
    destination = TextField(_l("Destination"), [InputRequired(), Length(max=200)])
    transport = ChoiceField(_l("Transport"), SHIP_METHODS, [InputRequired()])
    carrier = TextField(_l("Carried by"), [Length(max=60)])
    vehicle = TextField(_l("Vehicle or waybill no."), [Length(max=60)])
    packages = NumberField(_l("Packages"), [InputRequired()], minimum=1, maximum=999)
    valid_until = DayField(_l("Valid until"))


class ShipmentForm(BaseForm):
    """A sending, with its proof."""

    permit_id = LookupField(_l("Exit permit"), "parts.exit_permit", [InputRequired()])
    method = ChoiceField(_l("Transport"), SHIP_METHODS, [InputRequired()])
    waybill = TextField(_l("Waybill no."), [Length(max=60)])
    receiver = TextField(_l("Receiver"), [Length(max=60)])
    proof = UploadField(_l("Proof of dispatch"), accept="image/*,.pdf", camera=True)


class ReceiptForm(BaseForm):
    """Who signed for the parts."""

    receiver = TextField(_l("Signed for by"), [InputRequired(), Length(max=60)])


class ReceiveOldPartForm(BaseForm):
    """What came back."""

    damage = LongField(_l("Damage seen"), [InputRequired(), Length(max=1000)])
    serial = TextField(_l("Old serial no."), [Length(max=60)])
    return_method = TextField(_l("How it came back"), [Length(max=60)])


class JudgeForm(BaseForm):
    """The verdict of quality."""

    verdict = ChoiceField(_l("Disposal"), VERDICTS, [InputRequired()], radio=True)
    note = LongField(_l("Finding"), [InputRequired(), Length(max=2000)])


class ShortageForm(BaseForm):
    """When the part will be there."""

    expected_on = DayField(_l("Expected on"), [InputRequired()])
    answer = LongField(_l("Remark"), [Length(max=1000)])
