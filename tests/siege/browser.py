"""A browser of one session over real HTTP: cookies, form token, a connection made anew."""

import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

SECONDS = 60
BOUNDARY = "----aftersales-siege"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    location: str
    body: str
    retry_after: str


class Broken(Exception):
    """No answer: the server died, or is not there yet."""


class Browser:
    """One person's session; ``Broken`` is all it raises."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.token = ""
        self._connection: http.client.HTTPConnection | None = None

    def log_in(self, username: str, password: str) -> bool:
        """Whether the person got in."""
        self.get("/login")
        answer = self.post("/login", {"username": username, "password": password})
        return answer.status == http.HTTPStatus.FOUND and self.get("/").status == http.HTTPStatus.OK

    def get(self, path: str) -> Answer:
        """A page; its form token is kept for the next form."""
        answer = self._send("GET", path, None, {})
        if found := re.search(r'name="csrf_token" value="([^"]+)"', answer.body):
            self.token = found[1]
        return answer

    def post(
        self, path: str, fields: Mapping[str, str], file: tuple[str, bytes] | None = None
    ) -> Answer:
        """Send a form."""
        values = {**fields, "csrf_token": self.token}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
        if file is None:
            return self._send("POST", path, urlencode(values).encode(), headers)
        headers["Content-Type"] = f"multipart/form-data; boundary={BOUNDARY}"
        return self._send("POST", path, _multipart(values, *file), headers)

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            self._connection = None
            raise Broken(str(error)) from error
        for line in answer.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        location = answer.headers.get("Location", "")
        return Answer(answer.status, location, text, answer.headers.get("Retry-After", ""))


def _multipart(values: Mapping[str, str], name: str, content: bytes) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in values.items()
    ]
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    )
    return b"".join([*parts, head.encode(), content, f"\r\n--{BOUNDARY}--\r\n".encode()])
