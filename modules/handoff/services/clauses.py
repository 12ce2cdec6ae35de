"""Verbs of the departments on the clauses given to them (S1-in-1, S1-in-2)."""

from aftersales.access.permissions import requires
from aftersales.auth.models import User
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Forbidden, Refused
from aftersales.i18n import LazyText, _l
from modules.handoff import manifest as may
from modules.handoff.events import ClauseCompleted
from modules.handoff.models import Clause, Contract

NOT_YET = ("draft", "review", "decomposing")


def why_not_complete(uow: UnitOfWork, clause: Clause) -> LazyText | None:
    """Why the actor cannot report this clause as done now; None when he can."""
    contract = uow.get(Contract, clause.contract_id)
    if clause.state == "done":
        return _l("This clause is done already.")
    if contract.state in NOT_YET:
        return _l("The contract is not released to the departments yet.")
    if contract.state == "terminated":
        return _l("The contract was terminated.")
    return None


@requires(may.COMPLETE)
def complete_clause(uow: UnitOfWork, *, record_id: int, note: str = "") -> Clause:
    """Report a clause as fulfilled, with a word on how. Emits ``ClauseCompleted``.

    :raises Forbidden: the clause belongs to another department (sales may report for anybody).
    :raises Refused: it is done already, or the contract is not in execution.
    """
    clause = uow.get(Clause, record_id, lock=True)
    if clause.department_id != uow.actor.department_id and not uow.actor.can(may.WRITE):
        raise Forbidden(
            _l("This clause is given to {department}.", department=str(clause.department or "—"))
        )
    if reason := why_not_complete(uow, clause):
        raise Refused(reason)
    clause.state, clause.done_at, clause.done_note = "done", uow.now, note
    clause.done_by = uow.find(User, uow.actor.user_id)
    uow.flush()
    uow.emit(
        ClauseCompleted(
            clause_id=clause.id,
            contract_id=clause.contract_id,
            department_id=clause.department_id,
        )
    )
    return clause


@requires(may.WRITE)
def reopen_clause(uow: UnitOfWork, *, record_id: int, note: str) -> Clause:
    """Give a clause back to its department, with the reason. :raises Refused: it is open."""
    clause = uow.get(Clause, record_id, lock=True)
    if clause.state != "done":
        raise Refused(_l("This clause is still open."))
    clause.state, clause.done_at, clause.done_note = "open", None, note
    clause.done_by = None
    uow.flush()
    return clause
