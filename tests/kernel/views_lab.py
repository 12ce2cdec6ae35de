"""A small module over kernel tables, so that the engine of views is tested without any real one.

People are listed (their telephone number is masked), regions are edited and walk through a
workflow, roles are edited together with their lines."""

from types import SimpleNamespace
from typing import Any

from markupsafe import Markup
from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from aftersales.access import FieldRule, Permission, requires
from aftersales.auth.models import Department, Region, Role, RoleGrant, User
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid, Refused
from aftersales.registry.contributions import Contributions
from aftersales.registry.manifest import Grant, Manifest, MenuItem
from aftersales.registry.registry import Module
from aftersales.views import (
    Action,
    Because,
    BecauseLine,
    BoardView,
    BulkAction,
    Column,
    EmptyState,
    Facet,
    Field,
    Filter,
    FormView,
    Group,
    GroupBy,
    LinesView,
    ListView,
    LivePanel,
    Lookup,
    SearchHit,
    SearchProvider,
    Section,
    SmartButton,
    Tab,
    Tile,
    Verb,
    WaitingItem,
    WaitingProvider,
    state_labels,
)
from aftersales.views.fields import (
    BaseForm,
    ChoiceField,
    InputRequired,
    Length,
    LinesField,
    LongField,
    LookupField,
    SignatureField,
    TextField,
)
from aftersales.workflow import State, Transition, Workflow, advance, start

READ, WRITE, PHONE, STEP = "lab.read", "lab.write", "lab.phone", "lab.step"


def _has_english(_uow: UnitOfWork, region: Region) -> None:
    if not region.name_en:
        raise Refused("The English name is missing.")


FLOW = Workflow(
    name="lab.region",
    model=Region,
    field="region_class",
    initial="local",
    states=(
        State("local", "Near", "blue"),
        State("domestic", "Country", "orange"),
        State("remote", "Far", "green", done=True),
    ),
    transitions=(
        Transition("widen", "Widen", ("local",), "domestic", STEP),
        Transition("send", "Send far", ("domestic",), "remote", STEP, (_has_english,)),
    ),
)


class RegionForm(BaseForm):
    """Inputs of a region."""

    code = TextField("Code", [InputRequired(), Length(max=30)])
    name = TextField("Name", [InputRequired()])
    name_en = TextField("English name")


class NoteForm(BaseForm):
    """Inputs of the greeting."""

    words = LongField("Words", [InputRequired()])
    signed = SignatureField("Signature")


class GrantForm(BaseForm):
    """One line of a role."""

    permission = TextField("Permission", [InputRequired()])
    source = ChoiceField("Source", {"company": "Company", "lab": "Lab"})


class RoleForm(BaseForm):
    """Inputs of a role."""

    code = TextField("Code", [InputRequired()])
    name = TextField("Name", [InputRequired()])
    head_id = LookupField("Head", "lab.person")
    grants = LinesField(GrantForm, "Grants")


@requires(WRITE)
def create_region(uow: UnitOfWork, *, code: str, name: str, name_en: str) -> Region:
    """Make a region; the code 'taken' is refused on its field, 'locked' without one."""
    if code == "taken":
        raise Invalid("This code is taken.", field="code")
    if code == "locked":
        raise Refused("The book of regions is closed.")
    region = Region(code=code, name=name, name_en=name_en)
    start(uow, region)
    return region


@requires(WRITE)
def change_region(uow: UnitOfWork, *, record_id: int, **changes: Any) -> Region:
    """Change a region."""
    region = uow.get(Region, record_id, lock=True)
    for name, value in changes.items():
        setattr(region, name, value)
    uow.flush()
    if region.code == "taken":
        raise Invalid("This code is taken.", field="code")
    return region


@requires(WRITE)
def remove_region(uow: UnitOfWork, *, record_id: int) -> None:
    """Delete a region."""
    uow.delete(uow.get(Region, record_id))


@requires(WRITE)
def greet(uow: UnitOfWork, *, record_id: int, words: str, signed: bytes | None) -> Region:
    """Write a greeting into the English name; rude ones are refused."""
    if "rude" in words:
        raise Invalid("Be polite.", field="words")
    region = uow.get(Region, record_id)
    region.name_en = f"{words}{len(signed) if signed else ''}"
    return region


@requires(WRITE)
def mark(uow: UnitOfWork, *, record_id: int) -> None:
    """Mark a region in its English name; the region 'odd' refuses."""
    region = uow.get(Region, record_id)
    if region.code == "odd":
        raise Refused("Odd ones are not marked.")
    region.name_en = "marked"


