"""Notices for partners' systems."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response

from app.kernel.text import _
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST, PAGING
from app.kernel.web.door import SIGNED_IN, GuardedBlueprint
from app.kernel.web.json_api import (
    WrongInput,
    answer_json,
    asked_cursor,
    asked_limit,
    make_cursor,
)
from app.notifications import queries, service
from app.notifications.models import THINGS, Notice
from app.notifications.policy import NoticePermission
from app.notifications.queries import NoticeRow

blueprint = GuardedBlueprint("notifications_api", __name__, url_prefix="/api/v1")
CURSOR_PARTS = 2


@blueprint.route("/notifications", needs=SIGNED_IN, endpoint="list", asks=PAGING, gives=LIST)
def list_page() -> Response:
    """Give one's notices, the newest first."""
    limit = asked_limit()
    rows = queries.list_notices(current_actor(), limit=limit + 1, before=_before())
    more = None
    if len(rows) > limit:
        last = rows[limit - 1].notice
        more = make_cursor(last.at.isoformat(), str(last.id))
    return answer_json({"items": [_notice(each) for each in rows[:limit]], "next": more})


@blueprint.route(
    "/notifications/<uuid:notice_id>/read", methods=["POST"], needs=NoticePermission.READ
)
def read(notice_id: UUID) -> Response:
    """Note that a notice was read."""
    actor = current_actor()
    row = queries.get_for(actor, NoticePermission.READ, notice_id)
    service.mark_read(actor, row.notice)
    return answer_json(_notice(row))


def _before() -> tuple[datetime, UUID] | None:
    parts = asked_cursor(CURSOR_PARTS)
    if parts is None:
        return None
    at, key = parts
    found = queries.before_of(at, key)
    if found is None:
        raise WrongInput([("cursor", _("This is not a cursor of this list."))])
    return found


def _id_of(notice: Notice, thing: str) -> str | None:
    found = getattr(notice, f"{thing}_id")
    return str(found) if found else None


def _notice(row: NoticeRow) -> dict[str, Any]:
    notice = row.notice
    return {
        "id": str(notice.id),
        "kind": notice.kind.value,
        "reason": row.reason,
        "title": row.title,
        "workspace": row.place.ref or None,
        **{name: _id_of(notice, name) for name in THINGS},
        "at": notice.at.isoformat(),
        "read_at": notice.read_at.isoformat() if notice.read_at else None,
    }
