"""What the hand-off imports: the list of contracts of the years before."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l
from aftersales.imports.declare import Figure, Importer, ImportField, Reference, Row
from modules.customers.api import Customer, Equipment
from modules.handoff import manifest as may
from modules.handoff.models import Contract, ContractItem, Machine
from modules.handoff.services.contracts import change_contract

DONE = "handed_over"


def apply_contract(uow: UnitOfWork, *, row: Row, existing: Contract | None) -> Contract:
    """Write one row of a contract list, with the machines the equipment ledger names under it.

    A contract of the years before is handed over, without a date of it. One that people work on
    here is changed by the rules of its verb, or the row is refused.
    """
    given = {
        "customer_id": row["customer"].id,
        **{n: row.get(n) for n in ("signed_on", "amount", "salesperson", "note")},
    }
    if existing is None:
        existing = uow.add(
            Contract(number=row["number"], customer=row["customer"], state=DONE, amount=None)
        )
        existing.site_address = existing.customer.address
    changes = {
        name: value
        for name, value in given.items()
        if value is not None and getattr(existing, name) != value
    }
    if existing.state != DONE or existing.handed_over_at is not None:
        return change_contract(uow, record_id=existing.id, **changes) if changes else existing
    _set(existing, changes)
    _link_machines(uow, existing)
    return existing


def _set(contract: Contract, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(contract, name, value)


def _link_machines(uow: UnitOfWork, contract: Contract) -> None:
    """One item a model, one machine a serial number that the ledger has for the contract."""
    linked = select(Machine.serial).join(Machine.item).where(Machine.serial == Equipment.serial)
    statement = select(Equipment).where(
        Equipment.contract_number == contract.number,
        Equipment.customer_id == contract.customer_id,
        ~linked.exists(),
    )
    by_product: dict[int, list[Equipment]] = defaultdict(list)
    for machine in uow.scalars(statement.order_by(Equipment.serial)):
        by_product[machine.product_id].append(machine)
    for product_id, machines in by_product.items():
        item = uow.scalar(
            select(ContractItem).where(
                ContractItem.contract_id == contract.id, ContractItem.product_id == product_id
            )
        )
        if item is None:
            item = uow.add(
                ContractItem(contract_id=contract.id, product_id=product_id, quantity=len(machines))
            )
        else:
            item.quantity += len(machines)
        for machine in machines:
            uow.add(Machine(item_id=item.id, serial=machine.serial, equipment_id=machine.id))


CONTRACTS = Importer(
    kind="contracts",
    title=_l("Contracts"),
    model=Contract,
    key=("number",),
    order=40,
    sheets=("合同", "contracts"),
    permission=may.WRITE,
    apply=apply_contract,
    fields=(
        ImportField(
            name="number",
            title=_l("Contract number"),
            kind="code",
            required=True,
            max_length=60,
            synonyms=("合同号", "合同编号", "contract number", "contract"),
        ),
        ImportField(
            name="customer",
            title=_l("Customer"),
            kind="reference",
            required=True,
            reference=Reference(model=Customer, by=("code", "name"), title=_l("customer")),
            synonyms=("客户名称", "客户", "用户单位", "买方", "需方", "甲方", "customer"),
        ),
        ImportField(
            name="signed_on",
            title=_l("Signed on"),
            kind="date",
            synonyms=("签订日期", "签约日期", "合同日期", "签订时间", "signed on"),
        ),
        ImportField(
            name="amount",
            title=_l("Contract amount"),
            kind="money",
            synonyms=("合同金额", "合同总价", "总价", "金额", "amount"),
        ),
        ImportField(
            name="salesperson",
            title=_l("Salesperson"),
            max_length=60,
            synonyms=("业务员", "销售员", "销售人员", "经办人", "salesperson"),
        ),
        ImportField(
            name="note",
            title=_l("Note"),
            max_length=2000,
            synonyms=("备注", "说明", "note", "remark"),
        ),
    ),
    figures=(
        Figure(
            name="contract_total",
            title=_l("Total of contract amounts"),
            measure=lambda row: row.get("amount") or Decimal(0),
        ),
    ),
)

IMPORTERS = (CONTRACTS,)
