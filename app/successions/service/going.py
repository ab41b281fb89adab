"""A person goes to another organisation: the account here ends, another begins there.

Whoever changes employer is another person for us: known by another provider, with other duties, and
with none of the sight one had. What was written stays with the organisation it was written for.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.identity import queries as identity
from app.identity.actions import IdentityAction
from app.identity.models import Organisation, Person
from app.identity.policy import IdentityPermission
from app.identity.service import people
from app.identity.service.ending import end_access
from app.identity.service.inviting import Envelope
from app.kernel import clock, jobs
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.successions.actions import SuccessionAction
from app.successions.policy import SuccessionPermission

LEAVE = "workspaces.leave_everywhere"
"""The job that ends what somebody has in each place, in the log of that place."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The account at the other organisation; with a code when an invitation was needed."""

    person: Person
    code: str | None


def let_go(
    actor: Actor, person: Person, *, to: Organisation, email: str, envelope: Envelope
) -> Gone:
    """End an account, and have the person begin anew at another organisation.

    Args:
        email: work address there; who has an account with it already is that account.

    Raises:
        NotAllowed: the person is not of the actor's organisation, is the actor, or left before.
        Refused: it is the same organisation, or the address is none of the other one.
    """
    with begin_work(actor) as work:
        # All of them first, as when somebody is blocked.
        administrators = identity.lock_administrators(person.organisation_id, person.id)
        require(actor, SuccessionPermission.LET_GO, person)
        if [each.id for each in administrators] == [person.id]:
            raise Refused(_("The organisation would have no administrator left."))
        if to.id == person.organisation_id:
            raise Refused(_("Choose another organisation."), field="organisation")
        gone = _begin_there(work, person, to=to, email=email, envelope=envelope)
        person.blocked_at = clock.now()
        end_access(work, person)
        work.session.execute(identity.ending_invitations([person.id], clock.now()))
        work.record(IdentityAction.BLOCKED, person)
        work.record(
            SuccessionAction.PERSON_WENT, person, account=gone.person.id, organisation=to.id
        )
        work.record(
            SuccessionAction.PERSON_CAME,
            gone.person,
            account=person.id,
            organisation=person.organisation_id,
        )
        work.defer(jobs.named(LEAVE), once=f"{LEAVE}:{person.id}", person_id=str(person.id))
    return gone


def _begin_there(
    work: Work, person: Person, *, to: Organisation, email: str, envelope: Envelope
) -> Gone:
    there = identity.find_by_address(to.id, people.checked_address(to, email))
    if there is not None:
        if there.blocked_at is not None:
            raise Refused(_("The account with this address is blocked."), field="email")
        return Gone(there, None)
    made, code = people.invite(
        work, organisation=to, name=person.name, email=email, job_title=person.job_title
    )
    require(work.actor, IdentityPermission.ADMINISTER, made)
    envelope.send(work, made, code)
    return Gone(made, code)
