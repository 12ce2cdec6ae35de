"""Importers on tables every installation has: regions, departments, people."""

from aftersales.auth.models import Department, Region, User
from aftersales.errors import Invalid
from aftersales.i18n import _l
from aftersales.imports.declare import Figure, Importer, ImportField, Reference


def apply_region(uow, *, row, existing):
    region = existing or Region(code=row["code"], name=row["name"])
    row.fill(region, "name", "region_class")
    return region if existing else uow.add(region)


def apply_department(uow, *, row, existing):
    department = existing or Department(code=row["code"], name=row["name"])
    row.fill(department, "name")
    return department if existing else uow.add(department)


def apply_person(uow, *, row, existing):
    if row.get("title") == "总统":
        raise Invalid("We have no president.", field="title", code="no_president")
    person = existing or User(username=row["username"], name=row["name"])
    row.fill(person, "name", "phone", "title", "department", email="phone_remark")
    return person if existing else uow.add(person)


REGIONS = Importer(
    kind="regions",
    title=_l("Regions"),
    model=Region,
    key=("code",),
    order=10,
    sheets=("片区",),
    permission="imports.use",
    apply=apply_region,
    fields=(
        ImportField(
            name="code", title=_l("Code"), kind="code", required=True, synonyms=("片区编号",)
        ),
        ImportField(name="name", title=_l("Name"), required=True, synonyms=("片区名称",)),
        ImportField(
            name="region_class",
            title=_l("Class"),
            kind="choice",
            choices={"local": ("本地",), "domestic": ("国内",), "remote": ("边远",)},
            synonyms=("地区类别",),
        ),
    ),
)
DEPARTMENTS = Importer(
    kind="departments",
    title=_l("Departments"),
    model=Department,
    key=("code",),
    order=20,
    sheets=("部门",),
    permission="imports.use",
    apply=apply_department,
    fields=(
        ImportField(
            name="code", title=_l("Code"), kind="code", required=True, synonyms=("部门编号",)
        ),
        ImportField(name="name", title=_l("Name"), required=True, synonyms=("部门名称",)),
    ),
)
PEOPLE = Importer(
    kind="people",
    title=_l("People"),
    model=User,
    key=("username",),
    order=30,
    sheets=("人员",),
    permission="imports.use",
    apply=apply_person,
    fields=(
        ImportField(
            name="username", title=_l("Login"), kind="code", required=True, synonyms=("工号",)
        ),
        ImportField(name="name", title=_l("Name"), required=True, synonyms=("姓名",)),
        ImportField(name="phone", title=_l("Phone"), kind="phone", synonyms=("电话",)),
        ImportField(name="title", title=_l("Title"), synonyms=("职务",)),
        ImportField(
            name="department",
            title=_l("Department"),
            kind="reference",
            reference=Reference(model=Department, by=("code", "name"), title=_l("department")),
            synonyms=("部门",),
        ),
    ),
    figures=(
        Figure(name="phones", title=_l("With a phone"), measure=lambda row: bool(row.get("phone"))),
    ),
)
SAMPLE = (PEOPLE, REGIONS, DEPARTMENTS)


def sample_importers(app, monkeypatch):
    """Let the application know these importers beside nothing else."""
    registry = app.extensions["aftersales"]
    declared = registry.all
    monkeypatch.setattr(
        registry, "all", lambda kind: list(SAMPLE) if kind == "importers" else declared(kind)
    )
