"""Reading observations: those of one's organisation, and what others released."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select, tuple_
from sqlalchemy.orm import joinedload

from app.documents.models import Document
from app.documents.policy import may_cite, visible_to
from app.documents.service.differences import compare
from app.findings.models import (
    Observation,
    ObservationEvidence,
    ObservationVersion,
    Sense,
    SubjectKind,
)
from app.findings.policy import ObservationPermission, is_told_to, observations_visible_in
from app.findings.queries.evidence import EvidenceRow, evidence_row
from app.findings.queries.history import PartDifference
from app.findings.queries.words import SENSE_WORDS, SUBJECT_WORDS
from app.identity import queries as identity
from app.kernel import db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.kernel.text import lazy
from app.workspaces import queries as workspaces
from app.workspaces.models import Membership, Workspace
from app.workspaces.policy import WorkspacePermission

OBSERVATIONS_PAGE = 50
MOST_SUBJECTS = 200
MOST_TO_CHOOSE = 100


Subjects = Callable[[Actor], Sequence[str]]
_subjects: dict[str, Subjects] = {}
OBSERVATION_PARTS = {
    "title": lazy("Observation in one sentence"),
    "kind": lazy("How it is known"),
    "subject": lazy("Subject"),
    "place": lazy("Place"),
    "observed_on": lazy("Day"),
    "observed_at": lazy("Time"),
    "observers": lazy("Observed by"),
    "text": lazy("What was observed"),
}


@dataclass(frozen=True, slots=True)
class Correction:
    """A version, with where it differs from the one before it that the reader may read."""

    version: ObservationVersion
    parts: list[PartDifference]


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedObservations:
    """What a list is narrowed to."""

    subject: str = ""
    place: str = ""
    organisation_id: UUID | None = None
    kind: Sense | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ObservationPlace:
    """Where a page of observations ended: the newest day first."""

    observed_on: date
    id: UUID


def get_observation_for(
    actor: Actor, permission: ObservationPermission, *, observation_id: UUID, workspace: Workspace
) -> Observation:
    """Return an observation of a workspace that the actor has loaded; decide the permission."""
    statement = (
        _observations(actor, workspace)
        .where(Observation.id == observation_id)
        .execution_options(populate_existing=True)
    )
    found = db.session().execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    found.workspace = workspace
    require(actor, permission, found)
    return found


def get_observation_anywhere(
    actor: Actor, permission: ObservationPermission, observation_id: UUID
) -> Observation:
    """Return an observation by its id alone, whatever workspace it stands in."""
    asked = select(Observation.workspace_id).where(Observation.id == observation_id)
    place_id = db.session().execute(asked).scalar_one_or_none()
    if place_id is None:
        raise NotFound
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, place_id)
    return get_observation_for(
        actor, permission, observation_id=observation_id, workspace=workspace
    )


def list_observations(
    actor: Actor,
    workspace: Workspace,
    wanted: WantedObservations | None = None,
    *,
    limit: int = OBSERVATIONS_PAGE,
    after: ObservationPlace | None = None,
) -> list[Observation]:
    """Return the observations that exist for the actor, the newest day first."""
    where = Observation.observed_on, Observation.id
    statement = (
        _observations(actor, workspace)
        .where(*_narrowed(wanted or WantedObservations()))
        .order_by(*(each.desc() for each in where))
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(tuple_(*where) < (after.observed_on, after.id))
    return _placed(workspace, db.session().execute(statement).scalars())


def list_to_cite(
    actor: Actor, workspace: Workspace, *, but_also: Iterable[UUID] = ()
) -> list[Observation]:
    """Return the observations a finding may rest on, the newest day first; not all of very many.

    Args:
        but_also: what it rests on already, however old.
    """
    kept = Observation.id.in_(set(but_also))
    statement = (
        _observations(actor, workspace)
        .where(or_(Observation.withdrawn_at.is_(None), kept))
        .order_by(kept.desc(), Observation.observed_on.desc(), Observation.id.desc())
        .limit(MOST_TO_CHOOSE)
    )
    found = _placed(workspace, db.session().execute(statement).scalars())
    return sorted(found, key=lambda each: (each.observed_on, each.id), reverse=True)


def find_to_cite(actor: Actor, workspace: Workspace, *, ids: Iterable[UUID]) -> list[Observation]:
    """Return those of some observations that exist for the actor."""
    statement = _observations(actor, workspace).where(Observation.id.in_(set(ids)))
    return _placed(workspace, db.session().execute(statement).scalars())


def offer_subjects(name: str, subjects: Subjects) -> None:
    """Let a feature above name what can be observed; again, it replaces itself."""
    _subjects[name] = subjects


def list_subjects(actor: Actor, workspace: Workspace) -> list[str]:
    """Return what is or can be observed here, as far as the actor may know, by name."""
    statement = (
        select(Observation.subject)
        .where(observations_visible_in(actor, workspace))
        .distinct()
        .order_by(Observation.subject)
        .limit(MOST_SUBJECTS)
    )
    known = set(db.session().execute(statement).scalars())
    for subjects in _subjects.values():
        known |= set(subjects(actor))
    return sorted(known, key=str.casefold)[:MOST_SUBJECTS]


def list_observation_versions(actor: Actor, observation: Observation) -> list[ObservationVersion]:
    """Return the versions of an observation that the actor may read, the oldest first."""
    statement = (
        select(ObservationVersion)
        .join(Observation, Observation.id == ObservationVersion.observation_id)
        .options(joinedload(ObservationVersion.author, innerjoin=True))
        .where(
            ObservationVersion.observation_id == observation.id,
            observations_visible_in(actor, observation.workspace),
            is_told_to(actor),
        )
        .order_by(ObservationVersion.number)
    )
    return list(db.session().execute(statement).scalars())


def observations_seen_among(
    actor: Actor, workspace: Workspace, ids: Iterable[UUID]
) -> Select[UUID]:
    """Select those of some observations that the actor may read now."""
    here = observations_visible_in(actor, workspace)
    return select(Observation.id).where(here, Observation.id.in_(set(ids)))


def list_observation_citations(actor: Actor, observation: Observation) -> list[ObservationEvidence]:
    """Return the citations an observation rests on now that the actor may know of."""
    return list(db.session().execute(_citations(actor, observation.id)).scalars())


def list_observation_evidence(actor: Actor, observation: Observation) -> list[EvidenceRow]:
    """Return what an observation rests on now, as this reader may know it; one statement."""
    is_seen = and_(
        Document.id == ObservationEvidence.document_id,
        Document.workspace_id == observation.workspace_id,
        visible_to(actor),
    )
    statement = (
        _citations(actor, observation.id).add_columns(Document.title).outerjoin(Document, is_seen)
    )
    return [evidence_row(cited, title) for cited, title in db.session().execute(statement)]


def list_observer_names(
    observations: Iterable[Observation | ObservationVersion],
) -> dict[UUID, str]:
    """Return the names of who observed, by person."""
    found = identity.list_people({each for one in observations for each in one.observers})
    return {key: person.name for key, person in found.items()}


def list_possible_observers(actor: Actor, workspace: Workspace) -> list[Membership]:
    """Return who of the own organisation works here, by name."""
    members = workspaces.list_members(workspace)
    return [each for each in members if each.organisation_id == actor.organisation_id]


def _observations(actor: Actor, workspace: Workspace) -> Select[Observation]:
    return (
        select(Observation)
        .options(
            joinedload(Observation.organisation, innerjoin=True),
            joinedload(Observation.author, innerjoin=True),
        )
        .where(observations_visible_in(actor, workspace))
    )


def _narrowed(wanted: WantedObservations) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.subject:
        conditions.append(Observation.subject.icontains(wanted.subject, autoescape=True))
    if wanted.place:
        conditions.append(Observation.place.icontains(wanted.place, autoescape=True))
    if wanted.organisation_id is not None:
        conditions.append(Observation.organisation_id == wanted.organisation_id)
    if wanted.kind is not None:
        conditions.append(Observation.kind == wanted.kind)
    if wanted.since is not None:
        conditions.append(Observation.observed_on >= wanted.since)
    if wanted.until is not None:
        conditions.append(Observation.observed_on <= wanted.until)
    return conditions


def _citations(actor: Actor, observation_id: UUID) -> Select[Any]:
    return (
        select(ObservationEvidence)
        .options(joinedload(ObservationEvidence.organisation, innerjoin=True))
        .where(
            ObservationEvidence.observation_id == observation_id,
            ObservationEvidence.until.is_(None),
            may_cite(actor, ObservationEvidence.document_id.expression),
        )
        .order_by(ObservationEvidence.cited_at, ObservationEvidence.document_id)
    )


def _placed(workspace: Workspace, found: Iterable[Observation]) -> list[Observation]:
    rows = list(found)
    for each in rows:
        each.workspace = workspace
    return rows


def corrections_of(versions: Sequence[ObservationVersion]) -> list[Correction]:
    """Return versions with where each differs from the one before it, the newest first."""
    names = list_observer_names(versions) if len(versions) > 1 else {}
    told = [
        Correction(each, _differences(versions[at - 1], each, names) if at else [])
        for at, each in enumerate(versions)
    ]
    return told[::-1]


def _differences(
    older: ObservationVersion, newer: ObservationVersion, names: Mapping[UUID, str]
) -> list[PartDifference]:
    before, after = _parts(older, names), _parts(newer, names)
    return [
        PartDifference(str(words), compare(before[part], after[part]))
        for part, words in OBSERVATION_PARTS.items()
        if before[part] != after[part]
    ]


def _parts(version: ObservationVersion, names: Mapping[UUID, str]) -> dict[str, str]:
    return {
        "title": version.title,
        "kind": str(SENSE_WORDS[Sense(version.kind)]),
        "subject": f"{version.subject} ({SUBJECT_WORDS[SubjectKind(version.subject_kind)]})",
        "place": version.place,
        "observed_on": f"{version.observed_on:%d-%m-%Y}",
        "observed_at": f"{version.observed_at:%H.%M}" if version.observed_at else "",
        "observers": ", ".join(sorted(names.get(each, "") for each in version.observers)),
        "text": version.text,
    }
