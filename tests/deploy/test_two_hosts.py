"""Two web hosts, one database, one nginx with TLS: restarted under load, nobody notices."""

import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from limits import parse

from aftersales.auth.demo import DEMO_PASSWORD
from aftersales.jobs import bell as bells
from aftersales.web.limits import Counts
from tests.deploy.servers import Browser, until

pytestmark = pytest.mark.postgres
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def token(page: bytes) -> str:
    return re.search(rb'name="csrf_token" value="([^"]+)"', page)[1].decode()


def logged_in(port: int, username: str = "clerk") -> Browser:
    browser = Browser(port)
    _status, _headers, page = browser.send("GET", "/login")
    fields = {"username": username, "password": DEMO_PASSWORD, "csrf_token": token(page)}
    status, _headers, _page = browser.send("POST", "/login", urlencode(fields).encode(), **FORM)
    assert status == 302
    return browser


class Person:
    """Somebody who clicks and saves without a pause until told to stop."""

    def __init__(self, port: int, username: str) -> None:
        self.browser = logged_in(port, username)
        self.username = username
        self.answers: list[tuple[str, int]] = []
        self.saved = 0

    def work(self, stop: threading.Event) -> None:
        while not stop.is_set():
            for path in ("/", "/me", "/service/cases"):
                self.answers.append((path, self.browser.send("GET", path)[0]))
            page = self.browser.send("GET", "/me")[2]
            phone = f"0736-{self.saved:07d}"
            fields = {"phone": phone, "locale": "zh_CN", "theme": "light"}
            body = urlencode({**fields, "csrf_token": token(page)}).encode()
            status = self.browser.send("POST", "/me", body, **FORM)[0]
            self.answers.append(("save", status))
            self.saved += status in (200, 302, 303)


def test_hosts_are_restarted_one_after_the_other_without_a_lost_request(installation):
    people = [Person(installation.nginx_port, name) for name in ("clerk", "dispatcher", "keeper")]
    stop = threading.Event()
    with ThreadPoolExecutor(len(people)) as desk:
        work = [desk.submit(person.work, stop) for person in people]
        try:
            until(lambda: all(person.saved for person in people), "nobody could save")
            for host in installation.hosts:
                host.restart()
                host.wait_until_ready()
                before = [person.saved for person in people]
                until(
                    lambda before=before: all(
                        person.saved > count for person, count in zip(people, before, strict=True)
                    ),
                    f"nobody could save after host {host.name} was back",
                )
        finally:
            stop.set()
        for one in work:
            one.result()
    answers = [answer for person in people for answer in person.answers]
    failed = [(path, status) for path, status in answers if status >= 400]
    assert failed == [], f"{len(failed)} of {len(answers)} requests failed"
    served = {host.name: requests_of(host) for host in installation.hosts}
    assert all(served.values()), f"one host did all the work: {served}"
    last = people[0].browser.send("GET", "/me")[2].decode()
    assert f"0736-{people[0].saved - 1:07d}" in last, "what was acknowledged is there"


def requests_of(host) -> int:
    """Lines of people's requests in the host's JSON log, which is JSON to the last line."""
    lines = [json.loads(line) for line in host.process.told().splitlines() if line[:1] == "{"]
    return sum(1 for line in lines if line.get("path") == "/me" and "user" in line)


def test_both_hosts_read_what_was_uploaded_through_one(installation):
    """A login and a file know no host: the instance folder is shared, the session is signed."""
    browser = logged_in(installation.nginx_port)
    form = token(browser.send("GET", "/imports")[2])
    columns = "客户编号,客户名称,等级,片区,地区类别,地址,联系人,联系电话,备注"
    table = f"{columns}\nKH1,洞庭排灌站,B,常德,本地,工业大道1号,李娜,0736-7001234,\n".encode()
    body = b"".join(
        (
            b'--line\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n',
            form.encode(),
            b'\r\n--line\r\nContent-Disposition: form-data; name="file"; filename="k.csv"',
            b"\r\nContent-Type: text/csv\r\n\r\n" + table + b"\r\n--line--\r\n",
        )
    )
    multipart = {"Content-Type": "multipart/form-data; boundary=line"}
    status, headers, _page = browser.send("POST", "/imports", body, **multipart)
    assert status == 303
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    through_proxy = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.1.1.1", "Cookie": cookie}
    for host in installation.hosts:
        status, page = host.get(headers["Location"], **through_proxy)
        assert status == 200, f"the session does not hold on host {host.name}"
        assert "洞庭排灌站" in page.decode(), f"host {host.name} cannot read the file"


def test_static_files_come_from_nginx_packed_and_for_a_year(installation):
    browser = Browser(installation.nginx_port)
    page = browser.send("GET", "/login")[2].decode()
    address = re.search(r'href="(/static/[^"]+\.css\?v=\w+)"', page)[1]
    status, headers, _data = browser.send("GET", address, **{"Accept-Encoding": "gzip"})
    assert status == 200
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["Content-Encoding"] == "gzip"
    assert "X-Request-ID" not in headers, "the application was not asked"
    assert browser.send("GET", address.partition("?")[0])[1]["Cache-Control"] == "no-cache"
    assert browser.send("GET", "/static/../app.py")[0] in (400, 404)


def test_a_page_through_nginx_is_packed_strict_and_knows_the_visitor(installation):
    browser = Browser(installation.nginx_port)
    status, headers, _page = browser.send("GET", "/login", **{"Accept-Encoding": "gzip"})
    assert status == 200
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Strict-Transport-Security"].startswith("max-age=")
    assert len(headers["X-Request-ID"]) == 32, "nginx's own id, which stands in both logs"
    for path in ("/metrics", "/readyz"):
        assert browser.send("GET", path)[0] == 404, "not for the world"
    assert browser.send("GET", "/healthz")[0] == 200


def test_the_processes_of_a_host_count_together(installation):
    host = installation.hosts[0]
    for _try in range(20):
        host.get("/login")
    text = host.get("/metrics")[1].decode()
    counted = sum(
        float(one.split()[-1])
        for one in text.splitlines()
        if one.startswith("aftersales_request_seconds_count") and 'path="/login"' in one
    )
    assert counted >= 20
    until(
        lambda: "aftersales_worker_silent_seconds" in host.get("/metrics")[1].decode(),
        "no worker showed itself",
    )


def test_a_host_that_drains_says_so_and_serves_on(installation):
    host = installation.hosts[1]
    host.drain_file.touch()
    try:
        assert host.get("/readyz")[0] == 503
        assert host.get("/login")[0] == 200
    finally:
        host.drain_file.unlink()
    assert host.get("/readyz")[0] == 200


def test_redis_wakes_a_worker_at_once(redis_port, monkeypatch):
    monkeypatch.setattr(bells, "PAUSE", 60.0)
    url = f"redis://127.0.0.1:{redis_port}/1"
    began, waiting = time.monotonic(), bells.RedisBell(url)
    sleeper = threading.Thread(target=waiting.wait, args=(threading.Event(),))
    sleeper.start()
    bells.RedisBell(url).ring()
    sleeper.join(timeout=30)
    assert not sleeper.is_alive()
    assert time.monotonic() - began < 30, "not by the end of the pause"


def test_redis_counts_tries_over_all_hosts(redis_port):
    hosts = [Counts(f"redis://127.0.0.1:{redis_port}/2") for _name in "ab"]
    thrice = parse("3/hour")
    heard = [host.hit(thrice, "login", "address 10.0.0.1") for host in (*hosts, *hosts)]
    assert heard == [True, True, True, False]
