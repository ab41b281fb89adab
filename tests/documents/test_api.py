"""The API about documents: the same sight, the same verbs, other clothes.

A token of Bram's brings documents in and shares them; one of Carla's reads what she was given."""

import io
import secrets
from datetime import timedelta
from hashlib import sha256

import pytest

from app.documents.actions import DocumentAction
from app.identity.models import ApiToken
from app.kernel import clock
from tests.support.documents import BASIS, TEXT, next_month, rule_for


class Client:
    """A partner's system with a token."""

    def __init__(self, app, token):
        self._client = app.test_client()
        self._headers = {"Authorization": f"Bearer {token}"}

    def ask(self, method, path, *, headers=None, **options):
        return self._client.open(
            f"/api/v1{path}", method=method, headers={**self._headers, **(headers or {})}, **options
        )

    def get(self, path):
        return self.ask("GET", path)


@pytest.fixture
def client_of(app, world, transaction):
    def make(who, *, scope="write"):
        token = f"sz_{secrets.token_urlsafe(32)}"
        with transaction.as_owner() as owner:
            owner.add(
                ApiToken(
                    person_id=world.person(who).id,
                    token_hash=sha256(token.encode()).digest(),
                    name="test",
                    scope=scope,
                    made_at=clock.now(),
                    expires_at=clock.now() + timedelta(days=1),
                )
            )
        return Client(app, token)

    return make


@pytest.fixture
def bram(client_of):
    return client_of("bram")


@pytest.fixture
def place(world):
    return f"/workspaces/{world.workspace.ref}"


@pytest.fixture
def made(bram, place):
    """A document brought in over the API."""

    def bring(**fields):
        sent = {"file": (io.BytesIO(TEXT), "Verslag.txt"), **fields}
        return bram.ask("POST", f"{place}/documents", data=sent)

    return bring


def rule(organisation="ivho", **changes):
    given = {
        "organisation": organisation,
        "level": "view",
        "until": next_month().isoformat(),
        "legal_basis": BASIS,
        "purpose": "Samen onderzoeken",
        "people": [],
    }
    return given | changes


def test_a_document_is_brought_in_listed_and_fetched(made, bram, client_of, place):
    answer = made(title="Verslag bezoek", classification="ongerubriceerd", marking="intern")
    document = answer.get_json()

    assert answer.status_code == 201
    assert document["title"] == "Verslag bezoek"
    assert (document["owner"], document["status"], document["version"]) == ("igj", "released", 1)
    assert (document["size"], document["media_type"]) == (len(TEXT), "text/plain")
    assert document["sha256"] == sha256(TEXT).hexdigest()
    assert "document:access:change" in document["may"]
    assert bram.get(f"{place}/documents").get_json()["items"] == [document]
    assert bram.get(f"/documents/{document['id']}").get_json() == document
    content = bram.get(f"/documents/{document['id']}/content")
    assert (content.get_data(), content.headers["Content-Disposition"]) == (
        TEXT,
        "attachment; filename=Verslag.txt",
    )
    assert client_of("carla").get(f"/documents/{document['id']}").status_code == 404


def test_a_reading_token_brings_nothing_in(client_of, place):
    reader = client_of("bram", scope="read")
    sent = {"file": (io.BytesIO(TEXT), "Verslag.txt")}
    assert reader.ask("POST", f"{place}/documents", data=sent).status_code == 403


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"file": (io.BytesIO(b""), "leeg.txt")}, "file"),
        ({"classification": "stg_geheim"}, "classification"),
        ({"classification": "zomaar"}, "classification"),
        ({"marking": "zomaar"}, "marking"),
        ({"folder": "zomaar"}, "folder"),
        ({"folder": "01a20000-0000-7000-8000-000000000000"}, "folder"),
    ],
)
def test_a_wrong_field_is_named(made, fields, field):
    answer = made(**fields)
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["errors"][0]["field"] == field


def test_the_list_comes_in_pages(made, bram, place):
    for number in range(5):
        made(title=f"stuk {number}")
    titles, address = [], f"{place}/documents?limit=2"
    while address:
        page = bram.get(address).get_json()
        titles += [each["title"] for each in page["items"]]
        following = page["next"]
        address = f"{place}/documents?limit=2&cursor={following}" if following else None
    assert titles == [f"stuk {number}" for number in (4, 3, 2, 1, 0)]
    assert [
        each["title"] for each in bram.get(f"{place}/documents?q=UK 3").get_json()["items"]
    ] == ["stuk 3"]
    assert bram.get(f"{place}/documents?q=%25").get_json()["items"] == []
    assert bram.get(f"{place}/documents?cursor=zomaar").status_code == 422


