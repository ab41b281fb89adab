"""Accounts that a directory keeps: entered, changed, blocked, removed and brought back."""

import pytest

from app.identity.models import ADMINISTRATOR, MANDATE_KEEPER, Person
from app.kernel import clock
from tests.provisioning.conftest import PATCH, USER


def replaced(path, value):
    return {"op": "replace", "path": path, "value": value}


def test_who_is_entered_is_bound_and_sees_nothing(igj, transaction):
    answer = igj.ask("POST", "/Users", json=igj.told())

    assert answer.status_code == 201
    assert answer.content_type == "application/scim+json; charset=utf-8"
    assert answer.headers["Location"].endswith(f"/scim/v2/Users/{answer.json['id']}")
    nora = igj.person("nora")
    assert (nora.subject, nora.provider_id) == ("subject-of-nora", igj.provider_id)
    assert (nora.duties, nora.blocked_at) == ([], None)
    assert transaction.audited(nora.id) == ["person:directory-account:enter"]
    found = igj.ask("GET", f"/Users/{answer.json['id']}")
    assert found.json == answer.json
    assert found.json["userName"] == "nora@igj.example"


def test_who_was_invited_is_taken_over_and_bound(igj, transaction, world):
    with transaction.as_owner() as owner:
        bram = owner.merge(world.person("bram"))
        bram.provider_id = bram.subject = None
        address = bram.email
    answer = igj.ask("POST", "/Users", json=igj.told("bram", userName=address.upper()))

    assert (answer.status_code, answer.json["id"]) == (201, str(world.person("bram").id))
    assert igj.person("bram").subject == "subject-of-bram"


@pytest.mark.parametrize("duty", [ADMINISTRATOR, MANDATE_KEEPER])
def test_who_was_invited_for_a_duty_comes_in_by_the_invitation_alone(igj, transaction, world, duty):
    """Else who has the key is administrator of everything, as any subject of the own provider."""
    with transaction.as_owner() as owner:
        bram = owner.merge(world.person("bram"))
        bram.provider_id = bram.subject = None
        bram.duties = [duty]
        address = bram.email
    answer = igj.ask("POST", "/Users", json=igj.told("mallory", userName=address))

    assert (answer.status_code, answer.json["scimType"]) == (409, "uniqueness")
    assert igj.person("bram").subject is None


def test_who_signed_in_as_somebody_else_is_not_taken_over(igj, world):
    bram = world.person("bram")
    told = igj.told("bram", userName=bram.email, externalId="somebody else")
    answer = igj.ask("POST", "/Users", json=told)

    assert (answer.status_code, answer.json["scimType"]) == (409, "uniqueness")
    assert igj.person("bram").subject == bram.subject


def test_who_signed_in_as_that_very_subject_is_taken_over(igj, world):
    bram = world.person("bram")
    told = igj.told("bram", userName=bram.email, externalId=bram.subject)

    assert igj.ask("POST", "/Users", json=told).json["id"] == str(bram.id)
    assert igj.ask("POST", "/Users", json=told).status_code == 409


@pytest.mark.parametrize(
    "changed",
    [
        {"userName": None},
        {"externalId": None},
        {"displayName": None},
        {"userName": "nora@nvwa.example"},
        {"userName": "nora@igj.example.evil.example"},
        {"userName": "nora"},
        {"userName": 7},
        {"displayName": ["Nora"]},
        {"displayName": "N" * 201},
        {"displayName": "Nora\x00"},
        {"displayName": "Nora\u2028" + "\ud800"},
        {"externalId": "x" * 256},
        {"externalId": "a\nb"},
        {"active": "ja"},
        {"active": 1},
        {"title": {"a": 1}},
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_kind(igj, changed):
    answer = igj.ask("POST", "/Users", json=igj.told(**changed))

    assert (answer.status_code, answer.json["scimType"]) == (400, "invalidValue")
    assert igj.person("nora") is None


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"[" * 30_000, b"\xff", b"null"])
def test_what_is_no_object_is_refused(igj, body):
    answer = igj.ask("POST", "/Users", data=body, content_type="application/scim+json")

    assert (answer.status_code, answer.json["scimType"]) == (400, "invalidSyntax")


