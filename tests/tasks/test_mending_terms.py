"""A term that stands still until nobody knows when, and what was a mistake in a term.

Anna of IJenV keeps the terms; Bram of IGJ reads them."""

from datetime import date

import pytest

from app.kernel.terms import TermUnit
from app.tasks.models import NamedTerm, TermChange

LIST = "/workspaces/WRK-2026-1001/tasks/terms"
STILL = {"kind": "suspended", "first_day": "2026-09-16", "reason": "De aanvrager vult aan."}


@pytest.fixture
def decision(put_term):
    """Eight weeks from Monday 7 September 2026: until 2 November."""
    return put_term("Besluit", length=8, start=date(2026, 9, 7))


@pytest.fixture
def page_of(browser_of):
    """A page of the term, for Anna or for who is named."""

    def visit(term, more="", who="anna"):
        return browser_of(who).visit(f"{LIST}/{term.id}{more}")

    return visit


def saved(seen):
    """Save what is shown, when it is shown."""
    assert "Er is nog niets opgeslagen" in seen.text("#foreseen-form")
    done = seen.submit("#foreseen-form")
    assert done.status == 303
    return done


def change_of(transaction, term):
    with transaction.as_owner() as owner:
        rows = owner.query(TermChange).filter_by(term_id=term.id, taken_back_at=None)
        return rows.order_by(TermChange.made_at.desc()).first()


def test_a_term_stands_still_until_somebody_says_that_it_goes_on(
    page_of, decision, put_term, put_task, transaction, stored
):
    after = put_term("Daarna", after_id=decision.id)
    task = put_task("bram", term_id=decision.id, due_on=date(2026, 11, 2))

    seen = page_of(decision).submit("#course-form", **STILL)
    assert "staat stil sinds woensdag 16 september 2026" in seen.text("#foreseen-form").lower()
    saved(seen)

    assert stored(task.id).due_on is None
    told = page_of(decision, who="bram").text("main")
    assert "Staat stil sinds woensdag 16 september 2026" in told
    assert "2 november 2026" in told  # so far
    assert "nog niet bekend" in page_of(after, who="bram").text("#term-why")
    assert not page_of(decision).has("#course-form")

    seen = page_of(decision).submit("#go-on-form", last_day="2026-09-25")
    saved(seen)
    assert "donderdag 12 november 2026" in page_of(decision, who="bram").text("main")
    assert stored(task.id).due_on == date(2026, 11, 12)
    assert transaction.audited(decision.id)[-2:] == ["term:term:change", "term:term:go-on"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"last_day": "2026-09-15"}, "De laatste dag ligt vóór de eerste"),
        ({"last_day": ""}, "Kies een dag"),
    ],
)
def test_it_does_not_go_on_before_it_stood_still(page_of, decision, typed, told):
    saved(page_of(decision).submit("#course-form", **STILL))

    answer = page_of(decision).submit("#go-on-form", **typed)

    assert answer.status == 422
    assert told in answer.text("#go-on-form")


def test_it_stands_still_within_its_own_days_also_without_a_last_day(page_of, decision):
    answer = page_of(decision).submit("#course-form", **STILL | {"first_day": "2026-11-03"})

    assert answer.status == 422
    assert "binnen zijn eigen dagen" in answer.text()


def test_a_change_that_was_a_mistake_is_taken_back_and_stays_to_be_read(
    page_of, decision, transaction
):
    saved(page_of(decision).submit("#course-form", **STILL))
    change = change_of(transaction, decision)
    page = page_of(decision, f"/change?change={change.id}")

    nothing_said = page.submit("#back-form", reason="")
    assert nothing_said.status == 422
    seen = page.submit("#back-form", reason="Verkeerde zaak.")
    assert "maandag 2 november 2026" in seen.text("#foreseen-form")
    saved(seen)

    told = page_of(decision, who="bram").text("main")
    assert all(each in told for each in ("Verkeerde zaak.", "Telt niet mee", "2 november 2026"))
    assert transaction.audited(decision.id)[-1] == "term:change:take-back"
    again = page.submit("#back-form", reason="Nog eens.")
    assert again.status in (409, 422)
    assert page_of(decision, f"/change?change={change.id}").status == 303


def test_a_corrected_change_counts_in_the_place_of_the_one_before(page_of, decision, transaction):
    saved(page_of(decision).submit("#course-form", **STILL | {"last_day": "2026-09-25"}))
    first = change_of(transaction, decision)
    more = {"kind": "extended", "length": "2", "unit": "weeks", "reason": "Druk."}
    saved(page_of(decision).submit("#course-form", **more))
    page = page_of(decision, f"/change?change={first.id}")
    [first_day] = page.tree.cssselect("#other-form [name=first_day]")
    assert first_day.get("value") == "2026-09-16"

    seen = page.submit("#other-form", last_day="2026-09-20", reason="Eerder binnen.")
    assert "zaterdag 21 november 2026" not in seen.text("#foreseen-form")
    saved(seen)

    why = page_of(decision, who="bram").text("#term-why")
    assert "tot en met zondag 20 september 2026" in why
    assert why.index("Hij stond stil") < why.index("Er kwam 2 weken bij")
    with transaction.as_owner() as owner:
        rows = owner.query(TermChange).filter_by(term_id=decision.id).all()
    assert {each.instead_of_id for each in rows} == {None, first.id}
    assert transaction.audited(decision.id)[-1] == "term:change:correct"


def test_a_term_is_corrected_after_its_consequences_were_shown(
    page_of, decision, transaction, browser_of
):
    page = page_of(decision, "/edit")

    nothing = page.submit("#term-form")
    assert "Er is niets anders" in nothing.submit("#foreseen-form").text()
    seen = page.submit(
        "#term-form", name="Besluit op aanvraag", length="6", source="Awb, artikel 4:13"
    )
    assert "maandag 19 oktober 2026" in seen.text("#foreseen-form")
    saved(seen)

    told = page_of(decision, who="bram").text("main")
    assert "Awb, artikel 4:13" in told
    assert "19 oktober 2026" in told
    with transaction.as_owner() as owner:
        assert owner.get_one(NamedTerm, decision.id).name == "Besluit op aanvraag"
    assert transaction.audited(decision.id)[-1] == "term:term:correct"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"length": "0"}, "een heel getal vanaf 1"),
        ({"name": " "}, "Geef de termijn een naam"),
        ({"unit": "hours"}, "Voeg daarvoor een nieuwe termijn toe"),
    ],
)
def test_a_correction_is_a_whole_term(page_of, decision, typed, told):
    answer = page_of(decision, "/edit").submit("#term-form", **typed)

    assert answer.status == 422
    assert told in answer.text("main")


def test_only_who_keeps_a_term_mends_it(page_of, put_term):
    term = put_term(length=24, unit=TermUnit.HOURS)

    assert page_of(term, "/edit", who="bram").status == 403
    assert page_of(term, "/change", who="bram").status == 403
    assert page_of(term, "/edit", who="dirk").status == 404
    assert page_of(term, "/change").status == 303
