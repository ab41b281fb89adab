"""An invitation binds a new person to the identity of the first sign-in, once, at home."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.identity import queries
from app.identity.models import Invitation, Person
from app.identity.policy import IdentityPermission
from app.identity.service import people, sign_in
from app.identity.service.providers import Switchboard
from app.identity.service.sign_in import Intent, NotKnownHere
from app.kernel import clock
from app.kernel.access import ANONYMOUS, require
from app.kernel.errors import Refused
from app.kernel.web.house import house_of
from app.kernel.work import begin_work
from tests.support.acting import acting
from tests.support.signing_in import come_back, know, name_of, refusals, secret_of

CALLBACK = "http://localhost/login/callback/ivho"


@pytest.fixture
def invite(doorway, doorway_transaction, standing_world):
    """Invite somebody of IGJ; returns the code."""
    els = standing_world.actor("els")

    def go(email="nieuw@igj.example", organisation="igj") -> str:
        with acting(doorway, els), begin_work(els) as work:
            home = queries.get_organisation(organisation)
            require(els, IdentityPermission.ADMINISTER, home)
            _person, code = people.invite(
                work, organisation=home, name="Nieuw ", email=email, job_title="inspecteur"
            )
        return code

    return go


def newcomer(transaction) -> Person:
    with transaction.as_owner() as owner:
        return owner.execute(select(Person).where(Person.login.like("nieuw%"))).scalars().first()


def accept(browser, liar, code):
    page = browser.visit(f"/login/invitation/{code}")
    return come_back(browser, liar.visit(page.submit("#accept").location))


def test_the_first_sign_in_binds(invite, visitor, liar, doorway_transaction):
    liar.subject = "a-new-colleague"
    code = invite()
    assert "Inspectie Gezondheidszorg en Jeugd" in visitor.visit(f"/login/invitation/{code}").text(
        "main"
    )

    assert accept(visitor, liar, code).status == 303

    person = newcomer(doorway_transaction)
    assert (person.subject, person.provider_id, person.name) == (
        "a-new-colleague",
        liar.id,
        "Nieuw",
    )
    assert name_of(visitor) == "Nieuw"
    assert doorway_transaction.audited(person.id) == [
        "person:invitation:send",
        "person:identity:bind",
        "person:session:start",
    ]


def test_an_invitation_works_once(invite, visitor, liar, doorway_transaction):
    code, liar.subject = invite(), "a-new-colleague"
    held = visitor.visit(f"/login/invitation/{code}").submit("#accept").location
    accept(visitor, liar, code)

    again = visitor.visit(f"/login/invitation/{code}")
    assert (again.status, "werkt niet meer" in again.text("h1")) == (404, True)
    liar.subject = "somebody-else"
    assert come_back(visitor, liar.visit(held)).status == 403
    assert newcomer(doorway_transaction).subject == "a-new-colleague"


def test_a_wrong_code_says_the_same(visitor):
    assert visitor.visit("/login/invitation/wrong").status == 404


def test_an_invitation_expires(invite, visitor, liar):
    liar.subject = "a-new-colleague"
    with time_machine.travel(clock.now(), tick=False) as traveller:
        code = invite()
        traveller.shift(timedelta(days=14) - timedelta(minutes=5))
        held = visitor.visit(f"/login/invitation/{code}").submit("#accept").location
        traveller.shift(timedelta(minutes=6))
        assert visitor.visit(f"/login/invitation/{code}").status == 404
        assert come_back(visitor, liar.visit(held)).status == 403


def test_who_has_an_account_keeps_it(invite, visitor, liar, doorway_transaction):
    """Bram opens an invitation for somebody else: he is signed in as himself, nobody is bound."""
    assert accept(visitor, liar, invite()).status == 303

    assert name_of(visitor) == "Bram"
    assert newcomer(doorway_transaction).subject is None


def test_the_provider_of_another_organisation_binds_nobody(
    invite, doorway, doorway_transaction, liar, standing_world
):
    """Even when an attempt at it holds the code."""
    code = invite("nieuw@ivho.example", organisation="ivho")
    liar.subject = "an-intruder"
    with acting(doorway, ANONYMOUS):
        switchboard = house_of(doorway).tool(Switchboard)
        provider = queries.get_provider(liar.id)
        intent = Intent("/", "b" * 43, redirect_uri=CALLBACK, invitation=code)
        address = sign_in.begin_sign_in(ANONYMOUS, switchboard, provider=provider, intent=intent)
        with pytest.raises(NotKnownHere):
            sign_in.complete_sign_in(
                ANONYMOUS,
                switchboard,
                provider=provider,
                callback=liar.visit(address),
                browser="b" * 43,
                redirect_uri=CALLBACK,
            )

    assert newcomer(doorway_transaction).subject is None


def test_a_blocked_newcomer_is_not_bound(invite, visitor, liar, doorway_transaction):
    code, liar.subject = invite(), "a-new-colleague"
    know(doorway_transaction, "nieuw", blocked_at=clock.now())

    assert accept(visitor, liar, code).status == 403
    assert newcomer(doorway_transaction).subject is None
    assert (secret_of(visitor), refusals(doorway_transaction, liar.id)) == (None, ["blocked"])


def test_the_code_itself_is_kept_nowhere(invite, doorway_transaction):
    code = invite()
    with doorway_transaction.as_owner() as owner:
        kept = owner.execute(select(Invitation)).scalar_one()

    assert code.encode() not in kept.code_hash
    assert kept.expires_at - kept.made_at == timedelta(days=14)


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("nieuw", "geen volledig e-mailadres"),
        ("nieuw@", "geen volledig e-mailadres"),
        ("nieuw<x>@igj.example", "geen volledig e-mailadres"),
        ("nieuw@gmail.example", "@igj.example"),
        ("nieuw@igj.example.evil.example", "@igj.example"),
        ("nieuw@ijenv.example", "@igj.example"),
    ],
)
def test_only_work_addresses_of_that_organisation_are_invited(invite, email, words):
    with pytest.raises(Refused) as refusal:
        invite(email)

    assert words in str(refusal.value)
    assert refusal.value.field == "email"


def test_two_people_of_one_name_get_two_logins(invite, doorway_transaction):
    invite(" NIEUW@igj.example")
    invite("nieuw@ivho.example", organisation="ivho")
    with doorway_transaction.as_owner() as owner:
        logins = owner.execute(select(Person.login).where(Person.login.like("nieuw%"))).scalars()
        assert sorted(logins) == ["nieuw", "nieuw-2"]
