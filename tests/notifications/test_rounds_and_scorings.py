"""Whom a round of signing or a scoring asks is told: in the app, by mail, and before the last day.

Wim (IJenV) and Cora (IGJ) hold the office of a seat. Bram (IGJ) contributes, Anna coordinates for
the lead. Carla only reads, Dirk works elsewhere."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text, update

from app.findings import queries as findings
from app.findings.models import Audience, Judgement, Scoring
from app.findings.policy import ScoringPermission, scorings_visible_in, scorings_visible_to
from app.findings.service.scores import ScoringWish, ask_scores, give_score
from app.identity.models import Mandate
from app.kernel import clock
from app.notifications.models import Level, Mailing, Notice, PlaceChoice, Reminder
from app.reports import policy as reports
from app.reports.models import Report
from app.reports.service.building import SeatWish
from app.workspaces import queries as workspaces
from app.workspaces.models import MemberRole, Membership
from app.workspaces.policy import WorkspacePermission
from tests.support.acting import acting
from tests.support.judgement import CHIEF, Desk

SIGN_BY = date(2026, 12, 18)  # a Friday


@pytest.fixture
def desk(app, world, transaction, clock_at):
    clock_at("2026-11-23 09:00")
    return Desk(app, world, transaction)


@pytest.fixture
def round_of(desk, transaction):
    """Open a round that ends on a Friday."""

    def open_it(**options):
        report = desk.frozen(**options)
        with transaction.as_owner() as owner:
            owner.execute(text("update report set sign_by = :day"), {"day": SIGN_BY})
        return report

    return open_it


@pytest.fixture
def ask(app, world):
    """Let Bram of IGJ ask some people to score."""

    def put(*who):
        bram = world.actor("bram")
        people = frozenset(world.person(each).id for each in who)
        with acting(app, bram):
            place = workspaces.get_for(bram, WorkspacePermission.VIEW, world.workspace.id)
            wish = ScoringWish("Dagprogramma", world.norm.id, people, Audience.WORKSPACE)
            return ask_scores(bram, place, wish=wish).id

    return put


@pytest.fixture
def deferred(transaction, world):
    """For which organisations the job that reminds was put in the queue."""

    def read():
        codes = {str(each.id): code for code, each in world.organisations.items()}
        with transaction.as_owner() as owner:
            rows = owner.execute(
                text("select args from procrastinate_jobs where task_name = 'notifications.remind'")
            )
            return sorted(codes[row.args["organisation_id"]] for row in rows)

    return read


@pytest.fixture
def decide(desk):
    def put(who, report, **changed):
        actor, ticket_id = desk.ticket(who, report, **changed)
        desk.co_sign(actor, report, ticket_id=ticket_id)

    return put


def both(remind):
    remind("ijenv")
    remind("igj")


def test_a_round_that_opens_tells_who_signs_and_nobody_else(
    round_of, remind, notices, reminded, deferred, browser_of, world
):
    report = round_of()
    assert deferred() == ["igj", "ijenv"]
    both(remind)
    both(remind)

    assert notices() == {"wim": "sign", "cora": "sign"}
    assert [each[0] for each in reminded()] == ["cora", "wim"]
    page = browser_of("cora").visit("/notices")
    assert "Rapport De Meerkoet" in page.text("main")
    assert "omdat je tekent voor IGJ" in page.text("main")
    [link] = page.tree.cssselect(".sz-news a")
    opened = browser_of("cora").visit(link.get("href"))
    assert opened.location.endswith(f"/reports/{report}")
    assert "Rapport De Meerkoet" not in browser_of("bram").visit("/notices").text("main")


def test_who_signed_meanwhile_is_not_told(round_of, remind, notices, decide):
    report = round_of()
    decide("cora", report)
    both(remind)

    assert notices() == {"wim": "sign"}


def test_a_later_group_is_told_when_its_turn_comes(
    desk, remind, notices, deferred, decide, transaction
):
    wishes = (SeatWish("ijenv", CHIEF, turn=1), SeatWish("igj", CHIEF, turn=2))
    report = desk.frozen_with(wishes)
    assert deferred() == ["ijenv"]
    both(remind)
    assert notices() == {"wim": "sign"}

    with transaction.as_owner() as owner:
        owner.execute(text("delete from procrastinate_jobs"))
    decide("wim", report)
    assert deferred() == ["igj"]
    both(remind)
    assert notices() == {"wim": "sign", "cora": "sign"}


def test_a_deputy_is_told_while_the_holder_is_away(
    round_of, remind, notices, transaction, world, clock_at
):
    """Bram becomes signatory of IGJ and stands in for Cora."""
    round_of()
    with transaction.as_owner() as owner:
        owner.execute(
            update(Membership)
            .where(Membership.person_id == world.person("bram").id)
            .values(role=MemberRole.SIGNATORY)
        )
    remind()
    assert notices() == {"cora": "sign"}

    with transaction.as_owner() as owner:
        owner.execute(
            update(Mandate)
            .where(Mandate.holder_id == world.person("cora").id)
            .values(
                deputy_id=world.person("bram").id,
                absent_from=date(2026, 11, 24),
                absent_until=date(2026, 12, 4),
            )
        )
    remind()
    assert notices() == {"cora": "sign"}, "not away yet"
    clock_at("2026-11-24 09:00")
    remind()
    assert notices() == {"cora": "sign", "bram": "sign"}


@pytest.mark.parametrize("loss", ["mandate", "role", "member", "blocked", "silenced", "closed"])
def test_who_may_not_sign_any_more_is_not_told(
    round_of, remind, notices, transaction, world, lost, loss
):
    round_of()
    take_away(transaction, world, lost, loss)
    remind()

    assert "cora" not in notices()


def take_away(transaction, world, lost, loss):
    """Take from Cora what she needs to be told."""
    cora = world.person("cora").id
    yesterday = clock.today() - timedelta(days=1)
    if loss == "member":
        lost("cora")
    with transaction.as_owner() as owner:
        if loss == "mandate":
            owner.execute(
                update(Mandate).where(Mandate.holder_id == cora).values(valid_to=yesterday)
            )
        if loss == "role":
            mine = update(Membership).where(Membership.person_id == cora)
            owner.execute(mine.values(role=MemberRole.READER))
        if loss == "blocked":
            owner.execute(text("update person set blocked_at = now() where id = :id"), {"id": cora})
        if loss == "silenced":
            owner.add(
                PlaceChoice(person_id=cora, workspace_id=world.workspace.id, level=Level.NOTHING)
            )
        if loss == "closed":
            owner.execute(text("update workspace set status = 'closed'"))


def test_before_the_last_day_one_is_reminded_at_ones_own_moments(
    round_of, remind, reminded, notices, clock_at, choose, rows
):
    choose("cora", moments=[3, 0])
    round_of()
    remind()
    clock_at("2026-12-11 09:00")  # seven days before: what was proposed, not what Cora chose
    remind()
    assert [each for each in reminded() if each[0] == "cora"] == [("cora", 9999)]
    for moment in ("2026-12-15 09:00", "2026-12-16 09:00", "2026-12-18 09:00", "2026-12-19 09:00"):
        clock_at(moment)
        remind()

    assert [each for each in reminded() if each[0] == "cora"] == [
        ("cora", 0),
        ("cora", 3),
        ("cora", 9999),
    ]
    assert notices()["cora"] == "sign_due"
    assert {each.ends_on for each in rows(Reminder)} == {SIGN_BY}


def test_after_the_last_day_it_is_late(round_of, remind, notices, reminded, clock_at):
    round_of()
    remind()
    clock_at("2026-12-21 09:00")
    remind()

    assert ("cora", -1) in reminded()
    assert notices()["cora"] == "sign_late"


def test_who_is_asked_late_is_told_once_and_not_twice(
    round_of, remind, reminded, clock_at, transaction
):
    """Two days before the last day, the moment of seven days before is past."""
    round_of()
    clock_at("2026-12-16 09:00")
    remind()
    remind()
    assert reminded() == [("cora", 9999)]
    clock_at("2026-12-17 09:00")
    remind()
    assert reminded() == [("cora", 1), ("cora", 9999)]


def test_the_mail_holds_no_content(round_of, remind, clock_at, post, send, rows, world):
    round_of()
    both(remind)
    clock_at("2026-11-24 08:00")
    send()
    send()

    mails = {each["to"]: each for each in post.mails()}
    assert set(mails) == {world.person("wim").email, world.person("cora").email}
    mail = mails[world.person("cora").email]
    words = mail.get_content()
    assert mail["subject"] == "Samenzicht: 1 punt wacht op je"
    assert "Een rapport om te ondertekenen (WRK-2026-1001), uiterlijk vrijdag 18" in words
    assert re.search(r"/notices/[0-9a-f-]{36}\b", words)
    for secret in ("Meerkoet", world.workspace.title, "hoofdinspecteur"):
        assert secret not in words


@pytest.mark.parametrize("loss", ["mandate", "role", "member", "blocked", "silenced", "closed"])
def test_what_was_lost_before_the_mail_leaves_is_not_mailed(
    round_of, remind, clock_at, post, send, transaction, world, lost, loss
):
    """Rights are asked anew at the moment of sending."""
    round_of()
    remind()
    take_away(transaction, world, lost, loss)
    clock_at("2026-11-24 08:00")
    send()

    assert post.mails() == []


def test_who_signed_before_the_mail_leaves_gets_none(
    round_of, remind, clock_at, post, send, decide
):
    report = round_of()
    remind()
    decide("cora", report)
    clock_at("2026-11-24 08:00")
    send()

    assert post.mails() == []


def test_a_scoring_tells_each_who_is_asked(
    ask, clock_at, remind, notices, deferred, browser_of, rows
):
    clock_at("2026-11-23 09:00")
    ask("anna", "bram")
    assert deferred() == ["igj", "ijenv"]
    both(remind)
    both(remind)

    assert notices() == {"anna": "score", "bram": "score"}
    assert len(rows(Reminder)) == len(rows(Notice)) == 2
    page = browser_of("anna").visit("/notices")
    assert "omdat je zelf scoort" in page.text("main")
    mine = browser_of("anna").visit("/")
    assert "Dagprogramma" in mine.text("[aria-labelledby=scoring]")
    for who in ("wim", "cora", "carla", "dirk"):
        assert not browser_of(who).visit("/").has("[aria-labelledby=scoring]")


def give(app, world, who, scoring_id):
    actor = world.actor(who)
    with acting(app, actor):
        place = workspaces.get_for(actor, WorkspacePermission.VIEW, world.workspace.id)
        found = findings.get_scoring_for(
            actor, ScoringPermission.SCORE, scoring_id=scoring_id, workspace=place
        )
        give_score(actor, found, judgement=Judgement.NOT_MET, reason="Ik zag het.")


def test_who_scored_is_asked_no_more(
    app, world, ask, clock_at, remind, notices, browser_of, post, send
):
    clock_at("2026-11-23 09:00")
    scoring = ask("anna", "bram")
    both(remind)
    give(app, world, "anna", scoring)
    assert not browser_of("anna").visit("/").has("[aria-labelledby=scoring]")
    clock_at("2026-11-24 08:00")
    send()

    assert [each["to"] for each in post.mails()] == [world.person("bram").email]
    words = post.mails()[0].get_content()
    assert "Iets om zelf te scoren" in words
    assert "Dagprogramma" not in words


def test_who_does_not_see_the_scoring_any_more_sees_no_notice(
    ask, clock_at, remind, browser_of, transaction, world, lost
):
    clock_at("2026-11-23 09:00")
    ask("anna", "bram")
    both(remind)
    lost("anna")

    assert "Dagprogramma" not in browser_of("anna").visit("/notices").text("main")
    assert "Dagprogramma" in browser_of("bram").visit("/notices").text("main")


@pytest.mark.parametrize("who", ["anna", "bram", "carla", "dirk"])
def test_the_condition_of_notices_is_that_of_the_lists(app, world, desk, ask, who, transaction):
    """What is asked in one statement equals what the pages of reports and scorings show."""
    desk.frozen()
    ask("anna", "bram")
    mine = ask("anna", "bram")
    with transaction.as_owner() as owner:
        owner.execute(text("update scoring set audience = 'own' where id = :id"), {"id": mine})
    actor = world.actor(who)
    with acting(app, actor) as session:
        places = workspaces.list_of(actor)
        for model, to, inside in (
            (Report, reports.visible_to, reports.visible_in),
            (Scoring, scorings_visible_to, scorings_visible_in),
        ):
            seen = set(session.scalars(select(model.id).where(to(actor))))
            listed = {
                key
                for place in places
                for key in session.scalars(select(model.id).where(inside(actor, place)))
            }
            assert seen == listed
            assert bool(seen) == (who != "dirk")


def test_of_a_report_that_is_hidden_no_notice_is_left(
    round_of, remind, browser_of, transaction, world
):
    """IGJ becomes an observer: it does not read reports any more."""
    round_of()
    remind()
    with transaction.as_owner() as owner:
        owner.execute(
            text("update participation set role = 'observer' where organisation_id = :id"),
            {"id": world.organisations["igj"].id},
        )

    assert "Meerkoet" not in browser_of("cora").visit("/notices").text("main")


def test_mailings_are_one_for_an_hour(round_of, remind, ask, rows, transaction, world):
    """A report and a scoring of one person go in one mail."""
    round_of()
    ask("anna", "bram")
    both(remind)

    people = [each.person_id for each in rows(Mailing)]
    assert len(people) == len(set(people)) == 4
