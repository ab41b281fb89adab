"""Inviting anew: a lost or expired invitation is replaced by another, which alone works."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from app.adapters.keys import Wrapping
from app.identity import queries
from app.identity.actions import IdentityAction
from app.identity.models import Person
from app.identity.policy import IdentityPermission
from app.identity.service.people import new_invitation
from app.kernel import clock
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.jobs import Job
from app.kernel.text import _
from app.kernel.work import Work, begin_work


def link_of(origin: str, code: str) -> str:
    """Return where an invitation is used.

    Args:
        origin: of this installation, as people reach it.
    """
    return f"{origin}/login/invitation/{code}"


@dataclass(frozen=True, slots=True)
class Envelope:
    """How an invitation leaves: the job that mails it, and the key its code is sealed with."""

    job: Job
    master: Wrapping

    def send(self, work: Work, person: Person, code: str) -> None:
        """Have a code mailed once the work is committed."""
        work.defer(self.job, person_id=str(person.id), sealed_code=self.seal(person, code))

    def seal(self, person: Person, code: str) -> str:
        """Seal a code for the queue, so that no readable code lies in the database."""
        sealed = self.master.wrap(code.encode(), purpose=_purpose(person))
        return base64.b64encode(sealed).decode()


def open_envelope(master: Wrapping, person: Person, sealed: str) -> str:
    """Return the code that was sealed for a person."""
    return master.unwrap(base64.b64decode(sealed), purpose=_purpose(person)).decode()


def _purpose(person: Person) -> str:
    return f"invitation of {person.id}"


def invite_again(actor: Actor, person: Person, *, envelope: Envelope | None = None) -> str:
    """Give who never signed in a new code for that; whatever code there was ends.

    Also for who is known by no provider any more. The code is returned once.

    Args:
        envelope: has it mailed as well; without one it is passed on by who asked.

    Raises:
        NotAllowed: the person is of another organisation than the administrator.
        Refused: the person can sign in already, or is blocked.
    """
    with begin_work(actor) as work:
        work.lock(person)
        require(actor, IdentityPermission.KEEP_ACCOUNT, person)
        if person.subject is not None:
            raise Refused(_("This person has signed in before, and needs no invitation."))
        if person.blocked_at is not None:
            raise Refused(_("This person is blocked."))
        work.session.execute(queries.ending_invitations([person.id], clock.now()))
        code = new_invitation(work, person)
        work.record(IdentityAction.INVITED_AGAIN, person, organisation=person.organisation_id)
        if envelope is not None:
            envelope.send(work, person, code)
    return code
