"""Asking more organisations while a round runs: each like the others, nobody twice."""

from datetime import date

import pytest
from sqlalchemy import text

from app.workspaces.models import ParticipantRole
from tests.contributions.conftest import PLACE, ROUNDS
from tests.support.counting import counting

DUE = date(2026, 11, 27)


@pytest.fixture(autouse=True)
def today(clock_at):
    clock_at("2026-11-02 09:00")


@pytest.fixture
def round_(begin):
    return begin("igj", due_on=DUE)


@pytest.fixture
def at(browser_of, round_):
    return lambda who="anna": browser_of(who).visit(f"{ROUNDS}/{round_.id}")


def ask(page, world, *codes):
    chosen = [str(world.organisations[code].id) for code in codes]
    return page.submit("#more-form", organisations=chosen)


def test_who_is_asked_later_is_asked_the_same(
    at, round_, of, deliver, stored, world, transaction, browser_of
):
    deliver(round_)
    page = ask(at(), world, "ivho").follow()

    assert "Er is 1 organisatie extra gevraagd." in page.text("main")
    assert "1 van 2" in page.text("#standings-title")
    first, second = of(round_, "igj")[1], of(round_, "ivho")[1]
    for name in ("title", "details", "due_on", "is_apart", "workspace_id"):
        assert getattr(first, name) == getattr(second, name), name
    assert stored(round_).asked == [world.organisations[code].id for code in ("igj", "ivho")]
    assert transaction.audited(round_.id)[-1] == "contribution:round:ask"
    assert deliver(round_, who="carla", code="ivho").status == 303
    assert "2 van 2" in at().text("#standings-title")


def test_who_is_asked_later_is_told_by_mail(at, world, transaction):
    def waiting():
        with transaction.as_owner() as owner:
            asked = "select count(*) from procrastinate_jobs where task_name = :name"
            return owner.execute(text(asked), {"name": "tasks.tell_assignee"}).scalar_one()

    page, before = at(), waiting()
    ask(page, world, "ivho")

    assert waiting() == before + 1


def test_the_page_offers_who_takes_part_and_is_not_asked(at, world):
    offered = [each.get("value") for each in at().tree.cssselect("#more-form input[type=checkbox]")]
    assert offered == [str(world.organisations["ivho"].id)]

    ask(at(), world, "ivho")
    assert not at().has("#more-form")


@pytest.mark.parametrize(
    ("codes", "sentence"),
    [
        ((), "Kies minstens één organisatie"),
        (("igj",), "al gevraagd"),
        (("igj", "ivho"), "al gevraagd"),
        (("nvwa",), "doet hier niet meer mee"),
        (("ijenv",), "doet hier niet meer mee"),
    ],
)
def test_a_wrong_choice_is_told_and_asks_nobody(at, world, stored, round_, codes, sentence):
    answer = ask(at(), world, *codes)

    assert answer.status == 422
    assert sentence in answer.text("#more-form")
    assert len(stored(round_).asked) == 1


def test_after_the_day_a_new_day_comes_first(at, world, clock_at):
    clock_at("2026-11-28 09:00")
    answer = ask(at(), world, "ivho")

    assert answer.status == 422
    assert "Geef die eerst een nieuwe dag" in answer.text("#contributions-steps")


def test_a_basis_that_does_not_hold_for_who_comes_in_asks_nobody(begin, browser_of, world, stored):
    made = begin("igj", due_on=DUE, legal_basis="LTO-TOEZICHT")
    page = browser_of("anna").visit(f"{ROUNDS}/{made.id}")

    answer = ask(page, world, "ivho")

    assert answer.status == 422
    assert "Met deze grondslag kan IvhO vandaag niet aan IJenV verstrekken" in answer.text("main")
    assert stored(made).asked == [world.organisations["igj"].id]


def test_what_others_do_meanwhile_does_not_stop_it(at, world, round_, deliver, stored):
    page = at()
    deliver(round_)

    assert ask(page, world, "ivho").status == 303
    assert len(stored(round_).asked) == 2


def test_of_two_who_ask_the_same_at_once_one_is_told(at, world, round_, stored):
    first, second = at(), at()
    ask(first, world, "ivho")

    assert ask(second, world, "ivho").status == 422
    assert len(stored(round_).asked) == 2


def test_a_closed_round_asks_nobody_more(at, world, round_, stored):
    page = at()
    at().submit("#end-form")

    assert ask(page, world, "ivho").status == 403
    assert len(stored(round_).asked) == 1


def test_only_who_keeps_the_round_asks_more(at, browser_of, world, round_):
    for who in ("bram", "wim"):
        assert not at(who).has("#more-form")
        page = browser_of(who).visit(f"{PLACE}/tasks")
        assert ask_by_hand(page, world, round_).status == 403
    stranger = browser_of("dirk").visit(f"/workspaces/{world.elsewhere.ref}/tasks")
    assert ask_by_hand(stranger, world, round_).status == 404


def ask_by_hand(page, world, round_):
    token = page.tree.cssselect("input[name=csrf_token]")[0].get("value")
    fields = {"csrf_token": token, "organisations": str(world.organisations["ivho"].id)}
    return page.browser.send(f"{ROUNDS}/{round_.id}/organisations", fields)


def test_a_guest_who_is_asked_first_learns_nothing_of_who_is_asked_later(
    begin, browser_of, as_part, world
):
    as_part("igj", ParticipantRole.GUEST)
    made = begin("igj", due_on=DUE)
    before = browser_of("bram").visit(f"{ROUNDS}/{made.id}")
    assert "0 van 1" in browser_of("anna").visit(f"{ROUNDS}/{made.id}").text("#standings-title")
    ask(browser_of("anna").visit(f"{ROUNDS}/{made.id}"), world, "ivho")
    after = browser_of("bram").visit(f"{ROUNDS}/{made.id}")

    assert before.text("main") == after.text("main")
    told = "vroeg meer organisaties"
    assert told in browser_of("anna").visit(f"{PLACE}/log").text("main")
    assert told not in browser_of("bram").visit(f"{PLACE}/log").text("main")


def test_asking_more_costs_few_statements(at, world, owner_engine):
    page = at()
    with counting(owner_engine) as statements:
        assert ask(page, world, "ivho").status == 303
    assert len(statements) <= 14, str(statements)
