"""Entering that a colleague is away: for who is ill says nothing here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text, update

from app.identity.models import Person
from app.identity.policy import IdentityPermission
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import begin_work
from app.notifications.actions import AbsenceAction
from app.notifications.models import NoticeChoice
from app.notifications.policy import NoticePermission, OwnColleagues
from app.notifications.service.reminding import look_soon
from app.workspaces import queries as workspaces

ENTER = text("select samenzicht_enter_absence(:who, :first, :last, :deputy)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """From which day until which day somebody is away; no days when it is over."""

    first: date | None = None
    last: date | None = None
    deputy_id: UUID | None = None


def enter_absence(actor: Actor, ours: OwnColleagues, *, colleague: Person, away: Away) -> None:
    """Enter that a colleague is away and who stands in, or that this is over.

    What the colleague entered as the own absence stays as it is. What is due by it is looked at
    soon, so that reminders of today go to who stands in.

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
        for place in workspaces.list_of(actor):
            look_soon(work, place.id, [colleague.organisation_id])
        word = AbsenceAction.ENDED if away.first is None else AbsenceAction.ENTERED
        work.record(word, colleague, first=away.first, last=away.last, deputy_id=away.deputy_id)


def undo_absence(actor: Actor, person: Person) -> None:
    """Undo, as the person it is about, the absence that a colleague entered."""
    with begin_work(actor) as work:
        require(actor, IdentityPermission.CHANGE_OWN, person)
        done = work.session.execute(
            update(NoticeChoice)
            .where(NoticeChoice.person_id == person.id, NoticeChoice.away_set_by_id.is_not(None))
            .values(away_from=None, away_until=None, deputy_id=None, away_set_by_id=None)
            .returning(NoticeChoice.person_id)
        )
        if done.all():
            work.record(AbsenceAction.UNDONE, person)


def _check(ours: OwnColleagues, colleague_id: UUID, away: Away) -> None:
    if colleague_id not in ours.people:
        raise Refused(_("Choose a colleague."), field="colleague")
    if (away.first is None) != (away.last is None):
        raise Refused(_("Say from which day until which day your colleague is away."), field="last")
    if away.first is not None and away.last is not None and away.last < away.first:
        raise Refused(_("The last day lies before the first."), field="last")
    if away.deputy_id == colleague_id:
        raise Refused(_("Choose somebody else to stand in."), field="deputy")
