"""Frameworks: their organisation makes and changes them, what was judged keeps its norm.

Anna (IJenV) leads, Bram (IGJ) contributes, Carla (IvhO) only reads."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.findings.models import Audience
from app.kernel.errors import Refused
from tests.support.acting import acting
from tests.support.judging import Frameworks


@pytest.fixture
def frames(app, world):
    return Frameworks(app, world)


@pytest.fixture
def base(world):
    return f"/workspaces/{world.workspace.ref}/frameworks"


def test_one_is_made_filled_changed_and_retired(browser_of, base, transaction):
    bram = browser_of("bram")
    made = bram.visit(f"{base}/new").submit("#framework-form", title="Zorg in de JJI").follow()
    key = made.tree.cssselect("a[href$='/lines/new']")[0].get("href").split("/")[-3]
    page = bram.visit(f"{base}/{key}/lines/new")

    page.submit("#line-form", code="Z1", text="Er is zorg.", law="Wkkgz", aspect="governance")
    page = bram.visit(f"{base}/{key}/lines/new")
    page.submit("#line-form", code="Z1.1", parent="Z1", text="Binnen een dag.")
    shown = bram.visit(f"{base}/{key}")
    line = bram.visit(shown.tree.cssselect("tbody a")[1].get("href"))
    line.submit("#line-form", text="Binnen een uur.")
    after = bram.visit(f"{base}/{key}").text("tbody")
    bram.visit(f"{base}/{key}/edit").submit("#retire-form")

    assert "Z1 NormEr is zorg.WkkgzGovernance" in after
    assert "Z1.1onder Z1 CriteriumBinnen een uur.WkkgzGovernance" in after
    assert "Binnen een dag." not in after
    assert "Vervallen" in bram.visit(base).text("tbody")
    assert transaction.audited(key) == [
        "framework:page:add",
        *["framework:lines:change"] * 3,
        "framework:page:retire",
    ]


def test_a_title_changes_and_sharing_is_for_good(browser_of, frames, base, transaction):
    made = frames.make("bram", ("A", "", "Iets."), audience=Audience.OWN)
    page = browser_of("bram").visit(f"{base}/{made}/edit")

    page.submit("#framework-form", title="Anders", audience="workspace")
    back = browser_of("bram").visit(f"{base}/{made}/edit").submit("#framework-form", audience="own")

    assert back.status == 422
    assert "blijft gedeeld" in back.text("#framework-form")
    assert "Anders" in browser_of("anna").visit(f"{base}/{made}").text("h1")


@pytest.mark.parametrize(("who", "status"), [("bram", 200), ("cora", 200), ("anna", 404)])
def test_what_is_not_shared_exists_for_nobody_else(browser_of, frames, base, who, status):
    made = frames.make("bram", ("A", "", "Geheim kader"), audience=Audience.OWN)

    assert browser_of(who).visit(f"{base}/{made}").status == status
    assert (made_title := "Kader van bram") in browser_of("bram").visit(base).body
    assert (made_title in browser_of(who).visit(base).body) is (status == 200)
    if who != "cora":
        choices = browser_of(who).visit(base.replace("frameworks", "findings/new")).body
        assert ("Geheim kader" in choices) is (status == 200)


@pytest.mark.parametrize(("audience", "organisations"), [("own", 1), ("workspace", 3)])
def test_the_facts_bar_says_who_can_see_it(browser_of, frames, base, audience, organisations):
    made = frames.make("bram", ("A", "", "Iets."), audience=Audience(audience))

    page = browser_of("bram").visit(f"{base}/{made}")

    assert len(page.tree.cssselect(".sz-facts__last .sz-org")) == organisations


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"code": "N1"}, "Er is al een regel met deze code."),
        ({"parent": "weg"}, "Er is geen regel met de code “weg”."),
        ({"parent": "I1"}, "Onder een indicator kan niets staan."),
        ({"parent": "", "aspect": ""}, "Kies het aspect van deze norm."),
        ({"text": " "}, "Schrijf op wat er wordt getoetst."),
    ],
)
def test_a_line_that_cannot_stand_there_is_told_and_kept(browser_of, frames, base, fields, told):
    tree = [("N1", "", "Norm."), ("C1", "N1", "Criterium."), ("I1", "C1", "Indicator.")]
    made = frames.make("bram", *tree)
    page = browser_of("bram").visit(f"{base}/{made}/lines/new")

    typed = {"code": "X", "parent": "N1", "text": "Getypt.", "aspect": "", **fields}
    answer = page.submit("#line-form", **typed)

    assert answer.status == 422
    assert told in answer.text("#line-form")
    assert answer.tree.cssselect("input[name=code]")[0].get("value") == typed["code"]


def test_who_was_second_is_told(browser_of, frames, base):
    made = frames.make("bram", ("N1", "", "Norm."))
    page = browser_of("bram").visit(f"{base}/{made}/lines/new")
    frames.put("bram", made, ("N2", "", "Nog een."))

    answer = page.submit("#line-form", code="N3", text="Te laat.", aspect="governance")

    assert (answer.status, "Te laat." in answer.body) == (409, True)


def test_a_finding_keeps_the_norm_it_was_judged_by(browser_of, desk, frames, base, place):
    made = frames.make("bram", ("N1", "", "Oude woorden."))
    finding = desk.finding("bram", norm_id=frames.line(made, "N1"))

    frames.put("bram", made, ("N1", "", "Nieuwe woorden."), instead=True)

    page = browser_of("anna").visit(f"{place}/{finding}")
    assert "Oude woorden." in page.text("main")
    form = browser_of("bram").visit(f"{place}/{finding}/edit")
    assert "Nieuwe woorden." in form.text("select[name=norm]")
    kept = form.submit("#findings-form", text="Anders.", reason="Nieuw feit.").follow()
    assert "Oude woorden." in kept.text("main")


def test_retiring_takes_what_stands_under_it_and_nothing_new_rests_on_it(
    browser_of, desk, frames, base, place
):
    tree = [("N1", "", "Norm."), ("C1", "N1", "Crit."), ("I1", "C1", "Ind."), ("N2", "", "Ander.")]
    made = frames.make("bram", *tree)
    key = frames.line(made, "N1")

    page = browser_of("bram").visit(f"{base}/lines/{key}")
    page.submit("#retire-form")

    assert browser_of("bram").visit(f"{base}/{made}").text("tbody th") == "N2"
    choices = browser_of("bram").visit(f"{place}/new").text("select[name=norm]")
    assert ("N1 Norm." in choices, "N2 Ander." in choices) == (False, True)


def test_what_the_workspace_reads_rests_on_what_it_can_read(desk, frames):
    made = frames.make("bram", ("N1", "", "Van ons."), audience=Audience.OWN)
    norm = frames.line(made, "N1")

    with pytest.raises(Refused, match="Deel eerst het kader"):
        desk.finding("bram", norm_id=norm)
    finding = desk.finding("bram", norm_id=norm, audience=Audience.OWN)
    with pytest.raises(Refused, match="Deel eerst het kader"):
        desk.change_finding("bram", finding, seen_version=1, norm_id=norm)


def test_the_database_holds_it_too(app, frames, world):
    """Nobody rewrites a line, takes sharing back, or writes in another's framework."""
    ours = frames.make("bram", ("N1", "", "Norm."))
    with acting(app, world.actor("anna")) as session:
        renamed = f"update framework set title = 'Van ons nu' where id = '{ours}'"
        assert session.connection().execute(text(renamed)).rowcount == 0