def test_what_is_said_is_changed_and_a_stale_match_is_refused(made, bram):
    first = made()
    address, etag = f"/documents/{first.get_json()['id']}", first.headers["ETag"]
    changed = bram.ask("PATCH", address, json={"title": "Beter"}, headers={"If-Match": etag})
    assert (changed.status_code, changed.get_json()["title"]) == (200, "Beter")
    stale = bram.ask("PATCH", address, json={"title": "Later"}, headers={"If-Match": etag})
    assert stale.status_code == 412
    assert bram.ask("PATCH", address, json={"owner": "ijenv"}).status_code == 422


def test_versions(made, bram):
    document_id = made().get_json()["id"]
    sent = {"file": (io.BytesIO(b"Nieuw.\n"), "nieuw.txt"), "note": "Korter"}
    assert bram.ask("POST", f"/documents/{document_id}/versions", data=sent).status_code == 201
    items = bram.get(f"/documents/{document_id}/versions").get_json()["items"]
    assert [(each["number"], each["note"], each["uploaded_by"]) for each in items] == [
        (2, "Korter", "bram"),
        (1, "", "bram"),
    ]


def test_withdrawn(made, bram, client_of):
    document_id = made().get_json()["id"]
    bram.ask("PUT", f"/documents/{document_id}/access", json={"own": True, "rules": [rule()]})
    carla = client_of("carla")
    assert carla.get(f"/documents/{document_id}").status_code == 200
    assert carla.ask("DELETE", f"/documents/{document_id}").status_code == 403
    assert bram.ask("DELETE", f"/documents/{document_id}").status_code == 204
    assert carla.get(f"/documents/{document_id}").status_code == 404
    assert bram.get(f"/documents/{document_id}").get_json()["withdrawn_at"]


def test_rules_are_laid_down_read_and_dropped(made, bram, client_of, transaction):
    document_id = made().get_json()["id"]
    address = f"/documents/{document_id}/access"
    assert bram.get(address).get_json() == {"own": False, "rules": []}

    wanted = {"own": True, "rules": [rule(people=["carla"]), rule("ijenv", level="download")]}
    assert bram.ask("PUT", address, json=wanted).status_code == 200
    assert sorted(bram.get(address).get_json()["rules"], key=lambda each: each["organisation"]) == [
        rule("ijenv", level="download"),
        rule(people=["carla"]),
    ]
    assert client_of("carla").get(address).status_code == 200

    assert bram.ask("PUT", address, json={"own": False}).get_json() == {"own": False, "rules": []}
    assert client_of("carla").get(address).status_code == 404
    assert transaction.audited(document_id)[-1] == DocumentAction.FOLDER_RULES


def test_there_is_an_end_to_rules_and_to_people_in_them(made, bram):
    address = f"/documents/{made().get_json()['id']}/access"
    for rules, field in (([rule()] * 201, "rules"), ([rule(people=["x"] * 501)], "rules.0.people")):
        refused = bram.ask("PUT", address, json={"rules": rules})
        assert refused.status_code == 422
        assert [each["field"] for each in refused.get_json()["errors"]] == [field]


def test_a_rule_over_special_data_names_it(made, bram, client_of):
    path = f"/documents/{made(police_data='true').get_json()['id']}"
    refused = bram.ask("PUT", f"{path}/access", json={"rules": [rule()]})
    assert refused.status_code == 422
    assert [each["field"] for each in refused.get_json()["errors"]] == ["special_data"]
    named = rule(special_data=["police_data"])
    assert bram.ask("PUT", f"{path}/access", json={"rules": [named]}).get_json()["rules"] == [named]
    assert client_of("carla").get(path).status_code == 200


def test_a_flag_added_to_what_is_shared_asks_for_the_rules(made, bram):
    path = f"/documents/{made().get_json()['id']}"
    bram.ask("PUT", f"{path}/access", json={"rules": [rule()]})
    refused = bram.ask("PATCH", path, json={"police_data": True})
    assert refused.status_code == 422
    assert [each["field"] for each in refused.get_json()["errors"]] == ["rules_give_special_data"]
    meant = {"police_data": True, "rules_give_special_data": True}
    assert bram.ask("PATCH", path, json=meant).get_json()["police_data"] is True
    assert bram.get(f"{path}/access").get_json()["rules"][0]["special_data"] == ["police_data"]


def test_a_dry_run_says_who_gains_and_changes_nothing(made, bram, client_of):
    document_id = made().get_json()["id"]
    address = f"/documents/{document_id}/access"
    answer = bram.ask("PUT", f"{address}?dry_run=true", json={"rules": [rule()]})
    assert answer.get_json() == {
        "gains": [{"organisation": "ivho", "login": "carla", "from": "none", "to": "view"}],
        "loses": [],
        "changes": [],
    }
    assert bram.get(address).get_json()["own"] is False
    assert client_of("carla").get(address).status_code == 404


