"""Rounds: closed or followed by a next version, nobody's signature is lost; and signed in order.

Anna coordinates for the lead, Wim signs for it, Cora signs for IGJ."""

import pytest

from app.identity.models import Mandate
from app.kernel import clock
from app.kernel.errors import NotAllowed, NotFound, OutOfDate, Refused
from app.reports import queries
from app.reports.models import ReportStatus
from app.reports.policy import ReportPermission
from app.reports.service import rounds
from app.reports.service.building import SeatWish
from tests.support.acting import acting
from tests.support.judgement import CHIEF

REASON = "IGJ mist de cijfers van het rooster."


@pytest.fixture
def report(desk):
    return desk.frozen()


def carry_out(desk, verb, report_id, *, who="anna", reason=REASON, seen_version=None):
    """Let somebody close a round or begin the next version."""
    actor = desk.world.actor(who)
    with acting(desk.app, actor):
        report = queries.get_anywhere(actor, ReportPermission.VIEW, report_id)
        version = report.version if seen_version is None else seen_version
        return verb(actor, report, reason=reason, seen_version=version)


def reopened(desk, report_id):
    return carry_out(desk, rounds.reopen, report_id).id


def test_a_closed_round_takes_no_decision_and_keeps_its_signatures(desk, report, transaction):
    desk.sign("wim", report)
    carry_out(desk, rounds.close_round, report)

    found, (signed, waiting) = desk.read(report)
    assert (found.status, found.closing_reason) == (ReportStatus.CLOSED, REASON)
    assert (signed.status, signed.sealed_at is None, waiting.status) == ("signed", False, "waiting")
    assert transaction.audited(report)[-1] == "report:round:close"
    actor, ticket_id = desk.ticket("cora", report)
    with pytest.raises(NotAllowed):
        desk.co_sign(actor, report, ticket_id=ticket_id)


def test_after_a_refusal_a_next_version_is_signed_by_all(desk, report):
    desk.sign("wim", report)
    desk.sign("cora", report, decision="declined", statement="De cijfers ontbreken.")
    made = reopened(desk, report)
    draft, seats = desk.read(made)
    assert (draft.status, draft.round, draft.first_id) == (ReportStatus.DRAFT, 2, report)
    assert [(each.office, each.status) for each in seats] == [(CHIEF, "waiting")] * 2

    desk.freeze(made)
    desk.sign("wim", made)
    desk.sign("cora", made)

    assert desk.read(made)[0].status == ReportStatus.ADOPTED
    old, (signed, declined) = desk.read(report)
    assert (old.status, old.revision) == (ReportStatus.REOPENED, 2)
    assert (signed.status, declined.status) == ("signed", "declined")
    assert desk.content(report) != desk.content(made)


def test_a_seal_that_waits_is_placed_though_the_round_ended(desk, report):
    actor, ticket_id = desk.ticket("cora", report)
    desk.co_sign(actor, report, ticket_id=ticket_id)
    reopened(desk, report)
    desk.run_jobs()

    found, seats = desk.read(report)
    assert (found.status, found.revision) == (ReportStatus.REOPENED, 2)
    assert seats[1].sealed_at is not None


def test_an_adopted_report_stays_adopted_when_it_is_corrected(desk, report):
    desk.sign("wim", report)
    desk.sign("cora", report)
    made = reopened(desk, report)

    assert desk.read(report)[0].status == ReportStatus.ADOPTED
    assert desk.read(made)[0].round == 2


def test_there_is_one_next_version(desk, report):
    desk.sign("wim", report)
    desk.sign("cora", report)
    first = reopened(desk, report)
    with pytest.raises(Refused, match="al een volgende versie"):
        reopened(desk, report)
    desk.freeze(first)
    assert desk.read(reopened(desk, first))[0].round == 3


@pytest.mark.parametrize("verb", [rounds.close_round, rounds.reopen])
@pytest.mark.parametrize(
    ("who", "error"), [("bram", NotAllowed), ("cora", NotAllowed), ("dirk", NotFound)]
)
def test_only_a_coordinator_who_holds_the_pen_ends_a_round(desk, report, verb, who, error):
    with pytest.raises(error):
        carry_out(desk, verb, report, who=who)
    assert desk.read(report)[0].status == ReportStatus.SIGNING


