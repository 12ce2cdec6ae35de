"""Long work: beside the request, with a bar, cancelled, broken off, again, one transaction."""

import io
import os
import threading
import time

import pytest
from sqlalchemy import select

from aftersales.auth.models import Region
from aftersales.errors import NotFound, Refused
from aftersales.imports import drafts
from aftersales.jobs import Result, Task, TaskKind, add_tasks, run_waiting_tasks, running, start
from aftersales.jobs.beat import SILENT, Reading
from aftersales.jobs.tasks import beat_of, get_task, start_again
from aftersales.notify import Message
from tests.kernel.imports_sample import sample_importers

pytestmark = pytest.mark.both_databases


@pytest.fixture
def work(app):
    """Long work whose step is whatever the test puts into the list."""
    steps = []

    def run(uow, arguments, progress):
        uow.add(Region(code="LONG", name="长沙"))
        progress(1, 2)
        for step in steps:
            step(progress)
        return Result("/inbox", "ready")

    add_tasks(app, [TaskKind("test.work", run)])
    yield steps
    del app.extensions["aftersales.tasks"]["test.work"]


def begin(uow_as, who="clerk", **arguments):
    with uow_as(who) as uow:
        return start(uow, "test.work", title="Count", arguments=arguments, total=2, back="/").id


def run(app):
    with app.app_context():
        return run_waiting_tasks()


def elsewhere(ask):
    """The answer of another thread, which has no unit of work open."""
    answers = []
    thread = threading.Thread(target=lambda: answers.append(ask()))
    thread.start()
    thread.join()
    return answers[0]


def look(app, uow_as, task_id):
    with app.app_context(), uow_as("system", write=False) as uow:
        task = uow.get(Task, task_id)
        written = uow.scalar(select(Region).where(Region.code == "LONG")) is not None
        return task.state, task.seen_state, written


def test_done_with_its_result_and_a_note(app, work, uow_as, login):
    task_id = begin(uow_as)
    browser = login("clerk")
    assert "排队中" in browser.get(f"/tasks/{task_id}").text
    assert run(app) == 1
    assert look(app, uow_as, task_id) == ("done", "done", True)
    assert run(app) == 0
    answer = browser.get(f"/tasks/{task_id}/progress")
    assert answer.headers["HX-Redirect"] == "/inbox"
    with uow_as("system", write=False) as uow:
        notes = uow.scalars(select(Message)).all()
        assert [(note.kind, note.url) for note in notes] == [("done", "/inbox")]


def test_only_the_owner_and_administrators_look(app, work, uow_as, login, actor):
    task_id = begin(uow_as)
    assert login("engineer").get(f"/tasks/{task_id}").status_code == 404
    assert login("engineer").post(f"/tasks/{task_id}/cancel").status_code == 404
    assert login("engineer").post(f"/tasks/{task_id}/again").status_code == 404
    assert login("admin").get(f"/tasks/{task_id}").status_code == 200
    with uow_as("engineer", write=False) as uow, pytest.raises(NotFound):
        get_task(uow, task_id)


def test_the_same_work_is_one(work, uow_as):
    first = begin(uow_as, month=11)
    assert begin(uow_as, month=11) == first
    assert begin(uow_as, month=12) != first
    with pytest.raises(Refused):
        begin(uow_as, who="dispatcher", month=11)


def test_a_page_sees_how_far_it_is_while_the_work_writes(app, work, uow_as, login):
    task_id, browser, seen = begin(uow_as), login("clerk"), []

    def meanwhile(_progress):
        with app.app_context():
            beat_of(Task(id=task_id, attempt=0)).write(Reading(1, 2, 10.0))

        seen.append(elsewhere(lambda: browser.get(f"/tasks/{task_id}/progress").text))

    work.append(meanwhile)
    run(app)
    assert "50 %" in seen[0]
    assert "约剩 10 秒" in seen[0]
    assert "取消任务" in seen[0]


