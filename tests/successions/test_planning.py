"""Planning who succeeds whom: two administrators of different organisations, a coming day."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.identity.models import Organisation
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.errors import NotAllowed, NotFound, Refused
from app.notifications.jobs import note_of_place
from app.running import standing_in
from app.successions import service
from app.successions.models import PlaceStep
from app.successions.policy import CLERK, PlaceOf
from app.workspaces import queries as workspaces
from app.workspaces.models import ParticipantRole
from app.workspaces.policy import WorkspacePermission
from app.workspaces.service import participants
from tests.successions.conftest import day
from tests.support.acting import acting
from tests.support.administering import make_administrator
from tests.support.confirmed import completed
from tests.support.officers import make_officer
from tests.support.putting_back import put_back

PLAN = "/administration/organisations/igj/succession"


def last_day_of(transaction, code):
    with transaction.as_owner() as owner:
        return owner.query(Organisation).filter_by(code=code).one().valid_to


def said_in(transaction, place):
    asking = (
        "select action from log_entry where tree_id = :place"
        " and action like 'succession:%' order by index"
    )
    with transaction.as_owner() as owner:
        return list(owner.execute(text(asking), {"place": place.id}).scalars())


def test_who_coordinates_there_gets_a_notice(browser_of, successions, transaction, world):
    successions.agreed()
    successions.work_off()
    asking = text(
        "delete from procrastinate_jobs where task_name = 'notifications.note_of_place'"
        " returning args"
    )
    with transaction.as_owner() as owner:
        rows = owner.execute(asking).all()
    told = {row.args["organisation_id"] for row in rows}
    assert told == {str(world.organisations[code].id) for code in ("ijenv", "igj", "ivho")}
    for row in rows:
        with standing_in(successions.app):
            note_of_place.run(**row.args)
    assert "opvolger" in browser_of("anna").visit("/notices").text("main")
    assert "opvolger" not in browser_of("carla").visit("/notices").text("main")


def test_two_administrators_plan_it_on_pages(browser_of, successions, world, transaction):
    page = browser_of("els").visit(PLAN)
    answer = page.submit(
        "#succession-form",
        successor=str(world.organisations["nvwa"].id),
        from_on=day().isoformat(),
        legal_basis="Wvbj art. 1",
        source="Stb. 2026, 1",
        heirs="bram@igj.example gijs@nvwa.example",
    )
    shown = answer.follow()
    assert shown.status == 200
    assert not shown.has("#approve")
    assert "1 van 2" in shown.text("main")
    assert world.workspace.ref not in shown.text("main")
    assert last_day_of(transaction, "igj") is None

    cora = browser_of("cora")
    assert cora.visit(answer.location).submit("#approve").status == 422  # her provider is silent
    assert last_day_of(transaction, "igj") is None
    there = completed(
        transaction,
        world.person("cora"),
        cora,
        f"{answer.location}/approve",
        {
            "action": "succession:plan:approve",
            "succession": answer.location.rpartition("/")[2],
        },
    ).follow()
    assert there.status == 200
    assert there.has("#take-back")
    assert last_day_of(transaction, "igj") == day() - timedelta(days=1)
    listed = browser_of("els").visit("/administration/successions")
    assert "NVWA" in listed.text("tbody")


def test_every_place_concerned_is_told_in_its_own_log(successions, world, transaction):
    plan = successions.agreed()
    successions.work_off()
    successions.work_off()

    assert said_in(transaction, world.workspace) == ["succession:place:announce"]
    assert said_in(transaction, world.elsewhere) == []

    successions.take_back(plan)
    successions.work_off()
    assert said_in(transaction, world.workspace) == [
        "succession:place:announce",
        "succession:place:call-off",
    ]
    assert last_day_of(transaction, "igj") is None
    successions.come()
    successions.run()
    assert successions.members()["bram"] == "contributor"


def test_a_place_it_comes_to_afterwards_is_told_too(app, successions, world, transaction):
    successions.agreed()
    successions.work_off()
    with acting(app, dirk := world.actor("dirk")):
        there = workspaces.get_for(dirk, WorkspacePermission.MANAGE, world.elsewhere.ref)
        igj = world.organisations["igj"]
        participants.add_participant(dirk, there, organisation=igj, role=ParticipantRole.PARTNER)
    for _round in range(2):
        successions.come(1)
        successions.run()

    assert said_in(transaction, world.elsewhere) == ["succession:place:announce"]
    assert said_in(transaction, world.workspace) == ["succession:place:announce"]


def test_what_was_taken_back_before_a_place_was_told_is_not_told(
    app, successions, world, transaction
):
    """Nor when the job read the plan before that, and comes to writing after it."""
    plan, place = successions.agreed(), world.workspace.id
    read_before = PlaceOf(successions.read(plan), place)
    successions.take_back(plan)
    successions.work_off()
    clerk = system_actor(CLERK, organisation_id=plan.organisation_id, place_id=place)
    with acting(app, clerk):
        assert not service.tell_place(clerk, read_before, PlaceStep.ANNOUNCED)

    assert said_in(transaction, world.workspace) == []


def test_where_an_older_state_was_put_back_a_second_administrator_agrees_anew(
    successions, transaction
):
    """That it was taken back may be lost."""
    plan = successions.agreed()
    put_back(transaction)
    waiting = last_day_of(transaction, "igj")
    successions.come(1)
    successions.agree(plan)
    agreed = last_day_of(transaction, "igj")
    put_back(transaction)
    successions.come()
    successions.run()

    assert (waiting, agreed) == (None, plan.from_on - timedelta(days=1))
    assert successions.members()["bram"] == "contributor"


@pytest.mark.parametrize("who", ["els", "anna"])
def test_nobody_of_the_organisation_that_asked_can_agree(successions, who):
    plan = successions.plan()
    with pytest.raises((NotAllowed, NotFound)):
        successions.agree(plan, who)
    assert successions.read(plan).answer is None


def test_the_database_holds_two_pairs_of_eyes_and_what_was_asked(successions, world, transaction):
    plan, els = successions.plan(), world.person("els")
    agree = (
        "update succession set answer = 'approved', answered_at = now(),"
        " answered_by_id = :person, answered_for_id = :home where id = :id"
    )
    told = {"person": els.id, "home": els.organisation_id, "id": plan.id}
    with transaction.as_owner() as owner, pytest.raises(DBAPIError) as held, owner.begin_nested():
        owner.execute(text(agree), told)
    assert "four_eyes" in str(held.value.orig)

    successions.agree(plan)
    late = {
        "id": plan.id,
        "gone": world.person("bram").id,
        "heir": world.person("gijs").id,
    }
    with transaction.as_owner() as owner, pytest.raises(DBAPIError) as held, owner.begin_nested():
        owner.execute(text("insert into succession_person values (:id, :gone, :heir)"), late)
    assert "nobody is added" in str(held.value.orig)


def test_too_near_a_day_is_refused_and_a_late_agreement_too(successions):
    with pytest.raises(Refused, match="7 dagen"):
        successions.plan(from_on=clock.today() + timedelta(days=6))
    with pytest.raises(Refused, match="te ver"):
        successions.plan(from_on=clock.today() + timedelta(days=2000))
    plan = successions.plan()
    successions.come(4)
    with pytest.raises(NotAllowed, match="te dichtbij"):
        successions.agree(plan)


def test_it_cannot_go_in_a_circle_nor_be_planned_twice(successions):
    successions.plan("igj", "nvwa")
    with pytest.raises(Refused, match="al een plan"):
        successions.plan("igj", "ivho")
    with pytest.raises(Refused, match="niet opvolgen"):
        successions.plan("nvwa", "igj", from_on=day() + timedelta(days=5))
    successions.plan("nvwa", "ivho", from_on=day() + timedelta(days=5))
    with pytest.raises(Refused, match="niet opvolgen"):
        successions.plan("ivho", "igj", from_on=day() + timedelta(days=9))


def test_who_ends_before_the_day_takes_nothing_over(successions):
    successions.new_person("fien", "ivho")
    plan = successions.plan("nvwa", "ivho", heirs=[("dirk", "fien")])
    successions.agree(plan, "dirk")
    with pytest.raises(Refused, match="eindigt voor"):
        successions.plan("igj", "nvwa", from_on=day() + timedelta(days=1))


def test_who_takes_over_later_does_not_end_before(successions):
    successions.plan("igj", "nvwa", from_on=day() + timedelta(days=5))
    with pytest.raises(Refused, match="latere dag"):
        successions.plan("nvwa", "ivho")


@pytest.mark.parametrize(
    ("heirs", "told"),
    [
        ([("niemand", "gijs")], "niemand"),
        ([("bram", "niemand")], "niemand"),
        ([("bram", "cora")], "cora"),
        ([("bram", "gijs"), ("cora", "gijs")], "twee keer"),
        ([("bram", "gijs"), ("bram", "dirk")], "twee keer"),
        ([("bram", "dirk")], "is beheerder"),
    ],
)
def test_names_on_the_list_are_looked_at(successions, heirs, told):
    with pytest.raises(Refused, match=told):
        successions.plan(heirs=heirs)


def test_who_became_an_administrator_after_the_asking_does_not_go_on(
    successions, world, transaction
):
    plan = successions.plan(heirs=[("bram", "gijs")])
    make_administrator(transaction, world, "gijs")
    with pytest.raises(Refused, match="is beheerder"):
        successions.agree(plan)


def test_a_line_with_one_name_is_told_beside_the_list(browser_of, successions, world):
    page = browser_of("els").visit(PLAN)
    answer = page.submit(
        "#succession-form",
        successor=str(world.organisations["nvwa"].id),
        from_on=day().isoformat(),
        legal_basis="Wvbj",
        source="Stb.",
        heirs="bram@igj.example",
    )
    assert answer.status == 422
    assert "Regel 1" in answer.text("#heirs-error")


def test_who_would_leave_a_place_without_a_lead_is_refused(successions):
    plan = successions.plan("ijenv", "nvwa", by="els", heirs=[("wim", "gijs")])
    with pytest.raises(Refused, match="leiding"):
        successions.agree(plan)


def test_the_day_has_come_so_it_is_not_taken_back(successions):
    plan = successions.agreed()
    successions.come()
    with pytest.raises(NotAllowed):
        successions.take_back(plan)


def test_a_refusal_lets_another_plan_be_made(browser_of, successions):
    plan = successions.plan()
    page = browser_of("els").visit(f"/administration/successions/{plan.id}")
    page.submit("#refuse").follow()
    assert not browser_of("dirk").visit(f"/administration/successions/{plan.id}").has("#approve")
    successions.plan()


def test_two_of_elsewhere_do_not_end_an_organisation_that_has_an_administrator(successions):
    plan = successions.plan("igj", "nvwa", by="els")
    with pytest.raises(NotAllowed, match="organisatie die ophoudt"):
        successions.agree(plan, "dirk")
    assert successions.read(plan).answer is None
    successions.agree(plan, "cora")


def test_where_nobody_of_it_can_sign_in_one_of_the_heir_speaks(successions, transaction):
    with transaction.as_owner() as owner:
        owner.execute(text("update person set blocked_at = now() where login = 'cora'"))
    plan = successions.plan("igj", "nvwa", by="els")
    successions.agree(plan, "dirk")


@pytest.mark.parametrize("since", ["blocked_at = now()", "duties = '{}'"])
def test_the_word_of_who_may_no_longer_ask_ends_nobody(successions, transaction, since):
    plan = successions.plan()
    with transaction.as_owner() as owner:
        owner.execute(text(f"update person set {since} where login = 'els'"))
    with pytest.raises(NotAllowed, match="mag dat niet meer"):
        successions.agree(plan)
    assert successions.read(plan).answer is None
    assert last_day_of(transaction, "igj") is None


def test_the_privacy_officers_of_both_are_mailed(successions, app, world, transaction, house):
    for code in ("igj", "nvwa", "ivho"):
        make_officer(app, world, transaction, code=code)
    plan = successions.agreed()
    successions.work_off()
    folder = house.settings.data / "mail"
    told = {each.read_text() for each in folder.glob("*") if f"{plan.id}" in each.name}
    addresses = {
        line.split(":", 1)[1].strip()
        for mail in told
        for line in mail.splitlines()
        if line.lower().startswith("to:")
    }
    assert addresses == {"fg@igj.example", "fg@nvwa.example"}
    for mail in told:
        assert world.workspace.ref not in mail
