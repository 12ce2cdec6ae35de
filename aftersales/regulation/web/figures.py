"""Changing one figure of a draft."""

from typing import Any

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from aftersales.access.permissions import require
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork, current_uow
from aftersales.errors import Conflict, DomainError, NotFound
from aftersales.i18n import _, _l
from aftersales.regulation import drafts
from aftersales.regulation.because import Bilingual
from aftersales.regulation.catalogue import Declared, current_catalogue
from aftersales.regulation.compare import GENERAL, slots_of
from aftersales.regulation.models import RegulationValue, RegulationVersion
from aftersales.regulation.overview import DEFAULT, Entry, entry_of
from aftersales.regulation.preset import SCOPE_KINDS
from aftersales.regulation.resolve import SCOPE_TITLES
from aftersales.regulation.versions import edition_of, edition_of_preset, edition_on
from aftersales.regulation.web.editions import page_of, version_or_404
from aftersales.regulation.web.forms import figure_form, filled, raw_of
from aftersales.web.page import Crumb, render_page

SCOPES = {
    "customer_class": _l("a class of customers"),
    "product_class": _l("a class of products"),
    "region_class": _l("a class of regions"),
    "contract": _l("one contract"),
}

bp = Blueprint("figures", __name__, url_prefix="/regulation")


@bp.post("/change/<key>")
def change(key: str) -> ResponseReturnValue:
    """From a figure in force to its place in a draft: one's own open draft, or a new one."""
    uow = current_uow()
    require(uow.actor, drafts.DRAFT)
    declared_or_404(key)
    draft = uow.scalar(
        select(RegulationVersion)
        .where(
            RegulationVersion.state == "draft",
            RegulationVersion.created_by_id == uow.actor.user_id,
        )
        .order_by(RegulationVersion.id.desc())
        .limit(1)
    )
    draft = draft or drafts.begin_draft(uow)
    return redirect(figure_url(draft, key), 303)


@bp.get("/editions/<int:version_id>/figures")
def index(version_id: int) -> ResponseReturnValue:
    """Lead to a figure of its own for a class, as the form for one says it."""
    key, kind = request.args.get("key", ""), request.args.get("scope", "")
    code = request.args.get("for", "").strip()
    declared_or_404(key)
    version = version_or_404(current_uow(), version_id)
    return redirect(figure_url(version, key, (kind, code) if code else drafts.COMPANY))


@bp.get("/editions/<int:version_id>/figures/<key>")
def show(version_id: int, key: str) -> str:
    """The form of one figure, beside what is in force and what the preset says."""
    uow = current_uow()
    require(uow.actor, drafts.DRAFT)
    version, declared = version_or_404(uow, version_id), declared_or_404(key)
    row = _row(uow, version, key)
    shown = filled(declared.parameter, *_standing(declared, row))
    return _page(uow, version, declared, figure_form(declared.parameter)(data=shown))


@bp.post("/editions/<int:version_id>/figures/<key>")
def save(version_id: int, key: str) -> ResponseReturnValue:
    """Fix the figure in the draft."""
    uow = current_uow()
    require(uow.actor, drafts.DRAFT)
    version, declared = version_or_404(uow, version_id), declared_or_404(key)
    form = figure_form(declared.parameter)(request.form)
    if not form.validate():
        return _page(uow, version, declared, form), 422
    try:
        drafts.set_value(
            uow,
            version,
            key,
            raw_of(declared.parameter, form),
            scope=_scope(),
            clause=Bilingual(form.clause_zh.data, form.clause_en.data),
            source=form.source.data,
            seen=request.form.get("seen", ""),
        )
    except DomainError as error:
        uow.start_over()
        return _page(uow, version_or_404(uow, version_id), declared, form, error), error.status
    flash(_("“{title}” is changed in the draft.", title=declared.parameter.title), "success")
    return redirect(page_of(version), 303)


