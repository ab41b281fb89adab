"""What stands around a finding on screen: its workspace, its state, who reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import url_for

from app.findings import queries
from app.findings.forms import PutForwardForm
from app.findings.models import Audience, Finding, Framework, Observation, Scoring
from app.findings.policy import FindingPermission
from app.kernel.access import Actor, abilities
from app.kernel.day_words import moment_in_words
from app.kernel.text import _
from app.workspaces import queries as workspaces
from app.workspaces.models import ParticipantRole, Workspace
from app.workspaces.policy import SHARING_ROLES, WorkspacePermission
from app.workspaces.queries.frame import sight_in_words

WORDS = {
    "aspects": queries.ASPECT_WORDS,
    "judgements": queries.JUDGEMENT_WORDS,
    "tones": queries.JUDGEMENT_TONES,
    "audiences": queries.AUDIENCE_WORDS,
    "statuses": queries.STATUS_WORDS,
    "senses": queries.SENSE_WORDS,
    "subject_kinds": queries.SUBJECT_WORDS,
    "capacities": queries.CAPACITY_WORDS,
    "outcomes": queries.OUTCOME_WORDS,
    "outcome_tones": queries.OUTCOME_TONES,
}


def anew(actor: Actor, finding: Finding) -> Finding:
    """Return a finding as it is now."""
    return queries.get_for(
        actor, FindingPermission.VIEW, finding_id=finding.id, workspace=finding.workspace
    )


def load(actor: Actor, permission: FindingPermission, *, ref: str, finding_id: UUID) -> Finding:
    """Load a finding of a workspace, and decide the permission."""
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_for(actor, permission, finding_id=finding_id, workspace=workspace)


def around(actor: Actor, workspace: Workspace) -> dict[str, Any]:
    """Return what stands around every page of findings."""
    return {**workspaces.workspace_frame(actor, workspace, section="findings"), "words": WORDS}


def about(actor: Actor, finding: Finding) -> dict[str, Any]:
    """Return what the page of a finding holds."""
    workspace = finding.workspace
    frame = around(actor, workspace)
    return {
        **frame,
        "facts": facts_of(frame, finding),
        **about_state(actor, finding),
        "hold": hold_of(actor, finding),
        "observations": queries.list_facts(actor, workspace, finding_ids=[finding.id]),
        "evidence": queries.list_evidence(actor, workspace=workspace, finding_ids=[finding.id]),
        "rounds": queries.list_rounds(actor, finding),
        **_scored(actor, finding),
        "subject": {"title": finding.title, "reference": finding.ref},
    }


def _scored(actor: Actor, finding: Finding) -> dict[str, Any]:
    """Return the scorings that go with a finding, and other views of it; one statement if none."""
    workspace = finding.workspace
    conclusions = queries.list_conclusions(actor, workspace, finding_id=finding.id)
    views = conclusions and queries.list_views_of(actor, workspace, finding_ids=[finding.id])
    return {"conclusions": conclusions, "views": views}


def facts_of(
    frame: dict[str, Any],
    thing: Finding | Framework | Observation | Scoring,
    *,
    roles: Sequence[ParticipantRole] = SHARING_ROLES,
) -> Any:
    """Say who can see a thing, in the stead of who can see the workspace.

    Args:
        roles: of the organisations that see it beside its own, when it is for the workspace.
    """
    readers = [
        each
        for each in frame["participants"]
        if each.organisation.id == thing.organisation_id
        or (thing.audience == Audience.WORKSPACE and each.participation.role in roles)
    ]
    return replace(
        frame["facts"],
        sight_orgs=[each.organisation for each in readers],
        sight_text=sight_in_words(readers),
    )


def about_state(actor: Actor, finding: Finding) -> dict[str, Any]:
    """Return what the state of a finding holds."""
    return {
        "finding": finding,
        "form": PutForwardForm(formdata=None, data={"seen_version": finding.version}),
        "may": abilities(actor, finding, [FindingPermission.CHANGE]),
        "words": WORDS,
        "workspace": finding.workspace,
    }


@dataclass(frozen=True, slots=True)
class Held:
    """That somebody works on a text, for its pages."""

    words: str
    is_mine: bool


def hold_of(actor: Actor, finding: Finding) -> Held | None:
    """Say who works on the text of a finding, since when and until when."""
    hold = workspaces.in_force(finding.hold)
    if hold is None:
        return None
    since, until = moment_in_words(hold.taken_at), moment_in_words(hold.until)
    if hold.holder_id == actor.person_id:
        return Held(_("You work on this until %(moment)s.", moment=until), is_mine=True)
    told = _(
        "%(name)s (%(organisation)s) works on this since %(since)s, until %(moment)s.",
        name=hold.holder.name,
        organisation=hold.organisation.short_name,
        since=since,
        moment=until,
    )
    return Held(told, is_mine=False)


def address_of(finding: Finding, workspace: Workspace) -> str:
    """Return the address of a finding."""
    return url_for("findings.detail", ref=workspace.ref, finding_id=finding.id)


def about_history(actor: Actor, finding: Finding) -> dict[str, Any]:
    """Return what stands around the pages on how a finding came about."""
    frame = around(actor, finding.workspace)
    return {
        **frame,
        "facts": facts_of(frame, finding),
        "finding": finding,
        "may": abilities(actor, finding, [FindingPermission.CHANGE]),
        "subject": {"title": finding.title, "reference": finding.ref},
    }
