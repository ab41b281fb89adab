"""Co-signing: each organisation decides once, in person, about exactly the file that was shown.

Wim (IJenV) and Cora (IGJ) hold the seats. Anna leads but signs nothing. Dirk is elsewhere."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import update

from app.identity.models import Mandate
from app.identity.service.sign_in import derive_nonce
from app.kernel import clock
from app.kernel.errors import NotAllowed, NotFound, Refused
from app.reports.models import Report, ReportStatus, SeatStatus


@pytest.fixture
def report(desk):
    return desk.frozen()


def test_two_organisations_sign_and_the_report_is_adopted(desk, report, transaction):
    desk.sign("wim", report)
    assert desk.read(report)[0].status == ReportStatus.SIGNING

    desk.sign("cora", report)

    found, seats = desk.read(report)
    assert (found.status, found.revision) == (ReportStatus.ADOPTED, 3)
    assert [each.status for each in seats] == [SeatStatus.SIGNED, SeatStatus.SIGNED]
    assert all(each.sealed_at for each in seats)
    assert transaction.audited(report)[2:] == [
        "report:seat:sign",
        "report:seal:place",
        "report:seat:sign",
        "report:seal:place",
        "report:file:stamp",
        "report:text:adopt",
        "follow_up:report:open",
    ]


def test_the_decision_is_kept_with_its_proof(desk, report):
    desk.sign("cora", report, decision="signed_with_reservation", statement="Niet hoofdstuk 3.")
    found, (_own, seat) = desk.read(report)

    assert (seat.status, seat.statement) == ("signed_with_reservation", "Niet hoofdstuk 3.")
    assert (seat.decided_by_id, seat.mandate_number) == (
        desk.world.person("cora").id,
        "IGJ-2026-01",
    )
    assert seat.proof["purpose"]["sha256"] == found.frozen_sha256.hex()
    assert seat.proof["nonce"] == derive_nonce(seat.proof["purpose"])
    assert seat.proof["claims"]["nonce"] == seat.proof["nonce"]


@pytest.mark.parametrize("decision", ["declined", "abstained"])
def test_a_refusal_leaves_the_field_empty_and_the_round_open(desk, report, decision):
    desk.sign("wim", report)
    desk.sign("cora", report, decision=decision, statement="Wij staan hier niet achter.")

    found, (own, refused) = desk.read(report)
    assert (found.status, found.revision) == (ReportStatus.SIGNING, 2)
    assert (own.status, refused.status, refused.sealed_at) == ("signed", decision, None)
    assert desk.waiting_jobs()[0]["seat"] == str(own.id)
    assert len(desk.waiting_jobs()) == 1


def test_an_optional_seat_is_not_waited_for(desk):
    report = desk.frozen(seats=("ijenv",), optional=("igj",))
    desk.sign("wim", report)

    assert desk.read(report)[0].status == ReportStatus.ADOPTED


def refused(desk, who, signed, **changed):
    """Try to sign; return what was raised and the decisions that stand."""
    by = changed.pop("by", None)
    actor, ticket_id = desk.ticket(by or who, signed, **changed)
    actor = desk.as_somebody(who, actor) if by else actor
    with pytest.raises((Refused, NotAllowed, NotFound)) as raised:
        desk.co_sign(actor, signed, ticket_id=ticket_id)
    return raised.type, [each.status for each in desk.read(signed)[1]]


@pytest.mark.parametrize(
    ("who", "error"),
    [("anna", NotAllowed), ("bram", NotAllowed), ("carla", NotAllowed), ("dirk", NotFound)],
)
def test_who_holds_no_seat_or_mandate_cannot_sign(desk, report, who, error):
    assert refused(desk, who, report) == (error, ["waiting", "waiting"])


@pytest.mark.parametrize(
    "changed",
    [
        {"action": "report:freeze"},
        {"report": "00000000-0000-7000-8000-000000000001"},
        {"sha256": "0" * 64},
        {"seat": "00000000-0000-7000-8000-000000000001"},
        {"made_at": clock.now() - timedelta(minutes=6)},
    ],
    ids=["another action", "another report", "another file", "another seat", "too old"],
)
def test_the_fresh_sign_in_is_for_exactly_this(desk, report, changed):
    assert refused(desk, "cora", report, **changed) == (Refused, ["waiting", "waiting"])


def test_the_fresh_sign_in_of_somebody_else_is_none(desk, report):
    assert refused(desk, "cora", report, by="wim") == (Refused, ["waiting", "waiting"])


def test_an_old_session_is_no_fresh_sign_in(desk, report, world):
    from app.kernel.ids import new_id

    actor = world.actor("cora")
    with pytest.raises(Refused):
        desk.co_sign(actor, report, ticket_id=new_id())
    assert desk.read(report)[1][1].status == "waiting"


def test_one_decides_once(desk, report):
    desk.sign("cora", report)

    error, statuses = refused(desk, "cora", report, decision="declined", statement="Toch niet.")
    assert (error, statuses) == (NotAllowed, ["waiting", "signed"])


def test_a_ticket_is_used_once(desk, report):
    actor, ticket_id = desk.ticket("cora", report)
    desk.co_sign(actor, report, ticket_id=ticket_id)
    with pytest.raises(NotAllowed):
        desk.co_sign(actor, report, ticket_id=ticket_id)


@pytest.mark.parametrize("ended", ["valid_to", "office"])
def test_a_mandate_counts_on_the_day(desk, report, transaction, world, ended):
    value = clock.today() - timedelta(days=1) if ended == "valid_to" else "afdelingshoofd"
    with transaction.as_owner() as owner:
        owner.execute(
            update(Mandate)
            .where(Mandate.holder_id == world.person("cora").id)
            .values({ended: value})
        )

    assert refused(desk, "cora", report) == (NotAllowed, ["waiting", "waiting"])


def test_a_file_frozen_anew_meanwhile_is_not_signed(desk, report, transaction):
    actor, ticket_id = desk.ticket("cora", report)
    with transaction.as_owner() as owner:
        owner.execute(update(Report).where(Report.id == report).values(frozen_sha256=b"\1" * 32))

    with pytest.raises(Refused, match="gewijzigd terwijl je las"):
        desk.co_sign(actor, report, ticket_id=ticket_id)
    assert desk.read(report)[1][1].status == "waiting"


def test_a_round_that_closed_is_closed(desk, report, transaction):
    actor, ticket_id = desk.ticket("cora", report)
    with transaction.as_owner() as owner:
        owner.execute(update(Report).where(Report.id == report).values(status="reopened"))

    with pytest.raises(NotAllowed):
        desk.co_sign(actor, report, ticket_id=ticket_id)


def test_the_log_holds_no_free_text(desk, report, transaction):
    desk.sign("cora", report, decision="signed_with_reservation", statement="Geheime reden")

    facts = desk.facts_of(report, "report:seat:reserve")
    assert {"sha256", "mandate", "nonce", "statement_sha256", "organisation"} <= facts.keys()
    assert "Geheime" not in json.dumps(facts)
