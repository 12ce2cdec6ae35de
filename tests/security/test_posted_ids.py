"""What a form does not show, a form does not take: ids of hidden rows, and fields it never had.

Which addresses a role may open, with which records, is proven elsewhere; here a person who may use
a form posts into it what the page would never have offered.
"""

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from aftersales.access.rules import RecordRule
from aftersales.auth.models import Role, User
from aftersales.db.uow import unit_of_work
from aftersales.views.form_data import plain_fields, rejected_fields, take_form
from aftersales.views.inputs_rich import LookupField
from tests.security.forms import Page

pytestmark = pytest.mark.demo_company

REFUSAL = "请从列表中选择"
OURS = frozenset({"version", "updated_at", "updated_by_id"})
"""Columns that change with every save, by the program's own hand."""


@pytest.fixture
def allrounder(login, uow_as):
    """A person with every role, so that no missing right hides a missing check."""
    with uow_as("system") as uow:
        user = uow.scalar(select(User).where(User.username == "admin"))
        user.roles = list(uow.scalars(select(Role)))
    return login("admin")


@pytest.fixture
def hide(app, monkeypatch):
    """Hide one row of a table from everybody, as if it belonged to another region."""

    def hide(model, key):
        policy = app.extensions["aftersales.access"]
        rule = RecordRule(
            name="test.hidden",
            model=model,
            title="hidden",
            where=lambda _actor: model.id != key,
            restrict=True,
        )
        monkeypatch.setitem(policy.rules, model, [*policy.rules.get(model, []), rule])

    return hide


def first_of(uow_as, model):
    with uow_as("system", write=False) as uow:
        return uow.scalar(select(model.id).order_by(model.id).limit(1))


def guarded_lookups(app):
    """Every form of every page with its look-ups on guarded records: class, field, model."""
    book = app.extensions["aftersales.views"]
    for view in book.forms.values():
        declared = {view.create_form, view.form, *(action.form for action in view.actions)}
        for form_class in declared - {None}:
            for field in plain_fields(form_class()):
                if isinstance(field, LookupField):
                    model = book.lookups[field.lookup].key.class_
                    if model.__scope__.kind == "scoped":
                        yield view, form_class, field.name, model


def test_no_form_takes_an_id_its_person_could_not_have_chosen(app, allrounder, uow_as, hide):
    tried = 0
    for view, form_class, name, model in guarded_lookups(app):
        key = first_of(uow_as, model)
        if key is None:
            continue
        with uow_as("admin", write=False) as uow:
            open_form = take_form(form_class, MultiDict({name: str(key)}))
            was_offered = not rejected_fields(uow, open_form)
        hide(model, key)
        with uow_as("admin", write=False) as uow:
            form = take_form(form_class, MultiDict({name: str(key)}))
            assert rejected_fields(uow, form), f"{view.name}: {form_class.__name__}.{name}"
        tried += was_offered
    assert tried >= 4, "look-ups that took the row before it was hidden"


def test_the_page_refuses_such_an_id_beside_its_field(app, allrounder, uow_as, hide):
    """The whole way, with a form that is complete but for the id."""
    book, tried = app.extensions["aftersales.views"], 0
    for view, form_class, name, model in guarded_lookups(app):
        key = first_of(uow_as, model)
        record = first_of(uow_as, view.model)
        if view.update is None or form_class is not view.form or not (key and record):
            continue
        address = f"{view.path}/{record}/edit"
        sent = Page(allrounder.get(address).text).forms
        form = next((one for one in sent if one.typed() and one.method == "post"), None)
        if form is None or model is view.model or form.values().get(name) == [str(key)]:
            continue
        hide(model, key)
        data = {**form.values(), name: [str(key)]}
        answer = allrounder.post(address, data=data, content_type="multipart/form-data")
        assert answer.status_code in (404, 422), f"{view.name} {name}: {answer.status}"
        tried += REFUSAL in answer.text
    assert tried >= 1, book.forms.keys()


