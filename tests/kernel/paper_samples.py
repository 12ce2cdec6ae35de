"""A small paper of the tests' own: printed from a department, so that no module is needed."""

from dataclasses import dataclass

from aftersales.auth.models import Department
from aftersales.documents import NO_OPINION, Copy, DocumentSpec, Opinion
from aftersales.i18n import _l

TEMPLATE = """{% extends "paper/base.html" %}
{% from "paper/macros.html" import grid, row, field, opinion %}
{% block body %}{% call grid() %}
{% call row() %}{{ field(t("部门", "Department"), name, w=24) }}{% endcall %}
{% call row() %}{{ field(t("电话", "Phone"), phone|phone, w=24) }}{% endcall %}
{% call row() %}{{ opinion(t("意见", "Opinion"), word, seal=true) }}{% endcall %}
{% endcall %}{% endblock %}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentPaper:
    name: str
    phone: str = "13807361234"
    word: Opinion = NO_OPINION


def department_paper(_uow, department):
    return DepartmentPaper(name=department.name)


def sample_spec(folder, **changes):
    """The specification; its template is written into ``folder``."""
    (folder / "test").mkdir(exist_ok=True)
    (folder / "test" / "sheet.html").write_text(TEMPLATE, encoding="utf-8")
    values = {
        "name": "test.sheet",
        "code": "F99",
        "title": _l("Department sheet"),
        "model": Department,
        "template": "test/sheet.html",
        "context": department_paper,
        "number": lambda department: f"BM-{department.code}",
        "permission": "documents.issue",
        "department": "办公室",
        "retention": "10 年",
        "copies": (
            Copy("company", "公司联"),
            Copy("customer", "客户联", "pink", masked=True),
            Copy("archive", "存档联", "yellow"),
        ),
        "templates": folder,
    }
    return DocumentSpec(**{**values, **changes})
