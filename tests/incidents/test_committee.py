"""The weekly meeting: cases that wait, decisions with a reason, and a list that stands.

Anna coordinates for IJenV (lead), Bram contributes for IGJ, Carla reads, Dirk is elsewhere."""

from contextlib import nullcontext
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from app.incidents import queries
from app.incidents.service.planning import next_day
from app.kernel.ids import new_id
from app.workspaces.models import ParticipantRole
from tests.incidents.conftest import CASES
from tests.incidents.test_triage import DECIDED
from tests.support.counting import counting
from tests.support.database import watching_off

TODAY = "2026-11-24 10:00"
"""A Tuesday."""
ASKED = {"outcome": "ask_report", "reason": "De commissie wil weten wat de instelling leerde."}


@pytest.fixture
def waiting(browser_of, register, clock_at):
    """A case that waits for the committee, on the agenda of a meeting of today."""
    clock_at(TODAY)
    case_id = register()
    anna = browser_of("anna")
    anna.visit(f"{CASES}/{case_id}").submit("#triage-form", **DECIDED)
    anna.visit(f"{CASES}/meetings").submit("#meeting-form", held_on="2026-11-24")
    done = browser_of("bram").visit(f"{CASES}/{case_id}").submit("#agenda-form")
    assert done.status == 303
    return case_id


@pytest.fixture
def meeting_address(transaction):
    def find():
        with transaction.as_owner() as owner:
            found = owner.execute(
                text("select id from incident_meeting order by held_on limit 1")
            ).scalar_one()
        return f"{CASES}/meetings/{found}"

    return find


AFTER = {
    "no_investigation": ("closed", None),
    "ask_report": ("report_asked", date(2027, 1, 19)),
    "investigate": ("investigation", None),
    "close_with_letter": ("closed", None),
}


@pytest.mark.parametrize("outcome", list(AFTER))
def test_a_decision_moves_the_case(
    browser_of, waiting, stored, meeting_address, transaction, outcome
):
    page = browser_of("anna").visit(f"{CASES}/{waiting}/decision")

    done = page.submit("#decision-form", **(ASKED | {"outcome": outcome}))

    assert done.status == 303
    assert done.location.endswith(meeting_address())
    case = stored(waiting)
    assert (case.status, case.due_on) == AFTER[outcome]
    for address in (meeting_address(), f"{CASES}/{waiting}"):
        told = browser_of("carla").visit(address).text("main")
        assert "wat de instelling leerde" in told
        assert "Anna" in told
    assert transaction.audited(str(waiting))[-2:] == [
        "incident:agenda:put",
        "incident:decision:take",
    ]


def test_a_later_decision_corrects_and_the_earlier_stays(
    browser_of, waiting, stored, meeting_address
):
    anna, address = browser_of("anna"), f"{CASES}/{waiting}/decision"
    anna.visit(address).submit("#decision-form", **ASKED)
    closed = {"outcome": "close_with_letter", "reason": "Het verslag was er al."}
    anna.visit(address).submit("#decision-form", **closed)

    told = anna.visit(meeting_address()).text("main")

    assert told.index("wat de instelling leerde") < told.index("Het verslag was er al.")
    assert "hieronder verbeterd" in told
    assert stored(waiting).status == "closed"


def test_one_click_plans_the_next_meeting_when_there_is_none(
    browser_of, register, clock_at, meeting_address
):
    clock_at("2026-12-22 10:00")
    first, second = register(), register()
    anna = browser_of("anna")
    for case_id in (first, second):
        anna.visit(f"{CASES}/{case_id}").submit("#triage-form", **DECIDED)
        anna.visit(f"{CASES}/{case_id}").submit("#agenda-form")

    told = anna.visit(meeting_address()).text("main, h1")

    assert "29 december 2026" in anna.visit(meeting_address()).body
    assert told.count("De Vuurvlinder") == 2
    twice = anna.visit(f"{CASES}/{first}")
    assert 'id="agenda-form"' not in twice.body


@pytest.mark.parametrize(
    ("today", "after", "day"),
    [
        (date(2026, 11, 24), None, date(2026, 12, 1)),
        (date(2026, 11, 23), None, date(2026, 11, 24)),
        (date(2026, 11, 24), date(2026, 11, 19), date(2026, 11, 26)),
        (date(2026, 11, 24), date(2026, 11, 24), date(2026, 12, 1)),
        (date(2026, 11, 24), date(2026, 9, 3), date(2026, 11, 26)),
        (date(2026, 12, 24), date(2026, 12, 18), date(2026, 12, 28)),
        (date(2026, 11, 24), date(2026, 12, 1), date(2026, 12, 8)),
    ],
)
def test_the_committee_meets_every_week_on_a_working_day(today, after, day):
    assert next_day(today, after=after) == day


