"""The months of the register, to print and sign (F01)."""

from typing import Any

from sqlalchemy import Select, select

from aftersales.i18n import _l
from aftersales.views import Action, Column, EmptyState, Field, FormView, Group, ListView, Verb
from aftersales.views.fields import BaseForm, DayField, InputRequired
from aftersales.views.urls import list_url
from modules.service import manifest as may
from modules.service.models import RegisterBook
from modules.service.services.register import open_book, sign_book


class BookForm(BaseForm):
    """Which month."""

    month = DayField(_l("Any day of the month"), [InputRequired()])


def books() -> Select[Any]:
    """The months opened so far."""
    return select(RegisterBook).outerjoin(RegisterBook.signed_by)


BOOKS = ListView(
    name="service.register_books",
    title=_l("Months of the register"),
    model=RegisterBook,
    path="/service/register",
    permission=may.READ_ALL,
    query=books,
    form="service.register_book",
    order="-code",
    columns=(
        Column(
            name="code", title=_l("Month"), source=RegisterBook.code, kind="link", mobile="primary"
        ),
        Column(name="first_on", title=_l("From"), source=RegisterBook.first_on, kind="date"),
        Column(name="last_on", title=_l("To"), source=RegisterBook.last_on, kind="date"),
        Column(
            name="signed_at", title=_l("Signed at"), source=RegisterBook.signed_at,
            kind="datetime", mobile="side",
        ),
    ),
    search=(RegisterBook.code,),
    empty=EmptyState(
        sentence=_l("No month opened yet. Open one to print and sign the register."),
        button=_l("Open a month"),
    ),
)  # fmt: skip

BOOK = FormView(
    name="service.register_book",
    title=_l("Month of the register"),
    model=RegisterBook,
    path="/service/register",
    permission=may.READ_ALL,
    list="service.register_books",
    create_form=BookForm,
    create=Verb(permission=may.ANSWER, fn=open_book),
    create_title=_l("Open a month"),
    heading=lambda book: book.code,
    groups=(
        Group(
            fields=(
                Field(name="month", only="create"),
                Field(name="first_on", title=_l("From"), kind="date", only="read"),
                Field(name="last_on", title=_l("To"), kind="date", only="read"),
                Field(name="signed_by", title=_l("Signed by"), kind="avatar", only="read"),
                Field(name="signed_at", title=_l("Signed at"), kind="datetime", only="read"),
            )
        ),
    ),
    actions=(
        Action(
            name="sign", title=_l("Sign the month"), icon="signature", style="primary",
            permission=may.DISPATCH, verb=sign_book, confirm=_l("Sign this month of the register?"),
            when=lambda _uow, book: book.signed_at is None,
        ),
        Action(
            name="cases", title=_l("Show the cases"), icon="list",
            url=lambda _uow, book: list_url(
                "service.cases", reported_at=f"{book.first_on}..{book.last_on}"
            ),
        ),
    ),
    documents=("service.register",),
)  # fmt: skip
