"""Loaner machines, from lending one to filing its slip."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from aftersales.auth.organisation import user_by_name
from aftersales.db import clock
from aftersales.errors import Invalid, Refused
from aftersales.notify.models import Message
from aftersales.workflow import advance
from modules.archive.api import completeness
from modules.customers.api import create_customer
from modules.loaner.api import Loan, lend, take_back
from modules.loaner.services import add_machine
from modules.service.api import EquipmentRecovered, Order, dispatch_order, register_case

pytestmark = pytest.mark.both_databases


@pytest.fixture
def loan(uow_as):
    """The id of a loan: the pump BY-01 for an order of the engineer's."""
    with uow_as("sales") as uow:
        customer = create_customer(uow, name="常德澧水水泥厂")
    with uow_as("dispatcher") as uow:
        case = register_case(uow, customer_id=customer.id, summary="液压泵漏油")
        chief = user_by_name(uow, "engineer")
        order = dispatch_order(uow, record_id=case.id, chief_id=chief.id)
        pump = add_machine(uow, number="BY-01", name="液压泵站")
        soon = clock.today() + timedelta(days=3)
        return lend(uow, record_id=order.id, machine_id=pump.id, due_on=soon).id


def test_an_order_does_not_close_while_a_loaner_is_out(uow_as, loan):
    with uow_as("system") as uow:
        order = uow.get(Loan, loan).order
        order.state = "reported"
    with uow_as("dispatcher") as uow:
        order = uow.get(Order, order.id)
        with pytest.raises(Refused, match="BY-01"):
            advance(uow, order, "close")
        take_back(uow, record_id=loan, condition="完好")
        advance(uow, order, "close")
        assert order.state == "closed"


def test_a_machine_is_lent_to_one_customer_at_a_time(uow_as, loan):
    with uow_as("dispatcher") as uow:
        first = uow.get(Loan, loan)
        again = {"record_id": first.order_id, "machine_id": first.machine_id}
        with pytest.raises(Refused, match="BY-01"):
            lend(uow, **again, due_on=clock.today())
        take_back(uow, record_id=loan, condition="完好")
        with pytest.raises(Invalid):
            lend(uow, **again, due_on=clock.today() - timedelta(days=1))
        assert lend(uow, **again, due_on=clock.today()).number != first.number


def test_orders_show_their_loaners(uow_as, login, loan):
    with uow_as("dispatcher") as uow:
        found = uow.get(Loan, loan)
        path, number = f"/service/orders/{found.order_id}", found.order.number
        due = found.due_on.isoformat()
    browser = login("dispatcher")
    assert "BY-01" in browser.get(path).text
    with_loaner = browser.get("/service/orders?f=loaner").text
    assert number in with_loaner
    assert due in with_loaner
    with uow_as("dispatcher") as uow:
        take_back(uow, record_id=loan, condition="完好")
    assert number not in browser.get("/service/orders?f=loaner").text


def test_when_the_customers_machine_runs_the_loaner_is_asked_back_once(uow_as, outbox, loan):
    with uow_as("system") as uow:
        order = uow.get(Loan, loan).order
        runs = EquipmentRecovered(
            visit_id=1, order_id=order.id, case_id=order.case_id, at=clock.now()
        )
        uow.emit(runs)
        uow.emit(runs)
    outbox.deliver()
    with uow_as("system", write=False) as uow:
        asked = select(func.count(Message.id)).where(Message.url == f"/loaner/loans/{loan}")
        assert uow.scalar(asked) == 2, "one for who lent it, one for the chief"


def test_a_loan_without_a_signed_slip_is_missing_in_the_archive(uow_as, loan):
    with uow_as("archivist", write=False) as uow:
        found = uow.get(Loan, loan)
        missing = completeness(uow, found.order.case).missing
        assert [sentence for sentence in missing if found.number in str(sentence)]


def test_who_does_not_see_the_order_does_not_see_the_loan(login, loan):
    assert login("engineer").get(f"/loaner/loans/{loan}").status_code == 200
    assert login("engineer2").get(f"/loaner/loans/{loan}").status_code == 404
    assert login("gate").get("/loaner/loans").status_code == 403
