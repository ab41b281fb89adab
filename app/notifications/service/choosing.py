"""Reading notices, and choosing what reaches one and how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from app.kernel import clock
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound, Refused
from app.kernel.text import _
from app.kernel.work import begin_work, keeping_books
from app.notifications.actions import HoursAction
from app.notifications.models import (
    Level,
    Notice,
    NoticeChoice,
    OrganisationHours,
    PlaceChoice,
)
from app.notifications.policy import HoursOfAll, NoticePermission, visible_to
from app.notifications.queries import Rest, find_choice
from app.notifications.service.reminding import look_soon
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenHours:
    """When mails come; what is None follows the organisation, or what Samenzicht proposes."""

    digest: tuple[int, ...] | None = None
    rest: Rest | None = None

    def as_row(self) -> dict[str, Any]:
        """Return the columns of it."""
        span = self.rest.span if self.rest else None
        return {
            "mail_hours": None if self.digest is None else list(self.digest),
            "quiet_from": span.first if span else None,
            "quiet_until": span.last if span else None,
            "rests": self.rest.rests if self.rest else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What somebody chose."""

    moments: tuple[int, ...] | None
    """None: as the organisation, or as Samenzicht proposes."""
    hours: ChosenHours
    away_from: date | None = None
    away_until: date | None = None
    deputy_id: UUID | None = None


def mark_read(actor: Actor, notice: Notice) -> None:
    """Note that a notice was read; read before, it stays so."""
    with keeping_books(actor):
        require(actor, NoticePermission.READ, notice)
        notice.read_at = notice.read_at or clock.now()


def mark_all_read(actor: Actor) -> None:
    """Note that everything was read that one may see now."""
    with keeping_books(actor) as work:
        work.session.execute(
            update(Notice)
            .where(visible_to(actor), Notice.read_at.is_(None))
            .values(read_at=clock.now())
            .execution_options(synchronize_session=False)
        )


def choose(actor: Actor, choices: Choices) -> None:
    """Keep what somebody chose, and look what is due by it now.

    Raises:
        Refused: being away ends before it begins, is half said, or the deputy is no colleague.
    """
    if actor.person_id is None:
        raise NotFound
    _check(actor, choices)
    values = {
        "moments": _listed(choices.moments),
        **choices.hours.as_row(),
        "away_from": choices.away_from,
        "away_until": choices.away_until,
        "deputy_id": choices.deputy_id,
        **_still_entered_by(actor, choices),
    }
    with keeping_books(actor) as work:
        new = insert(NoticeChoice).values(person_id=actor.person_id, **values)
        work.session.execute(new.on_conflict_do_update(index_elements=["person_id"], set_=values))
        if actor.organisation_id is not None:
            for place in workspaces.list_of(actor):
                look_soon(work, place.id, [actor.organisation_id])


def choose_for_all(
    actor: Actor,
    of_all: HoursOfAll,
    *,
    hours: ChosenHours,
    moments: tuple[int, ...] | None,
) -> None:
    """Keep when reminders and mails come to the colleagues who chose nothing else.

    The clock looks what is due by other moments on its next day.

    Args:
        moments: days before the last day, negative after it; None: as Samenzicht proposes.

    Raises:
        NotAllowed: the actor coordinates nowhere for this organisation.
        Refused: nobody would get a reminder or a mail; only somebody's own choice does that.
    """
    if moments == ():
        raise Refused(
            _("Choose at least one moment. Whoever wants no reminders chooses that for oneself."),
            field="moments",
        )
    if hours.digest == ():
        raise Refused(
            _("Choose at least one hour. Whoever wants no mails chooses that for oneself."),
            field="mail_hours",
        )
    with begin_work(actor) as work:
        require(actor, NoticePermission.SET_HOURS, of_all)
        row = hours.as_row() | {"moments": _listed(moments)}
        new = insert(OrganisationHours).values(organisation_id=of_all.organisation_id, **row)
        work.session.execute(
            new.on_conflict_do_update(index_elements=["organisation_id"], set_=row)
        )
        work.record(HoursAction.SET, of_all, **row)


def choose_for_place(actor: Actor, workspace: Workspace, *, level: Level) -> None:
    """Keep what somebody wants to hear from one workspace.

    Args:
        workspace: loaded for this very actor.
    """
    if actor.person_id is None:
        raise NotFound
    with keeping_books(actor) as work:
        new = insert(PlaceChoice).values(
            person_id=actor.person_id, workspace_id=workspace.id, level=level
        )
        work.session.execute(
            new.on_conflict_do_update(
                index_elements=["person_id", "workspace_id"], set_={"level": level}
            )
        )


def _still_entered_by(actor: Actor, choices: Choices) -> dict[str, object]:
    """Return what a colleague entered of one's absence, while its days are left as they are."""
    before = find_choice(actor)
    days = (choices.away_from, choices.away_until)
    if before is None or (before.away_from, before.away_until) != days:
        return {"away_set_by_id": None, "has_lent_deputy": False}
    is_lent = before.has_lent_deputy and before.deputy_id == choices.deputy_id
    return {"away_set_by_id": before.away_set_by_id, "has_lent_deputy": is_lent}


def _listed(moments: tuple[int, ...] | None) -> list[int] | None:
    return None if moments is None else list(moments)


def _check(actor: Actor, choices: Choices) -> None:
    first, last = choices.away_from, choices.away_until
    if (first is None) != (last is None):
        raise Refused(_("Say from which day until which day you are away."), field="away_until")
    if first is not None and last is not None and last < first:
        raise Refused(_("The last day lies before the first."), field="away_until")
    if choices.deputy_id is not None and choices.deputy_id not in {
        each.id for each in workspaces.list_colleagues(actor)
    }:
        raise Refused(_("Choose a colleague who shares a workspace with you."), field="deputy")
