"""gunicorn's own lines (a worker that hung, a bad request) in the form of all others."""

import logging
from typing import Any

from gunicorn.glogging import Logger


class GunicornLog(Logger):
    """gunicorn's logger with our formatter; it writes no access log, the application does."""

    lines: logging.Formatter

    @classmethod
    def writing(cls, lines: logging.Formatter) -> type["GunicornLog"]:
        """The class gunicorn makes its logger from."""
        return type("GunicornLog", (cls,), {"lines": lines})

    def setup(self, cfg: Any) -> None:
        """Replace the formatter gunicorn has set."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(self.lines)
