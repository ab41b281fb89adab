"""Who knows of a document request and who may take which step with it.

A request is loaded by `requests.queries` with its workspace, whose standing says what the actor is
there. The grants say *who* may take a step, `STEPS` in which state there is such a step.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_

from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.requests.models import DocumentRequest, RequestStatus
from app.workspaces import policy as places
from app.workspaces.models import Workspace


class RequestPermission(Permission):
    """What one may do with document requests."""

    VIEW = "request:page:view"
    ASK = "request:request:ask"
    BRING = "request:file:add"
    GIVE = "request:answer:give"
    REFUSE = "request:answer:refuse"
    PROPOSE = "request:term:propose"
    AGREE = "request:term:agree"
    WITHDRAW = "request:request:withdraw"
    CLOSE = "request:request:close"
    REOPEN = "request:request:reopen"


STEPS: dict[RequestStatus, tuple[RequestPermission, ...]] = {
    RequestStatus.OPEN: (
        RequestPermission.BRING,
        RequestPermission.GIVE,
        RequestPermission.REFUSE,
        RequestPermission.PROPOSE,
        RequestPermission.AGREE,
        RequestPermission.WITHDRAW,
    ),
    RequestStatus.ANSWERED: (
        RequestPermission.BRING,
        RequestPermission.GIVE,
        RequestPermission.CLOSE,
        RequestPermission.REOPEN,
    ),
    RequestStatus.REFUSED: (RequestPermission.CLOSE, RequestPermission.REOPEN),
    RequestStatus.WITHDRAWN: (RequestPermission.REOPEN,),
    RequestStatus.CLOSED: (RequestPermission.REOPEN,),
}


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a request exists for this actor: of one of the two."""
    return and_(
        places.is_place_of(actor, DocumentRequest.workspace_id),
        or_(
            DocumentRequest.organisation_id == actor.organisation_id,
            DocumentRequest.partner_id == actor.organisation_id,
        ),
    )


@rule(lazy("This request is not meant for you."), is_sight=True)
def is_visible(actor: Actor, request: DocumentRequest) -> bool:
    """Hold for the people of who asks and of who is asked."""
    is_of_two = actor.organisation_id in (request.organisation_id, request.partner_id)
    return is_of_two and places.is_member.holds(actor, request.workspace)


@rule(lazy("This workspace is closed. Nothing can be changed in it any more."))
def workspace_is_open(actor: Actor, request: DocumentRequest) -> bool:
    """Hold while work may be done in its workspace."""
    return places.is_open.holds(actor, request.workspace)


@rule(lazy("Only the lead and the partners of this workspace ask for documents."))
def shares_everything(_actor: Actor, workspace: Workspace) -> bool:
    """Hold for who is of the lead or of a partner."""
    return workspace.standing.participant_role in places.SHARING_ROLES


@rule(lazy("Only a coordinator or contributor of the organisation that is asked can do that."))
def is_asked(actor: Actor, request: DocumentRequest) -> bool:
    """Hold for who may bring documents in for the organisation that is asked."""
    is_ours = request.partner_id == actor.organisation_id
    return is_ours and places.contributes.holds(actor, request.workspace)


@rule(lazy("Only a coordinator or contributor of the organisation that asks can do that."))
def asked_it(actor: Actor, request: DocumentRequest) -> bool:
    """Hold for coordinators and contributors of the asking organisation."""
    is_ours = request.organisation_id == actor.organisation_id
    return is_ours and places.contributes.holds(actor, request.workspace)


_ANSWER = (is_visible, workspace_is_open, is_asked)
_DECIDE = (is_visible, workspace_is_open, asked_it)

grant(RequestPermission.VIEW, is_visible)
grant(
    RequestPermission.ASK, places.is_member, places.is_open, shares_everything, places.contributes
)
grant(RequestPermission.BRING, *_ANSWER)
grant(RequestPermission.GIVE, *_ANSWER)
grant(RequestPermission.REFUSE, *_ANSWER)
grant(RequestPermission.PROPOSE, *_ANSWER)
grant(RequestPermission.AGREE, *_DECIDE)
grant(RequestPermission.WITHDRAW, *_DECIDE)
grant(RequestPermission.CLOSE, *_DECIDE)
grant(RequestPermission.REOPEN, *_DECIDE)
