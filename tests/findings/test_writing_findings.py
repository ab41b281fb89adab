"""Writing findings: for one's own organisation, as a concept, changed by nobody else.

Anna (IJenV) and Bram (IGJ) write; Carla (IvhO) may only read; Dirk works on another case."""

import pytest
from sqlalchemy import select

from app.findings.models import Finding

FORM = "#findings-form"


def typed(world, **changed):
    return {
        "title": "Te weinig vaste krachten",
        "norm": str(world.norm.id),
        "text": "Op **18** avonden was er niemand.",
        "judgement": "partly",
        "audience": "workspace",
        "recommendations-0-text": "Zorg voor vaste krachten.",
        "recommendations-0-addressee": "de directie",
        **changed,
    }


def written(transaction):
    with transaction.as_owner() as owner:
        return owner.scalars(select(Finding)).all()


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_contributor_writes_a_concept(browser_of, world, place, transaction, htmx):
    page = browser_of("bram").visit(f"{place}/new")

    answer = page.submit(FORM, htmx=htmx, **typed(world))

    (finding,) = written(transaction)
    assert answer.status == (204 if htmx else 303)
    assert (finding.status, finding.judgement, finding.version) == ("concept", "partly", 1)
    assert finding.organisation_id == world.organisations["igj"].id
    assert transaction.audited(finding.id) == ["finding:text:add"]
    shown = page.browser.visit(f"{place}/{finding.id}")
    assert "Op 18 avonden was er niemand." in shown.text("article")
    assert "Voor de directie" in shown.text("article")


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_wrong_input_keeps_what_was_typed(browser_of, world, place, transaction, htmx):
    page = browser_of("anna").visit(f"{place}/new")

    answer = page.submit(FORM, htmx=htmx, **typed(world, title="", norm=""))

    assert (answer.status, answer.is_whole_page) == (422, not htmx)
    assert "Schrijf de bevinding in één zin." in answer.text(FORM)
    assert "Op **18** avonden" in answer.text("textarea[name=text]")
    assert written(transaction) == []


def test_a_recommendation_is_for_somebody(browser_of, world, place):
    page = browser_of("anna").visit(f"{place}/new")

    answer = page.submit(FORM, **typed(world, **{"recommendations-0-addressee": " "}))

    assert answer.status == 422
    assert "Zeg voor wie deze aanbeveling is." in answer.text(FORM)


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_preview_saves_nothing(browser_of, world, place, transaction, htmx):
    page = browser_of("anna").visit(f"{place}/new")

    answer = page.submit(FORM, htmx=htmx, preview="1", **typed(world))

    assert (answer.status, answer.text(f"{FORM} .sz-read strong")) == (200, "18")
    assert written(transaction) == []


def test_pressing_twice_writes_once(browser_of, world, place, transaction):
    page = browser_of("anna").visit(f"{place}/new")

    answers = [page.submit(FORM, **typed(world)).status for _ in range(2)]

    assert (answers, len(written(transaction))) == ([303, 303], 1)


def test_a_norm_of_another_workspace_does_not_exist(browser_of, world, place):
    page = browser_of("anna").visit(f"{place}/new")

    answer = page.submit(FORM, **typed(world, norm=str(world.elsewhere.id)))

    assert answer.status == 422


@pytest.mark.parametrize(
    ("who", "status"), [("anna", 200), ("bram", 200), ("carla", 403), ("cora", 403), ("dirk", 404)]
)
def test_who_may_write(browser_of, place, who, status):
    assert browser_of(who).visit(f"{place}/new").status == status


def test_text_of_a_person_is_never_markup(browser_of, desk, place):
    finding = desk.finding(text='<img src=x onerror=alert(1)> [x](javascript:alert(1)) "hx-get"')

    page = browser_of("bram").visit(f"{place}/{finding}")

    assert not page.has("article img")
    assert not page.has("article .sz-read a")
