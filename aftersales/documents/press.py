"""The printing process: turns HTML into PDF for the process that started it, and nothing else.

It imports WeasyPrint and nothing of this program, is told the stylesheet first and then one paper
after another through its input, answers through its output, and ends when its master does or has
asked nothing for a while. It is run as a file; its master imports it for ``send`` and ``receive``.
"""

import copy
import gc
import hashlib
import json
import os
import select
import signal
import sys
import traceback
from collections.abc import Sequence
from typing import IO, Any

ARCHIVAL_VARIANT = "pdf/a-3b"
IDLE_SECONDS = 600
"""After so long without a paper the memory is given back."""


def send(pipe: IO[bytes], words: dict[str, Any], body: bytes = b"") -> None:
    """Say ``words``, a line of JSON, and hand over ``body`` with them."""
    pipe.write(json.dumps({**words, "size": len(body)}).encode() + b"\n" + body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """What the other side has sent; :raises EOFError: it has ended, or stopped in the middle."""
    line = pipe.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    words: dict[str, Any] = json.loads(line)
    size = words.pop("size")
    body = pipe.read(size)
    if len(body) < size:
        raise EOFError
    return words, body


class Press:
    """WeasyPrint with our fonts and stylesheet, ready to print.

    Reusing the font configuration keeps a paper fast and the memory flat. The address fetcher of a
    paper allows ``data:`` only: no file and no host can be reached from a template.
    """

    def __init__(self, stylesheet: str) -> None:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher

        self._weasyprint = weasyprint
        self._font_config = FontConfiguration()
        self._fetcher = URLFetcher(allowed_protocols=("data",))
        self._stylesheet = weasyprint.CSS(
            string=stylesheet,
            font_config=self._font_config,
            url_fetcher=URLFetcher(allowed_protocols=("file",)),
        )
        # What is loaded stays. A layout makes garbage only when it ends: collecting within it takes
        # a third of its time, so that is done between papers.
        gc.disable()
        gc.collect()
        gc.freeze()

    def print(
        self, html: str, *, left_out: Sequence[str], seed: str, archival: bool
    ) -> tuple[bytes, int]:
        """The paper once for each class of ``left_out``, without its elements; pages of one.

        It is laid out once, and drawn into one file that holds fonts and pictures once.
        """
        variant = ARCHIVAL_VARIANT if archival else None
        paper = self._weasyprint.HTML(string=html, url_fetcher=self._fetcher, base_url=None).render(
            font_config=self._font_config, stylesheets=[self._stylesheet], pdf_variant=variant
        )
        pages = [_without(page, name) for name in left_out for page in paper.pages]
        data: bytes = paper.copy(pages).write_pdf(
            pdf_identifier=hashlib.md5(seed.encode(), usedforsecurity=False).hexdigest().encode(),
            pdf_variant=variant,
            finisher=_shorten,
        )
        return data, len(paper.pages)


def _without(page: Any, name: str) -> Any:
    """The page as it is, but elements of class ``name`` keep their place and are not drawn."""
    if not name:
        return page
    hidden = [
        box.style
        for box in page._page_box.descendants(placeholders=True)  # no public way to the boxes
        if box.element is not None and box.element.get("class") == name
    ]
    drawn = copy.copy(page)

    def paint(*args: Any) -> None:
        for style in hidden:
            style["visibility"] = "hidden"
        page.paint(*args)
        for style in hidden:
            style["visibility"] = "visible"

    drawn.paint = paint
    return drawn


def _shorten(_paper: Any, pdf: Any) -> None:
    """Leave out the widths of full-width letters: 1000 is what holds where none is given.

    A Chinese paper names hundreds of them, which a volume of papers must all keep in memory.
    """
    for font in pdf.objects:
        if isinstance(font, dict) and "W" in font:
            runs = zip(font["W"][::2], font["W"][1::2], strict=True)
            kept = [(first, widths) for first, widths in runs if set(widths) != {1000}]
            font["W"][:] = [one for run in kept for one in run]


def main() -> None:
    """Print until there is nobody to print for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the master, and that ends us
    orders = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing a library prints may stand among the answers
    stylesheet = receive(orders)[1].decode()
    try:
        press = Press(stylesheet)
    except (ImportError, OSError) as error:
        send(answers, {"missing": str(error)})
        return
    send(answers, {})
    while select.select([orders], [], [], IDLE_SECONDS)[0]:
        try:
            order, html = receive(orders)
        except EOFError:
            return
        try:
            data, pages = press.print(html.decode(), **order)
        except Exception:  # noqa: BLE001  # told to the master, who raises it
            send(answers, {"failed": traceback.format_exc()})
        else:
            send(answers, {"pages": pages}, data)
        gc.collect()


if __name__ == "__main__":
    main()
