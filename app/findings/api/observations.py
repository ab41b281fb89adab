"""Observations for partners' systems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any
from uuid import UUID

from flask import Response
from pydantic import BaseModel, ConfigDict, Field

from app.findings import queries
from app.findings.api.blueprint import blueprint
from app.findings.forms import LONGEST_TEXT
from app.findings.forms.observations import LONGEST_WHY
from app.findings.models import Observation, Sense, SubjectKind
from app.findings.policy import ObservationPermission
from app.findings.queries import EvidenceRow, ObservationPlace
from app.findings.service import observations as service
from app.findings.service.observations import ObservationText
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST, MADE, PAGING
from app.kernel.web.json_api import (
    WrongInput,
    answer_json,
    asked_cursor,
    asked_limit,
    check_match,
    make_cursor,
    read_body,
)
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission

MOST_CITED, MOST_OBSERVERS = 500, 50
CURSOR_PARTS = 2


class ObservationBody(BaseModel):
    """An observation; who observed it are people of the caller's organisation, by login."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    title: str = Field(min_length=1, max_length=200)
    kind: Sense
    subject_kind: SubjectKind
    subject: str = Field(min_length=1, max_length=200)
    place: str = Field("", max_length=200)
    observed_on: date
    observed_at: time | None = None
    observers: list[str] = Field(min_length=1, max_length=MOST_OBSERVERS)
    text: str = Field(min_length=1, max_length=LONGEST_TEXT)
    evidence: list[UUID] = Field([], max_length=MOST_CITED)


class CorrectionBody(ObservationBody):
    """The whole observation as it becomes, and why."""

    reason: str = Field(min_length=1, max_length=LONGEST_WHY)


class WithdrawalBody(BaseModel):
    """Why an observation is withdrawn."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    reason: str = Field(min_length=1, max_length=LONGEST_WHY)


@blueprint.route(
    "/workspaces/<ref:ref>/observations",
    needs=WorkspacePermission.VIEW,
    asks=PAGING,
    gives=LIST,
)
def observations(ref: str) -> Response:
    """List the observations of a workspace that the caller may read, the newest day first."""
    actor, limit = current_actor(), asked_limit()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    found = queries.list_observations(actor, workspace, limit=limit + 1, after=_after())
    rows, last = found[:limit], None
    if len(found) > limit:
        last = make_cursor(rows[-1].observed_on.isoformat(), str(rows[-1].id))
    names = queries.list_observer_names(rows)
    return answer_json({"items": [_observation(each, names) for each in rows], "next": last})


@blueprint.route(
    "/workspaces/<ref:ref>/observations",
    methods=["POST"],
    needs=ObservationPermission.WRITE,
    takes=ObservationBody,
    gives=MADE,
)
def add_observation(ref: str) -> Response:
    """Write down an observation for the caller's organisation, which alone reads it."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, ObservationPermission.WRITE, ref)
    text = _text(actor, workspace, read_body(ObservationBody))
    made = service.add_observation(actor, workspace, text=text)
    return _answer(actor, made.id, status=201)


@blueprint.route("/observations/<uuid:observation_id>", needs=ObservationPermission.VIEW)
def observation(observation_id: UUID) -> Response:
    """Give one observation with what it rests on."""
    return _answer(current_actor(), observation_id)


@blueprint.route(
    "/observations/<uuid:observation_id>",
    methods=["PUT"],
    needs=ObservationPermission.CHANGE,
    takes=CorrectionBody,
)
def correct_observation(observation_id: UUID) -> Response:
    """Correct an observation; ``If-Match`` says which version was read."""
    actor = current_actor()
    found = queries.get_observation_anywhere(actor, ObservationPermission.CHANGE, observation_id)
    check_match(found.version, is_required=True)
    body = read_body(CorrectionBody)
    cited = queries.list_observation_evidence(actor, found)
    closed = frozenset(each.document_id for each in cited if not each.is_open)
    text = _text(actor, found.workspace, body, kept=closed)
    service.correct_observation(
        actor, found, text=text, seen_version=found.version, reason=body.reason
    )
    return _answer(actor, observation_id)


