"""The form of a contract with all its lines."""

from aftersales.i18n import _l
from aftersales.views.fields import (
    BaseForm,
    ChoiceField,
    DayField,
    InputRequired,
    Length,
    LinesField,
    LongField,
    LookupField,
    MoneyField,
    NumberField,
    QuantityField,
    TextField,
    YesNoField,
)
from modules.handoff.models import CLAUSE_KINDS, MEDIA


class ItemForm(BaseForm):
    """One line of what is sold."""

    product_id = LookupField(_l("Product"), "customers.product", [InputRequired()])
    quantity = NumberField(_l("Quantity"), [InputRequired()], minimum=1, maximum=999, default=1)
    serials = TextField(
        _l("Serial numbers"), [Length(max=4000)], placeholder=_l("separated by blanks or commas")
    )
    note = TextField(_l("Note"), [Length(max=200)])


class ClauseForm(BaseForm):
    """One requirement, its department and its day."""

    number = TextField(_l("Clause"), [Length(max=20)])
    kind = ChoiceField(_l("Kind"), CLAUSE_KINDS, [InputRequired()], default="technical")
    text = LongField(_l("Requirement"), [InputRequired(), Length(max=2000)], rows=2)
    department_id = LookupField(_l("Unit in charge"), "handoff.department")
    due_on = DayField(_l("Due by"))


class KitForm(BaseForm):
    """One thing that belongs to the delivery."""

    name = TextField(_l("Part or accessory"), [InputRequired(), Length(max=120)])
    specification = TextField(_l("Kit specification"), [Length(max=120)])
    required = QuantityField(_l("Quantity needed"), [InputRequired()], default=1)
    present = QuantityField(_l("Found"))
    note = TextField(_l("Note"), [Length(max=200)])


class DocumentForm(BaseForm):
    """One document that goes with the machines."""

    title = TextField(_l("Document"), [InputRequired(), Length(max=120)])
    copies = NumberField(
        _l("Number of copies"), [InputRequired()], minimum=1, maximum=99, default=1
    )
    medium = ChoiceField(_l("Medium"), MEDIA, [InputRequired()], default="paper")
    handed_on = DayField(_l("Handed over on"))


class ContractForm(BaseForm):
    """A contract from the sales desk."""

    number = TextField(_l("Contract number"), [InputRequired(), Length(max=60)])
    customer_id = LookupField(
        _l("Customer"),
        "customers.customer",
        [InputRequired()],
        fill={"site_address": "address", "contact_id": ("contact_id", "contact_name")},
    )
    contact_id = LookupField(
        _l("Contact"), "customers.contact", narrow={"customer_id": "customer_id"}
    )
    signed_on = DayField(_l("Signed on"), [InputRequired()])
    delivery_on = DayField(_l("Delivery due"))
    amount = MoneyField(_l("Amount (¥)"))
    salesperson = TextField(_l("Salesperson"), [Length(max=60)])
    site_address = TextField(_l("Site"), [Length(max=200)])
    payment_terms = LongField(_l("Terms of payment"), [Length(max=2000)], rows=2)
    warranty_plan_id = LookupField(_l("Warranty plan"), "customers.warranty_plan")
    warranty_terms = LongField(_l("Warranty terms"), [Length(max=2000)], rows=2)
    special_promises = LongField(
        _l("Special promises"),
        [Length(max=2000)],
        rows=2,
        help=_l("What we promised beyond the standard; service sees it on every case."),
    )
    no_promises = YesNoField(_l("No special promises"))
    emergency_clause = LongField(
        _l("Emergency clause"),
        [Length(max=2000)],
        rows=2,
        help=_l(
            "What holds in an emergency: who is called, who decides, who pays. "
            "Service may ask for it before it takes over."
        ),
    )
    needs_acceptance = YesNoField(_l("Acceptance on site agreed"), default=True)
    note = LongField(_l("Note"), [Length(max=2000)])
    items = LinesField(ItemForm, _l("Contract items"), add_title=_l("Add an item"))
    clauses = LinesField(ClauseForm, _l("Clauses"), add_title=_l("Add a clause"))
    kit = LinesField(KitForm, _l("Kit"), add_title=_l("Add to the kit"))
    documents = LinesField(DocumentForm, _l("Documents"), add_title=_l("Add a document"))
