"""People: invite, choose language and colours, give tokens, block."""

from __future__ import annotations

import re
from datetime import timedelta

from app.identity import queries
from app.identity.actions import IdentityAction
from app.identity.models import BY_TWO, ApiToken, Invitation, Organisation, Person
from app.identity.policy import IdentityPermission
from app.identity.service import duties
from app.identity.service.ending import end_access, let_in_again
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work

INVITATION_LIFE = timedelta(days=14)
LONGEST_TOKEN_LIFE = 365
MAIL_ADDRESS = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+")


def invite(
    work: Work, *, organisation: Organisation, name: str, email: str, job_title: str
) -> tuple[Person, str]:
    """Make a new person of an organisation and a one-time code for the first sign-in.

    Returns the person and the code, which is shown or sent once and kept only as a hash. The
    decision is the caller's: a coordinator adds somebody to a workspace.

    Raises:
        Refused: the address is not one of that organisation, or somebody has it already.
    """
    address = checked_address(organisation, email)
    if queries.find_by_address(organisation.id, address) is not None:
        raise not_to_be_added(organisation)
    login = free_login(address.partition("@")[0])
    person = Person(
        id=ids.new_id(),
        organisation_id=organisation.id,
        login=login,
        name=name.strip(),
        email=address,
        job_title=job_title.strip(),
        duties=[],
    )
    person.organisation = organisation
    work.add(person)
    work.settle()
    work.record(IdentityAction.INVITED, person, organisation=organisation.id)
    return person, new_invitation(work, person)


def not_to_be_added(organisation: Organisation) -> Refused:
    """Say that an address cannot be added: the same whatever is the matter with the account."""
    return Refused(
        _(
            "This address cannot be added. Ask the administrator of %(name)s.",
            name=organisation.short_name,
        ),
        field="email",
    )


def checked_address(organisation: Organisation, email: str) -> str:
    """Return a work address as it is kept.

    Raises:
        Refused: it is none, or not one of that organisation.
    """
    address = email.strip().lower()
    if not MAIL_ADDRESS.fullmatch(address):
        raise Refused(_("This is not a complete e-mail address."), field="email")
    if address.rpartition("@")[2] != organisation.mail_domain:
        raise Refused(
            _(
                "Use a work address of %(organisation)s (@%(domain)s).",
                organisation=organisation.short_name,
                domain=organisation.mail_domain,
            ),
            field="email",
        )
    return address


def enter(
    actor: Actor, organisation: Organisation, *, name: str, email: str, duties: tuple[str, ...]
) -> tuple[Person, str]:
    """Enter a person of an organisation, with duties over it; return the code of the first sign-in.

    So the first people come in, before there is anybody who could invite them.

    Raises:
        Refused: as `invite`.
    """
    with begin_work(actor) as work:
        person, code = invite(work, organisation=organisation, name=name, email=email, job_title="")
        require(actor, IdentityPermission.ADMINISTER, person)
        person.duties = sorted(set(duties))
        for duty in person.duties:
            work.record(IdentityAction.DUTY_GIVEN, person, duty=duty)
    return person, code


def new_invitation(work: Work, person: Person) -> str:
    """Make a one-time code that binds this person at the first sign-in."""
    code, moment = ids.new_secret(), clock.now()
    work.add(
        Invitation(
            person_id=person.id,
            code_hash=queries.hash_secret(code),
            invited_by_id=work.actor.person_id,
            made_at=moment,
            expires_at=moment + INVITATION_LIFE,
        )
    )
    return code


def free_login(wish: str) -> str:
    """Return a name for commands and the API that nobody has yet, as near to a wish as can be."""
    login, number = wish[:70], 2
    while queries.find_person_by_login(login) is not None:
        login, number = f"{wish[:70]}-{number}", number + 1
    return login


