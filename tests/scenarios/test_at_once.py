"""Several people in the same second: one wins, nobody is harmed, nobody sees a fault of ours."""

import threading
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from aftersales.actor import system_actor
from aftersales.auth.models import Region
from aftersales.auth.organisation import ensure_region
from aftersales.db.base import ref
from aftersales.db.clock import frozen
from aftersales.db.contention import repeated
from aftersales.db.outbox import OutboxMessage
from aftersales.db.uow import unit_of_work
from aftersales.documents import issue
from aftersales.errors import Refused
from aftersales.files import Attachment, StoredFile, store
from aftersales.integrity import examine
from aftersales.jobs import KernelJob, deliver_waiting, run_due_jobs
from aftersales.testing.together import at_once, kinds
from aftersales.timeline.models import Note
from modules.archive.api import bind_month, file_case
from modules.archive.models import Volume
from modules.customers.api import Customer
from modules.parts.models import OldPart
from modules.parts.services import (
    approve_requisition,
    create_part,
    issue_parts,
    receive_old_part,
    request_parts,
)
from modules.service.api import Case, answer_case, close_answered, register_case

pytestmark = pytest.mark.both_databases
BEFORE = datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC)
"""A second before December begins in Shanghai."""
AFTER = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)


@pytest.fixture
def customer(uow_as):
    with uow_as("system") as uow:
        region = ensure_region(uow, "长沙")
        return uow.add(Customer(code="K1", name="常德水泥厂", region_id=region.id)).id


@pytest.fixture
def case(uow_as, customer):
    with uow_as("clerk") as uow:
        return register_case(uow, summary="泵漏油", customer_id=customer, kind="enquiry").id


def sound(app):
    with app.app_context():
        return {name: found for name, found in examine().findings.items() if found} == {}


def test_twenty_clerks_register_while_the_month_turns(app, uow_as, customer):
    """Rule 2.2: each month counts from one without a gap; a refused contact takes no number."""

    def clerk(number):
        def registering():
            with frozen(BEFORE if number % 2 else AFTER), uow_as("clerk") as uow:
                case = register_case(uow, summary=f"第 {number} 个", customer_id=customer)
                if number in (4, 5):
                    raise Refused("the customer hung up")
                return case.number

        return registering

    numbers = at_once(*(clerk(number) for number in range(20)))
    given = [one for one in numbers if isinstance(one, str)]
    assert len(given) == 18
    for period in ("202611", "202612"):
        mine = sorted(number for number in given if period in number)
        assert mine == [f"AJ-{period}-{n:04d}" for n in range(1, 10)]
    assert sound(app)


def test_two_keepers_take_the_same_old_part_in(app, uow_as, case):
    with uow_as("engineer") as uow, uow.system("a story"):
        with uow.acting_as(system_actor("stores")):
            part = create_part(
                uow, code="P1", name="泵", is_important=True, bin_code="B", quantity=Decimal(1)
            )
        wanted = request_parts(
            uow,
            case_id=case,
            reason="defective",
            basis="field",
            lines=[{"part_id": part.id, "quantity": Decimal(1)}],
        ).id
    with uow_as("production") as uow:
        approve_requisition(uow, record_id=wanted)
    with uow_as("keeper") as uow:
        issue_parts(uow, record_id=wanted)
        old = uow.scalar(select(OldPart.id))

    def receive():
        with uow_as("keeper") as uow:
            return receive_old_part(uow, record_id=old, damage="裂纹").id

    assert kinds(at_once(receive, receive)) == ["Refused", "int"]
    assert sound(app)


def test_two_archivists_bind_the_same_month(app, uow_as, clock, case):
    with uow_as("clerk") as uow:
        answer_case(uow, record_id=case, answer="每 500 小时换油")
        close_answered(uow, record_id=case)
        issue(uow, "service.entry", uow.get(Case, case))
    with uow_as("archivist") as uow:
        file_case(uow, record_id=case)

    def bind():
        with uow_as("archivist") as uow:
            return bind_month(uow, year=2026, month=11, checker="李").number

    assert kinds(at_once(bind, bind)) == ["Refused", "str"]
    with uow_as("archivist", write=False) as uow:
        assert uow.scalar(select(func.count(Volume.id))) == 1
    assert sound(app)


