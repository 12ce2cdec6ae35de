"""The service report on site: writing, explaining, the customer's opinion and signature (W4)."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from aftersales.access import requires
from aftersales.db.base import ref
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid, Refused
from aftersales.files import store
from aftersales.i18n import _l
from aftersales.regulation.resolve import resolve
from aftersales.views.inputs_rich import PNG_HEAD, SIGNATURE_BYTES, png_of
from aftersales.workflow import advance, start
from modules.service import manifest as may
from modules.service.models import Order, ServiceReport, Visit
from modules.service.queries import report_of, visits_of
from modules.service.services.cases import refuse_locked
from modules.service.words import CAUSE_CLASSES, GRADES, TOPICS

WRITABLE = (
    "symptom",
    "inspection",
    "cause_class",
    "cause",
    "measures",
    "trial_result",
    "remaining",
    "suggestions",
    "fee_parts",
    "fee_labour",
    "fee_travel",
    "fee_other",
)


@requires(may.WRITE_REPORT)
def write_report(uow: UnitOfWork, /, *, record_id: int, **texts: Any) -> ServiceReport:
    """Begin the report of an order from its visits, or write on in it (S0-5.4.4d).

    :param record_id: the order.
    :param texts: any of ``WRITABLE``; fees in yuan. What is left out stays, or comes from
        the visits.
    :raises Refused: nobody was on site yet, or the customer has signed.
    """
    order = uow.get(Order, record_id)
    refuse_locked(order.case)
    report = report_of(uow, order)
    if report is None:
        report = _begin(uow, order)
    _fill(report, texts)
    uow.flush()
    return report


@requires(may.WRITE_REPORT)
def change_report(uow: UnitOfWork, /, *, record_id: int, **texts: Any) -> ServiceReport:
    """Write on in a report that is not with its reviewers.

    :raises Refused: it is signed, in review or locked.
    """
    report = uow.get(ServiceReport, record_id, lock=True)
    _fill(report, texts)
    uow.flush()
    return report


def _begin(uow: UnitOfWork, order: Order) -> ServiceReport:
    visits = visits_of(uow, order)
    if not visits:
        raise Refused(_l("Nobody has checked in on this order."))
    report = ServiceReport(
        number=uow.number("BG"),
        case_id=order.case_id,
        case=order.case,
        order_id=order.id,
        order=order,
        author_id=uow.actor.user_id,
        **_from_visits(order, visits),
    )
    start(uow, report)
    return report


def _from_visits(order: Order, visits: Sequence[Visit]) -> dict[str, Any]:
    """What the visits say, first to last; the last word counts where there is only one."""
    last = visits[-1]
    return {
        "departed_at": visits[0].departed_at,
        "arrived_at": visits[0].arrived_at,
        "recovered_at": next((v.recovered_at for v in reversed(visits) if v.recovered_at), None),
        "left_at": last.left_at,
        "symptom": _joined(v.fault for v in visits) or order.case.summary,
        "inspection": _joined(v.inspection for v in visits),
        "cause": _joined(v.cause for v in visits),
        "cause_class": next((v.cause_class for v in reversed(visits) if v.cause_class), None),
        "measures": _joined(v.measures for v in visits),
        "trial_result": last.trial_result,
        "remaining": last.remaining,
        "suggestions": "",
    }


def _joined(texts: Any) -> str:
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _fill(report: ServiceReport, texts: dict[str, Any]) -> None:
    if unknown := set(texts) - set(WRITABLE):
        raise TypeError(f"a report has no {min(unknown)!r} to write")
    if texts and not report.is_editable:
        raise Refused(_l("The report is signed or in review; it is not changed any more."))
    if texts.get("cause_class") and texts["cause_class"] not in CAUSE_CLASSES:
        raise Invalid(_l("Choose a class of cause."), field="cause_class")
    for name, value in texts.items():
        if value is not None or name.startswith("fee_"):
            setattr(
                report,
                name,
                Decimal(value) if name.startswith("fee_") and value is not None else value,
            )


@requires(may.WRITE_REPORT)
def give_explanations(
    uow: UnitOfWork, *, record_id: int, topics: Sequence[str], gap_reason: str = ""
) -> ServiceReport:
    """Tick what was explained to the customer (S0-5.4.4c) and hand the report over for the opinion.

    :param record_id: the report.
    :param topics: codes of ``TOPICS``.
    :param gap_reason: why a topic of the regulation was not explained.
    :raises Invalid: a topic is missing without a reason.
    """
    report = uow.get(ServiceReport, record_id, lock=True)
    if not report.is_editable:
        raise Refused(_l("The report is signed or in review; it is not changed any more."))
    report.explained = [code for code in TOPICS if code in set(topics)]
    report.explained_gap = gap_reason.strip()
    required = resolve(uow, "report.explain_checklist").items
    missing = [code for code in required if code not in report.explained]
    if missing and not report.explained_gap:
        names = "、".join(str(TOPICS[code][0]) for code in missing if code in TOPICS)
        raise Invalid(
            _l("Not explained: {topics}. Say why, or explain them.", topics=names),
            field="gap_reason",
        )
    _refresh_times(uow, report)
    uow.flush()
    if report.state == "draft":
        advance(uow, report, "present")
    return report


def _refresh_times(uow: UnitOfWork, report: ServiceReport) -> None:
    """Times and trial run may have been recorded after the report was begun."""
    visits = visits_of(uow, report.order)
    for name, value in _from_visits(report.order, visits).items():
        if value and not getattr(report, name):
            setattr(report, name, value)


@requires(may.WRITE_REPORT)
def customer_signs(
    uow: UnitOfWork,
    *,
    record_id: int,
    signer_name: str,
    grade: str,
    signature: bytes | str,
    opinion: str = "",
    signed_at: datetime | None = None,
) -> ServiceReport:
    """The customer says what he thinks of the handling, grades it and signs (S0-5.4.4d).

    :param record_id: the report.
    :param grade: a code of ``GRADES``.
    :param signature: the PNG as bytes or as a ``data:image/png`` address.
    :raises Invalid: no name, no grade, no PNG.
    :raises Refused: the topics are not explained yet, or it is signed already.
    """
    report = _before_customer(uow, record_id)
    if not signer_name.strip():
        raise Invalid(_l("Who signs? Enter the name."), field="signer_name")
    if grade not in GRADES:
        raise Invalid(_l("Choose how satisfied the customer is."), field="grade")
    picture = store(
        uow, _png(signature), f"{report.number}-signature.png", owner=ref(report), kind="signature"
    )
    report.signature_id, report.signer_name = picture.id, signer_name.strip()
    report.signed_at = signed_at or uow.now
    report.satisfaction, report.customer_opinion = grade, opinion.strip()
    report.case.opinion_grade, report.case.opinion_text = grade, opinion.strip()
    uow.flush()
    return report


@requires(may.WRITE_REPORT)
def customer_refuses(
    uow: UnitOfWork, *, record_id: int, reason: str, witness: str, opinion: str = ""
) -> ServiceReport:
    """The customer does not sign: the reason and a witness take the place of the signature (W4)."""
    report = _before_customer(uow, record_id)
    if not reason.strip():
        raise Invalid(_l("Why does the customer not sign?"), field="reason")
    if not witness.strip():
        raise Invalid(_l("Who witnessed the refusal?"), field="witness")
    report.refused_reason, report.witness = reason.strip(), witness.strip()
    report.customer_opinion = opinion.strip()
    report.case.opinion_text = opinion.strip() or reason.strip()
    uow.flush()
    return report


def _before_customer(uow: UnitOfWork, record_id: int) -> ServiceReport:
    report = uow.get(ServiceReport, record_id, lock=True)
    if report.state != "customer":
        raise Refused(_l("Explain the topics and present the report to the customer first."))
    if report.has_opinion:
        raise Refused(_l("The customer's opinion is recorded already."))
    return report


def _png(signature: bytes | str) -> bytes:
    """:raises Invalid: not a PNG, or larger than a signature can be."""
    try:
        content = png_of(signature) if isinstance(signature, str) else signature
    except ValueError as error:
        raise Invalid(str(error), field="signature") from error
    if not content.startswith(PNG_HEAD) or len(content) > SIGNATURE_BYTES:
        raise Invalid(_l("This is not a signature; please sign again."), field="signature")
    return content
