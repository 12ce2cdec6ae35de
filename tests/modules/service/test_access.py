"""Who sees which cases (matrix 1.9)."""

import pytest
from sqlalchemy import select

from aftersales.access import present
from aftersales.errors import Forbidden, NotFound
from modules.service.api import Case, Order, answer_case, register_case, visits_of

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize(
    ("role", "count"),
    [
        ("clerk", 2),
        ("dispatcher", 2),
        ("sales", 2),
        ("leader", 2),
        ("quality", 2),
        ("archivist", 2),
        ("auditor", 2),
        ("engineer", 1),
        ("engineer2", 1),
        ("gate", 0),
        ("production", 0),
        ("office", 0),
    ],
)
def test_rows_of_the_register(story, uow_as, world, role, count):
    story.register().dispatch()
    with uow_as("clerk") as uow:
        register_case(uow, summary="咨询", customer_id=world.plain_customer, kind="enquiry")
    with uow_as(role) as uow:
        assert len(uow.scalars(select(Case)).all()) == count


def test_children_follow_the_case(story, uow_as, world):
    story.register().dispatch().go()
    with uow_as("engineer2") as uow:
        assert visits_of(uow, uow.get(Order, story.order_id))
    with uow_as("production") as uow:
        assert uow.find(Order, story.order_id) is None
        with pytest.raises(NotFound):
            uow.get(Case, story.case_id)


def test_the_auditor_reads_masked_and_changes_nothing(story, uow_as):
    story.register()
    with uow_as("auditor") as uow:
        case = uow.get(Case, story.case_id)
        assert present(uow.actor, Case, "contact_phone", case.contact_phone) == "138****6175"
    with pytest.raises(Forbidden), uow_as("auditor") as uow:
        answer_case(uow, record_id=story.case_id, answer="?")


def test_an_engineer_sees_the_case_he_took_in(uow_as, world):
    with uow_as("engineer") as uow:
        case_id = register_case(
            uow, summary="顺路反映:皮带跑偏", customer_id=world.plain_customer
        ).id
    with uow_as("engineer") as uow:
        assert uow.get(Case, case_id).state == "registered"
    with pytest.raises(NotFound), uow_as("engineer2") as uow:
        uow.get(Case, case_id)