def test_parts_of_a_name_make_a_name(igj):
    told = igj.told(displayName=None)
    told["name"] = {"givenName": "Nora", "familyName": "de Vries"}
    assert igj.ask("POST", "/Users", json=told).status_code == 201

    assert igj.person("nora").name == "Nora de Vries"


def test_what_we_do_not_keep_is_passed_over(igj):
    extra = {
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "JJI"},
        "phoneNumbers": [{"value": "070"}],
        "groups": [{"value": "beheerders"}],
        "roles": ["administrator"],
        "duties": ["administrator"],
    }
    igj.enter(**extra)

    assert igj.person("nora").duties == []


@pytest.mark.parametrize(
    ("operation", "name", "title", "is_blocked"),
    [
        (replaced("displayName", "Nora  Ander"), "Nora Ander", "Inspecteur", False),
        (replaced("name.formatted", "Nora A."), "Nora A.", "Inspecteur", False),
        (replaced("title", "Hoofd"), "Nora Nieuw", "Hoofd", False),
        ({"op": "remove", "path": "title"}, "Nora Nieuw", "", False),
        ({"op": "Replace", "path": "active", "value": "False"}, "Nora Nieuw", "Inspecteur", True),
        ({"op": "add", "value": {"active": False, "title": "Weg"}}, "Nora Nieuw", "Weg", True),
        (replaced(f"{USER}:title", "Hoofd"), "Nora Nieuw", "Hoofd", False),
        (replaced("nickName", "No"), "Nora Nieuw", "Inspecteur", False),
    ],
)
def test_parts_of_an_account_change(igj, operation, name, title, is_blocked):
    answer = igj.patch(igj.enter(), operation)

    assert answer.status_code == 200, answer.text
    nora = igj.person("nora")
    assert (nora.name, nora.job_title, nora.blocked_at is not None) == (name, title, is_blocked)
    assert answer.json["active"] is not is_blocked


@pytest.mark.parametrize(
    ("operations", "kind"),
    [
        ([], "invalidSyntax"),
        ([{"op": "replace"}] * 51, "invalidSyntax"),
        ([{"op": "move", "path": "title", "value": "x"}], "invalidSyntax"),
        ([{"op": "remove"}], "noTarget"),
        ([{"op": "remove", "path": "userName"}], "mutability"),
        ([replaced("displayName", "")], "invalidValue"),
        ([replaced("externalId", "subject-of-anna")], "mutability"),
        ([replaced(7, "x")], "invalidPath"),
        (["x"], "invalidSyntax"),
        ([replaced("title", "Hoofd"), replaced("active", "misschien")], "invalidValue"),
    ],
)
def test_operations_are_done_all_or_none(igj, operations, kind):
    person_id = igj.enter()
    answer = igj.patch(person_id, *operations)

    assert (answer.status_code, answer.json["scimType"]) == (400, kind)
    nora = igj.person("nora")
    assert (nora.subject, nora.job_title) == ("subject-of-nora", "Inspecteur")


def test_who_is_blocked_is_out_at_once_and_let_in_again(igj, browser_of, transaction, world):
    bram = world.person("bram")
    igj.enter("bram", userName=bram.email, externalId=bram.subject, displayName="Bram")
    window = browser_of("bram")
    assert window.visit("/").status == 200

    assert igj.block(bram.id).json["active"] is False
    assert window.visit("/").status in (302, 303, 401)
    assert igj.patch(bram.id, replaced("active", True)).json["active"] is True
    assert transaction.audited(bram.id)[-2:] == [
        "person:directory-account:let-in",
        "person:directory-account:change",
    ]


def test_whom_our_administrator_blocked_stays_blocked(igj, transaction, world):
    bram = world.person("bram")
    igj.enter("bram", userName=bram.email, externalId=bram.subject)
    with transaction.as_owner() as owner:
        owner.get(Person, bram.id).blocked_at = clock.now()

    answer = igj.patch(bram.id, replaced("active", True))
    assert (answer.status_code, igj.person("bram").blocked_at is None) == (403, False)
    assert igj.patch(bram.id, replaced("active", False)).status_code == 200
    assert igj.patch(bram.id, replaced("active", True)).status_code == 403


