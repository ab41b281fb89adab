"""Correcting what was typed wrong: by the own administrators, told in the log, never over others.

Els looks after accounts for IJenV, Cora for IGJ; a directory keeps the accounts it entered."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from app.identity.models import ADMINISTRATOR, Person
from app.identity.service.inviting import invite_again
from tests.support.acting import acting
from tests.support.administering import make_administrator


@pytest.fixture(autouse=True)
def cora_too(transaction, world):
    make_administrator(transaction, world, "cora")


@pytest.fixture
def of_bram(world):
    return f"/administration/accounts/{world.person('bram').id}/correction"


OF_IGJ = "/administration/organisations/igj/correction"


def person(transaction, world, who="bram"):
    with transaction.as_owner() as owner:
        return owner.get_one(Person, world.person(who).id)


def organisation(transaction, code="igj"):
    with transaction.as_owner() as owner:
        statement = "select name, short_name, mail_domain from organisation where code = :code"
        return tuple(owner.execute(text(statement), {"code": code}).one())


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_name_address_and_function_are_corrected(browser_of, of_bram, transaction, world, htmx):
    page = browser_of("cora").visit(of_bram)
    domain = world.organisations["igj"].mail_domain
    answer = page.submit(
        "#correction-form",
        htmx=htmx,
        name="Bram  van Dam",
        email=f"B.vanDam@{domain}",
        job_title="inspecteur",
    )
    assert answer.status == (204 if htmx else 303)
    found = person(transaction, world)
    assert (found.name, found.email, found.job_title) == (
        "Bram van Dam",
        f"b.vandam@{domain}",
        "inspecteur",
    )
    assert transaction.audited(found.id)[-1] == "person:account:correct"


def test_the_log_says_what_was_corrected_and_not_into_what(browser_of, of_bram, transaction, world):
    browser_of("cora").visit(of_bram).submit("#correction-form", name="cnry-naam")
    with transaction.as_owner() as owner:
        entries = owner.execute(text("select entry from log_entry")).scalars()
        whole = b"".join(bytes(each) for each in entries)
    assert b"cnry-naam" not in whole
    assert b'"changed":["name"]' in whole.replace(b" ", b"")


@pytest.mark.parametrize(("who", "status"), [("els", 403), ("anna", 404), ("bram", 404)])
def test_only_the_own_administrator_corrects_an_account(browser_of, of_bram, who, status):
    assert browser_of(who).visit(of_bram).status == status


def test_what_somebody_else_corrected_meanwhile_is_not_overwritten(
    browser_of, of_bram, transaction, world
):
    late = browser_of("cora").visit(of_bram)
    browser_of("cora").visit(of_bram).submit("#correction-form", name="Eerst")

    answer = late.submit("#correction-form", name="Later")

    assert answer.status in {409, 422}
    assert person(transaction, world).name == "Eerst"


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("bram@elders.example", "werkadres"),
        ("bram", "volledig"),
        ("cora", "ander account"),
    ],
)
def test_an_address_of_elsewhere_or_of_another_is_refused(
    browser_of, of_bram, world, address, told, transaction
):
    given = world.person("cora").email if address == "cora" else address
    before = person(transaction, world).email
    answer = browser_of("cora").visit(of_bram).submit("#correction-form", email=given)
    assert answer.status == 422
    assert told in answer.text("form")
    assert person(transaction, world).email == before


def test_an_invitation_to_a_wrong_address_lets_nobody_in(
    app, browser_of, of_bram, transaction, world
):
    with transaction.as_owner() as owner:
        mine = {"id": world.person("bram").id}
        owner.execute(
            text("update person set provider_id = null, subject = null where id = :id"), mine
        )
    actor = replace(world.actor("cora"), duties=frozenset({ADMINISTRATOR}))
    with acting(app, actor) as session:
        code = invite_again(actor, session.get_one(Person, mine["id"]))
    link = f"/login/invitation/{code}"
    stranger = browser_of("anna")
    assert "form" in stranger.visit(link).body

    domain = world.organisations["igj"].mail_domain
    answer = browser_of("cora").visit(of_bram).submit("#correction-form", email=f"goed@{domain}")
    assert "opnieuw" in answer.follow().body
    assert not stranger.visit(link).has("form[action*='invitation']")


def test_an_organisation_is_corrected_by_its_own_administrator(browser_of, transaction, world):
    answer = (
        browser_of("cora")
        .visit(OF_IGJ)
        .submit("#correction-form", name="Inspectie G en J", mail_domain="igj-nieuw.example")
    )
    assert answer.status == 303
    assert organisation(transaction) == ("Inspectie G en J", "IGJ", "igj-nieuw.example")
    assert transaction.audited(world.organisations["igj"].id)[-1] == "organisation:account:correct"


def test_an_administrator_of_elsewhere_corrects_only_what_has_nobody_yet(browser_of, transaction):
    assert browser_of("els").visit(OF_IGJ).status == 403
    of_nvwa = "/administration/organisations/nvwa/correction"
    answer = browser_of("els").visit(of_nvwa).submit("#correction-form", name="NVWA heel")
    assert answer.status == 303
    assert organisation(transaction, "nvwa")[0] == "NVWA heel"


def test_a_mail_domain_of_another_is_refused(browser_of, world, transaction):
    taken = world.organisations["ijenv"].mail_domain
    answer = browser_of("cora").visit(OF_IGJ).submit("#correction-form", mail_domain=taken)
    assert answer.status == 422
    assert organisation(transaction)[2] != taken


def test_a_late_correction_of_an_organisation_is_not_saved(browser_of, transaction):
    late = browser_of("cora").visit(OF_IGJ)
    browser_of("cora").visit(OF_IGJ).submit("#correction-form", short_name="IG&J")
    assert late.submit("#correction-form", name="Later").status in {409, 422}
    assert organisation(transaction)[1] == "IG&J"
