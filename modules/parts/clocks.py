"""What the parts warehouse says of its clocks: what they are called and whom they concern."""

from aftersales.calendar.kinds import Clocked
from aftersales.i18n import _l
from modules.parts.models import Requisition, ShortageNotice

REQUISITION_CLOCKS = Clocked(
    model=Requisition,
    titles={"issue": _l("Handing out of parts")},
    label=lambda requisition: requisition.number,
    people=lambda _uow, _requisition: (),
    role="keeper",
)
SHORTAGE_CLOCKS = Clocked(
    model=ShortageNotice,
    titles={"answer": _l("Answer to a shortage"), "purchase": _l("Purchase of a missing part")},
    label=lambda notice: f"{notice.number} {notice.part}",
    people=lambda _uow, _notice: (),
    role="purchasing",
)
CLOCKS = (REQUISITION_CLOCKS, SHORTAGE_CLOCKS)
