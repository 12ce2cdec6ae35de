"""A missed promise needs a reason and a party before its case closes; steps have clocks, too."""

import pytest

from aftersales.calendar.clocks import clock_of
from aftersales.calendar.keeping import assign_calendar
from aftersales.errors import Invalid, Refused
from modules.service.api import Case, close_answered, explain_delay
from modules.service.services.cases import answer_case
from modules.service.views.home import HOME

pytestmark = pytest.mark.both_databases


@pytest.fixture
def late(story, uow_as, clock):
    """A question that waited five hours for its answer."""
    story.register(kind="enquiry")
    clock.advance(hours=5)
    with uow_as("clerk") as uow:
        answer_case(uow, record_id=story.case_id, answer="每500小时保养一次")
    return story


def waiting(uow_as):
    provider = next(one for one in HOME if one.name == "service.unexplained")
    with uow_as("dispatcher", write=False) as uow:
        return [item.title for item in provider.fn(uow, uow.actor)]


def test_a_late_answer_is_explained_before_the_case_closes(late, uow_as, login):
    with uow_as("clerk") as uow, pytest.raises(Refused, match="超期原因"):
        close_answered(uow, record_id=late.case_id)
    assert len(waiting(uow_as)) == 1
    page = login("clerk").get(f"/service/cases/{late.case_id}")
    assert "登记答复超期原因" in page.text
    with uow_as("clerk") as uow:
        explain_delay(
            uow, record_id=late.case_id, name="reply", party="own", reason="值班员换班漏接"
        )
    with uow_as("clerk") as uow:
        case = close_answered(uow, record_id=late.case_id)
        assert case.state == "closed"
        clock = clock_of(uow, case, "reply")
        assert (clock.breach_party, clock.breach_by_id) == ("own", uow.actor.user_id)
    assert waiting(uow_as) == []
    tab = login("clerk").get(f"/service/cases/{late.case_id}/part/tab-clocks")
    assert "值班员换班漏接" in tab.text


@pytest.mark.parametrize(
    ("said", "field"),
    [({"party": "moon", "reason": "x"}, "party"), ({"party": "own", "reason": " "}, "reason")],
)
def test_a_reason_names_a_party_and_says_why(late, uow_as, said, field):
    with uow_as("clerk") as uow, pytest.raises(Invalid) as refused:
        explain_delay(uow, record_id=late.case_id, name="reply", **said)
    assert refused.value.field == field


def test_what_was_kept_needs_no_reason(story, uow_as):
    story.register(kind="enquiry", answer="每500小时保养一次")
    for name in ("reply", "fix"):
        with uow_as("clerk") as uow, pytest.raises(Refused):
            explain_delay(uow, record_id=story.case_id, name=name, party="own", reason="x")


def test_a_case_runs_on_the_calendar_of_its_customer(story, uow_as):
    story.register()
    with uow_as("admin") as uow:
        code = uow.get(Case, story.case_id).customer.code
        assign_calendar(uow, kind="customer", owner=code, calendar="24x7")
    with uow_as("clerk") as uow:
        assert clock_of(uow, uow.get(Case, story.case_id), "reply").calendar == ""
    story.register()
    with uow_as("clerk") as uow:
        clock = clock_of(uow, uow.get(Case, story.case_id), "reply")
        assert (clock.calendar, clock.hours) == ("24x7", "")
