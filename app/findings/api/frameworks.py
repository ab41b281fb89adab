"""Frameworks for partners' systems: what is tested, with the id of every line."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from app.findings import queries
from app.findings.api.blueprint import blueprint
from app.findings.models import Framework
from app.findings.policy import FrameworkPermission
from app.findings.queries import Line
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST
from app.kernel.web.json_api import answer_json
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission


@blueprint.route("/workspaces/<ref:ref>/frameworks", needs=WorkspacePermission.VIEW, gives=LIST)
def frameworks(ref: str) -> Response:
    """List the frameworks of a workspace that the caller may read."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    rows = queries.list_frameworks(actor, workspace)
    return answer_json({"items": [_framework(each.framework) for each in rows], "next": None})


@blueprint.route(
    "/workspaces/<ref:ref>/frameworks/<uuid:framework_id>", needs=FrameworkPermission.VIEW
)
def framework(ref: str, framework_id: UUID) -> Response:
    """Give one framework with its lines; each names the line it stands under."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    found = queries.get_framework_for(
        actor, FrameworkPermission.VIEW, framework_id=framework_id, workspace=workspace
    )
    lines = [_line(each) for each in queries.list_lines(found)]
    return answer_json({**_framework(found), "lines": lines}, version=found.version)


def _framework(framework: Framework) -> dict[str, Any]:
    return {
        "id": str(framework.id),
        "title": framework.title,
        "owner": framework.organisation.code,
        "audience": framework.audience,
        "is_retired": framework.is_retired,
        "version": framework.version,
    }


def _line(line: Line) -> dict[str, Any]:
    norm = line.norm
    return {
        "id": str(norm.id),
        "code": norm.code,
        "parent": norm.parent_code or None,
        "level": norm.level,
        "text": norm.text,
        "law": norm.law,
        "aspect": norm.aspect,
    }
