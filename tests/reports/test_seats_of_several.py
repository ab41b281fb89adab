"""Seats that several holders of one office fill: enough of them sign, and the seal names them all.

Cora and Bram hold the same office of IGJ; both are signatories. Wim signs alone for IJenV."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.identity.models import Mandate
from app.kernel import clock
from app.kernel.errors import NotAllowed, Refused
from app.reports import queries
from app.reports.models import ReportStatus, Seat, SeatStatus
from app.reports.policy import ReportPermission, outcome_of
from app.reports.service import evidence, records, sealing
from app.reports.service.building import SeatWish
from app.workspaces.models import MemberRole, Membership
from tests.support.acting import acting
from tests.support.judgement import CHIEF

SIGNED, RESERVED, DECLINED, ABSTAINED, WAITING = (
    SeatStatus.SIGNED,
    SeatStatus.SIGNED_WITH_RESERVATION,
    SeatStatus.DECLINED,
    SeatStatus.ABSTAINED,
    SeatStatus.WAITING,
)


@pytest.fixture
def holders(transaction, world):
    """Bram holds the office of Cora too, and may sign."""
    bram = world.person("bram")
    with transaction.as_owner() as owner:
        owner.execute(
            update(Membership)
            .where(Membership.person_id == bram.id)
            .values(role=MemberRole.SIGNATORY)
        )
        owner.add(
            Mandate(
                organisation_id=bram.organisation_id,
                holder_id=bram.id,
                number="IGJ-2026-02",
                office=CHIEF,
                covers="gezamenlijke rapporten",
                valid_from=clock.today(),
                valid_to=clock.today() + timedelta(days=30),
                source="Mandaatbesluit",
            )
        )


@pytest.fixture
def report(desk, holders):
    return desk.frozen_with((SeatWish("ijenv", CHIEF), SeatWish("igj", CHIEF, quorum=2)))


def in_the_box(desk, report):
    """Return what the seal of IGJ shows, but for the day."""
    actor = desk.world.actor("anna")
    with acting(desk.app, actor):
        seat = queries.get_anywhere(actor, ReportPermission.VIEW, report).seats[1]
        return [each for each in sealing._appearance(seat) if " op " not in each]


@pytest.mark.parametrize(
    ("quorum", "voices", "left", "outcome"),
    [
        (2, [SIGNED], 2, WAITING),
        (2, [SIGNED, DECLINED], 1, WAITING),
        (2, [DECLINED], 1, DECLINED),
        (2, [SIGNED, SIGNED], 1, SIGNED),
        (2, [SIGNED, RESERVED], 0, RESERVED),
        (2, [SIGNED, ABSTAINED, DECLINED], 0, DECLINED),
        (2, [SIGNED, ABSTAINED], 0, ABSTAINED),
        (3, [SIGNED, ABSTAINED], 2, WAITING),
        (3, [SIGNED, ABSTAINED, SIGNED], 0, ABSTAINED),
    ],
)
def test_what_several_decide_together(quorum, voices, left, outcome):
    assert outcome_of(quorum, voices, left=left) == outcome


def test_the_seat_signs_when_enough_have_and_the_seal_names_them(desk, report, transaction):
    desk.sign("wim", report)
    desk.sign("cora", report)
    assert desk.read(report)[1][1].status == WAITING

    desk.sign("bram", report, decision="signed_with_reservation", statement="Niet hoofdstuk 3.")

    found, (_own, seat) = desk.read(report)
    assert (found.status, seat.status, found.revision) == (ReportStatus.ADOPTED, RESERVED, 3)
    assert in_the_box(desk, report) == [
        "Namens Inspectie Gezondheidszorg en Jeugd",
        "Cora en Bram, hoofdinspecteur",
        "Mandaat IGJ-2026-01, IGJ-2026-02",
        "“Bram: Niet hoofdstuk 3.”",
    ]
    assert transaction.audited(report).count("report:seat:sign") == 2


def test_one_has_one_voice(desk, report):
    desk.sign("cora", report)
    actor, ticket_id = desk.ticket("cora", report)
    with pytest.raises(NotAllowed):
        desk.co_sign(actor, report, ticket_id=ticket_id)
    assert len(desk.read(report)[1][1].voices) == 1


def test_a_refusal_ends_it_once_too_few_are_left(desk, report):
    desk.sign("cora", report, decision="declined", statement="De cijfers ontbreken.")

    assert desk.read(report)[1][1].status == DECLINED


def test_the_page_tells_who_decided_and_how_many_must(browser_of, desk, place, report):
    desk.sign("cora", report)
    shown = browser_of("anna").visit(f"{place}/{report}").text("#reports-seats")

    assert "2 van de 2 houders moeten tekenen." in shown
    assert "Cora heeft getekend." in shown
    page = browser_of("bram").visit(f"{place}/{report}/sign")
    assert page.status == 200
    assert browser_of("cora").visit(f"{place}/{report}/sign").status == 403


def test_what_waits_is_no_longer_for_who_decided(desk, report):
    desk.sign("cora", report)
    found = {}
    for who in ("cora", "bram"):
        actor = desk.world.actor(who)
        with acting(desk.app, actor):
            found[who] = [each.report_id for each in queries.list_waiting_for(actor)]
    assert found == {"cora": [], "bram": [report]}


@pytest.mark.parametrize("step", ["build", "freeze"])
def test_more_than_hold_the_office_cannot_be_asked(desk, holders, step, transaction):
    wishes = (SeatWish("ijenv", CHIEF), SeatWish("igj", CHIEF, quorum=3 if step == "build" else 2))
    if step == "build":
        with pytest.raises(Refused, match="geldig mandaat is vandaag 2"):
            desk.report(seats=wishes)
        return
    report = desk.report(seats=wishes)
    with transaction.as_owner() as owner:
        owner.execute(
            update(Mandate)
            .where(Mandate.number == "IGJ-2026-02")
            .values(
                valid_to=clock.today() - timedelta(days=1),
                valid_from=clock.today() - timedelta(days=9),
            )
        )
    with pytest.raises(Refused, match="geldig mandaat is vandaag 1"):
        desk.freeze(report)


def test_the_builder_says_how_many_must_sign(browser_of, desk, holders, place):
    desk.finding()
    page = browser_of("anna").visit(f"{place}/new")
    (asked,) = page.tree.cssselect("input[name$=quorum]")
    ticked = {each.get("name"): "y" for each in page.tree.cssselect("input[name$=is_in]")}

    made = page.submit(
        "#reports-form", title="Rapport", **ticked, **{asked.get("name"): "2"}
    ).follow()

    assert "2 van de 2 houders moeten tekenen." in made.text("#reports-seats")


def test_the_log_alone_tells_that_a_seat_still_waits(desk, report):
    desk.sign("cora", report)
    items = [each for each in desk.log_items() if each["action"].startswith("report:")]

    (known,) = records.records_in_log(json.dumps(items).encode())
    assert [each.status for each in known.seats] == [WAITING, WAITING]


def test_the_evidence_holds_what_each_decided(desk, report, transaction):
    desk.sign("cora", report)
    actor = desk.world.actor("anna")
    with acting(desk.app, actor):
        found = queries.get_anywhere(actor, ReportPermission.VIEW, report)
        told = [evidence._decision(each) for each in found.seats]
    assert [each["by"] for each in told[1]["holders"]] == ["Cora"]
    assert told[1]["holders"][0]["nonce"]
    with transaction.as_owner() as owner:
        stored = owner.scalars(select(Seat).where(Seat.report_id == report)).all()
    assert {each.quorum for each in stored} == {1, 2}


def test_seats_are_asked_and_given_over_the_api(api_of, desk, holders, place):
    asked = {
        "title": "Rapport",
        "findings": [str(desk.finding())],
        "seats": [
            {"organisation": "igj", "office": CHIEF, "quorum": 2, "order": 1},
            {"organisation": "ijenv", "office": CHIEF, "required": False, "order": 2},
        ],
    }
    made = api_of("anna").post(place, json=asked)

    seats = {each["organisation"]: each for each in made.json["seats"]}
    assert (seats["igj"]["quorum"], seats["igj"]["order"]) == (2, 1)
    assert (seats["ijenv"]["required"], seats["ijenv"]["order"]) == (False, 2)


def test_one_holder_has_one_voice_however_many_mandates_and_deputies(desk, report, transaction):
    """Cora gets a second mandate, and is away from that: Bram stands in. The other is of Els."""
    today, cora = clock.today(), desk.world.person("cora")
    away = {"deputy_id": desk.world.person("bram").id, "absent_from": today, "absent_until": today}
    with transaction.as_owner() as owner:
        to_els = update(Mandate).where(Mandate.number == "IGJ-2026-02")
        owner.execute(to_els.values(holder_id=desk.world.person("els").id))
        owner.add(
            Mandate(
                organisation_id=cora.organisation_id,
                holder_id=cora.id,
                number="IGJ-2026-03",
                office=CHIEF,
                covers="alles",
                valid_from=today - timedelta(days=999),
                valid_to=today,
                source="Mandaatbesluit",
                **away,
            )
        )
    desk.sign("cora", report)
    with pytest.raises(NotAllowed):
        desk.sign("bram", report)
    assert [each.holder_id for each in desk.read(report)[1][1].voices] == [cora.id]
