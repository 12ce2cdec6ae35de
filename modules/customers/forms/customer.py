"""Forms of customers and their contacts."""

from aftersales.i18n import _l
from aftersales.views.fields import (
    BaseForm,
    ChoiceField,
    InputRequired,
    Length,
    LinesField,
    LongField,
    LookupField,
    PhoneField,
    TextField,
    YesNoField,
)
from modules.customers.models import CLASSES, KINDS


class ContactForm(BaseForm):
    """One person of a customer."""

    name = TextField(_l("Full name"), [InputRequired(), Length(max=60)])
    title = TextField(_l("Job title"), [Length(max=60)])
    phone = PhoneField(_l("Phone"), [Length(max=30)])
    is_primary = YesNoField(_l("Primary contact"))


class CustomerForm(BaseForm):
    """A customer with its contacts."""

    name = TextField(_l("Name"), [InputRequired(), Length(max=120)])
    code = TextField(
        _l("Code number"),
        [Length(max=40)],
        help=_l("Left empty, a new customer gets the next number."),
    )
    kind = ChoiceField(_l("Kind"), KINDS, [InputRequired()], default="customer")
    customer_class = ChoiceField(_l("Class"), CLASSES, [InputRequired()], default="C")
    is_key = YesNoField(_l("Key account"), help=_l("Urgent calls are answered on site first."))
    region_id = LookupField(_l("Region"), "customers.region")
    address = TextField(_l("Address"), [Length(max=200)])
    note = LongField(_l("Note"), [Length(max=2000)])
    contacts = LinesField(ContactForm, _l("Contacts"), add_title=_l("Add a contact"))
