"""The PDF engine: papers are printed by a process of their own, started at the first one.

WeasyPrint with its fonts takes 80 MB and half a second to load, and holds Python's lock while it
prints: beside the server it neither grows the server's memory nor stops other pages, and a fault in
a C library ends a paper, not the server (ADR 0013). ``aftersales.documents.press`` is its program.
"""

import atexit
import gc
import os
import pickle
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

from aftersales.documents import fonts
from aftersales.errors import Unavailable
from aftersales.i18n import _l

STYLESHEET = Path(__file__).parent / "templates" / "paper" / "paper.css"
PRESS = Path(__file__).with_name("press.py")
LOST = (OSError, EOFError, pickle.UnpicklingError)


class EngineMissing(Unavailable):
    """The PDF libraries or fonts of this machine are incomplete; everything but papers works."""

    code = "pdf_engine_missing"


@dataclass(frozen=True, slots=True)
class RenderedPdf:
    """A finished PDF: bytes, number of pages.

    :param first: where its pages begin when others, printed with it, stand before them.
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
        return self.render_together([html], at=at, seed=seed, archival=archival)[0]

    def render_together(
        self, papers: Sequence[str], *, at: datetime, seed: str, archival: bool = True
    ) -> list[RenderedPdf]:
        """Print variants of a paper into one file, which holds fonts and pictures once.

        Each result knows where its pages stand; the data is that of all. Else as ``render``.
        """
        order = ([_dated(html, at) for html in papers], seed, archival)
        with self._turn:
            began = time.perf_counter()
            try:
                answer = self._ask(order)
            except LOST:  # it rested too long, or somebody ended it
                self._start()
                answer = self._ask(order)
        for told in _watchers:
            told(time.perf_counter() - began)
        if answer[0] != "printed":
            raise RuntimeError(f"a paper could not be printed:\n{answer[1]}")
        _word, data, counts = answer
        return [RenderedPdf(data, pages, sum(counts[:place])) for place, pages in enumerate(counts)]

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
        command = [sys.executable, "-P", str(PRESS)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        answer = self._ask(fonts.face_rules() + STYLESHEET.read_text(encoding="utf-8"))
        if answer[0] == "missing":
            self.close()
            raise EngineMissing(
                _l(
                    "Papers cannot be printed: the PDF libraries are missing. Install them with:"
                    " apt-get install libpangoft2-1.0-0 libharfbuzz-subset0"
                )
            )

    def _ask(self, order: object) -> tuple[Any, ...]:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise EOFError
        try:
            pickle.dump(order, process.stdin)
            process.stdin.flush()
            answer: tuple[Any, ...] = pickle.load(process.stdout)  # noqa: S301  # our own process
        except BaseException:
            process.kill()  # else its late answer would be taken for that of the next paper
            raise
        return answer


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


def warm_up_soon(seconds: float = 10) -> None:
    """Prepare the engine of a server a while after its start, so that nobody waits for it.

    Loading it takes a second or two; a machine that cannot print stays silent here.
    """
    timer = threading.Timer(seconds, _warm_up)
    timer.daemon = True
    timer.start()


def _warm_up() -> None:
    is_available()
    # What is loaded stays; the collector need not walk it all again and again.
    gc.collect()
    gc.freeze()


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
