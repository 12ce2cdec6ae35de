"""Who learns what in the inbox."""

from sqlalchemy import select

from aftersales.notify.models import Message
from modules.service.api import dispatch_order, register_case
from tests.modules.service.conftest import As, World


def test_the_team_finds_its_order_in_the_inbox(uow_as: As, world: World) -> None:
    with uow_as("clerk") as uow:
        case = register_case(uow, summary="液压泵漏油", equipment_id=world.pump).id
    with uow_as("dispatcher") as uow:
        team = [world.people["engineer2"]]
        order = dispatch_order(
            uow, record_id=case, chief_id=world.people["engineer"], member_ids=team
        ).number
    with uow_as("system", write=False) as uow:
        told = uow.scalars(
            select(Message).where(Message.title["zh_CN"].as_string().contains(order))
        )
        assert {message.user_id for message in told} == {world.people["engineer"], *team}
