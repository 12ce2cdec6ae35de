"""``aftersales fsck``: sound data is called sound, and each kind of damage is named."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import delete, func, insert, select, update

from aftersales.calendar.models import CalendarClock
from aftersales.db.audit import AuditHead
from aftersales.db.numbers import NumberCounter
from aftersales.db.outbox import OutboxMessage
from aftersales.documents.models import IssuedDocument
from aftersales.files.models import StoredFile
from aftersales.integrity import examine
from aftersales.timeline.models import Note
from aftersales.workflow.engine import TransitionEntry
from modules.archive.api import Volume
from modules.parts.models import Requisition, Stock

pytestmark = [pytest.mark.both_databases, pytest.mark.demo_company]


@pytest.fixture
def harm(uow_as):
    """Change rows behind the back of all verbs."""

    def do(statement):
        with uow_as("system") as uow:
            uow.session.connection().execute(statement)

    return do


def found(app, *only):
    with app.app_context():
        report = examine(only=only)
    sentences = [one.sentence for every in report.findings.values() for one in every]
    return report.exit_code, " | ".join(sentences)


def test_the_demo_company_is_sound(app, outbox):
    outbox.deliver()
    assert found(app) == (0, "")


LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
DAMAGE = {
    "numbers skipped": (
        "numbers",
        lambda: update(NumberCounter).values(last=NumberCounter.last + 2),
    ),
    "audit": ("audit", lambda: update(AuditHead).values(seq=AuditHead.seq - 1)),
    "stock": ("parts.stock", lambda: update(Stock).values(quantity=Stock.quantity + Decimal(1))),
    "states": ("states", lambda: update(Requisition).values(state="withdrawn")),
    "papers": ("papers", lambda: update(IssuedDocument).values(sha256="0" * 64)),
    "volumes": ("archive.volumes", lambda: update(Volume).values(pieces=Volume.pieces + 1)),
    "clocks": ("clocks", lambda: update(CalendarClock).values(met_at=LONG_AGO)),
    "files": ("files", lambda: update(StoredFile).values(size=StoredFile.size + 1)),
}


def test_each_kind_of_damage_is_found_by_its_check(app, harm):
    for kind, (check, statement) in DAMAGE.items():
        assert found(app, check) == (0, ""), f"before: {kind}"
        harm(statement())
        exit_code, sentences = found(app, check)
        assert exit_code == 2, kind
        assert sentences


def test_numbers_that_would_be_given_out_again_are_found(app, harm):
    harm(update(NumberCounter).values(last=0))
    exit_code, sentences = found(app, "numbers")
    assert (exit_code, "given out again" in sentences) == (2, True)


def test_a_note_of_a_record_that_is_gone_is_a_leftover(app, harm, uow_as):
    with uow_as("clerk") as uow:
        uow.add(Note(model="service.Case", record_id=987_654, body="?", at=uow.now))
    exit_code, sentences = found(app, "links")
    assert (exit_code, "987654" in sentences) == (1, True)


def test_a_message_given_up_is_named_with_its_error(app, harm, uow_as):
    with uow_as("system") as uow:
        values = {"event": "e", "handler": "h", "payload": {}, "attempts": 5, "error": "no paper"}
        moments = dict.fromkeys(("created_at", "available_at", "failed_at"), uow.now)
        uow.session.execute(insert(OutboxMessage).values(**values, **moments))
    exit_code, sentences = found(app, "outbox")
    assert (exit_code, "no paper" in sentences) == (1, True)


def test_the_log_of_a_step_that_vanished_is_noticed(app, harm):
    last = select(func.max(TransitionEntry.id)).where(TransitionEntry.model == "service.Case")
    harm(delete(TransitionEntry).where(TransitionEntry.id == last.scalar_subquery()))
    assert found(app, "states")[0] == 2
