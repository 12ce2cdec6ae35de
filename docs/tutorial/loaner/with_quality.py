"""Only where the quality module is enabled: a damaged loaner becomes a quality problem."""

from aftersales.i18n import _l
from aftersales.registry.contributions import Contributions
from aftersales.views import Action, ExtraAction

CONTRIBUTIONS = Contributions(
    actions=(
        ExtraAction(
            view="loaner.loan",
            action=Action(
                name="problem",
                title=_l("Open quality problem"),
                icon="stethoscope",
                permission="quality.problem.open",
                when=lambda _uow, loan: loan.returned_at is not None,
                url=lambda _uow, loan: f"/quality/problems/new?case_id={loan.order.case_id}",
            ),
        ),
    ),
)
