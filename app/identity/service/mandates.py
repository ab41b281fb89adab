"""The register of mandates of an organisation: entered, changed and ended by who keeps it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.identity import queries
from app.identity.actions import IdentityAction
from app.identity.models import Mandate, Person
from app.identity.policy import IdentityPermission, Register
from app.identity.service.organisations import MandateFacts
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused
from app.kernel.text import _
from app.kernel.work import begin_work


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What of a mandate may change: how long it holds, and who stands in for its holder."""

    valid_to: date
    deputy_id: UUID | None = None
    absent_from: date | None = None
    absent_until: date | None = None
    certificate: str = ""
    """What the holder may sign with in a PDF reader: SHA-256, or the serial number in it."""


def enter_mandate(
    actor: Actor, register: Register, *, holder_id: UUID, facts: MandateFacts, standing: Standing
) -> Mandate:
    """Enter a mandate of a colleague into the register of one's organisation.

    Raises:
        Refused: the holder or deputy is no colleague or is oneself, the days are wrong, or the
            number is used already.
    """
    with begin_work(actor) as work:
        require(actor, IdentityPermission.KEEP_REGISTER, register)
        people = {each.id: each for each in queries.list_people_of(register.organisation_id)}
        holder = _colleague(people, holder_id, field="holder")
        _check_other(actor, holder, field="holder")
        _check_days(facts.valid_from, standing)
        mandate = Mandate(
            id=ids.new_id(),
            organisation_id=register.organisation_id,
            holder_id=holder.id,
            number=facts.number,
            office=facts.office,
            covers=facts.covers,
            valid_from=facts.valid_from,
            source=facts.source,
            version=1,
        )
        _stand(actor, mandate, standing=standing, people=people)
        try:
            with work.session.begin_nested():
                work.add(mandate)
                work.settle()
        except IntegrityError as taken:
            raise Refused(_("This number is in the register already."), field="number") from taken
        work.record(IdentityAction.MANDATE_ADDED, mandate, **_facts(mandate))
    return mandate


def change_mandate(
    actor: Actor, mandate: Mandate, *, standing: Standing, seen_version: int
) -> None:
    """Change how long a mandate holds and who stands in for its holder.

    A last day in the past is not taken: what was signed by it that day stays right.

    Raises:
        OutOfDate: it changed since it was read.
        Refused: the deputy is no colleague or is oneself, the days are wrong, or one would stand in
            oneself on other days than somebody else let one.
    """
    with begin_work(actor) as work:
        work.lock(mandate)
        require(actor, IdentityPermission.KEEP_REGISTER, mandate)
        if mandate.version != seen_version:
            raise OutOfDate(_("This mandate changed while you were reading. Read it again."))
        _check_days(mandate.valid_from, standing)
        yesterday = clock.today() - timedelta(days=1)
        if standing.valid_to != mandate.valid_to and standing.valid_to < yesterday:
            raise Refused(
                _("A mandate can end yesterday at the earliest. What was signed by it stays."),
                field="valid_to",
            )
        people = {each.id: each for each in queries.list_people_of(mandate.organisation_id)}
        if standing.valid_to > mandate.valid_to:
            _check_other(actor, _colleague(people, mandate.holder_id), field="valid_to")
        _check_own_days(actor, mandate, standing)
        _stand(actor, mandate, standing=standing, people=people)
        mandate.version += 1
        work.record(IdentityAction.MANDATE_CHANGED, mandate, **_facts(mandate))


def _stand(
    actor: Actor, mandate: Mandate, *, standing: Standing, people: dict[UUID, Person]
) -> None:
    mandate.valid_to = standing.valid_to
    if standing.certificate not in {"", mandate.certificate}:
        _check_other(actor, _colleague(people, mandate.holder_id), field="certificate")
    mandate.certificate = standing.certificate
    if standing.deputy_id is not None and standing.deputy_id != mandate.deputy_id:
        _check_other(actor, _colleague(people, standing.deputy_id, field="deputy"), field="deputy")
    if standing.deputy_id == mandate.holder_id:
        raise Refused(_("Choose somebody else than the holder."), field="deputy")
    mandate.deputy_id = standing.deputy_id
    mandate.absent_from, mandate.absent_until = standing.absent_from, standing.absent_until


def _colleague(people: dict[UUID, Person], person_id: UUID, *, field: str = "holder") -> Person:
    found = people.get(person_id)
    if found is None:
        raise Refused(_("Choose somebody of your own organisation."), field=field)
    return found


def _check_other(actor: Actor, person: Person, *, field: str) -> None:
    """Nobody gives a mandate to oneself: it takes two."""
    if person.id == actor.person_id:
        raise _given_to_oneself(field)


def _given_to_oneself(field: str) -> Refused:
    return Refused(
        _("You cannot give this to yourself. Let somebody else who keeps the register do it."),
        field=field,
    )


def _check_own_days(actor: Actor, mandate: Mandate, standing: Standing) -> None:
    """Who stands in already neither begins nor lengthens that for oneself, in whatever way."""
    before, after = _days_of(actor, mandate), _days_of(actor, standing)
    if after is None:
        return
    if before is None or after[0] < before[0] or after[1] > before[1]:
        raise _given_to_oneself("deputy")


def _days_of(actor: Actor, standing: Standing | Mandate) -> tuple[date, date] | None:
    """Return the first and last day on which the actor signs as deputy; None when on none."""
    first, last = standing.absent_from, standing.absent_until
    if standing.deputy_id != actor.person_id or first is None or last is None:
        return None
    last = min(last, standing.valid_to)
    return (first, last) if first <= last else None


def _check_days(valid_from: date, standing: Standing) -> None:
    if standing.valid_to < valid_from:
        raise Refused(_("The last day is before the first. Choose a later day."), field="valid_to")
    first, last = standing.absent_from, standing.absent_until
    if (first is None) != (last is None):
        raise Refused(_("Give the first and the last day of the absence."), field="absent_until")
    if first is not None and last is not None and last < first:
        raise Refused(
            _("The last day is before the first. Choose a later day."), field="absent_until"
        )
    if first is not None and standing.deputy_id is None:
        raise Refused(_("Choose who stands in during the absence."), field="deputy")


def _facts(mandate: Mandate) -> dict[str, object]:
    return {
        "number": mandate.number,
        "holder": mandate.holder_id,
        "valid_from": mandate.valid_from,
        "valid_to": mandate.valid_to,
        "deputy": mandate.deputy_id,
        "absent_from": mandate.absent_from,
        "absent_until": mandate.absent_until,
        "certificate_sha256": hashlib.sha256(mandate.certificate.encode()).hexdigest()
        if mandate.certificate
        else None,
    }
