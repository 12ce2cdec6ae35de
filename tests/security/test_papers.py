"""Paper from hostile text: nothing is fetched, nothing of the machine gets in, no code runs."""

import http.server
import io
import threading
from datetime import UTC, datetime

import pikepdf
import pytest

from aftersales.documents.engine import engine

AT = datetime(2026, 11, 21, tzinfo=UTC)
VECTORS = """
<img src="{at}/img"><img srcset="{at}/srcset 2x"><object data="{at}/object"></object>
<embed src="{at}/embed"><iframe src="{at}/frame"></iframe><link rel="stylesheet" href="{at}/css">
<link rel="attachment" href="{at}/attachment"><a rel="attachment" href="{at}/a">x</a>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9">
<image xlink:href="{at}/svg" width="9" height="9"/><use xlink:href="{at}/use#x"/></svg>
<style>@import url({at}/import); @font-face {{ font-family: x; src: url({at}/font) }}
body {{ background: url({at}/background); font-family: x }} li {{ list-style-image: url({at}/li) }}
p::before {{ content: url({at}/content) }} @page {{ background: url({at}/page) }}</style>
<p>text</p><ul><li>one</li></ul>
"""


@pytest.fixture
def trap():
    """A server of this machine that must never be asked; the addresses asked for."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def printed(body):
    html = f"<html><head><title>x</title></head><body>{body}</body></html>"
    return engine().render(html, at=AT, seed="x").data


def test_even_markup_that_got_through_fetches_nothing(app, trap):
    """Text is escaped before; this is the wall behind that one."""
    address, asked = trap
    printed(VECTORS.format(at=address))
    assert asked == []


@pytest.mark.parametrize(
    "scheme", ["file://{path}", "FILE://{path}", "file:{path}", "ftp://{path}"]
)
def test_no_file_of_the_machine_gets_onto_paper(app, tmp_path, scheme):
    secret = tmp_path / "secret_key"
    secret.write_text("TOP-SECRET-KEY")
    data = printed(VECTORS.format(at=scheme.format(path=secret)))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.attachments) == 0
        contents = b"".join(
            one.read_bytes()
            for one in pdf.objects
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") != "/Image"
        )
    assert b"TOP-SECRET-KEY" not in contents + data
