"""The session guard: rows one may not see are nowhere; those one may not change stay as they are.

Regions stand for a table with rules of its own, grants for children of roles. The demo people
get rights of this test only.
"""

from dataclasses import replace

import pytest
from sqlalchemy import delete, exists, func, insert, select, text, update
from sqlalchemy.orm import aliased, joinedload

from aftersales.access import AccessPolicy, RecordRule
from aftersales.access.guard import Unguarded
from aftersales.auth.demo import PEOPLE
from aftersales.auth.models import Department, Region, Role, RoleGrant, User
from aftersales.auth.organisation import ensure_region
from aftersales.db.base import Base, scoped, via
from aftersales.db.session import db, make_session
from aftersales.errors import Forbidden, NotFound

pytestmark = pytest.mark.both_databases

RULES = (
    RecordRule(
        name="own",
        model=Region,
        permission="t.own",
        title="Own regions",
        write=True,
        where=lambda actor: Region.id.in_(actor.region_ids),
    ),
    RecordRule(name="all", model=Region, permission="t.all", title="All regions"),
    RecordRule(
        name="not remote",
        model=Region,
        title="Remote ones are secret",
        restrict=True,
        where=lambda actor: (
            (Region.region_class != "remote")
            if not actor.can("t.secret")
            else Region.id.is_not(None)
        ),
    ),
    RecordRule(
        name="field roles",
        model=Role,
        permission="t.own",
        title="Roles of the field",
        where=lambda _actor: Role.code.in_(["engineer", "clerk"]),
    ),
    RecordRule(
        name="engineers",
        model=Role,
        permission="t.own",
        title="Engineers' role",
        write=True,
        where=lambda _actor: Role.code == "engineer",
    ),
    RecordRule(name="all roles", model=Role, permission="t.all", title="All roles", write=True),
)


@pytest.fixture(autouse=True)
def guarded(app, monkeypatch, uow_as):
    with uow_as("system") as uow:
        ensure_region(uow, "长沙")
        ensure_region(uow, "阿里", "remote")
    monkeypatch.setattr(Region, "__scope__", scoped())
    monkeypatch.setattr(Role, "__scope__", scoped())
    monkeypatch.setattr(RoleGrant, "__scope__", via("role"))
    models = [mapper.class_ for mapper in Base.registry.mappers]
    monkeypatch.setitem(app.extensions, "aftersales.access", AccessPolicy(RULES, models))


@pytest.fixture
def one(actor):
    """An engineer of 常德: sees and changes his own region."""
    return replace(actor("engineer"), permissions=frozenset({"t.own"}))


@pytest.fixture
def seer(actor):
    """Sees all regions that are not secret, changes none."""
    return replace(actor("leader"), permissions=frozenset({"t.all"}))


@pytest.fixture
def nobody(actor):
    return replace(actor("gate"), permissions=frozenset())


def names(rows):
    return sorted(rows)


def test_several_grants_add_up_and_a_restriction_binds_everybody(uow_as, one, seer, nobody):
    every = select(Region.name)
    seen = []
    for who in (one, seer, nobody, replace(seer, permissions=frozenset({"t.all", "t.secret"}))):
        with uow_as(who, write=False) as uow:
            seen.append(names(uow.scalars(every)))
    assert seen == [["常德"], ["常德", "长沙"], [], ["常德", "长沙", "阿里"]]


@pytest.mark.parametrize(
    "statement",
    [
        select(Region.name),
        select(aliased(Region, name="r").name),
        select(Region.name).where(Region.name.in_(select(aliased(Region).name))),
        select(Region.name).join(User, User.id == Region.created_by_id, isouter=True),
        select(Region.name).order_by(Region.id).limit(10).offset(0),
        select(select(Region.name).subquery().c.name),
        select(select(Region.name).cte("r").c.name),
        select(func.max(Region.name)).group_by(Region.id),
        select(Region.name).union_all(select(Region.name).where(Region.id < 0)),
    ],
    ids=["plain", "alias", "subquery", "join", "paged", "from", "cte", "grouped", "union"],
)
def test_every_way_to_ask_shows_own_rows_only(uow_as, one, statement):
    with uow_as(one, write=False) as uow:
        assert names(uow.execute(statement).scalars()) == ["常德"]


