"""What the register papers print, and the small pieces every service paper shares (F01)."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from aftersales.auth.models import User
from aftersales.calendar.clocks import clock_of
from aftersales.calendar.models import CalendarClock
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.documents import Signature, choices
from aftersales.views.declare import Labels
from modules.service.models import Case, RegisterBook
from modules.service.papers import RegisterPaper, RegisterRow
from modules.service.queries import orders_of
from modules.service.words import CHANNELS, KINDS


def boxes(labels: Labels, chosen: Sequence[str] | str | None) -> Any:
    """The boxes of a closed list, ticked."""
    return choices({code: title for code, (title, _color) in labels.items()}, chosen)


def word(labels: Labels, code: str | None) -> str:
    """The title of a code."""
    return str(labels[code][0]) if code in labels else ""


def machine_values(case: Case) -> dict[str, Any]:
    """Product, model and serial number of the case's machine."""
    equipment = case.equipment
    if equipment is None:
        return {"product": "", "model": "", "serial": ""}
    product = equipment.product
    return {"product": product.name, "model": product.model, "serial": equipment.serial}


def person(uow: UnitOfWork, user_id: int | None, at: datetime | date | None) -> Signature:
    """The signature of somebody of the company."""
    user = uow.session.get(User, user_id) if user_id else None
    return Signature(user.name, at) if user else Signature()


def register_row(
    uow: UnitOfWork, position: int, case: Case, reply: CalendarClock | None
) -> RegisterRow:
    """One contact as the register has it."""
    registrar = uow.session.get(User, case.created_by_id) if case.created_by_id else None
    orders = orders_of(uow, case) if case.external_number is None else ()
    late = reply is not None and reply.due_at is not None and reply.met_at is not None
    return RegisterRow(
        position=position,
        received_at=case.reported_at,
        channel=word(CHANNELS, case.channel),
        customer=case.customer.name,
        contact=case.contact_name,
        phone=case.contact_phone,
        equipment=str(case.equipment or ""),
        summary=case.summary,
        kind=word(KINDS, case.kind),
        is_urgent=case.is_urgent,
        is_major=case.is_major,
        reply=case.answer,
        replied_at=case.answered_at,
        is_late=late and reply.met_at > reply.due_at,  # type: ignore[union-attr, operator]  # late says so
        clerk=registrar.name if registrar else case.handled_by,
        order_number=orders[0].number if orders else "",
    )


def _month(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def entry_paper(uow: UnitOfWork, case: Case) -> RegisterPaper:
    """The register's line of one case, as an extract for its file."""
    first, last = _month(clock.local(case.reported_at).date())
    return RegisterPaper(
        year=first.year,
        book=f"{first:%Y-%m}",
        period_from=first,
        period_to=last,
        rows=(register_row(uow, 1, case, clock_of(uow, case, "reply")),),
        registrar=person(uow, case.created_by_id, case.reported_at),
    )


def register_paper(uow: UnitOfWork, book: RegisterBook) -> RegisterPaper:
    """A whole month of the register."""
    cases = _cases_of_month(uow, book)
    replies = _replies(uow, [case.id for case in cases])
    return RegisterPaper(
        year=book.first_on.year,
        book=book.code,
        period_from=book.first_on,
        period_to=book.last_on,
        rows=tuple(
            register_row(uow, n, case, replies.get(case.id)) for n, case in enumerate(cases, 1)
        ),
        registrar=person(uow, book.created_by_id, min(book.last_on, clock.today())),
        department_head=person(uow, book.signed_by_id, book.signed_at),
    )


def _cases_of_month(uow: UnitOfWork, book: RegisterBook) -> list[Case]:
    begin = datetime.combine(book.first_on, time(), clock.zone())
    end = datetime.combine(book.last_on + timedelta(days=1), time(), clock.zone())
    statement = select(Case).where(Case.reported_at >= begin, Case.reported_at < end)
    return list(uow.scalars(statement.order_by(Case.reported_at, Case.id)).unique())


def _replies(uow: UnitOfWork, keys: list[int]) -> dict[int, CalendarClock]:
    statement = select(CalendarClock).where(
        CalendarClock.model == "service.Case",
        CalendarClock.name == "reply",
        CalendarClock.record_id.in_(keys),
    )
    return {row.record_id: row for row in uow.scalars(statement)}
