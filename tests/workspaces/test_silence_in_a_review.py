"""Silence in an access review suspends, after a term with a reminder; saying so later undoes it.

Anna coordinates for IJenV; Wim is of IJenV too, and nobody looked at him for years. It is a Monday
early in the fourth quarter when the clock comes to it."""

import email
from datetime import UTC, date, datetime
from email.policy import default

import pytest
from sqlalchemy import text

from app.kernel import ids
from app.kernel.access import decide, system_actor
from app.kernel.work import keeping_books
from app.running import standing_in
from app.workspaces import jobs, queries
from app.workspaces.models import AccessReview, MemberRole, Membership
from app.workspaces.policy import REVIEWS, Delegation, WorkspacePermission
from app.workspaces.service import silence
from tests.support.tasks import stand_still

LONG_AGO = datetime(2020, 1, 1, 12, tzinfo=UTC)
ASKED, LAST = date(2026, 10, 5), date(2026, 10, 19)
"""Ten working days lie between."""
ADDRESS = "/access-review"


@pytest.fixture
def on(monkeypatch):
    """Let it be a day."""
    at = stand_still(monkeypatch)
    return lambda day: at(f"{day} 09:00")


@pytest.fixture(autouse=True)
def here_long(transaction, on):
    """Everybody has been here for years."""
    with transaction.as_owner() as owner:
        owner.query(Membership).update({"added_at": LONG_AGO})
    on(ASKED)


@pytest.fixture
def strike(app, world):
    """Let the clock come to IJenV in the workspace, as the queue would."""

    def struck(code="ijenv"):
        with standing_in(app):
            jobs.take_review_further.run(
                workspace_id=str(world.workspace.id),
                organisation_id=str(world.organisations[code].id),
            )

    return struck


@pytest.fixture
def waiting(transaction):
    """Which mails wait in the queue: step and to whom."""

    def read():
        with transaction.as_owner() as owner:
            rows = owner.execute(
                text(
                    "select args ->> 'step' from procrastinate_jobs"
                    " where task_name = 'workspaces.mail_review' order by id"
                )
            )
            return [row[0] for row in rows]

    return read


@pytest.fixture
def silent(strike, on):
    """Nobody answered until after the last day."""
    strike()
    on("2026-10-20")
    strike()


def test_ten_working_days_after_who_was_asked(strike, transaction):
    strike()
    strike()

    with transaction.as_owner() as owner:
        [review] = owner.query(AccessReview).all()
    assert (review.asked_on, review.ends_on, review.reminded_at) == (ASKED, LAST, None)


def test_asked_reminded_and_suspended_once_each(strike, on, waiting, membership_of):
    seen = {}
    for day in ("2026-10-05", "2026-10-13", "2026-10-14", "2026-10-15", "2026-10-19", "2026-10-20"):
        on(day)
        strike()
        strike()
        seen[day] = (waiting(), membership_of("wim").suspended_at is not None)

    assert list(seen.values()) == [
        (["asked"], False),
        (["asked"], False),
        (["asked", "reminded"], False),
        (["asked", "reminded"], False),
        (["asked", "reminded"], False),
        (["asked", "reminded", "suspended"], True),
    ]


def test_who_is_suspended_sees_the_workspace_no_more_and_keeps_the_account(
    silent, browser_of, world, transaction, membership_of
):
    wim = browser_of("wim")
    assert wim.visit(f"/workspaces/{world.workspace.ref}").status == 404
    assert wim.visit("/").status == 200
    assert membership_of("anna").ended_at is None
    assert transaction.audited(membership_of("wim").id) == ["workspace:member:suspend"]


def test_before_it_the_coordinator_reads_until_when(strike, browser_of):
    assert "19 oktober" not in browser_of("anna").visit(ADDRESS).text("main")
    strike()
    page = browser_of("anna").visit(ADDRESS).text("main")
    assert "Je hebt tot en met 19 oktober 2026. Na die dag wordt de toegang opgeschort" in page


def test_after_it_the_coordinator_reads_it_and_lets_them_in_again(
    silent, browser_of, world, transaction, membership_of
):
    wim = membership_of("wim")
    page = browser_of("anna").visit(ADDRESS)
    assert "Van 1 persoon heeft niemand op tijd gezegd" in page.text("main")

    page.submit("#review", **{f"member-{wim.id}": "keep"})

    back = membership_of("wim")
    assert (back.id, back.ended_at, back.suspended_at) == (wim.id, None, None)
    assert transaction.audited(wim.id)[-1] == "workspace:member:resume"
    assert browser_of("wim").visit(f"/workspaces/{world.workspace.ref}").status == 200
    assert "Van 1 persoon" not in browser_of("anna").visit(ADDRESS).text("main")