@requires(WRITE)
def create_role(
    uow: UnitOfWork, *, code: str, name: str, head_id: int | None, grants: list[dict[str, Any]]
) -> Role:
    """Make a role with its lines."""
    role = Role(code=code, name=name, name_en=str(head_id or ""))
    role.grants = [
        RoleGrant(permission=g["permission"], source=g["source"] or "lab") for g in grants
    ]
    return uow.add(role)


@requires(WRITE)
def change_role(
    uow: UnitOfWork,
    *,
    record_id: int,
    code: str,
    name: str,
    head_id: int | None,
    grants: list[dict[str, Any]],
) -> Role:
    """Change a role and its lines; a line with 'bad' is refused in place."""
    role = uow.get(Role, record_id)
    role.code, role.name = code, name
    kept = {grant.id: grant for grant in role.grants}
    role.grants = []
    for number, line in enumerate(grants):
        if line["permission"] == "bad":
            raise Invalid("No such permission.", field=f"grants-{number}-permission")
        grant = kept.get(line["id"]) or RoleGrant()
        grant.permission, grant.source = line["permission"], line["source"] or "lab"
        role.grants.append(grant)
    uow.flush()
    return role


def _people() -> Select[Any]:
    return select(User).outerjoin(User.department)


STATES = state_labels(FLOW)

PEOPLE = ListView(
    name="lab.people",
    title="People",
    model=User,
    path="/lab/people",
    permission=READ,
    query=_people,
    order="username",
    columns=(
        Column(name="username", title="Login", source=User.username, kind="link"),
        Column(name="name", title="Name", source=User.name, kind="avatar"),
        Column(name="phone", title="Phone", source=User.phone, kind="phone"),
        Column(name="department", title="Department", source=Department.name),
    ),
    search=(User.username, User.name, Department.name),
)

REGIONS = ListView(
    name="lab.regions",
    title="Regions",
    model=Region,
    path="/lab/regions",
    permission=READ,
    query=lambda: select(Region),
    form="lab.region",
    order="code",
    page_size=10,
    columns=(
        Column(name="code", title="Code", source=Region.code, kind="link", mobile="primary"),
        Column(name="name", title="Name", source=Region.name),
        Column(
            name="class", title="Class", source=Region.region_class, kind="badge", labels=STATES
        ),
        Column(name="made", title="Made", source=Region.created_at, kind="datetime"),
        Column(name="version", title="Saves", source=Region.version, kind="number", sum=True),
        Column(name="english", title="English", source=Region.name_en, sort=False, hidden=True),
    ),
    filters=(
        Filter(name="near", title="Near", where=Region.region_class == "local", group="class"),
        Filter(name="far", title="Far", where=Region.region_class == "remote", group="class"),
        Filter(
            name="mine", title="Mine", where=lambda actor: Region.created_by_id == actor.user_id
        ),
    ),
    facets=(
        Facet(
            name="class", title="Class", source=Region.region_class, kind="choice", labels=STATES
        ),
        Facet(name="made", title="Made", source=Region.created_at, kind="date"),
        Facet(name="saves", title="Saves", source=Region.version, kind="number"),
        Facet(name="name", title="Name", source=Region.name),
        Facet(
            name="by", title="By", source=Region.created_by_id, kind="lookup", lookup="lab.person"
        ),
    ),
    groups=(
        GroupBy(name="class", title="Class", source=Region.region_class, labels=STATES),
        GroupBy(name="month", title="Month", source=Region.created_at, by="month"),
    ),
    search=(Region.code, Region.name),
    bulk=(
        BulkAction(name="mark", title="Mark", permission=WRITE, verb=mark),
        BulkAction(name="greet", title="Greet them", permission=WRITE, verb=greet, form=NoteForm),
    ),
    board=BoardView(column="class", title="code", lines=("name",), move="workflow"),
    empty=EmptyState(sentence="No region yet.", button="The first region"),
)

