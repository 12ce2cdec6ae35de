"""Who sees and changes which machines. Loans need no rule: they follow their order."""

from aftersales.access import RecordRule
from aftersales.i18n import _l
from modules.loaner.manifest import KEEP, LEND, READ
from modules.loaner.models import PoolMachine

RULES = (
    RecordRule(
        name="loaner.machine.read", model=PoolMachine, permission=READ, title=_l("The whole pool")
    ),
    *(
        RecordRule(
            name=f"loaner.machine.write.{permission}",
            model=PoolMachine,
            permission=permission,
            write=True,
            title=_l("The whole pool"),
        )
        for permission in (LEND, KEEP)
    ),
)
