"""What machines ask of a running installation: health, metrics, log lines; and the bell."""

import json
import logging
import threading
from dataclasses import replace

import pytest
from limits import parse

from aftersales.auth.demo import DEMO_PASSWORD
from aftersales.db.outbox import OutboxMessage
from aftersales.db.session import db
from aftersales.errors import StartError
from aftersales.jobs.bell import NoBell, RedisBell, bell_for
from aftersales.jobs.heartbeat import beat
from aftersales.ops import health
from aftersales.ops.log import JsonFormatter
from aftersales.web.limits import Counts


@pytest.mark.both_databases
def test_a_whole_instance_is_alive_and_ready(client):
    assert client.get("/healthz").json == {"status": "alive"}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (200, "ready")
    assert answer.json["checks"] == {"database": "ok", "schema": "ok", "files": "ok"}
    assert answer.json["info"]["worker_seconds"] is None


def test_health_asks_no_database(client, count_queries):
    with count_queries() as counter:
        assert client.get("/healthz").status_code == 200
    assert counter.count == 0


@pytest.mark.parametrize(
    ("broken", "name"), [("_database", "database"), ("_schema", "schema"), ("_files", "files")]
)
def test_what_is_broken_is_named_and_its_reason_kept_from_strangers(
    client, monkeypatch, broken, name
):
    def fail(*_arguments):
        raise OSError("secret path")

    monkeypatch.setattr(health, broken, fail)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["checks"][name] == "failed"
    assert b"secret" not in answer.data


def test_a_worker_shows_itself(app, client, clock):
    with app.app_context():
        beat()
    clock.advance(seconds=35)
    assert client.get("/readyz").json["info"]["worker_seconds"] == 35


def test_an_instance_that_is_about_to_stop_sends_people_elsewhere(
    app, client, tmp_path, monkeypatch
):
    flag = tmp_path / "draining"
    settings = replace(app.config["SETTINGS"], drain_file=str(flag))
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    assert client.get("/readyz").status_code == 200
    flag.touch()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (503, "draining")
    assert client.get("/healthz").status_code == 200


def value(text: str, start: str) -> float:
    return float(next(line for line in text.splitlines() if line.startswith(start)).split()[-1])


def test_metrics_count_by_pattern_for_this_machine_or_the_holder_of_the_token(
    make_app, monkeypatch, clock
):
    app = make_app(metrics=True)
    client = app.test_client()
    with app.app_context(), db.engine.begin() as connection:
        moment = {"created_at": clock.at, "available_at": clock.at}
        row = {"event": "e", "handler": "h", "payload": {}, "attempts": 0, **moment}
        connection.execute(OutboxMessage.__table__.insert(), [row, row])
    clock.advance(minutes=2)
    client.post("/login", data={"username": "nobody", "password": "wrong"})
    client.get("/verify/0000-0000-0000-0000")
    text = client.get("/metrics").text
    path = 'path="/verify/<code>"'
    assert value(text, f'aftersales_request_seconds_count{{method="GET",{path}') >= 1
    assert value(text, f"aftersales_request_statements_sum{{{path}") >= 1
    assert value(text, "aftersales_statements_total") >= 1
    assert value(text, "aftersales_login_failures") == 1
    assert value(text, "aftersales_outbox_waiting") == 2
    assert value(text, "aftersales_outbox_oldest_seconds") == 120
    assert value(text, "aftersales_database_up") == 1
    assert "0000-0000" not in text, "patterns only: what people type makes no label"

    far = {"REMOTE_ADDR": "10.0.0.9"}
    right = {"Authorization": "Bearer t0ken"}
    assert client.get("/metrics", headers={"X-Forwarded-For": "8.8.8.8"}).status_code == 404
    assert client.get("/metrics", environ_base=far).status_code == 404
    settings = replace(app.config["SETTINGS"], metrics_token="t0ken")
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers=right, environ_base=far).status_code == 200
    wrong = {"Authorization": "Bearer token"}
    assert client.get("/metrics", headers=wrong, environ_base=far).status_code == 404


def test_without_the_setting_there_are_no_metrics(client):
    assert client.get("/metrics").status_code in (302, 404)


@pytest.fixture
def lines():
    """The log as a collector would get it, one object a line."""
    heard: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record):
            heard.append(self.format(record))

    handler = Collector()
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in heard]
    root.removeHandler(handler)
    root.setLevel(before)


def test_a_request_is_one_line_with_ids_and_no_words_of_a_person(app, client, lines, monkeypatch):
    settings = replace(app.config["SETTINGS"], log_format="json")
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    client.post("/login", data={"username": "clerk", "password": DEMO_PASSWORD})
    answer = client.get("/search?q=13800138000", headers={"X-Request-ID": "forged-by-a-stranger"})
    line = [one for one in lines() if one["message"] == "request"][-1]
    assert line["request"] == answer.headers["X-Request-ID"] != "forged-by-a-stranger"
    assert line["method"] == "GET"
    assert line["status"] == answer.status_code
    assert line["statements"] > 0
    assert isinstance(line["user"], int)
    whole = json.dumps(lines())
    assert "13800138000" not in whole
    assert "clerk" not in whole


def test_the_id_of_a_trusted_proxy_is_kept(app, monkeypatch):
    client = app.test_client()
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], proxies=1))
    answer = client.get("/login", headers={"X-Request-ID": "0123456789abcdef"})
    assert answer.headers["X-Request-ID"] == "0123456789abcdef"
    answer = client.get("/login", headers={"X-Request-ID": "a line\tbreak"})
    assert "break" not in answer.headers["X-Request-ID"]


def test_a_fault_is_logged_by_its_places_not_by_what_was_typed(lines):
    try:
        int("13800138000x")
    except ValueError:
        logging.getLogger("aftersales.test").exception("an amount could not be read")
    line = lines()[-1]
    assert (line["level"], line["error"]) == ("error", "ValueError")
    assert "test_ops.py" in line["trace"][0]
    assert "13800138000" not in json.dumps(line)


def test_after_work_rings_once_after_the_commit(app, uow_as, monkeypatch):
    rings: list[str] = []

    class Bell(NoBell):
        def ring(self):
            rings.append("ring")

    monkeypatch.setitem(app.extensions, "aftersales.bell", Bell())
    bus = app.extensions["aftersales.bus"]
    event = next(iter(bus.after.values())).event
    fields = dict.fromkeys((f for f in event.__dataclass_fields__), 1)
    with uow_as("system") as uow:
        bus._queue(uow, next(iter(bus.after.values())), event(**fields))
        bus._queue(uow, next(iter(bus.after.values())), event(**fields))
        assert rings == []
    assert rings == ["ring"]


def test_without_redis_everything_works_a_little_later(caplog):
    bell = RedisBell("redis://127.0.0.1:1/0")
    stop = threading.Event()
    stop.set()
    bell.ring()
    bell.ring()
    bell.wait(stop)
    assert len(caplog.records) == 1, "told once, then left alone for a while"
    assert isinstance(bell_for(""), NoBell)
    with pytest.raises(StartError, match="AFTERSALES_REDIS_URL"):
        bell_for("nonsense")


def test_a_limit_holds_with_or_without_redis():
    for url in ("", "redis://127.0.0.1:1/0"):
        counts, twice = Counts(url), parse("2/minute")
        heard = [counts.hit(twice, "login", f"address {who}") for who in "aaba"]
        assert heard == [True, True, True, False]
