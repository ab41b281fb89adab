"""Lines of the log about rules of a folder are for who may know those rules."""

import pytest
from sqlalchemy import update

from app.documents import service
from app.documents.service import FolderPlace, Proposal
from app.workspaces.models import ParticipantRole, Participation
from tests.support.documents import rule_for


@pytest.fixture
def folder_rules(house, world, library, transaction):
    """IGJ lets only Anna of IJenV see what it brings; IvhO is a guest here."""
    with transaction.as_owner() as owner:
        ivho = Participation.organisation_id == world.organisations["ivho"].id
        owner.execute(update(Participation).where(ivho).values(role=ParticipantRole.GUEST))
    actor = world.actor("bram")
    with house.database.session_for(actor):
        place = FolderPlace(library.place(actor))
        rules = [rule_for("ijenv", people=("anna",))]
        service.set_folder_rules(actor, place, proposal=Proposal(rules=rules, bases=library.bases))


@pytest.mark.parametrize(
    ("who", "sees"), [("bram", True), ("anna", True), ("wim", False), ("carla", False)]
)
def test_who_may_not_know_a_rule_reads_only_its_fingerprint(
    api_of, browser_of, world, folder_rules, who, sees
):
    ref = world.workspace.ref
    items = api_of(who).get(f"/workspaces/{ref}/log").json["items"]
    news = browser_of(who).visit("/").text("main")

    assert items
    assert {"facts" in each for each in items} == {sees}
    assert ("gaf zicht" in browser_of(who).visit(f"/workspaces/{ref}/log").text("main")) == sees
    assert ("gaf zicht" in news) <= sees
