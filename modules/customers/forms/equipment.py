"""Forms of equipment: the whole sheet, the site data alone, and goodwill."""

from aftersales.i18n import _l
from aftersales.views.fields import (
    BaseForm,
    DayField,
    InputRequired,
    Length,
    LongField,
    LookupField,
    TextField,
)


class EquipmentForm(BaseForm):
    """A machine at a customer's site."""

    serial = TextField(_l("Serial number"), [InputRequired(), Length(max=60)])
    product_id = LookupField(_l("Product"), "customers.product", [InputRequired()])
    customer_id = LookupField(
        _l("Customer"),
        "customers.customer",
        [InputRequired()],
        fill={"site_address": "address"},
    )
    contract_number = TextField(_l("Contract number"), [Length(max=60)])
    site_address = TextField(_l("Site"), [Length(max=200)])
    shipped_on = DayField(_l("Shipped on"))
    accepted_on = DayField(_l("Accepted on"))
    commissioned_on = DayField(_l("Commissioned on"))
    invoiced_on = DayField(_l("Invoiced on"))
    warranty_plan_id = LookupField(
        _l("Warranty plan"),
        "customers.warranty_plan",
        help=_l("Without a plan the product's own months count from acceptance."),
    )
    technical_data = LongField(_l("Technical data"), [Length(max=4000)])
    note = LongField(_l("Note"), [Length(max=2000)])


class SiteForm(BaseForm):
    """What an engineer finds on site."""

    site_address = TextField(_l("Site"), [InputRequired(), Length(max=200)])
    technical_data = LongField(_l("Technical data"), [Length(max=4000)], rows=6)


class GoodwillForm(BaseForm):
    """Until when a machine is served free of charge, and why."""

    until_on = DayField(_l("Free of charge until"), [InputRequired()])
    reason = LongField(_l("Why"), [InputRequired(), Length(max=500)])
