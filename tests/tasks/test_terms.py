"""Named terms of a workspace: each date says why, and nothing is saved before it was seen.

Anna of IJenV keeps the terms; Bram of IGJ and Carla of IvhO read them; Dirk works elsewhere."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from app.kernel import ids
from app.kernel.errors import Refused
from app.kernel.terms import ChangeKind, LegalSystem, TermUnit
from app.tasks import queries
from app.tasks.models import NamedTerm
from app.tasks.policy import TermPermission
from app.tasks.service import MOST_CHANGES, Course, change_course

LIST = "/workspaces/WRK-2026-1001/tasks/terms"


def ends(in_work, who="bram"):
    with in_work(who) as (actor, workspace):
        given = queries.list_given(actor, workspace)
    found = queries.reckon(given)
    return {each.name: found[each.id].ends_on for each in given}


def test_a_term_is_added_from_the_usual_ones_and_explains_its_date(
    browser_of, transaction, put_term
):
    page = browser_of("anna").visit(f"{LIST}/new")
    done = page.submit(
        "#term-form",
        name="Wederhoor",
        length="3",
        unit="weeks",
        legal_system="algemene_termijnenwet",
        source="Awb, artikel 4:8",
    )
    assert done.status == 303
    term = browser_of("anna").visit(done.response.headers["Location"])
    seen = term.submit("#start-form", starts_on="2026-04-14")
    assert seen.status == 200
    assert "Er is nog niets opgeslagen" in seen.text("#foreseen-form")
    assert "woensdag 6 mei 2026" in seen.text("#foreseen-form")
    saved = seen.submit("#foreseen-form")
    assert saved.status == 303
    why = browser_of("bram").visit(done.response.headers["Location"]).text("#term-why")
    assert "3 weken na dinsdag 14 april 2026 is dinsdag 5 mei 2026." in why
    assert "Dinsdag 5 mei 2026 is een feestdag: Bevrijdingsdag." in why
    assert "Daarom loopt hij door tot en met woensdag 6 mei 2026" in why
    assert "(Algemene termijnenwet, artikel 1, eerste lid)" in why
    with transaction.as_owner() as owner:
        made = owner.query(NamedTerm).one()
    assert transaction.audited(made.id) == ["term:term:add", "term:term:start"]


def test_a_change_of_start_shows_what_moves_along_and_saves_nothing(browser_of, put_term, in_work):
    first = put_term("Bezoek", start=date(2026, 11, 2))
    second = put_term("Concept", length=8, after_id=first.id)
    put_term("Wederhoor", after_id=second.id)
    before = ends(in_work)
    page = browser_of("anna").visit(f"{LIST}/{first.id}")

    seen = page.submit("#start-form", starts_on="2026-11-09")

    told = seen.text("#foreseen-form")
    assert all(name in told for name in ("Bezoek", "Concept", "Wederhoor"))
    assert ends(in_work) == before
    assert seen.submit("#foreseen-form").status == 303
    after = ends(in_work)
    assert [(after[name] - before[name]).days for name in ("Bezoek", "Concept")] == [7, 7]


def test_other_consequences_than_were_seen_are_shown_anew(browser_of, put_term, in_work):
    first = put_term("Bezoek", start=date(2026, 11, 2))
    seen = (
        browser_of("anna").visit(f"{LIST}/{first.id}").submit("#start-form", starts_on="2026-11-09")
    )
    put_term("Concept", length=8, after_id=first.id)

    again = seen.submit("#foreseen-form")

    assert again.status == 200
    assert "Concept" in again.text("#foreseen-form")
    assert ends(in_work)["Bezoek"] == date(2026, 11, 23)


def test_a_term_stands_still_gets_time_and_is_adjusted_with_reasons(
    browser_of, put_term, transaction, in_work
):
    term = put_term("Besluit", length=8, start=date(2026, 9, 7))
    address = f"{LIST}/{term.id}"
    changes = (
        {"kind": "suspended", "first_day": "2026-09-16", "last_day": "2026-09-25"},
        {"kind": "extended", "length": "2", "unit": "weeks"},
    )
    for change in changes:
        page = browser_of("anna").visit(address)
        seen = page.submit("#course-form", reason="De aanvrager vult aan.", **change)
        assert seen.submit("#foreseen-form").status == 303
    assert ends(in_work)["Besluit"] == date(2026, 11, 26)
    page = browser_of("carla").visit(address)
    assert "De aanvrager vult aan." in page.text()
    assert "Hij stond stil van woensdag 16 september 2026" in page.text("#term-why")
    assert "Er kwam 2 weken bij" in page.text("#term-why")
    assert transaction.audited(term.id)[-2:] == ["term:term:change"] * 2

    page = browser_of("anna").visit(address)
    seen = page.submit(
        "#course-form", kind="adjusted", length="10", unit="working_days", reason="Druk."
    )
    assert "maandag 21 september 2026" in seen.text("#foreseen-form")


def test_a_standstill_is_entered_once_and_days_it_shares_with_another_count_once(
    browser_of, put_term, in_work
):
    term = put_term("Besluit", length=8, start=date(2026, 9, 7))
    address = f"{LIST}/{term.id}"
    still = {"kind": "suspended", "first_day": "2026-09-16", "last_day": "2026-09-25"}
    page = browser_of("anna").visit(address)
    page.submit("#course-form", reason="Wacht.", **still).submit("#foreseen-form")

    again = browser_of("anna").visit(address).submit("#course-form", reason="Wacht.", **still)
    assert again.status == 422
    assert "staat in deze dagen al stil" in again.text("#course-form")

    page = browser_of("anna").visit(address)
    more = still | {"first_day": "2026-09-21", "last_day": "2026-09-28"}
    page.submit("#course-form", reason="Wacht nog.", **more).submit("#foreseen-form")
    assert ends(in_work)["Besluit"] == date(2026, 11, 16)  # the 15th is a Sunday
    assert "Die dagen tellen één keer" in browser_of("bram").visit(address).text("#term-why")


def test_hours_run_through_the_weekend_and_the_night_the_clock_changes(
    browser_of, put_term, in_work
):
    law = LegalSystem.EUROPEAN
    term = put_term("Datalek", length=72, unit=TermUnit.HOURS, law=law, binds=True)
    page = browser_of("anna").visit(f"{LIST}/{term.id}")

    gap = page.submit("#start-form", starts_on="2027-03-28", starts_time="2:30")
    assert gap.status == 422
    assert "deze tijd bestaat niet" in gap.text()
    seen = page.submit("#start-form", starts_on="2027-03-27", starts_time="9:20")
    assert "11.00" in seen.text("#foreseen-form")
    assert seen.submit("#foreseen-form").status == 303
    why = browser_of("bram").visit(f"{LIST}/{term.id}").text("#term-why")
    assert "Het uur van de gebeurtenis telt niet mee" in why
    assert "Verordening 1182/71, artikel 3, eerste lid" in why


def test_a_term_in_hours_is_late_from_its_moment_on(browser_of, put_term, clock_at):
    term = put_term("Datalek", length=72, unit=TermUnit.HOURS)
    page = browser_of("anna").visit(f"{LIST}/{term.id}")
    page.submit("#start-form", starts_on="2026-11-02", starts_time="9:00").submit("#foreseen-form")
    told = {}
    for moment in ("2026-11-02 09:00", "2026-11-04 09:30", "2026-11-05 07:30", "2026-11-05 08:00"):
        clock_at(moment)
        told[moment] = browser_of("bram").visit(LIST).text("main")
    clock_at("2026-11-05 15:30")

    assert "Nog 2 dagen" not in told["2026-11-04 09:30"]
    assert "Nog 3 dagen" in told["2026-11-02 09:00"]
    assert "Nog 22 uur" in told["2026-11-04 09:30"]
    assert "Nog minder dan een uur" in told["2026-11-05 07:30"]
    assert "Te laat" in told["2026-11-05 08:00"]
    assert "7 uur te laat" in browser_of("bram").visit(f"{LIST}/{term.id}").text("main")


def test_hours_after_a_term_in_days_say_what_is_missing(browser_of, put_term):
    first = put_term("Bezoek", start=date(2026, 11, 2))
    later = put_term("Uur", length=24, unit=TermUnit.HOURS, after_id=first.id)
    waiting = put_term("Dan", after_id=later.id)
    page = browser_of("anna").visit(f"{LIST}/{later.id}")

    assert "niet begonnen" in page.text("main")
    assert "Zeg op welke dag en hoe laat hij begint" in page.text("#term-why")
    assert "nog niet bekend" in browser_of("bram").visit(f"{LIST}/{waiting.id}").text("#term-why")
    seen = page.submit("#start-form", starts_on="2026-11-24", starts_time="9:00")
    assert seen.submit("#foreseen-form").status == 303


def test_the_hour_that_comes_twice_is_asked_for(browser_of, put_term, transaction):
    term = put_term("Datalek", length=72, unit=TermUnit.HOURS)
    page = browser_of("anna").visit(f"{LIST}/{term.id}")
    assert not page.has("#which")

    asked = page.submit("#start-form", starts_on="2026-10-25", starts_time="2:30")
    assert asked.status == 422
    assert "Kies welke van de twee" in asked.text("#start-form")
    seen = asked.submit("#start-form", which="second")
    assert seen.submit("#foreseen-form").status == 303

    with transaction.as_owner() as owner:
        assert owner.get_one(NamedTerm, term.id).starts_at == datetime(
            2026, 10, 25, 1, 30, tzinfo=UTC
        )
    again = browser_of("anna").visit(f"{LIST}/{term.id}")
    assert "tweede" in again.text("#start-form")


@pytest.mark.parametrize(
    ("form", "typed", "told"),
    [
        ("#start-form", {"starts_on": "2026-02-31"}, "Dit is geen dag"),
        (
            "#course-form",
            {"kind": "suspended", "first_day": "2026-11-10", "last_day": "2026-11-09"},
            "De laatste dag ligt vóór de eerste",
        ),
        (
            "#course-form",
            {"kind": "suspended", "first_day": "2029-01-01", "last_day": "2029-01-02"},
            "binnen zijn eigen dagen",
        ),
        ("#course-form", {"kind": "extended", "length": "0"}, "een heel getal vanaf 1"),
        ("#course-form", {"kind": "extended", "length": "veel"}, "een heel getal vanaf 1"),
        ("#course-form", {"kind": "adjusted", "length": "1"}, "beleid kan hem geen andere"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(
    browser_of, put_term, form, typed, told
):
    term = put_term(start=date(2026, 11, 2), binds=True)
    page = browser_of("anna").visit(f"{LIST}/{term.id}")
    reason = {"reason": "Mijn uitleg"} if form == "#course-form" else {}

    answer = page.submit(form, **typed, **reason)

    assert answer.status == 422
    assert told in answer.text()
    assert not reason or "Mijn uitleg" in answer.text(form)


@pytest.mark.parametrize(
    ("length", "told"),
    [
        ("0", "een heel getal vanaf 1"),
        ("-3", "een heel getal vanaf 1"),
        ("1,5", "een heel getal vanaf 1"),
        ("3661", "Kies hoogstens 3660."),
    ],
)
def test_a_term_of_nothing_or_without_end_is_refused(browser_of, length, told):
    page = browser_of("anna").visit(f"{LIST}/new")

    answer = page.submit("#term-form", name="Niets", length=length, unit="days")

    assert answer.status == 422
    assert told in answer.text()


def test_a_day_that_nobody_means_is_no_start(browser_of, put_term):
    term = put_term(length=1, unit=TermUnit.HOURS)
    page = browser_of("anna").visit(f"{LIST}/{term.id}")

    for day in ("9999-12-31", "0001-01-01"):
        answer = page.submit("#start-form", starts_on=day, starts_time="0:00")

        assert answer.status == 422
        assert "Kies een dag in de jaren 1900 tot en met 2200." in answer.text("#start-form")


def test_what_cannot_be_counted_from_the_end_of_another_is_not_added(
    browser_of, put_term, transaction
):
    """It would break every page of terms, for everybody."""
    first = put_term("Eerst", length=1, unit=TermUnit.HOURS)
    with transaction.as_owner() as owner:
        owner.get_one(NamedTerm, first.id).starts_at = datetime(9999, 12, 31, 10, tzinfo=UTC)
    page = browser_of("anna").visit(f"{LIST}/new")

    answer = page.submit("#term-form", name="Dan", length="100", unit="hours", after=str(first.id))

    assert answer.status == 422
    assert "niet te tellen" in answer.text()
    assert browser_of("bram").visit(LIST).status == 200


def test_a_term_is_not_changed_for_ever(put_term, in_work):
    term = put_term(start=date(2026, 11, 2))
    more = Course(kind=ChangeKind.EXTENDED, reason="Nog even.", length=1, unit=TermUnit.DAYS)
    with in_work("anna") as (actor, workspace):
        found = queries.get_term_for(
            actor, TermPermission.CHANGE, term_id=term.id, workspace=workspace
        )
        for _each in range(MOST_CHANGES):
            change_course(actor, found, course=more, seen_version=found.version)

        with pytest.raises(Refused, match="too often"):
            change_course(actor, found, course=more, seen_version=found.version)


def test_only_who_keeps_a_term_changes_it(browser_of, put_term):
    term = put_term(start=date(2026, 11, 2))
    for who in ("bram", "carla"):
        page = browser_of(who).visit(f"{LIST}/{term.id}")
        assert page.status == 200
        assert not page.has("#start-form")
    assert browser_of("dirk").visit(f"{LIST}/{term.id}").status == 404


def test_a_guest_sees_no_terms(browser_of, put_term, as_guest, in_work):
    term = put_term(start=date(2026, 11, 2))
    as_guest("igj")

    assert ends(in_work, "bram") == {}
    assert browser_of("bram").visit(f"{LIST}/{term.id}").status == 404
    assert "Wederhoor" not in browser_of("bram").visit("/workspaces/WRK-2026-1001/log").text()


def test_a_closed_term_counts_no_more_and_stays_to_be_read(browser_of, put_term, transaction):
    term = put_term(start=date(2026, 11, 2))
    page = browser_of("anna").visit(f"{LIST}/{term.id}")
    old = browser_of("anna").visit(f"{LIST}/{term.id}")

    assert page.submit("#close-form").status == 303
    assert old.submit("#close-form").status == 409
    assert "Gesloten" in browser_of("bram").visit(LIST).text()
    assert transaction.audited(term.id)[-1] == "term:term:end"


@pytest.mark.parametrize("table", ["named_term", "named_term_change"])
def test_the_second_wall_hides_terms_without_the_first(transaction, world, house, put_term, table):
    term = put_term(start=date(2026, 11, 2))
    with transaction.as_owner() as owner:
        owner.execute(
            text(
                "insert into named_term_change (id, term_id, workspace_id, organisation_id, kind,"
                " length, unit, reason, made_at) values (:id, :term, :place, :home, 'extended', 1,"
                " 'weeks', 'x', now())"
            ),
            {
                "id": ids.new_id(),
                "term": term.id,
                "place": term.workspace_id,
                "home": term.organisation_id,
            },
        )
    for who, count in (("anna", 1), ("carla", 1), ("dirk", 0), ("els", 0)):
        with house.database.session_for(world.actor(who)) as session:
            assert session.execute(text(f"select count(*) from {table}")).scalar_one() == count


def test_the_second_wall_lets_no_other_organisation_change_a_term(house, world, put_term):
    term = put_term(start=date(2026, 11, 2))
    with house.database.session_for(world.actor("bram")) as session:
        changed = session.connection().execute(
            text("update named_term set starts_on = '2026-12-01' where id = :id"), {"id": term.id}
        )
        assert changed.rowcount == 0
        with pytest.raises(ProgrammingError):
            session.connection().execute(
                text("update named_term set after_id = null where id = :id"), {"id": term.id}
            )


@pytest.mark.parametrize(
    "wrong", ["length = 0", "starts_on = '2026-01-01', starts_at = now()", "after_id = id"]
)
def test_the_table_refuses_what_is_no_term(transaction, put_term, wrong):
    term = put_term()
    with pytest.raises(IntegrityError), transaction.as_owner() as owner:
        owner.execute(text(f"update named_term set {wrong} where id = :id"), {"id": term.id})


def test_the_list_costs_the_same_with_many_terms(browser_of, put_term, statements):
    browser = browser_of("bram")
    put_term("Eerste")
    browser.visit(LIST)
    statements.clear()
    browser.visit(LIST)
    few = len(statements)
    for number in range(12):
        put_term(f"Termijn {number}", start=date(2026, 11, 2))
    statements.clear()
    browser.visit(LIST)
    assert len(statements) == few <= 8
