"""Searching: every two neighbouring characters find, what changes is followed, nothing leaks."""

import importlib
import random
from itertools import pairwise

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, select, table, text

from aftersales.access import FieldRule
from aftersales.integrity import Examination
from aftersales.search import keep, query
from aftersales.search.check import indexes_agree
from aftersales.search.fill import begin_anew, examine, fill, plans, prepare, write_due
from aftersales.search.models import SearchDue, SearchIndex
from aftersales.search.query import search_for
from aftersales.views import list_count
from aftersales.views.lookup_query import find
from modules.customers.api import Contact, Customer, Equipment, Product
from modules.customers.services.customers import change_customer
from modules.service.api import register_case
from modules.service.models import Case

on_both = pytest.mark.both_databases
LETTERS = "常德水泵机械密封漏湖南有限公司液压站一二〇𠮷𡈼㐂ABC019"


def found(uow, model, words):
    """The keys an index finds, asked in every way there is."""
    search = search_for(uow, model, model.id, (), words)
    assert search is not None
    ways = [set(uow.scalars(select(model.id).where(way))) for way in (search.among, search.holds)]
    assert ways[0] == ways[1]
    return ways[0]


@on_both
def test_every_two_neighbouring_characters_find_all_that_have_them(uow_as, monkeypatch):
    chance = random.Random(3)
    names = ["".join(chance.choices(LETTERS, k=chance.randrange(2, 12))) for _ in range(60)]
    with uow_as("system") as uow:
        for number, name in enumerate(names):
            uow.add(Product(code=f"X{number}", name=name, model=f"M-{number}"))
    pairs = sorted({first + second for name in names for first, second in pairwise(name)})
    with uow_as("clerk", write=False) as uow:
        expected = {
            pair: {row.id for row in uow.scalars(select(Product)) if pair in row.name}
            for pair in chance.sample(pairs, 120)
        }
        for many in (0, 10_000):  # frequent and rare: two statements on PostgreSQL
            monkeypatch.setattr(query, "last_key", lambda *_args, many=many: many)
            missed = {
                pair: keys - found(uow, Product, pair)
                for pair, keys in expected.items()
                if not keys <= found(uow, Product, pair)
            }
            assert missed == {}


FINDING = (
    "漏油",
    "油",
    "液压泵 停机",
    "洞庭化工",
    "dthg",
    "20077",
    "YZ-160",
    "ｈｎ２６０２",
    "-漏油",
    "漏油*",
)
OTHERS = ("漏水", "停机 漏水", "。。", "😀", "%", "x" * 80, "漏" * 80)
OPERATORS = (
    '漏油" OR "zz',
    "' | 'zz':* & !'",
    "漏油 NOT 停机",
    "tokens:漏油",
    "NEAR(漏油 停机)",
    "漏油') OR 1=1 --",
    "{漏油}: zz",
    "漏油:zz*",
)  # fmt: skip


@on_both
def test_what_people_type(story, login):
    address = f"/service/cases/{story.register().case_id}"
    browser = login("clerk")
    answers = {
        words: browser.get("/service/cases", query_string={"f": "", "q": words})
        for words in (*FINDING, *OTHERS, *OPERATORS)
    }
    assert {answer.status_code for answer in answers.values()} == {200}
    assert {words for words, answer in answers.items() if address in answer.text} == {*FINDING}


@on_both
def test_a_renamed_customer_is_found_by_the_new_name_at_once(uow_as, story, world):
    case_id = story.register().case_id
    with uow_as("sales") as uow:
        change_customer(uow, record_id=world.key_customer, code="K1", name="岳阳君山纸业有限公司")
    with uow_as("clerk", write=False) as uow:
        assert found(uow, Case, "君山纸业") == {case_id}
        assert found(uow, Case, "洞庭化工") == set()
        assert world.key_customer in found(uow, Customer, "yyjs")
        assert world.pump in found(uow, Equipment, "君山")


@on_both
def test_more_records_than_can_follow_at_once_follow_with_the_job(
    uow_as, story, world, monkeypatch
):
    cases = {story.register().case_id, story.register().case_id}
    monkeypatch.setattr(keep, "AT_ONCE", 1)
    for name in ("岳阳君山纸业有限公司", "岳阳城陵矶码头"):
        with uow_as("sales") as uow:
            change_customer(uow, record_id=world.key_customer, code="K1", name=name)
    with uow_as("system") as uow:
        assert found(uow, Case, "城陵矶") == set()
        assert {row.record_id for row in uow.scalars(select(SearchDue))} >= cases
        write_due(uow)
    with uow_as("clerk", write=False) as uow:
        assert found(uow, Case, "城陵矶") == cases
        assert uow.scalars(select(SearchDue)).all() == []