def test_who_is_removed_is_blocked_and_can_come_back(igj):
    person_id = igj.enter()
    assert igj.ask("DELETE", f"/Users/{person_id}").status_code == 204
    assert igj.ask("GET", f"/Users/{person_id}").status_code == 404
    assert igj.ask("DELETE", f"/Users/{person_id}").status_code == 404
    assert igj.ask("GET", "/Users").json["totalResults"] == 0
    assert igj.person("nora").blocked_at is not None

    assert igj.enter() == person_id
    assert igj.person("nora").blocked_at is None


def test_a_directory_that_blocks_everybody_is_stopped(igj, monkeypatch):
    people = [igj.enter(f"p{number}") for number in range(14)]
    answers = [igj.block(each).status_code for each in people[:7]]
    answers += [igj.ask("DELETE", f"/Users/{each}").status_code for each in people[7:]]

    assert answers == [200] * 7 + [204] * 3 + [429] * 4
    assert igj.block(people[-1]).headers["Retry-After"] == "3600"
    assert igj.ask("GET", "/Users?count=0").json["totalResults"] == 11
    assert igj.patch(people[0], replaced("active", True)).status_code == 200
    assert igj.block(people[-1]).status_code == 200


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ('userName eq "NORA@igj.example"', 1),
        ('externalId eq "subject-of-nora"', 1),
        ('emails.value EQ "nora@igj.example"', 1),
        ('userName eq "bram@igj.example"', 0),
        ('id eq "x"', 0),
        ('userName eq "%"', 0),
        ('externalId eq "a\\"b"', 0),
    ],
)
def test_accounts_are_found_by_one_attribute(igj, written, found):
    igj.enter()
    assert igj.ask("GET", "/Users", query_string={"filter": written}).json["totalResults"] == found


@pytest.mark.parametrize(
    "written",
    ["userName", 'userName co "a"', 'userName eq "a" or id eq "b"', 'title eq "x"', '"' * 900],
)
def test_other_filters_are_refused(igj, written):
    answer = igj.ask("GET", "/Users", query_string={"filter": written})

    assert (answer.status_code, answer.json["scimType"]) == (400, "invalidFilter")


def test_accounts_come_in_pages(igj):
    people = [igj.enter(f"p{number}") for number in range(3)]
    second = igj.ask("GET", "/Users?startIndex=2&count=1").json

    assert (second["totalResults"], second["itemsPerPage"]) == (3, 1)
    assert [each["id"] for each in second["Resources"]] == people[1:2]
    assert igj.ask("GET", "/Users?startIndex=-5&count=-1").json["itemsPerPage"] == 0
    assert igj.ask("GET", "/Users?count=x").status_code == 400


def test_a_whole_account_is_replaced(igj):
    person_id = igj.enter()
    told = igj.told(displayName="Nora Ander", title=None)

    assert igj.ask("PUT", f"/Users/{person_id}", json=told).status_code == 200
    nora = igj.person("nora")
    assert (nora.name, nora.job_title) == ("Nora Ander", "")


def test_what_is_the_same_is_no_change(igj, transaction):
    person_id = igj.enter()
    before = igj.ask("GET", f"/Users/{person_id}").json
    assert igj.ask("PUT", f"/Users/{person_id}", json=igj.told()).json == before
    assert transaction.audited(igj.person("nora").id) == ["person:directory-account:enter"]


def test_what_can_be_asked_is_described(igj):
    assert igj.ask("GET", "/ServiceProviderConfig").json["patch"] == {"supported": True}
    kinds = igj.ask("GET", "/ResourceTypes").json["Resources"]
    assert [each["endpoint"] for each in kinds] == ["/Users"]
    assert igj.ask("GET", "/ResourceTypes/User").json == kinds[0]
    schemas = igj.ask("GET", "/Schemas").json["Resources"]
    assert igj.ask("GET", f"/Schemas/{USER}").json == schemas[0]
    assert igj.ask("GET", f"/Schemas/{PATCH}").status_code == 404


def test_there_are_no_groups(igj):
    assert igj.ask("GET", "/Groups").status_code == 404
