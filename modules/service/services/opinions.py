"""The customer opinion form 顾客意见书 (F02): taken down, handled, confirmed, reviewed."""

from collections.abc import Sequence
from datetime import date

from aftersales.access import requires
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid
from aftersales.i18n import _l
from aftersales.workflow import advance, start
from modules.service import manifest as may
from modules.service.models import Case, OpinionForm
from modules.service.words import GRADES, OPINION_CATEGORIES


@requires(may.WRITE_OPINION)
def write_opinion(
    uow: UnitOfWork,
    *,
    record_id: int,
    opinion: str,
    categories: Sequence[str] = (),
    demand: str = "",
    expected_on: date | None = None,
    attachments: str = "",
) -> OpinionForm:
    """Take down what a customer complains of and wants (S0-5.4.1b).

    :param record_id: the case.
    :param categories: codes of ``OPINION_CATEGORIES``.
    """
    case = uow.get(Case, record_id)
    if not opinion.strip():
        raise Invalid(_l("Write down the customer's opinion."), field="opinion")
    form = OpinionForm(
        number=uow.number("YJ"),
        case_id=case.id,
        case=case,
        received_on=clock.today(),
        categories=[code for code in OPINION_CATEGORIES if code in set(categories)],
        opinion=opinion.strip(),
        demand=demand.strip(),
        expected_on=expected_on,
        attachments=attachments.strip(),
        registrar_id=uow.actor.user_id,
    )
    start(uow, form)
    return form


@requires(may.HANDLE_OPINION)
def handle_opinion(
    uow: UnitOfWork, *, record_id: int, handling: str, result: str = ""
) -> OpinionForm:
    """Record what the responsible department says and does."""
    form = uow.get(OpinionForm, record_id, lock=True)
    if not handling.strip():
        raise Invalid(_l("Write down how the opinion is handled."), field="handling")
    form.handling, form.result = handling.strip(), result.strip()
    form.handled_at, form.handled_by_id = uow.now, uow.actor.user_id
    advance(uow, form, "handle")
    return form


@requires(may.WRITE_OPINION)
def confirm_opinion(
    uow: UnitOfWork, *, record_id: int, confirmed_by: str, grade: str, result: str = ""
) -> OpinionForm:
    """Record the customer's word on the result, with the grade."""
    form = uow.get(OpinionForm, record_id, lock=True)
    if grade not in GRADES:
        raise Invalid(_l("Choose how satisfied the customer is."), field="grade")
    form.confirmed_by, form.grade, form.confirmed_at = confirmed_by.strip(), grade, uow.now
    form.result = result.strip() or form.result
    advance(uow, form, "confirm")
    form.case.opinion_grade = grade
    uow.flush()
    return form


@requires(may.REVIEW_OPINION)
def review_opinion(uow: UnitOfWork, *, record_id: int, note: str = "") -> OpinionForm:
    """A leader takes note of an opinion and its handling."""
    form = uow.get(OpinionForm, record_id, lock=True)
    form.leader_note, form.leader_at, form.leader_id = note.strip(), uow.now, uow.actor.user_id
    advance(uow, form, "review")
    return form
