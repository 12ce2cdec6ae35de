"""The printing process: turns HTML into PDF for the process that started it, and nothing else.

It imports WeasyPrint and nothing of this program, is told the stylesheet first and then one paper
after another through its input, answers through its output, and ends when its master does or has
asked nothing for a while. It is run as a file, never imported.
"""

import gc
import hashlib
import os
import pickle
import select
import signal
import sys
import traceback
from collections.abc import Sequence
from typing import Any

ARCHIVAL_VARIANT = "pdf/a-3b"
IDLE_SECONDS = 600
"""After so long without a paper the memory is given back."""


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

    def print(self, papers: Sequence[str], seed: str, archival: bool) -> tuple[bytes, list[int]]:
        """The papers behind each other, fonts and pictures once; the pages each of them takes."""
        variant = ARCHIVAL_VARIANT if archival else None
        laid_out = [
            self._weasyprint.HTML(string=html, url_fetcher=self._fetcher, base_url=None).render(
                font_config=self._font_config, stylesheets=[self._stylesheet], pdf_variant=variant
            )
            for html in papers
        ]
        whole = laid_out[0].copy([page for document in laid_out for page in document.pages])
        data: bytes = whole.write_pdf(
            pdf_identifier=hashlib.md5(seed.encode(), usedforsecurity=False).hexdigest().encode(),
            pdf_variant=variant,
        )
        return data, [len(document.pages) for document in laid_out]


def main() -> None:
    """Print until there is nobody to print for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the master, and that ends us
    orders = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing a library prints may stand among the answers

    def answer(*words: Any) -> None:
        pickle.dump(words, answers)
        answers.flush()

    try:
        press = Press(pickle.load(orders))  # noqa: S301  # from the process that started us
    except (ImportError, OSError) as error:
        answer("missing", str(error))
        return
    answer("ready")
    while select.select([orders], [], [], IDLE_SECONDS)[0]:
        try:
            order = pickle.load(orders)  # noqa: S301  # as above
        except EOFError:
            return
        try:
            answer("printed", *press.print(*order))
        except Exception:  # noqa: BLE001  # told to the master, who raises it
            answer("failed", traceback.format_exc())
        gc.collect()


if __name__ == "__main__":
    main()
