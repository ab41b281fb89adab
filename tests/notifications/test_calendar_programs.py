"""The calendar feed in programs that others made: read by a library, subscribed to by a client."""

import shutil
import subprocess
import threading
from datetime import date

import icalendar
import pytest
from werkzeug.serving import make_server

from app.adapters.icalendar import DayEntry, write_calendar
from app.kernel import clock

PAGE = "/notices/calendar"
CONFIG = """
[general]
status_path = "{folder}/status/"

[pair work]
a = "feed"
b = "files"
collections = null
conflict_resolution = "a wins"

[storage feed]
type = "http"
url = "{address}"

[storage files]
type = "filesystem"
path = "{folder}/files/"
fileext = ".ics"
"""
TITLES = ["Kop; met, tekens \\ en", "Twee\nregels", "é" * 120, "BEGIN:VEVENT", '"Aanhaling"']


def test_what_is_written_is_read_back_the_same():
    entries = [
        DayEntry(f"taak-{number}", date(2028, 2, 28 + number % 2), title, "https://x/", clock.now())
        for number, title in enumerate(TITLES)
    ]

    body = write_calendar(entries, name="Samenzicht", maker="Samenzicht")

    calendar = icalendar.Calendar.from_ical(body)
    read = [
        (str(each["UID"]), each.decoded("DTSTART"), each.decoded("DTEND"), str(each["SUMMARY"]))
        for each in calendar.walk("VEVENT")
    ]
    assert [(uid, day, title) for uid, day, _end, title in read] == [
        (each.uid, each.day, each.title) for each in entries
    ]
    assert all((end - day).days == 1 for _uid, day, end, _title in read)
    assert [each.errors for each in calendar.walk()] == [[]] * len(calendar.walk())
    again = icalendar.Calendar.from_ical(calendar.to_ical())
    assert again.to_ical() == calendar.to_ical()


@pytest.fixture
def serving(app):
    """Serve the application on a port: ``http://localhost:…``."""
    server = make_server("localhost", 0, app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def client(tmp_path):
    """Take over what stands at an address; tell whether that went well, and what is there then."""

    def synchronise(address):
        config = tmp_path / "config"
        config.write_text(CONFIG.format(folder=tmp_path, address=address))
        (tmp_path / "files").mkdir(exist_ok=True)
        program = ["vdirsyncer", "--config", str(config)]
        done = [
            subprocess.run([*program, verb], capture_output=True, timeout=60, check=False)
            for verb in ("discover", "sync")
        ]
        found = sorted(each.read_text() for each in (tmp_path / "files").iterdir())
        return not any(each.returncode for each in done), found

    return synchronise


@pytest.mark.skipif(not shutil.which("vdirsyncer"), reason="vdirsyncer is not installed")
def test_a_program_subscribes_and_is_refused_after_revocation(
    due_task, browser_of, put_task, serving, client
):
    due_task()
    put_task("bram", due_on=date(2026, 12, 24))
    page = browser_of("bram").visit(PAGE).submit("#feed-form")
    path = page.text("#feed-address").removeprefix("http://localhost")

    went_well, found = client(f"{serving}{path}")

    assert went_well
    events = [icalendar.Calendar.from_ical(each).walk("VEVENT")[0] for each in found]
    # The client makes names of its own for what it takes over.
    told = [(each.decoded("DTSTART"), str(each["SUMMARY"])) for each in events]
    assert sorted(told) == [
        (date(2026, 11, 27), "Samenzicht: een taak"),
        (date(2026, 12, 24), "Samenzicht: een taak"),
    ]
    assert "Meerkoet" not in "".join(found)
    browser_of("bram").visit(PAGE).submit("#revoke-form")
    assert client(f"{serving}{path}")[0] is False
