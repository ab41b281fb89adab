"""On the day the successor goes on with what is open, and what was done stays the other's."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.identity.models import IdentityProvider, Mandate, Organisation
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.errors import NotFound
from app.running import standing_in
from app.successions import jobs, service
from app.successions.policy import CLERK, PlaceOf
from app.tasks.models import TaskStatus
from app.workspaces.models import MemberRole, ParticipantRole, Participation
from tests.support.acting import acting


def part_of(transaction, world, code, place=None):
    with transaction.as_owner() as owner:
        return (
            owner.query(Participation)
            .filter_by(
                workspace_id=(place or world.workspace).id,
                organisation_id=world.organisations[code].id,
            )
            .one_or_none()
        )


@pytest.fixture
def carried_out(successions):
    """IGJ's day has come: Bram goes on as Gijs, Cora stops."""
    plan = successions.agreed(heirs=[("bram", "gijs")])
    successions.work_off()
    successions.come()
    successions.run()
    return successions.read(plan)


def test_its_part_and_the_named_people_go_over(successions, carried_out, world, transaction):
    assert carried_out.done_at is not None
    assert part_of(transaction, world, "igj").ended_at is not None
    heir = part_of(transaction, world, "nvwa")
    assert (heir.role, heir.ended_at) == (ParticipantRole.PARTNER, None)
    assert successions.members() == {
        "anna": "coordinator",
        "wim": "signatory",
        "gijs": "contributor",
        "carla": "reader",
    }


def test_what_it_acted_with_ends(carried_out, world, transaction):
    with transaction.as_owner() as owner:
        igj = owner.get_one(Organisation, world.organisations["igj"].id, populate_existing=True)
        providers = owner.query(IdentityProvider).filter_by(organisation_id=igj.id).all()
        mandates = owner.query(Mandate).filter_by(organisation_id=igj.id).all()
    assert igj.successor_id == world.organisations["nvwa"].id
    assert igj.valid_to == carried_out.from_on - timedelta(days=1)
    assert providers
    assert not any(each.is_active for each in providers)
    assert mandates
    assert all(each.valid_to <= igj.valid_to for each in mandates)


def test_nobody_of_it_comes_in_and_who_goes_on_does(carried_out, browser_of, world):
    address = f"/workspaces/{world.workspace.ref}"
    assert browser_of("bram").visit(address).location.startswith("/login")
    assert browser_of("gijs").visit(address).status == 200
    assert browser_of("dirk").visit(address).status == 404
    told = browser_of("els").visit("/administration/organisations/igj")
    assert "Nederlandse Voedsel" in told.text("dl")


def test_open_tasks_go_over_and_finished_ones_stay(successions, put_task, world, transaction):
    of_bram, of_cora = put_task("bram"), put_task("cora", status=TaskStatus.ACCEPTED)
    of_nobody, done = put_task(), put_task("bram", status=TaskStatus.DONE)
    by_bram = put_task("anna", by="bram")
    between = put_task("wim", by="anna")
    successions.agreed(heirs=[("bram", "gijs")])
    successions.come()
    successions.run()

    igj, nvwa = (world.organisations[code].id for code in ("igj", "nvwa"))
    gijs = world.person("gijs").id
    found = {
        each.id: (each.organisation_id, each.assignee_id, each.asking_organisation_id)
        for each in map(put_task.read, (of_bram.id, of_cora.id, of_nobody.id, done.id))
    }
    ijenv = world.organisations["ijenv"].id
    assert found == {
        of_bram.id: (nvwa, gijs, ijenv),
        of_cora.id: (nvwa, None, ijenv),
        of_nobody.id: (nvwa, None, ijenv),
        done.id: (igj, world.person("bram").id, ijenv),
    }
    asked = put_task.read(by_bram.id)
    assert (asked.asking_organisation_id, asked.asked_by_id) == (nvwa, gijs)
    assert put_task.read(between.id).version == between.version
    assert transaction.audited(of_bram.id) == ["succession:task:take-over"]


def test_it_happens_once_however_often_it_runs(successions, carried_out, put_task, transaction):
    task = put_task("gijs")
    with transaction.as_owner() as owner:
        before = owner.execute(text("select count(*) from log_entry")).scalar_one()
    for _again in range(3):
        with standing_in(successions.app):
            jobs.carry_out.run(succession_id=str(carried_out.id))
        successions.run()
    with transaction.as_owner() as owner:
        after = owner.execute(text("select count(*) from log_entry")).scalar_one()
    assert (after, put_task.read(task.id).version) == (before, 1)


@pytest.mark.parametrize("at", range(3))
def test_killed_anywhere_it_goes_on_where_it_was(
    successions, put_task, monkeypatch, world, transaction, at
):
    """Killed before the end of the old one, before a place, and before it is said to be done."""
    second_place(world, transaction)
    task, plan = put_task("bram"), successions.agreed(heirs=[("bram", "gijs")])
    successions.come()
    verb = ("end_organisation", "take_over_place", "finish")[at]
    real, calls = getattr(service, verb), []

    def dies(*args):
        calls.append(args)
        if len(calls) == (2 if verb == "take_over_place" else 1):
            raise KeyboardInterrupt
        return real(*args)

    with monkeypatch.context() as killing:
        killing.setattr(service, verb, dies)
        with pytest.raises(KeyboardInterrupt):
            successions.run()
    assert successions.read(plan).done_at is None

    successions.run()
    assert successions.read(plan).done_at is not None
    assert put_task.read(task.id).assignee_id == world.person("gijs").id
    for place in (world.workspace, world.elsewhere):
        assert part_of(transaction, world, "igj", place).ended_at is not None
        assert part_of(transaction, world, "nvwa", place).ended_at is None