REGION = FormView(
    name="lab.region",
    title="Region",
    model=Region,
    path="/lab/regions",
    permission=READ,
    list="lab.regions",
    form=RegionForm,
    heading=lambda region: region.code,
    groups=(
        Group(
            fields=(
                "code",
                "name",
                Field(name="name_en", wide=True),
                Field(name="size", title="Size", value=lambda r: len(r.name)),
            )
        ),
    ),
    create=Verb(permission=WRITE, fn=create_region),
    update=Verb(permission=WRITE, fn=change_region),
    delete=Verb(permission=WRITE, fn=remove_region),
    locked=lambda _uow, region: "Far regions rest." if region.region_class == "remote" else None,
    actions=(
        Action(name="greet", title="Greet", verb=greet, form=NoteForm, permission=WRITE),
        Action(name="widen", title="Widen now", transition="widen", style="primary"),
    ),
    smart=(
        SmartButton(
            title="People",
            icon="users",
            count=lambda _uow, _r: 3,
            url=lambda _uow, _r: "/lab/people",
        ),
    ),
    why={
        "size": lambda _uow, r: Because(
            title="Size",
            lines=(BecauseLine(text="Letters", value=str(len(r.name)), clause="Rule 7"),),
        )
    },
    live=(
        LivePanel(
            name="echo",
            watch=("name",),
            render=lambda _uow, data: Markup("<b>{}</b>").format(data["name"]),
        ),
    ),
)

ROLES = ListView(
    name="lab.roles",
    title="Roles",
    model=Role,
    path="/lab/roles",
    permission=READ,
    query=lambda: select(Role),
    form="lab.role",
    order="code",
    columns=(Column(name="code", title="Code", source=Role.code, kind="link"),),
)

ROLE = FormView(
    name="lab.role",
    title="Role",
    model=Role,
    path="/lab/roles",
    permission=READ,
    list="lab.roles",
    form=RoleForm,
    heading=lambda role: role.code,
    options=(selectinload(Role.grants),),
    groups=(Group(fields=("code", "name", "head_id")),),
    tabs=(
        Tab(
            name="grants",
            title="Grants",
            lines=LinesView(
                edit="grants",
                query=lambda role: select(RoleGrant).where(RoleGrant.role_id == role.id),
                columns=(
                    Column(name="permission", title="Permission", source=RoleGrant.permission),
                ),
            ),
        ),
    ),
    create=Verb(permission=WRITE, fn=create_role),
    update=Verb(permission=WRITE, fn=change_role),
)

PERSON_LOOKUP = Lookup(
    name="lab.person",
    title="People",
    query=_people,
    key=User.id,
    label=User.name,
    sublabel=User.username,
    search=(User.name, User.username),
    where=User.is_active,
    extra={"login": User.username},
    filters={"department_id": User.department_id},
    permission=READ,
)

REGION_LOOKUP = Lookup(
    name="lab.region",
    title="Regions",
    query=lambda: select(Region),
    key=Region.id,
    label=Region.name,
    search=(Region.name, Region.code),
    form="lab.region",
    everywhere=True,
)

MANIFEST = Manifest(
    name="lab",
    title="Lab",
    version="1.0",
    color="#d6336c",
    icon="flask",
    permissions=(
        Permission(READ, "Look"),
        Permission(WRITE, "Write"),
        Permission(PHONE, "Telephone numbers"),
        Permission(STEP, "Take steps"),
    ),
    roles=(Grant("clerk", READ, WRITE, STEP), Grant("dispatcher", READ, PHONE), Grant("gate")),
    menu=(
        MenuItem(title="Regions", view="lab.regions"),
        MenuItem(title="Writers only", url="/lab/roles?f=writers", permission=WRITE),
    ),
)

CONTRIBUTIONS = Contributions(
    field_rules=(FieldRule(model=User, field="phone", permission=PHONE, mode="masked"),),
    workflows=(FLOW,),
    views=(PEOPLE, REGIONS, REGION, ROLES, ROLE),
    lookups=(PERSON_LOOKUP, REGION_LOOKUP),
    sections=(
        Section(
            slot="lab.region.form",
            name="hello",
            title="Hello",
            render=lambda _uow, r: Markup("<i>from {}</i>").format(r.code),
        ),
    ),
    home=(
        WaitingProvider(
            name="all",
            title="Regions to widen",
            fn=lambda uow, _actor: [
                WaitingItem(
                    title="Widen Changde",
                    url="/lab/regions",
                    who="Clerk",
                    since=uow.now,
                    urgent=True,
                )
            ],
            permission=WRITE,
        ),
        Tile(name="count", title="Regions", value=lambda _uow, _actor: 7, url="/lab/regions"),
    ),
    searches=(
        SearchProvider(
            name="words",
            title="Words",
            fn=lambda _uow, words, _limit: [SearchHit(title=f"Word {words}", url="/lab/people")],
        ),
    ),
)


def lab_module() -> Module:
    """The lab as the registry knows modules."""
    return Module(MANIFEST, CONTRIBUTIONS, SimpleNamespace(__path__=["tests/kernel/none"]))  # type: ignore[arg-type]


def step(uow: UnitOfWork, region: Region) -> None:
    """Widen a region, for tests of the thread."""
    advance(uow, region, "widen", note="further out")
