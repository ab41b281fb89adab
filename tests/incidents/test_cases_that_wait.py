"""Cases on one's own page: those one's organisation handles, and letters it is asked about.

Anna (IJenV) and Bram (IGJ) work in the workspace of the committee, Carla reads there, and Dirk is
elsewhere."""

import pytest

from app.incidents.service import Marks
from app.workspaces.models import ParticipantRole
from tests.incidents.test_joint_letters import AGREES, say
from tests.incidents.test_triage import DECIDED
from tests.support.counting import counting


@pytest.fixture
def waiting(browser_of):
    """What stands under Cases on somebody's page; empty without that part."""

    def look(who):
        found = browser_of(who).visit("/").tree.cssselect("section[aria-labelledby=cases]")
        return " ".join(found[0].text_content().split()) if found else ""

    return look


def test_a_case_waits_with_its_term_for_who_handles_it(
    register, waiting, stored, browser_of, clock_at
):
    clock_at("2026-11-24 10:00")
    ours = stored(register())
    theirs = stored(register(marks=Marks(handled_by="igj")))

    anna, bram = waiting("anna"), waiting("bram")

    assert anna.startswith("Zaken 1")
    assert ours.pseudonym in anna
    assert "Wacht op triage" in anna
    assert theirs.pseudonym not in anna
    assert theirs.pseudonym in bram
    assert ours.pseudonym not in bram
    clock_at("2026-11-26 10:00")
    assert "te laat" in waiting("anna").lower()


def test_it_waits_no_more_for_who_decided(register, waiting, browser_of, clock_at):
    case_id = register()
    assert "Zaken 1" in waiting("anna")

    browser_of("anna").visit(f"/workspaces/WRK-2026-1001/cases/{case_id}").submit(
        "#triage-form", **DECIDED
    )

    assert waiting("anna") == ""


@pytest.mark.parametrize("who", ["carla", "dirk", "els"])
def test_nobody_else_is_told(register, waiting, who):
    register()
    register(marks=Marks(handled_by="ivho"))

    assert waiting(who) == ""


def test_for_an_observer_no_case_waits(register, waiting, as_part):
    register(marks=Marks(handled_by="igj"))
    assert "Zaken 1" in waiting("bram")

    as_part("igj", ParticipantRole.OBSERVER)

    assert waiting("bram") == ""


def test_a_letter_waits_until_one_says_something_of_its_text(drafted, waiting, browser_of):
    asks = "Een gezamenlijke brief wacht op wat jullie zeggen"
    assert asks in waiting("bram")
    say(browser_of("bram"), drafted, AGREES)
    assert asks not in waiting("bram")

    browser_of("anna").visit(drafted).submit("#change-form", subject="Een ander onderwerp")

    assert asks in waiting("bram")
    page = browser_of("bram").visit("/")
    assert page.has(f'section[aria-labelledby=cases] a[href="{drafted}"]')


def test_many_cases_cost_as_little_as_one(register, browser_of, owner_engine, waiting):
    browser = browser_of("anna")
    register()
    browser.visit("/")
    with counting(owner_engine) as few:
        browser.visit("/")
    for number in range(12):
        register(institution=f"Instelling {number}")
    with counting(owner_engine) as many:
        browser.visit("/")

    assert len(few) == len(many) <= 8, str(many)
    assert waiting("anna").startswith("Zaken 13")
    assert "Alle zaken" in waiting("anna")
