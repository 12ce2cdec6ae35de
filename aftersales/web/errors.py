"""One mapping from what went wrong to an answer: a page, a fragment for htmx, or JSON."""

import logging
from typing import Any

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from aftersales.errors import DomainError
from aftersales.i18n import _, _l
from aftersales.web.menu import frame_for
from aftersales.web.requests import current_actor, is_htmx, wants_json

log = logging.getLogger(__name__)

TITLES = {
    400: _l("The request could not be understood"),
    401: _l("Please log in"),
    403: _l("You may not do this"),
    404: _l("There is nothing here"),
    405: _l("The request could not be understood"),
    409: _l("Not possible as things stand"),
    413: _l("The file is too large"),
    422: _l("Something is missing or wrong"),
    429: _l("Too many tries"),
    500: _l("Something went wrong on our side"),
    503: _l("Something is missing on this machine"),
}
TITLES_BY_CODE = {
    "busy": _l("Not saved: please send it once more"),
    "outcome_unknown": _l("Please look whether it was saved"),
}
RESENT_AT_MOST = 200_000
"""Characters of input that the page of a hindered save carries along."""
SENTENCES = {
    400: _l("Go back, reload the page and try again."),
    403: _l("Ask your administrator if you need this."),
    404: _l("The page does not exist, or the record is not one you may see."),
    405: _l("Go back, reload the page and try again."),
    413: _l("Choose a smaller file."),
    429: _l("Wait a minute and try again."),
    500: _l("Nothing of what you entered was half-saved. The fault has been written to the log."),
}


def install_errors(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(DomainError, domain_error)
    app.register_error_handler(CSRFError, csrf_error)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, unexpected)


def domain_error(error: DomainError) -> ResponseReturnValue:
    """A refusal of a verb, with its own sentence."""
    return answer(error.status, str(error), code=error.code, field=error.field)


def csrf_error(error: CSRFError) -> ResponseReturnValue:
    """A form whose session has ended."""
    return answer(400, _("This page had been open for too long. Reload it and try again."))


def http_error(error: HTTPException) -> ResponseReturnValue:
    """Routing errors and ``abort``; redirects pass through."""
    status = error.code or 500
    if status < 400:
        return error.get_response()
    return answer(status, str(SENTENCES.get(status, "")))


def unexpected(error: Exception) -> ResponseReturnValue:
    """A defect of ours: logged in full, shown without detail."""
    log.error("unexpected error", exc_info=error)
    return answer(500, str(SENTENCES[500]))


def answer(
    status: int, sentence: str, *, code: str = "", field: str | None = None, **details: Any
) -> ResponseReturnValue:
    """The same sentence in the form the caller asked for."""
    general = TITLES.get(status, TITLES[400 if status < 500 else 500])
    title = str(TITLES_BY_CODE.get(code, general))
    if wants_json():
        body = {
            "error": code or str(status),
            "message": sentence or title,
            "field": field,
            **details,
        }
        return jsonify(body), status
    if is_htmx():
        page = render_template("errors/fragment.html", title=title, sentence=sentence)
        return page, status, {"HX-Retarget": "#flashes", "HX-Reswap": "beforeend"}
    frame = frame_for(current_actor())
    return render_template(
        "errors/page.html",
        title=title,
        sentence=sentence,
        status=status,
        frame=frame,
        crumbs=(),
        resend=_input_to_resend(code),
        why_url=_why_url(status),
    ), status


def _why_url(status: int) -> str:
    """Where those who may know learn why a record is closed to them; it is not said to others."""
    kind, _colon, form = (request.endpoint or "").partition(":")
    key = (request.view_args or {}).get("record_id")
    is_record = kind in ("record", "edit", "dialog", "act", "update") and key is not None
    may_know = current_actor().can("access.explain")
    return f"/-/why/{form}/{key}" if status in (403, 404) and is_record and may_know else ""


def _input_to_resend(code: str) -> list[tuple[str, str]]:
    """What the person sent, for a second try at one click; nothing where that would do harm.

    Passwords are not sent back, files cannot be, and what may have been saved already is sent again
    only with the token by which that would be noticed.
    """
    if request.method != "POST" or code not in TITLES_BY_CODE or request.blueprint == "auth":
        return []
    if request.files or (code == "outcome_unknown" and not request.form.get("_once")):
        return []
    found = list(request.form.items(multi=True))
    return found if sum(len(value) for _name, value in found) <= RESENT_AT_MOST else []
