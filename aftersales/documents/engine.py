"""The PDF engine: papers are printed by a process of their own, started at the first one.

WeasyPrint with its fonts takes 80 MB and half a second to load, and holds Python's lock while it
prints: beside the server it neither grows the server's memory nor stops other pages, and a fault in
a C library ends a paper, not the server (ADR 0013). ``aftersales.documents.press`` is its program.
"""

import atexit
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aftersales.documents import fonts, press
from aftersales.errors import Unavailable
from aftersales.i18n import _l

STYLESHEET = Path(__file__).parent / "templates" / "paper" / "paper.css"
LOST = (OSError, EOFError, ValueError)


class EngineMissing(Unavailable):
    """The PDF libraries or fonts of this machine are incomplete; everything but papers works."""

    code = "pdf_engine_missing"


@dataclass(frozen=True, slots=True)
class RenderedPdf:
    """A finished PDF: bytes, number of pages.

    :param first: where its pages begin when other variants, printed with it, stand before them.
    """

    data: bytes
    pages: int
    first: int = 0


class Engine:
    """A printing process with our fonts and stylesheet; the next paper replaces one that ended."""

    def __init__(self) -> None:
        if missing := fonts.missing_faces():
            raise EngineMissing(
                _l(
                    "Papers cannot be printed: the fonts {fonts} are missing. Run ./run once.",
                    fonts=", ".join(missing),
                )
            )
        self.master = os.getpid()
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        with self._turn:
            self._start()
        atexit.register(self.close)

    def render(self, html: str, *, at: datetime, seed: str, archival: bool = True) -> RenderedPdf:
        """Print ``html``.

        :param at: date of the document properties (aware); the same input gives the same bytes.
        :param seed: what the file identifier is derived from.
        :param archival: PDF/A-3b with output intent and XMP.
        """
        return self.render_variants(html, [""], at=at, seed=seed, archival=archival)[0]

    def render_variants(
        self,
        html: str,
        left_out: Sequence[str],
        *,
        at: datetime,
        seed: str,
        archival: bool = True,
    ) -> list[RenderedPdf]:
        """Print ``html`` once for each class of ``left_out``, whose elements are not drawn.

        It is laid out once, with the place of all elements. Each result knows where its pages
        stand in the file of them all, which is the data of each. Else as ``render``.

        :param left_out: names of classes; a blank one leaves nothing out.
        """
        order = {"left_out": left_out, "seed": seed, "archival": archival}
        body = _dated(html, at).encode()
        with self._turn:
            began = time.perf_counter()
            try:
                words, data = self._ask(order, body)
            except LOST:  # it rested too long, or somebody ended it
                self._start()
                words, data = self._ask(order, body)
        for told in _watchers:
            told(time.perf_counter() - began)
        if "failed" in words:
            raise RuntimeError(f"a paper could not be printed:\n{words['failed']}")
        pages = words["pages"]
        return [RenderedPdf(data, pages, pages * place) for place in range(len(left_out))]

    def close(self) -> None:
        """End the printing process."""
        process = self._process
        if process is not None and self.master == os.getpid():
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    pipe.close() if pipe else None
            process.wait()

    def _start(self) -> None:
        self.close()
        # -P: our folder holds modules whose names others may want.
        command = [sys.executable, "-P", press.__file__]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        stylesheet = fonts.face_rules() + STYLESHEET.read_text(encoding="utf-8")
        if "missing" in self._ask({}, stylesheet.encode())[0]:
            self.close()
            raise EngineMissing(
                _l(
                    "Papers cannot be printed: the PDF libraries are missing. Install them with:"
                    " apt-get install libpangoft2-1.0-0 libharfbuzz-subset0"
                )
            )

    def _ask(self, words: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise EOFError
        try:
            press.send(process.stdin, words, body)
            return press.receive(process.stdout)
        except BaseException:
            process.kill()  # else its late answer would be taken for that of the next paper
            raise


_watchers: set[Callable[[float], None]] = set()


def watch_printing(told: Callable[[float], None]) -> None:
    """Let ``told`` know the seconds each paper of this process takes (metrics)."""
    _watchers.add(told)


_engine: Engine | None = None
_lock = threading.Lock()


def engine() -> Engine:
    """The engine of this process; :raises EngineMissing: with the remedy when it cannot work."""
    global _engine
    with _lock:
        if _engine is None or _engine.master != os.getpid():
            _engine = Engine()
        return _engine


def is_available() -> bool:
    """Whether this machine can print papers (for the doctor and for greyed buttons)."""
    try:
        engine()
    except EngineMissing:
        return False
    return True


def _dated(html: str, at: datetime) -> str:
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    stamps = "".join(
        f'<meta name="dcterms.{name}" content="{moment}">' for name in ("created", "modified")
    )
    return html.replace("</head>", f"{stamps}</head>", 1)
