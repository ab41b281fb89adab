"""The usual tasks of a kind of work: chosen in one form, of whom and by when.

Anna of IJenV leads and asks; Carla of IvhO only reads."""

from datetime import timedelta

import pytest

from app.kernel import clock
from app.tasks.models import Task

LIST = "/workspaces/WRK-2026-1001/tasks"
PAGE = f"{LIST}/usual"


@pytest.fixture
def tasks_by_title(transaction):
    """The tasks there are, by what they are called."""

    def read():
        with transaction.as_owner() as owner:
            return {each.title: each for each in owner.query(Task).all()}

    return read


def test_from_the_empty_list_one_chooses_which_to_ask_of_whom_and_by_when(
    browser_of, world, tasks_by_title, transaction
):
    page = browser_of("anna").visit(LIST)
    assert "Kies uit de gebruikelijke taken" in page.text("main")
    page, day = browser_of("anna").visit(PAGE), clock.today() + timedelta(days=14)
    assert "Risicoanalyse maken" in page.text("#usual-form")
    igj = str(world.organisations["igj"].id)

    done = page.submit(
        "#usual-form",
        **{
            "usual-0-is_asked": "y",
            "usual-2-is_asked": "y",
            "usual-2-organisation": igj,
            "usual-2-due_on": day.isoformat(),
        },
    )

    assert done.status == 303
    made = tasks_by_title()
    assert set(made) == {"Risicoanalyse maken", "Akkoord op plan van aanpak geven"}
    assert str(made["Akkoord op plan van aanpak geven"].organisation_id) == igj
    assert made["Akkoord op plan van aanpak geven"].due_on == day
    lead = made["Risicoanalyse maken"]
    assert lead.organisation_id == world.organisations["ijenv"].id
    assert transaction.audited(lead.id) == ["task:request:ask"]
    again = browser_of("anna").visit(PAGE).text("#usual-form")
    assert "Risicoanalyse maken" not in again


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "Kies minstens één taak"),
        ({"usual-2-is_asked": "y"}, "Kies aan wie je vraagt: Akkoord op plan van aanpak geven"),
        (
            {"usual-0-is_asked": "y", "usual-1-is_asked": "y", "usual-1-due_on": "2001-01-01"},
            "Deze datum is al geweest",
        ),
        ({"usual-0-is_asked": "y", "usual-0-title": "Heel iets anders"}, "Kies minstens één taak"),
        ({"usual-0-is_asked": "y", "usual-0-due_on": "2026-02-31"}, "Dit is geen dag"),
    ],
)
def test_all_or_nothing_is_asked_and_what_was_chosen_stays(browser_of, tasks_by_title, typed, told):
    answer = browser_of("anna").visit(PAGE).submit("#usual-form", **typed)

    assert answer.status == 422
    assert told in answer.text("main")
    assert tasks_by_title() == {}
    chosen = answer.tree.cssselect("#usual-form input[type=checkbox][checked]")
    assert len(chosen) == sum(name.endswith("is_asked") for name in typed)


def test_who_may_not_ask_is_offered_nothing(browser_of):
    assert "gebruikelijke taken" not in browser_of("carla").visit(LIST).text("main")
    assert browser_of("carla").visit(PAGE).status == 403
    assert browser_of("dirk").visit(PAGE).status == 404
