"""What parts, requisitions and old parts are found by."""

from aftersales.search import Searchable
from modules.parts.models import OldPart, Part, Requisition

SEARCHABLES = (
    Searchable(model=Part, fields=("code", "name", "spec"), initials=("name",)),
    Searchable(model=Requisition, fields=("number", "case.number", "case.summary")),
    Searchable(model=OldPart, fields=("number", "part.name", "part.code", "holder.name")),
)
