"""A lost or expired invitation is sent again; whatever link there was works no more."""

import re
from dataclasses import replace

import pytest

from app.identity import queries
from app.identity.models import ADMINISTRATOR
from app.identity.service import people
from app.identity.service.inviting import invite_again
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.errors import NotAllowed, Refused
from tests.support.acting import acting
from tests.support.signing_in import know

COMMAND = system_actor("command")
LINK = re.compile(r"/login/invitation/([\w-]+)")


@pytest.fixture
def invited(app, world):
    """Somebody of IJenV who was invited as privacy officer; gives the person and the code."""
    with acting(app, COMMAND):
        return people.enter(
            COMMAND,
            queries.get_organisation("ijenv"),
            name="Nieuw",
            email="nieuw@ijenv.example",
            duties=("privacy_officer",),
        )


def test_an_administrator_sends_it_again_and_the_old_link_ends(
    invited, browser_of, anonymous, transaction
):
    person, code = invited
    page = browser_of("els").visit(f"/administration/accounts/{person.id}")
    assert "uitnodiging werkt tot" in page.text("main")
    told = page.submit("#invite").follow().text()
    new = LINK.search(told)[1]

    assert anonymous.visit(f"/login/invitation/{code}").status == 404
    assert anonymous.visit(f"/login/invitation/{new}").status == 200
    assert transaction.audited(person.id)[-1] == "person:invitation:renew"


def test_a_command_does_the_same(invited, command, anonymous):
    person, code = invited
    status, said = command("person", "invite", person.login)

    assert status == 0
    assert anonymous.visit(f"/login/invitation/{code}").status == 404
    assert anonymous.visit(f"/login/invitation/{LINK.search(said)[1]}").status == 200
    assert command("person", "invite", "nobody")[0] == 1


def test_an_administrator_of_elsewhere_invites_nobody_here(app, invited, world):
    cora = replace(world.actor("cora"), duties=frozenset({ADMINISTRATOR}))
    with acting(app, cora), pytest.raises(NotAllowed, match="eigen organisatie"):
        invite_again(cora, queries.get_person(invited[0].id))


def test_who_signed_in_before_is_not_invited(app, browser_of, world):
    els = world.actor("els")
    with acting(app, els), pytest.raises(Refused, match="eerder ingelogd"):
        invite_again(els, queries.get_person(world.person("anna").id))
    page = browser_of("els").visit(f"/administration/accounts/{world.person('anna').id}")
    assert not page.has("#invite")


def test_who_is_blocked_is_not_invited(app, invited, transaction):
    know(transaction, invited[0].login, blocked_at=clock.now())
    with acting(app, COMMAND), pytest.raises(Refused, match="geblokkeerd"):
        invite_again(COMMAND, queries.get_person(invited[0].id))


def test_another_invitation_is_another_mail(app, house, invited, world):
    """A mail program shows one with the name of an earlier one only once."""
    from app.adapters.mail import Mailer
    from app.identity.jobs import send_invitation
    from app.identity.service.inviting import Envelope

    person, code = invited
    envelope = house.tool(Envelope)
    with app.app_context():
        for each in (code, "another-code"):
            send_invitation.run(person_id=str(person.id), sealed_code=envelope.seal(person, each))

    names = [each.name for each in house.tool(Mailer).folder.glob(f"*invitation.{person.id}*")]
    assert len(names) == 2