@pytest.mark.parametrize("verb", [rounds.close_round, rounds.reopen])
@pytest.mark.parametrize(
    ("changed", "error"),
    [({"reason": ""}, Refused), ({"reason": "x" * 501}, Refused), ({"seen_version": 1}, OutOfDate)],
    ids=["no reason", "too long", "an older screen"],
)
def test_what_is_wrong_ends_nothing(desk, report, verb, changed, error):
    with pytest.raises(error):
        carry_out(desk, verb, report, **changed)
    assert desk.read(report)[0].status == ReportStatus.SIGNING


@pytest.mark.parametrize("verb", [rounds.close_round, rounds.reopen])
def test_once_all_have_signed_only_the_seals_are_waited_for(desk, report, verb):
    desk.sign("wim", report)
    actor, ticket_id = desk.ticket("cora", report)
    desk.co_sign(actor, report, ticket_id=ticket_id)
    with pytest.raises(NotAllowed) as refused:
        carry_out(desk, verb, report)
    assert refused.value.decision.rule == "is_not_being_sealed"

    desk.run_jobs()
    assert desk.read(report)[0].status == ReportStatus.ADOPTED


@pytest.mark.parametrize("verb", [rounds.close_round, rounds.reopen])
def test_a_draft_has_no_round(desk, verb):
    draft = desk.report()
    with pytest.raises(NotAllowed):
        carry_out(desk, verb, draft)


def mandate_of(person, office):
    """Return a mandate for another office."""
    return Mandate(
        organisation_id=person.organisation_id,
        holder_id=person.id,
        number=f"M-{office}",
        office=office,
        covers="gezamenlijke rapporten",
        valid_from=clock.today(),
        valid_to=clock.today(),
        source="Mandaatbesluit",
    )


def in_order(desk, **first):
    """Freeze a report that IGJ signs first and IJenV after it."""
    wishes = (SeatWish("ijenv", CHIEF, turn=2), SeatWish("igj", CHIEF, **first))
    return desk.frozen_with(wishes)


def test_a_later_group_waits_for_the_required_seats_before_it(desk):
    report = in_order(desk)
    actor, ticket_id = desk.ticket("wim", report)
    with pytest.raises(NotAllowed) as refused:
        desk.co_sign(actor, report, ticket_id=ticket_id)
    assert refused.value.decision.rule == "turn_has_come"

    desk.sign("cora", report, decision="signed_with_reservation", statement="Niet hoofdstuk 3.")
    desk.sign("wim", report)
    assert desk.read(report)[0].status == ReportStatus.ADOPTED


def test_a_ticket_for_a_later_seat_does_not_pass_by_the_order(desk, transaction, world):
    """Who holds two offices has one seat in turn and one that is not."""
    head = "afdelingshoofd"
    with transaction.as_owner() as owner:
        owner.add(mandate_of(world.person("cora"), head))
    first = SeatWish("igj", CHIEF)
    report = desk.frozen_with((SeatWish("ijenv", CHIEF), first, SeatWish("igj", head, turn=2)))
    later = next(each for each in desk.read(report)[1] if each.office == head)
    actor, ticket_id = desk.ticket("cora", report, seat=str(later.id))

    with pytest.raises(Refused, match="Anderen tekenen eerst"):
        desk.co_sign(actor, report, ticket_id=ticket_id)
    assert [each.status for each in desk.read(report)[1]] == ["waiting"] * 3


def test_a_later_group_does_not_wait_for_an_optional_seat(desk):
    report = in_order(desk, is_required=False)
    desk.sign("wim", report)

    assert desk.read(report)[0].status == ReportStatus.ADOPTED


def test_what_waits_for_a_person_is_what_it_is_the_turn_of(desk):
    report = in_order(desk)

    def waiting(who):
        actor = desk.world.actor(who)
        with acting(desk.app, actor):
            return [each.report_id for each in queries.list_waiting_for(actor)]

    assert (waiting("wim"), waiting("cora")) == ([], [report])
    desk.sign("cora", report)
    assert (waiting("wim"), waiting("cora")) == ([report], [])
