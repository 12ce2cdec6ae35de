"""What the first page costs: bytes over the wire, once without and once with what is kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aftersales.bench.client import Answer, Client, Session

REFERENCE = re.compile(r'(?:src|href)="(/static/[^"#]+)')


@dataclass(frozen=True, slots=True)
class Weight:
    """Transferred bytes of a page with all it needs: on the first visit, and on the next."""

    cold: int
    warm: int
    files: int


def weigh(port: int, session: Session, path: str) -> Weight:
    """Fetch a page as a browser would, with nothing kept and then with everything kept."""
    client = Client(port, session)
    page = client.get(path)
    files = [client.get(file) for file in _files(client, path)]
    again = [file for file in files if "immutable" not in (file.headers["Cache-Control"] or "")]
    page_bytes = _transferred(page)
    return Weight(
        cold=page_bytes + sum(map(_transferred, files)),
        warm=page_bytes + sum(map(_transferred, again)),
        files=len(files),
    )


def _files(client: Client, path: str) -> Iterator[str]:
    page = client.get(path).text
    yield from dict.fromkeys(REFERENCE.findall(page))


def _transferred(answer: Answer) -> int:
    return len(answer.body) + sum(len(k) + len(v) + 4 for k, v in answer.headers.items())
