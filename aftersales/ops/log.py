"""The log: lines for people, or one JSON object a line for a collector.

A JSON line carries ids, never words of a person: no names, no addresses, no query strings, no form
values, and of an exception its type and the places it passed, not its text, in which databases and
parsers like to quote what was typed.
"""

import json
import logging
import os
import re
import secrets
import socket
import sys
import time
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from flask import Flask, Response, current_app, g, has_request_context, request
from sqlalchemy import event

from aftersales.config import Settings
from aftersales.db.session import db

log = logging.getLogger("aftersales.requests")

TALKATIVE = ("weasyprint", "fontTools", "alembic")
"""They tell every step of every page; only their warnings are kept."""
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
FIELDS = ("method", "path", "status", "ms", "statements", "bytes")
"""What the line of a request adds to every line's own fields."""


class JsonFormatter(logging.Formatter):
    """One object a line; the keys are listed in ``docs/deploy.md``."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without a line break in it."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "host": socket.gethostname(),
            "process": record.process,
        }
        if has_request_context():
            line["request"] = request_id()
            if (user_id := getattr(getattr(g, "actor", None), "user_id", None)) is not None:
                line["user"] = user_id
        line.update((key, getattr(record, key)) for key in FIELDS if hasattr(record, key))
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["trace"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def _places(trace: TracebackType | None) -> list[str]:
    """``file:line function`` of each step, outermost first."""
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found


def formatter(settings: Settings) -> logging.Formatter:
    """How every line of this installation is written."""
    if settings.log_format == "json":
        return JsonFormatter()
    return logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")


def configure(settings: Settings, level: int = logging.INFO) -> None:
    """Write the log of this process to standard error (systemd keeps it in the journal)."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(settings))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def request_id() -> str:
    """The id of this request: the proxy's, when a proxy is trusted, else a new one."""
    if "request_id" not in g:
        told = request.headers.get("X-Request-ID", "")
        trusted = _settings().proxies and REQUEST_ID.fullmatch(told)
        g.request_id = told if trusted else secrets.token_hex(8)
    found: str = g.request_id
    return found


def install(app: Flask) -> None:
    """Give every request an id and, in a JSON log, its line."""

    def begin() -> None:
        g.began = time.perf_counter()

    def end(response: Response) -> Response:
        response.headers["X-Request-ID"] = request_id()
        if _settings().log_format == "json":
            log.info("request", extra=_facts(response))
        return response

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", _count_statement)
    app.before_request(begin)
    app.after_request(end)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _count_statement(*_facts_of_it: Any) -> None:
    if has_request_context():
        g.statements = g.get("statements", 0) + 1


def _facts(response: Response) -> dict[str, Any]:
    return {
        "method": request.method,
        "path": template(),
        "status": response.status_code,
        "ms": round(elapsed() * 1000, 1),
        "statements": g.get("statements", 0),
        "bytes": response.content_length or 0,
    }


def template() -> str:
    """The address as declared (``/service/cases/<int:record_id>``): a pattern, not a person's."""
    return request.url_rule.rule if request.url_rule else "unknown"


def elapsed() -> float:
    """Seconds since this request began."""
    return time.perf_counter() - float(g.get("began", time.perf_counter()))


def is_alive(pid: int) -> bool:
    """Whether a process of this machine is there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
