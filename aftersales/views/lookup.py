"""``/-/lookup/<name>``: the answers of the type-ahead, as JSON."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from aftersales.access import require
from aftersales.db.uow import current_uow
from aftersales.errors import NotFound
from aftersales.i18n import _
from aftersales.views.book import book
from aftersales.views.lookup_query import find


def answer_lookup(name: str) -> ResponseReturnValue:
    """Up to twelve hits for ``q``; other parameters narrow by the look-up's declared filters."""
    lookup, uow = book().lookups.get(name), current_uow()
    if lookup is None:
        raise NotFound(_("There is no such list to choose from."))
    if lookup.permission:
        require(uow.actor, lookup.permission)
    words = " ".join(request.args.get("q", "").replace("\x00", "").split())[:80]
    hits = find(uow, lookup, words, narrow=request.args.to_dict())
    return jsonify(
        [
            {
                "id": hit.id,
                "label": hit.label,
                "detail": hit.detail,
                "url": hit.url,
                "extra": {key: _plain(value) for key, value in hit.extra.items()},
            }
            for hit in hits
        ]
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
