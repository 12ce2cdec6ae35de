"""What a new version changes, in plain words: the notice that readers get when it is released."""

from collections.abc import Iterator

from sqlalchemy import select

from aftersales.auth.models import Role, RoleGrant, User
from aftersales.db.uow import UnitOfWork
from aftersales.events import on
from aftersales.i18n import _l, format_date
from aftersales.notify.messages import notify
from aftersales.regulation.because import Bilingual, both
from aftersales.regulation.compare import Difference, differences
from aftersales.regulation.life import RegulationReleased
from aftersales.regulation.models import RegulationVersion
from aftersales.regulation.resolve import SCOPE_TITLES
from aftersales.regulation.versions import edition_before, edition_of

UNSAID = ("—", "any")
"""Cells that say nothing, by their English word."""
SHOWN = 8
"""So many changes stand in the note; the page has them all."""


def sentences(difference: Difference) -> Iterator[Bilingual]:
    """One changed figure as people say it: what it was and what it becomes, row by row."""
    title = both(difference.title)
    if difference.scope_kind:
        scope = both(_l(SCOPE_TITLES[difference.scope_kind].text, value=difference.scope_value))
        title = Bilingual(f"{title.zh}（{scope.zh}）", f"{title.en} ({scope.en})")
    if not difference.rows:
        old, new = (
            side.value if side else both(_l("not fixed"))
            for side in (difference.before, difference.after)
        )
        yield Bilingual(f"{title.zh}：{old.zh} → {new.zh}", f"{title.en}: {old.en} → {new.en}")
        return
    for sign, cells in difference.rows:
        if sign:
            word = both(_l("no longer") if sign == "-" else _l("new"))
            said = [cell for cell in cells if cell.en not in UNSAID]
            zh, en = "，".join(cell.zh for cell in said), ", ".join(cell.en for cell in said)
            yield Bilingual(f"{title.zh}，{word.zh}：{zh}", f"{title.en}, {word.en}: {en}")


def notice_of(uow: UnitOfWork, version: RegulationVersion) -> list[Bilingual]:
    """All changes of a released version against the one it took over from."""
    changed = differences(edition_before(uow, version), edition_of(uow, version))
    return [sentence for one in changed for sentence in sentences(one)]


def _tell(uow: UnitOfWork, event: RegulationReleased) -> None:
    version = uow.get(RegulationVersion, event.version_id)
    said = notice_of(uow, version)
    more = both(_l("and {count} more", count=len(said) - SHOWN)) if len(said) > SHOWN else None
    shown = [*said[:SHOWN], *([more] if more else [])]
    readers = (
        select(User.id)
        .where(User.roles.any(Role.grants.any(RoleGrant.permission == "regulation.read")))
        .order_by(User.id)
    )
    notify(
        uow,
        uow.scalars(readers).all(),
        title=_l(
            "The regulation changes on {date}: version {number}",
            date=format_date(event.effective_on),
            number=event.number,
        ),
        body=Bilingual("；".join(one.zh for one in shown), "; ".join(one.en for one in shown)),
        url=f"/regulation/editions/{version.id}",
    )


HANDLERS = (on(RegulationReleased, _tell, "after"),)
