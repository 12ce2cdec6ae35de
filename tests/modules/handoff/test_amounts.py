"""What a contract costs is for those who need it; the others meet it nowhere."""

import io
import zipfile

import pytest

from aftersales.documents import issue
from modules.handoff.models import Contract

AMOUNT = "7654321"


@pytest.fixture
def priced(uow_as, accepted) -> int:
    with uow_as("sales") as uow:
        uow.get(Contract, accepted).amount = AMOUNT + ".09"
        uow.get(Contract, accepted).payment_terms = "定金三成"
    return int(accepted)


@pytest.mark.parametrize(
    "address",
    [
        "/handoff/contracts?f=",
        "/handoff/contracts?f=&cols=number,amount&s=-amount",
        "/handoff/contracts?f=&view=board",
        "/handoff/contracts?f=&g=state",
        "/handoff/contracts/print?f=&cols=amount",
        "/handoff/contracts/export.csv?f=&cols=number,amount",
        "/handoff/contracts/{id}",
        f"/search?q={AMOUNT}",
        "/-/lookup/handoff.contract?q=",
    ],
)
def test_a_reader_without_the_right_meets_no_amount(login, priced, address):
    text = login("clerk").get(address.format(id=priced)).text
    plain = text.replace(",", "").replace("\xa0", "")
    assert AMOUNT not in plain.replace(f"q={AMOUNT}", "").replace(f'value="{AMOUNT}"', "").replace(
        f"“{AMOUNT}”", ""
    )
    assert "定金三成" not in text


def test_nor_in_a_spreadsheet(login, priced):
    answer = login("clerk").get("/handoff/contracts/export.xlsx?f=&cols=number,amount")
    parts = zipfile.ZipFile(io.BytesIO(answer.data))
    assert all(AMOUNT.encode() not in parts.read(name) for name in parts.namelist())


def test_nor_on_a_paper_somebody_else_printed(login, uow_as, priced):
    with uow_as("dispatcher") as uow:
        paper = issue(uow, "handoff.handoff", uow.get(Contract, priced)).id
    assert login("dispatcher").get(f"/documents/{paper}.pdf").status_code == 200
    refused = login("clerk").get(f"/documents/{paper}.pdf")
    assert refused.status_code == 403
    assert "查看合同金额" in refused.text or "合同金额" in refused.text
