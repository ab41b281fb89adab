"""Giving: a draft of one's own, delivered in text or documents, sent back, confirmed.

Bram of IGJ gives; Anna of IJenV asked; Carla of IvhO is asked too and learns only that IGJ did."""

import pytest

from app.contributions.models import ContributionText
from app.kernel import db
from app.tasks.models import TaskStatus
from tests.contributions.conftest import PLACE, ROUNDS
from tests.support.documents import rule_for

SECRET = "Leveranciers zijn het grootste risico."


@pytest.fixture
def round_(begin):
    return begin("igj", "ivho")


@pytest.fixture
def given(round_, of):
    """Address of what IGJ gives."""
    contribution, _task = of(round_, "igj")
    return f"{ROUNDS}/given/{contribution.id}"


def test_a_draft_is_kept_and_only_the_own_organisation_sees_it(browser_of, given, round_, of):
    kept = browser_of("bram").visit(given).submit("#write-form", text=SECRET)

    assert kept.status == 303
    assert "Alleen jouw organisatie ziet die" in kept.follow().text("main")
    assert SECRET in browser_of("cora").visit(given).text("main")
    assert SECRET not in browser_of("anna").visit(given).text("main")
    assert "Er is nog niets opgeleverd" in browser_of("anna").visit(given).text("main")
    assert browser_of("carla").visit(given).status == 404
    assert of(round_, "igj")[0].delivered_at is None


def test_delivered_who_asked_reads_it_and_others_learn_only_that(
    browser_of, given, round_, of, deliver
):
    assert deliver(round_, text=SECRET).status == 303

    assert of(round_, "igj")[1].status is TaskStatus.DELIVERED
    assert SECRET in browser_of("anna").visit(given).text("main")
    seen = browser_of("carla").visit(f"{ROUNDS}/{round_.id}")
    assert "Jeugd: Opgeleverd" in seen.text("section[aria-labelledby=standings-title]")
    assert "Onderwijs: Nog niet" in seen.text("section[aria-labelledby=standings-title]")
    assert SECRET not in seen.body
    assert browser_of("carla").visit(given).status == 404
    assert browser_of("dirk").visit(given).status == 404


def test_another_partner_does_not_see_the_task(browser_of, round_, of):
    _contribution, task = of(round_, "igj")
    assert browser_of("carla").visit(f"{PLACE}/tasks/{task.id}").status == 404
    for who, number in (("carla", 1), ("bram", 1), ("anna", 2)):
        rows = browser_of(who).visit(f"{PLACE}/tasks").tree.cssselect("[data-rows] > li")
        assert len(rows) == number
    facts = browser_of("bram").visit(f"{PLACE}/tasks/{task.id}").text(".sz-facts")
    assert "IvhO" not in facts


@pytest.mark.parametrize("htmx", [False, True])
def test_nothing_is_delivered_empty(browser_of, given, round_, of, htmx):
    page = browser_of("bram").visit(given)
    told = page.submit("#write-form", htmx=htmx, text="  ", delivers="y")

    assert told.status == 422
    assert "Er is nog niets om op te leveren" in told.text("#write-form")
    assert of(round_, "igj")[1].status is TaskStatus.OPEN


def test_the_page_of_the_task_leads_there_and_its_api_delivers_nothing_empty(
    browser_of, given, round_, of, api_of
):
    _contribution, task = of(round_, "igj")
    page = browser_of("bram").visit(f"{PLACE}/tasks/{task.id}")
    assert page.has(f'a[href="{given}"]')
    assert not page.has("form#deliver")
    refused = api_of("bram").ask("POST", f"/tasks/{task.id}/deliver", json={})
    assert refused.status_code == 422


def test_sent_back_it_is_a_draft_again(browser_of, given, round_, of, deliver):
    deliver(round_, text=SECRET)
    _contribution, task = of(round_, "igj")
    at_task = browser_of("anna").visit(f"{PLACE}/tasks/{task.id}")
    assert at_task.submit("form#send-back", reason="Noem ook de cijfers.").status == 303

    assert of(round_, "igj")[0].delivered_at is None
    assert SECRET not in browser_of("anna").visit(given).text("main")
    again = browser_of("bram").visit(given)
    assert "Noem ook de cijfers." in again.text("main")
    assert again.submit("#write-form", text="Met cijfers.", delivers="y").status == 303
    assert "Met cijfers." in browser_of("anna").visit(given).text("main")


