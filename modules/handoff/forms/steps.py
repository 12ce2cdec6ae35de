"""The small forms behind the buttons of a contract and a clause."""

from aftersales.i18n import _l
from aftersales.views.fields import (
    BaseForm,
    ChoiceField,
    DayField,
    InputRequired,
    Length,
    LinesField,
    LongField,
    TextField,
)
from modules.handoff.forms.contract import ClauseForm, KitForm
from modules.handoff.models import RESULTS


class KitCheckForm(BaseForm):
    """What of the kit is there."""

    kit = LinesField(KitForm, _l("Kit"), minimum=1, add_title=_l("Add to the kit"))


class BreakDownForm(BaseForm):
    """Who does what, and by when."""

    clauses = LinesField(ClauseForm, _l("Clauses"), minimum=1, add_title=_l("Add a clause"))


class ShipForm(BaseForm):
    """When and with whom the machines left."""

    shipped_on = DayField(_l("Shipped on"), [InputRequired()])
    carrier = TextField(_l("Carrier"), [InputRequired(), Length(max=80)])
    waybill = TextField(_l("Waybill"), [Length(max=80)])
    note = LongField(_l("Note"), [Length(max=500)])


class DeliveryForm(BaseForm):
    """When they arrived and who signed."""

    received_on = DayField(_l("Received on"), [InputRequired()])
    receiver = TextField(_l("Signed for by"), [InputRequired(), Length(max=60)])
    note = LongField(_l("Note"), [Length(max=500)], help=_l("Damage, missing boxes …"))


class AcceptanceForm(BaseForm):
    """What the acceptance on site found."""

    accepted_on = DayField(_l("Accepted on"), [InputRequired()])
    result = ChoiceField(
        _l("Result of acceptance"), RESULTS, [InputRequired()], default="passed", radio=True
    )
    signed_by = TextField(_l("Signed by the customer"), [Length(max=60)])
    note = LongField(_l("Note"), [Length(max=2000)])


class ReasonForm(BaseForm):
    """Why."""

    reason = LongField(_l("Why"), [InputRequired(), Length(max=500)])


class SignForm(BaseForm):
    """A word with one's signature."""

    note = LongField(_l("Opinion given"), [Length(max=500)])


class RefuseForm(BaseForm):
    """Why a contract goes back."""

    note = LongField(_l("Why"), [InputRequired(), Length(max=500)])


class WhatForm(BaseForm):
    """What is missing, or wrong."""

    note = LongField(_l("What is missing?"), [InputRequired(), Length(max=500)])


class DoneForm(BaseForm):
    """How a clause was fulfilled."""

    note = LongField(_l("How was it fulfilled?"), [InputRequired(), Length(max=500)])
