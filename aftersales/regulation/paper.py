"""The regulation as paper: chapters, clauses, tables, forms, flow charts and signatures.

Printed from the figures the program obeys, so that paper and program cannot drift apart (S0-1.0c).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import current_app
from markupsafe import Markup

from aftersales.auth.models import User
from aftersales.db.uow import UnitOfWork
from aftersales.documents import DocumentSpec
from aftersales.i18n import _, _l
from aftersales.regulation.catalogue import current_catalogue
from aftersales.regulation.models import RegulationVersion
from aftersales.regulation.notice import notice_of
from aftersales.regulation.overview import Entry, chapters_of
from aftersales.regulation.resolve import SCOPE_TITLES
from aftersales.regulation.versions import edition_of
from aftersales.workflow import signatures_of
from aftersales.workflow.chart import Step, chart_of
from aftersales.workflow.model import Workflow

NUMERALS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Clause:
    """One article: its number, what it is about, what it says, and where that comes from."""

    number: int
    title: str
    scope: str
    text: str
    value: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class PaperChapter:
    """What one module declares."""

    number: int
    numeral: str
    title: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """The flow chart of one kind of record, with the steps that run beside its main line."""

    title: str
    svg: Markup
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """A countersignature."""

    title: str
    by: str
    at: datetime | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegulationPaper:
    """A version of the regulation as it is printed."""

    preset: str
    version: int
    effective_on: date | None
    note: str
    drafted_by: str
    released_by: str
    released_at: datetime | None
    chapters: tuple[PaperChapter, ...]
    silent: tuple[str, ...]
    forms: tuple[tuple[str, str], ...]
    flows: tuple[Flow, ...]
    signatures: tuple[Signed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePaper:
    """What a version changes, in plain words."""

    version: int
    effective_on: date | None
    note: str
    released_by: str
    released_at: datetime | None
    changes: tuple[str, ...]


def regulation_paper(uow: UnitOfWork, version: RegulationVersion) -> RegulationPaper:
    """Everything a version says, in the language of the moment."""
    drafter = uow.find(User, version.created_by_id)
    return RegulationPaper(
        preset=preset_title(version.preset),
        version=version.number,
        effective_on=version.effective_on,
        note=version.note,
        drafted_by=drafter.name if drafter else "",
        released_by=version.released_by_name,
        released_at=version.released_at,
        chapters=tuple(_chapters(uow, version)),
        silent=tuple(
            str(entry.title)
            for chapter in chapters_of(edition_of(uow, version))
            for entry in chapter.entries
            if entry.is_silent
        ),
        forms=tuple(_forms()),
        flows=tuple(_flows()),
        signatures=tuple(
            Signed(str(one.title), one.by, one.at, one.note)
            for one in signatures_of(uow, version)
            if one.chain == "approved"
        ),
    )


def notice_paper(uow: UnitOfWork, version: RegulationVersion) -> NoticePaper:
    """What a version changes, in the language of the moment."""
    return NoticePaper(
        version=version.number,
        effective_on=version.effective_on,
        note=version.note,
        released_by=version.released_by_name,
        released_at=version.released_at,
        changes=tuple(str(one) for one in notice_of(uow, version)),
    )


def preset_title(code: str) -> str:
    """The title of a preset; the code of one that no module brings any more."""
    presets = current_catalogue().presets
    return str(presets[code].title) if code in presets else code


def numeral(number: int) -> str:
    """A Chinese numeral up to 99: 十二."""
    tens, ones = divmod(number, 10)
    text = "" if not tens else ("十" if tens == 1 else f"{NUMERALS[tens]}十")
    return text + (NUMERALS[ones] if ones or not tens else "")


def _chapters(uow: UnitOfWork, version: RegulationVersion) -> Iterator[PaperChapter]:
    article = 0
    number = 0
    for chapter in chapters_of(edition_of(uow, version)):
        clauses = []
        for entry in chapter.entries:
            if entry.is_silent:
                continue
            article += 1
            clauses.append(_clause(article, entry))
        if not clauses:
            continue
        number += 1
        yield PaperChapter(number, numeral(number), str(chapter.title), tuple(clauses))


def _clause(number: int, entry: Entry) -> Clause:
    rows = tuple(tuple(str(cell) for cell in row) for row in entry.grid)
    scope = SCOPE_TITLES.get(entry.scope_kind)
    return Clause(
        number=number,
        title=str(entry.title),
        scope=_(scope.text, value=entry.scope_value) if scope and entry.scope_value else "",
        text=str(entry.clause),
        value=str(entry.stacking if rows else entry.value),
        head=rows[0] if entry.headed and rows else (),
        rows=rows[1:] if entry.headed else rows,
        source=entry.source,
        chosen=entry.chosen,
    )


def _forms() -> Iterator[tuple[str, str]]:
    specs: dict[str, DocumentSpec] = current_app.extensions["aftersales.documents"]
    named = {(spec.code, str(spec.title)) for spec in specs.values()}
    yield from sorted(named)


def _flows() -> Iterator[Flow]:
    workflows: dict[Any, Workflow] = current_app.extensions["aftersales.workflows"]
    forms = current_app.extensions["aftersales"]
    for model, workflow in workflows.items():
        form = forms.form_of(model)
        title = str(form.title) if form else _("Regulation")
        chart = chart_of(workflow)
        yield Flow(title, chart.svg, chart.steps)


def _number(version: RegulationVersion) -> str:
    return f"ZD-{version.number:03d}"


TEMPLATES = Path(__file__).parent / "templates"
PAPERS = (
    DocumentSpec(
        name="regulation.edition",
        code="F00",
        title=_l("After-sales service regulation"),
        model=RegulationVersion,
        template="regulation/paper/edition.html",
        context=regulation_paper,
        number=_number,
        permission="regulation.read",
        retention=_l("Permanent"),
        templates=TEMPLATES,
    ),
    DocumentSpec(
        name="regulation.notice",
        code="F53",
        title=_l("Notice of a change in the regulation"),
        model=RegulationVersion,
        template="regulation/paper/notice.html",
        context=notice_paper,
        number=_number,
        permission="regulation.read",
        retention=_l("10 years"),
        templates=TEMPLATES,
    ),
)