def test_a_dry_run_says_who_gets_another_right(made, bram):
    address = f"/documents/{made().get_json()['id']}/access"
    bram.ask("PUT", address, json={"rules": [rule("ijenv")]})
    answer = bram.ask(
        "PUT", f"{address}?dry_run=true", json={"rules": [rule("ijenv", level="manage")]}
    )
    told = answer.get_json()
    assert (told["gains"], told["loses"]) == ([], [])
    assert {(each["login"], each["from"], each["to"]) for each in told["changes"]} == {
        ("anna", "view", "manage"),
        ("wim", "view", "download"),
    }


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (rule(until="2020-01-01"), "until"),
        (rule(until=None), "until"),
        (rule(legal_basis="ZOMAAR"), "legal_basis"),
        (rule(legal_basis="CBW-51-55"), "legal_basis"),
        (rule(purpose=""), "purpose"),
        (rule(level="all"), "level"),
        (rule("nvwa"), "organisation"),
        (rule("igj"), "organisation"),
        (rule(people=["bram"]), "people"),
        (rule() | {"owner": "ijenv"}, "rules.0.owner"),
    ],
)
def test_a_wrong_rule_is_refused(made, bram, wrong, field):
    address = f"/documents/{made().get_json()['id']}/access"
    answer = bram.ask("PUT", address, json={"own": True, "rules": [wrong]})
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == field


def test_rules_that_changed_meanwhile_are_not_overwritten(made, bram):
    address = f"/documents/{made().get_json()['id']}/access"
    etag = bram.get(address).headers["ETag"]
    bram.ask("PUT", address, json={"rules": [rule("ijenv")]})
    late = bram.ask("PUT", address, json={"rules": [rule()]}, headers={"If-Match": etag})
    assert late.status_code == 412


@pytest.mark.parametrize("where", ["workspace", "folder"])
def test_rules_of_a_place_hold_for_what_the_own_organisation_brings(
    made, bram, client_of, place, where
):
    folder = bram.ask("POST", f"{place}/folders", json={"name": "Bezoek"}).get_json()
    address = f"{place}/access" if where == "workspace" else f"/folders/{folder['id']}/access"
    document = made(folder=folder["id"]).get_json()
    carla = client_of("carla")
    assert bram.get(address).get_json()["rules"] == []

    dry = bram.ask("PUT", f"{address}?dry_run=true", json={"rules": [rule()]}).get_json()
    assert [each["login"] for each in dry["gains"]] == ["carla"]
    assert carla.get(f"/documents/{document['id']}").status_code == 404

    assert bram.ask("PUT", address, json={"rules": [rule()]}).status_code == 200
    assert bram.get(address).get_json() == {"own": True, "rules": [rule()]}
    assert carla.get(f"/documents/{document['id']}").status_code == 200
    assert carla.ask("PUT", address, json={"rules": []}).status_code == 403


def test_folders_are_listed(bram, place):
    made_folder = bram.ask("POST", f"{place}/folders", json={"name": "Bezoek"})
    assert made_folder.status_code == 201
    items = bram.get(f"{place}/folders").get_json()["items"]
    assert [(each["name"], each["own_policy"]) for each in items] == [
        ("", False),
        ("Bezoek", False),
    ]
    assert items[1]["parent"] == items[0]["id"]


@pytest.mark.parametrize(
    ("rules", "asked", "decision", "level", "reason"),
    [
        ([rule_for("ivho")], "ivho", "yes", "view", "Een regel van IGJ geeft IvhO zicht."),
        ([rule_for("ivho", "finding")], "ivho", "finding", "finding", "alleen als bewijs"),
        ([rule_for("ivho", "none")], "ivho", "no", "none", "sluit dit document voor IvhO"),
        ([rule_for("ivho", "manage")], "ivho", "yes", "download", "de rol in deze ruimte begrenst"),
        ([], "ivho", "no", "none", "Geen regel van IGJ noemt IvhO."),
        ([], "igj", "yes", "manage", "IGJ is de bronhouder van dit document."),
        ([], "nvwa", "no", "none", "NVWA doet niet mee in deze ruimte."),
        ([], "ivho&login=bram", "no", "none", "bram werkt niet in deze ruimte voor IvhO."),
    ],
)
def test_the_reason_why(bram, library, rules, asked, decision, level, reason):
    document = library.bring("bram", *rules)
    address = f"/documents/{document.id}/access/explanation?organisation={asked}"
    told = bram.get(address).get_json()
    assert (told["decision"], told["level"]) == (decision, level)
    assert reason in told["reason"]
