"""Work programmes for partners' systems: the same loading and the same service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, request
from pydantic import BaseModel, ConfigDict, Field

from app.coordination.models import Rest
from app.coordination.service.entities import Opening
from app.identity import queries as identity
from app.identity.models import Organisation
from app.kernel.access import Actor
from app.kernel.text import _
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST, MADE, PAGING, query
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.json_api import (
    WrongInput,
    answer_json,
    asked_cursor,
    asked_limit,
    check_match,
    make_cursor,
    read_body,
)
from app.programme import queries, service
from app.programme.models import Investigation, InvestigationPhase, Mode, SocietalTask
from app.programme.policy import ProgrammePermission
from app.programme.queries import Linked
from app.programme.service import Entry, Placing

blueprint = GuardedBlueprint("programme_api", "app.programme.api", url_prefix="/api/v1/programme")
CURSOR_PARTS, DIGITS_OF_YEAR = 2, 4
ALL = "all"
"""Word in ``visible_to`` beside the codes of organisations."""
Known = Mapping[UUID, Organisation]


class Body(BaseModel):
    """A body in which unknown fields are a mistake."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class PeriodBody(Body):
    """The days in which something is planned."""

    starts_on: date
    ends_on: date


class InvestigationBody(Body):
    """A new investigation in the programme of the caller's organisation."""

    year: int = Field(ge=2015, le=2099)
    task: SocietalTask
    title: str = Field(min_length=1, max_length=200)
    summary: str = Field("", max_length=1000)
    mode: Mode
    phase: InvestigationPhase = InvestigationPhase.PREPARATION
    period: PeriodBody | None = None
    partners: list[str] = Field([], max_length=100)
    visible_to: list[str] = Field([], max_length=100)


class InvestigationPart(Body):
    """What may change about an investigation; what is left out stays."""

    task: SocietalTask | None = None
    title: str | None = Field(None, min_length=1, max_length=200)
    summary: str | None = Field(None, max_length=1000)
    mode: Mode | None = None
    period: PeriodBody | None = None
    partners: list[str] | None = Field(None, max_length=100)
    visible_to: list[str] | None = Field(None, max_length=100)
    phase: InvestigationPhase | None = None
    reason: str = Field("", max_length=500)
    is_withdrawn: bool | None = None


@blueprint.route(
    "/investigations",
    needs=ProgrammePermission.VIEW,
    asks=(
        *PAGING,
        query("year", "Only of this year.", type="integer", minimum=2015, maximum=2099),
    ),
    gives=LIST,
)
def investigations() -> Response:
    """Give the investigations the caller may see, by year."""
    actor, limit = current_actor(), asked_limit()
    keeping = queries.get_keeping(actor, ProgrammePermission.VIEW)
    rows = queries.list_after(
        actor, keeping, limit=limit + 1, year=_asked_year(), after=_asked_place()
    )
    following = None
    if len(rows) > limit:
        following = make_cursor(rows[limit - 1].year, rows[limit - 1].id)
    shown, known = rows[:limit], identity.organisations_by_id()
    links = queries.list_links(actor, [each.id for each in shown])
    items = [_written(each, known, links=links.get(each.id, [])) for each in shown]
    return answer_json({"items": items, "next": following})


@blueprint.route(
    "/investigations",
    methods=["POST"],
    needs=ProgrammePermission.ENTER,
    takes=InvestigationBody,
    gives=MADE,
)
def add() -> Response:
    """Put an investigation in the programme of the caller's organisation."""
    actor = current_actor()
    keeping = queries.get_keeping(actor, ProgrammePermission.ENTER)
    body = read_body(InvestigationBody)
    entry = Entry(
        title=body.title,
        summary=body.summary,
        task=body.task,
        mode=body.mode,
        starts_on=body.period.starts_on if body.period else None,
        ends_on=body.period.ends_on if body.period else None,
        partners=tuple(body.partners),
        opening=_opening(body.visible_to),
    )
    placing = Placing(year=body.year, phase=body.phase)
    made = service.add_investigation(actor, keeping, placing=placing, entry=entry)
    return _answer(actor, made.id, status=201)


