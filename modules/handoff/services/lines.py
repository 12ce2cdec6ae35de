"""Saving the lines of a contract: items with serial numbers, clauses, kit, documents."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import func, select

from aftersales.auth.models import Department
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid
from aftersales.i18n import _l
from modules.customers.api import Product
from modules.handoff.models import (
    Clause,
    Contract,
    ContractItem,
    HandoverDocument,
    KitLine,
    Machine,
)
from modules.handoff.queries import clauses_of, documents_of, items_of, kit_of

Line = Mapping[str, Any]
Row = TypeVar("Row", ContractItem, Clause, KitLine, HandoverDocument)
SEPARATORS = re.compile(r"[\s,,;;、/]+")


def serials_in(text: str) -> list[str]:
    """The serial numbers of a text, each once, however they are separated."""
    return list(dict.fromkeys(part for part in SEPARATORS.split(text) if part))


def keep_items(uow: UnitOfWork, contract: Contract, lines: Sequence[Line]) -> None:
    """Make the items of a contract exactly ``lines``, each with its machines.

    :raises Invalid: at ``items-<n>-…`` when a product is unknown, there are more serial numbers
        than machines, or one is used already.
    """
    _refuse_doubles(lines)

    def fill(item: ContractItem, line: Line, place: str) -> None:
        product = uow.find(Product, line["product_id"])
        if product is None:
            raise Invalid(_l("Choose the product from the list."), field=f"{place}-product_id")
        item.product, item.note = product, line.get("note") or ""
        item.quantity = int(line["quantity"])
        if item.quantity < 1:
            raise Invalid(_l("At least one machine."), field=f"{place}-quantity")
        _keep_serials(uow, item, serials_in(line.get("serials") or ""), f"{place}-serials")

    _keep(uow, ContractItem, contract, items_of(uow, contract), lines, name="items", fill=fill)


def _refuse_doubles(lines: Sequence[Line]) -> None:
    seen: set[str] = set()
    for number, line in enumerate(lines):
        for serial in serials_in(line.get("serials") or ""):
            if serial.upper() in seen:
                raise Invalid(
                    _l("{serial} stands twice in this contract.", serial=serial),
                    field=f"items-{number}-serials",
                )
            seen.add(serial.upper())


def _keep_serials(uow: UnitOfWork, item: ContractItem, serials: Sequence[str], field: str) -> None:
    if len(serials) > item.quantity:
        raise Invalid(
            _l(
                "{count} serial numbers for {quantity} machines; correct one of them.",
                count=len(serials),
                quantity=item.quantity,
            ),
            field=field,
        )
    present = {machine.serial: machine for machine in item.machines} if item.id else {}
    new = [serial for serial in serials if serial not in present]
    _refuse_taken(uow, new, field)
    for serial in set(present) - set(serials):
        uow.delete(present[serial])
        item.machines.remove(present[serial])
    item.machines.extend(Machine(serial=serial) for serial in new)


def _refuse_taken(uow: UnitOfWork, serials: Sequence[str], field: str) -> None:
    wanted = [serial.upper() for serial in serials]
    query = select(Machine.serial).where(func.upper(Machine.serial).in_(wanted)).limit(1)
    with uow.system("a serial number is unique over all contracts, seen or not"):
        taken = uow.scalar(query) if wanted else None
    if taken is not None:
        raise Invalid(
            _l("{serial} belongs to another contract already.", serial=taken), field=field
        )


def keep_clauses(uow: UnitOfWork, contract: Contract, lines: Sequence[Line]) -> None:
    """Make the clauses exactly ``lines``; one that is done is neither dropped nor moved (S1-in-1).

    :raises Invalid: at ``clauses-<n>-…``.
    """

    def fill(clause: Clause, line: Line, place: str) -> None:
        department = uow.find(Department, line.get("department_id"))
        if line.get("department_id") and department is None:
            raise Invalid(_l("Choose the department."), field=f"{place}-department_id")
        if clause.state == "done" and clause.department is not department:
            raise Invalid(
                _l("This clause is done; it stays with its department."),
                field=f"{place}-department_id",
            )
        clause.number = line.get("number") or ""
        clause.kind, clause.text = line.get("kind") or "technical", line["text"]
        clause.department, clause.due_on = department, line.get("due_on")

    given = {line.get("id") for line in lines}
    for clause in clauses_of(uow, contract):
        if clause.state == "done" and clause.id not in given:
            raise Invalid(
                _l("Clause {clause} is done and cannot be removed.", clause=clause.number),
                field="clauses",
            )
    _keep(uow, Clause, contract, clauses_of(uow, contract), lines, name="clauses", fill=fill)


def keep_kit(uow: UnitOfWork, contract: Contract, lines: Sequence[Line]) -> None:
    """Make the kit exactly ``lines``; whoever states a quantity as present is noted (S0-4.2.2)."""

    def fill(part: KitLine, line: Line, place: str) -> None:
        present = line.get("present")
        part.name, part.note = line["name"], line.get("note") or ""
        part.specification = line.get("specification") or ""
        part.required = Decimal(line.get("required") or 1)
        if present is not None and (part.id is None or present != part.present):
            part.present = Decimal(present)
            part.checked_at, part.checked_by_id = uow.now, uow.actor.user_id

    _keep(uow, KitLine, contract, kit_of(uow, contract), lines, name="kit", fill=fill)


def keep_documents(uow: UnitOfWork, contract: Contract, lines: Sequence[Line]) -> None:
    """Make the list of documents exactly ``lines`` (S1-in-3)."""

    def fill(document: HandoverDocument, line: Line, place: str) -> None:
        document.title = line["title"]
        document.copies = int(line.get("copies") or 1)
        document.medium = line.get("medium") or "paper"
        document.handed_on = line.get("handed_on")

    _keep(
        uow,
        HandoverDocument,
        contract,
        documents_of(uow, contract),
        lines,
        name="documents",
        fill=fill,
    )


def _keep(
    uow: UnitOfWork,
    model: type[Row],
    contract: Contract,
    present: Sequence[Row],
    lines: Sequence[Line],
    *,
    name: str,
    fill: Callable[[Row, Line, str], None],
) -> None:
    """Bring the rows of one kind into line with what was entered; rows left out are deleted."""
    rows = {row.id: row for row in present}
    for index, line in enumerate(lines):
        row = rows.pop(line.get("id") or 0, None)
        if row is None:
            row = model(contract_id=contract.id)
        with uow.session.no_autoflush:
            fill(row, line, f"{name}-{index}")
        uow.session.add(row)
        uow.flush()
    for gone in rows.values():
        for machine in list(getattr(gone, "machines", ())):
            uow.delete(machine)
        uow.delete(gone)
    uow.flush()
