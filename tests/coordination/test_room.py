"""How much one authority plans at one organisation, and how much pages look through.

Bram (IGJ) plans very much; Anna (IJenV) plans one visit."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.coordination import queries, service
from app.coordination.models import ActivityKind, Rest, Sector
from app.coordination.policy import CoordinationPermission
from app.coordination.queries import WantedPairs, overlaps
from app.coordination.queries.periods import Period, Zoom
from app.coordination.service import EntityFacts, room
from app.kernel import clock
from app.kernel.errors import Refused
from tests.coordination.conftest import SPRING, window
from tests.support.tables import HEAD

PAST = window("2026-01-05", "2026-01-09")
YEAR = Period(Zoom.YEAR, SPRING.starts_on - timedelta(days=90), SPRING.ends_on)
COPIES = text(
    "insert into activity select (jsonb_populate_record(a, jsonb_build_object('id',"
    " gen_random_uuid()))).* from activity a cross join generate_series(1, :more) where a.id = :id"
)


@pytest.fixture
def fill(transaction):
    """Let an activity stand there so many times more."""

    def filled(activity, more):
        with transaction.as_owner() as owner:
            owner.execute(COPIES, {"id": activity.id, "more": more})

    return filled


def test_what_is_over_is_not_moved_to_where_there_is_no_room(monkeypatch, doing, look):
    monkeypatch.setattr(room, "MOST_AT_ONE", 1)
    entity = doing.enter("bram", "UMC Middenland")
    over, back = doing.plan("bram", entity, when=PAST), doing.plan("bram", entity, "Terug")
    doing.act("bram", service.withdraw_activity, back)
    doing.plan("bram", entity, "Staat al")
    assert clock.today() > PAST.ends_on

    for verb, it, said in (
        (service.move_activity, over, {"window": SPRING}),
        (service.undo_change, back, {}),
    ):
        with pytest.raises(Refused, match="Je hebt hier al 1 activiteiten"):
            doing.act("bram", verb, it, **said)
    row = ["UMC Middenland", "zorg", "Cbw-E", "igj", "", over.title, "Q3", "2027-09-30", "own"]
    shown = look("bram", [[*HEAD, "reference"], [8, *row, str(over.id)]])

    assert "Je hebt hier al 1 activiteiten" in shown.text()


def test_what_is_over_is_counted_by_the_database(doing, fill):
    entity = doing.enter("bram")
    fill(doing.plan("bram", entity, when=PAST), 119)

    with pytest.raises(Refused, match="hoogstens 120 activiteiten bij één organisatie"):
        doing.plan("bram", entity)


def test_entries_renamed_to_one_another_bring_no_more_together(doing, fill):
    one, other = doing.enter("bram", "UMC Een"), doing.enter("bram", "UMC Twee")
    for entity in (one, other):
        fill(doing.plan("bram", entity, when=PAST), 60)
    facts = EntityFacts(name="UMC Een", sector=Sector.HEALTH, regime=other.regime)

    full = pytest.raises(Refused, match="hoogstens 120 activiteiten bij één organisatie")
    with doing.acting("bram") as actor, full:
        service.change_entity(actor, doing.entry("bram", other), facts=facts, seen_version=1)
    assert doing.stored(other).name == "UMC Twee"


def test_what_another_plans_at_an_entry_never_keeps_it_from_being_corrected(doing, fill):
    entry = doing.enter("anna", "UMC Een", named=("igj",))
    ours, theirs = doing.plan("anna", entry, "Bezoek"), doing.plan("bram", entry, when=PAST)
    fill(theirs, 119)
    doing.plan("bram", doing.enter("bram", "UMC Twee"), when=PAST)
    facts = EntityFacts(
        name="UMC Twee",
        sector=Sector.HEALTH,
        regime=entry.regime,
        opening=service.Opening(named=("igj",)),
    )

    with doing.acting("anna") as actor:
        service.change_entity(actor, doing.entry("anna", entry), facts=facts, seen_version=1)

    assert doing.stored(ours).entity_name == "UMC Twee"
    left = [
        name for name, it in doing.everything()[0] if it.organisation_id == theirs.organisation_id
    ]
    assert left == ["UMC Een"] * 120 + ["UMC Twee"]


def test_what_one_plans_by_the_hundred_takes_nobodys_place_in_the_radar(monkeypatch, doing, fill):
    monkeypatch.setattr(overlaps, "MOST_LOOKED_THROUGH", 5)
    entity = doing.enter("bram", rest=Rest.EVERYTHING)
    for kind in (ActivityKind.QUIET, ActivityKind.AUDIT):
        fill(doing.plan("bram", entity, kind=kind, rest=Rest.EVERYTHING), 20)
    doing.plan("anna", doing.enter("anna"), "Bezoek", rest=Rest.EVERYTHING)

    with doing.acting("anna") as actor:
        coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
        found = queries.read_pairs(actor, coordination, WantedPairs(period=YEAR), limit=50)
    ours = [
        each
        for each in found.pairs
        if actor.organisation_id in {each.first.organisation_id, each.second.organisation_id}
    ]

    assert (found.total, len(ours)) == (10, 5)


def test_the_radar_is_built_once_for_all_who_ask_the_like(doing):
    built = []
    for who, days in (("anna", 30), ("bram", 60)):
        with doing.acting(who) as actor:
            period = Period(Zoom.MONTH, PAST.starts_on, PAST.ends_on + timedelta(days=days))
            wanted = WantedPairs(period=period, of=actor.person_id)
            typed = WantedPairs(period=period, words="umc")
            built.append(overlaps.select_pairs(actor, wanted))
            assert overlaps.select_pairs(actor, typed) is not overlaps.select_pairs(actor, typed)

    assert built[0] is built[1]
