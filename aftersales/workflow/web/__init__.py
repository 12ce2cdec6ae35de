"""The approval pages: the inbox over all modules, the card of one approval, one's substitutes."""

from aftersales.workflow.web import card, pages, standing_in
from aftersales.workflow.web.blueprint import bp

__all__ = ["bp", "card", "pages", "standing_in"]
