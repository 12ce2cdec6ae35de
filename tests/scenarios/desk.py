"""What a person does at a browser without scripts: open pages, fill forms, press buttons."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from werkzeug.test import TestResponse

from aftersales.testing.client import BrowserClient


class Desk:
    """One logged-in person. Every step fails loudly with what the page said."""

    def __init__(self, login: Callable[[str], BrowserClient], username: str) -> None:
        self.name = username
        self.browser = login(username)

    def open(self, url: str) -> str:
        """The page at ``url``; it must be there."""
        answer = self.browser.get(url)
        assert answer.status_code == 200, f"{self.name} cannot open {url}: {answer.status}"
        return answer.get_data(as_text=True)

    def status(self, url: str) -> int:
        """How the address answers."""
        return self.browser.get(url).status_code

    def new(self, path: str, **fields: Any) -> int:
        """Fill the form at ``<path>/new``; the id of the record it made."""
        answer = self.post(f"{path}/new", fields)
        return record_of(answer.headers["Location"])

    def edit(self, url: str, **fields: Any) -> None:
        """Save the edit form of a record as it stands now, with these fields."""
        page = self.open(f"{url}/edit")
        version = re.search(r'name="version" value="(\d+)"', page)
        self.post(f"{url}/edit", {"version": version.group(1) if version else "", **fields})

    def do(self, url: str, action: str, **fields: Any) -> TestResponse:
        """Press a button of a record page."""
        return self.post(f"{url}/do/{action}", fields)

    def post(self, url: str, fields: Mapping[str, Any]) -> TestResponse:
        """Send a form; it must be accepted (a redirect)."""
        answer = self.browser.post(url, data=flat(fields), content_type="multipart/form-data")
        if answer.status_code not in (302, 303):
            told = sentences(answer.get_data(as_text=True))
            raise AssertionError(f"{self.name}: {url} answered {answer.status}: {told}")
        return answer

    def refused(self, url: str, action: str, **fields: Any) -> str:
        """Press a button that must not work; what the page says."""
        answer = self.browser.post(
            f"{url}/do/{action}", data=flat(fields), content_type="multipart/form-data"
        )
        assert answer.status_code >= 400, f"{self.name}: {url} {action} was accepted"
        return sentences(answer.get_data(as_text=True))

    def lookup(self, name: str, words: str) -> int:
        """Type into a look-up; the id of the only or first hit."""
        answer = self.browser.get(f"/-/lookup/{name}", query_string={"q": words})
        assert answer.status_code == 200, f"{self.name}: look-up {name} answered {answer.status}"
        hits = answer.get_json()
        hits = hits["hits"] if isinstance(hits, dict) else hits
        assert hits, f"{self.name}: look-up {name} finds nothing for {words!r}"
        return int(hits[0]["id"])


def record_of(location: str) -> int:
    """The id at the end of a record's address."""
    found = re.search(r"/(\d+)(?:[?#].*)?$", location)
    assert found, f"{location} is no record"
    return int(found.group(1))


def flat(fields: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested values as a form sends them: ``lines=[{"part_id": 1}]`` is ``lines-0-part_id=1``."""
    result: dict[str, Any] = {}
    for name, value in fields.items():
        key = f"{prefix}{name}"
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for index, row in enumerate(value):
                result |= flat(row, f"{key}-{index}-")
        elif isinstance(value, bool):
            result |= {key: "y"} if value else {}
        elif isinstance(value, datetime):
            result[key] = f"{value:%Y-%m-%d %H:%M}"
        elif isinstance(value, date):
            result[key] = value.isoformat()
        elif value is not None:
            result[key] = value
    return result


def sentences(page: str) -> str:
    """What a page tells the person: its alerts and the words beside fields."""
    text = re.sub(r"<(script|style|svg|nav|header)[\s\S]*?</\1>", " ", page)
    told = re.findall(
        r'class="[^"]*(?:alert|invalid-feedback|text-danger)[^"]*"[^>]*>([\s\S]*?)</', text
    )
    words = " | ".join(re.sub(r"<[^>]+>|\s+", " ", one).strip() for one in told)
    return words or re.sub(r"<[^>]+>|\s+", " ", text).strip()[:600]
