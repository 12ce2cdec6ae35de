"""A real browser on a real server: Debian's chromium, driven by Playwright.

A page opened with ``open_page`` fails its test when the browser complained: an exception in a
script, a refused resource, a breach of the content security policy. Chinese is drawn with the fonts
of the papers, so a machine without any Chinese font shows no boxes.
"""

import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from aftersales.auth.demo import DEMO_PASSWORD

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
DESKTOP = (1440, 900)
PHONE = (390, 844)
FONTS = Path(__file__).resolve().parents[1] / "documents" / "fonts"
# Root needs --no-sandbox; the rest keeps the browser from asking the network about itself.
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

FONT_RULES = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <alias binding="same"><family>Microsoft YaHei</family>
    <prefer><family>Aftersales Sans SC</family></prefer></alias>
  <alias binding="same"><family>sans-serif</family>
    <prefer><family>Aftersales Sans SC</family></prefer></alias>
</fontconfig>
"""


def lend_fonts(folder: Path) -> dict[str, str | float | bool]:
    """An environment in which a browser finds the papers' fonts, under the names pages ask for.

    :param folder: an empty folder that outlives the browser.
    """
    (folder / "fonts").symlink_to(FONTS)
    (folder / "fontconfig").mkdir()
    (folder / "fontconfig" / "fonts.conf").write_text(FONT_RULES, encoding="utf-8")
    return {**os.environ, "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The running browser (a Playwright ``Browser``), one for each test process.

    Tests that ask for it carry ``@pytest.mark.browser``. Without a chromium they are skipped with
    the remedy, except where ``CI`` is set: there an absent browser is a failure.
    """
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        told = "No chromium here. Debian, Ubuntu: sudo apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(told)
        pytest.skip(told)
    from playwright.sync_api import sync_playwright

    data = Path(tempfile.mkdtemp(dir=tmp_path_factory.getbasetemp()))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=OPTIONS, env=lend_fonts(data)
        )
        yield browser
        browser.close()


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """The application of this test behind a real port; its address without a slash at the end."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser complained about so far; a test that provokes a complaint clears it."""
    heard: list[str] = []
    yield heard
    assert heard == [], "The browser complained:\n" + "\n".join(heard)


@pytest.fixture
def open_page(
    chromium: Any, live_server: str, complaints: list[str]
) -> Iterator[Callable[..., Any]]:
    """``open_page("clerk", size=PHONE, locale="en")``: a page of its own, logged in.

    ``open_page(None)`` is a visitor. Paths given to ``page.goto`` are relative to the server.
    """
    contexts: list[Any] = []

    def open_one(
        username: str | None, *, size: tuple[int, int] = DESKTOP, locale: str = "zh-CN"
    ) -> Any:
        context = chromium.new_context(
            base_url=live_server,
            viewport={"width": size[0], "height": size[1]},
            locale=locale,
            timezone_id="Asia/Shanghai",
            has_touch=size[0] < 600,
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda message: _note(complaints, page.url, message))
        if username is not None:
            _log_in(page, username)
        return page

    yield open_one
    for context in contexts:
        context.close()


def _log_in(page: Any, username: str) -> None:
    page.goto("/login")
    page.fill("[name=username]", username)
    page.fill("[name=password]", DEMO_PASSWORD)
    page.locator("form:has([name=password]) button").click()
    page.wait_for_url(lambda url: not url.split("?")[0].endswith("/login"))


def _note(complaints: list[str], url: str, message: Any) -> None:
    """Keep errors, but for the line a browser logs about an answer 4xx given on purpose."""
    refused = "Failed to load resource: the server responded with a status of 4"
    if message.type == "error" and not message.text.startswith(refused):
        complaints.append(f"{url}: {message.text}")
