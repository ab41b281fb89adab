"""Observations: writing one down, correcting, releasing and withdrawing it.

Only its own organisation reads an observation until it is released, and there is no way back. What
it says is kept version by version; who changes it says why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, time
from typing import Any
from uuid import UUID

from app.documents import queries as documents
from app.findings import queries
from app.findings.actions import ObservationAction
from app.findings.models import (
    Observation,
    ObservationEvidence,
    ObservationVersion,
    Sense,
    SubjectKind,
)
from app.findings.policy import ObservationPermission
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused, known
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.workspaces.models import Workspace

NUMBER_DIGITS = 4
TRIES = 8
"""How often another number is drawn when an invisible observation has this one."""
EARLIEST = date(1950, 1, 1)
"""An older day is a slip of the keyboard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationText:
    """What an observation says, as it is typed."""

    title: str
    subject_kind: SubjectKind
    subject: str
    place: str
    kind: Sense
    observed_on: date
    observed_at: time | None
    observers: frozenset[UUID]
    text: str
    evidence: frozenset[UUID] = frozenset()
    """Documents that are cited."""


PARTS = tuple(each.name for each in fields(ObservationText) if each.name != "evidence")


def add_observation(actor: Actor, workspace: Workspace, *, text: ObservationText) -> Observation:
    """Write down an observation for the actor's organisation, which alone reads it.

    Raises:
        Refused: the day has not come yet, nobody of the own organisation observed it, or a
            document may not be cited.
    """
    with begin_work(actor) as work:
        require(actor, ObservationPermission.WRITE, workspace)
        _check(actor, workspace, text)
        observation = _numbered(work, workspace, text=text)
        _keep_version(work, observation, reason="")
        _cite(work, observation, wanted=text.evidence)
        work.record(ObservationAction.ADDED, observation, ref=observation.ref, version=1)
    return observation


def correct_observation(
    actor: Actor, observation: Observation, *, text: ObservationText, seen_version: int, reason: str
) -> None:
    """Correct an observation of the actor's own organisation; what it said is kept.

    Args:
        seen_version: version on the writer's screen.
        reason: why; read by everybody who reads this version.

    Raises:
        OutOfDate: somebody saved another version meanwhile.
        Refused: as `add_observation`; or it is not said why, or nothing changes.
    """
    if not reason:
        raise Refused(_("Say in one or two sentences why you change it."), field="reason")
    with begin_work(actor) as work:
        work.lock(observation)
        require(actor, ObservationPermission.CHANGE, observation)
        _check_version(observation, seen_version)
        _check(actor, observation.workspace, text, but_also=observation.observers)
        changed = [name for name in PARTS if _said(observation, name) != _typed(text, name)]
        for name in changed:
            setattr(observation, name, _typed(text, name))
        observation.changed_at, observation.version = clock.now(), observation.version + 1
        _keep_version(work, observation, reason=reason)
        changed += _cite(work, observation, wanted=text.evidence)
        if not changed:
            raise Refused(_("Nothing changed. Change something, or stop."))
        told = {"changed": changed} if observation.released_at is not None else {}
        work.record(ObservationAction.CHANGED, observation, version=observation.version, **told)


def release_observation(actor: Actor, observation: Observation, *, seen_version: int) -> None:
    """Let lead and partners read an observation as it is now; there is no way back.

    Raises:
        NotAllowed: it is released or withdrawn already, or of another organisation.
        OutOfDate: somebody saved another version meanwhile.
    """
    with begin_work(actor) as work:
        work.lock(observation)
        require(actor, ObservationPermission.RELEASE, observation)
        _check_version(observation, seen_version)
        observation.released_at = clock.now()
        observation.released_version = observation.version
        work.record(ObservationAction.RELEASED, observation, version=observation.version)


def withdraw_observation(actor: Actor, observation: Observation, *, reason: str) -> None:
    """Say that the own organisation no longer stands for an observation; it stays to be read.

    Raises:
        NotAllowed: it is withdrawn already, or of another organisation.
        Refused: it is not said why.
    """
    if not reason:
        raise Refused(_("Say why you withdraw it."), field="reason")
    with begin_work(actor) as work:
        work.lock(observation)
        require(actor, ObservationPermission.WITHDRAW, observation)
        observation.withdrawn_at, observation.withdrawn_by_id = clock.now(), known(actor.person_id)
        observation.withdrawal_reason = reason
        work.record(ObservationAction.WITHDRAWN, observation, version=observation.version)