@blueprint.route("/investigations/<uuid:investigation_id>", needs=ProgrammePermission.SEE)
def investigation(investigation_id: UUID) -> Response:
    """Give one investigation."""
    return _answer(current_actor(), investigation_id)


@blueprint.route(
    "/investigations/<uuid:investigation_id>",
    methods=["PATCH"],
    needs=ProgrammePermission.CHANGE,
    takes=InvestigationPart,
)
def change(investigation_id: UUID) -> Response:
    """Change, move or withdraw an investigation of the caller's own programme; one at a time."""
    actor = current_actor()
    found = queries.get_for(actor, ProgrammePermission.CHANGE, investigation_id)
    check_match(found.version)
    body = read_body(InvestigationPart)
    if body.is_withdrawn:
        service.withdraw_investigation(actor, found, seen_version=found.version)
    elif body.phase is not None and body.phase != found.phase:
        service.move_phase(
            actor, found, to=body.phase, reason=body.reason, seen_version=found.version
        )
    else:
        entry = _changed(found, body, identity.organisations_by_id())
        service.change_investigation(actor, found, entry=entry, seen_version=found.version)
    return _answer(actor, investigation_id)


def _changed(found: Investigation, body: InvestigationPart, known: Known) -> Entry:
    """Return the investigation as it will be: what was sent, and for the rest what it says now."""
    partners = _codes(found.partners, known) if body.partners is None else body.partners
    opened = _visible_to(found, known) if body.visible_to is None else body.visible_to
    return Entry(
        title=body.title or found.title,
        summary=found.summary if body.summary is None else body.summary,
        task=body.task or found.task,
        mode=body.mode or found.mode,
        starts_on=body.period.starts_on if body.period else found.starts_on,
        ends_on=body.period.ends_on if body.period else found.ends_on,
        partners=tuple(partners),
        opening=_opening(opened),
    )


def _answer(actor: Actor, investigation_id: UUID, *, status: int = 200) -> Response:
    found = queries.get_for(actor, ProgrammePermission.SEE, investigation_id)
    links = queries.list_links(actor, [found.id]).get(found.id, [])
    content = _written(found, identity.organisations_by_id(), links=links)
    return answer_json(content, status=status, version=found.version)


def _written(it: Investigation, known: Known, *, links: Sequence[Linked]) -> dict[str, Any]:
    period = None
    if it.starts_on is not None and it.ends_on is not None:
        period = {"starts_on": it.starts_on.isoformat(), "ends_on": it.ends_on.isoformat()}
    return {
        "id": str(it.id),
        "organisation": it.organisation.code,
        "year": it.year,
        "task": str(it.task),
        "title": it.title,
        "summary": it.summary,
        "mode": str(it.mode),
        "phase": str(it.phase),
        "phase_reason": it.phase_reason,
        "period": period,
        "partners": _codes(it.partners, known),
        "workspaces": [each.ref for each in links],
        "visible_to": _visible_to(it, known),
        "is_withdrawn": it.withdrawn_at is not None,
        "version": it.version,
    }


def _opening(visible_to: Sequence[str]) -> Opening:
    rest = Rest.EVERYTHING if ALL in visible_to else Rest.NOTHING
    return Opening(named=tuple(each for each in visible_to if each != ALL), rest=rest)


def _visible_to(it: Investigation, known: Known) -> list[str]:
    everybody = [ALL] if it.rest == Rest.EVERYTHING else []
    return [*_codes(it.named, known), *everybody]


def _codes(ids: Sequence[UUID], known: Known) -> list[str]:
    return sorted(known[each].code for each in ids if each in known)


def _asked_year() -> int | None:
    text = request.args.get("year")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) == DIGITS_OF_YEAR):
        raise WrongInput([("year", _("Write the year in four digits, like 2027."))])
    return int(text)


def _asked_place() -> tuple[int, UUID] | None:
    parts = asked_cursor(CURSOR_PARTS)
    if parts is None:
        return None
    try:
        return int(parts[0]), UUID(parts[1])
    except ValueError:
        raise WrongInput([("cursor", _("This is not a cursor of this list."))]) from None
