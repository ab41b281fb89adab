"""Reading requests to erase, and what an officer is told of a line that may go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, bindparam, false, func, select, text, true
from sqlalchemy.orm import joinedload

from app.erasures.models import ErasureAnswer, ErasureGround, ErasureRequest
from app.erasures.policy import ErasurePermission, ErasureRegister, administers_nothing
from app.kernel import clock, db, sql
from app.kernel.access import Actor, require
from app.kernel.audit.models import PLATFORM, PLATFORM_TREE
from app.kernel.errors import NotFound
from app.kernel.text import _, lazy

MOST = 200
"""Shown at once, newest first."""
TOLD_UNTIL = timedelta(days=2)
"""So long after it lapsed the clock has a request told."""
_MOMENT = bindparam("erasures_moment", callable_=clock.now, type_=db.UtcMoment())
_PLACES = text("select place, ref from samenzicht_register_places() order by ref")
_LINE = text("select * from samenzicht_line_to_erase(:tree, :line)")
_LAPSED = text(
    "select request, organisation, ended_at from samenzicht_lapsed_erasures(:since, :moment)"
)
ERASURE_WORDS: dict[str, Callable[[], str]] = {
    ErasureGround.NOT_NEEDED: lambda: _("AVG article 17, first paragraph, a: not needed any more"),
    ErasureGround.CONSENT: lambda: _("AVG article 17, first paragraph, b: consent withdrawn"),
    ErasureGround.OBJECTION: lambda: _("AVG article 17, first paragraph, c: an objection"),
    ErasureGround.UNLAWFUL: lambda: _("AVG article 17, first paragraph, d: processed unlawfully"),
    ErasureGround.DUTY: lambda: _("AVG article 17, first paragraph, e: a legal duty to erase"),
    ErasureGround.CHILD: lambda: _("AVG article 17, first paragraph, f: data of a child"),
}
ANSWER_WORDS = {
    ErasureAnswer.APPROVED: lazy("Erased"),
    ErasureAnswer.REFUSED: lazy("Refused"),
    ErasureAnswer.TAKEN_BACK: lazy("Taken back"),
}


def state_of(request: ErasureRequest, *, is_ours: bool) -> tuple[str, str]:
    """Return how far a request is, in words and by the tone of its tag.

    Args:
        is_ours: the own organisation must agree.
    """
    if request.answer:
        return str(ANSWER_WORDS[ErasureAnswer(request.answer)]), "line"
    if not request.waits_at(clock.now()):
        return _("Lapsed"), "line"
    return _("Waits for you") if is_ours else _("Waits for the other"), "info"


def ground_in_words(ground: str) -> str:
    """Return a ground in plain words; empty for one that is none."""
    return ERASURE_WORDS[ground]() if ground in ERASURE_WORDS else ""


@dataclass(frozen=True, slots=True)
class LogPlace:
    """A log with lines of the own organisation: of a workspace, or of the installation."""

    id: UUID
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineToErase:
    """What an officer is told of a line."""

    place: LogPlace
    number: int
    """As on the page: from 1."""
    refused: str
    """Why it may not go, a key of `service.REFUSALS`; empty when it may."""
    fingerprint: str
    at: datetime | None
    """None: no more than its fingerprint is told."""
    action: str
    person: str | None
    organisation_id: UUID | None
    document_id: UUID | None
    owner_id: UUID | None
    """Who brought what it is about."""
    agreeing: Sequence[UUID]
    """Whose officer can be asked to agree."""


def get_register_for(actor: Actor, permission: ErasurePermission) -> ErasureRegister:
    """Return the requests of the actor's own organisation, and decide the permission."""
    register = ErasureRegister(actor.organisation_id)
    require(actor, permission, register)
    return register


def list_places() -> list[LogPlace]:
    """Return the logs of the workspaces an officer's organisation is or was in, and the platform's.

    By reference; the installation's is the last.
    """
    rows = db.session().execute(_PLACES)
    return [*(LogPlace(row.place, row.ref) for row in rows), LogPlace(PLATFORM_TREE, PLATFORM)]


def find_line(place: LogPlace, number: int) -> LineToErase | None:
    """Find a line of a log, as an officer is told of it; None when there is none for them."""
    told = {"tree": place.id, "line": number - 1}
    row = db.session().execute(_LINE, told).one_or_none()
    if row is None or row.leaf is None:
        return None
    return LineToErase(
        place=place,
        number=number,
        refused=row.refused,
        fingerprint=bytes(row.leaf).hex(),
        at=row.at,
        action=row.action or "",
        person=row.person,
        organisation_id=row.organisation,
        document_id=row.document,
        owner_id=row.owner,
        agreeing=row.agreeing or (),
    )


def list_requests(register: ErasureRegister, *, limit: int = MOST) -> list[ErasureRequest]:
    """Return the requests an organisation made or must answer: what waits first, then the newest.

    Row security says which.
    """
    statement = (
        _whole()
        .order_by(
            ErasureRequest.answer.is_not(None), ErasureRequest.asked_at.desc(), ErasureRequest.id
        )
        .where(
            (ErasureRequest.organisation_id == register.organisation_id)
            | (ErasureRequest.agreeing_id == register.organisation_id)
        )
        .limit(limit)
    )
    return list(db.session().execute(statement).scalars())


@sql.kept
def waiting_count(actor: Actor) -> ScalarSelect[int]:
    """Return what counts the requests that wait for the word of the own organisation's officer."""
    has_part = administers_nothing.holds(actor, None)
    return (
        select(func.count())
        .select_from(ErasureRequest)
        .where(
            true() if has_part else false(),
            ErasureRequest.agreeing_id == sql.parameter(actor.organisation_id),
            ErasureRequest.answer.is_(None),
            ErasureRequest.expires_at > _MOMENT,
        )
        .scalar_subquery()
    )


def get_for(actor: Actor, permission: ErasurePermission, request_id: UUID) -> ErasureRequest:
    """Return one request as it is now, and decide the permission.

    Raises:
        NotFound: there is none, or it is not for this actor.
    """
    statement = _whole().where(ErasureRequest.id == request_id)
    statement = statement.execution_options(populate_existing=True)
    found: ErasureRequest | None = db.session().execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    require(actor, permission, found)
    return found


def list_lapsed(moment: datetime) -> list[tuple[UUID, UUID, datetime]]:
    """Return (request, organisation, moment) of what lapsed lately, for both; for the clock."""
    told = {"since": moment - TOLD_UNTIL, "moment": moment}
    return [(row[0], row[1], row[2]) for row in db.session().execute(_LAPSED, told)]


def _whole() -> Select[ErasureRequest]:
    return select(ErasureRequest).options(
        joinedload(ErasureRequest.organisation, innerjoin=True),
        joinedload(ErasureRequest.agreeing, innerjoin=True),
        joinedload(ErasureRequest.asked_by, innerjoin=True),
        joinedload(ErasureRequest.answered_by),
    )
