"""The page of one machine: whose it is, its warranty with the reason, what was promised."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _, _l, format_date
from aftersales.regulation.because import Because
from aftersales.views import Action, Badge, Field, FormView, Group, Tab, Verb
from aftersales.web.icons import icon
from modules.customers import manifest as may
from modules.customers.forms.equipment import EquipmentForm, GoodwillForm, SiteForm
from modules.customers.models import Equipment
from modules.customers.services.equipment import change_equipment, correct_site, register_equipment
from modules.customers.services.warranty import (
    VERDICTS,
    grant_goodwill,
    verdict_code,
    warranty_verdict,
)


def _why_warranty(uow: UnitOfWork, equipment: Equipment) -> Because:
    return warranty_verdict(uow, equipment, clock.today()).because


def _badges(uow: UnitOfWork, equipment: Equipment) -> tuple[Badge, ...]:
    verdict = warranty_verdict(uow, equipment, clock.today())
    title, color = VERDICTS[verdict.code]
    tip = _("until {day}", day=format_date(verdict.end_on)) if verdict.end_on else ""
    badges = [Badge(title=title, color=color, tip=tip)]
    if equipment.product.is_key or equipment.product.is_large or equipment.customer.is_key:
        badges.append(
            Badge(
                title=_l("Urgent arrival applies"),
                color="red",
                tip=_("Key product, key customer or large product."),
            )
        )
    return tuple(badges)


def _promises(_uow: UnitOfWork, equipment: Equipment) -> Markup | None:
    """The promises in one strip above the sheet, so that nobody overlooks them (W1)."""
    parts = [
        (_("Special promises"), equipment.special_promises),
        (_("Emergency clause"), equipment.emergency_clause),
    ]
    shown = [Markup("<b>{}</b> {}").format(title, text) for title, text in parts if text]
    strip = Markup('<div class="note note-warning">{}<div>{}</div></div>')
    return strip.format(icon("info-circle"), Markup("<br>").join(shown)) if shown else None


def _site(_uow: UnitOfWork, equipment: Equipment) -> Mapping[str, Any]:
    return {
        "site_address": equipment.site_address,
        "technical_data": equipment.technical_data,
    }


def _only_site(uow: UnitOfWork, _equipment: Equipment | None) -> bool:
    """Those who may change the whole sheet need no button for a part of it."""
    return not uow.actor.can(may.EQUIPMENT_WRITE)


def _has_goodwill(_uow: UnitOfWork, equipment: Equipment | None) -> bool:
    return bool(equipment and equipment.goodwill_until_on)


EQUIPMENT = FormView(
    name="customers.equipment",
    title=_l("Equipment"),
    model=Equipment,
    path="/customers/equipment",
    permission=may.EQUIPMENT_READ,
    list="customers.equipment_list",
    form=EquipmentForm,
    heading=lambda equipment: equipment.serial,
    subheading=lambda equipment: f"{equipment.product} · {equipment.customer}",
    badges=_badges,
    notice=_promises,
    groups=(
        Group(
            title=_l("The machine"),
            fields=(
                "serial",
                Field(
                    name="product_id",
                    value=lambda e: e.product,
                    to=lambda e: ("customers.product", e.product_id),
                ),
                Field(
                    name="customer_id",
                    value=lambda e: e.customer,
                    to=lambda e: ("customers.customer", e.customer_id),
                ),
                "contract_number",
                Field(name="site_address", wide=True),
            ),
        ),
        Group(
            title=_l("Dates and warranty"),
            fields=(
                "shipped_on",
                "accepted_on",
                "commissioned_on",
                "invoiced_on",
                Field(name="warranty_plan_id", value=lambda e: e.warranty_plan),
                Field(
                    name="verdict",
                    title=_l("Warranty today"),
                    kind="badge",
                    labels=VERDICTS,
                    value=lambda e: verdict_code(e, clock.today()),
                    only="read",
                ),
                Field(
                    name="warranty_start_on",
                    title=_l("Warranty from"),
                    kind="date",
                    only="read",
                ),
                Field(name="warranty_end_on", title=_l("Warranty until"), kind="date", only="read"),
                Field(
                    name="goodwill_until_on",
                    title=_l("Free of charge until"),
                    kind="date",
                    only="read",
                    when=_has_goodwill,
                ),
                Field(
                    name="goodwill_note",
                    title=_l("Why"),
                    only="read",
                    when=_has_goodwill,
                ),
            ),
        ),
    ),
    tabs=(
        Tab(
            name="promises",
            title=_l("Hand-off terms"),
            on_create=False,
            groups=(
                Group(
                    columns=1,
                    fields=(
                        Field(
                            name="warranty_terms",
                            title=_l("Warranty terms"),
                            kind="long",
                            only="read",
                        ),
                        Field(
                            name="special_promises",
                            title=_l("Special promises"),
                            kind="long",
                            only="read",
                        ),
                        Field(
                            name="emergency_clause",
                            title=_l("Emergency clause"),
                            kind="long",
                            only="read",
                        ),
                        Field(
                            name="is_handed_over",
                            title=_l("Handed over"),
                            kind="bool",
                            only="read",
                        ),
                    ),
                ),
            ),
        ),
        Tab(
            name="technical",
            title=_l("Technical data"),
            groups=(Group(columns=1, fields=("technical_data", "note")),),
        ),
    ),
    create=Verb(permission=may.EQUIPMENT_WRITE, fn=register_equipment),
    update=Verb(permission=may.EQUIPMENT_WRITE, fn=change_equipment),
    create_title=_l("New equipment"),
    actions=(
        Action(
            name="site",
            title=_l("Correct site data"),
            verb=correct_site,
            form=SiteForm,
            initial=_site,
            permission=may.EQUIPMENT_SITE,
            when=_only_site,
            icon="map-pin",
            done=_l("Site data corrected."),
        ),
        Action(
            name="goodwill",
            title=_l("Grant goodwill"),
            verb=grant_goodwill,
            form=GoodwillForm,
            permission=may.GOODWILL,
            icon="gift",
            done=_l("Service is free of charge until the day you gave."),
            more=True,
        ),
    ),
    why={"verdict": _why_warranty, "warranty_end_on": _why_warranty},
)