@pytest.mark.parametrize(
    "write",
    [
        "update norm set text = 'Anders' where framework_id = '{ours}'",
        "update norm set retired_at = null where framework_id = '{ours}'",
        "delete from norm where framework_id = '{ours}'",
        "update framework set audience = 'own' where id = '{ours}'",
    ],
)
def test_the_database_lets_not_even_its_maker_rewrite_it(app, frames, world, write):
    ours = frames.make("bram", ("N1", "", "Norm."))

    with acting(app, world.actor("bram")) as session, pytest.raises(DatabaseError):
        session.connection().execute(text(write.format(ours=ours)))


def test_the_api_tells_what_is_tested(api_of, frames, world):
    made = frames.make("bram", ("N1", "", "Norm."), ("C1", "N1", "Crit."))
    frames.make("bram", ("G", "", "Geheim"), audience=Audience.OWN)
    place = f"/workspaces/{world.workspace.ref}/frameworks"

    listed = api_of("anna").get(place).json
    told = api_of("anna").get(f"{place}/{made}").json

    assert sorted(each["owner"] for each in listed["items"]) == ["igj", "ijenv"]
    assert [(each["code"], each["parent"], each["level"]) for each in told["lines"]] == [
        ("N1", None, "norm"),
        ("C1", "N1", "criterion"),
    ]


def test_a_code_that_stands_in_two_frameworks_is_asked_by_its_id(api_of, frames, world):
    made = frames.make("bram", ("N-1", "", "Ook N-1."))
    path = f"/workspaces/{world.workspace.ref}/findings"
    body = {"title": "T", "text": "Feit.", "norm": "N-1", "aspect": "governance"}

    refused = api_of("bram").post(path, json=body)
    taken = api_of("bram").post(path, json={**body, "norm": str(frames.line(made, "N-1"))})

    assert (refused.status_code, taken.status_code) == (422, 201)
    assert refused.json["errors"][0]["field"] == "norm"


def test_a_form_without_a_version_is_too_late_and_no_fault(browser_of, world):
    anna = browser_of("anna")
    token = anna.visit("/login").tree.cssselect("[name=csrf_token]")[0].get("value")
    framework = world.norm.framework_id
    for path in (f"frameworks/{framework}/edit", f"frameworks/lines/{world.norm.id}"):
        answer = anna.send(f"/workspaces/WRK-2026-1001/{path}", {"csrf_token": token})
        assert answer.status < 500
