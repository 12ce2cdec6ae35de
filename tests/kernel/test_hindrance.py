"""The database is in the way: the work is done again, or the person is told, input in hand."""

import re

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from aftersales.actor import system_actor
from aftersales.db import contention
from aftersales.db.session import db
from aftersales.db.uow import unit_of_work
from aftersales.errors import Busy, Conflict, Refused
from aftersales.files.models import StoredFile
from aftersales.files.store import disk
from modules.parts.models import Part
from modules.parts.services import stock

pytestmark = pytest.mark.both_databases
NEW = "/parts/parts/new"
FORM = {"code": "ZZ-1", "name": "滤芯", "unit": "件", "price": "3", "_once": "a-token"}


@pytest.fixture
def turns(monkeypatch):
    """The pauses between turns: noted, not slept."""
    noted = []
    monkeypatch.setattr(contention, "pause", noted.append)
    return noted


@pytest.fixture
def keeper(login):
    return login("keeper")


def parts_called(uow_as, code):
    with uow_as("keeper", write=False) as uow:
        return uow.scalar(select(func.count()).where(Part.code == code))


def locked_out():
    """What a database says that waited too long; psycopg's own class where it is PostgreSQL's."""
    if db.engine.dialect.name == "sqlite":
        import sqlite3

        return OperationalError("INSERT", {}, sqlite3.OperationalError("database is locked"))
    from psycopg.errors import DeadlockDetected

    return OperationalError("INSERT", {}, DeadlockDetected("deadlock detected"))


def hinder(monkeypatch, times):
    """Let the database fail the first ``times`` turns of making a part, half-way through."""
    turn = iter(range(10_000))
    real = stock._require_free

    def in_the_way(uow, code):
        real(uow, code)
        if next(turn) < times:
            with uow._explained():
                raise locked_out()

    monkeypatch.setattr(stock, "_require_free", in_the_way)


def test_a_save_that_was_in_the_way_is_done_again_unseen(keeper, uow_as, monkeypatch, turns):
    hinder(monkeypatch, times=2)
    answer = keeper.post(NEW, data=FORM)
    assert (answer.status_code, turns) == (303, [1, 2])
    assert parts_called(uow_as, "ZZ-1") == 1
    page = keeper.get(answer.location).get_data(as_text=True)
    assert page.count('class="flash flash-success"') <= 1, "one turn, one message"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_form_that_finds_no_gap_keeps_the_input(keeper, uow_as, monkeypatch, turns, language):
    keeper.post("/-/language", data={"locale": language})
    hinder(monkeypatch, times=99)
    answer = keeper.post(NEW, data=FORM)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert len(turns) == Busy.repeats
    assert {"zh_CN": "请再提交一次", "en": "send it once more"}[language] in page
    assert 'value="滤芯"' in page
    assert 'name="_once" value="a-token"' in page
    assert parts_called(uow_as, "ZZ-1") == 0