@on_both
def test_a_contact_finds_the_customer_until_it_is_gone(uow_as, world):
    with uow_as("sales") as uow:
        person = uow.add(Contact(customer_id=world.plain_customer, name="欧阳明月"))
    with uow_as("clerk", write=False) as uow:
        assert found(uow, Customer, "欧阳") == {world.plain_customer}
    with uow_as("sales") as uow:
        person = uow.get(Contact, person.id)
        person.customer_id = world.far_customer
    with uow_as("clerk", write=False) as uow:
        assert found(uow, Customer, "欧阳") == {world.far_customer}
    with uow_as("sales") as uow:
        uow.delete(uow.get(Contact, person.id))
    with uow_as("clerk", write=False) as uow:
        assert found(uow, Customer, "欧阳") == set()
        assert found(uow, Contact, "欧阳") == set()


@on_both
def test_what_a_savepoint_takes_back_is_not_found(uow_as, world):
    with uow_as("system") as uow:
        savepoint = uow.session.begin_nested()
        uow.add(Product(code="S1", name="昙花一现泵", model="S-1"))
        savepoint.rollback()
        uow.add(Product(code="S2", name="真实水泵", model="S-2"))
    with uow_as("clerk", write=False) as uow:
        assert found(uow, Product, "昙花") == set()
        assert len(found(uow, Product, "真实")) == 1


@on_both
def test_a_masked_number_is_found_only_by_those_who_see_it(story, login, world):
    case_id = story.register(contact_phone="13755550123").case_id
    for who, sees in (("clerk", True), ("auditor", False)):
        browser = login(who)
        assert f"/service/cases/{case_id}" in browser.get("/service/cases?f=").text
        for part in ("13755550123", "55501", "0123", "漏油 0123"):
            page = browser.get("/service/cases", query_string={"f": "", "q": part}).text
            assert (f"/service/cases/{case_id}" in page) == sees, (who, part)


@on_both
def test_rows_one_may_not_see_are_not_found(story, login, uow_as, actor):
    case_id = story.register().case_id
    assert f"/service/cases/{case_id}" in login("clerk").get("/search?q=漏油").text
    for who in ("engineer", "gate"):
        browser = login(who)
        assert f"/service/cases/{case_id}" not in browser.get("/search?q=漏油").text
        assert f"/service/cases/{case_id}" not in browser.get("/service/cases?f=&q=漏油").text


def test_names_one_may_not_see_are_asked_of_the_columns_instead(app, uow_as, story, monkeypatch):
    """Who may not see all customers does not learn from the index whose case it is."""
    story.register()
    policy = app.extensions["aftersales.access"]
    allowed = policy.criteria
    with uow_as("clerk", write=False) as uow:
        sources = (Case.summary, Customer.name)
        assert search_for(uow, Case, Case.id, sources, "洞庭") is not None
        monkeypatch.setattr(
            policy, "criteria",
            lambda actor, model, write=False: Customer.id == 0
            if model is Customer else allowed(actor, model, write=write),
        )  # fmt: skip
        assert search_for(uow, Case, Case.id, sources, "洞庭") is None


def test_a_masked_column_is_not_searched_where_there_is_no_index(app, uow_as):
    rule = FieldRule(
        model=Product, field="note", permission="customers.contact.phone", mode="masked"
    )
    fields = app.extensions["aftersales.fields"]
    fields.rules[(Product, "note")] = [rule]
    try:
        for who, sees in (("clerk", True), ("auditor", False)):
            with uow_as(who, write=False) as uow:
                (asked,) = query.contains(uow.actor, (Product.note,), "密")
                assert ("note" in str(asked)) == sees
    finally:
        del fields.rules[(Product, "note")]


@on_both
def test_lookups_put_what_begins_with_the_text_first(app, uow_as, world):
    from modules.customers.views.lookups import EQUIPMENT_LOOKUP

    with uow_as("system") as uow:
        pump = uow.get(Equipment, world.pump)
        twin = Equipment(serial="ZZ-HN2602", product=pump.product, customer=pump.customer)
        uow.add(twin)
    with uow_as("clerk", write=False) as uow:
        labels = [hit.label for hit in find(uow, EQUIPMENT_LOOKUP, "HN2602")]
    assert [label.split(" ")[0] for label in labels] == ["HN26020077", "ZZ-HN2602"]


@on_both
def test_a_frequent_word_shows_the_newest_first(uow_as, story, login, monkeypatch):
    cases = [story.register().case_id for _ in range(3)]
    monkeypatch.setattr(query, "last_key", lambda *_args: 0)  # more than one hit is frequent
    page = login("clerk").get("/service/cases", query_string={"f": "", "q": "漏油"}).text
    places = [page.index(f"/service/cases/{key}") for key in cases]
    assert places == sorted(places, reverse=True)
    with uow_as("clerk", write=False) as uow:
        from modules.service.views.lookups import CASE_LOOKUP

        assert [hit.id for hit in find(uow, CASE_LOOKUP, "漏油")] == cases[::-1]


