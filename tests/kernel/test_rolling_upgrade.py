"""A newer release migrates while the older one serves, and the older one may go on."""

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, text

from aftersales.app import KERNEL_GRANTS
from aftersales.auth.models import Region
from aftersales.calendar.models import CalendarClock, CalendarPause
from aftersales.db import migrate
from aftersales.db.session import db
from aftersales.errors import StartError
from aftersales.registry.install import pending, refuse_if_pending, sync, trees
from aftersales.workflow import Approval, ApprovalChain

NEXT_RELEASE = """
import sqlalchemy as sa
from alembic import op

revision = "kernel_9999"
down_revision = "{head}"
branch_labels = depends_on = None


def upgrade():
    op.add_column("auth_region", sa.Column("motto", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_auth_region_motto", "auth_region", ["motto"])
    op.create_table("auth_region_badge", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade():
    op.drop_table("auth_region_badge")
"""


@pytest.fixture
def next_release(app, tmp_path):
    """The kernel's migrations as the release after this one would bring them."""
    here = trees(app.extensions["aftersales"])[0]
    folder = tmp_path / "versions"
    shutil.copytree(here.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "kernel_9999_next.py").write_text(NEXT_RELEASE.format(head=migrate.head(here)))
    return migrate.Tree("", folder, here.others)


@pytest.mark.both_databases
def test_people_save_while_the_next_release_migrates_and_afterwards(app, uow_as, next_release):
    saved: list[str] = []
    migrated, begun = threading.Event(), threading.Event()

    def save(number: int) -> None:
        """Save until the migration is over, and twice more with the older code."""
        left = 3
        while left:
            code = f"{number}-{len(saved)}-{left}"
            with uow_as("system") as uow:
                uow.add(Region(code=code, name="片区"))
            saved.append(code)
            begun.set()
            left -= migrated.is_set()

    with ThreadPoolExecutor(2) as people:
        work = [people.submit(save, number) for number in range(2)]
        assert begun.wait(60)
        with app.app_context():
            migrate.upgrade(db.engine, next_release)
        migrated.set()
        for one in work:
            one.result()
    with uow_as("system", write=False) as uow:
        assert set(saved) <= set(uow.scalars(select(Region.code)))
    with app.app_context(), db.engine.connect() as connection:
        mottos = connection.scalars(text("SELECT DISTINCT motto FROM auth_region")).all()
    assert mottos == [""], "what the older code does not know has its default"


def test_tables_newer_than_the_code_serve_and_are_not_migrated_by_it(app, client, next_release):
    with app.app_context():
        migrate.upgrade(db.engine, next_release)
        with db.engine.connect() as connection:
            assert migrate.standing(connection, trees(app.extensions["aftersales"])[0]) == "ahead"
    assert pending(app) == []
    refuse_if_pending(app)
    assert client.get("/readyz").status_code == 200
    with pytest.raises(StartError, match="newer than this code"):
        sync(app, KERNEL_GRANTS)


def test_tables_older_than_the_code_are_refused(app, client, next_release, monkeypatch):
    from aftersales.registry import install

    monkeypatch.setattr(install, "trees", lambda _registry: [next_release])
    assert pending(app) == ["kernel"]
    assert client.get("/readyz").json["checks"]["schema"] == "failed"


REBUILDING = """
import sqlalchemy as sa
from alembic import op

revision = "kernel_9999"
down_revision = "{head}"
branch_labels = depends_on = None


def upgrade():
    with op.batch_alter_table("calendar_clock", recreate="always") as batch:
        batch.add_column(sa.Column("motto", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("workflow_chain", recreate="always") as batch:
        batch.add_column(sa.Column("motto", sa.Text(), nullable=False, server_default=""))


def downgrade():
    pass
"""


@pytest.mark.demo_company
def test_a_table_made_anew_keeps_what_hangs_on_its_rows(app, uow_as, next_release):
    """SQLite deletes row by row when a table is dropped, and what cascades goes with them."""
    file = next_release.folder / "kernel_9999_next.py"
    file.write_text(REBUILDING.format(head=migrate.head(trees(app.extensions["aftersales"])[0])))
    counting = [
        select(func.count()).select_from(model)
        for model in (CalendarClock, CalendarPause, ApprovalChain, Approval)
    ]
    with uow_as("system", write=False) as uow:
        before = [uow.scalar(one) for one in counting]
    assert all(before)
    with app.app_context():
        migrate.upgrade(db.engine, next_release)
    with uow_as("system", write=False) as uow:
        assert [uow.scalar(one) for one in counting] == before
        watched = uow.session.connection().exec_driver_sql("PRAGMA foreign_keys")
        assert watched.scalar() == 1
