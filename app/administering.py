"""What the administrator does by commands on the machine: organisations, providers and people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from app.adapters.keys import MasterKey
from app.adapters.openid import PrivateKey, SignInRefused, origin_of
from app.commanding import COMMAND
from app.identity import queries
from app.identity.models import ApiToken, IdentityProvider, Organisation, Person
from app.identity.policy import IdentityPermission
from app.identity.service import (
    duties,
    ending,
    inviting,
    maintenance,
    openings,
    organisations,
    people,
)
from app.identity.service.organisations import OrganisationFacts, ProviderFacts
from app.identity.service.providers import Switchboard
from app.kernel import clock
from app.kernel.clock import HOME_ZONE
from app.kernel.errors import Refused
from app.kernel.web.house import House, house_of
from app.provisioning import service as provisioning
from app.running import running_app, standing_in
from config.settings import Settings


def announce_maintenance(
    settings: Settings, starts: datetime, ends: datetime, *, texts: tuple[str, str]
) -> None:
    """Announce maintenance on every page.

    Args:
        starts: by the clocks of Amsterdam, as `ends`.
        texts: in Dutch, and in English; the last may be empty.

    Raises:
        Refused: it ends before it begins or is over already, or there are no words.
    """
    moments = {
        "starts_at": starts.replace(tzinfo=HOME_ZONE),
        "ends_at": ends.replace(tzinfo=HOME_ZONE),
    }
    with _in_session(settings):
        maintenance.announce(COMMAND, **moments, text_nl=texts[0], text_en=texts[1])


def find_maintenance(settings: Settings) -> tuple[datetime, datetime, str, str] | None:
    """Return from when until when, and the words, of what is announced."""
    with _in_session(settings):
        found = queries.find_maintenance(clock.now())
    if found is None:
        return None
    starts, ends = (each.astimezone(HOME_ZONE) for each in (found.starts_at, found.ends_at))
    return starts, ends, found.text_nl, found.text_en


def end_maintenance(settings: Settings) -> None:
    """Open the pages again.

    Raises:
        Refused: nothing is announced.
    """
    with _in_session(settings):
        maintenance.end(COMMAND)


def list_organisations(settings: Settings) -> list[Organisation]:
    """Return all organisations by code."""
    with _in_session(settings):
        return sorted(queries.organisations_by_id().values(), key=lambda each: each.code)


def add_organisation(settings: Settings, facts: OrganisationFacts) -> None:
    """Enter an organisation.

    Raises:
        Refused: there is one with this code already.
    """
    with _in_session(settings):
        if queries.find_organisation(facts.code) is not None:
            raise Refused(f"There is an organisation {facts.code} already.")
        organisations.add_organisation(COMMAND, facts)


def add_provider(settings: Settings, code: str, facts: ProviderFacts) -> None:
    """Enter the provider of an organisation, closed: test it, then open it.

    Raises:
        Refused: there is no such organisation, or a provider of this name is there already.
    """
    with _in_session(settings) as house:
        organisation = _organisation(code)
        if facts.client_secret is None:
            _check_key(facts.client_key)
        _check_origins(facts.extra_origins)
        if queries.find_any_provider(facts.slug) is not None:
            raise Refused(f"There is a provider {facts.slug} already.")
        organisations.pin_provider(
            COMMAND, organisation, facts=facts, master=house.tool(MasterKey), is_active=False
        )


def probe_provider(settings: Settings, slug: str) -> None:
    """Look, without anybody signing in, whether a provider is what was agreed.

    Raises:
        Refused: it is not, or there is no such provider; the message says what is wrong.
    """
    with _in_session(settings) as house:
        provider = _provider(slug)
        try:
            house.tool(Switchboard).probe(provider)
        except SignInRefused as refusal:
            raise Refused(f"{provider.issuer}: {refusal}") from refusal


def make_directory_key(settings: Settings, slug: str, *, days: int) -> tuple[str, str]:
    """Make a key for the directory of a provider; return where it speaks to and the key, once.

    Raises:
        Refused: there is no such provider, or the key would live too long.
    """
    with _in_session(settings) as house:
        provider = _provider(slug)
        secret = provisioning.make_key(COMMAND, provider, days=days)
    return f"{house.settings.origin}/scim/v2", secret


def end_directory_keys(settings: Settings, slug: str) -> int:
    """End the keys of the directory of a provider; return how many were in force.

    Raises:
        Refused: there is no such provider.
    """
    with _in_session(settings):
        return provisioning.end_keys(COMMAND, _provider(slug))


def list_providers(settings: Settings) -> list[IdentityProvider]:
    """Return all providers with their organisation, open or closed."""
    with _in_session(settings):
        return queries.list_providers()


def list_people(settings: Settings, *, code: str | None) -> list[Person]:
    """Return all accounts, blocked or not, by login.

    Args:
        code: of one organisation only.

    Raises:
        Refused: there is no such organisation.
    """
    with _in_session(settings):
        return queries.list_accounts(_organisation(code).id if code else None)


def add_person(
    settings: Settings, code: str, *, name: str, email: str, given: tuple[str, ...]
) -> tuple[Person, str]:
    """Enter a person of an organisation; return the address of the first sign-in, shown once.

    Raises:
        Refused: there is no such organisation, or the address is not one of it, or taken.
    """
    with _in_session(settings) as house:
        person, secret = people.enter(
            COMMAND, _organisation(code), name=name, email=email, duties=given
        )
    return person, inviting.link_of(house.settings.origin, secret)


def invite_again(settings: Settings, login: str) -> str:
    """Return the address of a new invitation, shown once; one from before works no more.

    Raises:
        Refused: nobody has this login, or the person can sign in already or is blocked.
    """
    with _in_session(settings) as house:
        secret = inviting.invite_again(COMMAND, _person(login))
    return inviting.link_of(house.settings.origin, secret)


def close_provider(settings: Settings, code: str) -> int:
    """Close every provider of an organisation; return how many were open.

    Raises:
        Refused: there is no such organisation.
    """
    with _in_session(settings):
        found = [each for each in _providers_of(code) if each.is_active]
        for each in found:
            openings.close_provider(COMMAND, each)
    return len(found)


def open_provider(settings: Settings, code: str) -> int:
    """Open every provider of an organisation, paused or closed; return how many were.

    Raises:
        Refused: there is no such organisation.
    """
    with _in_session(settings):
        found = [each for each in _providers_of(code) if not each.is_open]
        for each in found:
            while not each.is_open:  # what was closed while it was paused is both
                openings.open_provider(COMMAND, each)
    return len(found)


def pause_provider(settings: Settings, code: str, *, reason: str) -> int:
    """Pause every provider of an organisation by which one can come in; return how many were.

    Raises:
        Refused: there is no such organisation, or no reason was given.
    """
    with _in_session(settings):
        found = [each for each in _providers_of(code) if each.is_open]
        for each in found:
            openings.pause_provider(COMMAND, each, reason=reason)
    return len(found)


def _providers_of(code: str) -> list[IdentityProvider]:
    return queries.list_providers_of(_organisation(code).id)


def block_person(settings: Settings, login: str) -> None:
    """Block an account.

    Raises:
        Refused: nobody has this login.
    """
    with _in_session(settings):
        people.block(COMMAND, _person(login))


def list_tokens(settings: Settings, login: str) -> list[ApiToken]:
    """Return the access tokens of a person that are in force.

    Raises:
        Refused: nobody has this login.
    """
    with _in_session(settings):
        return queries.list_tokens(_person(login).id)


def revoke_token(settings: Settings, token_id: UUID) -> None:
    """Let an access token do nothing from now on.

    Raises:
        NotFound: there is none.
    """
    with _in_session(settings):
        token, person = queries.get_token_for(COMMAND, IdentityPermission.KEEP_ACCOUNT, token_id)
        ending.revoke_token(COMMAND, person, token)


def change_duty(settings: Settings, login: str, *, duty: str, is_given: bool) -> None:
    """Give a person a duty over the own organisation, or take it; the machine needs no second.

    Raises:
        Refused: nobody has this login, it is so already, or no administrator would be left.
    """
    with _in_session(settings):
        duties.change_duty(COMMAND, _person(login), duty=duty, is_given=is_given)


def _person(login: str) -> Person:
    found = queries.find_person_by_login(login)
    if found is None:
        raise Refused(f"Nobody here has the login {login}.")
    return found


def _check_key(pem: bytes) -> None:
    try:
        PrivateKey.from_pem(pem)
    except ValueError as fault:
        raise Refused(f"This is no private key that can sign: {fault}") from fault


def _check_origins(origins: tuple[str, ...]) -> None:
    for each in origins:
        try:
            is_origin = origin_of(each) == each and each.startswith("https://")
        except ValueError:
            is_origin = False
        if not is_origin:
            raise Refused(f"This is no address such as https://token.example.nl: {each}")


def _provider(slug: str) -> IdentityProvider:
    provider = queries.find_any_provider(slug)
    if provider is None:
        raise Refused(f"There is no provider {slug}.")
    return provider


def _organisation(code: str) -> Organisation:
    found = queries.find_organisation(code)
    if found is None:
        raise Refused(f"There is no organisation {code}.")
    return found


@contextmanager
def _in_session(settings: Settings) -> Iterator[House]:
    with (
        running_app(settings, may_make=False) as app,
        standing_in(app),
        house_of(app).database.session_for(COMMAND),
    ):
        yield house_of(app)
