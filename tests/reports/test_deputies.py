"""Deputies: while a holder is away, another signs by the holder's mandate, and it says so.

Cora of IGJ is away; Bram stands in for her."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.identity.models import Mandate, Person
from app.kernel import clock
from app.kernel.errors import NotAllowed
from app.reports import queries
from app.reports.policy import ReportPermission
from app.reports.service import evidence, sealing
from app.reports.service.building import SeatWish
from app.workspaces.models import MemberRole, Membership
from tests.support.acting import acting
from tests.support.judgement import CHIEF


@pytest.fixture
def away(transaction, world):
    """Let Cora be away from and until some days from today, with Bram as her deputy."""

    def let(first, last):
        today = clock.today()
        with transaction.as_owner() as owner:
            owner.execute(
                update(Membership)
                .where(Membership.person_id == world.person("bram").id)
                .values(role=MemberRole.SIGNATORY)
            )
            owner.execute(
                update(Mandate)
                .where(Mandate.holder_id == world.person("cora").id)
                .values(
                    deputy_id=world.person("bram").id,
                    absent_from=today + timedelta(days=first),
                    absent_until=today + timedelta(days=last),
                )
            )

    return let


@pytest.fixture
def report(desk):
    return desk.frozen()


def seat_of_igj(desk, report):
    actor = desk.world.actor("anna")
    with acting(desk.app, actor):
        seat = queries.get_anywhere(actor, ReportPermission.VIEW, report).seats[1]
        (row,) = queries.seat_rows(actor, [seat])
        return row.person_name, sealing._appearance(seat)[1], evidence._decision(seat)["mandate"]


def test_the_deputy_signs_and_it_says_for_whom(desk, report, away):
    away(0, 3)
    desk.sign("bram", report)

    on_page, in_file, proven = seat_of_igj(desk, report)
    assert on_page == "Bram, plaatsvervanger van Cora"
    assert in_file == "Bram (plaatsvervanger van Cora), hoofdinspecteur"
    assert (proven["number"], proven["deputy_of"]) == ("IGJ-2026-01", "Cora")


@pytest.mark.parametrize(("first", "last"), [(1, 3), (-3, -1)], ids=["not yet", "no longer"])
def test_outside_the_absence_the_deputy_does_not_sign(desk, report, away, first, last):
    away(first, last)
    actor, ticket_id = desk.ticket("bram", report)
    with pytest.raises(NotAllowed):
        desk.co_sign(actor, report, ticket_id=ticket_id)


def test_what_waits_waits_for_both(desk, report, away, browser_of, place):
    away(0, 0)
    for who in ("bram", "cora"):
        actor = desk.world.actor(who)
        with acting(desk.app, actor):
            assert [each.report_id for each in queries.list_waiting_for(actor)] == [report]
    page = browser_of("bram").visit(f"{place}/{report}/sign")
    assert "als plaatsvervanger van Cora, afwezig" in page.text("main")


def another_mandate(transaction, person, number):
    """Let somebody hold the office of Cora too, since long."""
    with transaction.as_owner() as owner:
        owner.add(
            Mandate(
                organisation_id=person.organisation_id,
                holder_id=person.id,
                number=number,
                office=CHIEF,
                covers="alles",
                valid_from=clock.today() - timedelta(days=999),
                valid_to=clock.today(),
                source="Besluit",
            )
        )


def test_who_holds_an_own_mandate_uses_that_first(desk, away, transaction, world):
    another_mandate(transaction, world.person("bram"), "IGJ-2026-99")
    away(0, 3)
    report = desk.frozen_with((SeatWish("ijenv", CHIEF), SeatWish("igj", CHIEF, quorum=2)))
    desk.sign("bram", report)
    desk.sign("cora", report)

    on_page, _in_file, _proven = seat_of_igj(desk, report)
    assert on_page == "Bram en Cora"


def test_a_mandate_has_one_voice_whoever_uses_it(desk, away, transaction, world):
    """The holder came back early; together with the deputy that is still one of two."""
    with transaction.as_owner() as owner:
        owner.execute(
            update(Person)
            .where(Person.id == world.person("els").id)
            .values(
                organisation_id=world.organisations["igj"].id,
                provider_id=world.person("cora").provider_id,
            )
        )
        els = owner.get_one(Person, world.person("els").id)
    another_mandate(transaction, els, "IGJ-2026-98")
    away(0, 3)
    report = desk.frozen_with((SeatWish("ijenv", CHIEF), SeatWish("igj", CHIEF, quorum=2)))
    desk.sign("bram", report)
    actor, ticket_id = desk.ticket("cora", report)
    with pytest.raises(NotAllowed):
        desk.co_sign(actor, report, ticket_id=ticket_id)
    cora = desk.world.actor("cora")
    with acting(desk.app, cora):
        assert queries.list_waiting_for(cora) == []
