"""Who is asked about an overlap hears of it, and who proposed hears of the answer; never of what.

Anna (IJenV) proposes to IGJ; Bram contributes there and answers."""

import pytest
from sqlalchemy import select, text, update

from app.coordination import service
from app.coordination.models import Rest
from app.notifications import jobs
from app.notifications.models import Level, Notice, PlaceChoice
from app.running import standing_in
from app.workspaces.models import MemberRole, Membership
from tests.coordination.test_settling import answered

NOTE = "notifications.note_of_place"


@pytest.fixture
def as_role(world, transaction):
    """Let somebody have another role here: ``as_role("bram", MemberRole.COORDINATOR)``."""

    def change(who, role):
        with transaction.as_owner() as owner:
            theirs = (
                Membership.person_id == world.person(who).id,
                Membership.workspace_id == world.workspace.id,
            )
            owner.execute(update(Membership).where(*theirs).values(role=role))

    return change


@pytest.fixture
def clash(doing):
    """Two audits at one organisation, the second of which is known to Anna."""
    ours = doing.plan("anna", doing.enter("anna", "Kliniek De Wissel"), "Forensische zorg")
    theirs = doing.enter("bram", "Kliniek De Wissel")
    return ours, doing.plan("bram", theirs, "Zorgplichtaudit", rest=Rest.EVERYTHING)


@pytest.fixture
def deliver(app, transaction):
    """Carry out what waits in the queue for the notices of places."""

    def run():
        with transaction.as_owner() as owner:
            waiting = text(
                "select args from procrastinate_jobs where task_name = :name order by id"
            )
            found = owner.execute(waiting, {"name": NOTE}).scalars().all()
        for each in found:
            with standing_in(app):
                jobs.note_of_place.run(**each)

    return run


@pytest.fixture
def told(transaction, world):
    """Who has which notice: ``[("bram", "overlap")]``."""

    def read():
        names = {world.person(who).id: who for who in ("anna", "bram", "carla", "dirk", "wim")}
        with transaction.as_owner() as owner:
            found = owner.execute(select(Notice.person_id, Notice.kind)).all()
        return sorted((names.get(person, "?"), str(kind)) for person, kind in found)

    return read


def test_the_coordinators_of_who_is_asked_hear_of_a_proposal(
    clash, propose, deliver, told, as_role, browser_of
):
    as_role("bram", MemberRole.COORDINATOR)
    propose(*clash, reason="Liever samen in mei.")
    deliver()

    page = browser_of("bram").visit("/notices")
    link = page.tree.cssselect("ul.sz-news a")[0].get("href")

    assert told() == [("bram", "overlap")]
    assert "Er is een voorstel over een overlap" in page.text("main")
    assert not [word for word in ("Wissel", "Forensische", "mei") if word in page.text("main")]
    assert browser_of("bram").visit(link).location.endswith("/coordination/overlaps")


@pytest.mark.parametrize("verb", [service.agree, service.refuse])
def test_who_proposed_hears_of_the_answer_also_without_coordinating(
    clash, propose, deliver, told, as_role, doing, verb
):
    as_role("anna", MemberRole.CONTRIBUTOR)
    proposal = propose(*clash)
    said = {"reason": "Dat past niet."} if verb is service.refuse else {}
    answered(doing, "bram", verb, proposal, **said)
    deliver()

    assert told() == [("anna", "overlap_said")]


def test_who_wants_to_hear_nothing_hears_nothing(
    clash, propose, deliver, told, as_role, world, transaction
):
    as_role("bram", MemberRole.COORDINATOR)
    with transaction.as_owner() as owner:
        owner.add(
            PlaceChoice(
                person_id=world.person("bram").id,
                workspace_id=world.workspace.id,
                level=Level.NOTHING,
            )
        )
    propose(*clash)
    deliver()

    assert told() == []


def test_what_is_taken_back_is_no_news(clash, propose, deliver, told, doing):
    proposal = propose(*clash)
    answered(doing, "anna", service.withdraw_proposal, proposal)
    deliver()

    assert told() == []


def test_it_waits_on_the_page_of_who_may_answer_and_of_nobody_else(
    clash, propose, browser_of, doing
):
    proposal = propose(*clash)

    waiting = {who: browser_of(who).visit("/") for who in ("bram", "anna", "carla", "dirk")}

    assert "IJenV wacht op je antwoord" in waiting["bram"].text("main")
    assert "Kliniek De Wissel" in waiting["bram"].text("main")
    links = [each.get("href") for each in waiting["bram"].tree.cssselect("main a")]
    assert f"/coordination/proposals/{proposal.id}" in links
    for who in ("anna", "carla", "dirk"):
        assert "wacht op je antwoord" not in waiting[who].text("main")
    answered(doing, "bram", service.agree, proposal)
    assert "wacht op je antwoord" not in browser_of("bram").visit("/").text("main")
