"""Issuing: once for the same content, the next revision for changed content, guarded throughout."""

import io

import pytest
from sqlalchemy import select

from aftersales.access.rules import RecordRule
from aftersales.auth.models import Department
from aftersales.db.base import scoped
from aftersales.documents import IssuedDocument, find_issued, issue, issued_of, preview, reprint
from aftersales.documents.glyphs import drawn_glyphs
from aftersales.documents.pdfa import examine
from aftersales.documents.verify import look_up, normalise_code
from aftersales.errors import Forbidden, Invalid, NotFound
from aftersales.files.check import verify_store
from tests.kernel.paper_samples import sample_spec


@pytest.fixture
def spec(app, tmp_path, monkeypatch):
    made = sample_spec(tmp_path)
    catalogue = {**app.extensions["aftersales.documents"], made.name: made}
    monkeypatch.setitem(app.extensions, "aftersales.documents", catalogue)
    return made


@pytest.fixture
def department_id(uow_as):
    with uow_as("system") as uow:
        return uow.scalars(select(Department).order_by(Department.id)).first().id


@pytest.fixture
def issued(uow_as, spec, department_id):
    with uow_as("dispatcher") as uow:
        return issue(uow, spec.name, uow.get(Department, department_id))


@pytest.fixture
def guard_departments(app, monkeypatch):
    """Call it to hide departments from all but administrators: a guard without any module."""

    def guard():
        policy = app.extensions["aftersales.access"]
        rule = RecordRule(name="t", model=Department, title="t", permission="admin.use", write=True)
        monkeypatch.setattr(Department, "__scope__", scoped())
        monkeypatch.setitem(policy.guarded, Department.__table__, Department)
        monkeypatch.setattr(policy, "judged", {})
        monkeypatch.setitem(policy.rules, Department, [rule])

    return guard


@pytest.mark.both_databases
def test_an_issued_paper_is_numbered_hashed_and_stored(uow_as, issued):
    with uow_as("clerk") as uow:
        row, data = reprint(uow, issued.id)
        assert (row.number, row.revision, row.code) == ("BM-" + row.number[3:], 1, "F99")
        assert (row.pages, row.size) == (3, len(data))
        assert row.copies == ["公司联", "客户联", "存档联"]
        assert row.issued_by == "赵建国"
        assert len(row.verify_code) == 16
        assert examine(data).problems == []
        assert verify_store(uow).is_sound


def test_the_paper_shows_what_the_record_says(uow_as, issued, department_id):
    with uow_as("clerk") as uow:
        name = uow.get(Department, department_id).name
        report = drawn_glyphs(reprint(uow, issued.id)[1])
    assert report.is_sound
    for text in (name, "办公室", "F99", "保管期限：10年", "一式三联", "第1页共1页", "138****1234"):
        assert report.shows(text), text


@pytest.mark.both_databases
def test_the_same_content_is_not_issued_twice(uow_as, spec, issued, department_id):
    with uow_as("engineer") as uow:
        again = issue(uow, spec.name, uow.get(Department, department_id))
        assert again.id == issued.id
        assert len(issued_of(uow, uow.get(Department, department_id))) == 1


def test_changed_content_supersedes_what_was_issued(uow_as, spec, issued, department_id):
    with uow_as("leader") as uow:
        department = uow.get(Department, department_id)
        department.name = "管理层"
        uow.flush()
        second = issue(uow, spec.name, department)
        first = find_issued(uow, issued.id)
        assert (second.revision, first.superseded_by_id) == (2, second.id)
        assert second.filename.endswith("-R2.pdf")
        assert first.superseded_at is not None
        assert second.is_current
        assert not first.is_current
        assert drawn_glyphs(reprint(uow, second.id)[1]).shows("第2版")
        assert drawn_glyphs(reprint(uow, first.id)[1]).is_sound


@pytest.mark.both_databases
def test_content_that_returns_is_a_revision_of_its_own(uow_as, spec, issued, department_id):
    with uow_as("leader") as uow:
        department = uow.get(Department, department_id)
        original = department.name
        department.name = "管理层"
        uow.flush()
        issue(uow, spec.name, department)
        department.name = original
        uow.flush()
        third = issue(uow, spec.name, department)
        assert (third.revision, third.is_current) == (3, True)
        current = [paper for paper in issued_of(uow, department) if paper.is_current]
        assert [paper.id for paper in current] == [third.id]


def test_one_part_alone_shares_the_revision(uow_as, spec, issued, department_id):
    with uow_as("dispatcher") as uow:
        department = uow.get(Department, department_id)
        alone = issue(uow, spec.name, department, copies=("customer",))
        assert (alone.revision, alone.pages, alone.id == issued.id) == (1, 1, False)
        assert find_issued(uow, issued.id).is_current
        report = drawn_glyphs(reprint(uow, alone.id)[1])
        assert report.shows("138****1234")
        assert not report.shows("13807361234")


def test_an_english_paper_stands_beside_the_chinese_one(uow_as, spec, issued, department_id):
    with uow_as("dispatcher") as uow:
        english = issue(uow, spec.name, uow.get(Department, department_id), lang="en")
        assert (english.revision, english.id == issued.id) == (1, False)
        assert drawn_glyphs(reprint(uow, english.id)[1]).shows("Department sheet")


