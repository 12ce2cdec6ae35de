"""The functions of an after-sales organisation (C06): rights attach to them, not to departments."""

from dataclasses import dataclass

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice


@dataclass(frozen=True, slots=True)
class Function(Choice):
    """A function; ``role`` is the standard role that signs for it in an approval chain."""

    role: str = ""


FUNCTIONS = (
    Function("intake", _l("Intake"), "clerk"),
    Function("dispatch", _l("Dispatch"), "dispatcher"),
    Function("execute", _l("Service on site"), "engineer"),
    Function("support", _l("Support by departments and workshops"), "technical"),
    Function("parts_approve", _l("Approval of parts"), "production"),
    Function("parts_issue", _l("Issue of parts"), "keeper"),
    Function("parts_shortage", _l("Shortage of parts"), "purchasing"),
    Function("review", _l("Review of reports"), "leader"),
    Function("improvement_decide", _l("Decision on improvements"), "leader"),
    Function("followup", _l("Follow-up calls"), "office"),
    Function("quality", _l("Quality analysis and liability"), "quality"),
    Function("finance", _l("Finance"), "finance"),
    Function("supervise", _l("Supervision"), "leader"),
    Function("archive", _l("Archive"), "archivist"),
    Function("personnel", _l("Personnel and training"), "office"),
    Function("approve_policy", _l("Release of the regulation"), "leader"),
)

SIGNS_FOR = {one.code: one.role for one in FUNCTIONS}
"""Code of a function to the role that signs for it."""
