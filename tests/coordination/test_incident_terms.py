"""The terms of an incident: 24 and 72 real hours, and a month after the notification.

Each date below was worked out by hand; the law stands beside it."""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from app.coordination.models import Regime, Sector
from app.coordination.queries.incident_terms import DeadlineKind, terms_of

EARLY, NOTICE = DeadlineKind.WARNING, DeadlineKind.NOTIFICATION
FIRST, DETAILED = DeadlineKind.FIRST, DeadlineKind.DETAILED
PROGRESS, FINAL = DeadlineKind.PROGRESS, DeadlineKind.FINAL


@dataclass
class Known:
    """What is known of an incident."""

    noticed_at: datetime | None
    sector: Sector = Sector.ENERGY
    is_ongoing: bool = False
    warned_at: datetime | None = None
    notified_at: datetime | None = None
    progressed_at: datetime | None = None
    handled_at: datetime | None = None
    reported_at: datetime | None = None
    terms_under: Regime | None = Regime.CBW_ESSENTIAL
    terms_sector: Sector | None = None


def at(text):
    return datetime.fromisoformat(text).astimezone(UTC)


def ends(**known):
    """When each term ends: a moment, or for a month its last day."""
    known = {name: at(value) if name.endswith("_at") else value for name, value in known.items()}
    return {
        each.kind: each.ends_at if each.kind in (EARLY, NOTICE, FIRST) else each.due_on
        for each in terms_of(Known(**known))
    }


@pytest.mark.parametrize(
    ("noticed", "early", "notice"),
    [
        # An ordinary week, and a weekend that counts as well (Termijnenwet, article 4, a).
        ("2026-11-03T09:20+01:00", "2026-11-04T09:20+01:00", "2026-11-06T09:20+01:00"),
        ("2026-11-06T17:00+01:00", "2026-11-07T17:00+01:00", "2026-11-09T17:00+01:00"),
        # The clock goes forward on 29 March 2026: 24 real hours are an hour later on the wall.
        ("2026-03-28T12:00+01:00", "2026-03-29T13:00+02:00", "2026-03-31T13:00+02:00"),
        # It goes back on 25 October 2026: an hour earlier on the wall.
        ("2026-10-24T12:00+02:00", "2026-10-25T11:00+01:00", "2026-10-27T11:00+01:00"),
        # Noticed in the hour that comes twice, once and the other time.
        ("2026-10-25T02:30+02:00", "2026-10-26T01:30+01:00", "2026-10-28T01:30+01:00"),
        ("2026-10-25T02:30+01:00", "2026-10-26T02:30+01:00", "2026-10-28T02:30+01:00"),
        # Over a leap day.
        ("2028-02-28T23:00+01:00", "2028-02-29T23:00+01:00", "2028-03-02T23:00+01:00"),
    ],
)
def test_hours_are_real_hours(noticed, early, notice):
    found = ends(noticed_at=noticed)

    assert (found[EARLY], found[NOTICE]) == (at(early), at(notice))


def test_trust_services_notify_within_a_day():
    found = ends(noticed_at="2026-11-03T09:20+01:00", sector=Sector.TRUST)

    assert found[NOTICE] == at("2026-11-04T09:20+01:00")


@pytest.mark.parametrize(
    ("notified", "report"),
    [
        ("2026-11-05T10:00+01:00", "2026-12-07"),  # 5 December is a Saturday: runs on to Monday
        ("2026-11-04T10:00+01:00", "2026-12-04"),
        ("2026-01-31T10:00+01:00", "2026-03-02"),  # 28 February is a Saturday
        ("2026-11-25T10:00+01:00", "2026-12-28"),  # Christmas, Boxing Day, Sunday
        # Half past eleven at night in London is the next day here.
        ("2026-11-03T23:30+00:00", "2026-12-04"),
    ],
)
def test_the_final_report_is_due_a_month_after_the_notification(notified, report):
    found = ends(noticed_at="2026-01-01T00:00+01:00", notified_at=notified)

    assert found[FINAL] == date.fromisoformat(report)


def test_without_a_notification_the_report_is_expected_a_month_after_it_must_be_there():
    [final] = [each for each in terms_of(Known(at("2026-11-02T09:00+01:00"))) if each.kind == FINAL]

    assert (final.due_on, final.is_expected) == (date(2026, 12, 7), True)


