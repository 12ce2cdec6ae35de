"""Customers, products and machines in the browser's eyes."""

import pytest
from sqlalchemy import select

from modules.customers.api import Contact, Customer, Equipment


@pytest.mark.parametrize(
    "address",
    [
        "/customers/equipment",
        "/customers/equipment?f=in&f=soon&g=verdict&s=serial",
        "/customers/equipment?f=disputed&f=key&f=promised&g=region",
        "/customers/equipment?q=0001&customer=1&product=1",
        "/customers/equipment?g=year",
        "/customers/customers?g=region_class&f=a&f=b",
        "/customers/customers?q=KH",
        "/customers/products?f=large&g=name",
        "/customers/warranty-plans",
        "/customers/warranty-plans/1",
        "/customers/warranty-plans/new",
        "/customers/equipment/export.csv",
        "/customers/customers/1",
        "/customers/products/1",
        "/customers/equipment/1",
        "/customers/customers/1/edit",
        "/customers/equipment/1/edit",
        "/customers/equipment/new",
    ],
)
def test_pages_answer_in_both_languages(login, yard, address) -> None:
    browser = login("sales")
    assert browser.get(address).status_code == 200
    browser.post("/-/language", data={"locale": "en", "next": "/"})
    assert browser.get(address).status_code == 200


@pytest.mark.parametrize("words", ["010001", "武陵", "2430", "HN26010001"])
def test_three_characters_find_the_machine(login, yard, words) -> None:
    (hit,) = login("clerk").get(f"/-/lookup/customers.equipment?q={words}").json
    assert hit["label"].startswith("HN26010001")
    assert hit["detail"] == "湖南常德武陵矿业有限责任公司 · 保内"
    assert hit["extra"]["contact_phone"] == "15056697648"
    (hidden,) = login("quality").get(f"/-/lookup/customers.equipment?q={words}").json
    assert hidden["extra"]["contact_phone"] == ""


def test_the_phone_is_for_those_who_call(login, yard) -> None:
    address = f"/customers/customers/{yard.customer}"
    assert "15056697648" in login("clerk").get(address).text
    for person in ("quality", "archivist", "auditor", "keeper"):
        shown = login(person).get(address).text
        assert "15056697648" not in shown
        assert "150****7648" in shown
        listed = login(person).get("/customers/customers").text
        assert "15056697648" not in listed
        found = login(person).get("/-/lookup/customers.contact?q=罗").text
        assert "15056697648" not in found


def test_the_verdict_explains_itself_on_the_page(login, yard) -> None:
    page = login("clerk").get(f"/customers/equipment/{yard.machine}").text
    assert "保内" in page
    assert "2027-02-28" in page


def test_a_new_customer_with_contacts_from_the_form(login, uow_as, yard) -> None:
    sales = login("sales")
    answer = sales.post(
        "/customers/customers/new",
        data={
            "name": "桃源华新水泥有限公司",
            "kind": "customer",
            "customer_class": "A",
            "contacts-0-id": "",
            "contacts-0-name": "赵涛",
            "contacts-0-phone": "150 4958 3409",
        },
    )
    assert answer.status_code == 303
    with uow_as("sales") as uow:
        customer = uow.scalar(select(Customer).where(Customer.name == "桃源华新水泥有限公司"))
        assert customer.is_key
        assert customer.code == "KH20260002"
        contact = uow.scalar(select(Contact).where(Contact.customer_id == customer.id))
        assert (contact.name, contact.phone) == ("赵涛", "15049583409")


@pytest.mark.parametrize("phone", ["123", "not known", "----"])
def test_what_cannot_be_rung_is_no_telephone_number(login, yard, phone) -> None:
    answer = login("sales").post(
        "/customers/customers/new",
        data={
            "name": "桃源华新水泥有限公司",
            "contacts-0-id": "",
            "contacts-0-name": "赵涛",
            "contacts-0-phone": phone,
        },
    )
    assert answer.status_code == 422
    assert f"“{phone}”不是电话号码" in answer.text


def test_bad_input_is_named_and_kept(login, uow_as, yard) -> None:
    sales = login("sales")
    answer = sales.post(
        "/customers/equipment/new",
        data={
            "serial": "hn26010001",
            "product_id": yard.product,
            "customer_id": yard.customer,
            "site_address": "二号泵房",
            "accepted_on": "2026-13-01",
        },
    )
    assert answer.status_code == 422
    assert "二号泵房" in answer.text
    assert "2026-13-01" in answer.text
    answer = sales.post(
        "/customers/equipment/new",
        data={"serial": "hn26010001", "product_id": yard.product, "customer_id": yard.customer},
    )
    assert answer.status_code == 422
    assert "已登记过" in answer.text
    with uow_as("sales") as uow:
        assert len(uow.scalars(select(Equipment)).all()) == 1


def test_a_stale_save_shows_both_values(login, uow_as, yard) -> None:
    sales, clerk = login("sales"), login("clerk")
    address = f"/customers/equipment/{yard.machine}/edit"
    with uow_as("sales") as uow:
        version = uow.get(Equipment, yard.machine).version
    data = {
        "serial": "HN26010001",
        "product_id": yard.product,
        "customer_id": yard.customer,
        "shipped_on": "2026-02-10",
        "accepted_on": "2026-03-01",
        "version": version,
    }
    assert clerk.post(address, data={**data, "site_address": "一号车间"}).status_code == 303
    stale = sales.post(address, data={**data, "site_address": "二号车间"})
    assert stale.status_code == 409
    assert "一号车间" in stale.text
    assert "二号车间" in stale.text


def test_who_may_not_change_gets_no_button_and_403(login, yard) -> None:
    quality = login("quality")
    assert "/edit" not in quality.get(f"/customers/customers/{yard.customer}").text
    assert quality.get(f"/customers/customers/{yard.customer}/edit").status_code == 403
    assert quality.post("/customers/products/new", data={"code": "x"}).status_code == 403
    assert login("sales").get("/customers/customers/99999").status_code == 404
