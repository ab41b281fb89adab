"""A key reaches the accounts of its own provider, while it is in force, and nothing else."""

from datetime import timedelta

import pytest

from app.kernel import clock
from app.provisioning.models import ProvisioningKey
from tests.support.signing_in import pin

ASKING = [
    ("GET", "/Users"),
    ("POST", "/Users"),
    ("GET", "/Users/{}"),
    ("PUT", "/Users/{}"),
    ("PATCH", "/Users/{}"),
    ("DELETE", "/Users/{}"),
    ("GET", "/ServiceProviderConfig"),
    ("GET", "/ResourceTypes"),
    ("GET", "/Schemas"),
]


def ask_all(directory, person_id):
    return [
        directory.ask(method, path.format(person_id), json=directory.told("eva")).status_code
        for method, path in ASKING
    ]


def test_a_key_of_another_organisation_finds_nobody(igj, directory_of):
    person_id = igj.enter()
    nvwa = directory_of("nvwa")

    for method in ("GET", "PUT", "PATCH", "DELETE"):
        answer = nvwa.ask(method, f"/Users/{person_id}", json=nvwa.told())
        assert answer.status_code == 404, method
    assert nvwa.ask("GET", "/Users").json["totalResults"] == 0
    assert igj.person("nora").blocked_at is None


def test_people_whom_no_directory_entered_cannot_be_reached(igj, world):
    bram = world.person("bram")
    answer = igj.ask("PATCH", f"/Users/{bram.id}", json={})

    assert answer.status_code == 404
    assert igj.ask("GET", "/Users").json["totalResults"] == 0


@pytest.mark.parametrize("how", ["none", "other", "expired", "ended", "closed", "as a person"])
def test_who_has_no_key_in_force_is_told_so_and_nothing_happens(
    igj, directory_of, transaction, api_of, how
):
    person_id = igj.enter()
    if how == "none":
        igj.secret = ""
    elif how == "other":
        igj.secret = "szd_" + "x" * 43
    elif how == "expired":
        igj = directory_of("igj", life=timedelta(seconds=-1))
    elif how == "ended":
        with transaction.as_owner() as owner:
            for each in owner.query(ProvisioningKey):
                each.ended_at = clock.now()
    elif how == "closed":
        pin(transaction, "igj", is_active=False)
    else:
        igj.secret = api_of("bram").headers["Authorization"].removeprefix("Bearer ")

    assert set(ask_all(igj, person_id)) == {401}
    assert igj.person("nora").blocked_at is None
    assert igj.person("eva") is None
    assert igj.ask("GET", "/Users").headers["WWW-Authenticate"] == "Bearer"


def test_a_key_opens_nothing_else(igj, app):
    asking = app.test_client()
    headers = {"Authorization": f"Bearer {igj.secret}"}

    assert asking.get("/api/v1/workspaces", headers=headers).status_code == 401
    assert asking.get("/administration", headers=headers).status_code in (302, 303)


def test_a_signed_in_person_is_no_directory(browser_of):
    assert browser_of("anna").visit("/scim/v2/Users").status == 401


def test_a_key_is_made_and_ended_by_command(command, igj, transaction):
    organisation_id = igj.provider.organisation_id
    before = transaction.audited(organisation_id)
    status, said = command("provider", "directory", "igj", "--days", "30")
    assert status == 0
    igj.secret = said.splitlines()[-1]
    assert igj.ask("GET", "/Users").status_code == 200

    assert command("provider", "directory", "igj", "--end")[1] == "2 keys were ended.\n"
    assert igj.ask("GET", "/Users").status_code == 401
    assert command("provider", "directory", "igj", "--days", "401")[0] == 1
    assert command("provider", "directory", "nobody")[0] == 1
    done = transaction.audited(organisation_id)
    assert done == [*before, "organisation:directory-key:make", "organisation:directory-key:end"]
