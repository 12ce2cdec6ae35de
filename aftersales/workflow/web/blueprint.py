"""The blueprint of the approval pages."""

from flask import Blueprint

bp = Blueprint("approvals", __name__, template_folder="../templates")