def test_two_people_save_the_same_record(login, case):
    browsers = [login("clerk"), login("clerk")]
    form = {
        "customer_id": "1",
        "kind": "enquiry",
        "channel": "phone",
        "region_class": "domestic",
        "version": version_of(browsers[0], case),
    }

    def save(browser, words):
        return lambda: browser.post(
            f"/service/cases/{case}/edit", data={**form, "summary": words, "_once": words}
        )

    answers = at_once(save(browsers[0], "甲的说法"), save(browsers[1], "乙的说法"))
    assert sorted(one.status_code for one in answers) == [303, 409]
    refused = next(one for one in answers if one.status_code == 409).get_data(as_text=True)
    assert "甲的说法" in refused, "both values stand on the page of whoever was later"
    assert "乙的说法" in refused


def version_of(browser, case):
    page = browser.get(f"/service/cases/{case}/edit").get_data(as_text=True)
    return page.split('name="version" value="')[1].split('"')[0]


def test_a_correction_sent_twice_is_saved_once(login, uow_as, case):
    browsers = [login("clerk"), login("clerk")]
    form = {
        "customer_id": "1",
        "summary": "改正后",
        "kind": "enquiry",
        "channel": "phone",
        "region_class": "domestic",
        "version": version_of(browsers[0], case),
        "_once": "one-correction",
    }
    url = f"/service/cases/{case}/edit"
    answers = at_once(*(lambda one=one: one.post(url, data=form) for one in browsers))
    assert [one.status_code for one in answers] == [303, 303]
    with uow_as("clerk", write=False) as uow:
        assert uow.get(Case, case).version == int(form["version"]) + 1


def test_a_note_sent_twice_is_written_once(login, uow_as, case):
    browsers = [login("clerk"), login("clerk")]
    url, note = f"/-/thread/service.case/{case}/note", {"body": "已致电", "_once": "one-note"}
    answers = at_once(*(lambda one=one: one.post(url, data=note) for one in browsers))
    assert [one.status_code for one in answers] == [200, 200]
    with uow_as("clerk", write=False) as uow:
        assert uow.scalar(select(func.count(Note.id))) == 1


def test_two_people_attach_the_same_new_content(uow_as, case):
    both_have_looked = threading.Barrier(2)
    content = b"%PDF-1.7 the same photograph of a nameplate"

    def attach(name):
        def attaching():
            with uow_as("clerk") as uow:
                record = uow.get(Case, case)
                with suppress(threading.BrokenBarrierError):  # SQLite lets one in after the other
                    both_have_looked.wait(timeout=0.5)
                return store(uow, content, name, owner=ref(record)).id

        return attaching

    results = at_once(attach("a.pdf"), attach("b.pdf"))
    assert kinds(results) == ["int", "int"], results
    with uow_as("clerk", write=False) as uow:
        assert uow.scalar(select(func.count(StoredFile.id))) == 1
        assert uow.scalar(select(func.count(Attachment.id))) == 2


def test_a_deadlock_is_resolved_by_doing_it_again(app):
    """Two people lock two records in opposite order; PostgreSQL ends one of them, it goes again."""
    with app.app_context(), unit_of_work(system_actor("test")) as uow:
        keys = [
            uow.add(Region(code=code, name=code, region_class="local")).id for code in ("R1", "R2")
        ]
    first_locks = threading.Barrier(2)

    def work(order):
        def once_through():
            with unit_of_work(system_actor("test")) as uow:
                for key in order:
                    region = uow.get(Region, key, lock=True)
                    region.name_en = f"{region.name_en}x"
                    uow.flush()
                    with suppress(threading.BrokenBarrierError):
                        first_locks.wait(timeout=0.5)

        def working():
            with app.app_context():
                repeated(once_through)
                return "done"

        return working

    assert at_once(work(keys), work(keys[::-1])) == ["done", "done"]
    with app.app_context(), unit_of_work(system_actor("test"), write=False) as uow:
        assert [uow.get(Region, key).name_en for key in keys] == ["xx", "xx"]


def test_two_workers_deliver_each_message_once(app, uow_as, case):
    with uow_as("clerk") as uow:
        answer_case(uow, record_id=case, answer="每 500 小时换油")
        close_answered(uow, record_id=case)

    def work():
        with app.app_context():
            return deliver_waiting()

    with uow_as("system", write=False) as uow:
        waiting = uow.scalar(select(func.count(OutboxMessage.id)))
    delivered = at_once(work, work)
    assert waiting > 0
    assert sum(delivered) == waiting
    with uow_as("system", write=False) as uow:
        assert set(uow.scalars(select(OutboxMessage.attempts))) == {1}
    assert sound(app)


def test_two_workers_run_a_job_once(app, monkeypatch):
    ran = []
    job = KernelJob("count", 60, lambda uow: ran.append(uow.now))
    monkeypatch.setitem(app.extensions, "aftersales.jobs", [job])

    def work():
        with app.app_context():
            return run_due_jobs()

    at_once(work, work)
    assert len(ran) == 1
