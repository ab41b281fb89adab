"""Adding a witness: one administrator asks, one of another organisation agrees."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.adapters.witnessing import Post
from app.identity.models import Organisation
from app.identity.policy import INSTALLATION
from app.identity.service.sessions import take_fresh_sign_in
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.audit.cosigning import Cosigner
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.witnesses import queries
from app.witnesses.actions import WitnessAction
from app.witnesses.models import Witness, WitnessAnswer
from app.witnesses.policy import WitnessPermission


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedWitness:
    """A witness as an administrator types it."""

    key: str
    url: str


def ask_for_witness(
    actor: Actor, organisation: Organisation, *, wanted: WantedWitness, post: Post
) -> Witness:
    """Ask for a witness of an organisation; it is in use once an administrator of elsewhere agrees.

    Raises:
        Refused: the key or the address cannot be, or there is such a witness.
    """
    try:
        cosigner = Cosigner.read(wanted.key)
    except ValueError as fault:
        raise Refused(
            _("This is not the key of a witness. Copy what the witness shows."), field="key"
        ) from fault
    if not post.may_be(wanted.url):
        raise Refused(_("Only an address that begins with https:// will do."), field="url")
    with begin_work(actor) as work:
        require(actor, WitnessPermission.ASK, INSTALLATION)
        if queries.find_same(cosigner.name, cosigner.public_key) is not None:
            raise Refused(_("There is a witness of this name, or with this key."), field="key")
        asked = Witness(
            id=ids.new_id(),
            organisation_id=organisation.id,
            name=cosigner.name,
            public_key=cosigner.public_key,
            url=wanted.url,
            asked_by_id=actor.person_id,
            asked_for_id=actor.organisation_id,
            asked_at=clock.now(),
        )
        work.add(asked)
        work.record(WitnessAction.ASKED, asked, **_facts(asked))
    return asked


def purpose_of(witness: Witness) -> dict[str, str]:
    """Return what the fresh sign-in of who agrees is for: this witness, which never changes."""
    return {"action": str(WitnessPermission.APPROVE), "witness": str(witness.id)}


def approve_witness(actor: Actor, witness: Witness, *, ticket_id: UUID) -> None:
    """Agree with a witness: checkpoints are offered to it from now on.

    Args:
        ticket_id: of the fresh sign-in with which the person confirmed it.

    Raises:
        NotAllowed: nobody of the organisation that asked can agree, who asked may no longer ask
            it, or it was answered already.
        Refused: nobody signed in anew for this.
    """
    with begin_work(actor) as work:
        work.lock(witness)
        work.lock(witness.asked_by)
        require(actor, WitnessPermission.APPROVE, witness)
        take_fresh_sign_in(work, ticket_id=ticket_id, purpose=purpose_of(witness))
        _answer(work, witness, WitnessAnswer.APPROVED)
        work.record(WitnessAction.APPROVED, witness, **_facts(witness))


def refuse_witness(actor: Actor, witness: Witness) -> None:
    """Refuse a witness, or take the own question back.

    Raises:
        NotAllowed: it was answered already.
    """
    with begin_work(actor) as work:
        work.lock(witness)
        require(actor, WitnessPermission.REFUSE, witness)
        _answer(work, witness, WitnessAnswer.REFUSED)
        work.record(WitnessAction.REFUSED, witness, **_facts(witness))


def end_witness(actor: Actor, witness: Witness) -> None:
    """End the use of a witness; what it cosigned stays.

    Raises:
        NotAllowed: it is of another organisation, or not in use.
    """
    with begin_work(actor) as work:
        work.lock(witness)
        require(actor, WitnessPermission.END, witness)
        witness.ended_by_id, witness.ended_at = actor.person_id, clock.now()
        work.record(WitnessAction.ENDED, witness, **_facts(witness))


def _answer(work: Work, witness: Witness, answer: WitnessAnswer) -> None:
    witness.answered_by_id = work.actor.person_id
    witness.answered_for_id = work.actor.organisation_id
    witness.answered_at, witness.answer = clock.now(), answer


def _facts(witness: Witness) -> dict[str, str]:
    return {"witness": witness.cosigner.written, "organisation": str(witness.organisation_id)}
