"""Somebody left the workspace and came back: seen once, as what they are now.

Carla of IvhO was let out and in again, so two memberships of hers stand there; one has ended."""

import pytest

from tests.support.documents import rule_for


@pytest.fixture
def document(library):
    return library.bring("bram", rule_for("ivho", "contribute"), title="Voor IvhO")


@pytest.fixture
def carla_is_back(api_of, world):
    """Let Carla out and in again."""

    def again(role):
        anna, members = api_of("anna"), f"/workspaces/{world.workspace.ref}/members"
        (carla,) = (
            each["id"] for each in anna.get(members).json["items"] if each["login"] == "carla"
        )
        assert anna.ask("DELETE", f"{members}/{carla}").status_code == 204
        assert anna.post(members, json={"login": "carla", "role": role}).status_code == 201

    return again


def test_who_came_back_sees_each_document_once(
    api_of, browser_of, library, document, carla_is_back
):
    carla_is_back("contributor")
    carla, place = api_of("carla"), f"/workspaces/{library.world.workspace.ref}/documents"

    items = carla.get(place).json["items"]
    assert [(each["id"], each["level"]) for each in items] == [(str(document.id), "contribute")]
    assert carla.get(f"/documents/{document.id}").json["level"] == "contribute"
    assert browser_of("carla").visit(library.address(document)).status == 200


def test_what_one_was_before_gives_nothing_now(api_of, document, carla_is_back):
    carla_is_back("contributor")
    carla_is_back("reader")

    assert api_of("carla").get(f"/documents/{document.id}").json["level"] == "download"
