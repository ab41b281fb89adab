"""Beginning a round: the same asked of several in one act, and every wrong input told in words."""

from datetime import date

import pytest
from sqlalchemy import select, text

from app.contributions.models import ContributionRound
from app.tasks.models import Task, TaskStatus
from app.workspaces.models import ParticipantRole
from tests.contributions.conftest import PLACE, ROUNDS
from tests.support.documents import BASIS, next_month

SAID = {
    "title": "Bijdrage aan het inspectiebeeld",
    "purpose": "Samen een beeld maken",
    "legal_basis": BASIS,
}


@pytest.fixture
def tasks(transaction):
    def read():
        with transaction.as_owner() as owner:
            return list(owner.execute(select(Task).order_by(Task.id)).scalars())

    return read


@pytest.fixture
def fill_in(browser_of, world):
    """Send the form as Anna: ``fill_in("igj", due_on="2027-01-02")``."""

    def sent(*codes, **more):
        chosen = [str(world.organisations[code].id) for code in codes]
        page = browser_of("anna").visit(f"{ROUNDS}/new")
        due_on = more.pop("due_on", next_month().isoformat())
        return page.submit(
            "#round-form", **{**SAID, "organisations": chosen, "due_on": due_on, **more}
        )

    return sent


def test_each_organisation_gets_a_task_of_its_own(fill_in, tasks, world, transaction):
    page = fill_in("igj", "ivho").follow()

    assert "Er zijn 2 organisaties gevraagd." in page.text("main")
    assert "0 van 2" in page.text("#standings-title")
    made = {(each.organisation_id, each.due_on, each.is_apart) for each in tasks()}
    day = next_month()
    assert made == {(world.organisations[code].id, day, True) for code in ("igj", "ivho")}
    with transaction.as_owner() as owner:
        [found] = owner.execute(select(ContributionRound)).scalars()
    assert transaction.audited(found.id) == ["contribution:round:start"]


def test_all_partners_are_ticked_and_the_basis_of_the_workspace_is_chosen(browser_of):
    page = browser_of("anna").visit(f"{ROUNDS}/new")
    ticked = page.tree.cssselect("#organisations input[checked]")
    assert len(ticked) == 2
    assert page.tree.cssselect("#legal_basis option[selected]")[0].get("value") == BASIS


def test_who_is_asked_is_mailed_after_the_commit(fill_in, transaction):
    fill_in("igj", "ivho")
    with transaction.as_owner() as owner:
        jobs = owner.execute(
            text("select args from procrastinate_jobs where task_name = 'tasks.tell_assignee'")
        ).all()
    assert len(jobs) == 2


@pytest.mark.parametrize(
    ("codes", "more", "told"),
    [
        ((), {}, "Kies minstens één organisatie."),
        (("nvwa",), {}, "doet hier niet meer mee"),
        (("ijenv",), {}, "doet hier niet meer mee"),
        (("igj",), {"due_on": "2020-01-01"}, "Deze datum is al geweest"),
        (("igj",), {"due_on": ""}, "Kies een dag"),
        (("igj",), {"due_on": "morgen"}, "Dit is geen dag"),
        (("igj",), {"title": " "}, "Zeg in één zin"),
        (("igj",), {"purpose": ""}, "waarvoor"),
        (("igj",), {"legal_basis": "WEGC-8"}, "Met deze grondslag kan IGJ vandaag niet aan IJenV"),
        (("igj",), {"legal_basis": ""}, "Met deze grondslag"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_asked(fill_in, tasks, codes, more, told):
    page = fill_in(*codes, **more)

    assert page.status == 422
    assert told in page.text("#round-form")
    assert tasks() == []


def test_a_day_that_is_no_working_day_counts_until_the_next(fill_in, clock_at, tasks):
    clock_at("2026-11-02 09:00")
    page = fill_in("igj", due_on="2026-11-28").follow()

    assert "geen werkdag" in page.text("main")
    assert "maandag 30 november 2026" in page.text("main")
    assert tasks()[0].due_on == date(2026, 11, 28)


def test_the_same_form_sent_twice_asks_once(browser_of, world, tasks):
    page = browser_of("anna").visit(f"{ROUNDS}/new")
    said = {
        **SAID,
        "organisations": [str(world.organisations["igj"].id)],
        "due_on": next_month().isoformat(),
    }
    page.submit("#round-form", **said)
    page.submit("#round-form", **said)
    assert len(tasks()) == 1


def test_only_a_coordinator_of_the_lead_begins(browser_of):
    page = browser_of("bram").visit(ROUNDS)
    assert "Nog geen bijdragerondes" in page.text("main")
    assert not page.has(f'a[href="{ROUNDS}/new"]')
    assert browser_of("bram").visit(f"{ROUNDS}/new").status == 403
    assert browser_of("anna").visit(ROUNDS).has(f'a[href="{ROUNDS}/new"]')
    assert browser_of("dirk").visit(ROUNDS).status == 404


def test_where_nobody_else_takes_part_it_is_told(browser_of, world, transaction):
    with transaction.as_owner() as owner:
        owner.execute(
            text("update participation set ended_at = now() where organisation_id <> :own"),
            {"own": world.organisations["ijenv"].id},
        )
    page = browser_of("anna").visit(f"{ROUNDS}/new")
    assert "Er is niemand" in page.text("main")
    assert not page.has("#round-form")


def test_a_guest_can_be_asked_and_sees_the_round(browser_of, begin, as_part, tasks):
    as_part("ivho", ParticipantRole.GUEST)
    made = begin("igj", "ivho")
    page = browser_of("carla").visit(f"{ROUNDS}/{made.id}")

    assert page.status == 200
    assert "Jeugd" not in page.text("section[aria-labelledby=standings-title]")
    assert {each.status for each in tasks()} == {TaskStatus.OPEN}
    assert len(browser_of("carla").visit(f"{PLACE}/tasks").tree.cssselect("[data-rows] > li")) == 1
