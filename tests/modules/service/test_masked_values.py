"""A telephone number some see masked is masked everywhere, and nothing they may ask tells it."""

import io
import zipfile

import pytest
from sqlalchemy import select

from aftersales.db.audit import AuditEntry
from aftersales.documents.models import IssuedDocument
from modules.service.api import Case

pytestmark = pytest.mark.demo_company
MASKED = ("quality", "archivist", "auditor")


@pytest.fixture
def case(uow_as):
    """A case of the demo company that has a telephone number and an issued paper."""
    with uow_as("system", write=False) as uow:
        paper = uow.scalar(select(IssuedDocument).where(IssuedDocument.spec == "service.entry"))
        found = uow.get(Case, paper.record_id)
        return found.id, found.contact_phone, paper.id


@pytest.mark.parametrize("role", MASKED)
def test_lists_prints_exports_and_pages_are_masked(login, case, role):
    browser = login(role)
    key, phone, _paper = case
    columns = "?f=&cols=number,phone"
    for address in (
        f"/service/cases/{key}",
        f"/service/cases{columns}",
        f"/service/cases/print{columns}",
        f"/service/cases/export.csv{columns}",
    ):
        answer = browser.get(address)
        assert answer.status_code == 200, address
        assert phone not in answer.text, address
    book = zipfile.ZipFile(io.BytesIO(browser.get(f"/service/cases/export.xlsx{columns}").data))
    written = "".join(book.read(name).decode() for name in book.namelist() if "sheet" in name)
    assert phone not in written
    assert f"{phone[:3]}****{phone[-4:]}" in written


def test_nothing_asked_of_a_list_or_look_up_tells_the_number(login, case):
    _key, phone, _paper = case
    clerk, quality = login("clerk"), login("quality")
    for address in (
        f"/customers/customers?f=&q={phone}",
        f"/-/lookup/customers.contact?q={phone}",
        f"/-/lookup/customers.customer?q={phone}",
    ):
        seen, told = clerk.get(address), quality.get(address)
        nothing = quality.get(address.replace(phone, "10000000000"))
        assert seen.status_code == told.status_code == nothing.status_code == 200, address
        assert told.text.count("<tr") == nothing.text.count("<tr"), address
        assert told.text.count("<li") == nothing.text.count("<li"), address
    sorted_by = quality.get("/customers/customers?s=phone")
    assert "phone" not in sorted_by.request.path
    assert "不能按“phone”排序" in sorted_by.text


def test_the_audit_trail_masks_what_its_reader_sees_masked(login, case, uow_as):
    key, phone, _paper = case
    with uow_as("clerk") as uow:
        uow.get(Case, key).contact_phone = "13912345678"
    with uow_as("system", write=False) as uow:
        assert uow.scalar(select(AuditEntry.seq).order_by(AuditEntry.seq.desc()).limit(1))
    page = login("auditor").get("/sysadmin/audit/")
    assert "139****5678" in page.text
    assert "13912345678" not in page.text
    assert phone not in page.text
    assert "13912345678" in login("leader").get("/sysadmin/audit/").text


def test_a_paper_in_full_is_for_those_who_see_the_number_in_full(login, case):
    key, _phone, paper = case
    for role, status in (("clerk", 200), ("leader", 200), ("quality", 403), ("archivist", 403)):
        browser = login(role)
        assert browser.get(f"/documents/{paper}.pdf").status_code == status, role
        page = browser.get(f"/service/cases/{key}").text
        assert (f"/documents/{paper}.pdf" in page) == (status == 200), role
    refused = login("quality").get(f"/documents/{paper}.pdf").text
    assert "查看联系人完整电话" in refused or "完整" in refused
    assert login("quality").post(f"/documents/issue/service.entry/{key}").status_code == 403
    assert login("quality").get(f"/documents/preview/service.entry/{key}").status_code == 200
