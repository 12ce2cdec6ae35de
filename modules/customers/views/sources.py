"""SQL expressions whose text depends on the reader: names by language, phones by right."""

from typing import Any

from sqlalchemy import Boolean, String, bindparam, case, literal

from aftersales.auth.models import Region
from aftersales.db.uow import current_uow
from aftersales.i18n import _l, current_locale
from aftersales.views.declare import Labels
from modules.customers import manifest as may
from modules.customers.models import Contact, WarrantyPlan
from modules.customers.queries import verdict_source
from modules.customers.services.warranty import VERDICTS

REGION_CLASSES: Labels = {
    "local": (_l("Local region"), "green"),
    "domestic": (_l("Domestic region"), "blue"),
    "remote": (_l("Remote region"), "orange"),
}
"""Region classes; they decide the arrival time (C01)."""


def _in_english() -> Any:
    return bindparam(
        "customers_english", callable_=lambda: current_locale() == "en", type_=Boolean()
    )


def region_title() -> Any:
    """The region's name in the reader's language."""
    return case((_in_english() & (Region.name_en != ""), Region.name_en), else_=Region.name)


def plan_title() -> Any:
    """The warranty plan's name in the reader's language."""
    english = _in_english() & (WarrantyPlan.name_en != "")
    return case((english, WarrantyPlan.name_en), else_=WarrantyPlan.name)


def visible_phone() -> Any:
    """A contact's phone for those who may call, else nothing: look-ups know no masking."""
    may_call = bindparam(
        "customers_may_call", callable_=lambda: current_uow().actor.can(may.PHONE), type_=Boolean()
    )
    return case((may_call, Contact.phone), else_=literal(""))


def verdict_words() -> Any:
    """Today's warranty verdict of a machine in the reader's language."""
    code = verdict_source()
    words = [
        (code == known, bindparam(f"customers_{known}", callable_=_said(title), type_=String()))
        for known, (title, _color) in VERDICTS.items()
    ]
    return case(*words, else_=literal(""))


def _said(title: object) -> Any:
    return lambda: str(title)
