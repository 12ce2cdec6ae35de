"""Completeness, filing and volumes (rules S0-5.4.9.1, S0-5.4.9.2)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from aftersales.auth.models import Region
from aftersales.db.base import ref
from aftersales.db.uow import UnitOfWork
from aftersales.documents import issue
from aftersales.documents.pdfa import examine
from aftersales.duties import OwedDuty
from aftersales.errors import Forbidden, Invalid, Refused
from aftersales.files import store
from aftersales.files.store import content, content_path
from aftersales.regulation.models import RegulationVersion
from aftersales.regulation.versions import adopt_preset
from aftersales.testing.plugin import Clock, Outbox
from modules.archive.api import bind_month, completeness, file_case, verify_volume
from modules.archive.duties import volume_was_bound
from modules.archive.events import VolumeBound
from modules.archive.models import Filing, Volume
from modules.customers.api import Customer
from modules.service.api import Case, answer_case, close_answered, register_case

As = Callable[..., AbstractContextManager[UnitOfWork]]
pytestmark = pytest.mark.both_databases
LETTER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


@pytest.fixture
def closed(uow_as: As, clock: Clock) -> int:
    """A question by letter, answered and closed; the letter hangs on the case."""
    with uow_as("system") as uow:
        region = uow.scalars(select(Region)).first()
        customer = uow.add(Customer(code="K1", name="常德水泥厂", region_id=region.id))  # type: ignore[union-attr]
        customer_id = customer.id
    with uow_as("clerk") as uow:
        case = register_case(
            uow, summary="询问保养周期", customer_id=customer_id, kind="enquiry", channel="letter"
        )
        store(uow, LETTER, "来函.pdf", "application/pdf", owner=ref(case))
        answer_case(uow, record_id=case.id, answer="每 500 小时换油")
        close_answered(uow, record_id=case.id)
        return case.id


def printed(uow_as: As, case_id: int) -> None:
    with uow_as("clerk") as uow:
        issue(uow, "service.entry", uow.get(Case, case_id))


def test_missing_papers_are_named_with_their_clause(uow_as: As, closed: int) -> None:
    with uow_as("archivist", write=False) as uow:
        found = completeness(uow, uow.get(Case, closed))
        assert [str(line) for line in found.missing] != []
        assert found.because.lines
    with pytest.raises(Refused, match="尚缺"), uow_as("archivist") as uow:
        file_case(uow, record_id=closed)


def test_a_question_needs_no_service_report(uow_as: As, closed: int) -> None:
    printed(uow_as, closed)
    with uow_as("archivist", write=False) as uow:
        found = completeness(uow, uow.get(Case, closed))
        assert found.is_complete
        assert {s.kind: s.required for s in found.shelves}["report"] is False


def test_filed_pieces_keep_their_hash_and_the_case_is_locked(uow_as: As, closed: int) -> None:
    printed(uow_as, closed)
    with uow_as("archivist") as uow:
        file_case(uow, record_id=closed)
    with uow_as("archivist", write=False) as uow:
        pieces = uow.scalars(select(Filing).order_by(Filing.position)).unique().all()
        assert [piece.kind for piece in pieces] == ["register", "register"]
        assert all(len(piece.sha256) == 64 for piece in pieces)
        assert uow.get(Case, closed).state == "filed"
    with pytest.raises(Refused), uow_as("archivist") as uow:
        file_case(uow, record_id=closed)


def test_volume_verifies_until_a_byte_changes(uow_as: As, closed: int) -> None:
    printed(uow_as, closed)
    with uow_as("archivist") as uow:
        file_case(uow, record_id=closed)
        volume = bind_month(uow, year=2026, month=11, checker="林小红").id
    with uow_as("archivist", write=False) as uow:
        kept = uow.get(Volume, volume)
        assert examine(content(kept.file)).is_sound
        assert (kept.pieces, kept.number) == (2, "JN01-SH·2026-D5-001")  # 2.6: register 5 years
        assert verify_volume(uow, record_id=volume) == []
        path = content_path(kept.file)
    data = bytearray(path.read_bytes())
    data[-10] ^= 1
    path.chmod(0o600)
    path.write_bytes(data)
    with uow_as("archivist", write=False) as uow:
        assert len(verify_volume(uow, record_id=volume)) == 1


def test_month_is_bound_once_and_late_pieces_get_a_second_volume(uow_as: As, closed: int) -> None:
    printed(uow_as, closed)
    with uow_as("archivist") as uow:
        file_case(uow, record_id=closed)
        bind_month(uow, year=2026, month=11, checker="林小红")
    with pytest.raises(Refused), uow_as("archivist") as uow:
        bind_month(uow, year=2026, month=11, checker="林小红")


def test_another_person_checks_the_volume(uow_as: As, closed: int) -> None:
    printed(uow_as, closed)
    with uow_as("archivist") as uow:
        file_case(uow, record_id=closed)
    with pytest.raises(Invalid) as refusal, uow_as("archivist") as uow:
        bind_month(uow, year=2026, month=11, checker=uow.actor.name)
    assert refusal.value.field == "checker"


def test_only_the_archivist_files_and_binds(uow_as: As, closed: int) -> None:
    for who in ("clerk", "dispatcher", "leader"):
        with pytest.raises(Forbidden), uow_as(who) as uow:
            file_case(uow, record_id=closed)
        with pytest.raises(Forbidden), uow_as(who) as uow:
            bind_month(uow, year=2026, month=11, checker="林小红")


def test_binding_fulfils_the_duty_to_bind_the_month(
    uow_as: As, closed: int, clock: Clock, outbox: Outbox
) -> None:
    """S3-2.5a: the month's volume is the proof; told twice, it still counts once."""
    printed(uow_as, closed)
    with uow_as("system") as uow:
        uow.scalars(select(RegulationVersion)).one().released_at = datetime(2026, 11, 1, tzinfo=UTC)
    with uow_as("archivist") as uow:
        file_case(uow, record_id=closed)
        volume = bind_month(uow, year=2026, month=11, checker="林小红")
        fact = VolumeBound(volume_id=volume.id, number=volume.number)
    with uow_as("system") as uow:
        adopt_preset(uow, "cement_grinding_aid", date(2026, 11, 1))
    outbox.deliver()
    with uow_as("system") as uow:
        volume_was_bound(uow, fact)
    with uow_as("archivist", write=False) as uow:
        (duty,) = uow.scalars(select(OwedDuty).where(OwedDuty.state == "done"))
        assert (duty.code, duty.start, duty.late_days) == ("binding", date(2026, 11, 1), 0)
        assert duty.link == f"/archive/volumes/{fact.volume_id}"
        assert duty.by_program
        assert duty.done_by_id == uow.actor.user_id
