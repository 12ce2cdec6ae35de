"""The unit of work: all or nothing, one at a time, sentences instead of database errors."""

import pytest
from sqlalchemy import event, select, update

from aftersales.actor import ANONYMOUS
from aftersales.auth.models import Region
from aftersales.auth.organisation import ensure_region
from aftersales.db.contention import repeated
from aftersales.db.session import db
from aftersales.db.uow import current_uow, unit_of_work
from aftersales.errors import Conflict, NotFound, Refused, StaleRecord

pytestmark = pytest.mark.both_databases


def test_a_block_that_ends_well_is_kept_with_its_stamps(uow_as, actor):
    with uow_as("clerk") as uow:
        region_id = ensure_region(uow, "长沙").id
    with uow_as("system", write=False) as uow:
        region = uow.get(Region, region_id)
        assert region.created_by_id == region.updated_by_id == actor("clerk").user_id
        assert region.created_at.tzinfo is not None
        assert region.version == 1


def test_a_block_that_raises_leaves_nothing(uow_as):
    with pytest.raises(Refused), uow_as("clerk") as uow:
        ensure_region(uow, "长沙")
        raise Refused("not today")
    with uow_as("clerk", write=False) as uow:
        assert uow.scalar(select(Region).where(Region.name == "长沙")) is None


def test_a_reading_block_keeps_nothing(uow_as):
    with uow_as("clerk", write=False) as uow:
        ensure_region(uow, "长沙")
    with uow_as("clerk", write=False) as uow:
        assert uow.scalar(select(Region).where(Region.name == "长沙")) is None


def test_what_the_server_has_planned_outlives_a_reading_block(app, uow_as):
    with app.app_context():
        if db.engine.dialect.name != "postgresql":
            pytest.skip("SQLite plans in the process")
    for _turn in range(8):  # psycopg has a statement planned for good at its sixth time
        with uow_as("clerk", write=False) as uow:
            uow.scalar(select(Region).where(Region.name == "长沙"))
    with uow_as("system", write=False) as uow:
        planned = uow.session.connection().exec_driver_sql("SELECT * FROM pg_prepared_statements")
        assert any("auth_region" in row.statement for row in planned)


def test_a_plan_that_a_migration_outdated_is_made_anew(app, uow_as):
    with app.app_context():
        engine = db.engine
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite plans in the process")

    def names():
        with uow_as("clerk", write=False) as uow:
            return uow.scalars(select(Region.name)).all()

    found = [names() for _turn in range(8)]
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE auth_region ALTER COLUMN name TYPE varchar(90)")
    try:
        assert repeated(names) == found[0]
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE auth_region ALTER COLUMN name TYPE varchar(80)")


def test_there_is_one_at_a_time(app, uow_as):
    with uow_as("clerk") as uow:
        assert current_uow() is uow
        with pytest.raises(RuntimeError, match="already open"), unit_of_work(ANONYMOUS):
            pass
    with pytest.raises(RuntimeError, match="no unit of work"):
        current_uow()


def test_what_is_not_there_is_not_found(uow_as):
    with uow_as("clerk") as uow:
        assert uow.find(Region, 4711) is None
        assert uow.find(Region, None) is None
        with pytest.raises(NotFound):
            uow.get(Region, 4711)


def test_a_value_used_twice_is_a_conflict_with_a_sentence(uow_as):
    with pytest.raises(Conflict) as refused, uow_as("clerk") as uow:
        uow.add(Region(code="CHANGDE", name="另一个常德", region_class="local"))
    assert refused.value.code == "integrity"
    assert "数据库" in str(refused.value)


def test_two_people_cannot_overwrite_each_other(uow_as):
    """The second save of the same version is refused: it would undo the first unseen."""
    with pytest.raises(StaleRecord), uow_as("clerk") as uow:
        region = uow.scalar(select(Region))
        table = Region.__table__
        uow.session.connection().execute(update(table).values(version=table.c.version + 1))
        region.name_en = "mine"
        uow.flush()


def test_what_happens_after_the_commit_does_not_happen_after_a_rollback(uow_as):
    done = []
    with uow_as("clerk") as uow:
        uow.after_commit.append(lambda: done.append("kept"))
    with pytest.raises(Refused), uow_as("clerk") as uow:
        uow.after_commit.append(lambda: done.append("lost"))
        raise Refused("no")
    assert done == ["kept"]


def test_many_new_rows_get_keys_without_asking_back(app, uow_as):
    sent: list[str] = []
    with uow_as("system") as uow:
        regions = [Region(code=f"Q{n}", name=f"片区{n}") for n in range(30)]
        uow.session.add_all(regions)

        def note(_connection, _cursor, statement, *_more):
            sent.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            uow.flush()
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        keys = [region.id for region in regions]
        assert keys == list(range(keys[0], keys[0] + 30))
        inserts = [statement for statement in sent if statement.startswith("INSERT INTO auth_reg")]
        assert len(inserts) == 1
        assert "RETURNING" not in inserts[0]
        assert inserts[0].count("name_en") <= 2, "one row, sent thirty times"
        assert uow.add(Region(code="NEXT", name="下一个")).id == keys[-1] + 1
