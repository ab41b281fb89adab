"""Entering that a colleague is away: for who is ill says nothing here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import case, text, update

from app.identity.models import Person
from app.identity.policy import IdentityPermission
from app.kernel import clock
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.jobs import named
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.notifications.actions import AbsenceAction
from app.notifications.models import NoticeChoice, NoticeKind
from app.notifications.policy import NoticePermission, OwnColleagues
from app.notifications.service.reminding import look_soon
from app.workspaces import queries as workspaces

ENTER = text("select samenzicht_enter_absence(:who, :first, :last, :deputy)")
LONGEST = timedelta(weeks=6)
"""From today. Who is away for longer is looked after again, or enters it in person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """From which day until which day somebody is away; no days when it is over."""

    first: date | None = None
    last: date | None = None
    deputy_id: UUID | None = None


def enter_absence(actor: Actor, ours: OwnColleagues, *, colleague: Person, away: Away) -> None:
    """Enter that a colleague is away and who stands in, or that this is over.

    What the colleague entered as the own absence stays as it is, and so does a deputy of the
    colleague's own choice. The colleague is told, and how to undo it. What is due by it is looked
    at soon, so that reminders of today go to who stands in.

    Args:
        ours: whom the actor coordinates, as it is now.

    Raises:
        NotAllowed: the actor coordinates nowhere for this organisation.
        Refused: the days are not right, one of the two is no colleague, or the colleague entered
            an absence in these days already.
    """
    with begin_work(actor) as work:
        require(actor, NoticePermission.ENTER_ABSENCE, ours)
        _check(ours, colleague.id, away)
        said = {
            "who": colleague.id,
            "first": away.first,
            "last": away.last,
            "deputy": away.deputy_id,
        }
        if not work.session.execute(ENTER, said).scalars().all():
            raise Refused(_("Your colleague entered an absence already. That one holds."))
        places = workspaces.list_of(actor)
        for place in places:
            look_soon(work, place.id, [colleague.organisation_id])
        if away.first is not None:
            _tell(work, colleague, [each.id for each in places if each.standing.coordinates])
        word = AbsenceAction.ENDED if away.first is None else AbsenceAction.ENTERED
        work.record(word, colleague, first=away.first, last=away.last, deputy_id=away.deputy_id)


def undo_absence(actor: Actor, person: Person) -> None:
    """Undo, as the person it is about, the absence that a colleague entered."""
    with begin_work(actor) as work:
        require(actor, IdentityPermission.CHANGE_OWN, person)
        done = work.session.execute(
            update(NoticeChoice)
            .where(NoticeChoice.person_id == person.id, NoticeChoice.away_set_by_id.is_not(None))
            .values(
                away_from=None,
                away_until=None,
                away_set_by_id=None,
                deputy_id=case((NoticeChoice.has_lent_deputy, None), else_=NoticeChoice.deputy_id),
                has_lent_deputy=False,
            )
            .returning(NoticeChoice.person_id)
        )
        if done.all():
            work.record(AbsenceAction.UNDONE, person)


def _tell(work: Work, colleague: Person, coordinated: Sequence[UUID]) -> None:
    """Have the colleague told after the commit, who is to know before others stand in."""
    theirs = workspaces.list_places_of_colleague(work.actor, colleague.id)
    shared = next((each for each in coordinated if each in theirs), None)
    if shared is None:
        return
    work.defer(
        named("notifications.note_news"),
        workspace_id=str(shared),
        organisation_id=str(colleague.organisation_id),
        kind=NoticeKind.MARKED_AWAY.value,
        person_id=str(colleague.id),
        by=str(work.actor.person_id or ""),
    )


def _check(ours: OwnColleagues, colleague_id: UUID, away: Away) -> None:
    if colleague_id not in ours.people:
        raise Refused(_("Choose a colleague."), field="colleague")
    if (away.first is None) != (away.last is None):
        raise Refused(_("Say from which day until which day your colleague is away."), field="last")
    if away.first is not None and away.last is not None and away.last < away.first:
        raise Refused(_("The last day lies before the first."), field="last")
    if away.last is not None and away.last > clock.today() + LONGEST:
        raise Refused(
            _("For a colleague you enter six weeks from today at most. Choose an earlier day."),
            field="last",
        )
    if away.deputy_id == colleague_id:
        raise Refused(_("Choose somebody else to stand in."), field="deputy")