@blueprint.route(
    "/observations/<uuid:observation_id>/release",
    methods=["POST"],
    needs=ObservationPermission.RELEASE,
)
def release_observation(observation_id: UUID) -> Response:
    """Let lead and partners read an observation as it is now; there is no way back."""
    actor = current_actor()
    found = queries.get_observation_anywhere(actor, ObservationPermission.RELEASE, observation_id)
    check_match(found.version)
    service.release_observation(actor, found, seen_version=found.version)
    return _answer(actor, observation_id)


@blueprint.route(
    "/observations/<uuid:observation_id>/withdraw",
    methods=["POST"],
    needs=ObservationPermission.WITHDRAW,
    takes=WithdrawalBody,
)
def withdraw_observation(observation_id: UUID) -> Response:
    """Withdraw an observation; it stays to be read, with the reason."""
    actor = current_actor()
    found = queries.get_observation_anywhere(actor, ObservationPermission.WITHDRAW, observation_id)
    service.withdraw_observation(actor, found, reason=read_body(WithdrawalBody).reason)
    return _answer(actor, observation_id)


def _after() -> ObservationPlace | None:
    parts = asked_cursor(CURSOR_PARTS)
    if parts is None:
        return None
    try:
        return ObservationPlace(date.fromisoformat(parts[0]), UUID(parts[1]))
    except ValueError as error:
        raise WrongInput([("cursor", _("This is not a cursor of this list."))]) from error


def _text(
    actor: Actor,
    workspace: Workspace,
    body: ObservationBody,
    *,
    kept: frozenset[UUID] = frozenset(),
) -> ObservationText:
    people = {
        each.person.login: each.person_id
        for each in queries.list_possible_observers(actor, workspace)
    }
    if not set(body.observers) <= people.keys():
        raise Refused(_("Choose people of your own organisation."), field="observers")
    return ObservationText(
        title=body.title,
        kind=body.kind,
        subject_kind=body.subject_kind,
        subject=body.subject,
        place=body.place,
        observed_on=body.observed_on,
        observed_at=body.observed_at,
        observers=frozenset(people[each] for each in body.observers),
        text=body.text,
        evidence=frozenset(body.evidence) | kept,
    )


def _answer(actor: Actor, observation_id: UUID, *, status: int = 200) -> Response:
    found = queries.get_observation_anywhere(actor, ObservationPermission.VIEW, observation_id)
    told = {
        **_observation(found, queries.list_observer_names([found])),
        **_evidence(queries.list_observation_evidence(actor, found)),
    }
    return answer_json(told, status=status, version=found.version)


def _evidence(rows: Iterable[EvidenceRow]) -> dict[str, Any]:
    cited = list(rows)
    return {
        "evidence": [
            {"document": str(each.document_id), "version": each.number, "sha256": each.sha256}
            for each in cited
            if each.is_open
        ],
        "closed_evidence": [
            {"owner": each.owner.code, "media_type": each.media_type, "sha256": each.sha256}
            for each in cited
            if not each.is_open
        ],
    }


def _observation(it: Observation, names: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "id": str(it.id),
        "ref": it.ref,
        "title": it.title,
        "kind": it.kind,
        "subject_kind": it.subject_kind,
        "subject": it.subject,
        "place": it.place,
        "observed_on": it.observed_on.isoformat(),
        "observed_at": f"{it.observed_at:%H:%M}" if it.observed_at else None,
        "observers": sorted(names[each] for each in it.observers if each in names),
        "text": it.text,
        "owner": it.organisation.code,
        "audience": it.audience,
        "version": it.version,
        "released_at": it.released_at.isoformat() if it.released_at else None,
        "withdrawn_at": it.withdrawn_at.isoformat() if it.withdrawn_at else None,
        "withdrawal_reason": it.withdrawal_reason or None,
    }
