"""Findings for partners' systems."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, Literal
from uuid import UUID

from flask import Response
from pydantic import BaseModel, ConfigDict, Field

from app.findings import queries, service
from app.findings.api.blueprint import blueprint
from app.findings.forms import MOST_RECOMMENDATIONS
from app.findings.models import Aspect, Audience, Capacity, Finding, Judgement, Outcome
from app.findings.policy import FindingPermission
from app.findings.queries import EvidenceRow, FactRow
from app.findings.queries.history import Step
from app.findings.service import Advice, Fact, FindingText, Prompt
from app.findings.service.history import LONGEST_NAME, LONGEST_REASON
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST, MADE
from app.kernel.web.json_api import answer_json, check_match, read_body
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission

MOST_CITED = 500


class AdviceBody(BaseModel):
    """A recommendation."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    text: str = Field(min_length=1, max_length=2000)
    addressee: str = Field(min_length=1, max_length=200)
    due_on: date | None = None


class FindingBody(BaseModel):
    """A new finding; the norm is named by its code, or by its id."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    title: str = Field(min_length=1, max_length=200)
    text: str = Field(min_length=1, max_length=20_000)
    norm: str
    aspect: Aspect
    judgement: Judgement = Judgement.NOT_ASSESSED
    audience: Audience = Audience.WORKSPACE
    evidence: list[UUID] = Field([], max_length=MOST_CITED)
    observations: list[UUID] = Field([], max_length=MOST_CITED)
    """What it rests on, each in the words it has now."""
    recommendations: list[AdviceBody] = Field([], max_length=MOST_RECOMMENDATIONS)


class ChangeBody(BaseModel):
    """What changes of a finding; what is left out stays."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    title: str | None = Field(None, min_length=1, max_length=200)
    text: str | None = Field(None, min_length=1, max_length=20_000)
    norm: str | None = None
    aspect: Aspect | None = None
    judgement: Judgement | None = None
    audience: Audience | None = None
    evidence: list[UUID] | None = Field(None, max_length=MOST_CITED)
    observations: list[UUID] | None = Field(None, max_length=MOST_CITED)
    """What it rests on; what it rested on already keeps the words it cites."""
    recommendations: list[AdviceBody] | None = Field(None, max_length=MOST_RECOMMENDATIONS)
    status: Literal["final"] | None = None
    """Alone: put the finding forward as it is."""
    reason: str = Field("", max_length=LONGEST_REASON)
    """Why it changes; read by everybody who reads the finding."""
    capacity: Capacity = Capacity.OWN
    """In what capacity somebody asked for it; ``own`` when nobody did."""
    asked_by: str = Field("", max_length=LONGEST_NAME)
    outcome: Literal[Outcome.ADOPTED, Outcome.PARTLY] = Outcome.ADOPTED


class DeclineBody(BaseModel):
    """What was asked and is not adopted."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    capacity: Literal[Capacity.PARTNER, Capacity.INSPECTED, Capacity.MINISTRY, Capacity.OTHER]
    asked_by: str = Field(min_length=1, max_length=LONGEST_NAME)
    asked: str = Field(min_length=1, max_length=LONGEST_REASON)
    reason: str = Field(min_length=1, max_length=LONGEST_REASON)


@blueprint.route(
    "/workspaces/<ref:ref>/findings", needs=WorkspacePermission.VIEW, endpoint="list", gives=LIST
)
def list_all(ref: str) -> Response:
    """List the findings of a workspace that the caller may read."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    rows = queries.list_visible(actor, workspace)
    found = queries.list_by_id(actor, workspace, ids=[each.id for each in rows])
    by_id, order = {each.id: each for each in found}, [each.id for each in rows]
    evidence = queries.list_evidence(actor, workspace=workspace, finding_ids=order)
    facts = queries.list_facts(actor, workspace, finding_ids=order)
    items = [_finding(by_id[each], evidence, facts) for each in order]
    return answer_json({"items": items, "next": None})


