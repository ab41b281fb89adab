"""A person goes to another organisation: the account here ends, and the other one is told.

Whoever changes employer is another person for us: known by another provider, with other duties, and
with none of the sight one had. What was written stays with the organisation it was written for.
Each organisation keeps its own accounts: whether another begins, and by which address, is for it.
"""

from __future__ import annotations

from app.identity import queries as identity
from app.identity.actions import IdentityAction
from app.identity.models import Organisation, Person
from app.identity.service.ending import end_access
from app.kernel import clock, jobs
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import begin_work
from app.successions.actions import SuccessionAction
from app.successions.policy import SuccessionPermission

LEAVE = "workspaces.leave_everywhere"
"""The job that ends what somebody has in each place, in the log of that place."""
TELL = "successions.tell_of_coming"
"""The job that has the administrators of the other organisation told."""


def let_go(actor: Actor, person: Person, *, to: Organisation) -> None:
    """End an account, and have the administrators of another organisation told who comes there.

    Nothing begins there by it: they decide, and have the person invited as anybody else.

    Raises:
        NotAllowed: the person is not of the actor's organisation, is the actor, or left before.
        Refused: it is the same organisation, or the last administrator of this one.
    """
    with begin_work(actor) as work:
        # All of them first, as when somebody is blocked.
        administrators = identity.lock_administrators(person.organisation_id, person.id)
        require(actor, SuccessionPermission.LET_GO, person)
        if [each.id for each in administrators] == [person.id]:
            raise Refused(_("The organisation would have no administrator left."))
        if to.id == person.organisation_id:
            raise Refused(_("Choose another organisation."), field="organisation")
        person.blocked_at, person.goes_to_id = clock.now(), to.id
        end_access(work, person)
        work.session.execute(identity.ending_invitations([person.id], clock.now()))
        work.record(IdentityAction.BLOCKED, person)
        work.record(SuccessionAction.PERSON_WENT, person, organisation=to.id)
        for name in (LEAVE, TELL):
            work.defer(jobs.named(name), once=f"{name}:{person.id}", person_id=str(person.id))
