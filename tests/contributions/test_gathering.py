"""Gathering: the delivered contributions begin a report, each as a chapter; rules stay as they are.

Anna of IJenV gathers; Bram of IGJ and Carla of IvhO deliver."""

import pytest
from sqlalchemy import select

from app.findings.models import Audience, Evidence, Finding, FindingStatus, Judgement
from app.reports.models import Report
from tests.contributions.conftest import ROUNDS
from tests.support.documents import rule_for


@pytest.fixture
def round_(begin):
    return begin("igj", "ivho")


@pytest.fixture
def at(browser_of, round_):
    return lambda who="anna": browser_of(who).visit(f"{ROUNDS}/{round_.id}/report")


@pytest.fixture
def rows(transaction):
    def read(model):
        with transaction.as_owner() as owner:
            return list(owner.execute(select(model)).scalars())

    return read


def test_each_delivered_contribution_becomes_a_chapter(
    at, deliver, round_, rows, stored, world, browser_of
):
    deliver(round_, text="Leveranciers zijn het grootste risico.")
    page = at()
    assert "Jeugd" in page.text("#gather-form ol")
    assert "Onderwijs" in page.text("#gather-form ul")

    made = page.submit("#gather-form").follow()

    assert made.status == 200
    [report] = rows(Report)
    [finding] = rows(Finding)
    assert stored(round_).report_id == report.id
    assert (finding.title, finding.text) == (
        "Inspectie Gezondheidszorg en Jeugd",
        "Leveranciers zijn het grootste risico.",
    )
    assert (finding.organisation_id, finding.judgement, finding.audience, finding.status) == (
        world.organisations["ijenv"].id,
        Judgement.NOT_ASSESSED,
        Audience.WORKSPACE,
        FindingStatus.CONCEPT,
    )
    assert "Leveranciers" in browser_of("carla").visit(made.response.request.path).text("main")


def test_documents_are_cited_and_stay_under_their_own_rules(
    at, browser_of, round_, of, rows, library
):
    mine = library.bring("bram", rule_for("ijenv"), title="Alleen voor IJenV")
    contribution, _task = of(round_, "igj")
    page = browser_of("bram").visit(f"{ROUNDS}/given/{contribution.id}")
    page.submit("#write-form", documents=[str(mine.id)], delivers="y")

    made = at().submit("#gather-form").follow()

    assert [each.document_id for each in rows(Evidence)] == [mine.id]
    assert rows(Finding)[0].text == "De bijdrage staat in de documenten die worden aangehaald."
    finding = rows(Finding)[0]
    address = f"/workspaces/WRK-2026-1001/findings/{finding.id}"
    assert "Alleen voor IJenV" in browser_of("anna").visit(address).text("main")
    assert "Alleen voor IJenV" not in browser_of("carla").visit(address).text("main")
    assert made.status == 200


def test_nothing_delivered_is_told(at):
    page = at()
    assert "Er is nog niets opgeleverd" in page.text("main")
    assert not page.has("#gather-form")


def test_a_round_begins_one_report(at, deliver, round_, rows, browser_of):
    deliver(round_)
    page, other = at(), at()
    page.submit("#gather-form")
    again = other.submit("#gather-form")
    assert again.status == 409
    assert len(rows(Report)) == 1
    assert "begonnen" in at().text("main")
    assert (
        not browser_of("anna")
        .visit(f"{ROUNDS}/{round_.id}")
        .has(f'a[href="{ROUNDS}/{round_.id}/report"]')
    )


def test_what_was_sent_back_meanwhile_is_shown_first(at, deliver, round_, browser_of, of, rows):
    deliver(round_)
    page = at()
    _contribution, task = of(round_, "igj")
    browser_of("anna").visit(f"/workspaces/WRK-2026-1001/tasks/{task.id}").submit(
        "form#send-back", reason="Nog niet af."
    )
    assert page.submit("#gather-form").status == 409
    assert rows(Finding) == []


def test_a_norm_that_is_none_is_told(at, deliver, round_, rows):
    deliver(round_)
    page = at().submit("#gather-form", norm="x")
    assert page.status == 422
    assert rows(Report) == []


@pytest.mark.parametrize(("who", "status"), [("bram", 403), ("carla", 403), ("dirk", 404)])
def test_only_the_coordinator_of_the_lead_gathers(at, deliver, round_, who, status):
    deliver(round_)
    assert at(who).status == status