def second_place(world, transaction):
    """Let IGJ take part in the place of the NVWA as well."""
    with transaction.as_owner() as owner:
        owner.add(
            Participation(
                workspace_id=world.elsewhere.id,
                organisation_id=world.organisations["igj"].id,
                role=ParticipantRole.GUEST,
                position=2,
                joined_at=clock.now(),
            )
        )


def test_where_both_take_part_the_strongest_role_counts(successions, world, transaction):
    second_place(world, transaction)
    successions.agreed()
    successions.come()
    successions.run()
    heir = part_of(transaction, world, "nvwa", world.elsewhere)
    assert heir.role == ParticipantRole.LEAD


def test_who_leads_is_succeeded_with_the_lead(successions, world, transaction):
    successions.agreed("ijenv", "nvwa", by="cora", heirs=[("anna", "gijs")])
    successions.come()
    successions.run()
    assert part_of(transaction, world, "nvwa").role == ParticipantRole.LEAD
    assert successions.members()["gijs"] == "coordinator"
    with transaction.as_owner() as owner:
        lead = owner.execute(
            text("select lead_id from workspace where id = :id"), {"id": world.workspace.id}
        ).scalar_one()
    assert lead == world.organisations["nvwa"].id


def test_a_place_waits_while_nobody_would_lead_it(
    successions, world, transaction, browser_of, put_task
):
    plan = successions.agreed("ijenv", "nvwa", by="cora", heirs=[("anna", "gijs")])
    with transaction.as_owner() as owner:
        owner.execute(
            text("update person set blocked_at = now() where id = :id"),
            {"id": world.person("gijs").id},
        )
    successions.come()
    successions.run()
    waits = successions.read(plan)
    assert (waits.ended_at is not None, waits.done_at) == (True, None)
    assert part_of(transaction, world, "ijenv").ended_at is None
    page = browser_of("dirk").visit(f"/administration/successions/{plan.id}")
    assert "1 samenwerkruimte wacht" in page.text("main")

    with transaction.as_owner() as owner:
        owner.execute(text("update person set blocked_at = null"))
    successions.run()
    assert successions.read(plan).done_at is not None


HEIR_SINCE = {
    "an administrator": "update person set duties = '{administrator}' where login = 'gijs'",
    "until a day": "update membership set until_on = current_date"
    " where person_id = (select id from person where login = 'anna')",
}


@pytest.mark.parametrize("since", HEIR_SINCE.values(), ids=HEIR_SINCE)
def test_who_may_not_lead_on_the_day_leads_nothing(successions, world, transaction, since):
    """What was right when it was agreed is looked at again: an administrator sees no workspace."""
    successions.agreed("ijenv", "nvwa", by="cora", heirs=[("anna", "gijs")])
    with transaction.as_owner() as owner:
        owner.execute(text(since))
    successions.come()
    successions.run()

    assert part_of(transaction, world, "ijenv").ended_at is None
    assert "gijs" not in successions.members()


def test_nothing_happens_the_day_before(successions, world, transaction):
    successions.agreed()
    successions.come(9)
    successions.run()
    assert part_of(transaction, world, "igj").ended_at is None
    assert successions.members()["bram"] == "contributor"


def test_who_was_let_in_again_and_works_there_keeps_the_own_role(successions, world):
    successions.new_person("fien", "ivho")
    successions.put_in("fien", MemberRole.READER)
    successions.agreed("igj", "ivho", heirs=[("bram", "fien")])
    successions.come()
    successions.run()
    assert successions.members()["fien"] == "reader"


def test_the_successor_is_succeeded_in_its_turn(successions, put_task, world, transaction):
    successions.new_person("fien", "ivho")
    task = put_task("bram")
    first = successions.agreed(heirs=[("bram", "gijs")])
    successions.come()
    successions.run()
    assert successions.read(first).done_at is not None
    plan = successions.plan("nvwa", "ivho", heirs=[("gijs", "fien"), ("dirk", "carla")])
    successions.agree(plan, "dirk")
    successions.come()
    successions.run()
    moved = put_task.read(task.id)
    assert moved.organisation_id == world.organisations["ivho"].id
    assert moved.assignee_id == world.person("fien").id
    assert part_of(transaction, world, "ivho").role == ParticipantRole.PARTNER
    assert part_of(transaction, world, "nvwa").ended_at is not None


def test_a_job_of_another_place_or_a_person_moves_nothing(successions, app, world, transaction):
    plan = successions.agreed()
    successions.come()
    nvwa = world.organisations["nvwa"].id
    actors = (
        world.actor("dirk"),
        system_actor(CLERK, organisation_id=nvwa, place_id=world.elsewhere.id),
        system_actor("other", organisation_id=nvwa, place_id=world.workspace.id),
    )
    for actor in actors:
        with acting(app, actor), pytest.raises(NotFound):
            service.take_over_place(actor, PlaceOf(plan, world.workspace.id))
        with acting(app, actor) as session:
            asking = text("select count(*) from samenzicht_take_over(:s, :p, :t, :m)")
            told = {
                "s": plan.id,
                "p": world.workspace.id,
                "t": clock.today(),
                "m": clock.now(),
            }
            if actor.name != "system:other":
                assert session.execute(asking, told).scalar_one() == 0
    assert part_of(transaction, world, "igj").ended_at is None
