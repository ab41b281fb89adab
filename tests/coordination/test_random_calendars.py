"""The overlap radar against an oracle that looks at every pair of rows, day by day.

A thousand random calendars, each about one organisation, for every reader: with both walls, with
our conditions alone, and with row security alone."""

from datetime import UTC, date, datetime
from random import Random

import pytest
from sqlalchemy import insert, text, true

from app.coordination import queries
from app.coordination.models import (
    Activity,
    ActivityKind,
    OverlapProposal,
    ProposalKind,
    ProposalStatus,
    Regime,
    Rest,
    Sector,
    SupervisedEntity,
)
from app.coordination.policy import CoordinationPermission
from app.coordination.queries import WantedPairs, Zoom, overlaps, period_of
from app.kernel import ids
from tests.support import overlap_oracle as oracle

CALENDARS, SEED = 1000, 20270101
READERS = {"bram": "igj", "anna": "ijenv", "carla": "ivho", "dirk": "nvwa"}
MOMENT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ALL = 100_000


@pytest.fixture
def calendars(doing, world, transaction):
    """Put the random calendars in the tables; return rows, agreements and numbers by id."""
    rows, agreements = oracle.draw_calendars(Random(SEED), CALENDARS, moment=MOMENT)
    places = {"here": world.workspace.id, "there": world.elsewhere.id}
    keys = {row.number: ids.new_id() for row in rows}
    entities = {(row.key, row.place): ids.new_id() for row in rows}
    with transaction.as_owner() as owner:
        owner.execute(
            insert(SupervisedEntity),
            [
                _entity(world, key, place, places, entity_id)
                for (key, place), entity_id in entities.items()
            ],
        )
        owner.execute(
            insert(Activity),
            [
                _activity(world, row, places, keys[row.number], entities[row.key, row.place])
                for row in rows
            ],
        )
        by_number = {row.number: row for row in rows}
        owner.execute(
            insert(OverlapProposal),
            [_agreement(world, each, by_number, keys, places) for each in agreements],
        )
        # A plan made while the tables were empty takes minutes; filled, they are looked at anew.
        owner.execute(text("analyze activity, activity_notice, overlap_proposal"))
    return rows, agreements, {key: number for number, key in keys.items()}


def _entity(world, key, place, places, entity_id):
    owner = "igj" if place == "here" else "nvwa"
    return {
        "id": entity_id,
        "workspace_id": places[place],
        "organisation_id": world.organisations[owner].id,
        "name": key,
        "register_number": "",
        "match_key": key,
        "sector": Sector.HEALTH,
        "regime": Regime.NONE,
        "named": [],
        "rest": Rest.NOTHING,
        "ended_at": None,
        "changed_at": MOMENT,
        "version": 1,
    }


def _activity(world, row, places, key, entity_id):
    days = {"starts_on": row.starts_on, "ends_on": row.ends_on, "due_on": row.ends_on}
    agreed = {
        "agreed_from": row.starts_on,
        "agreed_until": row.ends_on,
        "agreed_due_on": row.ends_on,
    }
    return {
        "id": key,
        "workspace_id": places[row.place],
        "organisation_id": world.organisations[row.organisation].id,
        "entity_id": entity_id,
        "entity_name": row.key,
        "match_key": row.key,
        "sector": Sector.HEALTH,
        "kind": ActivityKind.QUIET if row.is_quiet else ActivityKind.AUDIT,
        "title": row.title,
        **days,
        **agreed,
        "named": [world.organisations[each].id for each in sorted(row.named)],
        "rest": Rest(row.rest),
        "withdrawn_at": MOMENT if row.is_withdrawn else None,
        "moved_at": row.moved_at,
        "changed_at": row.moved_at,
        "version": 1,
    }


def _agreement(world, said, rows, keys, places):
    one, other = rows[said.one], rows[said.other]
    who = "anna" if one.organisation == "ijenv" else "bram"
    return {
        "id": ids.new_id(),
        "workspace_id": places[one.place],
        "organisation_id": world.organisations[one.organisation].id,
        "partner_id": world.organisations[other.organisation].id,
        "activity_id": keys[said.one],
        "partner_activity_id": keys[said.other],
        "kind": ProposalKind.KEEP,
        "reason": "Zo is het goed.",
        "status": ProposalStatus.AGREED,
        "answer": "",
        "proposed_by_id": world.person(who).id,
        "proposed_at": said.at,
        "answered_by_id": world.person(who).id,
        "answered_at": said.at,
        "changed_at": said.at,
        "version": 2,
    }


def seen_by(doing, who, numbers):
    """What the radar shows somebody."""
    wanted = WantedPairs(period=period_of(Zoom.YEAR, date(2027, 1, 1)))
    with doing.acting(who) as actor:
        coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
        pairs, total = queries.list_pairs(actor, coordination, wanted, limit=ALL)
    assert total == len(pairs)
    return {
        oracle.Seen(
            frozenset(numbers[side.activity_id] for side in (pair.first, pair.second)),
            frozenset(
                (numbers[side.activity_id], side.title) for side in (pair.first, pair.second)
            ),
            pair.is_settled,
        )
        for pair in pairs
    }


@pytest.fixture
def without_our_conditions(monkeypatch):
    """Every condition of sight is true: row security is all there is."""
    for name in ("visible_to", "notices_visible_to", "proposals_visible_to"):
        monkeypatch.setattr(overlaps, name, lambda *_asked: true())


def test_the_radar_shows_each_reader_what_the_oracle_finds(doing, calendars):
    rows, agreements, numbers = calendars
    counts = {}
    for who, organisation in READERS.items():
        expected = oracle.overlaps(rows, agreements, organisation)
        assert seen_by(doing, who, numbers) == expected
        with doing.transaction.without_row_security():
            assert seen_by(doing, who, numbers) == expected
        counts[who] = len(expected), sum(each.is_settled for each in expected)

    assert (0 < counts["dirk"][0] < 200, counts["dirk"][1]) == (True, 0)
    assert all(counts[who][0] > 300 and counts[who][1] > 0 for who in ("bram", "anna", "carla"))


def test_row_security_alone_shows_the_same(doing, calendars, without_our_conditions):
    rows, agreements, numbers = calendars
    for who, organisation in READERS.items():
        assert seen_by(doing, who, numbers) == oracle.overlaps(rows, agreements, organisation)


def test_without_either_wall_more_is_shown(doing, calendars, without_our_conditions):
    """The proof that the tests above look at something."""
    rows, agreements, numbers = calendars
    with doing.transaction.without_row_security():
        seen = seen_by(doing, "carla", numbers)

    titles = {title for pair in seen for _number, title in pair.titles}
    assert len(seen) > len(oracle.overlaps(rows, agreements, "ivho"))
    assert any(title.startswith("cnry-igj-") for title in titles if title)