def _check_version(observation: Observation, seen_version: int) -> None:
    if observation.version != seen_version:
        raise OutOfDate(_("This text changed while you were reading. Your text stands below."))


def _check(
    actor: Actor, workspace: Workspace, text: ObservationText, *, but_also: Iterable[UUID] = ()
) -> None:
    """Go on only when the day and the people can be right.

    Args:
        but_also: who observed it according to the version there is; they may have left since.
    """
    if not EARLIEST <= text.observed_on <= clock.today():
        raise Refused(_("Choose the day you observed it: today or before."), field="observed_on")
    members = {each.person_id for each in queries.list_possible_observers(actor, workspace)}
    if not text.observers:
        raise Refused(_("Say who of your organisation observed it."), field="observers")
    if text.observers - members - set(but_also):
        raise Refused(_("Choose people of your own organisation."), field="observers")


def _typed(text: ObservationText, name: str) -> Any:
    value = getattr(text, name)
    return sorted(value) if name == "observers" else value


def _said(observation: Observation, name: str) -> Any:
    value = getattr(observation, name)
    return sorted(value) if name == "observers" else value


def _numbered(work: Work, workspace: Workspace, *, text: ObservationText) -> Observation:
    """Add the observation under a number that nobody has, drawn as those of tasks are.

    When two in a row are taken the next is drawn from ten times as many.
    """
    for attempt in range(TRIES):
        number = ids.draw_number(set(), digits=NUMBER_DIGITS + attempt // 2)
        made = _made(work.actor, workspace, text=text, number=number)
        if work.put_unless_taken(made, "workspace_id", "number"):
            made.workspace = workspace
            return made
    raise Refused(_("This did not work just now. Try again."))


def _made(actor: Actor, workspace: Workspace, *, text: ObservationText, number: int) -> Observation:
    moment = clock.now()
    return Observation(
        id=ids.new_id(),
        workspace_id=workspace.id,
        organisation_id=actor.organisation_id,
        number=number,
        ref=f"{workspace.ref}-W{number}",
        **{name: _typed(text, name) for name in PARTS},
        author_id=known(actor.person_id),
        written_at=moment,
        changed_at=moment,
        version=1,
        withdrawal_reason="",
    )


def _keep_version(work: Work, observation: Observation, *, reason: str) -> None:
    """Keep what the observation says now; the database refuses a version it does not have."""
    work.settle()
    work.add(
        ObservationVersion(
            observation_id=observation.id,
            number=observation.version,
            workspace_id=observation.workspace_id,
            **{name: getattr(observation, name) for name in PARTS},
            reason=reason,
            author_id=known(work.actor.person_id),
            made_at=observation.changed_at,
        )
    )


def _cite(work: Work, observation: Observation, *, wanted: frozenset[UUID]) -> list[str]:
    """Cite documents by the version they have now; what was cited before keeps its version.

    Citations of documents this actor may not know of stay as they are.
    """
    known = queries.list_observation_citations(work.actor, observation)
    cited = {each.document_id: each for each in known}
    for document_id in cited.keys() - wanted:
        cited[document_id].until = observation.version
    new = wanted - cited.keys()
    citable = (
        {each.id: each for each in documents.list_citable(work.actor, observation.workspace)}
        if new
        else {}
    )
    if not new <= citable.keys():
        raise Refused(_("You may not cite one of these documents."), field="evidence")
    work.add(*(_cited(observation, citable[each]) for each in sorted(new)))
    return ["evidence"] if new or cited.keys() - wanted else []


def _cited(observation: Observation, document: documents.Citable) -> ObservationEvidence:
    return ObservationEvidence(
        observation_id=observation.id,
        document_id=document.id,
        since=observation.version,
        workspace_id=observation.workspace_id,
        organisation_id=document.organisation_id,
        number=document.number,
        media_type=document.media_type,
        sha256=document.sha256,
        cited_at=clock.now(),
    )
