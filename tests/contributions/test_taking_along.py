"""The list of contribution rounds as a file: for each reader what the page says.

Anna of IJenV asks IGJ and IvhO. Bram of IGJ is a partner; as a guest it learns of itself only."""

from datetime import datetime

import pytest

from app.workspaces.models import ParticipantRole
from tests.contributions.conftest import ROUNDS

DAY = "2026-11-02 09:00"


@pytest.fixture
def delivered(begin, deliver, clock_at):
    clock_at(DAY)
    round_ = begin(title="=Bijdrage", due_on=datetime(2026, 11, 27).date())
    assert deliver(round_).status == 303
    return round_


def test_it_says_by_which_day_and_how_many_delivered(delivered, take_list):
    [row] = take_list("anna", ROUNDS)

    assert row["Wat er gevraagd wordt"] == "=Bijdrage"
    assert row["Wie vraagt"] == "Inspectie Justitie en Veiligheid"
    assert row["Uiterlijk op"] == datetime(2026, 11, 27)
    assert row["Opgeleverd"] == "1 van 2"
    assert {(each["list"], each["rows"]) for each in take_list.told()} == {
        ("contribution_rounds", 1)
    }


def test_a_guest_takes_along_what_it_did_itself(delivered, take_list, as_part, browser_of):
    as_part("igj", ParticipantRole.GUEST)
    assert [row["Opgeleverd"] for row in take_list("bram", ROUNDS)] == ["Ja"]

    assert browser_of("dirk").visit(f"{ROUNDS}/export").status == 404
