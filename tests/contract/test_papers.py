"""Every declared paper of every module, printed from the demo company's own records."""

import pytest
from sqlalchemy import select

from aftersales.documents import issue, reprint
from aftersales.documents.declare import problems_of
from aftersales.documents.glyphs import drawn_glyphs
from aftersales.documents.pdfa import examine
from aftersales.i18n import use_locale


def newest(uow, spec):
    return uow.scalars(select(spec.model).order_by(spec.model.id.desc()).limit(1)).first()


@pytest.mark.demo_company
def test_every_declared_paper_prints_from_the_demo(app, uow_as):
    printed = []
    for name, spec in app.extensions["aftersales.documents"].items():
        with uow_as("system") as uow:
            record = newest(uow, spec)
            if record is None:
                continue
            issued = issue(uow, name, record)
            data = reprint(uow, issued.id)[1]
        report = drawn_glyphs(data)
        assert report.is_sound, f"{name}: glyphs missing or foreign fonts {report.foreign}"
        assert report.shows(issued.number), f"{name} does not print its number"
        if spec.archive:
            assert examine(data).problems == [], name
        printed.append(name)
    assert printed, "the demo company holds no record any paper is printed from"


@pytest.mark.demo_company
def test_the_same_record_gives_the_same_paper(app, uow_as):
    """A context that reads the clock would issue a new revision at every press of the button."""
    for name, spec in app.extensions["aftersales.documents"].items():
        with uow_as("system") as uow:
            record = newest(uow, spec)
            first = issue(uow, name, record).id if record else None
        with uow_as("system") as uow:
            record = newest(uow, spec)
            assert record is None or issue(uow, name, record).id == first, name


def test_declarations_are_sound_and_their_rights_exist(app):
    specs = app.extensions["aftersales.documents"]
    assert problems_of(list(specs.values())) == []
    known = app.extensions["aftersales.permissions"]
    assert [spec.name for spec in specs.values() if spec.permission not in known] == []
    for spec in specs.values():
        with use_locale("zh_CN"):
            assert str(spec.title).strip(), spec.name
