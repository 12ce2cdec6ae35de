"""Statements made at random over the tables of the lab."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import case, exists, func, inspect, literal, not_, or_, select, true, union_all
from sqlalchemy.orm import aliased

from aftersales.actor import Actor
from tests.kernel.access_lab import MODELS, Job, Line, Memo, Site, Tag

Draw = Callable[[Any], Any]

ACTORS = tuple(
    Actor(
        name="somebody",
        user_id=user,
        permissions=frozenset(rights),
        region_ids=frozenset(regions),
    )
    for user, rights, regions in (
        (1, (), (1,)),
        (1, ("own",), ()),
        (2, ("own",), (0,)),
        (3, ("own", "secret"), (1, 2)),
        (0, ("own",), (0, 1, 2)),
        (1, ("all",), ()),
        (2, ("all", "secret"), ()),
        (3, ("all", "own"), (2,)),
    )
)
WORDS = {Site: "name", Job: "title", Line: "text", Memo: "text", Tag: "text"}
SINGLE = {Site: "parent", Job: "site", Line: "job", Memo: "job"}
MANY = {Site: ("jobs",), Job: ("lines", "tags"), Tag: ("jobs",)}
numbers = st.integers(0, 8)


def _class(entity: Any) -> Any:
    return inspect(entity).mapper.class_


def _word(entity: Any) -> Any:
    return getattr(entity, WORDS[_class(entity)])


def _fresh(draw: Draw, around: tuple[Any, ...]) -> Any:
    """A class, or an alias of it; always an alias of what stands around already."""
    model = draw(st.sampled_from(MODELS))
    return aliased(model) if model in around or draw(st.booleans()) else model


@st.composite
def _inner(draw: Draw, around: tuple[Any, ...], depth: int) -> Any:
    """A select of ids inside another statement; sometimes it looks at the row outside."""
    entity = _fresh(draw, around)
    found = select(entity.id)
    if depth and draw(st.booleans()):
        found = found.where(draw(condition((*around, entity), entity, depth - 1)))
    outer = around[-1]
    match draw(st.sampled_from(("plain", "correlated", "twice", "cte", "subquery"))):
        case "correlated":
            return found.where(entity.id >= outer.id).correlate(outer)
        case "twice":
            return union_all(found, select(aliased(draw(st.sampled_from(MODELS))).id))
        case "cte":
            return select(found.cte().c.id)
        case "subquery":
            return select(found.subquery().c.id)
        case _:
            return found


@st.composite
def condition(  # noqa: C901, PLR0911  # one case for each kind
    draw: Draw, around: tuple[Any, ...], entity: Any, depth: int
) -> Any:
    """A comparison for the WHERE of a statement on ``entity``."""
    kinds = ["number", "word", "nothing"]
    if depth:
        kinds += ["in", "exists", "count", "not", "or", "single", "many"]
    match draw(st.sampled_from(kinds)):
        case "word":
            return func.lower(_word(entity)).contains(str(draw(numbers)))
        case "in":
            return entity.id.in_(draw(_inner(around, depth - 1)))
        case "exists":
            other = _fresh(draw, around)
            there = exists().where(other.id == entity.id + draw(numbers)).correlate(entity)
            return there if draw(st.booleans()) else ~there
        case "count":
            other = _fresh(draw, around)
            count = select(func.count(other.id)).where(other.id <= entity.id).correlate(entity)
            return count.scalar_subquery() > draw(numbers)
        case "not":
            return not_(draw(condition(around, entity, depth - 1)))
        case "or":
            return or_(*(draw(condition(around, entity, depth - 1)) for _side in range(2)))
        case "single" if _class(entity) in SINGLE:
            return _related(draw, entity, SINGLE[_class(entity)], "has")
        case "many" if _class(entity) in MANY:
            return _related(draw, entity, draw(st.sampled_from(MANY[_class(entity)])), "any")
        case "nothing":
            return true()
        case _:
            return entity.id <= draw(numbers)


def _related(draw: Draw, entity: Any, name: str, how: str) -> Any:
    relation = inspect(_class(entity)).relationships[name]
    target: Any = relation.mapper.class_
    asked = getattr(getattr(entity, name), how)
    if relation.mapper is relation.parent:  # an alias SQLAlchemy makes of itself is refused
        target = aliased(target)
        asked = getattr(getattr(entity, name).of_type(target), how)
    return asked(target.id <= draw(numbers)) if draw(st.booleans()) else ~asked()


@st.composite
def _joined(draw: Draw) -> tuple[Any, list[Any]]:
    """A select with none, one or two joins, and the classes it has."""
    entities = [_fresh(draw, ())]
    last = entities[0]
    found = select(last.id)
    for _join in range(draw(st.integers(0, 2))):
        outer = draw(st.booleans())
        other = _fresh(draw, tuple(entities))
        match draw(st.sampled_from(("on", "relation", "where"))):
            case "relation" if names := _relations(_class(last)):
                name = draw(st.sampled_from(names))
                other = aliased(inspect(_class(last)).relationships[name].mapper.class_)
                found = found.join(getattr(last, name).of_type(other), isouter=outer)
            case "where":
                found = found.where(last.id == other.id)
                entities.append(other)
                continue
            case _:
                found = found.join(
                    other, other.id == last.id + draw(st.integers(0, 2)), isouter=outer
                )
        entities.append(other)
        last = other
    return found, entities


def _relations(model: Any) -> tuple[str, ...]:
    return (*MANY.get(model, ()), *((SINGLE[model],) if model in SINGLE else ()))


@st.composite
def _column(draw: Draw, entities: list[Any]) -> Any:  # noqa: PLR0911  # one for each kind
    entity = draw(st.sampled_from(entities))
    around = tuple(entities)
    match draw(st.sampled_from(("id", "word", "case", "scalar", "exists", "in", "window"))):
        case "word":
            return func.coalesce(_word(entity), literal("-"))
        case "case":
            return case((entity.id <= draw(numbers), literal("low")), else_=_word(entity))
        case "scalar":
            other = aliased(draw(st.sampled_from(MODELS)))
            within = select(func.max(_word(other))).where(other.id <= entity.id)
            return within.correlate(entity).scalar_subquery()
        case "exists":
            other = aliased(draw(st.sampled_from(MODELS)))
            return select(other.id).where(other.id == entity.id).correlate(entity).exists()
        case "in":
            return entity.id.in_(draw(_inner((*around, entity), 1)))
        case "window":
            return func.count(entity.id).over(partition_by=_word(entity))
        case _:
            return entity.id


@st.composite
def statements(draw: Draw) -> Any:
    """A statement whose answer is plain values."""
    found, entities = draw(_joined())
    if draw(st.booleans()):
        found = found.where(draw(condition(tuple(entities), entities[0], 2)))
    match draw(st.sampled_from(("rows", "rows", "count", "group", "wrapped", "union", "whole"))):
        case "count":
            return found.with_only_columns(func.count(), maintain_column_froms=True)
        case "group":
            word = _word(entities[0])
            return found.with_only_columns(
                word, func.count(), func.max(entities[-1].id), maintain_column_froms=True
            ).group_by(word)
        case "wrapped":
            keys = (found.cte() if draw(st.booleans()) else found.subquery()).c.id
            other = aliased(draw(st.sampled_from(MODELS)))
            return select(keys, other.id).join(other, other.id == keys, isouter=True)
        case "union":
            more, _entities = draw(_joined())
            way = draw(st.sampled_from(("union", "union_all", "except_", "intersect")))
            return getattr(found, way)(more)
        case "whole":
            return select(func.count()).select_from(found.subquery())
        case _:
            columns = [draw(_column(entities)) for _column_ in range(draw(st.integers(1, 3)))]
            return found.add_columns(*columns)
