"""Asking an index: whether it may answer this person, and in which way it answers quickest.

A rare word is asked of the index first, and what it names is sorted. A frequent one would name
hundreds of thousands; a page of the newest rows is then found sooner by going through the list in
its order and asking of each row whether it holds the word.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import QueryableAttribute

from aftersales.access import current_policy, field_mode
from aftersales.actor import Actor
from aftersales.db.uow import UnitOfWork
from aftersales.search.keep import search_book
from aftersales.search.models import SearchIndex
from aftersales.search.plan import Plan
from aftersales.search.store import Query, count_up_to, last_key, store_of
from aftersales.search.tokens import Needle, words

COUNTED = 1_000
"""How far what a search finds is counted: nobody reads on so long."""
PAGE = 80
"""Rows a page wants: in order, about ``PAGE × records ÷ found`` rows are seen until it is full."""


@dataclass(frozen=True, slots=True)
class Search:
    """A search of one index: the two ways of saying *the row is found*, and how often it is.

    ``among`` begins with what is found; ``holds`` is asked row by row in the order of the list and
    is the better one for the first rows of a list when the search is ``frequent``. ``count`` goes
    one further than ``COUNTED`` at least, whoever may see the rows.
    """

    among: ColumnElement[bool]
    holds: ColumnElement[bool]
    frequent: bool
    count: int = 0


def search_for(
    uow: UnitOfWork, model: type[Any], key: Any, sources: Sequence[Any], text: str
) -> Search | None:
    """How ``text`` is found among the records of ``model``, known by ``key``.

    None when the index cannot answer: there is none, it is not whole, it lacks one of ``sources``,
    or it knows names of records this actor may not all see. Then ``contains`` has to do.
    """
    book = search_book()
    plan = book.plans.get(model) if book else None
    if plan is None or not plan.covers(sources) or not _may_ask(uow, plan):
        return None
    connection = uow.session.connection()
    if plan.name not in _whole(uow):
        return None
    query = _query(uow, plan, text)
    if not query:
        return Search(false(), false(), frequent=False)
    # Sorting n found rows costs as much as passing PAGE × records ÷ n rows in order: n² = PAGE × N.
    many = isqrt(PAGE * last_key(connection, plan.name)) + 1
    count = count_up_to(connection, plan.name, query, max(many, COUNTED) + 1)
    frequent = count > many
    store = store_of(connection)
    return Search(
        among=store.among(plan.name, query, key, few=not frequent),
        holds=store.holds(plan.name, query, key),
        frequent=frequent,
        count=count,
    )


def contains(actor: Actor, sources: Iterable[Any], text: str) -> list[ColumnElement[bool]]:
    """Every word in one of these columns, letter by letter; columns masked for the actor left out.

    What lists without an index do, for short tables and for those whom the index may not answer.
    """
    open_to = [one for one in sources if _is_open(actor, one)]
    if not open_to:
        return [false()] if text else []
    return [
        or_(*(source.icontains(word, autoescape=True) for source in open_to))
        for word in text.split()
    ]


def _is_open(actor: Actor, source: Any) -> bool:
    if not isinstance(source, QueryableAttribute) or source.parent is None:
        return True
    return _may_read(actor, source.parent.class_, source.key)


def _may_read(actor: Actor, model: type[Any], attribute: str) -> bool:
    return field_mode(actor, model, attribute) in ("open", "readonly")


def _may_ask(uow: UnitOfWork, plan: Plan) -> bool:
    """Whether the actor may read every record the index took names from (its own rows are judged).

    The session guard judges the rows of a list; a name in the index it cannot see.
    """
    if uow.session.info.get("system"):
        return True
    policy = current_policy()
    return all(policy.criteria(uow.actor, model) is None for model in plan.related)


def _whole(uow: UnitOfWork) -> set[str]:
    """The indexes that may answer, asked once a unit of work."""
    found: set[str] | None = uow.session.info.get("search_whole")
    if found is None:
        found = set(uow.scalars(select(SearchIndex.name).where(SearchIndex.is_whole)))
        uow.session.info["search_whole"] = found
    return found


def _query(uow: UnitOfWork, plan: Plan, text: str) -> Query:
    """The words of ``text``, each in the fields open to everybody or in a sealed one open to us."""
    sealed = (one for one in plan.texts if one.tag)
    tags = ["", *(one.tag for one in sealed if _may_read(uow.actor, one.model, one.attribute))]
    return [[_tagged(tag, word) for tag in tags] for word in words(text)]


def _tagged(tag: str, word: Sequence[Needle]) -> tuple[Needle, ...]:
    return tuple(Needle(tag + one.text, one.is_beginning) for one in word)


__all__ = ["Search", "contains", "search_for"]