def test_a_meeting_decides_on_its_day_and_not_before(browser_of, register, clock_at, stored):
    clock_at(TODAY)
    case_id = register()
    anna = browser_of("anna")
    anna.visit(f"{CASES}/{case_id}").submit("#triage-form", **DECIDED)
    anna.visit(f"{CASES}/{case_id}").submit("#agenda-form")

    early = anna.visit(f"{CASES}/{case_id}/decision").submit("#decision-form", **ASKED)

    assert early.status == 422
    assert stored(case_id).status == "committee"
    clock_at("2026-12-01 09:00")
    later = browser_of("anna").visit(f"{CASES}/{case_id}/decision")
    in_time = later.submit("#decision-form", **ASKED)
    assert in_time.status == 303


def test_a_list_that_changed_while_one_read_is_read_again(browser_of, waiting, meeting_address):
    anna, address = browser_of("anna"), meeting_address()
    anna.visit(f"{CASES}/{waiting}/decision").submit("#decision-form", **ASKED)
    page = anna.visit(address)
    later = {"outcome": "no_investigation", "reason": "Toch niet nodig."}
    anna.visit(f"{CASES}/{waiting}/decision").submit("#decision-form", **later)

    late, nothing = page.submit("#close-form"), page.submit("#close-form", seen="")

    assert (late.status, nothing.status) == (409, 409)
    assert "terwijl je las" in late.text("[role=alert]")
    assert "Toch niet nodig." in late.text("main")
    assert late.submit("#close-form").status == 303


def test_a_closed_list_takes_no_decision_and_a_later_meeting_corrects(
    browser_of, waiting, stored, meeting_address, clock_at
):
    anna, address = browser_of("anna"), meeting_address()
    undecided = anna.visit(address).submit("#close-form")
    assert undecided.status == 422
    anna.visit(f"{CASES}/{waiting}/decision").submit("#decision-form", **ASKED)
    assert anna.visit(address).submit("#close-form").status == 303

    closed = anna.visit(f"{CASES}/{waiting}/decision")
    assert 'id="decision-form"' not in closed.body
    anna.visit(f"{CASES}/{waiting}").submit("#agenda-form")
    clock_at("2026-12-01 09:00")
    later = {"outcome": "no_investigation", "reason": "Toch niet nodig."}
    anna = browser_of("anna")
    anna.visit(f"{CASES}/{waiting}/decision").submit("#decision-form", **later)

    assert stored(waiting).status == "closed"
    assert "wat de instelling leerde" in anna.visit(address).text("main")


def test_off_the_agenda_only_while_nothing_was_decided(browser_of, waiting, stored):
    anna, address = browser_of("anna"), f"{CASES}/{waiting}"
    assert anna.visit(address).submit("#off-agenda-form").status == 303
    assert anna.visit(address).submit("#agenda-form").status == 303
    anna.visit(f"{address}/decision").submit("#decision-form", **ASKED)

    refused = anna.visit(address).submit("#off-agenda-form")

    assert refused.status == 422


def test_who_decides(browser_of, waiting, meeting_address):
    for who, decides, sees in (
        ("anna", 200, 200),
        ("bram", 403, 200),
        ("wim", 403, 200),
        ("carla", 403, 200),
        ("dirk", 404, 404),
        ("els", 404, 404),
    ):
        browser = browser_of(who)
        assert browser.visit(f"{CASES}/{waiting}/decision").status == decides, who
        assert browser.visit(meeting_address()).status == sees, who
        assert browser.visit(f"{CASES}/meetings").status == sees, who


def test_for_a_guest_there_is_no_committee(browser_of, waiting, meeting_address, as_part):
    as_part("ivho", ParticipantRole.GUEST)
    carla = browser_of("carla")

    assert carla.visit(meeting_address()).status == 404
    assert carla.visit(f"{CASES}/meetings").status == 404
    assert "vergadering van de commissie" not in carla.visit("/workspaces/WRK-2026-1001/log").body


@pytest.fixture
def meanwhile(monkeypatch, transaction):
    """Let the database change once, right after a step looked: ``meanwhile("find_x", "sql")``."""

    def change(name, statement, **values):
        look, said = getattr(queries, name), [statement]

        def looked(*arguments):
            found = look(*arguments)
            if said:
                with transaction.as_owner() as owner:
                    owner.execute(text(said.pop()), values)
            return found

        monkeypatch.setattr(queries, name, looked)

    return change


def test_a_list_that_just_closed_takes_no_case(
    browser_of, register, clock_at, meanwhile, transaction
):
    clock_at(TODAY)
    case_id, anna = register(), browser_of("anna")
    anna.visit(f"{CASES}/{case_id}").submit("#triage-form", **DECIDED)
    anna.visit(f"{CASES}/meetings").submit("#meeting-form", held_on="2026-11-24")
    page = anna.visit(f"{CASES}/{case_id}")
    meanwhile("find_next_meeting", "update incident_meeting set closed_at = now()")

    refused = page.submit("#agenda-form")

    assert refused.status == 422
    assert "lijst van deze vergadering is" in refused.body
    with transaction.as_owner() as owner:
        assert owner.execute(text("select count(*) from incident_agenda_item")).scalar_one() == 0


