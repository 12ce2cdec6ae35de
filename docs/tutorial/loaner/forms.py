"""What people fill in."""

from aftersales.i18n import _l
from aftersales.views.fields import (
    BaseForm,
    DayField,
    InputRequired,
    Length,
    LongField,
    LookupField,
    TextField,
    UploadField,
)


class MachineForm(BaseForm):
    """A machine of the pool."""

    number = TextField(_l("Pool number"), [InputRequired(), Length(max=30)])
    name = TextField(_l("Machine"), [InputRequired(), Length(max=120)])
    note = LongField(_l("Note"), [Length(max=2000)], rows=2)


class LendForm(BaseForm):
    """Lending one for an order."""

    machine_id = LookupField(_l("Machine"), "loaner.machine", [InputRequired()])
    due_on = DayField(_l("Back by"), [InputRequired()])
    slip = UploadField(_l("Signed slip"), accept="image/*", camera=True)


class ReturnForm(BaseForm):
    """Taking it back."""

    condition = LongField(_l("Condition when it came back"), [InputRequired()], rows=2)
    slip = UploadField(_l("Signed slip"), accept="image/*", camera=True)
