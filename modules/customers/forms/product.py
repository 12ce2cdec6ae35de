"""The form of products."""

from aftersales.i18n import _l
from aftersales.views.fields import (
    BaseForm,
    InputRequired,
    Length,
    LongField,
    NumberField,
    TextField,
    YesNoField,
)


class ProductForm(BaseForm):
    """One model of the catalogue."""

    code = TextField(_l("Code number"), [InputRequired(), Length(max=40)])
    name = TextField(_l("Name"), [InputRequired(), Length(max=80)])
    model = TextField(_l("Model"), [InputRequired(), Length(max=60)])
    unit = TextField(_l("Unit"), [Length(max=10)], default="台")
    warranty_months = NumberField(
        _l("Warranty (months)"),
        minimum=0,
        maximum=240,
        help=_l("Holds where a contract names no warranty plan."),
    )
    is_key = YesNoField(_l("Key product"))
    is_large = YesNoField(_l("Large product"))
    note = LongField(_l("Note"), [Length(max=2000)])
