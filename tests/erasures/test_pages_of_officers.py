"""The pages on which officers have a line erased: asking, agreeing, hearing of it."""

import pytest
from sqlalchemy import text

from tests.support.confirmed import completed
from tests.support.counting import counting

ADDRESS = "/privacy-register/erasures"
WHY = "Anna heeft bezwaar gemaakt."


@pytest.fixture
def asked(world, officers, read, transaction, tree):
    """The officer of IJenV asks on the page for a read of Anna; the address of the request."""
    one, number = officers["ijenv"], read[1]
    address = f"{ADDRESS}/new?workspace={world.workspace.ref}&line={number}"
    page = one.browser.visit(address)
    assert "Functionaris" not in page.text("main")
    assert "Anna" in page.text("main")
    sent = page.submit("#asking-form", ground="objection", reason=WHY, agreeing="igj")
    assert sent.status == 422, "its provider is silent here: without it nothing is asked"
    purpose = {
        "action": "log:erasure:ask",
        "tree": str(tree),
        "line": str(number - 1),
        "ground": "objection",
        "reason": WHY,
        "agreeing": str(world.organisations["igj"].id),
    }
    answer = completed(transaction, one.person, one.browser, f"{ADDRESS}/new", purpose)
    assert answer.status == 303, answer.text("main")
    return answer.location


def titles_of(officer):
    return officer.browser.visit("/notices").text("[data-rows]")


def desk_of(officer):
    return officer.browser.visit("/").text(f"[aria-labelledby=privacy] a[href='{ADDRESS}']")


def test_both_are_told_and_both_sign_in_anew(officers, asked, hear, read, row, transaction):
    igj = officers["igj"]
    hear()
    assert "Er is gevraagd om een regel van een logboek te wissen" in titles_of(igj)
    assert "regel van een logboek" not in titles_of(officers["ijenv"])
    assert desk_of(igj) == "1 verzoek om een regel te wissen wacht op jouw akkoord."
    assert desk_of(officers["ijenv"]) == ""
    page = igj.browser.visit(asked)
    assert WHY in page.text("main")
    assert "Anna" in page.text("main")
    assert page.submit("#approval-form").status == 422
    assert row(read[1])["entry"] is not None
    purpose = {"action": "log:line:erase", "request": asked.rpartition("/")[2]}
    answer = completed(transaction, igj.person, igj.browser, f"{asked}/approve", purpose)
    assert answer.status == 303, answer.text("main")
    assert row(read[1])["entry"] is None
    hear()
    assert desk_of(igj) == ""
    assert "Er is een antwoord over het wissen" in titles_of(officers["ijenv"])
    assert "Gewist" in officers["ijenv"].browser.visit(ADDRESS).text("main")
    after = igj.browser.visit(asked).text("main")
    assert "Dit is gewist." in after
    assert "Anna" not in after.replace(WHY, "")


def test_refused_with_a_reason_who_asked_reads_it(officers, asked, hear):
    igj, ijenv = officers["igj"], officers["ijenv"]
    assert igj.browser.visit(asked).submit("#refusal-form", reason="").status == 422
    told = igj.browser.visit(asked).submit("#refusal-form", reason="Er loopt een klacht.")
    assert told.status == 303
    hear()
    assert "Er is een antwoord over het wissen" in titles_of(ijenv)
    page = ijenv.browser.visit(asked)
    assert "Er loopt een klacht." in page.text("main")
    assert not page.tree.cssselect("form[id$=form]")


def test_when_nobody_answers_both_hear_it_once(officers, asked, hear, transaction):
    hear()
    with transaction.as_owner() as owner:
        owner.execute(text("update erasure_request set expires_at = now() - interval '1 hour'"))
    hear()
    for code in ("igj", "ijenv"):
        assert "Niemand antwoordde op tijd" in titles_of(officers[code])
    with transaction.as_owner() as owner:
        owner.execute(text("update notice set read_at = now()"))
    hear()
    with transaction.as_owner() as owner:
        new = text("select count(*) from notice where erasure_id is not null and read_at is null")
        assert owner.execute(new).scalar_one() == 0
    assert "Verlopen" in officers["ijenv"].browser.visit(ADDRESS).text("main")


def test_another_partner_and_who_administers_read_nothing(officers, asked, browser_of):
    for code in ("ivho", "nvwa"):
        assert officers[code].browser.visit(asked).status == 404
        assert WHY not in officers[code].browser.visit(ADDRESS).text("main")
    for who in ("els", "anna"):
        assert browser_of(who).visit(asked).status == 404
        assert browser_of(who).visit(ADDRESS).status == 403


def test_who_administers_as_well_is_told_of_nothing(officers, asked, hear, transaction):
    igj = officers["igj"]
    both = text("update person set duties = '{privacy_officer,administrator}' where id = :id")
    with transaction.as_owner() as owner:
        owner.execute(both, {"id": igj.person.id})
    hear()
    with transaction.as_owner() as owner:
        owner.execute(
            text("update person set duties = '{privacy_officer}' where id = :id"),
            {"id": igj.person.id},
        )
    assert titles_of(igj) == ""
    assert desk_of(igj) != ""
    with transaction.as_owner() as owner:
        owner.execute(both, {"id": igj.person.id})
    assert desk_of(igj) == ""


def test_who_agrees_is_told_no_more_of_a_line_than_they_may_know(ask, line, officers):
    """What Bram brought is of IGJ alone; IJenV is asked as another participant."""
    request = ask(line)
    told = officers["ijenv"].browser.visit(f"{ADDRESS}/{request.id}").text("main")
    assert "Dat krijgt je organisatie niet te zien." in told
    assert "Bram" not in told.replace("Bram heeft bezwaar gemaakt.", "")


@pytest.mark.parametrize("number", ["0", "x", "99999999999999999999", "", "4000"])
def test_what_names_no_line_is_said_so(officers, world, number):
    address = f"{ADDRESS}/new?workspace={world.workspace.ref}&line={number}"
    assert "regel is er niet voor jou" in officers["igj"].browser.visit(address).text("main")


def test_pages_cost_few_statements(officers, world, asked, owner_engine, read):
    new = f"{ADDRESS}/new?workspace={world.workspace.ref}&line={read[1]}"
    for address in (ADDRESS, new, asked):
        officers["igj"].browser.visit(address)
        with counting(owner_engine) as statements:
            assert officers["igj"].browser.visit(address).status == 200
        assert len(statements) <= 8, str(statements)
