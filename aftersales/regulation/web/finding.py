"""The regulation in the search box of the top bar."""

from collections import OrderedDict
from collections.abc import Sequence
from urllib.parse import quote

from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l
from aftersales.regulation.overview import Entry, chapters_of, speaks_of, words_of
from aftersales.regulation.versions import edition_on
from aftersales.views.declare_slots import SearchHit, SearchProvider

KEPT = 4
_texts: OrderedDict[tuple[str, int], list[tuple[str, Entry]]] = OrderedDict()


def find_figures(uow: UnitOfWork, words: str, limit: int) -> Sequence[SearchHit]:
    """Figures in force whose title, value, clause or source holds all words."""
    edition = edition_on(uow, clock.today())
    key = (edition.fingerprint, edition.version_id) if edition else ("", 0)
    if key not in _texts:
        entries = (entry for chapter in chapters_of(edition) for entry in chapter.entries)
        _texts[key] = [(words_of(entry), entry) for entry in entries]
        while len(_texts) > KEPT:
            _texts.popitem(last=False)
    wanted = words.casefold().split()
    found = (entry for text, entry in _texts[key] if speaks_of(text, wanted))
    return [
        SearchHit(
            title=str(entry.title),
            url=f"/regulation?q={quote(words)}#{entry.key}",
            detail=str(entry.clause or entry.value),
            icon="book",
        )
        for entry, _place in zip(found, range(limit), strict=False)
    ]


SEARCH = SearchProvider(
    name="regulation",
    title=_l("Regulation"),
    fn=find_figures,
    permission="regulation.read",
    weight=90,
)
