"""Contracts of the years before: handed over long ago, their machines found in the ledger."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from aftersales.imports.reading import read_source
from aftersales.imports.runs import run
from aftersales.imports.undo import undo
from modules.customers.api import create_customer, register_equipment
from modules.customers.services.products import create_product
from modules.handoff.models import Contract, ContractItem
from modules.handoff.services.contracts import register_contract

TABLE = "合同号,客户名称,签订日期,合同金额(万元),业务员,备注\nH-1,{},2024/05/04,{},王春,\n"


@pytest.fixture
def ledger(uow_as):
    with uow_as("system") as uow:
        customer = create_customer(uow, code="KH1", name="常德甲厂")
        product = create_product(uow, code="P1", name="球磨机", model="QM-2430")
        for serial in ("HN1", "HN2"):
            register_equipment(
                uow,
                serial=serial,
                product_id=product.id,
                customer_id=customer.id,
                contract_number="H-1",
            )
        return customer.id, product.id


@pytest.fixture
def bring(uow_as, tmp_path):
    def call(text):
        path = tmp_path / "合同.csv"
        path.write_text(text, encoding="utf-8")
        with uow_as("system") as uow:
            return run(uow, read_source(path), "good_rows")

    return call


def test_an_old_contract_is_handed_over_with_its_machines(ledger, bring, uow_as):
    done = bring(TABLE.format("KH1", "119"))
    assert done.kinds["contracts"].figures["contract_total"] == 1_190_000
    with uow_as("system") as uow:
        contract = uow.scalar(select(Contract))
        assert (contract.state, contract.handed_over_at) == ("handed_over", None)
        assert (contract.amount, str(contract.signed_on)) == (Decimal(1_190_000), "2024-05-04")
        (item,) = uow.scalars(select(ContractItem))
        assert (item.quantity, item.serials) == (2, "HN1, HN2")
    assert bring(TABLE.format("常德甲厂", "119")).kinds["contracts"].unchanged == 1
    with uow_as("system") as uow:
        undo(uow, done.run_id)
        assert uow.scalar(select(Contract.id)) is None


def test_a_contract_people_work_on_is_changed_by_its_own_rules(ledger, bring, uow_as):
    customer_id, product_id = ledger
    with uow_as("system") as uow:
        contract = register_contract(
            uow,
            number="H-1",
            customer_id=customer_id,
            amount=Decimal(5),
            items=[{"product_id": product_id, "quantity": 1}],
        )
        assert contract.state == "draft"
    report = bring(TABLE.format("KH1", "119")).kinds["contracts"]
    assert report.updated == 1
    with uow_as("system") as uow:
        contract = uow.scalar(select(Contract))
        assert (contract.state, contract.amount) == ("draft", Decimal(1_190_000))
        contract.state = "terminated"
    (refused,) = bring(TABLE.format("KH1", "120")).kinds["contracts"].refused
    assert refused.problems[0].code == "refused"
