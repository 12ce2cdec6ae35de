"""The blueprint that carries the module's templates; all its pages are declared."""

from flask import Blueprint

bp = Blueprint("parts", __name__, url_prefix="/parts", template_folder="templates")