def test_after_it_the_coordinator_may_end_it_for_good(
    silent, browser_of, transaction, membership_of
):
    wim = membership_of("wim")
    browser_of("anna").visit(ADDRESS).submit("#review", **{f"member-{wim.id}": "end"})

    gone = membership_of("wim")
    assert (gone.ended_at is not None, gone.suspended_at) == (True, None)
    assert transaction.audited(wim.id)[-1] == "workspace:member:end"
    assert f"member-{wim.id}" not in str(browser_of("anna").visit(ADDRESS).body)


def test_who_was_answered_for_in_time_stays(strike, on, browser_of, membership_of):
    strike()
    wim = membership_of("wim")
    browser_of("anna").visit(ADDRESS).submit("#review", **{f"member-{wim.id}": "keep"})
    on("2026-10-20")
    strike()

    assert membership_of("wim").ended_at is None


def test_an_answer_that_comes_while_the_clock_suspends_counts(
    strike, on, app, house, world, browser_of, membership_of
):
    """What the clock read before is read anew under its lock."""
    strike()
    on("2026-10-20")
    page, wim = browser_of("anna").visit(ADDRESS), membership_of("wim")
    organisation_id = world.organisations["ijenv"].id
    actor = system_actor(REVIEWS, organisation_id=organisation_id, place_id=world.workspace.id)
    with standing_in(app), house.database.session_for(actor):
        workspace = queries.get_for(actor, WorkspacePermission.VIEW, world.workspace.id)
        due = [each for each in queries.list_delegates(actor) if each.id == wim.id]
        page.submit("#review", **{f"member-{wim.id}": "keep"})
        silence._suspend(actor, workspace, due=due, mail=jobs.mail_review)

    assert (len(due), membership_of("wim").ended_at) == (1, None)


def test_only_the_clock_may_suspend(house, world):
    delegation_of = world.organisations["ijenv"].id
    with house.database.session_for(world.actor("anna")):
        workspace = queries.get_for(
            world.actor("anna"), WorkspacePermission.VIEW, world.workspace.id
        )
        delegation = Delegation(workspace, delegation_of)
        decision = decide(world.actor("anna"), WorkspacePermission.SUSPEND, delegation)
    assert not decision.allowed


def test_a_clock_that_stood_still_gives_the_whole_term_anew(strike, on, membership_of):
    on("2026-12-21")
    strike()
    on("2026-12-31")
    strike()
    assert membership_of("wim").ended_at is None


def test_where_nobody_could_answer_nobody_is_asked(strike, on, transaction, waiting):
    with transaction.as_owner() as owner:
        owner.query(Membership).update({"role": MemberRole.CONTRIBUTOR})
    strike()
    on("2026-10-20")
    strike()

    assert waiting() == []


def test_the_clock_finds_the_places_and_a_person_does_not(app, house, world, on):
    with house.database.session_for(system_actor(REVIEWS)):
        found = queries.list_not_reviewed(ASKED)
    assert (world.workspace.id, world.organisations["ijenv"].id) in found
    with house.database.session_for(world.actor("anna")):
        assert queries.list_not_reviewed(ASKED) == []


def test_a_mail_says_no_content_and_only_goes_to_who_still_coordinates(
    strike, app, house, world, transaction, membership_of
):
    strike()
    facts = {
        "workspace_id": str(world.workspace.id),
        "organisation_id": str(world.organisations["ijenv"].id),
        "step": "asked",
    }
    folder = house.settings.data / "mail"
    with standing_in(app):
        for who in ("anna", "wim"):
            jobs.mail_review.run(person_id=str(world.person(who).id), **facts)
    [path] = folder.glob("review.*.eml")
    mail = email.message_from_bytes(path.read_bytes(), policy=default)
    path.unlink()

    assert mail["To"] == world.person("anna").email
    assert "tot en met 19 oktober 2026" in mail.get_content()
    assert world.workspace.ref not in mail.as_string()
    assert world.workspace.title not in mail.as_string()


def test_a_mail_of_one_place_does_not_take_away_that_of_another(app, house, world, waiting):
    """Else people of the other place would be suspended though nobody was mailed of it."""
    anna, actor = world.person("anna"), system_actor(REVIEWS)
    members = []
    for number in range(2):
        member = Membership(
            id=ids.new_id(),
            workspace_id=ids.new_id() if number else world.workspace.id,
            person_id=anna.id,
            organisation_id=anna.organisation_id,
            role=MemberRole.COORDINATOR,
        )
        member.person = anna
        members.append(member)
    with standing_in(app), house.database.session_for(actor):
        for _again in range(2):
            for each in members:
                with keeping_books(actor) as work:
                    silence._mail(work, [each], step="asked", mail=jobs.mail_review)

    assert waiting() == ["asked", "asked"]
