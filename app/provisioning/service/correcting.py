"""Correcting an account that no directory keeps."""

from __future__ import annotations

from app.identity.service.correcting import PersonWords, correct_person
from app.kernel.access import Actor, require
from app.kernel.work import begin_work
from app.provisioning import queries
from app.provisioning.policy import AccountCard, ProvisioningPermission


def correct_account(
    actor: Actor, card: AccountCard, *, words: PersonWords, seen_version: int
) -> bool:
    """Correct name, address and function; return whether an invitation ended by it.

    Raises:
        NotAllowed: the person is of another organisation, or a directory keeps the account.
        Refused: the address is not one of the organisation, or somebody else's.
        OutOfDate: somebody corrected it meanwhile.
    """
    person = card.person
    with begin_work(actor) as work:
        work.lock(person)
        fresh = AccountCard(person, is_told=queries.is_told(person.id))
        require(actor, ProvisioningPermission.CORRECT, fresh)
        return correct_person(work, person, words=words, seen_version=seen_version)