def test_confirmed_it_stays_and_does_not_change(browser_of, given, round_, of, deliver):
    page = browser_of("bram").visit(given)
    deliver(round_, text=SECRET)
    _contribution, task = of(round_, "igj")
    browser_of("anna").visit(f"{PLACE}/tasks/{task.id}").submit("form#confirm")

    late = page.submit("#write-form", text="Toch iets anders.")

    assert late.status == 422
    assert "is opgeleverd" in late.text("main")
    assert "Toch iets anders." in late.text("main")
    assert SECRET in browser_of("anna").visit(given).text("main")
    assert of(round_, "igj")[1].status is TaskStatus.DONE


def test_a_colleague_who_wrote_meanwhile_is_not_overwritten(browser_of, given):
    page = browser_of("bram").visit(given)
    other = browser_of("bram").visit(given)
    other.submit("#write-form", text="Eerst dit.")

    late = page.submit("#write-form", text="Mijn tekst.")

    assert late.status == 409
    assert "Mijn tekst." in late.text("#write-form")
    assert "Eerst dit." in browser_of("cora").visit(given).text("main")


def test_a_document_that_who_asked_may_not_open_is_not_delivered(
    browser_of, given, round_, of, library
):
    mine = library.bring("bram", title="Risico's")
    page = browser_of("bram").visit(given)
    refused = page.submit("#write-form", documents=[str(mine.id)], delivers="y")

    assert refused.status == 422
    assert "mag een van deze documenten niet openen" in refused.text("#write-form")
    assert of(round_, "igj")[1].status is TaskStatus.OPEN

    library.share("bram", mine.id, rule_for("ijenv"))
    again = browser_of("bram").visit(given)
    assert again.submit("#write-form", documents=[str(mine.id)], delivers="y").status == 303
    assert "Risico's" in browser_of("anna").visit(given).text("main")


def test_a_document_of_another_organisation_does_not_go_along(browser_of, given, library):
    library.bring("bram", title="Van ons")
    other = library.bring("anna", rule_for("igj"), title="Van IJenV")
    page = browser_of("bram").visit(given)
    refused = page.submit("#write-form", text="x", documents=[str(other.id)])
    assert refused.status == 422
    assert "die jouw organisatie hier heeft ingebracht" in refused.text("#write-form")


def test_the_task_of_a_round_stays_with_its_organisation(browser_of, round_, of, world):
    _contribution, task = of(round_, "igj")
    page = browser_of("anna").visit(f"{PLACE}/tasks/{task.id}/edit")
    refused = page.submit("main form", assignee=f"{world.organisations['ivho'].id}/")
    assert refused.status == 422
    assert "hoort bij een bijdrageronde" in refused.text("main")


def test_the_log_of_a_contribution_is_between_the_two(browser_of, round_, deliver):
    deliver(round_, text=SECRET)
    assert "schreef aan de bijdrage" in browser_of("anna").visit(f"{PLACE}/log").text("main")
    told = browser_of("carla").visit(f"{PLACE}/log").text("main")
    assert "begon de bijdrageronde" in told
    assert "schreef aan de bijdrage" not in told


def test_the_wall_of_the_database_keeps_a_draft_from_who_asked(
    house, world, browser_of, given, round_, deliver
):
    browser_of("bram").visit(given).submit("#write-form", text=SECRET)
    counts = {}
    for step in ("draft", "delivered"):
        for who in ("anna", "bram", "carla"):
            with house.database.session_for(world.actor(who)):
                number = db.session().query(ContributionText).count()
                counts[step, who] = number
        if step == "draft":
            deliver(round_, text=SECRET)
    assert counts == {
        ("draft", "anna"): 0,
        ("draft", "bram"): 1,
        ("draft", "carla"): 0,
        ("delivered", "anna"): 1,
        ("delivered", "bram"): 1,
        ("delivered", "carla"): 0,
    }


@pytest.mark.parametrize("who", ["anna", "carla"])
@pytest.mark.parametrize(
    "statement",
    ["update contribution_text set text = 'x'", "delete from contribution_text"],
)
def test_the_wall_lets_nobody_write_for_another(
    house, world, browser_of, given, transaction, who, statement
):
    browser_of("bram").visit(given).submit("#write-form", text=SECRET)
    with house.database.session_for(world.actor(who)):
        db.session().connection().exec_driver_sql(statement)
    with transaction.as_owner() as owner:
        assert [each.text for each in owner.query(ContributionText)] == [SECRET]
