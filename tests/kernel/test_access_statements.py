"""Whatever statement one makes up, hidden rows are as good as not there (rules 1.9, row level).

The answer of a guarded session is compared with that of an unguarded one on a database from which
a filter in plain Python has removed what the actor may not see. ``AFTERSALES_EXAMPLES`` multiplies
the number of examples.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from sqlalchemy import (
    String,
    Table,
    cast,
    column,
    create_engine,
    delete,
    exists,
    func,
    insert,
    inspect,
    join,
    literal_column,
    outerjoin,
    select,
    table,
    text,
    true,
    update,
)
from sqlalchemy import case as sql_case
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload, subqueryload
from sqlalchemy.orm import join as orm_join
from sqlalchemy.pool import StaticPool

from aftersales.access import AccessPolicy
from aftersales.access.guard import Unguarded
from aftersales.db.base import scoped
from aftersales.errors import StartError
from tests.kernel.access_lab import (
    MODELS,
    RULES,
    Job,
    Lab,
    Line,
    Memo,
    Site,
    Tag,
    World,
    job_tags,
    make_lab,
)
from tests.kernel.access_statements import ACTORS, MANY, SINGLE, statements

pytestmark = pytest.mark.filterwarnings("ignore:SELECT statement has a cartesian product")

MANY_TIMES = int(os.environ.get("AFTERSALES_EXAMPLES", "1"))
EXAMPLES = {"sqlite": 120 * MANY_TIMES, "postgresql": 30 * MANY_TIMES}


@pytest.fixture(scope="module", params=["sqlite", pytest.param("pg", marks=pytest.mark.postgres)])
def lab(request: pytest.FixtureRequest) -> Iterator[Lab]:
    """Both worlds on one kind of database."""
    if request.param == "sqlite":
        pool = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
        engines = [create_engine("sqlite://", **pool) for _world in range(2)]
    else:
        server = request.getfixturevalue("postgres_server")
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        names = [f"lab_{which}_{worker}" for which in ("whole", "rest")]
        engines = [create_engine(server.create_database(name)) for name in names]
    yield make_lab(*engines)
    for engine in engines:
        engine.dispose()


def values(unit: Any, statement: Any) -> list[str]:
    return sorted(repr(tuple(row)) for row in unit.session.execute(statement))


def test_random_statements_do_not_see_hidden_rows(lab):
    @settings(
        max_examples=EXAMPLES[lab.whole.dialect.name],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(actor=st.sampled_from(ACTORS), statement=statements())
    def check(actor, statement):
        note(str(statement.compile(lab.whole)))
        with lab.asking(actor) as (guarded, free):
            assert values(guarded, statement) == values(free, statement)

    check()


A, B = aliased(Site), aliased(Job)
SITES = Site.__table__

NARROWED = {
    "lateral": lambda: select(Tag.id, (i := select(A.id).where(A.id < Tag.id).lateral()).c.id).join(
        i, true()
    ),
    "implicit join": lambda: select(Tag.text).where(Tag.id == Site.id),
    "full window": lambda: select(Site.id, func.count().over(), func.lag(Site.id).over()),
    "from statement": lambda: select(Site.id).from_statement(select(Site.id)),
    "plain table beside its class": lambda: select(Site.id, SITES.c.name),
    "join to an alias": lambda: select(Site.id, A.id).outerjoin(A, Site.parent_id == A.id),
    "alias of a subquery": lambda: select(aliased(Site, select(Site).subquery()).id),
}


@pytest.mark.parametrize("name", NARROWED)
def test_narrowed_in_ways_a_generator_seldom_finds(lab, name):
    if name == "lateral" and lab.whole.dialect.name == "sqlite":
        pytest.skip("SQLite has no LATERAL")
    for actor in ACTORS:
        with lab.asking(actor) as (guarded, free):
            assert values(guarded, NARROWED[name]()) == values(free, NARROWED[name]())


def test_a_recursive_statement_stops_at_a_hidden_row(lab):
    tree = select(Site.id).where(Site.parent_id.is_(None)).cte("tree", recursive=True)
    tree = tree.union_all(select(Site.id).join(tree, Site.parent_id == tree.c.id))
    for actor in ACTORS:
        with lab.asking(actor) as (guarded, free):
            assert values(guarded, select(tree.c.id)) == values(free, select(tree.c.id))


REFUSED = {
    "text": lambda: text("SELECT name FROM lab_site"),
    "text in the WHERE": lambda: select(Tag.id).where(text("EXISTS (SELECT 1 FROM lab_site)")),
    "text as a table": lambda: select(text("name")).select_from(text("lab_site")),
    "text as rows": lambda: select(Site).from_statement(text("SELECT * FROM lab_site")),
    "text as a subquery": lambda: select(Tag.id).where(
        Tag.id.in_(text("SELECT id FROM lab_site").columns(column("id")))
    ),
    "literal": lambda: select(Tag.id, literal_column("(SELECT max(name) FROM lab_site)")),
    "loose table": lambda: select(table("lab_site", column("name")).c.name),
    "table": lambda: select(SITES.c.name),
    "table beside a class": lambda: select(Tag.id, SITES.c.name),
    "table in the WHERE": lambda: select(Tag.id).where(SITES.c.id == Tag.id),
    "table in a subquery": lambda: select(Tag.id).where(Tag.id.in_(select(SITES.c.id))),
    "table in exists": lambda: select(Tag.id).where(exists().where(SITES.c.id == Tag.id)),
    "table joined": lambda: select(Tag.id).join(SITES, SITES.c.id == Tag.id),
    "alias of a table": lambda: select(Tag.id, SITES.alias().c.name),
    "rows from a table": lambda: select(Site).from_statement(select(SITES)),
    "hand-made join": lambda: select(Tag.id).select_from(join(Tag, Site, Tag.id == Site.id)),
    "outer join": lambda: select(Tag.id).select_from(outerjoin(Tag, Site, Tag.id == Site.id)),
    "join of classes": lambda: select(Tag.id).select_from(orm_join(Tag, A, Tag.id == A.id)),
    "full join": lambda: select(Tag.id, Site.id).join(Site, Tag.id == Site.id, full=True),
    "second in a sum": lambda: select(Tag.text + Site.name),
    "second in a function": lambda: select(func.coalesce(Tag.text, Site.name)),
    "second in a case": lambda: select(sql_case((Tag.id == 1, Site.name), else_=Tag.text)),
    "cast": lambda: select(cast(Site.id, String) + Tag.text),
    "inside a function": lambda: select(Tag.id).where(func.lower(Site.name) == "site 2"),
    "has of itself": lambda: select(Site.id).where(Site.parent.has()),
    "update": lambda: update(Site).values(name="x").returning(Site.name),
    "delete": lambda: delete(Job),
    "insert": lambda: insert(Tag).from_select(["text"], select(Site.name)),
    "write in a cte": lambda: select(update(Site).values(name="x").returning(Site.id).cte().c.id),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_because_it_would_not_be_narrowed(lab, name):
    for actor in ACTORS:
        with lab.asking(actor) as (guarded, _free), pytest.raises(Unguarded):
            guarded.session.execute(REFUSED[name]())


def picture(row: Any, depth: int = 2) -> Any:
    """A row with what hangs on it, loading on the way what is not loaded yet."""
    if row is None:
        return None
    state = inspect(row)
    found = [type(row).__name__, *(getattr(row, one.key) for one in state.mapper.column_attrs)]
    for relation in state.mapper.relationships if depth else ():
        value = getattr(row, relation.key)
        rows = value if relation.uselist else [value]
        found.append((relation.key, sorted(repr(picture(one, depth - 1)) for one in rows)))
    return found


def pictures(unit: Any, statement: Any) -> list[str]:
    return sorted(repr(picture(row)) for row in unit.session.scalars(statement).unique())


RELATIONS = [
    getattr(model, name)
    for model in MODELS
    for name in (*MANY.get(model, ()), *([SINGLE[model]] if model in SINGLE else []))
]


@pytest.mark.parametrize("relation", RELATIONS, ids=str)
@pytest.mark.parametrize("load", [None, joinedload, selectinload, subqueryload])
def test_loaded_along_a_relationship(lab, relation, load):
    statement = select(relation.class_)
    if load is not None:
        statement = statement.options(load(relation))
    for actor in ACTORS:
        with lab.asking(actor) as (guarded, free):
            assert pictures(guarded, statement) == pictures(free, statement)


def test_loaded_with_rows_that_a_join_has_found(lab):
    joined = select(Memo).outerjoin(Memo.job).options(contains_eager(Memo.job))
    to_alias = select(Memo).outerjoin(B, B.id == Memo.job_id)
    to_alias = to_alias.options(contains_eager(Memo.job.of_type(B)))
    for actor in ACTORS:
        for statement in (joined, to_alias):
            with lab.asking(actor) as (guarded, free):
                assert pictures(guarded, statement) == pictures(free, statement)


def test_got_refreshed_and_streamed(lab):
    for actor in ACTORS:
        with lab.asking(actor) as (guarded, free):
            for model in MODELS:
                for key in range(1, 12):
                    mine, rest = (unit.session.get(model, key) for unit in (guarded, free))
                    assert (mine is None) == (rest is None), (actor, model, key)
                    if mine is not None:
                        guarded.session.refresh(mine)
                        free.session.refresh(rest)
                        assert picture(mine) == picture(rest)
                streamed = select(model.id).execution_options(yield_per=2)
                assert values(guarded, streamed) == values(free, streamed)


def test_rows_the_system_loaded_are_not_handed_on(lab):
    for actor in ACTORS:
        with lab.asking(actor) as (guarded, free):
            with guarded.system("to fill the session's memory"):
                kept = [guarded.session.scalars(select(model)).unique().all() for model in MODELS]
            assert kept
            for model in (Site, Job, Line):
                for key in range(1, 12):
                    mine, rest = (unit.session.get(model, key) for unit in (guarded, free))
                    assert (mine is None) == (rest is None), (actor, model, key)
                    if mine is not None and model is not Site:
                        assert picture(mine, 1)[:-1] == picture(rest, 1)[:-1]


def test_bulk_writes_of_the_session_are_refused(lab):
    with lab.asking(ACTORS[-2]) as (guarded, _free):
        for write in ("bulk_insert_mappings", "bulk_update_mappings"):
            with pytest.raises(RuntimeError):
                getattr(guarded.session, write)(Site, [{"id": 1, "name": "x"}])
        with pytest.raises(RuntimeError):
            guarded.session.bulk_save_objects([Tag(text="x")])


def test_a_guarded_table_may_not_link_others_unseen(monkeypatch):
    class Link(World):
        __table__: Table = job_tags
        __scope__ = scoped()

    try:
        with pytest.raises(StartError, match="links through the guarded table"):
            AccessPolicy(RULES, (*MODELS, Link))
    finally:
        World.registry._dispose_cls(Link)
