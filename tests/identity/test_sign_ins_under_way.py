"""A sign-in under way belongs to one browser, one provider and ten minutes, and is used once."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from app.identity.models import Invitation, Person, RefusedSignIn, SignInAttempt
from app.kernel import clock
from tests.support.browser import Browser
from tests.support.signing_in import come_back, know, name_of, refusals, secret_of


@pytest.fixture
def away(visitor, liar):
    """Go to the provider and sign in there; what it sends back is still to be brought."""
    return liar.visit(visitor.visit("/login?organisation=igj").location)


def test_another_browser_cannot_finish_it(doorway, doorway_transaction, visitor, liar, away):
    """A link with somebody else's state signs nobody in, and burns the attempt."""
    other = Browser(doorway)
    for _ in range(2):
        page = come_back(other, away)
        assert page.status == 403
        assert "in een andere browser" in page.text("#refused")
        assert secret_of(other) is None

    assert come_back(visitor, away).status == 403
    # One line an hour, however often a stranger tries; how often is counted.
    assert refusals(doorway_transaction, liar.id) == ["state_wrong"]
    with doorway_transaction.as_owner() as owner:
        times = select(func.sum(RefusedSignIn.times)).where(RefusedSignIn.provider_id == liar.id)
        assert owner.scalar(times) == 3


def test_it_is_used_once(doorway_transaction, visitor, liar, away):
    assert come_back(visitor, away).status == 303
    first = secret_of(visitor)

    page = come_back(visitor, away)

    assert (page.status, secret_of(visitor)) == (403, first)
    assert refusals(doorway_transaction, liar.id) == ["state_wrong"]


def test_the_back_button_after_a_refusal_uses_nothing_again(visitor, liar, away):
    come_back(visitor, {**away, "code": "wrong"})

    assert come_back(visitor, away).status == 403
    assert secret_of(visitor) is None


def test_it_is_of_one_provider(doorway_transaction, visitor, liar, away):
    page = come_back(visitor, away, slug="ivho")

    assert page.status == 403
    assert "provider_mixed_up" in page.text("#refused")
    assert secret_of(visitor) is None


@pytest.mark.parametrize(("minutes", "status"), [(9, 303), (11, 403)])
def test_it_lasts_ten_minutes(visitor, liar, minutes, status):
    begun = clock.now()
    with time_machine.travel(begun, tick=False) as traveller:
        address = visitor.visit("/login?organisation=igj").location
        traveller.shift(timedelta(minutes=minutes))
        told = liar.visit(address)
        assert come_back(visitor, told).status == status


@pytest.mark.parametrize(
    "query",
    [
        "",
        "state=",
        "state=%00",
        "code=a&code=b&state=c",
        "state=" + "x" * 5000,
        "error=access_denied",
        "error=%3Cscript%3E&state=x",
        "state[]=x",
    ],
)
def test_nonsense_in_the_callback_is_refused_in_words(visitor, liar, query):
    page = visitor.visit(f"/login/callback/igj?{query}")

    assert page.status == 403
    assert page.has("#refused")
    assert "<script>" not in page.text()


def test_a_blocked_person_is_told_so(doorway_transaction, visitor, liar):
    know(doorway_transaction, "bram", blocked_at=clock.now())

    page = come_back(visitor, liar.visit(visitor.visit("/login?organisation=igj").location))

    assert page.status == 403
    assert "geblokkeerd" in page.text("#refused h1")
    assert secret_of(visitor) is None
    assert refusals(doorway_transaction, liar.id) == ["blocked"]


def test_an_unknown_person_is_told_how_to_get_in(doorway_transaction, visitor, liar):
    liar.subject = "somebody-new"

    page = come_back(visitor, liar.visit(visitor.visit("/login?organisation=igj").location))

    assert page.status == 403
    assert "uitnodiging" in page.text("#refused")
    assert refusals(doorway_transaction, liar.id) == ["not_known_here"]


@pytest.mark.parametrize("email", ["bram@igj.example", "cora@igj.example", "anna@ijenv.example"])
def test_a_mail_address_never_links(doorway_transaction, visitor, liar, email):
    """Not even one that the provider calls verified, not even of its own organisation."""
    liar.subject, liar.email = "somebody-new", email
    page = come_back(visitor, liar.visit(visitor.visit("/login?organisation=igj").location))

    assert page.status == 403
    with doorway_transaction.as_owner() as owner:
        bound = owner.execute(
            select(func.count()).select_from(Person).where(Person.subject == "somebody-new")
        ).scalar_one()
    assert (bound, name_of(visitor)) == (0, None)


def test_the_same_subject_at_two_providers_is_two_people(doorway_transaction, visitor, liar):
    know(doorway_transaction, "carla", subject=liar.subject)

    come_back(visitor, liar.visit(visitor.visit("/login?organisation=igj").location))

    assert name_of(visitor) == "Bram"


def test_nothing_secret_is_kept_of_a_sign_in_under_way(doorway_transaction, visitor, liar, away):
    """What lies in the table cannot be used by who reads the table."""
    with doorway_transaction.as_owner() as owner:
        attempt = owner.execute(select(SignInAttempt)).scalar_one()
        invitations = owner.execute(select(func.count()).select_from(Invitation)).scalar_one()

    assert away["state"].encode() not in attempt.state_hash
    assert (len(attempt.state_hash), len(attempt.browser_hash), invitations) == (32, 32, 0)
