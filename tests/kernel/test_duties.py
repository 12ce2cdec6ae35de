"""The duty calendar: written down once, done with proof, late, missed with a reason."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select

from aftersales.auth.models import User
from aftersales.db.clock import frozen
from aftersales.db.uow import UnitOfWork
from aftersales.duties import (
    DutyDone,
    DutyMissed,
    Fulfilment,
    OwedDuty,
    daily,
    give_reason,
    mark_done,
    register,
)
from aftersales.errors import DomainError, Forbidden, Invalid, Refused, StartError
from aftersales.events import EventBus, on
from aftersales.i18n import _l
from aftersales.jobs import run_due_jobs
from aftersales.notify import Message
from aftersales.regulation.models import RegulationVersion
from aftersales.regulation.versions import adopt_preset
from aftersales.testing.client import BrowserClient
from aftersales.testing.plugin import Clock
from aftersales.testing.together import at_once

UowAs = Callable[..., AbstractContextManager[UnitOfWork]]
Login = Callable[..., BrowserClient]
REPORT = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
P3 = "cement_grinding_aid"
"""Daily, weekly, monthly, bimonthly, quarterly and yearly duties; 22 November 2026 is a Sunday."""


def morning(day: str) -> datetime:
    """09:00 in Shanghai."""
    return datetime.fromisoformat(f"{day}T01:00").replace(tzinfo=UTC)


@pytest.fixture
def company(uow_as: UowAs, clock: Clock) -> None:
    """A company that began, and obeys P3, on Sunday, 1 November 2026."""
    clock.move_to(morning("2026-11-01"))
    with uow_as("system") as uow:
        first = uow.scalars(select(RegulationVersion)).one()
        first.released_at = uow.now
        adopt_preset(uow, P3, date(2026, 11, 1))


def run(uow_as: UowAs) -> None:
    with uow_as("system") as uow:
        daily.run(uow)


def found(uow: UnitOfWork, code: str) -> list[OwedDuty]:
    query = select(OwedDuty).where(OwedDuty.code == code).order_by(OwedDuty.start)
    return list(uow.scalars(query))


def one(uow_as: UowAs, code: str, start: str) -> int:
    with uow_as("system", write=False) as uow:
        return next(d.id for d in found(uow, code) if d.start == date.fromisoformat(start))


@pytest.mark.both_databases
def test_the_job_writes_down_once_what_has_begun(
    app: Flask, uow_as: UowAs, company: None, clock: Clock
) -> None:
    def work() -> None:
        with frozen(clock.at), app.app_context():  # a thread has a clock of its own
            run_due_jobs()

    at_once(work, work)
    with uow_as("system", write=False) as uow:
        begun = {(d.code, str(d.start), str(d.due_on)) for d in uow.scalars(select(OwedDuty))}
        count = uow.scalar(select(func.count(OwedDuty.id)))
    assert ("monthly_report", "2026-11-01", "2026-11-30") in begun  # S3-2.8c
    assert ("complaint_review", "2026-11-01", "2026-12-10") in begun  # rules 2.2
    assert ("service_record", "2026-11-01", "2026-11-01") in begun  # S3-2.5a, a Sunday
    assert {start for _code, start, _due in begun} == {"2026-11-01"}, "nothing before the company"
    work()
    with uow_as("system", write=False) as uow:
        assert uow.scalar(select(func.count(OwedDuty.id))) == count == len(begun)
    clock.move_to(morning("2026-11-16"))
    work()
    with uow_as("system", write=False) as uow:
        weeks = [str(d.start) for d in found(uow, "weekly_summary")]
        days = [d.start.day for d in found(uow, "service_record")]
    assert weeks == ["2026-11-02", "2026-11-09", "2026-11-16"], "a fortnight's halt leaves no gap"
    assert days == list(range(1, 17))


def test_two_runs_write_and_tell_as_much_as_one(uow_as: UowAs, company: None, clock: Clock) -> None:
    def facts() -> tuple[int, int]:
        with uow_as("system", write=False) as uow:
            rows = uow.scalar(select(func.count(OwedDuty.id))) or 0
            return rows, uow.scalar(select(func.count(Message.id))) or 0

    clock.move_to(morning("2026-11-09"))
    run(uow_as)
    once = facts()
    run(uow_as)
    clock.advance(hours=3)
    run(uow_as)
    assert facts() == once
    assert min(once) > 0


def test_days_pass_over_a_duty(uow_as: UowAs, company: None, clock: Clock) -> None:
    """The weekly summary of Friday the 6th."""
    stood = []
    for day in ("03", "06", "07", "09"):
        clock.move_to(morning(f"2026-11-{day}"))
        run(uow_as)
        with uow_as("system", write=False) as uow:
            stood.append(found(uow, "weekly_summary")[0].state)
    assert stood == ["coming", "due", "late", "missed"]


def test_owners_are_reminded_once_a_day_and_leaders_told_once_of_what_was_missed(
    uow_as: UowAs, company: None, clock: Clock
) -> None:
    def told(username: str) -> list[str]:
        with uow_as("system", write=False) as uow:
            user = uow.scalar(select(User.id).where(User.username == username))
            notes = select(Message).where(Message.user_id == user).order_by(Message.id)
            return [f"{note.title['en']} {note.body['en']}" for note in uow.scalars(notes)]

    clock.move_to(morning("2026-11-29"))  # the day before the end of the month
    with uow_as("system") as uow:
        daily.write_down(uow)
        for duty in uow.scalars(select(OwedDuty).where(OwedDuty.due_on < date(2026, 11, 29))):
            duty.state = "done"
    run(uow_as)
    # After-sales owes the day's record, and by tomorrow its binding; nobody else hears of it.
    assert told("engineer") == [
        "Periodic duties due today or tomorrow: 2 Write the service record; Bind the service record"
    ]
    assert told("office") == []
    assert told("chief") == []
    clock.move_to(morning("2026-12-01"))
    run(uow_as)
    run(uow_as)
    assert len(told("engineer")) == 2
    (note,) = told("chief")
    assert note.startswith("Periodic duties missed: ")
    assert told("leader") == told("chief")


def test_owners_and_leaders_mark_done_others_do_not(
    uow_as: UowAs, company: None, clock: Clock
) -> None:
    clock.move_to(morning("2026-11-06"))
    run(uow_as)
    weekly = one(uow_as, "weekly_summary", "2026-11-02")  # owed by AFT
    for who in ("finance", "keeper", "admin", "quality"):
        with pytest.raises(Forbidden), uow_as(who) as uow:
            mark_done(uow, record_id=weekly, proof="done")
    with uow_as("engineer") as uow:
        duty = mark_done(uow, record_id=weekly, proof="3 个片区已汇总")
        assert (duty.state, duty.late_days) == ("done", 0)
    with pytest.raises(Refused), uow_as("engineer") as uow:
        mark_done(uow, record_id=weekly, proof="again")
    report = one(uow_as, "monthly_report", "2026-11-01")  # owed by SAL and QC
    with uow_as("leader") as uow:
        assert mark_done(uow, record_id=report, link="/service/cases").state == "done"


def test_the_rules_of_the_rows_say_the_same(uow_as: UowAs, company: None, clock: Clock) -> None:
    """A verb that forgets to ask is stopped all the same."""
    run(uow_as)
    report = one(uow_as, "monthly_report", "2026-11-01")
    with pytest.raises(DomainError), uow_as("keeper") as uow:
        uow.get(OwedDuty, report).proof = "forged"
        uow.flush()
    with uow_as("quality") as uow:
        uow.get(OwedDuty, report).proof = "noted"
        uow.flush()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "proof"),
        ({"proof": "  "}, "proof"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "//evil.example/x"}, "link"),
        ({"link": "/" + "x" * 400}, "link"),
    ],
)
def test_a_duty_is_not_done_without_proof(
    uow_as: UowAs, company: None, given: dict[str, str], field: str
) -> None:
    run(uow_as)
    report = one(uow_as, "monthly_report", "2026-11-01")
    with pytest.raises(Invalid) as refusal, uow_as("quality") as uow:
        mark_done(uow, record_id=report, **given)
    assert refusal.value.field == field


def test_what_was_missed_stays_so_until_done_and_needs_its_reason(
    app: Flask, uow_as: UowAs, company: None, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts: list[object] = []
    heard = [on(kind, lambda _uow, event: facts.append(event)) for kind in (DutyMissed, DutyDone)]
    monkeypatch.setitem(app.extensions, "aftersales.bus", EventBus(heard))
    run(uow_as)
    report = one(uow_as, "monthly_report", "2026-11-01")
    with pytest.raises(Refused), uow_as("quality") as uow:
        give_reason(uow, record_id=report, reason="none needed yet")
    clock.move_to(morning("2026-12-04"))
    run(uow_as)
    run(uow_as)
    missed = [fact for fact in facts if isinstance(fact, DutyMissed) and fact.duty_id == report]
    assert missed == [
        DutyMissed(
            duty_id=report,
            parameter="duties.performance",
            code="monthly_report",
            due_on=date(2026, 11, 30),
        )
    ]
    with pytest.raises(Invalid) as refusal, uow_as("quality") as uow:
        mark_done(uow, record_id=report, proof="月报已交")
    assert refusal.value.field == "reason"
    with uow_as("quality") as uow:
        assert give_reason(uow, record_id=report, reason="系统停机").state == "missed"
    with uow_as("quality") as uow:
        duty = mark_done(uow, record_id=report, proof="月报已交")
        assert (duty.state, duty.late_days) == ("done", 4)
        assert duty.missed_at is not None
    assert isinstance(facts[-1], DutyDone)
    assert facts[-1].late_days == 4


def test_pages_show_clause_proof_and_file(
    login: Login, uow_as: UowAs, company: None, clock: Clock
) -> None:
    clock.move_to(morning("2026-11-09"))
    run(uow_as)
    report = one(uow_as, "monthly_report", "2026-11-01")
    summary = one(uow_as, "weekly_summary", "2026-11-02")
    quality, gate = login("quality"), login("gate")
    page = quality.get("/duties?month=2026-11&whose=mine").get_data(as_text=True)
    assert "部门月报" in page
    assert "向业务部汇总服务情况" not in page, "that one is owed by others"
    everything = gate.get("/duties?month=2026-11").get_data(as_text=True)
    assert "向业务部汇总服务情况" in everything
    assert "逾期未办" in gate.get("/duties?state=missed").get_data(as_text=True)
    assert "定期职责" in quality.get("/duties?month=nonsense&whose=x&state=y").get_data(
        as_text=True
    )
    shown = quality.get(f"/duties/{report}").get_data(as_text=True)
    assert "标记完成" in shown
    assert "标记完成</button>" not in gate.get(f"/duties/{report}").get_data(as_text=True)
    why = quality.get(f"/duties/{report}/why").get_data(as_text=True)
    assert "S3-2.8c" in why
    assert "2026-11-30" in why
    assert quality.post(f"/duties/{report}/done", data={}).status_code == 422
    assert gate.post(f"/duties/{report}/done", data={"proof": "x"}).status_code == 403
    file = (BytesIO(REPORT), "月报.pdf")
    answer = quality.post(f"/duties/{report}/done", data={"files": file})
    assert answer.status_code == 303
    assert "月报.pdf" in quality.get(f"/duties/{report}").get_data(as_text=True)
    reason = login("engineer").post(f"/duties/{summary}/reason", data={"reason": "出差"})
    assert reason.status_code == 303
    home = login("dispatcher").get("/").get_data(as_text=True)
    assert "逾期未办的职责" in home


def test_the_month_ahead_is_shown_as_things_stand(
    login: Login, uow_as: UowAs, company: None
) -> None:
    """Nothing of December is written down in November; its squares are filled all the same."""
    run(uow_as)
    page = login("leader").get("/duties?month=2026-12").get_data(as_text=True)
    assert page.count("部门周报") >= 4, "Fridays, 4, 11, 18 and 25 December"
    with uow_as("system", write=False) as uow:
        assert uow.scalar(select(func.count(OwedDuty.id)).where(OwedDuty.start > "2026-11-01")) == 0


def test_the_fulfilment_of_what_is_no_duty_stops_the_start(app: Flask) -> None:
    class Contributed:
        def all(self, _kind: str) -> list[Fulfilment]:
            fact = on(DutyDone, daily.run, "after")
            return [Fulfilment(parameter="sla.reply", code="x", by=_l("nothing"), when=fact)]

    with pytest.raises(StartError, match=r"'sla\.reply'.*plugin\.py"):
        register(app, Contributed())
