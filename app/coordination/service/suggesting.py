"""What the lead suggests about an overlap of two others; it changes nothing of theirs itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.coordination import queries
from app.coordination.actions import CoordinationAction
from app.coordination.events import OverlapMoved, OverlapStep
from app.coordination.models import (
    Activity,
    OverlapSuggestion,
    SuggestionKind,
    SuggestionStatus,
)
from app.coordination.policy import CoordinationPermission
from app.coordination.queries import Pair
from app.coordination.service.activities import chosen_window
from app.coordination.service.reasons import right_reason
from app.coordination.service.turns import take_turn
from app.kernel import clock, events, ids
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused, known
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.workspaces.models import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What is suggested to two others."""

    kind: SuggestionKind
    reason: str
    starts_on: date | None = None
    ends_on: date | None = None


def suggest(actor: Actor, place: Workspace, *, pair: Pair, advice: Advice) -> OverlapSuggestion:
    """Suggest to two others how to settle their overlap.

    Args:
        pair: as the actor read it.

    Raises:
        NotAllowed: the actor does not coordinate for the lead.
        OutOfDate: the two do not overlap any more, or on other days.
        Refused: they settled it, one of them may not know of the other, or a suggestion waits.
    """
    with begin_work(actor) as work:
        require(actor, CoordinationPermission.SUGGEST, place)
        pair = take_turn(actor, place, pair)
        _check(actor, place, pair)
        made = _made(actor, place, pair=pair, advice=advice)
        work.add(made)
        work.record(CoordinationAction.SUGGESTED, made, kind=made.kind)
        for each in (made.first_id, made.second_id):
            _tell(work, made, OverlapStep.SUGGESTED, whom=each)
    return made


def decline(actor: Actor, suggestion: OverlapSuggestion, *, reason: str, seen_version: int) -> None:
    """Say for the own authority why it does not follow a suggestion.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: there is no reason, it was said already, or the suggestion does not wait any more.
    """
    with begin_work(actor) as work:
        _take(work, suggestion, CoordinationPermission.DECLINE, seen_version=seen_version)
        if suggestion.declined_by(actor.organisation_id):
            raise Refused(_("Your organisation said this already."))
        if actor.organisation_id == suggestion.first_id:
            suggestion.first_declined = right_reason(reason)
        else:
            suggestion.second_declined = right_reason(reason)
        if suggestion.first_declined and suggestion.second_declined:
            suggestion.status = SuggestionStatus.DECLINED
        _changed(work, suggestion, word=CoordinationAction.SUGGESTION_DECLINED)
        _tell(work, suggestion, OverlapStep.FOLLOWED, whom=suggestion.organisation_id)


def withdraw_suggestion(actor: Actor, suggestion: OverlapSuggestion, *, seen_version: int) -> None:
    """Take a suggestion back while it waits."""
    with begin_work(actor) as work:
        needed = CoordinationPermission.WITHDRAW_SUGGESTION
        _take(work, suggestion, needed, seen_version=seen_version)
        suggestion.status = SuggestionStatus.WITHDRAWN
        _changed(work, suggestion, word=CoordinationAction.SUGGESTION_WITHDRAWN)


def take_over(work: Work, ours: Activity, theirs: Activity) -> None:
    """Note, inside the proposal that is made, that it takes over what the lead suggests."""
    found = queries.find_open_suggestion(work.actor, ours.workspace, one=ours.id, other=theirs.id)
    if found is None:
        return
    require(work.actor, CoordinationPermission.TAKE_OVER, found)
    found.status, found.taken_by_id = SuggestionStatus.TAKEN, work.actor.organisation_id
    _changed(work, found, word=CoordinationAction.SUGGESTION_TAKEN)
    _tell(work, found, OverlapStep.FOLLOWED, whom=found.organisation_id)


def _check(actor: Actor, place: Workspace, pair: Pair) -> None:
    both = {pair.first.organisation_id, pair.second.organisation_id}
    if actor.organisation_id in both:
        raise Refused(_("One of the two is of your own organisation. Propose something yourself."))
    if not pair.is_between_two:
        raise Refused(_("Both are of one organisation. It settles this itself."))
    if pair.is_agreed:
        raise Refused(_("The two agreed about this already."))
    if not pair.is_mutual or not both <= queries.list_authorities(place).sharing:
        raise Refused(
            _(
                "One of the two may not know what the other plans here. Ask them to open it, or"
                " call them."
            )
        )
    if pair.suggestion_id is not None:
        raise Refused(_("A suggestion about these two waits already."))


def _made(actor: Actor, place: Workspace, *, pair: Pair, advice: Advice) -> OverlapSuggestion:
    first, second = pair.in_order
    starts_on, ends_on = _window_of(advice)
    moment = clock.now()
    return OverlapSuggestion(
        id=ids.new_id(),
        workspace_id=place.id,
        organisation_id=known(actor.organisation_id),
        version=1,
        first_id=first.organisation_id,
        second_id=second.organisation_id,
        first_activity_id=first.activity_id,
        second_activity_id=second.activity_id,
        kind=advice.kind,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=right_reason(advice.reason),
        status=SuggestionStatus.OPEN,
        first_declined="",
        second_declined="",
        taken_by_id=None,
        suggested_by_id=known(actor.person_id),
        suggested_at=moment,
        changed_at=moment,
    )


def _window_of(advice: Advice) -> tuple[date | None, date | None]:
    if advice.kind == SuggestionKind.KEEP:
        return None, None
    return chosen_window(advice.starts_on, advice.ends_on)


def _take(
    work: Work,
    suggestion: OverlapSuggestion,
    permission: CoordinationPermission,
    *,
    seen_version: int,
) -> None:
    work.lock(suggestion)
    require(work.actor, permission, suggestion)
    if suggestion.version != seen_version:
        raise OutOfDate(
            _("Somebody changed this suggestion while you were reading. Look at it again.")
        )
    if suggestion.status != SuggestionStatus.OPEN:
        raise Refused(_("This suggestion does not wait any more."))


def _changed(work: Work, suggestion: OverlapSuggestion, *, word: CoordinationAction) -> None:
    suggestion.version += 1
    suggestion.changed_at = clock.now()
    work.record(word, suggestion, version=suggestion.version, kind=suggestion.kind)


def _tell(work: Work, it: OverlapSuggestion, step: OverlapStep, *, whom: UUID) -> None:
    events.announce(work, OverlapMoved(step, it.workspace_id, whom, it.suggested_by_id))
