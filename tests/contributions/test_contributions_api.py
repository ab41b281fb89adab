"""Rounds for partners' systems: each caller gets what the person may know, and no more."""

import pytest

from app.workspaces.models import ParticipantRole
from tests.contributions.conftest import PLACE, ROUNDS

HERE = f"{PLACE}/contribution-rounds"


@pytest.fixture
def round_(begin, deliver):
    made = begin("igj", "ivho")
    deliver(made, text="Alleen voor IJenV.")
    return made


def test_the_list_gives_rounds_with_what_is_asked(api_of, round_):
    [told] = api_of("carla").ask("GET", HERE).json["items"]
    assert (told["id"], told["organisation"], told["ended_at"]) == (str(round_.id), "ijenv", None)
    assert api_of("dirk").ask("GET", HERE).status_code == 404


@pytest.mark.parametrize(
    ("who", "igj", "ivho"),
    [
        ("anna", ("delivered", "Alleen voor IJenV."), ("open", "")),
        ("bram", ("delivered", "Alleen voor IJenV."), (None, None)),
        ("carla", (None, None), ("open", "")),
    ],
)
def test_one_round_gives_of_others_only_whether_they_delivered(api_of, round_, who, igj, ivho):
    answer = api_of(who).ask("GET", f"{HERE}/{round_.id}")
    told = {
        each["organisation"]: (each["delivered"], each.get("status"), each.get("text"))
        for each in answer.json["contributions"]
    }
    assert told == {"igj": (True, *igj), "ivho": (False, *ivho)}
    assert ("Alleen voor IJenV." in str(answer.json)) is (who != "carla")


def test_a_stranger_finds_no_round(api_of, round_):
    assert api_of("dirk").ask("GET", f"{HERE}/{round_.id}").status_code == 404


def test_a_guest_learns_neither_that_others_were_asked_later_nor_of_a_report(
    api_of, round_, as_part, browser_of
):
    assert browser_of("anna").visit(f"{ROUNDS}/{round_.id}/report").submit("#gather-form")
    as_part("ivho", ParticipantRole.GUEST)

    told = {who: api_of(who).ask("GET", f"{HERE}/{round_.id}") for who in ("anna", "carla")}
    listed = {who: api_of(who).ask("GET", HERE).json["items"][0]["report"] for who in told}

    assert {who: "ETag" in each.headers for who, each in told.items()} == {
        "anna": True,
        "carla": False,
    }
    for found in (listed, {who: each.json["report"] for who, each in told.items()}):
        assert (found["anna"] is None, found["carla"]) == (False, None)
