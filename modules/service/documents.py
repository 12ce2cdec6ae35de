"""The service papers: F01 register, F02 opinion form, F03 service report, F07 dispatch order."""

from decimal import Decimal
from typing import Any

from aftersales.calendar.clocks import because_of_clock, clock_of
from aftersales.calendar.models import CalendarClock
from aftersales.db.uow import UnitOfWork
from aftersales.documents import DocumentSpec, Opinion, Picture, Signature
from aftersales.documents.copies import regulated_copies
from aftersales.files import attachment, content
from aftersales.i18n import _, _l
from aftersales.registry.registry import current_registry
from aftersales.regulation.because import Because
from aftersales.workflow import Approval, chain_of
from modules.service import manifest as may
from modules.service.models import Case, OpinionForm, Order, RegisterBook, ServiceReport
from modules.service.papers import (
    CarriedItem,
    DispatchPaper,
    OpinionPaper,
    ReplacedPart,
    ReportFees,
    ServiceReportPaper,
)
from modules.service.queries import trip_of
from modules.service.register_papers import (
    boxes,
    entry_paper,
    machine_values,
    person,
    register_paper,
    word,
)
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
    return Opinion(step.note or _("Agreed."), Signature(step.signer, step.decided_at))


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
    shows=(Case.contact_phone,),
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
    shows=(Case.contact_phone,),
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
    shows=(Case.contact_phone,),
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
    shows=(Case.contact_phone,),
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
    shows=(Case.contact_phone,),
    department=DEPARTMENT,
    retention=_l("10 years"),
    copies=regulated_copies("order.copies"),
)

DOCUMENTS = (ENTRY, REGISTER, OPINION, REPORT, DISPATCH)