@bp.post("/editions/<int:version_id>/figures/<key>/drop")
def drop(version_id: int, key: str) -> ResponseReturnValue:
    """Take the company's own figure back."""
    uow = current_uow()
    version, declared = version_or_404(uow, version_id), declared_or_404(key)
    drafts.drop_value(uow, version, key, _scope())
    flash(_("“{title}” is again what the preset says.", title=declared.parameter.title), "success")
    return redirect(page_of(version), 303)


def figure_url(
    version: RegulationVersion, key: str, scope: tuple[str, str] = drafts.COMPANY
) -> str:
    """The page of one figure of a draft."""
    url = f"{page_of(version)}/figures/{key}"
    return url if scope == drafts.COMPANY else f"{url}?scope={scope[0]}&for={scope[1]}"


def declared_or_404(key: str) -> Declared:
    """The parameter of an address (``NotFound``)."""
    catalogue = current_catalogue()
    if key not in catalogue:
        raise NotFound(_l("No enabled module declares the parameter {key}.", key=key))
    return catalogue.declared(key)


def _scope() -> tuple[str, str]:
    kind, code = request.args.get("scope", ""), request.args.get("for", "").strip()[:64]
    return (kind, code) if kind in SCOPE_KINDS[:4] and code else drafts.COMPANY


def _row(uow: UnitOfWork, version: RegulationVersion, key: str) -> RegulationValue | None:
    """What holds in the draft for the scope of the page: the company's figure, or the preset's."""
    scope = _scope()
    row = drafts.find_value(uow, version, key, scope)
    if row is None and scope == drafts.COMPANY:
        row = drafts.find_value(uow, version, key, ("preset", ""))
    return row


def _standing(declared: Declared, row: RegulationValue | None) -> tuple[Any, tuple[str, str, str]]:
    if row is not None:
        return row.value, (row.clause_zh, row.clause_en, row.source)
    parameter = declared.parameter
    clause = parameter.clause
    return parameter.default, (clause.zh if clause else "", clause.en if clause else "", "")


def _page(
    uow: UnitOfWork,
    version: RegulationVersion,
    declared: Declared,
    form: Any,
    error: DomainError | None = None,
) -> str:
    scope = _scope()
    own = drafts.find_value(uow, version, declared.parameter.key, scope)
    return render_page(
        "regulation/figure.html",
        title=declared.parameter.title,
        crumbs=(
            Crumb(_("Regulation"), "/regulation"),
            Crumb(_("Regulation, version {number}", number=version.number), page_of(version)),
        ),
        version=version,
        declared=declared,
        form=form,
        own=own,
        seen=request.form.get("seen", drafts.mark_of(own)),
        reload=isinstance(error, Conflict),
        scope=scope,
        scope_title=_(SCOPE_TITLES[scope[0]].text, value=scope[1]),
        scopes=SCOPES,
        beside=_beside(uow, version, declared),
        scoped=_scoped(uow, version, declared),
        action=figure_url(version, declared.parameter.key, scope),
        error=error,
    )


def _beside(
    uow: UnitOfWork, version: RegulationVersion, declared: Declared
) -> list[tuple[object, Entry]]:
    """What is in force today and what the preset says, for the same scope."""
    scope = _scope()
    slot = GENERAL if scope == drafts.COMPANY else scope
    sides: list[tuple[object, Any]] = [(_l("In force today"), edition_on(uow, clock.today()))]
    if drafts.find_value(uow, version, declared.parameter.key, scope) is not None:
        sides.insert(0, (_l("In this draft"), edition_of(uow, version)))
    if version.preset in current_catalogue().presets:
        sides.append((_l("In the preset"), edition_of_preset(version.preset)))
    return [
        (title, entry)
        for title, edition in sides
        if (entry := slots_of(declared, edition).get(slot)) is not None
    ]


def _scoped(uow: UnitOfWork, version: RegulationVersion, declared: Declared) -> list[Entry]:
    """The figures of the draft for classes of their own."""
    values = edition_of(uow, version).values.get(declared.parameter.key, {})
    return [
        entry_of(declared.parameter, kind, code, stored)
        for (kind, code), stored in sorted(values.items())
        if kind not in ("company", "preset", DEFAULT)
    ]
