"""Taking back, within a day, that a document or folder dropped its own rules.

What was dropped is laid down anew: decided, checked and written down as any rules are.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.documents import queries
from app.documents.models import AccessPolicy, AccessRule, Document, DroppedRules, Level
from app.documents.queries import Rulebook
from app.documents.service.rules import NewRule
from app.identity import queries as identity
from app.kernel import clock, ids
from app.kernel.access import Actor
from app.kernel.errors import OutOfDate, Refused
from app.kernel.text import _
from app.kernel.work import Work, keeping_books

BACK_WITHIN = timedelta(days=1)
"""So long it can be taken back."""


def keep_dropped(
    work: Work, before: Rulebook, *, place: Document | AccessPolicy, governed_by: UUID
) -> None:
    """Keep the rules that a document or folder drops, in the place of those kept before.

    Args:
        place: the document, or what was laid down for the folder.
        governed_by: the policy of which the rules count there from then on.
    """
    owner_id = before.policy.organisation_id
    is_document = isinstance(place, Document)
    where = {"document_id": place.id} if is_document else {"folder_id": place.folder_id}
    anew = {
        "id": ids.new_id(),
        "rules": [_said(each) for each in before.rules],
        "follows": standing_of(queries.get_policy(governed_by)),
        "dropped_at": clock.now(),
        "dropped_by_id": work.actor.person_id,
    }
    kept = insert(DroppedRules).values(
        workspace_id=before.policy.workspace_id, owner_id=owner_id, **where, **anew
    )
    work.session.execute(kept.on_conflict_do_update(index_elements=["owner_id", *where], set_=anew))


def forget_dropped(actor: Actor) -> int:
    """Let go of what can be taken back no more; it holds purposes and people that count nowhere."""
    with keeping_books(actor):
        return queries.forget_dropped(clock.now() - BACK_WITHIN)


class Coming(NamedTuple):
    """A rule that comes back."""

    organisation_id: UUID
    level: Level
    until: date | None
    people: int
    """How many it names; none for everybody of that organisation."""


def can_be_back(dropped: DroppedRules | None, now: Rulebook | None) -> bool:
    """Tell whether rules can come back: not dropped too long ago, and the same counts there now."""
    if dropped is None or now is None:
        return False
    return last_moment_of(dropped) > clock.now() and dropped.follows == standing_of(now.governing)


def standing_of(governing: AccessPolicy) -> str:
    """Return what stands for the rules that count: it changes when they do, or others count."""
    return f"{governing.id.hex}.{governing.version}"


def last_moment_of(dropped: DroppedRules) -> datetime:
    """Return until when rules can come back."""
    return dropped.dropped_at + BACK_WITHIN


def coming_back(dropped: DroppedRules | None) -> list[Coming]:
    """Return the rules that come back; those of which the last day passed do not."""
    return [
        Coming(
            UUID(each["organisation_id"]),
            Level(each["level"]),
            _until_of(each),
            len(each["people"]),
        )
        for each in _living(dropped)
    ]


def rules_to_take_back(
    dropped: DroppedRules | None, now: Rulebook | None, *, seen: str
) -> list[NewRule]:
    """Return the rules that come back, to be laid down.

    Args:
        seen: id of what was dropped, as it was on the screen.

    Raises:
        OutOfDate: other rules count there by now, or others were dropped since.
        Refused: nothing was dropped, or that is too long ago.
    """
    if dropped is None or last_moment_of(dropped) <= clock.now():
        raise Refused(_("There is nothing to take back here. Rules come back within a day."))
    if not can_be_back(dropped, now) or str(dropped.id) != seen:
        raise OutOfDate(
            _("The rules that count here were changed since. Look at them, and make rules anew.")
        )
    organisations = identity.organisations_by_id()
    people = identity.list_people(UUID(one) for each in dropped.rules for one in each["people"])
    return [
        NewRule(
            organisation=organisations[UUID(each["organisation_id"])].code,
            level=Level(each["level"]).code,
            until=_until_of(each),
            legal_basis=each["legal_basis"],
            purpose=each["purpose"],
            people=tuple(people[UUID(one)].login for one in each["people"]),
            everybody=not each["people"],
            special_data=tuple(each["special_data"]),
        )
        for each in _living(dropped)
    ]


def _living(dropped: DroppedRules | None) -> list[dict[str, Any]]:
    today = clock.today()
    kept = [] if dropped is None else dropped.rules
    return [each for each in kept if (until := _until_of(each)) is None or until >= today]


def _until_of(said: dict[str, Any]) -> date | None:
    return date.fromisoformat(said["until"]) if said["until"] else None


def _said(rule: AccessRule) -> dict[str, Any]:
    return {
        "organisation_id": str(rule.organisation_id),
        "level": rule.level,
        "until": rule.until.isoformat() if rule.until else None,
        "legal_basis": rule.legal_basis,
        "purpose": rule.purpose,
        "people": [str(each) for each in rule.people],
        "special_data": list(rule.special_data),
    }
