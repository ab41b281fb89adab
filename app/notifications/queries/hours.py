"""When a mail may come: what a person chose, else the organisation, else what Samenzicht proposes.

A quiet span holds on the wall in the Netherlands. A mail that becomes due in it leaves when it is
over. Weekends and holidays are quiet as a whole for who rests; an hour of the digest on such a day
is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from app.identity.models import Person
from app.kernel import db, terms
from app.kernel.access import Actor, require
from app.notifications.models import Level, NoticeChoice, OrganisationHours, PlaceChoice
from app.notifications.policy import HoursOfAll, NoticePermission
from app.workspaces import queries as workspaces

HOUR = timedelta(hours=1)
DAYS_TO_LOOK = 15
"""Within so many days there is always a working day."""
DAYS_OF_REST = 8
"""No quiet span that runs on into days of rest is as long as this."""


class Whose(StrEnum):
    """Who chose what holds."""

    PERSON = "person"
    ORGANISATION = "organisation"
    BUILT_IN = "built_in"


@dataclass(frozen=True, slots=True)
class Span:
    """Hours of every day in which no mail comes, from `first` up to `last`, over midnight too."""

    first: int
    last: int

    def holds(self, hour: int) -> bool:
        """Tell whether an hour of the day lies in it."""
        if self.first < self.last:
            return self.first <= hour < self.last
        return hour >= self.first or hour < self.last


@dataclass(frozen=True, slots=True)
class Rest:
    """When no mail comes."""

    span: Span | None
    rests: bool
    """No mails on weekends and holidays."""

    def holds_at(self, moment: datetime) -> bool:
        """Tell whether a moment is quiet, by what the clock on the wall says then."""
        wall = moment.astimezone(terms.AMSTERDAM)
        if self.rests and not terms.is_working_day(wall.date()):
            return True
        return self.span is not None and self.span.holds(wall.hour)

    def opens_at(self, moment: datetime) -> datetime:
        """Return the moment itself, or the end of the quiet it lies in, in UTC.

        The wall changes its hour with UTC, so the end of a quiet is a whole hour.
        """
        while self.holds_at(moment):
            moment = moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + HOUR
        return moment


@dataclass(frozen=True, slots=True)
class MailHours:
    """When mails come to somebody, and who chose that."""

    digest: tuple[int, ...]
    """Hours of the day of the mail with a line for each task; none: no such mails."""
    rest: Rest
    digest_by: Whose = Whose.BUILT_IN
    rest_by: Whose = Whose.BUILT_IN

    def next_slot(self, now: datetime) -> datetime | None:
        """Return the next moment of the digest, in UTC; None without hours.

        Hours are on the wall in the Netherlands. An hour that the clock skips is the hour after
        it, one that comes twice is the first. An hour in the quiet span is the end of that.
        """
        return next((each for each in self._slots(now) if each > now), None)

    def _slots(self, now: datetime) -> Iterator[datetime]:
        """Give the moments of the digest in order, from some days back on."""
        back = DAYS_OF_REST if self.rest.span else 0
        first = now.astimezone(terms.AMSTERDAM).date() - timedelta(days=back)
        for offset in range(back + DAYS_TO_LOOK if self.digest else 0):
            day = first + timedelta(days=offset)
            if self.rest.rests and not terms.is_working_day(day):
                continue
            for hour in sorted(self.digest):
                wall = datetime(day.year, day.month, day.day, hour, tzinfo=terms.AMSTERDAM)
                yield self.rest.opens_at(wall.astimezone(UTC))


BUILT_IN = MailHours((8,), Rest(Span(20, 7), rests=True))
"""At eight in the morning; nothing from eight in the evening to seven, and on days of rest."""
DEFAULT_MOMENTS = (7, 1, 0, -1, -7)
"""Days before the last day; negative after it."""


def hours_from(chosen: NoticeChoice | None, common: OrganisationHours | None) -> MailHours:
    """Return what holds: of each thing the person's own choice, else the organisation's."""
    layers = ((Whose.PERSON, chosen), (Whose.ORGANISATION, common))
    digest, digest_by = BUILT_IN.digest, Whose.BUILT_IN
    rest, rest_by = BUILT_IN.rest, Whose.BUILT_IN
    for whose, layer in reversed(layers):
        if layer is not None and layer.mail_hours is not None:
            digest, digest_by = tuple(layer.mail_hours), whose
        if layer is not None and layer.rests is not None:
            rest, rest_by = Rest(_span_of(layer), rests=layer.rests), whose
    return MailHours(digest, rest, digest_by, rest_by)


def moments_from(
    chosen: NoticeChoice | None, common: OrganisationHours | None
) -> tuple[tuple[int, ...], Whose]:
    """Return at which moments a reminder comes, and who chose that: as with hours, each by itself.

    In days before the last day; negative after it.
    """
    for whose, layer in ((Whose.PERSON, chosen), (Whose.ORGANISATION, common)):
        if layer is not None and layer.moments is not None:
            return tuple(layer.moments), whose
    return DEFAULT_MOMENTS, Whose.BUILT_IN


def _span_of(layer: NoticeChoice | OrganisationHours) -> Span | None:
    if layer.quiet_from is None or layer.quiet_until is None:
        return None
    return Span(layer.quiet_from, layer.quiet_until)


def hours_of(person: Person) -> MailHours:
    """Return when mails may come to somebody, asked by a job; two statements."""
    chosen = db.session().get(NoticeChoice, person.id)
    return hours_from(chosen, find_hours_of_organisation(person.organisation_id))


def opens_at(person: Person, moment: datetime) -> datetime:
    """Return from when a mail to somebody may leave: the moment itself, or after the quiet."""
    return hours_of(person).rest.opens_at(moment)


def find_hours_of_organisation(organisation_id: UUID | None) -> OrganisationHours | None:
    """Return what an organisation chose for its people, or None."""
    return db.session().get(OrganisationHours, organisation_id) if organisation_id else None


def find_own_hours_of_all(actor: Actor) -> OrganisationHours | None:
    """Return what one's own organisation chose for its people, or None."""
    return find_hours_of_organisation(actor.organisation_id)


def get_hours_of_all_for(actor: Actor, permission: NoticePermission) -> HoursOfAll:
    """Return the hours of all one's colleagues as a thing, and decide the permission."""
    thing = hours_of_all(actor)
    require(actor, permission, thing)
    return thing


def hours_of_all(actor: Actor) -> HoursOfAll:
    """Return the hours of all one's colleagues as a thing to decide about; one statement."""
    return HoursOfAll(actor.organisation_id, is_coordinated=workspaces.coordinates(actor))


def find_choice(actor: Actor) -> NoticeChoice | None:
    """Return what somebody chose, or None while the defaults hold."""
    return db.session().get(NoticeChoice, actor.person_id)


def list_levels(actor: Actor) -> dict[UUID, Level]:
    """Return what somebody chose per workspace."""
    statement = select(PlaceChoice).where(PlaceChoice.person_id == actor.person_id)
    return {each.workspace_id: each.level for each in db.session().execute(statement).scalars()}
