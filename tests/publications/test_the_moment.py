"""At the moment it is published when everybody who signed agrees; else it is held, and told.

Anna coordinates for IJenV (lead), Wim and Cora sign, Bram works for IGJ, Carla reads."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import text

from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.errors import NotAllowed, OutOfDate, Refused
from app.notifications import jobs as telling
from app.notifications.models import NoticeKind
from app.publications import jobs, service
from app.publications.models import State
from app.publications.policy import PUBLISHER
from app.publications.service import entries
from app.reports import queries as reports
from app.reports.policy import ReportPermission
from app.reports.service import rounds
from app.worker import PERIODIC
from tests.support.acting import acting
from tests.support.publishing import in_days
from tests.support.putting_back import put_back

AFTER = timedelta(days=3, minutes=1)


def let_tell(app, transaction):
    """Do what the notices wait for."""
    with transaction.as_owner() as owner:
        waiting = list(
            owner.scalars(
                text(
                    "delete from procrastinate_jobs"
                    " where task_name = 'notifications.note_publication' returning args"
                )
            )
        )
    for facts in waiting:
        with app.app_context():
            telling.note_publication.run(**facts)


def heard(transaction):
    """Return who has which notice about a report."""
    with transaction.as_owner() as owner:
        rows = owner.execute(
            text(
                "select p.login, n.kind from notice n join person p on p.id = n.person_id"
                " where n.report_id is not null order by 1"
            )
        )
        return {login: kind for login, kind in rows if kind in ("embargo", "held", "published")}


def test_the_clock_looks_every_minute():
    assert [every for job, every in PERIODIC if job is jobs.seek_due] == [timedelta(minutes=1)]


def test_all_agree_and_it_is_published_once(press, transaction):
    press.plan(in_days(3))
    press.decide("anna", agrees=True)
    press.decide("cora", agrees=True)
    press.tick()
    early = press.read().state

    with time_machine.travel(clock.now() + AFTER, tick=False):
        press.tick()
        press.tick()

    assert (early, press.read().state) == (State.PLANNED, State.PUBLISHED)
    words = [each for each in transaction.audited(press.report_id) if ":publication:" in each]
    assert words == [
        "report:publication:plan",
        "report:publication:agree",
        "report:publication:agree",
        "report:publication:publish",
    ]


@pytest.mark.parametrize("objects", [False, True])
def test_without_an_agreement_it_is_held_and_the_coordinator_hears_why(
    browser_of, press, app, transaction, objects
):
    press.plan(in_days(3))
    press.decide("wim", agrees=True)
    if objects:
        press.decide("cora", agrees=False, reason="De naam van de arts staat erin.")
    let_tell(app, transaction)

    with time_machine.travel(clock.now() + AFTER, tick=False):
        press.tick()
        press.tick()
        let_tell(app, transaction)
        page = browser_of("anna").visit(press.address)

    assert press.read().state == State.HELD
    assert transaction.audited(press.report_id).count("report:publication:hold") == 1
    assert heard(transaction)["anna"] == NoticeKind.HELD
    assert heard(transaction)["cora"] == NoticeKind.EMBARGO
    assert "niet openbaar gemaakt" in page.text("#publications-plan")
    assert ("De naam van de arts staat erin." in page.text("#publications-stances")) == objects


def test_what_one_organisation_says_over_and_over_silences_nobody(press, monkeypatch):
    monkeypatch.setattr(entries, "MOST_ENTRIES", 1)
    press.plan(in_days(3))
    for _each in range(3):
        press.decide("cora", agrees=False, reason="De naam van de arts staat erin.")
    said = [each.kind for each in press.said()]
    with pytest.raises(Refused):
        press.decide("cora", agrees=True)
    press.decide("wim", agrees=True)

    with time_machine.travel(clock.now() + AFTER, tick=False):
        press.tick()

    assert (said, press.read().state) == (["planned", "objected"], State.HELD)


def test_after_it_was_held_another_moment_publishes(press):
    press.plan(in_days(3))
    press.decide("wim", agrees=True)
    with time_machine.travel(clock.now() + AFTER, tick=False):
        press.tick()
        press.decide("cora", agrees=True)
        press.tick()
        still = press.read().state
        press.plan(in_days(1))
    with time_machine.travel(clock.now() + 2 * AFTER, tick=False):
        press.tick()

    assert (still, press.read().state) == (State.HELD, State.PUBLISHED)


def test_where_an_older_state_was_put_back_everybody_is_asked_anew(press, transaction):
    """An objection of after it is lost, and nobody can sign in to make it again."""
    press.plan(in_days(3))
    for who in ("anna", "cora"):
        press.decide(who, agrees=True)
    put_back(transaction)

    with time_machine.travel(clock.now() + AFTER, tick=False):
        press.tick()
        held, said = press.read().state, [each.kind for each in press.said()]
        press.plan(in_days(1))
        press.decide("anna", agrees=True)
    with time_machine.travel(clock.now() + 2 * AFTER, tick=False):
        press.tick()
        again = press.read().state

    assert (held, again) == (State.HELD, State.HELD)
    assert said == ["planned", "agreed", "agreed", "held"]


def test_what_is_corrected_meanwhile_is_held_until_it_is_planned_again(press, browser_of):
    press.plan(in_days(3))
    for who in ("anna", "cora"):
        press.decide(who, agrees=True)
    reopen(press)

    with time_machine.travel(clock.now() + AFTER, tick=False):
        press.tick()
        held = press.read().state
        page = browser_of("anna").visit(press.address)
        press.plan(in_days(1))
    with time_machine.travel(clock.now() + 2 * AFTER, tick=False):
        press.tick()

    assert (held, press.read().state) == (State.HELD, State.PUBLISHED)
    assert "een volgende versie van het rapport begonnen is" in page.text("#publications-plan")


def reopen(press):
    """Begin the next version of the adopted report."""
    actor = press.desk.world.actor("anna")
    with acting(press.desk.app, actor):
        found = reports.get_anywhere(actor, ReportPermission.REOPEN, press.report_id)
        rounds.reopen(actor, found, reason="Er staat een fout in.", seen_version=found.version)


def test_everybody_who_reads_the_report_hears_of_the_plan(press, app, transaction):
    press.plan(in_days(3))
    let_tell(app, transaction)

    assert heard(transaction) == dict.fromkeys(("wim", "bram", "cora", "carla"), "embargo")


def test_a_moment_that_moved_meanwhile_publishes_nothing(press, app):
    """The job was put in the queue for the earlier moment."""
    found = press.read() if press.plan(in_days(3)) else None
    press.decide("wim", agrees=True)
    press.decide("cora", agrees=True)

    assert run(app, found) == State.PLANNED
    assert press.read().state == State.PLANNED


def run(app, publication, *, name=PUBLISHER):
    """Do the job for a publication."""
    actor = system_actor(
        name, organisation_id=publication.organisation_id, place_id=publication.workspace_id
    )
    with acting(app, actor):
        return service.publish(
            actor, workspace_id=publication.workspace_id, publication_id=publication.id
        )


def test_no_other_job_publishes(press, app):
    press.plan(in_days(3))
    press.decide("wim", agrees=True)
    press.decide("cora", agrees=True)

    with (
        time_machine.travel(clock.now() + AFTER, tick=False),
        pytest.raises(NotAllowed),
    ):
        run(app, press.read(), name="reports.seal")


def test_who_read_another_version_decides_about_nothing(press):
    press.plan(in_days(3))
    seen = press.read().fingerprint
    press.plan(in_days(3), left_out=("introduction",))

    with pytest.raises(OutOfDate):
        press.decide("cora", agrees=True, seen=seen)


def test_an_objection_needs_a_reason(press):
    press.plan(in_days(3))

    with pytest.raises(Refused) as refused:
        press.decide("cora", agrees=False, reason=" ")

    assert refused.value.field == "reason"


@pytest.mark.parametrize("who", ["bram", "carla"])
def test_who_does_not_speak_for_an_organisation_that_signed(press, who):
    press.plan(in_days(3))

    with pytest.raises(NotAllowed):
        press.decide(who, agrees=True)
