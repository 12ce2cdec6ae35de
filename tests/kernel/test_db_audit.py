"""The audit trail: it says who changed what, outlives what it describes, and cannot be mended."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from aftersales.actor import system_actor
from aftersales.auth.models import Region, User
from aftersales.auth.organisation import ensure_region, set_password, user_by_name
from aftersales.db import audit
from aftersales.db.audit import AuditEntry, AuditHead
from aftersales.db.session import db
from aftersales.db.uow import unit_of_work
from aftersales.errors import Refused

pytestmark = pytest.mark.both_databases


def entries(uow, model="auth.Region"):
    statement = select(AuditEntry).where(AuditEntry.model == model).order_by(AuditEntry.seq.desc())
    return list(uow.scalars(statement))


def test_each_change_is_told_with_old_and_new_values(uow_as, actor):
    with uow_as("admin") as uow:
        region = ensure_region(uow, "长沙")
        region_id = region.id
    with uow_as("leader") as uow:
        uow.get(Region, region_id).region_class = "remote"
    with uow_as("system", write=False) as uow:
        changed, created = entries(uow)[:2]
        assert (created.action, created.actor_name) == ("insert", "周明")
        assert created.changes["name"] == [None, "长沙"]
        assert changed.changes == {"region_class": ["domestic", "remote"]}
        assert changed.actor_id == actor("leader").user_id


def test_a_deleted_row_lives_on_in_the_trail(uow_as):
    with uow_as("system") as uow:
        region = ensure_region(uow, "长沙")
        key = str(region.id)
        uow.delete(region)
    with uow_as("system", write=False) as uow:
        gone = entries(uow)[0]
        assert (gone.action, gone.record_id) == ("delete", key)
        assert gone.changes["name"] == ["长沙", None]


def test_what_was_rolled_back_is_not_told(uow_as):
    with uow_as("system", write=False) as uow:
        before = uow.scalar(select(AuditHead.seq))
    with pytest.raises(Refused), uow_as("system") as uow:
        ensure_region(uow, "长沙")
        raise Refused("no")
    with uow_as("system") as uow, uow.session.begin_nested() as savepoint:
        ensure_region(uow, "株洲")
        savepoint.rollback()
    with uow_as("system", write=False) as uow:
        assert uow.scalar(select(AuditHead.seq)) == before


def test_passwords_are_never_told(uow_as):
    with uow_as("admin") as uow:
        set_password(user_by_name(uow, "clerk"), "another password")
    with uow_as("system", write=False) as uow:
        assert entries(uow, "auth.User")[0].changes["password_hash"] == [audit.HIDDEN] * 2


def test_the_chain_holds_over_many_units_of_work(uow_as):
    for name in ("长沙", "株洲", "湘潭"):
        with uow_as("admin") as uow:
            ensure_region(uow, name, "local", f"{name} & 'quoted' é")
    with uow_as("system", write=False) as uow:
        assert audit.verify(uow.session) is None
        assert uow.scalar(select(User).where(User.username == "admin"))


def test_the_database_refuses_to_change_or_delete_an_entry(app):
    for statement in ("UPDATE audit_entry SET actor_name = 'x'", "DELETE FROM audit_entry"):
        with app.app_context(), db.engine.connect() as connection:
            with pytest.raises(DatabaseError, match="append-only"):
                connection.execute(text(statement))
            connection.rollback()


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE audit_entry SET actor_name = '别人' WHERE seq = 3",
        "DELETE FROM audit_entry WHERE seq = 3",
        "DELETE FROM audit_entry WHERE seq = (SELECT max(seq) FROM audit_entry)",
    ],
)
def test_who_gets_around_the_triggers_is_found_out(app, forgery):
    with app.app_context():
        postgres = db.engine.dialect.name == "postgresql"
        with db.engine.begin() as connection:
            if postgres:
                connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER USER"))
            else:
                connection.execute(text("DROP TRIGGER audit_entry_no_update"))
                connection.execute(text("DROP TRIGGER audit_entry_no_delete"))
            connection.execute(text(forgery))
        with unit_of_work(system_actor("test"), write=False) as uow:
            broken = audit.verify(uow.session)
    assert broken is not None
    assert broken == 3 or forgery.endswith("audit_entry)")
