"""Ending what lets people in, of one person or of everybody who comes in by a provider.

Also letting somebody in again with nothing of what there was.

What ends is ended in its own row where we may write that, and by `void_before` altogether: so what
another request makes at the same moment, or what only its owner may write, ends with it.
"""

from __future__ import annotations

from uuid import UUID

from app.identity import queries
from app.identity.actions import IdentityAction
from app.identity.events import PeopleUnbound, ProviderClosed
from app.identity.models import ApiToken, IdentityProvider, Person
from app.identity.policy import IdentityPermission
from app.kernel import clock
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.kernel.events import announce
from app.kernel.work import Work, begin_work


def end_everywhere(actor: Actor, person: Person) -> None:
    """End all one came in by oneself: sessions, access tokens and the calendar address."""
    with begin_work(actor) as work:
        work.lock(person)
        require(actor, IdentityPermission.CHANGE_OWN, person)
        end_access(work, person)


def end_session(actor: Actor, person: Person, session_id: UUID | None) -> None:
    """End one session of one's own, wherever it is; it cannot be undone.

    Raises:
        NotFound: there is no such session of this person, or it has ended.
    """
    with begin_work(actor) as work:
        require(actor, IdentityPermission.CHANGE_OWN, person)
        for session in queries.list_sessions(person.id):
            if session.id == session_id:
                session.ended_at = clock.now()
                work.record(IdentityAction.SIGNED_OUT, person, everywhere=False, session=session.id)
                return
        raise NotFound


def end_access(work: Work, person: Person) -> None:
    """End all that lets a person in, inside the caller's work; the decision is the caller's."""
    moment = clock.now()
    person.void_before = moment
    for session in queries.list_sessions(person.id):
        session.ended_at = moment
    work.session.execute(queries.ending_tokens(moment, Person.id == person.id))
    work.session.execute(queries.ending_invitations([person.id], moment))
    work.record(IdentityAction.SIGNED_OUT, person, everywhere=True)


def let_in_again(person: Person) -> None:
    """Take away a block, inside the caller's work; the decision and the word are the caller's.

    What another request made meanwhile, which had read that nobody was blocked, lets nobody in.
    """
    person.blocked_at = person.goes_to_id = None
    person.void_before = clock.now()


def revoke_own_token(actor: Actor, person: Person, token: ApiToken) -> None:
    """Let an access token of one's own do nothing from now on; revoked before, it stays so."""
    with begin_work(actor) as work:
        require(actor, IdentityPermission.CHANGE_OWN, person)
        _revoke(work, person, token)


def revoke_token(actor: Actor, person: Person, token: ApiToken) -> None:
    """Let an access token of somebody do nothing from now on; revoked before, it stays so.

    Raises:
        NotAllowed: the person is of another organisation than the administrator.
    """
    with begin_work(actor) as work:
        require(actor, IdentityPermission.KEEP_ACCOUNT, person)
        _revoke(work, person, token)


def _revoke(work: Work, person: Person, token: ApiToken) -> None:
    work.lock(token)
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        work.record(IdentityAction.TOKEN_REVOKED, person, token=token.id, scope=token.scope)


def shut(work: Work, provider: IdentityProvider) -> None:
    """Let nobody in by a provider; whatever its people came in by ends, and stays ended.

    The decision, and the word in the log, are the caller's: `openings.close` has both words.
    """
    moment = clock.now()
    provider.is_active, provider.void_before = False, moment
    work.session.execute(queries.ending_sessions_at(provider.id, moment))
    work.session.execute(queries.ending_tokens(moment, Person.provider_id == provider.id))
    announce(work, ProviderClosed(provider))


def unbind(work: Work, provider: IdentityProvider) -> int:
    """Know nobody by a provider any more; return how many people that were.

    For a provider that is another one from now on: what it calls people is no proof of who they
    were. They are bound anew as anybody is, by an invitation or by their directory.
    """
    found = queries.list_bound_at(provider.id)
    moment = clock.now()
    for person in found:
        person.provider_id = person.subject = None
        person.void_before = moment
    ending = queries.ending_invitations([each.id for each in found], moment)
    work.session.execute(ending)
    announce(work, PeopleUnbound(provider))
    work.settle()
    return len(found)
