"""An account that a directory keeps is corrected there; one it let go of is corrected here."""

import pytest
from sqlalchemy import text

from app.kernel import clock
from tests.support.administering import make_administrator


@pytest.fixture(autouse=True)
def cora_too(transaction, world):
    make_administrator(transaction, world, "cora")


def address_of(person_id):
    return f"/administration/accounts/{person_id}/correction"


def test_what_a_directory_keeps_is_refused_with_the_reason(igj, browser_of):
    page = browser_of("cora").visit(address_of(igj.enter()))
    assert page.status == 403
    assert "personeelssysteem" in page.text("main")


def test_a_form_from_before_the_directory_came_saves_nothing(igj, browser_of, world):
    nora = igj.enter("bram", externalId=world.person("bram").subject)
    assert nora == str(world.person("bram").id)
    browser = browser_of("cora")
    form = browser.visit(f"/administration/accounts/{nora}").tree
    sent = {"csrf_token": form.cssselect("[name=csrf_token]")[0].get("value"), "name": "Anders"}
    assert browser.send(address_of(nora), sent).status == 403


def test_what_the_directory_let_go_of_can_be_corrected(igj, browser_of, transaction):
    nora = igj.enter()
    assert igj.ask("DELETE", f"/Users/{nora}").status_code == 204
    answer = browser_of("cora").visit(address_of(nora)).submit("#correction-form", name="Nora N.")
    assert answer.status == 303
    assert igj.person("nora").name == "Nora N."


def test_when_its_keys_have_ended_nobody_puts_it_back(igj, browser_of, transaction):
    nora = igj.enter()
    with transaction.as_owner() as owner:
        owner.execute(text("update provisioning_key set ended_at = :now"), {"now": clock.now()})
    assert browser_of("cora").visit(address_of(nora)).status == 200