def test_a_button_that_finds_no_gap_can_be_pressed_once_more(keeper, uow_as, monkeypatch, turns):
    """No form to show again: the answer itself carries what was sent."""
    with uow_as("keeper") as uow:
        part = stock.create_part(uow, code="ZZ-2", name="阀")

    def busy(_uow, _code):
        raise Busy("busy")

    monkeypatch.setattr("aftersales.views.record_save.first_answer", busy)
    url = f"/parts/parts/{part.id}/edit"
    answer = keeper.post(url, data={**FORM, "name": "阀 <b>", "version": "1"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 503
    assert f'action="{url}"' in page
    assert re.search(r'<textarea name="name" hidden>\n阀 &lt;b&gt;</textarea>', page)


def test_a_password_is_never_sent_back(login, monkeypatch, turns):
    browser = login("keeper")

    def busy(*_args, **_kwargs):
        raise Busy("busy")

    monkeypatch.setattr("aftersales.auth.web.account.change_password", busy)
    sent = {"current": "secret-word", "new": "another-word", "repeated": "another-word"}
    page = browser.post("/password", data=sent).get_data(as_text=True)
    assert "secret-word" not in page
    assert "another-word" not in page


def test_a_refusal_is_not_repeated(keeper, uow_as, monkeypatch, turns):
    def refuse(_uow, _code):
        raise Refused("not today")

    monkeypatch.setattr(stock, "_require_free", refuse)
    assert keeper.post(NEW, data=FORM).status_code == 409
    assert turns == []


def test_whoever_was_a_moment_slower_hears_the_verbs_own_sentence(
    app, keeper, uow_as, monkeypatch, turns
):
    """Between looking and saving somebody else took the number: looking again finds that out."""
    real = stock._require_free

    def overtaken(uow, code):
        real(uow, code)
        monkeypatch.setattr(stock, "_require_free", real)
        if db.engine.dialect.name == "postgresql":  # SQLite lets nobody overtake a writer
            with db.engine.begin() as rival:
                row = {"code": code, "name": "先到", "version": 1}
                rival.execute(
                    text(
                        "INSERT INTO parts_part (code, name, spec, unit, price, is_important,"
                        " is_active, version, created_at, updated_at) VALUES (:code, :name, '',"
                        " '件', 0, false, true, :version, now(), now())"
                    ),
                    row,
                )

    monkeypatch.setattr(stock, "_require_free", overtaken)
    answer = keeper.post(NEW, data=FORM)
    if answer.status_code == 303:
        assert db_name(app) == "sqlite"
        return
    assert (answer.status_code, turns) == (409, [1])
    assert "ZZ-1 已" in answer.get_data(as_text=True)


def db_name(app):
    with app.app_context():
        return db.engine.dialect.name


def only_postgresql(app):
    if db_name(app) == "sqlite":
        pytest.skip("SQLite has no server to lose")


def test_a_lost_connection_heals_in_the_middle_of_a_request(
    app, keeper, uow_as, monkeypatch, turns
):
    only_postgresql(app)
    real = stock._require_free

    def cut_off(uow, code):
        real(uow, code)
        monkeypatch.setattr(stock, "_require_free", real)
        with uow._explained():
            uow.session.connection().execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    monkeypatch.setattr(stock, "_require_free", cut_off)
    assert keeper.post(NEW, data=FORM).status_code == 303
    assert parts_called(uow_as, "ZZ-1") == 1
    assert turns == [1]


def test_connections_lost_between_two_requests_are_not_noticed(app, keeper, turns):
    only_postgresql(app)
    assert keeper.get("/parts/parts").status_code == 200
    with app.app_context(), db.engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    assert keeper.get("/parts/parts").status_code == 200


def test_a_reader_whose_connection_is_lost_is_told_to_come_again(app, uow_as):
    only_postgresql(app)
    with pytest.raises(Busy), uow_as("keeper", write=False) as uow:
        uow.scalar(select(func.pg_terminate_backend(func.pg_backend_pid())))
    with uow_as("keeper", write=False) as uow:
        assert uow.scalar(select(func.count(Part.id))) is not None


def lose_the_answer(app, monkeypatch):
    """The server commits, and the connection breaks before it can say so."""
    from psycopg import OperationalError as Lost

    with app.app_context():
        dialect = db.engine.dialect
    real = dialect.do_commit

    def commit(connection):
        monkeypatch.setattr(dialect, "do_commit", real)
        real(connection)
        connection.dbapi_connection.close()
        raise Lost("server closed the connection unexpectedly")

    monkeypatch.setattr(dialect, "do_commit", commit)


def test_a_form_whose_answer_was_lost_is_saved_once(app, keeper, uow_as, monkeypatch, turns):
    only_postgresql(app)
    lose_the_answer(app, monkeypatch)
    answer = keeper.post(NEW, data=FORM)
    assert answer.status_code == 303
    assert parts_called(uow_as, "ZZ-1") == 1


def test_without_a_token_nobody_guesses_whether_it_was_saved(
    app, keeper, uow_as, monkeypatch, turns
):
    only_postgresql(app)
    lose_the_answer(app, monkeypatch)
    answer = keeper.post(NEW, data={**FORM, "_once": ""})
    assert (answer.status_code, turns) == (503, [])
    page = answer.get_data(as_text=True)
    assert "请查看是否已保存" in page
    assert "<textarea" not in page, "no button that could save it twice"
    assert parts_called(uow_as, "ZZ-1") == 1


def test_when_the_database_is_away_everybody_gets_a_page(app, keeper, monkeypatch, turns):
    with app.app_context():
        engine = db.engine
    engine.dispose()
    trouble = locked_out_of(app)
    monkeypatch.setattr(engine.dialect, "connect", trouble)
    for answer in (keeper.get("/parts/parts"), keeper.post(NEW, data=FORM)):
        assert answer.status_code == 503
        assert "Retry-After" in answer.headers
        assert "再提交一次" in answer.get_data(as_text=True)
    told = keeper.get("/parts/parts", headers={"Accept": "application/json"})
    assert (told.status_code, told.get_json()["error"]) == (503, "busy")


def locked_out_of(app):
    with app.app_context():
        error = locked_out().orig

    def refuse(*_args, **_kwargs):
        raise error

    return refuse


def test_a_turn_that_failed_leaves_no_file(app, uow_as, turns):
    import io

    from aftersales.files.sniff import PDF
    from aftersales.files.store import keep

    done = []

    def work():
        with unit_of_work(system_actor("test")) as uow:
            keep(uow, io.BytesIO(b"%PDF-1.7 " + bytes([65 + len(done)])), "a.pdf", known=PDF)
            done.append(1)
            if len(done) < 3:
                raise Busy("busy")

    with app.app_context():
        contention.repeated(work)
        with unit_of_work(system_actor("test"), write=False) as uow:
            kept = set(uow.scalars(select(StoredFile.sha256)))
        assert (len(done), set(disk().hashes())) == (3, kept)


def test_patience_has_an_end(app, monkeypatch, turns):
    moments = iter([0.0, 10.0, 41.0])
    monkeypatch.setattr(contention.time, "monotonic", lambda: next(moments))

    def busy():
        raise Busy("busy")

    with pytest.raises(Busy):
        contention.repeated(busy)
    assert turns == [1]


def test_a_broken_key_says_how_often_it_is_worth_another_look(app):
    with app.app_context():
        is_server = db.engine.dialect.name == "postgresql"
    with (
        app.app_context(),
        pytest.raises(Conflict) as refused,
        unit_of_work(system_actor("test")) as uow,
    ):
        for _twice in range(2):
            uow.add(Part(code="ZZ-3", name="阀"))
    assert refused.value.repeats == (1 if is_server else 0)
