"""The demo company's organisation: departments, the local region, one person for each role.

The logins are public on purpose and exist only where somebody loaded the demo.
"""

from dataclasses import dataclass

from sqlalchemy import select

from aftersales.auth.models import User
from aftersales.auth.organisation import (
    create_user,
    ensure_department,
    ensure_region,
    ensure_role,
    user_by_name,
)
from aftersales.auth.passwords import hash_password
from aftersales.auth.roles import STANDARD_ROLES
from aftersales.db.uow import UnitOfWork

DEMO_PASSWORD = "aftersales-demo"  # noqa: S105  # printed on the login page in demo mode

DEPARTMENTS = (
    ("GM", "公司领导", "Management"),
    ("SAL", "销售部", "Sales"),
    ("AFT", "售后服务部", "After-sales service"),
    ("TEC", "技术部", "Engineering"),
    ("PUR", "采购部", "Purchasing"),
    ("PRD", "生产部", "Production"),
    ("QC", "质检部", "Quality control"),
    ("WH", "仓库", "Warehouse"),
    ("GATE", "门卫", "Gate"),
    ("FIN", "财务部", "Finance"),
    ("OFF", "办公室", "Office"),
    ("ARC", "档案室", "Archive"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """One demo login; the login name is the role's code where one person fills it."""

    username: str
    name: str
    department: str
    title: str
    role: str


PEOPLE = (
    Person("sales", "刘洋", "SAL", "销售经理", "sales"),
    Person("commercial", "黄志勇", "SAL", "商务经理", "commercial"),
    Person("clerk", "王丽", "AFT", "受理员", "clerk"),
    Person("dispatcher", "赵建国", "AFT", "售后主管", "dispatcher"),
    Person("engineer", "张伟", "AFT", "服务工程师", "engineer"),
    Person("engineer2", "李强", "AFT", "服务工程师", "engineer"),
    Person("technical", "孙志远", "TEC", "主任工程师", "technical"),
    Person("purchasing", "吴敏", "PUR", "采购员", "purchasing"),
    Person("production", "郑大勇", "PRD", "生产部部长", "production"),
    Person("quality", "冯静", "QC", "质检工程师", "quality"),
    Person("keeper", "何秀英", "WH", "仓管员", "keeper"),
    Person("gate", "马德胜", "GATE", "门卫", "gate"),
    Person("finance", "许慧", "FIN", "会计", "finance"),
    Person("office", "林小红", "OFF", "办公室文员", "office"),
    Person("archivist", "邓文博", "ARC", "档案员", "archivist"),
    Person("leader", "陈国强", "GM", "副总经理", "leader"),
    Person("chief", "罗建平", "GM", "总经理", "leader"),
    Person("auditor", "唐建军", "OFF", "审计员", "auditor"),
    Person("admin", "周明", "OFF", "系统管理员", "admin"),
)


def load_demo_organisation(uow: UnitOfWork) -> None:
    """Make what is missing of departments, roles, the region 常德 and the demo people."""
    departments = {
        code: ensure_department(uow, code, name, name_en) for code, name, name_en in DEPARTMENTS
    }
    changde = ensure_region(uow, "常德", "local", "Changde")
    for code in STANDARD_ROLES:
        ensure_role(uow, code)
    password_hash = hash_password(DEMO_PASSWORD)
    for number, person in enumerate(PEOPLE, 1):
        if user_by_name(uow, person.username):
            continue
        user = create_user(
            uow,
            username=person.username,
            name=person.name,
            password_hash=password_hash,
            roles=(person.role,),
            department=departments[person.department],
            must_change_password=False,
            title=person.title,
            phone=f"139000000{number:02d}",
        )
        if person.role == "engineer":
            user.regions.append(changde)
    uow.flush()


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """A demo person as the login page shows them, in the reader's language."""

    username: str
    name: str
    department: str
    role: str


def demo_logins(uow: UnitOfWork) -> list[DemoLogin]:
    """The demo logins that exist here, in the order of the story they take part in."""
    names = [person.username for person in PEOPLE]
    users = uow.scalars(select(User).where(User.username.in_(names), User.is_active))
    return [
        DemoLogin(
            user.username,
            user.name,
            user.department.title if user.department else "",
            user.roles[0].title if user.roles else user.title,
        )
        for user in sorted(users, key=lambda user: names.index(user.username))
    ]
