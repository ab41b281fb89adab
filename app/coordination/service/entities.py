"""Entering entities in the own register, changing and ending them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.coordination.actions import CoordinationAction
from app.coordination.models import Regime, Rest, Sector, SupervisedEntity
from app.coordination.policy import CoordinationPermission
from app.coordination.queries.entities import match_key
from app.coordination.queries.lookalikes import list_lookalikes
from app.coordination.queries.places import get_coordination
from app.coordination.service.room import within_room
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused, known
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.workspaces.models import Workspace
from app.workspaces.queries import list_participants

LONGEST_NAME, DIGITS_OF_NUMBER = 200, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """To whom a row is opened."""

    named: tuple[str, ...] = ()
    """Codes of authorities that see everything of it."""
    rest: Rest = Rest.NOTHING
    """What every other lead or partner sees."""


CLOSED = Opening()
"""For the own authority alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityFacts:
    """What an entry says."""

    name: str
    register_number: str = ""
    sector: Sector
    regime: Regime
    opening: Opening = CLOSED


def add_entity(actor: Actor, workspace: Workspace, *, facts: EntityFacts) -> SupervisedEntity:
    """Enter an organisation or process in the register of the actor's authority.

    Raises:
        NotAllowed: the actor may not enter anything here.
        Refused: a fact is missing or wrong, or somebody is named who does not take part.
    """
    with begin_work(actor) as work:
        require(actor, CoordinationPermission.ENTER, workspace)
        return enter_entity(
            work, workspace, facts=facts, named=named_in(work, workspace, facts.opening)
        )


def enter_entity(
    work: Work, workspace: Workspace, *, facts: EntityFacts, named: list[UUID]
) -> SupervisedEntity:
    """Enter one entry, inside a work that was decided."""
    entity = SupervisedEntity(
        id=ids.new_id(),
        workspace_id=workspace.id,
        organisation_id=known(work.actor.organisation_id),
        ended_at=None,
        version=1,
    )
    _write(entity, facts, named=named)
    work.add(entity)
    work.record(CoordinationAction.ENTITY_ADDED, entity, sector=entity.sector, regime=entity.regime)
    return entity


def change_entity(
    actor: Actor, entity: SupervisedEntity, *, facts: EntityFacts, seen_version: int
) -> None:
    """Change an entry; what is planned there follows.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: a fact is missing or wrong, or the own authority would plan too much at one
            organisation.
    """
    with begin_work(actor) as work:
        _take(work, entity, seen_version=seen_version)
        named = named_in(work, entity.workspace, facts.opening)
        with within_room(work):
            _write(entity, facts, named=named)
            entity.version += 1
        work.record(
            CoordinationAction.ENTITY_CHANGED, entity, version=entity.version, rest=entity.rest
        )


def take_number(actor: Actor, entity: SupervisedEntity, *, number: str, seen_version: int) -> None:
    """Take the register number of another entry for the own one, so that the two match.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: it has a number, or no entry the actor sees with this name has that one.
    """
    with begin_work(actor) as work:
        _take(work, entity, seen_version=seen_version)
        coordination = get_coordination(actor, CoordinationPermission.VIEW)
        likely = list_lookalikes(actor, coordination, of=entity.id)
        if not number or number not in {each.number for each in likely}:
            raise Refused(_("No entry of this name that you see has this number any more."))
        with within_room(work):
            entity.register_number, entity.match_key = number, match_key(entity.name, number)
            entity.changed_at = clock.now()
            entity.version += 1
        work.record(CoordinationAction.ENTITY_NUMBERED, entity, version=entity.version)


def end_entity(actor: Actor, entity: SupervisedEntity, *, seen_version: int) -> None:
    """Say that an entity is not supervised any more; it is taken up again by the same road."""
    with begin_work(actor) as work:
        _take(work, entity, seen_version=seen_version)
        is_ended = entity.ended_at is not None
        entity.ended_at = None if is_ended else clock.now()
        entity.changed_at = clock.now()
        entity.version += 1
        word = CoordinationAction.ENTITY_RESUMED if is_ended else CoordinationAction.ENTITY_ENDED
        work.record(word, entity, version=entity.version)


def named_in(work: Work, workspace: Workspace, opening: Opening) -> list[UUID]:
    """Return the ids of the authorities a row names, in their fixed order.

    Raises:
        Refused: somebody is named who does not take part here.
    """
    taking_part = {
        each.organisation.code: each.organisation_id for each in list_participants(workspace)
    }
    return named_among(work, taking_part, opening)


def named_among(work: Work, taking_part: Mapping[str, UUID], opening: Opening) -> list[UUID]:
    """Return the ids of the authorities a row names, of those that take part, by their code.

    Raises:
        Refused: somebody is named who does not take part here.
    """
    strangers = set(opening.named) - set(taking_part)
    if strangers:
        raise Refused(_("%(code)s does not take part here.", code=min(strangers)), field="named")
    return [
        key
        for code, key in taking_part.items()
        if code in opening.named and key != work.actor.organisation_id
    ]


def number_of(text: str) -> str:
    """Return a register number as eight digits, or nothing.

    Raises:
        Refused: it is something else.
    """
    digits = "".join(text.split()).replace(".", "")
    if digits and not (digits.isascii() and digits.isdecimal() and len(digits) == DIGITS_OF_NUMBER):
        raise Refused(
            _("A number of the trade register has eight digits."), field="register_number"
        )
    return digits


def _write(entity: SupervisedEntity, facts: EntityFacts, *, named: list[UUID]) -> None:
    name = " ".join(facts.name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused(_("Give the name of the organisation."), field="name")
    if facts.opening.rest == Rest.PLANNED:
        raise Refused(_("Choose who sees this entry."), field="rest")
    entity.name, entity.register_number = name, number_of(facts.register_number)
    entity.match_key = match_key(name, entity.register_number)
    entity.sector, entity.regime = facts.sector, facts.regime
    entity.named, entity.rest = named, facts.opening.rest
    entity.changed_at = clock.now()


def _take(work: Work, entity: SupervisedEntity, *, seen_version: int) -> None:
    work.lock(entity)
    require(work.actor, CoordinationPermission.CHANGE, entity)
    if entity.version != seen_version:
        raise OutOfDate(_("Somebody changed this entry while you were reading. Look at it again."))
