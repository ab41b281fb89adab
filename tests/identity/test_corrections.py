"""Correcting what was typed wrong: by the own administrators, told in the log, never over others.

Els looks after accounts for IJenV, Cora for IGJ; a directory keeps the accounts it entered."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import redirect
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.identity import confirming
from app.identity.models import ADMINISTRATOR, Person
from app.identity.service.inviting import invite_again
from app.kernel import clock
from tests.support.acting import acting
from tests.support.administering import make_administrator
from tests.support.confirmed import completed

DAY = timedelta(days=1)


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


@pytest.fixture
def correct(browser_of, transaction, world, monkeypatch):
    """Send the form of an organisation, and come back from the fresh sign-in if it leads there."""
    asked = {}

    def lead(_actor, *, purpose, target):
        asked.update(purpose)
        return redirect(target, code=303)

    monkeypatch.setattr(confirming, "lead_to_fresh_sign_in", lead)

    def send(who="cora", code="igj", *, page=None, **words):
        path = f"/administration/organisations/{code}/correction"
        page = page or browser_of(who).visit(path)
        answer = page.submit("#correction-form", **words)
        if answer.status != 303:
            return answer
        return completed(transaction, world.person(who), page.browser, path, asked)

    return send


def test_an_organisation_is_corrected_by_its_own_administrator(correct, transaction, world):
    answer = correct(name="Inspectie G en J", mail_domain="igj-nieuw.example")
    assert answer.status == 303
    assert organisation(transaction) == ("Inspectie G en J", "IGJ", "igj-nieuw.example")
    assert transaction.audited(world.organisations["igj"].id)[-1] == "organisation:account:correct"


def test_without_a_fresh_sign_in_nothing_is_corrected(browser_of, transaction, world):
    before, page = organisation(transaction), browser_of("cora").visit(OF_IGJ)
    wrong = {
        "action": "organisation:account:correct",
        "organisation": str(world.organisations["ivho"].id),
        "seen_version": page.tree.cssselect("[name=seen_version]")[0].get("value"),
        "name": "X",
        "short_name": "X",
        "mail_domain": "x.example",
    }
    answer = completed(transaction, world.person("cora"), page.browser, OF_IGJ, wrong)
    assert answer.status == 422
    assert page.browser.visit(f"{OF_IGJ}/complete").status == 404
    assert organisation(transaction) == before


def test_an_administrator_of_elsewhere_corrects_only_what_has_nobody_yet(
    browser_of, transaction, correct
):
    assert browser_of("els").visit(OF_IGJ).status == 403
    assert correct("els", "nvwa", name="NVWA heel").status == 303
    assert organisation(transaction, "nvwa")[0] == "NVWA heel"


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("name", "IvhO"),
        ("name", "inspectie van het  ONDERWIJS."),
        ("name", "Inspectië van het Onderwijs"),
        ("short_name", "i v h o"),
        ("short_name", "Ivhó."),
        ("short_name", "lvh0"),
        ("name", "lnspectie van het 0ndervvijs"),
    ],
)
def test_nobody_takes_what_another_is_called(browser_of, transaction, world, field, words):
    ivho = world.organisations["ivho"]
    before = organisation(transaction)
    with transaction.as_owner() as owner:
        called = {"name": "Inspectie van het Onderwijs", "short": "IvhO", "id": ivho.id}
        owner.execute(
            text("update organisation set name = :name, short_name = :short where id = :id"), called
        )
    answer = browser_of("cora").visit(OF_IGJ).submit("#correction-form", **{field: words})
    assert answer.status == 422
    assert "heet al zo" in answer.text("#correction-form")
    assert organisation(transaction) == before


# By name: Cyrillic, without a dot, a click, small capital, another bar, a script g, a broken bar, a
# full stop of another script, a mark over a sign, digits of another script.
LOOKING_LIKE = ("\u0406GJ", "\u0131gj", "\u01c0GJ", "\u026aGJ", "|GJ", "I\u0261J", "\u00a6GJ")
LOOKING_LIKE += ("IGJ\u06d4", "|\u0301GJ", "\u0661GJ")


@pytest.mark.parametrize("words", LOOKING_LIKE, ids=ascii)
@pytest.mark.parametrize("field", ["name", "short_name"])
def test_signs_that_look_like_our_letters_are_refused(browser_of, transaction, field, words):
    before = organisation(transaction)
    answer = browser_of("cora").visit(OF_IGJ).submit("#correction-form", **{field: words})
    assert answer.status == 422
    assert "gewone leestekens" in answer.text("#correction-form")
    assert organisation(transaction) == before


def test_nor_when_it_is_taken_while_one_signs_in_anew(
    browser_of, transaction, world, correct, monkeypatch
):
    page = browser_of("cora").visit(OF_IGJ)
    rename = text("update organisation set name = 'Nieuw' where code = 'ivho'")
    real = confirming.lead_to_fresh_sign_in

    def taken_meanwhile(*told, **more):
        with transaction.as_owner() as owner:
            owner.execute(rename)
        return real(*told, **more)

    monkeypatch.setattr(confirming, "lead_to_fresh_sign_in", taken_meanwhile)
    assert correct(page=page, name="nieuw").status == 422
    assert organisation(transaction)[0] != "nieuw"


def test_an_organisation_that_ended_leaves_its_name(transaction, correct):
    with transaction.as_owner() as owner:
        owner.execute(text("update organisation set valid_to = '2020-01-01' where code = 'ivho'"))
    assert correct(short_name=organisation(transaction, "ivho")[1]).status == 303


def test_the_mail_domain_of_who_has_a_last_day_is_still_its_own(
    transaction, world, correct, monkeypatch
):
    ivho = world.organisations["ivho"]
    ends = text("update organisation set valid_to = :day, successor_id = :heir where code = 'ivho'")
    today = clock.today()
    igj = world.organisations["igj"].id
    heir = world.organisations["ijenv"].id
    steps = [(today, None, 422), (today - DAY, heir, 422), (today - DAY, igj, 303)]
    for day, successor, status in steps:
        with transaction.as_owner() as owner:
            owner.execute(ends, {"day": day, "heir": successor})
        assert correct(mail_domain=ivho.mail_domain).status == status


def test_the_database_keeps_it_too(transaction, world):
    taken = text("update organisation set mail_domain = 'IVHO.example' where code = 'igj'")
    with transaction.as_owner() as owner:
        owner.execute(text("update organisation set valid_to = now() where code = 'ivho'"))
        with pytest.raises(IntegrityError), owner.begin_nested():
            owner.execute(taken)


def test_a_mail_domain_of_another_is_refused(browser_of, world, transaction):
    taken = world.organisations["ijenv"].mail_domain
    answer = browser_of("cora").visit(OF_IGJ).submit("#correction-form", mail_domain=taken)
    assert answer.status == 422
    assert organisation(transaction)[2] != taken


def test_a_late_correction_of_an_organisation_is_not_saved(browser_of, transaction, correct):
    late = browser_of("cora").visit(OF_IGJ)
    correct(short_name="IG&J")
    assert correct(page=late, name="Later").status in {409, 422}
    assert organisation(transaction)[1] == "IG&J"