def test_counting_does_not_give_rows_away(uow_as, one, seer):
    for who, count in ((one, 1), (seer, 2)):
        with uow_as(who, write=False) as uow:
            assert uow.scalar(select(func.count()).select_from(Region)) == count
            assert uow.scalar(select(func.count(Region.id))) == count


def test_exists_and_any_do_not_give_rows_away(uow_as, one):
    with uow_as(one, write=False) as uow:
        for name, count in (("长沙", 0), ("常德", len(PEOPLE))):
            there = select(func.count(User.id)).where(exists().where(Region.name == name))
            assert uow.scalar(there) == count
            inner = select(Region.id).where(Region.name == name).exists()
            assert uow.scalar(select(func.count(User.id)).where(inner)) == count
        people = select(User.id).where(User.regions.any(Region.name == "长沙"))
        assert uow.scalars(people).all() == []
        assert uow.scalar(select(func.count()).select_from(User).where(User.regions.any())) == 2


def test_joins_along_relationships_are_narrowed(uow_as, one, seer):
    statement = select(User.username, Region.name).join(User.regions)
    with uow_as(one, write=False) as uow:
        assert len(uow.rows(statement)) == 2
    with uow_as(replace(one, region_ids=frozenset()), write=False) as uow:
        assert uow.rows(statement) == []


def test_lazy_and_eager_collections_are_narrowed(uow_as, one):
    with uow_as("system") as uow:
        engineer = uow.get(User, one.user_id)
        engineer.regions.append(ensure_region(uow, "长沙"))
    with uow_as(one, write=False) as uow:
        engineer = uow.get(User, one.user_id)
        assert [region.name for region in engineer.regions] == ["常德"]
        assert {role.code for role in engineer.roles} == {"engineer"}


def test_children_are_seen_with_their_parent(uow_as, one, seer):
    with uow_as(seer, write=False) as uow:
        everything = uow.scalar(select(func.count(RoleGrant.id)))
    with uow_as(one, write=False) as uow:
        statement = select(Role.code).join(RoleGrant, RoleGrant.role_id == Role.id).distinct()
        assert names(uow.scalars(statement)) == ["clerk", "engineer"]
        assert 0 < uow.scalar(select(func.count(RoleGrant.id))) < everything
        hidden = uow.scalars(select(RoleGrant.id).where(RoleGrant.permission == "admin.use")).all()
        assert hidden == []


def test_one_record_by_its_key(uow_as, one):
    with uow_as("system", write=False) as uow:
        hidden = uow.scalar(select(Region.id).where(Region.name == "长沙"))
    with uow_as(one) as uow:
        assert uow.find(Region, hidden) is None
        with pytest.raises(NotFound):
            uow.get(Region, hidden)
        assert uow.session.get(Region, hidden) is None


def test_what_the_system_loaded_is_not_handed_to_the_person(uow_as, one):
    with uow_as(one) as uow:
        with uow.system("to warm the session's memory"):
            hidden = uow.scalar(select(Region).where(Region.name == "长沙"))
            assert hidden is not None
        assert uow.find(Region, hidden.id) is None


def test_the_system_sees_all_for_the_length_of_its_reason(uow_as, one):
    with uow_as(one, write=False) as uow:
        with uow.system("counting for the monthly report"):
            assert uow.scalar(select(func.count(Region.id))) == 3
        assert uow.scalar(select(func.count(Region.id))) == 1


@pytest.mark.parametrize(
    "statement",
    [
        text("SELECT name FROM auth_region"),
        select(Region.__table__.c.name),
        select(func.count()).select_from(Region.__table__),
        insert(Region).values(code="X", name="X"),
        update(Region).values(name="X"),
        delete(Region),
        select(RoleGrant.__table__.c.permission),
        select(exists().where(Region.name == "长沙")),
    ],
    ids=["text", "core", "core count", "insert", "update", "delete", "core child", "bare exists"],
)
def test_what_cannot_be_judged_is_refused(uow_as, seer, statement):
    with pytest.raises(Unguarded), uow_as(seer) as uow:
        uow.execute(statement)


