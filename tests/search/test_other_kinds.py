"""Tasks, observations, findings and reports are found by title and text, by who sees them."""

import pytest

from app.findings.models import Audience
from app.reports.service import building
from app.reports.service.building import ReportDraft
from app.workspaces import queries as workspaces
from app.workspaces.models import ParticipantRole, Participation
from app.workspaces.policy import WorkspacePermission
from tests.support.acting import acting
from tests.support.judgement import Desk
from tests.support.observing import Observations
from tests.support.tasks import TaskMaker

EVERYBODY = ("anna", "wim", "bram", "cora", "carla", "dirk", "els")
PARTNERS = {"anna", "wim", "bram", "cora", "carla"}
IGJ = {"bram", "cora"}


@pytest.fixture
def desk(app, world, transaction):
    """Where findings and reports are made."""
    return Desk(app, world, transaction)


@pytest.fixture
def found_by(search):
    """Who finds something with a word, and what kind it is said to be."""

    def found(words):
        pages = {who: search(who, words) for who in EVERYBODY}
        return {who: page.text(".sz-hit .sz-tag") for who, page in pages.items()}

    return found


def those(found):
    return {who for who, kinds in found.items() if kinds}


@pytest.fixture
def make_guest(transaction, world):
    """Make an organisation a guest of the workspace."""

    def made(code):
        with transaction.as_owner() as owner:
            wanted = {
                "organisation_id": world.organisations[code].id,
                "workspace_id": world.workspace.id,
            }
            owner.query(Participation).filter_by(**wanted).one().role = ParticipantRole.GUEST

    return made


@pytest.mark.parametrize("words", ["zonnebloem", "waterval"])
def test_a_task_is_for_lead_and_partners_and_who_is_asked(
    found_by, world, transaction, make_guest, words
):
    put_task = TaskMaker(world, transaction)
    put_task("bram", title="Lees de zonnebloem", details="Let op de waterval.")
    found = found_by(words)
    assert (those(found), found["anna"]) == (PARTNERS, "Taak")
    make_guest("ivho")
    make_guest("igj")
    assert those(found_by(words)) == PARTNERS - {"carla"}


@pytest.mark.parametrize("words", ["zonnebloem", "waterval"])
def test_an_observation_is_for_its_organisation_until_it_is_released(
    found_by, app, world, make_guest, words
):
    observations = Observations(app, world)
    made = observations.make("bram", title="De zonnebloem", text="Bij de **waterval**.")
    found = found_by(words)
    assert (those(found), found["bram"]) == (IGJ, "Waarneming")
    observations.release("bram", made)
    assert those(found_by(words)) == PARTNERS
    make_guest("ivho")
    assert those(found_by(words)) == PARTNERS - {"carla"}


@pytest.mark.parametrize("words", ["zonnebloem", "waterval"])
def test_a_finding_is_for_its_audience(found_by, desk, make_guest, words):
    text = {"title": "De zonnebloem", "text": "Bij de **waterval**."}
    desk.finding("bram", audience=Audience.OWN, **text)
    found = found_by(words)
    assert (those(found), found["bram"]) == (IGJ, "Bevinding")
    desk.finding("bram", **text)
    assert those(found_by(words)) == PARTNERS
    make_guest("ivho")
    assert those(found_by(words)) == PARTNERS - {"carla"}


@pytest.mark.parametrize("words", ["zonnebloem", "waterval"])
def test_a_report_is_for_lead_and_partners(found_by, desk, app, world, make_guest, words):
    finding, actor = desk.finding(), world.actor("anna")
    draft = ReportDraft(
        title="Rapport over de zonnebloem",
        findings=(finding,),
        introduction="Bij de waterval.",
        conclusion="Klaar.",
        seats=(),
    )
    with acting(app, actor):
        place = workspaces.get_for(actor, WorkspacePermission.VIEW, world.workspace.id)
        building.make_report(actor, place, draft=draft)
    found = found_by(words)
    assert (those(found), found["anna"]) == (PARTNERS, "Rapport")
    make_guest("ivho")
    assert those(found_by(words)) == PARTNERS - {"carla"}


def test_all_kinds_stand_in_one_list_and_can_be_chosen(finds, desk, world, transaction):
    TaskMaker(world, transaction)("bram", title="Zonnebloem meten")
    desk.finding(title="Zonnebloem te klein")
    assert set(finds("anna", "zonnebloem")) == {"Zonnebloem meten", "Zonnebloem te klein"}
    assert finds("anna", "zonnebloem", kind="finding") == ["Zonnebloem te klein"]
