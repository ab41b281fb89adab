"""Reading the register of emergency sight, and coming under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    String,
    Uuid,
    any_,
    case,
    column,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.orm import joinedload

from app.emergencies.models import EmergencySight, Ending, Ground, Verdict
from app.emergencies.policy import (
    MOMENT,
    EmergencyPermission,
    EmergencyPlace,
    EmergencyRegister,
    Registered,
    is_under,
)
from app.identity import queries as identity
from app.identity.models import ADMINISTRATOR, PRIVACY_OFFICER, Person
from app.kernel import db, sql
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.kernel.text import _, lazy
from app.workspaces.queries import PLACES

MOST = 200
"""Shown of the register at once, newest first; the older ones are judged history."""
JUDGED_WITHIN = timedelta(days=7)
"""So long somebody has to judge it before it is late; and so often it is asked for."""
GROUND_WORDS = {
    Ground.ABSENCE: lazy("Everybody of us in the workspace is away"),
    Ground.CALAMITY: lazy("A calamity: somebody is in danger"),
    Ground.BREACH: lazy("A data breach must be looked into"),
    Ground.ORDER: lazy("An order of a judge, or a demand of the law"),
}
GROUND_LAWS = {
    Ground.ABSENCE: lazy("AVG, articles 6(1)(e) and 32(1)(c)"),
    Ground.CALAMITY: lazy("AVG, article 6(1)(d)"),
    Ground.BREACH: lazy("AVG, articles 33 and 34"),
    Ground.ORDER: lazy("AVG, article 6(1)(c)"),
}
ENDING_WORDS = {
    Ending.HAND: lazy("ended by hand"),
    Ending.CLOCK: lazy("the time was over"),
    Ending.LEFT: lazy("our organisation left the workspace"),
    Ending.BLOCKED: lazy("the account was blocked or changed"),
    Ending.RESTORED: lazy("a backup was put back"),
}
VERDICT_WORDS = {
    Verdict.JUSTIFIED: lazy("Justified"),
    Verdict.UNJUSTIFIED: lazy("Not justified"),
}
NAMES = func.samenzicht_emergency_names().table_valued(
    column("sight", Uuid()), column("place", Uuid()), column("name", String())
)
EMERGENCY_PLACES = text(
    "select place, ref, takes_part, coordinates from samenzicht_emergency_places()"
)
REFUSES = text("select samenzicht_no_emergency(:person, :place)")
OPENINGS = text("select at, document, title from samenzicht_emergency_openings(:which)")
DUE = text("select sight, place, organisation from samenzicht_emergencies_due(:now, :silent)")


def get_register_for(actor: Actor, permission: EmergencyPermission) -> EmergencyRegister:
    """Return the register of the actor's organisation, and decide the permission."""
    register = _register_of(actor)
    require(actor, permission, register)
    return register


def get_bare_register_for(actor: Actor, permission: EmergencyPermission) -> EmergencyRegister:
    """Return the register without asking where one has a say, and decide the permission."""
    register = EmergencyRegister(actor.organisation_id)
    require(actor, permission, register)
    return register


def _register_of(actor: Actor) -> EmergencyRegister:
    rows = db.session().execute(EMERGENCY_PLACES)
    places = sorted((EmergencyPlace(*row) for row in rows), key=lambda each: each.ref)
    return EmergencyRegister(actor.organisation_id, places)


def list_sights(register: EmergencyRegister, *, limit: int = MOST) -> list[EmergencySight]:
    """Return the newest of the register: what runs first, then what nobody judged yet."""
    statement = (
        _sights()
        .where(EmergencySight.organisation_id == register.organisation_id)
        .order_by(
            case(
                (EmergencySight.ended_at.is_(None) & (EmergencySight.ends_at > MOMENT), 0),
                (EmergencySight.reviewed_at.is_(None), 1),
                else_=2,
            ),
            EmergencySight.opened_at.desc(),
            EmergencySight.id,
        )
        .limit(limit)
    )
    return list(db.session().execute(statement).scalars())


def state_of(sight: EmergencySight, now: datetime) -> tuple[str, str]:
    """Return how far a sight is, in words and by the tone of its tag."""
    if sight.holds_at(now):
        return _("Runs now"), "stop"
    if sight.verdict is not None:
        tone = "line" if sight.verdict == Verdict.JUSTIFIED else "stop"
        return str(VERDICT_WORDS[Verdict(sight.verdict)]), tone
    if sight.is_late_at(now, after=JUDGED_WITHIN):
        return _("To judge: late"), "stop"
    return _("To judge"), "info"


def list_own(actor: Actor) -> list[EmergencySight]:
    """Return the sights that the actor has now, what ends first at the top."""
    statement = (
        _sights()
        .where(*_is_own_and_running(actor))
        .order_by(EmergencySight.ends_at, EmergencySight.id)
    )
    return list(db.session().execute(statement).scalars())


def refs_of(actor: Actor) -> dict[UUID, str]:
    """Return what the workspaces are called in which the actor has, had or decides about one."""
    return {each.id: each.ref for each in _register_of(actor).places}


def list_running(actor: Actor, workspace_id: UUID) -> list[EmergencySight]:
    """Return who of the actor's organisation looks into a workspace under emergency sight now."""
    statement = (
        _sights()
        .where(
            EmergencySight.organisation_id == actor.organisation_id,
            EmergencySight.workspace_id == workspace_id,
            EmergencySight.ended_at.is_(None),
            EmergencySight.ends_at > MOMENT,
        )
        .order_by(EmergencySight.ends_at, EmergencySight.id)
    )
    return list(db.session().execute(statement).scalars())


