"""The service papers: F01 register, F02 opinion form, F03 service report, F07 dispatch order."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from aftersales.auth.models import User
from aftersales.calendar.clocks import because_of_clock, clock_of
from aftersales.calendar.models import CalendarClock
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.documents import DocumentSpec, Opinion, Picture, Signature, choices
from aftersales.documents.copies import regulated_copies
from aftersales.files import attachment, content
from aftersales.i18n import _, _l
from aftersales.registry.registry import current_registry
from aftersales.regulation.because import Because
from aftersales.views.declare import Labels
from aftersales.workflow import Approval, chain_of
from modules.service import manifest as may
from modules.service.models import Case, OpinionForm, Order, RegisterBook, ServiceReport
from modules.service.papers import (
    CarriedItem,
    DispatchPaper,
    OpinionPaper,
    RegisterPaper,
    RegisterRow,
    ReplacedPart,
    ReportFees,
    ServiceReportPaper,
)
from modules.service.queries import orders_of, trip_of
from modules.service.services.review import CHAIN as REVIEW
from modules.service.words import (
    CAUSE_CLASSES,
    CHANNELS,
    GRADES,
    KINDS,
    OPINION_CATEGORIES,
    TOPICS,
    TRANSPORTS,
    VERDICTS,
)

DEPARTMENT = _l("After-sales department")


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
        registrar=person(uow, book.created_by_id, book.last_on),
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


def opinion_paper(uow: UnitOfWork, form: OpinionForm) -> OpinionPaper:
    """What F02 prints."""
    case, equipment = form.case, form.case.equipment
    return OpinionPaper(
        case_number=case.number,
        received_on=form.received_on,
        customer=case.customer.name,
        address=case.site_address or case.customer.address,
        contact=case.contact_name,
        phone=case.contact_phone,
        source=word(CHANNELS, case.channel),
        purchased_on=equipment.shipped_on if equipment else None,
        commissioned_on=equipment.commissioned_on if equipment else None,
        contract_number=equipment.contract_number if equipment else "",
        categories=boxes(OPINION_CATEGORIES, form.categories),
        opinion=form.opinion,
        demand=form.demand,
        expected_by=form.expected_on,
        attachments=form.attachments,
        registrar=person(uow, form.registrar_id, form.received_on),
        department_opinion=Opinion(form.handling, person(uow, form.handled_by_id, form.handled_at)),
        result=Opinion(form.result, person(uow, form.handled_by_id, form.handled_at)),
        customer_confirmation=Opinion(
            "", Signature(form.confirmed_by, form.confirmed_at), boxes(GRADES, form.grade)
        ),
        leader_review=Opinion(form.leader_note, person(uow, form.leader_id, form.leader_at)),
        **machine_values(case),
    )


def report_paper(uow: UnitOfWork, report: ServiceReport) -> ServiceReportPaper:
    """What F03 prints."""
    case, order = report.case, report.order
    arrive = clock_of(uow, case, "arrive")
    return ServiceReportPaper(
        case_number=case.number,
        order_number=order.number,
        customer=case.customer.name,
        place=case.site_address,
        contact=case.contact_name,
        phone=case.contact_phone,
        commissioned_on=case.equipment.commissioned_on if case.equipment else None,
        warranty=word(VERDICTS, case.warranty_code),
        warranty_reason=_last_reason(case.warranty_because),
        arrival_due_at=arrive.due_at if arrive else None,
        arrival_clause=_clause(arrive),
        replaced=_replaced(uow, order),
        fees=_fees(report),
        customer_opinion=_customers_word(uow, report),
        refusal=report.refused_reason,
        witness=Signature(report.witness, report.submitted_at),
        staff=tuple(Signature(one.name, report.submitted_at) for one in order.team),
        department_head=_review(uow, report, leader=False),
        leader_review=_review(uow, report, leader=True),
        **machine_values(case),
        **_finding(report),
    )


def _finding(report: ServiceReport) -> dict[str, Any]:
    return {
        "departed_at": report.departed_at,
        "arrived_at": report.arrived_at,
        "left_at": report.left_at,
        "recovered_at": report.recovered_at,
        "symptom": report.symptom,
        "inspection": report.inspection,
        "causes": boxes(CAUSE_CLASSES, report.cause_class),
        "analysis": report.cause,
        "measures": report.measures,
        "trial_result": report.trial_result,
        "explained": boxes(TOPICS, report.explained),
        "remaining": report.remaining,
        "suggestions": report.suggestions,
    }


def _last_reason(because: dict[str, Any] | None) -> str:
    lines = Because.from_json(because).lines if because else ()
    return str(lines[-1].text) if lines else ""


def _clause(arrive: CalendarClock | None) -> str:
    because = because_of_clock(arrive) if arrive else None
    sources = [step.source for step in because.lines if step.source] if because else []
    return ", ".join(dict.fromkeys(sources))


def _replaced(uow: UnitOfWork, order: Order) -> tuple[ReplacedPart, ...]:
    with uow.system("replaced parts on a service report"):
        return tuple(
            part
            for one in current_registry().offered("service.report_parts")
            for part in one.collect(uow, order)
        )


def _fees(report: ServiceReport) -> ReportFees | None:
    given = (report.fee_parts, report.fee_labour, report.fee_travel, report.fee_other)
    if all(fee is None for fee in given):
        return None
    parts, labour, travel, other = (fee or Decimal(0) for fee in given)
    return ReportFees(parts=parts, labour=labour, travel=travel, other=other)


def _customers_word(uow: UnitOfWork, report: ServiceReport) -> Opinion:
    picture = None
    if report.signature_id is not None:
        stored = attachment(uow, report.signature_id).file
        picture = Picture(content(stored), stored.content_type)
    return Opinion(
        report.customer_opinion,
        Signature(report.signer_name, report.signed_at, picture),
        boxes(GRADES, report.satisfaction),
    )


def _review(uow: UnitOfWork, report: ServiceReport, *, leader: bool) -> Opinion:
    chain = chain_of(uow, report, REVIEW)
    steps = [one for one in chain.steps if (one.role == "leader") is leader] if chain else []
    signed = [one for one in steps if one.state == "approved"]
    return _signed(signed[-1]) if signed else Opinion()


def _signed(step: Approval) -> Opinion:
    return Opinion(step.note or _("Agreed."), Signature(step.decided_by_name, step.decided_at))


def dispatch_paper(uow: UnitOfWork, order: Order) -> DispatchPaper:
    """What F07 prints."""
    case, arrive, trip = order.case, clock_of(uow, order.case, "arrive"), trip_of(uow, order)
    level = _("Emergency") if case.is_emergency else _("Urgent") if case.is_urgent else ""
    return DispatchPaper(
        case_number=case.number,
        issued_at=order.assigned_at or order.created_at,
        sources=boxes(KINDS, case.kind),
        level=level or _("Ordinary"),
        arrive_by=arrive.due_at if arrive else None,
        deadline_reason=_clause(arrive),
        customer=case.customer.name,
        place=case.site_address,
        contact=case.contact_name,
        phone=case.contact_phone,
        warranty=word(VERDICTS, case.warranty_code),
        problem="\n".join(text for text in (case.summary, case.description) if text),
        requirements="\n".join(text for text in (order.requirements, order.plan) if text),
        promises=case.promises,
        chief=order.chief.name,
        team=tuple(member.user.name for member in order.members),
        transport=word(TRANSPORTS, trip.transport) if trip else "",
        carried=tuple(CarriedItem(name=line) for line in order.tools.splitlines() if line.strip()),
        dispatcher=person(uow, order.assigned_by_id, order.assigned_at),
        receiver=person(uow, order.accepted_by_id, order.accepted_at),
        **machine_values(case),
    )


def _entry_number(case: Case) -> str:
    return str(case.number)


ENTRY = DocumentSpec(
    name="service.entry",
    code="F01",
    title=_l("Customer service register, extract"),
    model=Case,
    template="service/paper/register.html",
    context=entry_paper,
    number=_entry_number,
    permission=may.PRINT,
    department=DEPARTMENT,
    retention=_l("10 years"),
    orientation="landscape",
)
REGISTER = DocumentSpec(
    name="service.register",
    code="F01",
    title=_l("Customer service register"),
    model=RegisterBook,
    template="service/paper/register.html",
    context=register_paper,
    number=lambda book: str(book.code),
    permission=may.PRINT,
    department=DEPARTMENT,
    retention=_l("10 years"),
    orientation="landscape",
)
OPINION = DocumentSpec(
    name="service.opinion",
    code="F02",
    title=_l("Customer opinion form"),
    model=OpinionForm,
    template="service/paper/opinion.html",
    context=opinion_paper,
    number=lambda form: str(form.number),
    permission=may.PRINT,
    department=DEPARTMENT,
    retention=_l("10 years"),
    copies=regulated_copies("opinion.copies"),
)
REPORT = DocumentSpec(
    name="service.report",
    code="F03",
    title=_l("Service report"),
    model=ServiceReport,
    template="service/paper/report.html",
    context=report_paper,
    number=lambda report: str(report.title_number),
    permission=may.PRINT,
    department=DEPARTMENT,
    retention=_l("10 years"),
    copies=regulated_copies("report.copies", masked=frozenset({"archive"})),
)
DISPATCH = DocumentSpec(
    name="service.dispatch",
    code="F07",
    title=_l("Dispatch order"),
    model=Order,
    template="service/paper/dispatch.html",
    context=dispatch_paper,
    number=lambda order: str(order.number),
    permission=may.PRINT,
    department=DEPARTMENT,
    retention=_l("10 years"),
    copies=regulated_copies("order.copies"),
)

DOCUMENTS = (ENTRY, REGISTER, OPINION, REPORT, DISPATCH)
