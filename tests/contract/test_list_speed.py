"""A list costs the same number of statements for one row as for eighty; Home and pages stay few."""

import pytest
from sqlalchemy import func, select

from aftersales.auth.models import Role, User

pytestmark = pytest.mark.demo_company
HOME_LIMIT = 41
LIST_LIMIT = 12
PAGE_LIMIT = 42
"""Measured on the demo company; a new tile or section may add its one."""


@pytest.fixture
def browser(login, uow_as):
    """The demo administrator, filling every role there is."""
    with uow_as("system") as uow:
        user = uow.scalar(select(User).where(User.username == "admin"))
        user.roles = list(uow.scalars(select(Role)))
    return login("admin")


@pytest.fixture
def resized():
    """Change the page size of a list for this test."""
    kept = []

    def resize(view, size):
        kept.append((view, view.page_size))
        object.__setattr__(view, "page_size", size)

    yield resize
    for view, size in reversed(kept):
        object.__setattr__(view, "page_size", size)


def test_a_list_runs_a_constant_number_of_statements(app, browser, uow_as, count_queries, resized):
    grown, examined = {}, 0
    for view in app.extensions["aftersales.views"].lists.values():
        with uow_as("system", write=False) as uow:
            rows = uow.scalar(select(func.count()).select_from(view.model))
        if rows < 2:
            continue
        examined += 1
        counts = []
        for size in (1, 80):
            resized(view, size)
            browser.get(f"{view.path}?f=")
            with count_queries() as counted:
                assert browser.get(f"{view.path}?f=").status_code == 200
            counts.append(len(counted))
        if counts[1] > counts[0]:
            grown[view.name] = counts
    assert grown == {}
    assert examined > 10


def test_a_board_runs_one_statement_a_column(app, browser, count_queries):
    for view in app.extensions["aftersales.views"].lists.values():
        if view.board is None:
            continue
        column = next(one for one in view.columns if one.name == view.board.column)
        with count_queries() as counted:
            assert browser.get(f"{view.path}?f=&view=board").status_code == 200
        assert len(counted) <= 14 + len(column.labels), view.name


def test_home_stays_few(browser, count_queries):
    with count_queries() as counted:
        assert browser.get("/").status_code == 200
    assert len(counted) <= HOME_LIMIT


def test_lists_and_record_pages_stay_few(app, browser, uow_as, count_queries):
    """Warm, with the default filters: what an ordinary click costs the database."""
    book, many = app.extensions["aftersales.views"], {}
    for view in book.lists.values():
        browser.get(view.path)
        with count_queries() as counted:
            browser.get(view.path)
        if len(counted) > LIST_LIMIT:
            many[view.name] = len(counted)
    for form in book.forms.values():
        with uow_as("system", write=False) as uow:
            key = uow.scalar(select(func.max(form.model.id)))
        if key is None or not form.list:
            continue
        browser.get(f"{form.path}/{key}")
        with count_queries() as counted:
            browser.get(f"{form.path}/{key}")
        if len(counted) > PAGE_LIMIT:
            many[form.name] = len(counted)
    assert many == {}
