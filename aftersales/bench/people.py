"""Colleagues of the demo people, so that a list of chiefs is not one name a hundred times."""

from sqlalchemy import Table, select

from aftersales.auth.models import User, user_roles
from aftersales.bench.bulk import Bulk

DOUBLED = ("clerk", "dispatcher", "engineer", "engineer2")
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静强磊军洋勇艳杰涛明超秀霞平刚桂英华建国志文斌玉兰鹏飞浩宇晨欣怡博"


def person_name(bulk: Bulk) -> str:
    """A Chinese name of two or three signs."""
    dice = bulk.random
    return dice.choice(FAMILY) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2))))


def ensure_people(bulk: Bulk) -> None:
    """Give each doubled person an equal share of the wanted colleagues, with the same rights."""
    table = User.__table__
    assert isinstance(table, Table)
    each = bulk.wanted["people"] // len(DOUBLED)
    for username in DOUBLED:
        original = bulk.connection.execute(select(table).where(table.c.username == username)).one()
        there = len(_double_ids(bulk, username))
        roles = bulk.connection.scalars(
            select(user_roles.c.role_id).where(user_roles.c.user_id == original.id)
        ).all()
        made = [
            {
                **original._mapping,
                "id": bulk.key(table),
                "username": f"{username}-{number:03d}",
                "name": person_name(bulk),
            }
            for number in range(there + 1, each + 1)
        ]
        bulk.dicts(table, made)
        bulk.dicts(user_roles, ({"user_id": p["id"], "role_id": r} for p in made for r in roles))


def doubles(bulk: Bulk) -> dict[int, list[int]]:
    """Each doubled person's key with the keys of those who may stand in."""
    table = User.__table__
    originals = bulk.connection.execute(
        select(table.c.id, table.c.username).where(table.c.username.in_(DOUBLED))
    )
    return {key: [key, *_double_ids(bulk, username)] for key, username in originals.all()}


def _double_ids(bulk: Bulk, username: str) -> list[int]:
    table = User.__table__
    statement = select(table.c.id).where(table.c.username.startswith(f"{username}-"))
    return list(bulk.connection.scalars(statement.order_by(table.c.id)))