def choose_settings(
    actor: Actor,
    person: Person,
    *,
    language: str | None,
    scheme: str | None,
    has_shortcuts: bool,
) -> None:
    """Choose language, colours and whether single keys act, for oneself; nothing new is no change.

    Args:
        language: ``nl``, ``en`` or None for the browser's.
        scheme: ``light``, ``dark`` or None for the device's.
        has_shortcuts: single keys act on pages.
    """
    with begin_work(actor) as work:
        require(actor, IdentityPermission.CHANGE_OWN, person)
        before = (person.language, person.scheme, person.has_shortcuts)
        if before == (language, scheme, has_shortcuts):
            return
        person.language, person.scheme = language, scheme
        person.has_shortcuts = has_shortcuts
        work.record(
            IdentityAction.SETTINGS_CHANGED,
            person,
            language=language,
            scheme=scheme,
            has_shortcuts=has_shortcuts,
        )


def make_token(actor: Actor, person: Person, *, name: str, scope: str, days: int) -> str:
    """Make an API token that acts as this person; returned once, kept only as a hash.

    Raises:
        Refused: the person is blocked, or the token would live too long.
    """
    if not 1 <= days <= LONGEST_TOKEN_LIFE:
        raise Refused(
            _("A token lives from 1 to %(days)d days.", days=LONGEST_TOKEN_LIFE), field="days"
        )
    secret = f"sz_{ids.new_secret()}"
    with begin_work(actor) as work:
        require(actor, IdentityPermission.ADMINISTER, person)
        if person.blocked_at is not None:
            raise Refused(_("This person is blocked."))
        moment = clock.now()
        token = ApiToken(
            person_id=person.id,
            token_hash=queries.hash_secret(secret),
            name=name,
            scope=scope,
            made_at=moment,
            expires_at=moment + timedelta(days=days),
        )
        work.add(token)
        work.record(IdentityAction.TOKEN_MADE, person, scope=scope, days=days)
    return secret


def block(actor: Actor, person: Person) -> None:
    """Block a person: all sessions, tokens and calendars end at once, no new one can begin.

    Raises:
        NotAllowed: the person is of another organisation than the administrator.
        Refused: nobody blocks the own account, nor the last administrator of an organisation.
    """
    with begin_work(actor) as work:
        # All of them first: two who block each other at once would each count on the other.
        administrators = queries.lock_administrators(person.organisation_id, person.id)
        require(actor, IdentityPermission.KEEP_ACCOUNT, person)
        if person.id == actor.person_id:
            raise Refused(_("You cannot block yourself. Ask another administrator."))
        if [each.id for each in administrators] == [person.id]:
            raise Refused(_("The organisation would have no administrator left."))
        person.blocked_at = clock.now()
        end_access(work, person)
        work.record(IdentityAction.BLOCKED, person)


def unblock(actor: Actor, person: Person) -> tuple[str, ...]:
    """Let a blocked person in again; what ended with the block stays ended.

    One person alone gives nobody what takes two: such duties are taken, and asked back at once, so
    that who watches over others is not unmade unseen by a block and its end. Returns which those
    were; what a command lets in is asked back by nobody.

    Raises:
        NotAllowed: the person is of another organisation than the administrator.
    """
    with begin_work(actor) as work:
        work.lock(person)
        require(actor, IdentityPermission.KEEP_ACCOUNT, person)
        let_in_again(person)
        work.record(IdentityAction.UNBLOCKED, person)
        lost = take_duties_by_two(work, person)
        if actor.is_person:
            for duty in lost:
                duties.ask_back(work, person, duty=duty)
    return lost


def take_duties_by_two(work: Work, person: Person) -> tuple[str, ...]:
    """Take from who is let in again what only two together give; return which those were."""
    lost = tuple(each for each in person.duties if each in BY_TWO)
    if lost:
        person.duties = [each for each in person.duties if each not in BY_TWO]
    for duty in lost:
        work.record(IdentityAction.DUTY_TAKEN, person, duty=duty)
    return lost
