"""The yearly notice: reading, odd days, taking it in, and what becomes of open deadlines."""

import io
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from aftersales.auth.models import Region, User
from aftersales.calendar.aim import calendar_of
from aftersales.calendar.clocks import because_of_clock, clock_of, meet, start_clock
from aftersales.calendar.keeping import assign_calendar, save_calendar
from aftersales.calendar.kinds import Clocked, install
from aftersales.calendar.models import CalendarDay
from aftersales.calendar.named import Place
from aftersales.calendar.notice import differences, read_notice, take_in
from aftersales.calendar.years import is_working_day, store_year, working_calendar, year_is_known
from aftersales.cli.main import cli
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Forbidden, Invalid
from aftersales.i18n import use_locale
from aftersales.notify import Message
from aftersales.regulation.because import because
from aftersales.regulation.duration import Duration

CHINA = timezone(timedelta(hours=8))
UowAs = Callable[..., AbstractContextManager[UnitOfWork]]
STATUTORY_2027 = [
    "01-01",
    "05-01",
    "05-02",
    "10-01",
    "10-02",
    "10-03",
    "02-05",
    "02-06",
    "02-07",
    "02-08",
    "04-05",
    "06-09",
    "09-15",
]
GOOD = "date,kind,name\n" + "".join(
    f"2027-{day},holiday,节日\n" for day in [*STATUTORY_2027, "01-04"]
)
ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//y//ZH
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20270205
DTEND;VALUE=DATE:20270212
SUMMARY:春节（休）
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;VALUE=DATE:20270220
SUMMARY:春节 补班 第1天/共1天
END:VEVENT
BEGIN:VEVENT
UID:3
DTSTART;VALUE=DATE:20270301
SUMMARY:部门例会
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def warnings_of(text: str, year: int = 2027) -> list[str]:
    with use_locale("en"):
        return [str(one) for one in read_notice(text.encode(), "n.csv", year).warnings]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_as_offices_write_it(encoding: str) -> None:
    text = "日期,类型,名称\n2027/1/1,放假,元旦\n2027年2月20日,上班,春节\n20271001,休,国庆节\n\n"
    days = read_notice(text.encode(encoding), "通知.csv", 2027).days
    assert [(one.day, one.kind, one.name) for one in days] == [
        (date(2027, 1, 1), "holiday", "元旦"),
        (date(2027, 2, 20), "makeup", "春节"),
        (date(2027, 10, 1), "holiday", "国庆节"),
    ]


def test_ics_with_spans_and_events_of_another_kind() -> None:
    days = read_notice(ICS.encode(), "holidays.ICS", 2027).days
    assert [one.day.day for one in days] == [5, 6, 7, 8, 9, 10, 11, 20]
    assert {(one.kind, one.name) for one in days} == {("holiday", "春节"), ("makeup", "春节")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "first line"),
        ("a,b\n1,2\n", "first line"),
        ("date,kind\n2027-02-30,holiday\n", "Line 2"),
        ("date,kind\n2027-02-03,party\n", "Line 2"),
        ("date,kind\n2027-02-03,off\n2027-02-03,off\n", "twice"),
        ("date,kind\n2026-02-03,off\n", "nothing about 2027"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, said: str) -> None:
    with use_locale("en"), pytest.raises(Invalid, match=said):
        read_notice(text.encode(), "n.csv", 2027)


@pytest.mark.parametrize("data", [b"no calendar", b"\xff\xff\xff"])
def test_no_ics_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid):
        read_notice(data, "n.ics", 2027)


def test_odd_days_are_pointed_out() -> None:
    assert warnings_of(GOOD) == []
    assert "no weekend" in warnings_of(GOOD + "2027-03-03,makeup,x\n")[0]
    assert "left out" in warnings_of(GOOD + "2026-12-31,off,元旦\n")[0]
    assert "statutory" in warnings_of(GOOD.replace("2027-10-01,holiday,节日\n", ""))[0]
    # Saturday and Sunday 6 and 7 March worked: twelve days from Monday 1 to Friday 12.
    odd = warnings_of(GOOD + "2027-03-06,makeup,x\n2027-03-07,makeup,x\n")
    assert odd == ["12 working days in a row from 2027-03-01 Mon."]


@pytest.fixture
def clerk(app: Flask, uow_as: UowAs) -> int:
    """The clerk answers for every region's clocks."""
    with uow_as("system") as uow:
        found = uow.scalar(select(User.id).where(User.username == "clerk"))
    assert found is not None
    kind = Clocked(
        model=Region,
        titles={"fix": "Repair"},
        label=lambda region: region.code,
        people=lambda _uow, _region: (found,),
    )
    install(app, [kind], lambda _model: None)
    return found


