"""The calendar feed: what one must do by which day, without content, until it is revoked."""

from datetime import date

import pytest
from sqlalchemy import text

from app.adapters.icalendar import DayEntry, write_calendar
from app.kernel import clock

PAGE = "/notices/calendar"


@pytest.fixture
def subscribe(browser_of):
    """Make an address as somebody, and return its path."""

    def make(who="bram", **typed):
        page = browser_of(who).visit(PAGE).submit("#feed-form", **typed)
        return page.text("#feed-address").removeprefix("http://localhost")

    return make


def fields(body: str) -> list[tuple[str, str]]:
    """Read the lines of a calendar as a program does: unfolded, name and value."""
    assert body.endswith("\r\n")
    assert all(len(line.encode()) <= 75 for line in body.split("\r\n"))
    lines = body.replace("\r\n ", "").strip().split("\r\n")
    return [tuple(line.split(":", 1)) for line in lines]


def test_a_calendar_program_reads_the_days_and_no_content(due_task, subscribe, anonymous):
    task = due_task()
    answer = anonymous.visit(subscribe())

    assert answer.response.mimetype == "text/calendar"
    read = fields(answer.body)
    assert read[0] == ("BEGIN", "VCALENDAR")
    assert read[-1] == ("END", "VCALENDAR")
    assert ("DTSTART;VALUE=DATE", "20261127") in read
    assert ("DTEND;VALUE=DATE", "20261128") in read
    assert ("UID", str(task.id)) in read
    assert ("SUMMARY", "Samenzicht: een taak") in read
    assert "Meerkoet" not in answer.body
    assert "WRK-2026" not in answer.body


def test_titles_stand_in_it_when_the_person_chooses_so(due_task, subscribe, anonymous):
    due_task(title="Kop; met, tekens \\ en")
    body = anonymous.visit(subscribe(with_titles="y")).body
    assert ("SUMMARY", "Kop\\; met\\, tekens \\\\ en") in fields(body)


def test_a_day_that_runs_on_stands_on_its_last_day(due_task, subscribe, anonymous):
    due_task(due_on=date(2026, 11, 28))
    assert "DATE:20261130" in anonymous.visit(subscribe()).body


@pytest.mark.parametrize(
    "change",
    [
        "update membership set ended_at = now() where person_id = :who",
        "update task set status = 'delivered' where assignee_id = :who",
    ],
)
def test_it_shows_nothing_the_person_may_no_longer_see(
    due_task, subscribe, anonymous, transaction, world, change
):
    due_task()
    path = subscribe()
    with transaction.as_owner() as owner:
        owner.execute(text(change), {"who": world.person("bram").id})
    assert "VEVENT" not in anonymous.visit(path).body


def test_after_revocation_it_is_refused(due_task, subscribe, anonymous, browser_of, transaction):
    due_task()
    path = subscribe()
    assert anonymous.visit(path).status == 200
    assert browser_of("bram").visit(PAGE).submit("#revoke-form").status == 303
    assert anonymous.visit(path).status == 404
    with transaction.as_owner() as owner:
        logged = owner.execute(
            text("select action from log_entry where action like 'calendar:%' order by index")
        )
        assert [row.action for row in logged] == ["calendar:feed:make", "calendar:feed:revoke"]


def test_a_new_address_takes_the_place_of_the_old_one(subscribe, anonymous):
    old, new = subscribe(), subscribe()
    assert (anonymous.visit(old).status, anonymous.visit(new).status) == (404, 200)


def test_a_blocked_person_has_no_calendar(subscribe, anonymous, transaction, world):
    path = subscribe()
    with transaction.as_owner() as owner:
        owner.execute(
            text("update person set blocked_at = :at where id = :who"),
            {"at": clock.now(), "who": world.person("bram").id},
        )
    assert anonymous.visit(path).status == 404


def test_it_ends_with_the_provider_as_sessions_and_tokens_do(subscribe, anonymous, transaction):
    path, other = subscribe(), subscribe("anna")
    with transaction.as_owner() as owner:
        owner.execute(text("update identity_provider set is_active = false where slug = 'igj'"))
    assert (anonymous.visit(path).status, anonymous.visit(other).status) == (404, 200)


def test_only_the_hash_of_the_secret_is_kept(subscribe, transaction):
    secret = subscribe().removeprefix("/calendar/").removesuffix(".ics")
    with transaction.as_owner() as owner:
        kept = owner.execute(text("select calendar_feed::text from calendar_feed")).scalar_one()
    assert secret not in kept
    assert secret.encode().hex() not in kept


def test_long_lines_are_folded_between_characters():
    entry = DayEntry("1", date(2026, 1, 1), "é" * 200 + "\r\nX:y\x00", "https://x", clock.now())
    body = write_calendar([entry], name="A", maker="B").decode()

    titles = [value for name, value in fields(body) if name == "SUMMARY"]
    assert titles == ["é" * 200 + "\\nX:y"]


def test_one_day_beyond_all_others_breaks_no_calendar():
    entry = DayEntry("1", date.max, "Taak", "https://x", clock.now())
    body = write_calendar([entry], name="A", maker="B").decode()

    told = dict(fields(body))
    assert (told["DTSTART;VALUE=DATE"], "DTEND;VALUE=DATE" in told) == ("99991231", False)