@sql.kept
def running_count(actor: Actor) -> ScalarSelect[int]:
    """Return the statement that counts the sights the actor has now."""
    return (
        select(func.count())
        .select_from(EmergencySight)
        .where(*_is_own_and_running(actor))
        .scalar_subquery()
    )


def _is_own_and_running(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (
        EmergencySight.person_id == sql.parameter(actor.person_id),
        EmergencySight.organisation_id == sql.parameter(actor.organisation_id),
        EmergencySight.ended_at.is_(None),
        EmergencySight.ends_at > MOMENT,
    )


def get_for(actor: Actor, permission: EmergencyPermission, sight_id: UUID) -> Registered:
    """Return one emergency sight as the actor knows it, and decide the permission.

    Raises:
        NotFound: there is none, or it is nothing to the actor.
    """
    found = _find(sight_id)
    if found is None:
        raise NotFound
    registered = Registered(found, _register_of(actor), has_other_judge=_has_other_judge(found))
    require(actor, permission, registered)
    return registered


def look_under(actor: Actor, sight_id: UUID) -> tuple[Actor, EmergencySight]:
    """Come under an emergency sight for the rest of the request, and return who looks then.

    Raises:
        NotFound: it is not for this person.
        NotAllowed: it is over.
    """
    found = _find(sight_id)
    if found is None:
        raise NotFound
    registered = Registered(found, EmergencyRegister(actor.organisation_id))
    require(actor, EmergencyPermission.LOOK, registered)
    eyes = eyes_of(actor, found)
    db.act_as(eyes)
    return eyes, found


def eyes_of(actor: Actor, sight: EmergencySight) -> Actor:
    """Return the actor as they look under a sight: with the one place it is about."""
    return replace(actor, place_id=sight.workspace_id)


def eyes_of_another(sight: EmergencySight) -> Actor:
    """Return whose eyes a sight is for, to say what they can see; nothing is opened by it."""
    person = sight.person
    return Actor(
        name=person.name,
        person_id=person.id,
        organisation_id=sight.organisation_id,
        place_id=sight.workspace_id,
    )


def find_under(actor: Actor) -> UUID | None:
    """Return the id of the sight an actor looks under now; None for everybody else."""
    if not is_under(actor):
        return None
    statement = select(EmergencySight.id).where(
        *_is_own_and_running(actor), EmergencySight.workspace_id == actor.place_id
    )
    found: UUID | None = db.session().execute(statement).scalar_one_or_none()
    return found


def find_for_job(actor: Actor, sight_id: UUID) -> EmergencySight | None:
    """Find a sight of the organisation a job acts for, in its place."""
    statement = _sights().where(
        EmergencySight.id == sight_id,
        EmergencySight.organisation_id == actor.organisation_id,
        EmergencySight.workspace_id == actor.place_id,
    )
    found: EmergencySight | None = db.session().execute(statement).scalar_one_or_none()
    return found


@dataclass(frozen=True, slots=True)
class Opening:
    """That a document was opened under a sight."""

    at: datetime
    document_id: UUID
    title: str
    """Empty for who does not see the document anyway."""


def list_openings(registered: Registered) -> list[Opening]:
    """Return what was opened under a sight, for who has a say in it or has it; at most 200."""
    rows = db.session().execute(OPENINGS, {"which": registered.id})
    return [Opening(row.at, row.document, row.title or "") for row in rows]


def select_titles() -> Select[str, UUID, str]:
    """Select kind, id and for whom it was of every sight in `PLACES`, as their log tells it."""
    kind = literal(EmergencySight.__tablename__).label("kind")
    return select(kind, NAMES.c.sight.label("id"), NAMES.c.name.label("title")).where(
        NAMES.c.place == any_(PLACES)
    )


def why_none_for(person_id: UUID, workspace_id: UUID) -> str:
    """Return why none can be opened for somebody, as a word; empty when nothing is in the way."""
    asked = {"person": person_id, "place": workspace_id}
    return str(db.session().execute(REFUSES, asked).scalar_one())


def list_due(now: datetime) -> list[tuple[UUID, UUID, UUID]]:
    """Return (sight, place, organisation) of what the clock has to end or to ask about."""
    rows = db.session().execute(DUE, {"now": now, "silent": now - JUDGED_WITHIN})
    return [(row[0], row[1], row[2]) for row in rows]


def list_eligible(actor: Actor) -> list[Person]:
    """Return for whom of the own organisation one could be opened, as far as accounts tell."""
    if actor.organisation_id is None:
        return []
    people = identity.list_people_of(actor.organisation_id)
    return [
        each for each in people if ADMINISTRATOR not in each.duties and each.id != actor.person_id
    ]


def list_officers(organisation_id: UUID) -> list[Person]:
    """Return the privacy officers of an organisation, by name."""
    return identity.list_privacy_officers([organisation_id])


def _has_other_judge(sight: EmergencySight) -> bool:
    officers: Sequence[Person] = list_officers(sight.organisation_id)
    involved = (sight.opened_by_id, sight.person_id)
    return any(PRIVACY_OFFICER in each.duties and each.id not in involved for each in officers)


def _find(sight_id: UUID) -> EmergencySight | None:
    statement = (
        _sights().where(EmergencySight.id == sight_id).execution_options(populate_existing=True)
    )
    found: EmergencySight | None = db.session().execute(statement).scalar_one_or_none()
    return found


def _sights() -> Select[EmergencySight]:
    return select(EmergencySight).options(
        joinedload(EmergencySight.person, innerjoin=True),
        joinedload(EmergencySight.opened_by, innerjoin=True),
        joinedload(EmergencySight.confirmed_by),
        joinedload(EmergencySight.ended_by),
        joinedload(EmergencySight.reviewed_by),
    )
