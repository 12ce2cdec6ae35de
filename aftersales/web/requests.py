"""Each request runs inside one unit of work of the person who asks.

It commits when the view answers below 400, and is rolled back when the view raises or refuses. GET
and HEAD never write. Where the database hindered it (a deadlock, a lock not had in time, a lost
connection) the whole request is run again, before anything was sent. Views marked ``@public`` run
for nobody in particular; all others need a login.
"""

from collections.abc import Callable
from copy import deepcopy
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Flask, Response, abort, g, redirect, request, session
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from aftersales.access import ANONYMOUS, Actor
from aftersales.access.permissions import refuse_looker
from aftersales.db.contention import Repeatable, repeated
from aftersales.db.uow import unit_of_work
from aftersales.errors import DomainError
from aftersales.i18n import LOCALES
from aftersales.i18n.texts import set_locale
from aftersales.web.limits import check_limit

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
V = TypeVar("V", bound=Callable[..., Any])


def public(view: V) -> V:
    """Let a view answer people who are not logged in; it runs as ``ANONYMOUS`` unless they are."""
    view.__public__ = True  # type: ignore[attr-defined]
    return view


def bare(view: V) -> V:
    """Let a view open its own unit of work (logging in, health checks); it is public as well."""
    view.__bare__ = True  # type: ignore[attr-defined]
    return public(view)


def machine(view: V) -> V:
    """Let a view answer programs (a load balancer, a monitor): it has no person and no session."""
    view.__machine__ = True  # type: ignore[attr-defined]
    return bare(view)


def writes(view: V) -> V:
    """Let a GET view write (issuing a document when it is first looked at)."""
    view.__writes__ = True  # type: ignore[attr-defined]
    return view


def reads(view: V) -> V:
    """Let a POST view run without the write lock: what it does stands outside of the database."""
    view.__reads__ = True  # type: ignore[attr-defined]
    return view


class RolledBack(Repeatable):
    """Carries an answer of 400 or more out of the unit of work, so that nothing is kept.

    Where the database hindered the view, a repetition may do better than this answer.
    """

    def __init__(self, response: Response, hindrance: DomainError | None) -> None:
        super().__init__(response.status)
        self.response = response
        self.repeats = hindrance.repeats if hindrance else 0


def current_actor() -> Actor:
    """The person of this request, or ``ANONYMOUS``."""
    return getattr(g, "actor", None) or ANONYMOUS


def install_requests(app: Flask) -> None:
    """Wrap the application's dispatch.

    ``app.extensions["aftersales.identify"]`` names the person.
    """
    dispatch = app.dispatch_request

    def guarded_dispatch() -> ResponseReturnValue:
        view = _view(app)
        if request.endpoint == "static" or getattr(view, "__machine__", False):
            return dispatch()
        actor = _identify(app)
        if request.routing_exception is not None:
            return dispatch()
        if actor is None and not getattr(view, "__public__", False):
            return _to_login(app)
        check_limit(view, actor)
        if getattr(view, "__bare__", False):
            return dispatch()
        if _writes(view) or request.blueprint == "auth":
            refuse_looker(actor or ANONYMOUS)
        return _within_one_unit(app, dispatch, actor or ANONYMOUS, view)

    app.dispatch_request = guarded_dispatch  # type: ignore[method-assign]


def _writes(view: Any) -> bool:
    return request.method not in SAFE or getattr(view, "__writes__", False)


def _view(app: Flask) -> Any:
    return app.view_functions.get(request.endpoint or "")


def _identify(app: Flask) -> Actor | None:
    identify = app.extensions.get("aftersales.identify")
    actor: Actor | None = identify() if identify else None
    g.actor = actor
    if actor is not None:
        chosen = request.cookies.get("locale", "")
        set_locale(chosen if chosen in LOCALES else actor.locale)
    return actor


def _within_one_unit(
    app: Flask, dispatch: Callable[[], Any], actor: Actor, view: Any
) -> ResponseReturnValue:
    start_again = _starting_point()

    def once_through() -> Response:
        start_again()
        write = _writes(view) and not getattr(view, "__reads__", False)
        with unit_of_work(actor, write=write) as uow:
            response = app.make_response(dispatch())
            if response.status_code >= 400:
                raise RolledBack(response, uow.hindrance)
            return response

    try:
        return repeated(once_through)
    except RolledBack as refused:
        return refused.response
    except HTTPException as error:
        return app.handle_http_exception(error)


def _starting_point() -> Callable[[], None]:
    """Remember the request as it came in; the result puts it back, before anything was sent."""
    kept, known = deepcopy(dict(session)), set(vars(g))

    def restore() -> None:
        if dict(session) != kept:
            session.clear()
            session.update(deepcopy(kept))
        request_ctx.flashes = None
        for name in set(vars(g)) - known:
            g.pop(name)
        if request.method not in SAFE:
            for uploads in request.files.listvalues():
                for upload in uploads:
                    upload.stream.seek(0)

    return restore


def _to_login(app: Flask) -> ResponseReturnValue:
    if wants_json():
        abort(401)
    target = "/login"
    if request.method in SAFE and request.full_path.rstrip("?") not in ("/", ""):
        target += "?" + urlencode({"next": request.full_path.rstrip("?")})
    if is_htmx():
        return Response(status=401, headers={"HX-Redirect": target})
    return redirect(target)


def is_htmx() -> bool:
    """Whether a fragment is asked for rather than a page."""
    return request.headers.get("HX-Request") == "true"


def wants_json() -> bool:
    """Whether the caller prefers JSON to a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" or request.is_json