def test_without_an_actor_nothing_guarded_is_read_or_written(app):
    with app.app_context(), make_session(db.engine, write=True) as session:
        with pytest.raises(Unguarded, match="no actor"):
            session.scalars(select(Region)).all()
        session.add(Region(code="X", name="X"))
        with pytest.raises(Unguarded, match="no actor"):
            session.flush()
        session.rollback()


def test_tables_without_rules_stay_open(uow_as, nobody):
    with uow_as(nobody, write=False) as uow:
        assert uow.scalar(select(func.count(Department.id))) == 12


def test_own_rows_may_be_changed(uow_as, one):
    with uow_as(one) as uow:
        uow.scalar(select(Region)).name_en = "Changde city"
    with uow_as("system", write=False) as uow:
        assert uow.scalar(select(Region).where(Region.name_en == "Changde city"))


@pytest.mark.parametrize("write", ["change", "delete"])
def test_rows_one_may_only_see_stay_as_they_are(uow_as, seer, write):
    with pytest.raises(Forbidden) as refused, uow_as(seer) as uow:
        region = uow.scalar(select(Region).where(Region.name == "长沙"))
        if write == "change":
            region.name_en = "mine now"
        else:
            uow.delete(region)
    assert "Region" in str(refused.value)


def test_a_new_row_must_be_ones_own_to_make(uow_as, one):
    with pytest.raises(Forbidden), uow_as(one) as uow:
        uow.add(Region(code="NEW", name="新片区"))
    with uow_as("system", write=False) as uow:
        assert uow.scalar(select(Region).where(Region.code == "NEW")) is None


def test_a_row_cannot_be_pushed_out_of_ones_own_reach(uow_as, one):
    """The rule judges the row as it will be, too: 常德 made remote would be a secret."""
    with pytest.raises(Forbidden), uow_as(one) as uow:
        uow.scalar(select(Region)).region_class = "remote"


def test_children_are_changed_with_their_parent_only(uow_as, one):
    with uow_as(one) as uow:
        engineer = uow.scalar(select(Role).where(Role.code == "engineer"))
        engineer.grants.append(RoleGrant(permission="t.extra"))
    with pytest.raises(Forbidden), uow_as(one) as uow:
        clerk = uow.scalar(select(Role).where(Role.code == "clerk"))
        clerk.grants.append(RoleGrant(permission="t.extra"))


def test_a_child_cannot_be_moved_to_a_parent_out_of_reach(uow_as, one):
    with uow_as("system") as uow:
        engineer = uow.scalar(select(Role).where(Role.code == "engineer"))
        engineer.grants.append(RoleGrant(permission="t.extra"))
    with pytest.raises(Forbidden), uow_as(one) as uow:
        extra = uow.scalar(select(RoleGrant).where(RoleGrant.permission == "t.extra"))
        extra.role_id = uow.scalar(select(Role.id).where(Role.code == "clerk"))
        uow.flush()


def test_what_a_person_changed_is_judged_before_the_system_steps_in(uow_as, seer):
    with pytest.raises(Forbidden), uow_as(seer) as uow:
        uow.scalar(select(Region).where(Region.name == "长沙")).name_en = "smuggled"
        with uow.system("an innocent reason"):
            pass


def test_explain_names_each_rule(app, one, uow_as):
    policy = app.extensions["aftersales.access"]
    with uow_as(one, write=False) as uow, uow.system("explain"):
        key = uow.scalar(select(Region.id).where(Region.name == "长沙"))

        def probe(where):
            return uow.scalar(select(Region.id).where(Region.id == key, where)) is not None

        told = {rule.name: (held, fits) for rule, held, fits in policy.explain(one, Region, probe)}
    assert told == {"own": (True, False), "all": (False, True), "not remote": (True, True)}


def test_eager_joins_do_not_give_rows_away(app, uow_as, one, monkeypatch):
    """``User.department`` is loaded with the user in one statement that does not name its table."""
    monkeypatch.setattr(Department, "__scope__", scoped())
    models = [mapper.class_ for mapper in Base.registry.mappers]
    monkeypatch.setitem(app.extensions, "aftersales.access", AccessPolicy(RULES, models))
    with uow_as(one, write=False) as uow:
        assert uow.get(User, one.user_id).department is None
        options = joinedload(User.regions)
        person = uow.scalars(select(User).where(User.id == one.user_id).options(options)).unique()
        assert [region.name for region in person.one().regions] == ["常德"]