def guarded_forms(app, uow_as):
    for view in app.extensions["aftersales.views"].forms.values():
        if view.model.__scope__.kind == "scoped" and (key := first_of(uow_as, view.model)):
            yield view, key


def test_threads_records_bulk_and_boards_take_no_hidden_id(app, allrounder, uow_as, hide):
    book = app.extensions["aftersales.views"]
    for view, key in guarded_forms(app, uow_as):
        hide(view.model, key)
        form = {"body": "x", "id": str(key), "ids": str(key), "to": "x", "record_id": str(key)}
        for verb in ("note", "todo", "follow"):
            answer = allrounder.post(f"/-/thread/{view.name}/{key}/{verb}", data=form)
            assert answer.status_code == 404, f"{view.name} {verb}"
        for tail in ("", "/edit", "/do/nothing"):
            assert allrounder.get(f"{view.path}/{key}{tail}").status_code == 404, view.name
        for one in (one for one in book.lists.values() if one.model is view.model):
            tails = ["board", *(f"bulk/{bulk.name}" for bulk in one.bulk)]
            codes = [allrounder.post(f"{one.path}/{at}", data=form).status_code for at in tails]
            assert min(codes) >= 400, f"{one.path}: {dict(zip(tails, codes, strict=True))}"


def test_no_paper_is_made_of_a_hidden_record(app, allrounder, uow_as, hide):
    tried = 0
    for spec in app.extensions["aftersales.documents"].values():
        key = first_of(uow_as, spec.model)
        if key is not None and spec.model.__scope__.kind == "scoped":
            hide(spec.model, key)
            assert allrounder.get(f"/documents/preview/{spec.name}/{key}").status_code == 404
            assert allrounder.post(f"/documents/issue/{spec.name}/{key}").status_code == 404
            tried += 1
    assert tried >= 3


def row_of(app, model, key):
    from aftersales.access import system_actor

    with app.app_context(), unit_of_work(system_actor("test"), write=False) as uow:
        table = model.__table__
        found = uow.session.connection().execute(select(table).where(table.c.id == key)).one()
        return dict(found._mapping)


def test_fields_a_form_does_not_have_change_nothing(app, allrounder, uow_as):
    """Mass assignment: every other column of the row is sent along, and stays as it was."""
    saved = 0
    for view in app.extensions["aftersales.views"].forms.values():
        if view.update is None or view.form is None:
            continue
        with uow_as("system", write=False) as uow:
            keys = [
                key for (key,) in uow.rows(select(view.model.id).order_by(view.model.id).limit(3))
            ]
        for key in keys:
            page = Page(allrounder.get(f"{view.path}/{key}/edit").text)
            form = next((one for one in page.forms if one.typed() and one.method == "post"), None)
            if form is None:
                continue
            before = row_of(app, view.model, key)
            values = form.values()
            own = {field.short_name for field in view.form()}
            extra = {
                name: ["1" if isinstance(value, int | None) else "injected"]
                for name, value in before.items()
                if name not in own
            }
            answer = allrounder.post(
                f"{view.path}/{key}/edit",
                data={**values, **extra},
                content_type="multipart/form-data",
            )
            if answer.status_code >= 400:
                continue
            after = row_of(app, view.model, key)
            changed = {name for name in before if before[name] != after[name]} - OURS
            assert changed & set(extra) == set(), f"{view.path} let {changed} in"
            saved += 1
    assert saved >= 6, "too few records were saved to prove anything"


def test_oneself_cannot_be_promoted(login, uow_as):
    browser = login("clerk")
    posted = {
        "locale": "en",
        "theme": "dark",
        "phone": "1",
        "username": "admin2",
        "name": "Boss",
        "roles": "1",
        "department_id": "1",
        "is_active": "",
        "session_epoch": "9",
        "id": "1",
    }
    assert browser.post("/me", data=posted).status_code == 302
    with uow_as("system", write=False) as uow:
        user = uow.scalar(select(User).where(User.username == "clerk"))
        assert (user.name, [role.code for role in user.roles]) == ("王丽", ["clerk"])
        assert (user.is_active, user.session_epoch) == (True, 1)
