"""Where parts are taken from, said before they are."""

from flask import render_template
from markupsafe import Markup

from aftersales.db.uow import UnitOfWork
from modules.parts import services
from modules.parts.models import Requisition


def where_from(uow: UnitOfWork, requisition: Requisition) -> Markup:
    """The bins the parts are taken from, for the keeper to walk to before they are booked."""
    bins = services.proposed_bins(uow, requisition)
    return Markup(render_template("parts/_bins.html", bins=bins))  # noqa: S704  # escaped by Jinja
