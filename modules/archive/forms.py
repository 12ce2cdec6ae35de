"""Forms of the archive."""

from wtforms.validators import InputRequired, Length

from aftersales.i18n import _l
from aftersales.views.fields import BaseForm, LongField, NumberField, TextField


class BindForm(BaseForm):
    """Which month is bound, and who checks it."""

    year = NumberField(_l("Year"), [InputRequired()], minimum=2000, maximum=2100)
    month = NumberField(_l("Month"), [InputRequired()], minimum=1, maximum=12)
    checker = TextField(
        _l("Checked by"),
        [InputRequired(), Length(max=60)],
        help=_l("Somebody else than the one who binds."),
    )
    remarks = LongField(_l("Remarks for the closing sheet"), [Length(max=1000)])