def test_while_it_goes_on_progress_comes_first_and_the_final_report_after_its_end():
    known = {
        "noticed_at": "2026-11-02T09:00+01:00",
        "notified_at": "2026-11-04T09:00+01:00",
        "is_ongoing": True,
    }
    ongoing = ends(**known)
    over_later = ends(**known, handled_at="2026-12-10T09:00+01:00")
    over_in_time = ends(**known, handled_at="2026-11-20T09:00+01:00")

    assert (ongoing.get(PROGRESS), ongoing.get(FINAL)) == (date(2026, 12, 4), None)
    assert over_later[PROGRESS] == date(2026, 12, 4)
    assert over_later[FINAL] == date(2027, 1, 11)  # 10 January is a Sunday
    # Over before the report was due: it did not go on at that time, so one report is enough.
    assert (over_in_time.get(PROGRESS), over_in_time[FINAL]) == (None, date(2026, 12, 4))


@pytest.mark.parametrize("law", [Regime.CBW_ESSENTIAL, Regime.CBW_IMPORTANT, None])
def test_the_cbw_asks_the_same_of_both_kinds_and_of_what_was_registered_before(law):
    found = ends(noticed_at="2026-11-03T09:20+01:00", terms_under=law)

    assert list(found) == [EARLY, NOTICE, FINAL]


def test_the_wwke_asks_a_first_report_and_a_detailed_one():
    known = {"noticed_at": "2026-11-06T17:00+01:00", "terms_under": Regime.WWKE}
    [first, detailed] = terms_of(Known(at(known["noticed_at"]), terms_under=Regime.WWKE))
    told = ends(**known, warned_at="2026-11-06T20:00+01:00")

    assert (first.kind, first.ends_at) == (FIRST, at("2026-11-07T17:00+01:00"))
    # Expected a month after the first report must be there; then after it was.
    assert (detailed.due_on, detailed.is_expected) == (date(2026, 12, 7), True)
    assert told == {FIRST: at("2026-11-07T17:00+01:00"), DETAILED: date(2026, 12, 7)}
    assert "artikel 15" in first.told.rule.source
    assert "Cbw" not in first.told.rule.source + detailed.told.rule.source


def test_the_month_of_the_wwke_counts_from_the_first_report_and_runs_on():
    known = {"noticed_at": "2026-11-24T23:00+01:00", "terms_under": Regime.WWKE}

    found = ends(**known, warned_at="2026-11-25T10:00+01:00", is_ongoing=True)

    assert found[DETAILED] == date(2026, 12, 28)  # Christmas, Boxing Day, Sunday


@pytest.mark.parametrize("law", [Regime.DORA, Regime.NONE])
def test_no_law_of_ours_gives_no_terms(law):
    assert ends(noticed_at="2026-11-03T09:20+01:00", terms_under=law) == {}


def test_nothing_follows_from_nothing():
    assert terms_of(Known(None)) == []


def test_two_thousand_random_incidents_keep_what_the_law_says():
    """An oracle that adds hours in UTC and months on a calendar, one day at a time."""
    random = Random(20261128)
    later = [each.name for each in fields(Known) if each.name.endswith("_at")]
    later.remove("noticed_at")
    for _incident in range(2_000):
        noticed = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=random.randrange(1_500_000))
        moments = sorted(
            noticed + timedelta(minutes=random.randrange(150_000)) for _moment in range(5)
        )
        known = Known(noticed, is_ongoing=random.random() < 0.5)
        for name, moment in zip(later, moments, strict=True):
            if random.random() < 0.6:
                setattr(known, name, moment)

        found = {each.kind: each for each in terms_of(known)}

        assert found[EARLY].ends_at - noticed == timedelta(hours=24)
        assert found[NOTICE].ends_at - noticed == timedelta(hours=72)
        assert PROGRESS in found or FINAL in found
        assert (PROGRESS in found) == _goes_on(known, found)
        for each in found.values():
            if each.kind in (PROGRESS, FINAL):
                assert each.due_on.isoweekday() <= 5


def _goes_on(known, found):
    """Whether a progress report is due: not over on the day the report was to be there."""
    if known.progressed_at is not None:
        return True
    day = (found.get(PROGRESS) or found[FINAL]).ends_at
    return known.is_ongoing and (known.handled_at is None or known.handled_at >= day)