@pytest.mark.both_databases
def test_open_deadlines_move_with_the_notice(uow_as: UowAs, clerk: int, clock: Any) -> None:
    clock.move_to(at("2026-12-31 17:00"))
    with uow_as("system") as uow:
        for code, target in (("a", "1h working"), ("b", "5h"), ("c", "1h working")):
            region = uow.add(Region(code=code, name="片区"))
            start_clock(uow, region, "fix", Duration.parse(target), because=because("修复"))
        done = clock_of(uow, region, "fix")
        assert done is not None
        assert done.estimated
        meet(uow, done)
    with uow_as("system") as uow:
        moved = take_in(uow, read_notice(GOOD.encode(), "n.csv", 2027), source="国办发明电")
        assert [(one.before, one.after) for one in moved] == [
            (at("2027-01-04 08:30"), at("2027-01-05 08:30"))
        ]
    with uow_as("system") as uow, use_locale("en"):
        first = uow.scalar(select(Region).where(Region.code == "a"))
        row = clock_of(uow, first, "fix") if first else None
        assert row is not None
        assert not row.estimated
        reason = because_of_clock(row)
        assert reason is not None
        assert str(reason.lines[-1].text) == (
            "The calendar of 2027 was taken in: due 2027-01-05 Tue 08:30"
            " instead of 2027-01-04 Mon 08:30."
        )
        notes = uow.scalars(select(Message).where(Message.user_id == clerk)).all()
        assert [note.shown_title for note in notes] == [
            "The calendar of 2027 was taken in: 1 of your deadlines moved"
        ]
        # The same notice again moves nothing and tells nobody.
        assert take_in(uow, read_notice(GOOD.encode(), "n.csv", 2027), source="x") == []
        assert len(uow.scalars(select(Message).where(Message.user_id == clerk)).all()) == 1


def test_days_of_the_company_outlive_the_notice(uow_as: UowAs) -> None:
    with uow_as("system") as uow:
        own = CalendarDay(day=date(2027, 6, 30), kind="rest", name="厂庆")
        store_year(uow, 2027, [own], source="x")
        notice = read_notice(GOOD.encode(), "n.csv", 2027)
        new, gone = differences(uow, notice)
        assert (len(new), gone) == (14, ())
        take_in(uow, notice, source="n.csv")
        assert not is_working_day(uow, date(2027, 6, 30))
        assert not is_working_day(uow, date(2027, 1, 4))
        assert differences(uow, notice) == ((), ())


def test_only_administrators_take_a_notice_in(uow_as: UowAs) -> None:
    with uow_as("clerk") as uow, pytest.raises(Forbidden):
        take_in(uow, read_notice(GOOD.encode(), "n.csv", 2027), source="x")


