"""`samenzicht organisation`, `provider` and `person`: the administrator at the machine itself."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app import cli
from app.identity.models import ADMINISTRATOR, MANDATE_KEEPER, PRIVACY_OFFICER, Person
from app.workspaces.policy import COORDINATOR_DUTY
from tests.support.hostile_lies import Lie
from tests.support.signing_in import pin

NEW = [
    *["--name", "Inspectie Nieuw", "--short-name", "Nieuw", "--kind", "inspectorate"],
    *["--mail-domain", "nieuw.example"],
]


def test_the_first_people_are_entered_by_command(command, anonymous, transaction):
    first = ["--name", "Eva Eerste", "--email", "e.eerste@igj.example"]
    status, said = command("person", "add", "igj", *first, "--duty", "administrator")
    login, address = said.splitlines()

    assert (status, login.split()[0]) == (0, "e.eerste")
    page = anonymous.visit(address.removeprefix("http://localhost"))
    assert "Inspectie Gezondheidszorg en Jeugd" in page.text("main")
    with transaction.as_owner() as owner:
        entered = owner.query(Person).filter_by(login="e.eerste").one()
    assert entered.duties == [ADMINISTRATOR]
    assert transaction.audited(entered.id) == ["person:invitation:send", "person:duty:give"]
    assert command("person", "add", "igj", *first)[0] == 1
    elsewhere = ["--name", "Eva", "--email", "e.eerste@elders.example"]
    assert command("person", "add", "igj", *elsewhere)[0] == 1
    assert command("person", "add", "geen", *elsewhere)[0] == 1


def test_every_duty_can_be_given_by_command():
    options = {each.name: each for each in cli.administration.add_person.params}
    assert set(options["duties"].type.choices) == {
        ADMINISTRATOR,
        COORDINATOR_DUTY,
        MANDATE_KEEPER,
        PRIVACY_OFFICER,
    }


def test_somebody_keeps_the_register_of_mandates_and_no_longer(
    command, browser_of, transaction, world
):
    assert browser_of("bram").visit("/mandates/new").status == 403

    assert command("person", "duty", "bram", "mandate_keeper")[0] == 0
    assert browser_of("bram").visit("/mandates/new").status == 200
    assert command("person", "duty", "bram", "mandate_keeper", "--off")[0] == 0
    assert browser_of("bram").visit("/mandates/new").status == 403
    assert transaction.audited(world.person("bram").id)[-2:] == [
        "person:duty:give",
        "person:duty:take",
    ]
    assert command("person", "duty", "nobody", "mandate_keeper")[0] == 1


def test_people_are_listed_and_blocked(command, browser_of, transaction, world):
    browser = browser_of("bram")
    assert browser.visit("/").status == 200

    status, said = command("person", "list", "--organisation", "igj")
    assert status == 0
    assert [line.split()[0] for line in said.splitlines()] == sorted(
        line.split()[0] for line in said.splitlines()
    )
    assert "bram" in said
    assert "anna" not in said

    assert command("person", "block", "bram") == (0, "bram is blocked.\n")
    assert browser.visit("/").status == 303
    assert transaction.audited(world.person("bram").id)[-1] == "person:account:block"
    assert "blocked since" in command("person", "list")[1]


def test_access_tokens_are_listed_and_revoked(command, api_of, transaction, world):
    bram = api_of("bram")
    status, said = command("token", "list", "bram")
    assert (status, "of a test" in said) == (0, True)

    assert command("token", "revoke", said.split()[0])[0] == 0
    assert bram.get("/me").status_code == 401
    assert command("token", "list", "bram") == (0, "")
    assert transaction.audited(world.person("bram").id) == ["person:token:revoke"]
    assert command("token", "revoke", str(world.person("bram").id))[0] == 1


def test_who_is_not_known_is_said(command):
    assert command("person", "block", "nobody") == (
        1,
        "Error: Nobody here has the login nobody.\n",
    )
    assert command("person", "list", "--organisation", "xyz") == (
        1,
        "Error: There is no organisation xyz.\n",
    )


def test_a_closed_provider_lets_nobody_in_until_it_is_opened(command, browser_of):
    browser = browser_of("bram")

    assert command("provider", "close", "igj") == (0, "1 provider was closed.\n")
    assert browser.visit("/").status == 303
    assert "closed" in command("provider", "list")[1].splitlines()[0]
    assert command("provider", "close", "igj") == (0, "0 providers were closed.\n")

    assert command("provider", "open", "igj") == (0, "1 provider was opened.\n")
    assert browser.visit("/").status == 303
    assert browser_of("bram").visit("/").status == 200


def test_switching_a_provider_stands_in_the_log_of_the_platform(command, transaction):
    provider_id = pin(transaction, "igj")

    command("provider", "close", "igj")
    command("provider", "open", "igj")

    assert transaction.audited(provider_id) == [
        "organisation:provider:close",
        "organisation:provider:open",
    ]


def test_an_organisation_is_entered_once(command):
    assert command("organisation", "add", "nieuw", *NEW) == (0, "nieuw is entered.\n")
    assert command("organisation", "add", "nieuw", *NEW) == (
        1,
        "Error: There is an organisation nieuw already.\n",
    )
    assert "Inspectie Nieuw" in command("organisation", "list")[1]


def test_a_provider_is_entered_closed(command, tmp_path):
    key = tmp_path / "client.pem"
    key.write_bytes(
        ec.generate_private_key(ec.SECP256R1()).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
    )
    words = [
        *["provider", "add", "igj", "--slug", "igj-new", "--issuer", "https://sso.igj.example"],
        *["--client-id", "samenzicht", "--key", key],
    ]

    assert command(*words) == (0, "igj-new is entered. Test it, then open it.\n")
    assert any(
        line.split()[1:3] == ["igj-new", "closed"]
        for line in command("provider", "list")[1].splitlines()
    )
    assert command(*words)[0] == 1
    key.write_text("no key at all")
    assert "no private key" in command(*words)[1]


@pytest.mark.parametrize(
    ("lie", "said"),
    [(Lie.NONE, "All is well."), (Lie.ISSUER_IN_DISCOVERY, "metadata_issuer_wrong")],
)
def test_a_provider_is_tested_without_anybody_signing_in(
    command_at, doorway, liar, doorway_transaction, lie, said
):
    command = command_at(doorway)
    pin(doorway_transaction, "igj", is_active=False)
    liar.lie = lie

    status, answer = command("provider", "test", "igj")

    assert (status, said in answer) == (int(lie is not Lie.NONE), True)
    assert command("provider", "test", "nobody")[0] == 1
