"""The form of warranty plans."""

from aftersales.i18n import _l
from aftersales.views.fields import (
    BaseForm,
    ChoiceField,
    InputRequired,
    Length,
    LongField,
    NumberField,
    TextField,
    YesNoField,
)
from modules.customers.models import START_EVENTS


class PlanForm(BaseForm):
    """From which event, for how many months."""

    code = TextField(_l("Code number"), [InputRequired(), Length(max=30)])
    name = TextField(_l("Chinese name"), [InputRequired(), Length(max=80)])
    name_en = TextField(_l("English name"), [Length(max=80)])
    start_event = ChoiceField(
        _l("Warranty counts from"), START_EVENTS, [InputRequired()], default="acceptance"
    )
    months = NumberField(_l("Months of warranty"), [InputRequired()], minimum=1, maximum=240)
    is_active = YesNoField(_l("Offered in new contracts"), default=True)
    note = LongField(_l("Note"), [Length(max=2000)])