def test_a_part_that_does_not_exist_is_refused(uow_as, spec, department_id):
    with uow_as("dispatcher") as uow, pytest.raises(Invalid) as refused:
        issue(uow, spec.name, uow.get(Department, department_id), copies=("gold",))
    assert refused.value.field == "copies"


def test_an_unknown_paper_and_a_missing_right_are_refused(uow_as, spec, department_id):
    with uow_as("dispatcher") as uow, pytest.raises(NotFound):
        issue(uow, "test.nothing", uow.get(Department, department_id))
    with uow_as("gate") as uow, pytest.raises(Forbidden):
        issue(uow, spec.name, uow.get(Department, department_id))


def test_a_failed_issue_leaves_no_row(uow_as, spec, department_id):
    def fail():
        with uow_as("dispatcher") as uow:
            issue(uow, spec.name, uow.get(Department, department_id))
            raise RuntimeError("crash")

    with pytest.raises(RuntimeError, match="crash"):
        fail()
    with uow_as("system") as uow:
        assert uow.scalar(select(IssuedDocument)) is None
        assert verify_store(uow).is_sound


def test_papers_of_an_invisible_record_do_not_exist(uow_as, login, issued, guard_departments):
    browser = login("clerk")
    guard_departments()
    with uow_as("clerk") as uow, pytest.raises(NotFound):
        reprint(uow, issued.id)
    assert browser.get(f"/documents/{issued.id}.pdf").status_code == 404
    place = f"{issued.spec}/{issued.record_id}"
    assert browser.get(f"/documents/preview/{place}").status_code == 404
    assert browser.post(f"/documents/issue/{place}").status_code == 404


def test_a_preview_is_watermarked_and_stored_nowhere(uow_as, login, spec, department_id):
    with uow_as("dispatcher", write=False) as uow:
        printed = preview(uow, spec.name, uow.get(Department, department_id))
    report = drawn_glyphs(printed.data)
    assert report.shows("预览")
    answer = login("dispatcher").get(f"/documents/preview/{spec.name}/{department_id}")
    assert answer.mimetype == "application/pdf"
    with uow_as("system") as uow:
        assert uow.scalar(select(IssuedDocument)) is None


def test_the_button_issues_and_shows_the_stored_paper(login, spec, department_id, uow_as):
    browser = login("dispatcher")
    address = f"/documents/issue/{spec.name}/{department_id}"
    first = browser.post(address)
    assert browser.post(address).location == first.location
    stored = browser.get(first.location)
    with uow_as("system") as uow:
        assert stored.data == reprint(uow, 1)[1]
    assert stored.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("typed", ["{code}", "{grouped}", "{lower}"])
def test_codes_are_read_as_people_write_them(issued, typed):
    code = issued.verify_code
    grouped = "-".join(code[at : at + 4] for at in range(0, 16, 4))
    text = typed.format(code=code, grouped=grouped, lower=grouped.lower().replace("0", "o"))
    assert normalise_code(text) == code


def test_anybody_can_verify_a_paper(app, client, issued):
    page = client.get(f"/verify/{issued.verify_code}").get_data(as_text=True)
    assert issued.sha256 in page
    assert issued.number in page
    assert "湖南金能" in page
    assert "赵建国" not in page
    assert "13807361234" not in page


@pytest.mark.both_databases
def test_verification_says_when_a_paper_is_superseded(uow_as, client, spec, issued, department_id):
    with uow_as("leader") as uow:
        department = uow.get(Department, department_id)
        department.name = "管理层"
        uow.flush()
        issue(uow, spec.name, department)
    with uow_as("system") as uow:
        facts = look_up(uow, issued.verify_code)
    assert (facts.is_current, facts.successor_revision) == (False, 2)
    assert "已被新版替代" in client.get(f"/verify/{issued.verify_code}").get_data(as_text=True)


def test_an_uploaded_file_is_compared_and_not_kept(app, uow_as, client, issued):
    with uow_as("system") as uow:
        data = reprint(uow, issued.id)[1]
        before = verify_store(uow)
    address = f"/verify/{issued.verify_code}"
    same = client.post(address, data={"file": (io.BytesIO(data), "a.pdf")})
    other = client.post(address, data={"file": (io.BytesIO(data + b" "), "a.pdf")})
    assert "完全一致" in same.get_data(as_text=True)
    assert "不一致" in other.get_data(as_text=True)
    with uow_as("system") as uow:
        assert verify_store(uow) == before


@pytest.mark.parametrize("code", ["0" * 16, "x", "' OR 1=1", "ÄÖÜ", "A" * 400])
def test_an_unknown_code_is_said_to_be_none_of_ours(client, spec, code):
    answer = client.get(f"/verify/{code}")
    assert answer.status_code == 404
    assert "查无此验真码" in answer.get_data(as_text=True)


def test_guessing_is_slowed_down(make_app, spec):
    client = make_app(limits=True).test_client()
    answers = [client.get(f"/verify/{'0' * 16}").status_code for _at in range(40)]
    assert answers[:30] == [404] * 30
    assert answers[-1] == 429