@blueprint.route(
    "/workspaces/<ref:ref>/findings",
    methods=["POST"],
    needs=FindingPermission.WRITE,
    takes=FindingBody,
    gives=MADE,
)
def add(ref: str) -> Response:
    """Write a finding for the caller's organisation."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, FindingPermission.WRITE, ref)
    body = read_body(FindingBody)
    text = FindingText(
        title=body.title,
        text=body.text,
        norm_id=_norm(actor, workspace, body.norm),
        aspect=body.aspect,
        judgement=body.judgement,
        audience=body.audience,
        evidence=frozenset(body.evidence),
        facts=_facts(actor, workspace, body.observations),
        recommendations=_advice(body.recommendations),
    )
    finding = service.add_finding(actor, workspace, text=text)
    return _answer(actor, finding.id, workspace=workspace, status=201)


@blueprint.route("/findings/<uuid:finding_id>", needs=FindingPermission.VIEW)
def detail(finding_id: UUID) -> Response:
    """Give one finding."""
    actor = current_actor()
    finding = queries.get_anywhere(actor, FindingPermission.VIEW, finding_id)
    return _answer(actor, finding.id, workspace=finding.workspace)


@blueprint.route(
    "/findings/<uuid:finding_id>",
    methods=["PATCH"],
    needs=FindingPermission.CHANGE,
    takes=ChangeBody,
)
def change(finding_id: UUID) -> Response:
    """Change a finding, or put it forward; ``If-Match`` says which version was read."""
    actor = current_actor()
    finding = queries.get_anywhere(actor, FindingPermission.CHANGE, finding_id)
    check_match(finding.version, is_required=True)
    body, workspace, version = read_body(ChangeBody), finding.workspace, finding.version
    if body.status is not None:
        if body.model_fields_set != {"status"}:
            raise Refused(_("Change the text first, then put it forward."), field="status")
        service.put_forward(actor, finding, seen_version=version)
    else:
        text = _changed(actor, finding, body)
        prompt = Prompt(body.reason, body.asked_by, body.capacity, Outcome(body.outcome))
        service.change_finding(actor, finding, text=text, seen_version=version, prompt=prompt)
    return _answer(actor, finding_id, workspace=workspace)


@blueprint.route("/findings/<uuid:finding_id>/history", needs=FindingPermission.VIEW, gives=LIST)
def history(finding_id: UUID) -> Response:
    """Give every version the caller may read, with who asked for it; the oldest first."""
    actor = current_actor()
    finding = queries.get_anywhere(actor, FindingPermission.VIEW, finding_id)
    steps = queries.list_steps(actor, finding.workspace, finding_ids=[finding.id])
    return answer_json({"items": [_step(each) for each in steps], "next": None})


@blueprint.route(
    "/findings/<uuid:finding_id>/history",
    methods=["POST"],
    needs=FindingPermission.CHANGE,
    takes=DeclineBody,
    gives=MADE,
)
def decline(finding_id: UUID) -> Response:
    """Write down what was asked of a finding and is not adopted."""
    actor = current_actor()
    finding = queries.get_anywhere(actor, FindingPermission.CHANGE, finding_id)
    body, workspace = read_body(DeclineBody), finding.workspace
    prompt = Prompt(
        body.reason, body.asked_by, Capacity(body.capacity), Outcome.NOT_ADOPTED, body.asked
    )
    service.decline_request(actor, finding, prompt=prompt)
    return _answer(actor, finding_id, workspace=workspace, status=201)


def _changed(actor: Actor, finding: Finding, body: ChangeBody) -> FindingText:
    """Return the finding with what was sent in the place of what it says."""
    cited = queries.list_evidence(actor, workspace=finding.workspace, finding_ids=[finding.id])
    rests = {
        each.observation.id: Fact(each.observation.id, each.said.number)
        for each in queries.list_facts(actor, finding.workspace, finding_ids=[finding.id])
    }
    given = body.model_dump(
        exclude_none=True, include={"title", "text", "aspect", "judgement", "audience"}
    )
    text = FindingText(
        title=finding.title,
        text=finding.text,
        norm_id=finding.norm_id
        if body.norm is None
        else _norm(actor, finding.workspace, body.norm),
        aspect=Aspect(finding.aspect),
        judgement=Judgement(finding.judgement),
        audience=Audience(finding.audience),
        evidence=frozenset(each.document_id for each in cited),
        facts=frozenset(rests.values()),
        recommendations=tuple(
            Advice(each.text, each.addressee, each.due_on) for each in finding.recommendations
        ),
    )
    if body.evidence is not None:
        closed = frozenset(each.document_id for each in cited if not each.is_open)
        given["evidence"] = frozenset(body.evidence) | closed
    if body.observations is not None:
        asked = set(body.observations)
        new = _facts(actor, finding.workspace, asked - rests.keys())
        given["facts"] = new | {fact for key, fact in rests.items() if key in asked}
    if body.recommendations is not None:
        given["recommendations"] = _advice(body.recommendations)
    return replace(text, **given)


def _norm(actor: Actor, workspace: Workspace, named: str) -> UUID:
    norms = queries.list_norms(actor, workspace)
    found = [each.id for each in norms if named in (each.code, str(each.id))]
    if not found:
        raise Refused(_("Choose a norm of this workspace."), field="norm")
    if len(found) > 1:
        told = _("More than one framework has a line with this code. Give the id of the line.")
        raise Refused(told, field="norm")
    return found[0]


def _facts(actor: Actor, workspace: Workspace, asked: Iterable[UUID]) -> frozenset[Fact]:
    wanted = set(asked)
    found = queries.find_to_cite(actor, workspace, ids=wanted) if wanted else []
    if len(found) < len(wanted):
        raise Refused(_("Choose observations you may read."), field="observations")
    return frozenset(Fact(each.id, each.version) for each in found)


def _advice(bodies: Iterable[AdviceBody]) -> tuple[Advice, ...]:
    return tuple(Advice(each.text, each.addressee, each.due_on) for each in bodies)


def _answer(actor: Actor, finding_id: UUID, *, workspace: Workspace, status: int = 200) -> Response:
    finding = queries.get_for(
        actor, FindingPermission.VIEW, finding_id=finding_id, workspace=workspace
    )
    evidence = queries.list_evidence(actor, workspace=workspace, finding_ids=[finding_id])
    facts = queries.list_facts(actor, workspace, finding_ids=[finding_id])
    told = _finding(finding, evidence, facts)
    return answer_json(told, status=status, version=finding.version)


def _finding(
    finding: Finding, evidence: Iterable[EvidenceRow], facts: Iterable[FactRow]
) -> dict[str, Any]:
    mine = [each for each in evidence if each.of_id == finding.id]
    return {
        "id": str(finding.id),
        "ref": finding.ref,
        "title": finding.title,
        "text": finding.text,
        "norm": finding.norm.code,
        "aspect": finding.aspect,
        "judgement": finding.judgement,
        "owner": finding.organisation.code,
        "audience": finding.audience,
        "status": finding.status,
        "version": finding.version,
        "evidence": [str(each.document_id) for each in mine if each.is_open],
        "closed_evidence": [
            {"owner": each.owner.code, "media_type": each.media_type, "sha256": each.sha256}
            for each in mine
            if not each.is_open
        ],
        "observations": [
            {"id": str(each.observation.id), "version": each.said.number}
            for each in facts
            if each.finding_id == finding.id
        ],
        "recommendations": [
            {
                "text": each.text,
                "addressee": each.addressee,
                "due_on": each.due_on.isoformat() if each.due_on else None,
            }
            for each in finding.recommendations
        ],
    }


def _step(step: Step) -> dict[str, Any]:
    """Return one step; ``version`` is null for what was asked and not adopted."""
    version, note = step.version, step.influence
    said = version and {
        "title": version.title,
        "text": version.text,
        "norm": version.norm.code,
        "aspect": version.aspect,
        "judgement": version.judgement,
        "audience": version.audience,
        "status": version.status,
        "recommendations": version.recommendations,
    }
    prompt = note and {
        "capacity": note.capacity,
        "asked_by": note.asked_by,
        "asked": note.asked,
        "outcome": note.outcome,
        "reason": note.reason,
    }
    return {
        "version": version.number if version else None,
        "at": step.at.isoformat(),
        "by": step.name,
        "finding": said,
        "prompt": prompt,
    }
