"""How a directory is spoken with: its key, the media type, and errors as RFC 7644 writes them."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import Response, request

from app.kernel import db
from app.kernel.errors import NotFound
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.house import current_house
from app.provisioning import queries
from app.provisioning.forms import Malformed
from app.provisioning.models import ProvisioningKey
from app.provisioning.policy import directory_of
from app.provisioning.service.accounts import CannotKeep, KeyEnded, Reason

blueprint = GuardedBlueprint("provisioning", __name__, url_prefix="/scim/v2")

MEDIA_TYPE = "application/scim+json"
LISTED = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
BEARER = "Bearer "
AN_HOUR = "3600"
STATUS = {
    Reason.TAKEN: (HTTPStatus.CONFLICT, "uniqueness"),
    Reason.BAD_ADDRESS: (HTTPStatus.BAD_REQUEST, "invalidValue"),
    Reason.FIXED: (HTTPStatus.BAD_REQUEST, "mutability"),
    Reason.OURS: (HTTPStatus.FORBIDDEN, None),
    Reason.TOO_MANY: (HTTPStatus.TOO_MANY_REQUESTS, None),
}


def by_key(view: Callable[..., Response]) -> Callable[..., Response]:
    """Let a view be asked by who brings a key, and tell what is wrong as SCIM does."""

    @wraps(view)
    def told(**arguments: Any) -> Response:
        key = _key()
        if key is None:
            return _not_in_force()
        db.act_as(directory_of(key))
        try:
            return view(key, **arguments)
        except KeyEnded:
            return _not_in_force()
        except NotFound:
            return _fault(HTTPStatus.NOT_FOUND, "There is no such account.")
        except Malformed as fault:
            return _fault(HTTPStatus.BAD_REQUEST, str(fault), kind=fault.kind)
        except CannotKeep as fault:
            status, kind = STATUS[fault.reason]
            answer = _fault(status, str(fault), kind=kind)
            if fault.reason is Reason.TOO_MANY:
                answer.headers["Retry-After"] = AN_HOUR
            return answer

    return told


def as_answer(body: dict[str, Any], status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Write an answer in the media type of SCIM."""
    return Response(
        json.dumps(body, ensure_ascii=False), status, content_type=f"{MEDIA_TYPE}; charset=utf-8"
    )


def as_list(resources: list[dict[str, Any]], *, start: int = 1, total: int) -> Response:
    """Write a part of a list.

    Args:
        start: place of the first, from 1.
        total: how many there are in all.
    """
    return as_answer(
        {
            "schemas": [LISTED],
            "totalResults": total,
            "startIndex": start,
            "itemsPerPage": len(resources),
            "Resources": resources,
        }
    )


def read_body() -> Any:
    """Read what was sent as JSON, whatever it is called.

    Raises:
        Malformed: it is none.
    """
    try:
        return json.loads(request.get_data(cache=False))
    except (ValueError, RecursionError) as fault:
        raise Malformed("invalidSyntax", "The body is no JSON.") from fault


def address_of(path: str) -> str:
    """Return the whole address of something here."""
    return f"{current_house().settings.origin}/scim/v2/{path}"


def _key() -> ProvisioningKey | None:
    bearer = request.headers.get("Authorization", "")
    if not bearer.startswith(BEARER):
        return None
    return queries.find_key(bearer.removeprefix(BEARER).strip())


def _not_in_force() -> Response:
    answer = _fault(HTTPStatus.UNAUTHORIZED, "This key is not in force.")
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _fault(status: HTTPStatus, told: str, *, kind: str | None = None) -> Response:
    body = {"schemas": [ERROR], "status": str(int(status)), "detail": told}
    return as_answer(body | ({"scimType": kind} if kind else {}), status)
