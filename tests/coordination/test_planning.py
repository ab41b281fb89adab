"""Activities: planned, changed, moved, withdrawn, and each last change undone."""

from datetime import date

import pytest
from sqlalchemy import select

from app.coordination import service
from app.coordination.models import Activity, Rest
from app.coordination.service import room
from app.kernel.errors import NotAllowed, NotFound, OutOfDate, Refused
from tests.coordination.conftest import SPRING, window
from tests.support.tables import HEAD

FIELDS = {
    "kind": "audit",
    "title": "Zorgplichtaudit",
    "starts_on": "2027-04-01",
    "ends_on": "2027-06-30",
    "due_on": "",
    "rest": "planned",
}


def test_an_activity_is_planned_and_stands_in_the_calendar(browser_of, doing, transaction):
    entity = doing.enter("bram")
    bram = browser_of("bram")
    page = bram.visit(f"/coordination/entities/{entity.id}/activities/new")

    done = page.submit("#activity-form", **FIELDS).follow()

    assert "30 juni 2027" in done.text(".sz-pairs")
    calendar = bram.visit("/coordination?at=2027-01-01")
    assert "Zorgplichtaudit" in calendar.text("tbody")
    assert "Zorgplichtaudit" in calendar.text("svg.sz-line")
    with transaction.as_owner() as owner:
        made = owner.execute(select(Activity)).scalar_one()
    assert transaction.audited(made.id) == ["activity:plan:add"]


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("starts_on", "2027-02-31", "Dit is geen dag."),
        ("ends_on", "2027-03-31", "De periode eindigt voordat zij begint."),
        ("ends_on", "2037-03-31", "Een periode duurt hoogstens twee jaar."),
        ("starts_on", "2019-01-01", "Kies een dag tussen 2020 en 2100."),
        ("starts_on", "0027-01-01", "Kies een dag in de jaren 1900 tot en met 2200."),
        ("due_on", "2027-03-31", "De laatste dag ligt voor het begin van de periode."),
        ("title", " ", "Zeg in een paar woorden wat er gepland is."),
        ("kind", "raid", "Not a valid choice"),
    ],
)
def test_what_is_wrong_is_told_beside_it(browser_of, doing, field, typed, told):
    entity = doing.enter("bram")
    page = browser_of("bram").visit(f"/coordination/entities/{entity.id}/activities/new")

    answer = page.submit("#activity-form", **{**FIELDS, field: typed})

    is_told = told in answer.text("#activity-form") or field == "kind"
    assert (answer.status, is_told) == (422, True)


def test_an_authority_plans_only_so_much_at_one_entity(monkeypatch, doing, look):
    """Each is set beside all that others plan there, on every page of coordination."""
    monkeypatch.setattr(room, "MOST_AT_ONE", 2)
    entity = doing.enter("bram", "UMC Middenland")
    doing.plan("bram", entity, when=window("2026-01-05", "2026-01-09"))
    gone = doing.plan("bram", entity)
    doing.act("bram", service.withdraw_activity, gone)
    for title in ("Een", "Twee"):
        doing.plan("bram", entity, title)

    with pytest.raises(Refused, match="Je hebt hier al 2 activiteiten"):
        doing.plan("bram", entity, "Drie")
    row = [8, "UMC Middenland", "zorg", "Cbw-E", "igj", "", "Drie", "Q3", "2027-09-30", "own"]
    shown = look("bram", [HEAD, row])
    assert "Je hebt hier al 2 activiteiten" in shown.text()


def test_one_plans_at_anothers_entity_only_when_it_is_opened(doing):
    closed, opened = doing.enter("bram", "Dicht"), doing.enter("bram", "Open", named=("ijenv",))

    doing.plan("anna", opened)

    with pytest.raises(NotFound):
        doing.plan("anna", closed)
    with pytest.raises(NotAllowed):
        doing.plan("cora", opened)


def test_moving_takes_the_last_day_along_and_can_be_undone(doing, transaction):
    activity = doing.plan("bram", doing.enter("bram"))

    doing.act("bram", service.move_activity, activity, window=window("2027-07-01", "2027-09-29"))
    moved = doing.stored(activity)
    doing.act("bram", service.undo_change, activity)
    undone = doing.stored(activity)

    assert (moved.starts_on, moved.due_on) == (date(2027, 7, 1), date(2027, 8, 13))
    assert (undone.starts_on, undone.due_on) == (SPRING.starts_on, SPRING.due_on)
    assert (undone.version, undone.agreed_from) == (3, SPRING.starts_on)
    assert transaction.audited(activity.id)[1:] == ["activity:window:move", "activity:plan:undo"]


def test_withdrawn_it_is_off_the_calendar_until_that_is_undone(doing, transaction):
    activity = doing.plan("bram", doing.enter("bram"), rest=Rest.PLANNED)

    doing.act("bram", service.withdraw_activity, activity)
    gone = doing.known("anna"), doing.known("bram")
    doing.act("bram", service.undo_change, activity)

    assert gone == ([], [])
    assert doing.known("anna") == [("UMC Middenland", None)]
    assert transaction.audited(activity.id)[1:] == ["activity:plan:withdraw", "activity:plan:undo"]


def test_changing_words_and_who_sees_it_are_told_apart(browser_of, doing, transaction):
    activity = doing.plan("bram", doing.enter("bram"))
    bram, place = browser_of("bram"), f"/coordination/activities/{activity.id}/edit"

    bram.visit(place).submit("#activity-form", title="Audit van de back-up")
    bram.visit(place).submit("#activity-form", named=["ijenv"])
    same = bram.visit(place).submit("#activity-form")

    assert transaction.audited(activity.id)[1:] == [
        "activity:plan:change",
        "activity:access:change",
    ]
    assert (same.status, doing.known("anna")) == (422, [("UMC Middenland", "Audit van de back-up")])


def test_nobody_changes_what_he_has_not_read(doing):
    activity = doing.plan("bram", doing.enter("bram"))
    doing.act("bram", service.withdraw_activity, activity)

    for verb in (service.undo_change, service.withdraw_activity):
        with pytest.raises(OutOfDate):
            doing.act("bram", verb, activity, seen_version=1)
    with pytest.raises(Refused):
        doing.act("bram", service.withdraw_activity, activity)


@pytest.mark.parametrize("part", ["", "/edit", "/move"])
def test_who_may_open_which_page(browser_of, doing, part):
    entity = doing.enter("bram")
    activity = doing.plan("bram", entity, named=("ijenv",), rest=Rest.PLANNED)
    place = f"/coordination/activities/{activity.id}{part}"

    answers = {
        who: browser_of(who).visit(place).status for who in ("bram", "anna", "carla", "dirk")
    }

    anna = 403 if part else 200
    assert answers == {"bram": 200, "anna": anna, "carla": 404, "dirk": 404}


def test_a_bar_that_was_dragged_fills_the_form_in(browser_of, doing, transaction):
    activity = doing.plan("bram", doing.enter("bram"))
    address = f"/coordination/activities/{activity.id}/move?starts_on=2027-05-01&ends_on=nooit"

    page = browser_of("bram").visit(address)
    done = page.submit("#move-form")

    assert page.tree.cssselect("#starts_on")[0].get("value") == "2027-05-01"
    assert (done.status, doing.stored(activity).due_on) == (303, date(2027, 6, 13))
