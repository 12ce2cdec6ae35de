"""What filed papers are found by."""

from aftersales.search import Searchable
from modules.archive.models import Filing

SEARCHABLES = (Searchable(model=Filing, fields=("title", "number", "author", "case.number")),)
