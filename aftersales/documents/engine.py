"""The PDF engine: one font configuration and one parsed stylesheet per process, nothing loaded.

WeasyPrint costs half a second to import and needs two system libraries, so it is imported at the
first paper. Reusing the configuration is what keeps a paper near 100 ms and the memory flat. The
address fetcher of a paper allows ``data:`` only: no file and no host can be reached from a
template.
"""

import gc
import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aftersales.documents import fonts
from aftersales.errors import Unavailable
from aftersales.i18n import _l

STYLESHEET = Path(__file__).parent / "templates" / "paper" / "paper.css"
ARCHIVAL_VARIANT = "pdf/a-3b"


class EngineMissing(Unavailable):
    """The PDF libraries or fonts of this machine are incomplete; everything but papers works."""

    code = "pdf_engine_missing"


@dataclass(frozen=True, slots=True)
class RenderedPdf:
    """A finished PDF: bytes, number of pages."""

    data: bytes
    pages: int


class Engine:
    """WeasyPrint with our fonts and stylesheet, ready to print."""

    def __init__(self) -> None:
        weasyprint = _import_weasyprint()
        if missing := fonts.missing_faces():
            raise EngineMissing(
                _l(
                    "Papers cannot be printed: the fonts {fonts} are missing. Run ./run once.",
                    fonts=", ".join(missing),
                )
            )
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher

        self._turn = threading.Lock()
        self._weasyprint = weasyprint
        self._font_config = FontConfiguration()
        self._fetcher = URLFetcher(allowed_protocols=("data",))
        self._stylesheet = weasyprint.CSS(
            string=fonts.face_rules() + STYLESHEET.read_text(encoding="utf-8"),
            font_config=self._font_config,
            url_fetcher=URLFetcher(allowed_protocols=("file",)),
        )
        # What is loaded stays; else the collector walks it all every few papers (+100 ms).
        gc.collect()
        gc.freeze()

    def render(self, html: str, *, at: datetime, seed: str, archival: bool = True) -> RenderedPdf:
        """Print ``html``.

        :param at: date of the document properties (aware); the same input gives the same bytes.
        :param seed: what the file identifier is derived from.
        :param archival: PDF/A-3b with output intent and XMP.
        """
        # Pango's font map is not made for several threads: they corrupt its lists (seen, not
        # feared). Nothing is lost by taking turns, the work is Python's and holds its lock anyway.
        with self._turn:
            began = time.perf_counter()
            printed = self._print(html, at=at, seed=seed, archival=archival)
        for told in _watchers:
            told(time.perf_counter() - began)
        return printed

    def _print(self, html: str, *, at: datetime, seed: str, archival: bool) -> RenderedPdf:
        document = self._weasyprint.HTML(
            string=_dated(html, at), url_fetcher=self._fetcher, base_url=None
        ).render(
            font_config=self._font_config,
            stylesheets=[self._stylesheet],
            pdf_variant=ARCHIVAL_VARIANT if archival else None,
        )
        data: bytes = document.write_pdf(
            pdf_identifier=hashlib.md5(seed.encode(), usedforsecurity=False).hexdigest().encode(),
            pdf_variant=ARCHIVAL_VARIANT if archival else None,
        )
        return RenderedPdf(data, len(document.pages))


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
        if _engine is None:
            _engine = Engine()
        return _engine


def warm_up_soon(seconds: float = 10) -> None:
    """Prepare the engine of a server a while after its start, so that nobody waits for it.

    Loading it takes a second or two; a machine that cannot print stays silent here.
    """
    timer = threading.Timer(seconds, is_available)
    timer.daemon = True
    timer.start()


def is_available() -> bool:
    """Whether this machine can print papers (for the doctor and for greyed buttons)."""
    try:
        engine()
    except EngineMissing:
        return False
    return True


def _import_weasyprint() -> Any:
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise EngineMissing(
            _l(
                "Papers cannot be printed: the PDF libraries are missing. Install them with:"
                " apt-get install libpangoft2-1.0-0 libharfbuzz-subset0"
            )
        ) from error
    return weasyprint


def _dated(html: str, at: datetime) -> str:
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    stamps = "".join(
        f'<meta name="dcterms.{name}" content="{moment}">' for name in ("created", "modified")
    )
    return html.replace("</head>", f"{stamps}</head>", 1)