def test_the_meeting_is_taken_before_a_case_comes_on_its_agenda(
    browser_of, waiting, register, owner_engine
):
    other, anna = register(), browser_of("anna")
    anna.visit(f"{CASES}/{other}").submit("#triage-form", **DECIDED)
    page = anna.visit(f"{CASES}/{other}")
    with counting(owner_engine) as statements:
        assert page.submit("#agenda-form").status == 303

    said = [each.lower() for each in statements.seen]
    locks = [
        number
        for number, each in enumerate(said)
        if "from incident_meeting" in each and "for update" in each
    ]
    adds = [
        number for number, each in enumerate(said) if "insert into incident_agenda_item" in each
    ]
    assert locks
    assert locks[0] < adds[0]


def test_two_who_put_the_first_cases_on_an_agenda_come_in_one_meeting(
    browser_of, register, clock_at, meanwhile, world, transaction
):
    clock_at(TODAY)
    case_id, anna = register(), browser_of("anna")
    anna.visit(f"{CASES}/{case_id}").submit("#triage-form", **DECIDED)
    page = anna.visit(f"{CASES}/{case_id}")
    meanwhile(
        "find_newest_meeting",
        "insert into incident_meeting (id, workspace_id, held_on, planned_by_id, planned_at)"
        " values (:id, :place, '2026-12-01', :who, now())",
        id=new_id(),
        place=world.workspace.id,
        who=world.actor("bram").person_id,
    )

    assert page.submit("#agenda-form").status == 303
    with transaction.as_owner() as owner:
        assert owner.execute(text("select count(*) from incident_meeting")).scalar_one() == 1
        assert owner.execute(text("select count(*) from incident_agenda_item")).scalar_one() == 1


def test_what_is_in_triage_is_not_for_the_committee(browser_of, register):
    anna, address = browser_of("anna"), f"{CASES}/{register()}"

    assert 'id="agenda-form"' not in anna.visit(address).body
    assert anna.visit(f"{address}/decision").status == 403


WRONG_DAYS = ["", "2026-11-23", "2028-01-01", "2026-02-31"]


@pytest.mark.parametrize("day", WRONG_DAYS)
def test_a_meeting_is_planned_on_a_day_to_come(browser_of, clock_at, day):
    clock_at(TODAY)
    refused = browser_of("anna").visit(f"{CASES}/meetings").submit("#meeting-form", held_on=day)

    assert refused.status == 422


def test_two_meetings_on_one_day_are_one_too_many(browser_of, waiting):
    again = browser_of("anna").visit(f"{CASES}/meetings")

    assert again.submit("#meeting-form", held_on="2026-11-24").status == 422


@pytest.mark.parametrize(
    "statement",
    [
        "delete from incident_decision",
        "update incident_decision set outcome = 'investigate'",
        "delete from incident_agenda_item",
        "update incident_meeting set held_on = held_on - 1",
        "update incident_meeting set cancelled_at = now()",
        "delete from incident_meeting",
    ],
)
def test_the_database_keeps_what_was_decided(app, world, house, browser_of, waiting, statement):
    browser_of("anna").visit(f"{CASES}/{waiting}/decision").submit("#decision-form", **ASKED)
    with (
        app.app_context(),
        house.database.session_for(world.actor("anna")) as session,
        watching_off(session),
        pytest.raises(DBAPIError),
        session.begin_nested(),
    ):
        session.execute(text(statement))


@pytest.mark.parametrize(("who", "is_refused"), [("anna", False), ("carla", True)])
def test_the_database_lets_only_who_coordinates_close_a_list(
    app, world, house, waiting, who, is_refused
):
    with (
        app.app_context(),
        house.database.session_for(world.actor(who)) as session,
        watching_off(session),
        pytest.raises(ProgrammingError) if is_refused else nullcontext(),
    ):
        statement = text("update incident_meeting set closed_at = now()")
        assert session.execute(statement).rowcount == 1


@pytest.mark.parametrize(
    "statement",
    [
        "update incident_meeting set closed_at = null",
        "update incident_meeting set closed_at = now()",
        "update incident_agenda_item set taken_off_at = now()",
    ],
)
def test_the_database_changes_nothing_of_a_closed_list(
    app, world, house, browser_of, waiting, meeting_address, statement
):
    anna = browser_of("anna")
    anna.visit(f"{CASES}/{waiting}/decision").submit("#decision-form", **ASKED)
    assert anna.visit(meeting_address()).submit("#close-form").status == 303
    for who in ("anna", "carla"):
        with (
            app.app_context(),
            house.database.session_for(world.actor(who)) as session,
            watching_off(session),
        ):
            assert session.execute(text(statement)).rowcount == 0, who
