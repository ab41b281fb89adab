"""The coordinators of the lead hear that an organisation chose what others keep; not of what.

Bram coordinates for IGJ, Anna for the lead."""

import pytest
from sqlalchemy import select, update

from app.documents import service
from app.notifications import jobs
from app.notifications.models import Level, Notice, NoticeKind, PlaceChoice
from app.running import standing_in
from app.workspaces.models import MemberRole, Membership, Participation
from tests.support.acting import acting
from tests.support.documents import Library, rule_for


@pytest.fixture
def chosen(app, house, world, transaction):
    """Bram chooses, and the job runs as the queue would."""
    igj = world.organisations["igj"].id
    with transaction.as_owner() as owner:
        mine = Membership.person_id == world.person("bram").id
        owner.execute(update(Membership).where(mine).values(role=MemberRole.COORDINATOR))
        here = select(Participation.id).where(
            Participation.workspace_id == world.workspace.id,
            Participation.organisation_id == igj,
        )
        part_id = owner.execute(here).scalar_one()
    Library(house, world).bring("bram", rule_for("ijenv"), title="Zaak De Meerkoet")

    def choose(choice, *, before=""):
        actor = world.actor("bram")
        with acting(app, actor):
            service.choose_what_stays(actor, part_id, choice=choice, seen=before)
        with standing_in(app):
            jobs.note_of_place.run(
                workspace_id=str(world.workspace.id),
                organisation_id=str(world.organisations["ijenv"].id),
                kind=NoticeKind.LEFT.value,
            )

    return choose


@pytest.fixture
def told(transaction):
    def found():
        with transaction.as_owner() as owner:
            rows = owner.execute(select(Notice).where(Notice.kind == NoticeKind.LEFT)).scalars()
            return sorted(each.person_id for each in rows)

    return found


def test_a_coordinator_of_the_lead_reads_it_and_goes_to_the_log(chosen, browser_of, world, api_of):
    chosen("evidence")
    page = browser_of("anna").visit("/notices")
    assert "Een organisatie koos wat anderen houden als ze vertrekt" in page.text("main")
    assert "omdat je coördineert voor de trekker" in page.text("main")
    assert "Meerkoet" not in page.body
    link = page.tree.cssselect("ul.sz-news a")[0].get("href")
    opened = browser_of("anna").visit(link)
    assert opened.location.endswith(f"/workspaces/{world.workspace.ref}/log")
    notice = api_of("anna").get("/notifications").get_json()["items"][0]
    assert (notice["kind"], notice["task"]) == ("left", None)


def test_nobody_else_is_told(chosen, told, world, browser_of):
    chosen("rules")
    assert told() == [world.person("anna").id]
    for who in ("wim", "bram", "carla", "dirk"):
        assert "als ze vertrekt" not in browser_of(who).visit("/notices").body


def test_a_second_choice_takes_the_place_of_the_first_notice(chosen, told, world, browser_of):
    chosen("rules")
    anna = browser_of("anna")
    anna.visit("/notices").submit("#read-all")
    chosen("closed", before="rules")
    assert told() == [world.person("anna").id]
    assert "Nieuw" in anna.visit("/notices").text(".sz-news")


def test_who_wants_to_hear_nothing_from_the_place_hears_nothing(chosen, told, world, transaction):
    with transaction.as_owner() as owner:
        owner.add(
            PlaceChoice(
                person_id=world.person("anna").id,
                workspace_id=world.workspace.id,
                level=Level.NOTHING,
            )
        )
    chosen("rules")
    assert told() == []


def test_who_is_out_of_the_workspace_does_not_see_it_any_more(
    chosen, browser_of, transaction, world
):
    chosen("rules")
    with transaction.as_owner() as owner:
        hers = Membership.person_id == world.person("anna").id
        owner.execute(update(Membership).where(hers).values(ended_at=Membership.added_at))
    assert "als ze vertrekt" not in browser_of("anna").visit("/notices").body
