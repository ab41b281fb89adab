"""What is said beside a document, a finding, an observation or a task, for partners' systems."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response
from pydantic import BaseModel, ConfigDict, Field

from app.comments import queries, service
from app.comments.models import Comment, CommentThread
from app.comments.policy import At, CommentPermission
from app.comments.queries import Reader
from app.comments.service import LONGEST
from app.kernel.text import _
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST, MADE, PAGING
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.json_api import (
    WrongInput,
    answer_json,
    asked_cursor,
    asked_limit,
    make_cursor,
    read_body,
)

blueprint = GuardedBlueprint("comments_api", __name__, url_prefix="/api/v1")
OF_DOCUMENT = "/documents/<uuid:document_id>/comments"
OF_FINDING = "/findings/<uuid:finding_id>/comments"
OF_OBSERVATION = "/observations/<uuid:observation_id>/comments"
OF_TASK = "/tasks/<uuid:task_id>/comments"


class CommentBody(BaseModel):
    """Words to say, in a thread when it is an answer."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    body: str = Field(min_length=1, max_length=LONGEST)
    thread: UUID | None = None


@blueprint.route(
    OF_DOCUMENT, needs=CommentPermission.READ, endpoint="list", asks=PAGING, gives=LIST
)
def list_all(document_id: UUID) -> Response:
    """List what was said beside a document, in the order of its threads."""
    return _list(At(document_id=document_id))


@blueprint.route(
    OF_FINDING, needs=CommentPermission.READ, endpoint="list_on_finding", asks=PAGING, gives=LIST
)
def list_on_finding(finding_id: UUID) -> Response:
    """List what was said beside a finding, in the order of its threads."""
    return _list(At(finding_id=finding_id))


@blueprint.route(
    OF_DOCUMENT, methods=["POST"], needs=CommentPermission.WRITE, takes=CommentBody, gives=MADE
)
def add(document_id: UUID) -> Response:
    """Say something beside a document, or answer in a thread."""
    return _add(At(document_id=document_id))


@blueprint.route(
    OF_FINDING, methods=["POST"], needs=CommentPermission.WRITE, takes=CommentBody, gives=MADE
)
def add_to_finding(finding_id: UUID) -> Response:
    """Say something beside a finding, or answer in a thread."""
    return _add(At(finding_id=finding_id))


@blueprint.route(
    OF_OBSERVATION,
    needs=CommentPermission.READ,
    endpoint="list_on_observation",
    asks=PAGING,
    gives=LIST,
)
def list_on_observation(observation_id: UUID) -> Response:
    """List what was said beside an observation, in the order of its threads."""
    return _list(At(observation_id=observation_id))


@blueprint.route(
    OF_OBSERVATION,
    methods=["POST"],
    needs=CommentPermission.WRITE,
    takes=CommentBody,
    gives=MADE,
)
def add_to_observation(observation_id: UUID) -> Response:
    """Say something beside an observation, or answer in a thread."""
    return _add(At(observation_id=observation_id))


@blueprint.route(
    OF_TASK, needs=CommentPermission.READ, endpoint="list_on_task", asks=PAGING, gives=LIST
)
def list_on_task(task_id: UUID) -> Response:
    """List what was said beside a task, in the order of its threads."""
    return _list(At(task_id=task_id))


@blueprint.route(
    OF_TASK, methods=["POST"], needs=CommentPermission.WRITE, takes=CommentBody, gives=MADE
)
def add_to_task(task_id: UUID) -> Response:
    """Say something beside a task, or answer in a thread."""
    return _add(At(task_id=task_id))


def _list(at: At) -> Response:
    actor, limit, after = current_actor(), asked_limit(), asked_cursor(1)
    beside = queries.get_beside_for(actor, CommentPermission.READ, at)
    items = [
        _comment(
            thread.thread,
            row.comment,
            author=Reader(row.comment.author, row.comment.organisation),
            named=row.named,
        )
        for thread in queries.list_threads(actor, beside)
        for row in thread.comments
    ]
    start = _start(items, after)
    page = items[start : start + limit]
    has_more = start + limit < len(items)
    return answer_json({"items": page, "next": make_cursor(page[-1]["id"]) if has_more else None})


def _add(at: At) -> Response:
    actor = current_actor()
    beside = queries.get_beside_for(actor, CommentPermission.WRITE, at)
    body = read_body(CommentBody)
    made = service.add_comment(actor, beside, body=body.body, thread_id=body.thread)
    told = _comment(made.thread, made.comment, author=made.author, named=made.named)
    return answer_json(told, status=HTTPStatus.CREATED)


def _start(items: list[dict[str, Any]], after: list[str] | None) -> int:
    if after is None:
        return 0
    ids = [each["id"] for each in items]
    if after[0] not in ids:
        raise WrongInput([("cursor", _("This is not a cursor of this list."))])
    return ids.index(after[0]) + 1


def _comment(
    thread: CommentThread, comment: Comment, *, author: Reader, named: Sequence[str]
) -> dict[str, Any]:
    changed, withdrawn = comment.changed_at, comment.withdrawn_at
    return {
        "id": str(comment.id),
        "thread": str(comment.thread_id),
        "settled": thread.settled_at is not None,
        "author": author.person.login,
        "organisation": author.organisation.code,
        "version": comment.number,
        "audience": comment.audience,
        "body": comment.body,
        "mentions": list(named),
        "at": comment.made_at.isoformat(),
        "changed_at": changed.isoformat() if changed else None,
        "withdrawn_at": withdrawn.isoformat() if withdrawn else None,
    }
