"""Who reads what the guide answered, and who proposes profiles."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, true

from app.documents import policy as documents
from app.identity.models import PRIVACY_OFFICER
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.sharing.models import SharingAnswer
from app.workspaces import policy as workspaces


class SharingPermission(Permission):
    """What one may do around giving; sharing itself is `DocumentPermission.SHARE`."""

    READ_ANSWER = "sharing:answer:read"
    OVERSEE = "sharing:answer:oversee"
    PROPOSE = "sharing:profile:propose"


@dataclass(frozen=True, slots=True)
class Watch:
    """Over one organisation's answers, in all its workspaces: the thing of `OVERSEE`."""

    organisation_id: UUID | None

    @property
    def id(self) -> UUID | None:
        """The organisation's id, for the ledger."""
        return self.organisation_id


def is_officer(actor: Actor) -> bool:
    """Tell whether somebody is privacy officer, of the organisation they work for."""
    return actor.is_person and PRIVACY_OFFICER in actor.duties


def answers_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a `SharingAnswer` exists for this actor.

    It does for the members of the organisation that asked it, and for its privacy officer; of what
    is classified to who signed in strongly enough.
    """
    if actor.organisation_id is None:
        return false()
    place = (
        true() if is_officer(actor) else workspaces.is_place_of(actor, SharingAnswer.workspace_id)
    )
    is_shown = documents.may_be_told_of(actor, SharingAnswer.document_id)
    return and_(SharingAnswer.organisation_id == actor.organisation_id, place, is_shown)


@rule(lazy("This answer is not meant for you."), is_sight=True)
def is_answer_of_own(actor: Actor, answer: SharingAnswer) -> bool:
    """Asked by the actor's own organisation."""
    return actor.organisation_id is not None and actor.organisation_id == answer.organisation_id


@rule(lazy("Only the privacy officer of your organisation may do this."))
def watches_over_it(actor: Actor, watch: Watch) -> bool:
    """Hold for the privacy officer of that very organisation."""
    is_own = watch.organisation_id is not None and watch.organisation_id == actor.organisation_id
    return is_own and is_officer(actor)


grant(SharingPermission.READ_ANSWER, is_answer_of_own)
grant(SharingPermission.OVERSEE, watches_over_it)
grant(
    SharingPermission.PROPOSE,
    workspaces.is_member,
    workspaces.is_open,
    workspaces.is_coordinator_of_lead,
)
