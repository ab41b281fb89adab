"""Nothing is followed up before a report is adopted, and nothing a partner does holds that up.

Bram is of IGJ, a partner; Wim signs for the lead."""

import pytest

from app.findings.models import Audience
from app.findings.service import Advice
from app.kernel.web.house import house_of
from tests.support.database import OneTransaction
from tests.support.signing_keys import put_keys


@pytest.fixture
def transaction(owner_engine, application, standing_world, made_keys):
    """What a test does where no report was adopted."""
    with OneTransaction(owner_engine, house_of(application)) as running:
        put_keys(running, made_keys)
        yield running


def test_a_workspace_without_adopted_reports_says_so(browser_of, world):
    page = browser_of("anna").visit(f"/workspaces/{world.workspace.ref}/follow-ups")

    assert "Nog niets om op te volgen" in page.text("main")


def test_a_frozen_report_is_not_followed_before_it_is_adopted(desk, stored):
    advice = (Advice("Meet het.", "de gemeente"),)
    desk.frozen_of(desk.finding("bram", title="Te weinig zorg", recommendations=advice))

    assert stored() == []


def test_who_takes_a_finding_back_after_it_was_frozen_holds_up_no_adoption(desk, stored, world):
    theirs = desk.finding("bram", recommendations=(Advice("Meet het.", "de gemeente"),))
    report_id = desk.report(desk.finding("anna"), theirs, seats=("ijenv",))
    desk.freeze(report_id)
    words = (Advice("Iets anders.", "niemand"),)
    desk.change_finding(
        "bram", theirs, seen_version=2, audience=Audience.OWN, recommendations=words
    )

    desk.sign("wim", report_id)

    assert desk.read(report_id)[0].status == "adopted"
    owners = {each.text: each.organisation_id for each in stored()}
    assert owners == {
        "Haal 77 uur.": world.organisations["ijenv"].id,
        "Meet het.": world.organisations["igj"].id,
    }
