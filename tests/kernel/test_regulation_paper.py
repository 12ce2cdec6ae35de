"""The regulation as paper: the same figures, the live workflows, the signatures."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import select

from aftersales.db.uow import UnitOfWork
from aftersales.documents import preview
from aftersales.i18n import use_locale
from aftersales.regulation import drafts
from aftersales.regulation.models import RegulationVersion
from aftersales.regulation.paper import numeral, regulation_paper
from aftersales.workflow.chart import chart_of

UowAs = Callable[..., AbstractContextManager[UnitOfWork]]


@pytest.fixture
def version(uow_as: UowAs) -> int:
    """A draft of the machinery preset."""
    with uow_as("admin") as uow:
        return drafts.begin_draft(uow, preset="hn_jinneng_machinery").id


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_what_is_fixed_is_an_article_and_the_rest_is_listed(
    uow_as: UowAs, version: int, lang: str
) -> None:
    with uow_as("leader", write=False) as uow, use_locale(lang):
        paper = regulation_paper(uow, uow.get(RegulationVersion, version))
    articles = [one for chapter in paper.chapters for one in chapter.clauses]
    assert [one.number for one in articles] == list(range(1, len(articles) + 1))
    assert all(one.value or one.rows for one in articles)
    arrive = next(one for one in articles if "S0-5.4.2b" in one.source and one.rows)
    assert any("2 小时" in cell or "2 h" in cell for row in arrive.rows for cell in row)
    assert set(paper.silent).isdisjoint(one.title for one in articles)
    assert ("F03", "售后服务报告" if lang == "zh_CN" else "Service report") in paper.forms


def test_flow_charts_show_the_live_workflows(app: Flask) -> None:
    with app.app_context():
        for workflow in app.extensions["aftersales.workflows"].values():
            chart = chart_of(workflow)
            for state in workflow.states:
                assert f">{state.title}</text>" in chart.svg
            told = [str(step.title) for step in chart.steps]
            for one in workflow.transitions:
                assert str(one.title) in chart.svg or str(one.title) in told


def test_it_prints_in_both_languages(uow_as: UowAs, version: int) -> None:
    with uow_as("leader", write=False) as uow:
        record = uow.scalar(select(RegulationVersion).where(RegulationVersion.id == version))
        for lang in ("zh_CN", "en"):
            assert preview(uow, "regulation.edition", record, lang=lang).pages > 10
            assert preview(uow, "regulation.notice", record, lang=lang).pages >= 1


def test_chinese_numerals() -> None:
    assert [numeral(n) for n in (1, 10, 11, 20, 21, 99)] == [
        "一", "十", "十一", "二十", "二十一", "九十九",
    ]  # fmt: skip
