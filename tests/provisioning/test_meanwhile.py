"""What somebody else does to an account meanwhile counts; a directory does not undo it unasked."""

import json

import pytest
from sqlalchemy import text

from app.identity.models import Person
from app.kernel import clock
from app.provisioning import queries
from app.provisioning.models import ProvisionedAccount
from tests.provisioning.conftest import PATCH
from tests.support.slow_sending import SlowBody


@pytest.fixture
def meanwhile(monkeypatch, transaction):
    """Have something happen between the reading of an account and its change."""

    def set_up(**changes):
        get_account = queries.get_account

        def read_first(key, person_id):
            account = get_account(key, person_id)
            with transaction.as_owner() as owner:
                for model, fields in changes.items():
                    kind = {"account": ProvisionedAccount, "person": Person}[model]
                    for name, value in fields.items():
                        setattr(owner.get(kind, account.person_id), name, value)
            return account

        monkeypatch.setattr(queries, "get_account", read_first)

    return set_up


def titled(igj, person_id):
    return igj.patch(person_id, {"op": "replace", "path": "title", "value": "Hoofd"})


def test_a_title_does_not_let_in_whom_the_directory_has_just_blocked(igj, meanwhile):
    person_id, moment = igj.enter(), clock.now()
    meanwhile(account={"blocked_at": moment}, person={"blocked_at": moment})

    answer = titled(igj, person_id)
    assert (answer.status_code, answer.json["active"]) == (200, False)
    nora = igj.person("nora")
    assert (nora.job_title, nora.blocked_at) == ("Hoofd", moment)


def test_letting_in_does_not_undo_what_our_administrator_does_at_the_same_moment(igj, meanwhile):
    person_id = igj.enter()
    igj.block(person_id)
    meanwhile(person={"blocked_at": clock.now()})

    answer = igj.patch(person_id, {"op": "replace", "path": "active", "value": True})
    assert answer.status_code == 403


@pytest.mark.parametrize("method", ["PATCH", "PUT", "DELETE"])
def test_what_was_removed_meanwhile_is_gone(igj, meanwhile, method):
    person_id, moment = igj.enter(), clock.now()
    meanwhile(account={"blocked_at": moment, "removed_at": moment}, person={"blocked_at": moment})

    operations = [{"op": "replace", "path": "active", "value": True}]
    body = igj.told() | {"Operations": operations}
    assert igj.ask(method, f"/Users/{person_id}", json=body).status_code == 404


def test_who_our_administrator_let_in_again_is_blocked_when_removed(igj, transaction):
    person_id = igj.enter()
    igj.block(person_id)
    with transaction.as_owner() as owner:
        owner.get(Person, igj.person("nora").id).blocked_at = None

    assert igj.ask("DELETE", f"/Users/{person_id}").status_code == 204
    assert igj.person("nora").blocked_at is not None


def test_who_has_an_address_of_before_can_be_blocked(igj, transaction):
    person_id = igj.enter()
    with transaction.as_owner() as owner:
        owner.get(Person, igj.person("nora").id).email = "nora@old-name.example"

    assert igj.block(person_id).status_code == 200
    assert igj.person("nora").blocked_at is not None


@pytest.mark.parametrize(
    "sent", ["externalId%20eq%20%22a%00%22", "userName%20eq%20%22%ED%A0%80%22"]
)
def test_a_filter_with_what_cannot_be_kept_finds_nobody(igj, sent):
    igj.enter()
    answer = igj.ask("GET", f"/Users?filter={sent}")
    assert (answer.status_code, answer.json.get("totalResults", 0)) in ((200, 0), (400, 0))


ENDS = {
    "nothing": "select 1",
    "ended": "update provisioning_key set ended_at = now()",
    "paused": "update identity_provider set paused_at = now(), pause_reason = 'Lek'",
    "closed": "update identity_provider set is_active = false",
    "void": "update identity_provider set void_before = now() + interval '1 minute'",
}


@pytest.mark.parametrize("what", ENDS)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_key_that_ended_before_the_body_came_does_nothing(igj, transaction, what, method):
    """Who holds a key may send for hours; meanwhile the provider may have become another's."""
    path = f"/Users/{igj.enter()}" if method == "PATCH" else "/Users"
    title = [{"op": "replace", "path": "title", "value": "Hoofd"}]
    patch = {"schemas": [PATCH], "Operations": title}
    told = patch if method == "PATCH" else igj.told("zoe")

    def end():
        with transaction.as_owner() as owner:
            owner.execute(text(ENDS[what]))

    body = SlowBody(json.dumps(told).encode(), end)
    answer = igj.ask(method, path, content_type="application/json", **body.sent())
    assert (answer.status_code < 300) is (what == "nothing"), answer.text
    assert what == "nothing" or answer.status_code == 401
    if method == "POST":
        assert (igj.person("zoe") is not None) is (what == "nothing")
    else:
        assert igj.person("nora").job_title == ("Hoofd" if what == "nothing" else "Inspecteur")
