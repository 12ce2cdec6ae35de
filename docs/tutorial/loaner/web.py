"""The blueprint: it carries the templates, and pages of our own if we had any."""

from flask import Blueprint

bp = Blueprint("loaner", __name__, url_prefix="/loaner", template_folder="templates")