def test_the_command_shows_first_and_stores_then(
    app: Flask, uow_as: UowAs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli_main = sys.modules["aftersales.cli.main"]
    monkeypatch.setattr(cli_main, "build_app", lambda **_settings: app)
    file = tmp_path / "notice.csv"
    file.write_text(GOOD + "2027-03-03,makeup,x\n", encoding="utf-8")

    def run(*words: str) -> str:
        result = CliRunner().invoke(cli, ["calendar", *words, "--lang", "en"])
        assert result.exit_code == 0, result.output
        return result.output

    assert "estimated" in run("show", "2027")
    told = run("import", str(file), "--year", "2027", "--dry-run")
    assert "no weekend" in told
    assert "14 days off, 1 days worked, would be stored" in told
    assert "stored; 0 open deadlines moved" in run("import", str(file), "--year", "2027")
    with uow_as("system", write=False) as uow:
        assert year_is_known(uow, 2027)
    assert "2027-01-04" in run("show", "2027")


# Named calendars.

SITE = {
    "code": "site", "name": "单班现场", "name_en": "Single shift", "hours": "07:00-15:00",
    "weekdays": "654321", "follows_notice": True, "days": "2026-11-23 - 厂庆",
}  # fmt: skip


@pytest.mark.both_databases
def test_calendar_of_the_customer_goes_before_that_of_the_region(uow_as: UowAs) -> None:
    with uow_as("admin") as uow:
        save_calendar(uow, **SITE)  # type: ignore[arg-type]  # a row of a form
        uow.add(Region(code="west", name="西部"))
        assign_calendar(uow, kind="region", owner="west", calendar="24x7")
        assign_calendar(uow, kind="customer", owner="K1", calendar="site")
    with uow_as("system") as uow:
        for place, hours in (
            (Place(), "08:00–12:00, 13:30–17:30"),
            (Place(customer="K9", department="nobody"), "08:00–12:00, 13:30–17:30"),
            (Place(region="west"), "00:00–24:00"),
            (Place(customer="K1", region="west"), "07:00–15:00"),
        ):
            assert str(working_calendar(uow, place).hours) == hours
        site = working_calendar(uow, Place(customer="K1"))
        assert site.is_working_day(date(2026, 11, 21))  # a Saturday
        assert not site.is_working_day(date(2026, 11, 23))  # its own day
        assert not site.is_working_day(date(2026, 10, 1))  # the State Council's


def test_clock_keeps_its_calendar_and_follows_its_corrections(
    uow_as: UowAs, clerk: int, clock: Any
) -> None:
    with uow_as("admin") as uow:
        save_calendar(uow, **SITE)  # type: ignore[arg-type]  # a row of a form
        assign_calendar(uow, kind="customer", owner="K1", calendar="site")
        region = uow.add(Region(code="a", name="片区"))
        row = start_clock(
            uow, region, "fix", Duration.parse("8h working"), place=Place(customer="K1")
        )
        # Saturday 08:10 to 15:00 are 410 minutes; Monday is its own day off; 70 on Tuesday.
        assert row.due_at == at("2026-11-24 08:10")
    with uow_as("admin") as uow:
        assign_calendar(uow, kind="customer", owner="K1", calendar="")
        again = clock_of(uow, uow.get(Region, region.id), "fix")
        assert again is not None
        assert calendar_of(uow, again).names == ("单班现场", "Single shift")
        moved = save_calendar(uow, **{**SITE, "days": ""})  # type: ignore[arg-type]  # a form
        assert [one.after for one in moved] == [at("2026-11-23 08:10")]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "Site 1"}, "code"),
        ({"name": " "}, "name"),
        ({"hours": "15:00-07:00"}, "hours"),
        ({"weekdays": ""}, "weekdays"),
        ({"weekdays": "8"}, "weekdays"),
        ({"days": "tomorrow"}, "days"),
        ({"days": "2026-11-23 party"}, "days"),
    ],
)
def test_a_wrong_calendar_is_refused(uow_as: UowAs, change: dict[str, str], field: str) -> None:
    with uow_as("admin") as uow, pytest.raises(Invalid) as refused:
        save_calendar(uow, **{**SITE, **change})  # type: ignore[arg-type]  # a row of a form
    assert refused.value.field == field


def test_nobody_is_served_who_is_not_there(uow_as: UowAs) -> None:
    with uow_as("admin") as uow:
        for kind, owner, calendar in (
            ("region", "nowhere", "24x7"),
            ("planet", "x", "24x7"),
            ("customer", "", "24x7"),
            ("customer", "K1", "none"),
        ):
            with pytest.raises(Invalid):
                assign_calendar(uow, kind=kind, owner=owner, calendar=calendar)


# The page.


def test_everybody_sees_the_year_and_administrators_change_it(login: Any) -> None:
    page = login("engineer").get("/calendar?year=2026")
    assert page.status_code == 200
    assert "春节" in page.text
    assert "/calendar/notice" not in page.text
    assert login("engineer").post("/calendar/named", data={"code": "x"}).status_code == 403


def test_a_notice_is_looked_at_before_it_is_taken_in(login: Any, uow_as: UowAs) -> None:
    admin = login("admin")
    sent = {"year": "2027", "file": (io.BytesIO(GOOD.encode()), "2027.csv")}
    seen = admin.post("/calendar/notice", data=sent, content_type="multipart/form-data")
    assert seen.status_code == 200
    assert "2027-01-04" in seen.text
    with uow_as("system", write=False) as uow:
        assert not year_is_known(uow, 2027)
    taken = admin.post(
        "/calendar/notice/take", data={"year": "2027", "source": "2027.csv", "days": GOOD}
    )
    assert taken.status_code == 303
    with uow_as("system", write=False) as uow:
        assert year_is_known(uow, 2027)


def test_a_refused_form_keeps_what_was_typed(login: Any) -> None:
    answer = login("admin").post(
        "/calendar/named", data={"code": "night", "name": "夜班", "hours": "22:00-06:00"}
    )
    assert answer.status_code == 422
    assert "22:00-06:00" in answer.text
    assert "夜班" in answer.text
    assert login("admin").get("/calendar?year=1066").status_code == 422
    assert login("admin").get("/calendar?calendar=none").status_code == 404
