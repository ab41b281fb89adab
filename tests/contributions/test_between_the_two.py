"""What stays between who gives and who asks: who may deliver, and what the log holds of it.

Bram of IGJ gives and Cora of IGJ only signs; Anna of IJenV asks; Carla of IvhO is asked too.
"""

from datetime import timedelta

import pytest

from app.tasks.models import TaskStatus
from app.workspaces.models import ParticipantRole
from tests.contributions.conftest import PLACE, ROUNDS
from tests.support.documents import next_month

HALF = "Nog niet af."
WROTE = "schreef aan de bijdrage"


@pytest.fixture
def round_(begin):
    return begin("igj", "ivho")


@pytest.fixture
def keep(browser_of, of, round_):
    """Write as Bram without delivering, with documents."""

    def kept(**more):
        contribution, _task = of(round_, "igj")
        page = browser_of("bram").visit(f"{ROUNDS}/given/{contribution.id}")
        assert page.submit("#write-form", **{"text": HALF, **more}).status == 303

    return kept


@pytest.fixture
def entries(api_of):
    """Read the log by the API: what was done with a kind of thing, and its facts."""

    def read(who, kind):
        answer = api_of(who).ask("GET", f"{PLACE}/log")
        told = [each for each in answer.json["items"] if "facts" in each]
        return {each["action"]: each["facts"] for each in told if each["object"]["kind"] == kind}

    return read


def test_who_may_not_write_delivers_no_draft_by_its_task(api_of, keep, of, round_):
    keep()
    _contribution, task = of(round_, "igj")
    refused = api_of("cora").ask("POST", f"/tasks/{task.id}/deliver", json={})

    assert refused.status_code == 403
    contribution, task = of(round_, "igj")
    assert (contribution.delivered_at, task.status) == (None, TaskStatus.OPEN)


def test_a_task_is_not_delivered_with_a_document_that_who_asked_may_not_open(
    api_of, keep, of, round_, library
):
    mine = library.bring("bram", title="Risico's")
    keep(documents=[str(mine.id)])
    _contribution, task = of(round_, "igj")
    refused = api_of("bram").ask("POST", f"/tasks/{task.id}/deliver", json={})

    assert refused.status_code == 422
    assert of(round_, "igj")[1].status is TaskStatus.OPEN


def test_the_log_tells_who_asked_of_no_draft(browser_of, keep, deliver, round_):
    keep()
    assert WROTE in browser_of("bram").visit(f"{PLACE}/log").text("main")
    assert WROTE not in browser_of("anna").visit(f"{PLACE}/log").text("main")
    assert WROTE not in browser_of("anna").visit("/").text("main")
    deliver(round_)
    assert WROTE in browser_of("anna").visit(f"{PLACE}/log").text("main")


def test_the_log_of_a_round_counts_nobody(browser_of, of, round_, entries):
    """A partner could count from it who returned the task, or has a later day of its own."""
    _contribution, task = of(round_, "igj")
    at_task = browser_of("bram").visit(f"{PLACE}/tasks/{task.id}")
    assert at_task.submit("form#return", reason="Dat kan niet.").status == 303
    page = browser_of("anna").visit(f"{ROUNDS}/{round_.id}")
    assert page.submit("#remind-form").status == 303
    day = (next_month() + timedelta(days=7)).isoformat()
    seen = browser_of("anna").visit(f"{ROUNDS}/{round_.id}").submit("#day-form", due_on=day)
    assert seen.submit("#foreseen-form").status == 303
    page = browser_of("anna").visit(f"{ROUNDS}/{round_.id}")
    assert page.submit("#end-form").status == 303

    told = entries("carla", "contribution_round")
    assert len(told) == 4
    counted = {"number", "moved", "withdrawn"}
    assert [name for facts in told.values() for name in facts if name in counted] == []


def test_a_guest_does_not_read_in_the_log_who_else_is_asked(as_part, begin, entries):
    as_part("ivho", ParticipantRole.GUEST)
    begin("igj", "ivho")
    assert "task:request:ask" in entries("carla", "task")
    assert entries("carla", "contribution_round") == {}
    assert len(entries("bram", "contribution_round")) == 1


def test_a_guest_does_not_read_above_a_round_who_else_is_asked(as_part, begin, browser_of):
    for code in ("igj", "ivho"):
        as_part(code, ParticipantRole.GUEST)
    made = begin("igj", "ivho")
    facts = browser_of("carla").visit(f"{ROUNDS}/{made.id}").text(".sz-facts__last")
    assert "IvhO" in facts
    assert "IGJ" not in facts
    assert "IGJ" in browser_of("anna").visit(f"{ROUNDS}/{made.id}").text(".sz-facts__last")