def test_cancelled_work_leaves_nothing(app, work, uow_as, login):
    task_id, browser = begin(uow_as), login("clerk")

    def cancel_and_go_on(progress):
        assert elsewhere(lambda: browser.post(f"/tasks/{task_id}/cancel").status_code) == 303
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            progress(1, 2)

    work.append(cancel_and_go_on)
    run(app)
    assert look(app, uow_as, task_id) == ("cancelled", "cancelled", False)
    assert "已取消" in browser.get(f"/tasks/{task_id}").text
    assert browser.post(f"/tasks/{task_id}/again").status_code == 303
    work.clear()
    run(app)
    assert look(app, uow_as, task_id) == ("done", "done", True)


def test_a_refusal_and_a_fault_leave_nothing_but_a_sentence(app, work, uow_as, login):
    def refuse(_progress):
        raise Refused("The month is closed.")

    task_id, browser = begin(uow_as), login("clerk")
    work.append(refuse)
    run(app)
    assert look(app, uow_as, task_id) == ("failed", "failed", False)
    assert "The month is closed." in browser.get(f"/tasks/{task_id}").text
    work[:] = [lambda _progress: 1 / 0]
    browser.post(f"/tasks/{task_id}/again")
    run(app)
    assert look(app, uow_as, task_id) == ("failed", "failed", False)
    assert "程序出错" in browser.get(f"/tasks/{task_id}").text


def test_work_whose_runner_died_is_seen_and_runs_again(app, work, uow_as, login):
    task_id, browser = begin(uow_as), login("clerk")
    with app.app_context(), uow_as("system") as uow:
        task = uow.get(Task, task_id)
        task.state = "running"
        beat_of(task).write(Reading(1, 2, 3.0))
        sign = next((app.config["SETTINGS"].instance_path / "tasks").glob(f"{task_id}-*.json"))
    assert look(app, uow_as, task_id)[1] == "running"
    long_ago = time.time() - SILENT - 1
    os.utime(sign, (long_ago, long_ago))
    assert look(app, uow_as, task_id)[1] == "broken"
    assert "已中断" in browser.get(f"/tasks/{task_id}").text
    assert run(app) == 0
    assert look(app, uow_as, task_id)[0] == "failed"
    browser.post(f"/tasks/{task_id}/again")
    assert run(app) == 1
    assert look(app, uow_as, task_id) == ("done", "done", True)


def test_an_attempt_given_up_for_dead_keeps_nothing(app, work, uow_as):
    """The machine slept; the work was started again; then the first attempt comes to its end."""
    task_id = begin(uow_as)
    with app.app_context():
        taken = running._take()
        with uow_as("clerk") as uow:
            beat_of(get_task(uow, task_id)).forget()
            start_again(uow, task_id)
        running._run(taken)
    assert look(app, uow_as, task_id) == ("waiting", "waiting", False)


def test_a_large_file_is_tried_imported_and_taken_back_beside_the_request(
    app, uow_as, login, monkeypatch
):
    monkeypatch.setattr(drafts, "SMALL", 3)
    monkeypatch.setattr("aftersales.imports.long.SMALL", 3)
    sample_importers(app, monkeypatch)
    rows = "".join(f"L{n},片{n},本地\n" for n in range(8))
    sent = io.BytesIO(("片区编号,片区名称,地区类别\n" + rows).encode())
    browser = login("admin")
    answer = browser.post("/imports", data={"file": (sent, "片区.csv")})
    page = answer.headers["Location"]
    assert page.startswith("/tasks/")
    with uow_as("system", write=False) as uow:
        run_id = uow.get(Task, int(page.rsplit("/", 1)[1])).arguments["run"]
    assert "该文件正在处理中" in browser.get(f"/imports/{run_id}").text
    run(app)
    assert f"/imports/{run_id}" in browser.get(f"{page}/progress").headers["HX-Redirect"]
    assert "全部导入" in browser.get(f"/imports/{run_id}").text

    def regions():
        with uow_as("system", write=False) as uow:
            return len(uow.scalars(select(Region).where(Region.code.like("L_"))).all())

    for address, after in (("run", 8), ("undo", 0)):
        answer = browser.post(f"/imports/{run_id}/{address}", data={"mode": "all_or_nothing"})
        assert answer.headers["Location"].startswith("/tasks/")
        run(app)
        assert regions() == after