@on_both
def test_an_index_is_checked_rebuilt_and_taken_up_again(app, uow_as, story, monkeypatch):
    story.register().register().register()
    monkeypatch.setattr("aftersales.search.fill.BATCH", 2)
    plan = app.extensions["aftersales.search"].plans[Case]
    with uow_as("system", write=False) as uow:
        assert examine(uow, plan).is_sound
    with uow_as("system") as uow:
        key = uow.session.scalar(select(Case.id).limit(1))
        connection = uow.session.connection()
        query.store_of(connection).put(connection, plan.name, {key: {"wrong"}, 999: {"nobody"}})
        connection.execute(delete(table(plan.name)).where(text(f"{_key(connection)} = {key + 1}")))
    with uow_as("system", write=False) as uow:
        damage = examine(uow, plan)
        (told,) = indexes_agree(Examination(uow=uow))
        assert "search rebuild service_case" in told.sentence
    with app.app_context():
        assert (damage.missing, damage.stale, damage.orphans) == (1, 1, 1)
        reached = []
        begin_anew(plan)
        with pytest.raises(KeyboardInterrupt):
            fill(plan, lambda _plan, at, _last: reached.append(at) or _stop())
        assert len(reached) == 1
        prepare()
    with uow_as("system", write=False) as uow:
        assert examine(uow, plan).is_sound
        assert list(indexes_agree(Examination(uow=uow))) == []


def _stop():
    raise KeyboardInterrupt


def _key(connection):
    return "rowid" if connection.dialect.name == "sqlite" else "id"


@on_both
def test_an_index_that_is_not_whole_is_not_asked(app, uow_as, story, login):
    case_id = story.register().case_id
    with uow_as("system") as uow:
        row = uow.session.get(SearchIndex, "find_service_case")
        row.shape, row.is_whole = "built by an older version", False
        uow.session.connection().execute(delete(table("find_service_case")))
    assert f"/service/cases/{case_id}" in login("clerk").get("/service/cases?f=&q=漏油").text
    with app.app_context():
        prepare()
    with uow_as("clerk", write=False) as uow:
        assert found(uow, Case, "漏油") == {case_id}


@on_both
def test_the_index_of_a_module_that_left_is_removed(app, uow_as):
    book = app.extensions["aftersales.search"]
    kept = book.plans.pop(Case)
    try:
        with app.app_context():
            prepare()
        with uow_as("system", write=False) as uow:
            assert uow.session.get(SearchIndex, kept.name) is None
    finally:
        book.plans[Case] = kept
    with app.app_context():
        prepare()
    with uow_as("system", write=False) as uow:
        assert examine(uow, kept).is_sound


@pytest.mark.demo_company
@on_both
def test_after_everything_the_demo_does_the_indexes_are_sound(uow_as):
    with uow_as("system", write=False) as uow:
        examined = {plan.name: examine(uow, plan) for plan in plans()}
    assert {name: one for name, one in examined.items() if not one.is_sound} == {}
    assert sum(one.records for one in examined.values()) > 50


def test_the_command_line_checks_and_rebuilds(app, story, monkeypatch):
    main = importlib.import_module("aftersales.cli.main")
    story.register()
    monkeypatch.setattr(main, "build_app", lambda **_overrides: app)
    run = CliRunner().invoke
    checked = run(main.cli, ["search", "check", "service_case"])
    assert (checked.exit_code, "1 records, 0 missing" in checked.output) == (0, True)
    assert run(main.cli, ["search", "rebuild"]).exit_code == 0
    assert run(main.cli, ["search", "rebuild", "--unfinished"]).exit_code == 0
    assert "Known:" in run(main.cli, ["search", "check", "nonsense"]).output


@on_both
def test_what_a_frequent_word_finds_is_counted_only_so_far(login, uow_as, world, monkeypatch):
    for module in (query, list_count):
        monkeypatch.setattr(module, "COUNTED", 2)
    with uow_as("clerk") as uow:
        for number in range(3):
            register_case(uow, summary=f"漏油 {number}", customer_id=world.plain_customer)
    with uow_as("engineer") as uow:
        register_case(uow, summary="顺路反映漏油", customer_id=world.plain_customer)
    counted = {
        who: pager(login(who).get("/service/cases?f=&q=漏油").text)
        for who in ("dispatcher", "engineer")
    }
    assert counted == {"dispatcher": "1–4 / 2+", "engineer": "1–1 / 1"}


def pager(page: str) -> str:
    return page.partition('pager-text">')[2].partition("<")[0]
