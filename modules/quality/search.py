"""What quality problems are found by."""

from aftersales.search import Searchable
from modules.quality.models import Problem

SEARCHABLES = (Searchable(model=Problem, fields=("number", "title", "description")),)
