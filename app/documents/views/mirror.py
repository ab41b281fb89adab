"""Looking as a partner (kijk als partner): the documents as another participant sees them.

A read, and never more than the reader may see. Nothing can be done on these pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, request, url_for

from app.documents import queries, service
from app.documents.policy import DOCUMENT_ABILITIES, DocumentPermission, Seat, Sighted
from app.documents.queries import Cursor, MirrorCount
from app.documents.views import lines, words
from app.documents.views.blueprint import blueprint
from app.identity.models import Organisation
from app.kernel.access import Actor, abilities, require, system_actor
from app.kernel.text import _, lazy
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.workspaces import queries as workspaces
from app.workspaces.models import Foothold, Membership, Participation, Standing, Workspace
from app.workspaces.policy import WorkspacePermission

PERSON = ":"
"""Stands between an organisation's code and somebody's login in what is chosen."""
ABILITY_WORDS = {
    "view": lazy("Read on screen"),
    "download": lazy("Download"),
    "contribute": lazy("Add a version"),
    "edit_metadata": lazy("Change the description"),
    "share": lazy("Change who can see this"),
    "withdraw": lazy("Withdraw"),
}


@dataclass(frozen=True, slots=True)
class Looking:
    """As whom is looked."""

    chosen: str
    """As the address says it."""
    participation: Participation
    member: Membership | None
    """The person; None for an ordinary contributor."""
    seat: Seat

    @property
    def name(self) -> str:
        """The organisation, and who of it, in words."""
        organisation = self.participation.organisation.short_name
        if self.member is None:
            return _("%(organisation)s (an ordinary contributor)", organisation=organisation)
        return f"{self.member.person.name} ({organisation})"

    def beholder(self, workspace: Workspace) -> tuple[Actor, Foothold]:
        """Return who is looked as, for conditions only: nothing is ever done as them."""
        part, seat = self.participation, self.seat
        if self.member is None:
            other = system_actor(
                "mirror", organisation_id=part.organisation_id, place_id=workspace.id
            )
        else:
            other = Actor("mirror", seat.person_id, part.organisation_id, may_write=False)
        standing = Standing(other.person_id, part.organisation_id, part.role, seat.role)
        return other, Foothold(workspace.id, standing)


@blueprint.route("/look-as", needs=DocumentPermission.LOOK_AS)
def look_as(ref: str) -> Response:
    """Choose as whom to look."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, DocumentPermission.LOOK_AS, ref)
    return _choose(actor, workspace)


@blueprint.route("/look-as/documents", needs=DocumentPermission.LOOK_AS, writes_on_get=True)
def mirror(ref: str) -> Response:
    """Show the documents as a partner sees them, as far as the reader may see them."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, DocumentPermission.LOOK_AS, ref)
    looking = _looking(actor, workspace)
    if looking is None:
        return _choose(actor, workspace, is_unknown="as" in request.args)
    service.look_as(actor, workspace, participation=looking.participation, seat=looking.seat)
    count = queries.count_mirrored(actor, workspace, looking.seat)
    frame = _frame(actor, workspace, looking, count=count)
    participants = [each.organisation for each in frame["participants"]]
    own = (each.short_name for each in participants if each.id == actor.organisation_id)
    return answers.show(
        "documents/mirror.html",
        **frame,
        **_lines(actor, workspace, looking, participants=participants),
        count=count,
        own_name=next(own, ""),
    )


@blueprint.route(
    "/look-as/documents/<uuid:document_id>",
    needs=DocumentPermission.LOOK_AS,
    writes_on_get=True,
)
def mirror_document(ref: str, document_id: UUID) -> Response:
    """Show a document that the reader sees as a partner sees it; or that it is not there."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    sighted = queries.get_for(actor, DocumentPermission.VIEW, document_id, workspace=workspace)
    require(actor, DocumentPermission.LOOK_AS, workspace)
    looking = _looking(actor, workspace)
    if looking is None:
        return _choose(actor, workspace, is_unknown="as" in request.args)
    service.look_as(
        actor,
        workspace,
        participation=looking.participation,
        seat=looking.seat,
        document=sighted.document,
    )
    other, _place = looking.beholder(workspace)
    theirs = queries.mirror_of(sighted, looking.seat)
    own = abilities(actor, sighted, DOCUMENT_ABILITIES)
    may = abilities(replace(other, person_id=looking.seat.person_id), theirs, DOCUMENT_ABILITIES)
    count = queries.count_mirrored(actor, workspace, looking.seat)
    frame = _frame(actor, workspace, looking, count=count)
    return answers.show(
        "documents/mirror_document.html",
        **frame,
        **_about(sighted, frame),
        level=theirs.level,
        versions=queries.list_versions(sighted.document) if may.view and own.history else [],
        can=[(words_, getattr(may, name)) for name, words_ in ABILITY_WORDS.items()],
        is_seen=may.view,
    )


def _about(sighted: Sighted, frame: dict[str, Any]) -> dict[str, Any]:
    """Return what the page tells of the document: all of it the reader's own to know."""
    document = sighted.document
    participants = [each.participation for each in frame["participants"]]
    rulebook = queries.get_rulebook(document.policy_id)
    return {
        "document": document,
        "sights": queries.list_sight(document, rulebook, participants=participants),
        "subject": {"title": document.title, "reference": frame["workspace"].ref},
        "cells": words.cells_of(document),
        "kind_of": words.kind_of,
        "level_words": words.LEVEL_WORDS,
    }


def _looking(actor: Actor, workspace: Workspace) -> Looking | None:
    """Return as whom is looked; None when the address names nobody of another participant."""
    chosen = request.args.get("as", "")
    code, _sign, login = chosen.partition(PERSON)
    part = next(
        (each for each in _others(actor, workspace) if each.organisation.code == code), None
    )
    if part is None:
        return None
    if not login:
        return Looking(chosen, part, None, Seat(part.organisation_id))
    for each in workspaces.list_members(workspace):
        if each.organisation_id == part.organisation_id and each.person.login == login:
            seat = Seat(part.organisation_id, each.role, each.person_id)
            return Looking(chosen, part, each, seat)
    return None


def _others(actor: Actor, workspace: Workspace) -> list[Participation]:
    participants = workspaces.list_participants(workspace)
    return [each for each in participants if each.organisation_id != actor.organisation_id]


def _choose(actor: Actor, workspace: Workspace, *, is_unknown: bool = False) -> Response:
    """Show the page on which to choose as whom to look."""
    frame = workspaces.workspace_frame(actor, workspace, section="documents")
    members = workspaces.list_members(workspace)
    choices = []
    for each in frame["participants"]:
        of_them = each.organisation
        if of_them.id == actor.organisation_id:
            continue
        people = [one for one in members if one.organisation_id == of_them.id]
        options = [
            (of_them.code, _("An ordinary contributor of %(name)s", name=of_them.short_name))
        ]
        options += [
            (f"{of_them.code}{PERSON}{one.person.login}", one.person.name) for one in people
        ]
        choices.append((of_them.short_name, options))
    response = answers.show(
        "documents/look_as.html", choices=choices, is_unknown=is_unknown, **frame
    )
    if is_unknown:
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return response


def _frame(
    actor: Actor, workspace: Workspace, looking: Looking, *, count: MirrorCount
) -> dict[str, Any]:
    """Return the frame of the workspace with the counts of what both see; one link works."""
    frame = workspaces.workspace_frame(
        actor, workspace, section="documents", beside=looking.beholder(workspace)
    )
    place = frame["place"]
    tabs = tuple(
        replace(each, url=_address(workspace, looking), count=str(count.both), keys="")
        if each.key == "documents"
        else replace(each, url="", keys="")
        for each in place.sections
    )
    return {**frame, "place": replace(place, sections=tabs), "looking": looking}


def _lines(
    actor: Actor, workspace: Workspace, looking: Looking, *, participants: Sequence[Organisation]
) -> dict[str, Any]:
    """Gather a page of the list, cut as the partner's own page is."""
    after = Cursor.read(request.args.get("after", ""))
    limit = queries.PAGE
    found = queries.list_mirrored(actor, workspace, looking.seat, after=after, limit=limit + 1)
    shown, last = queries.listed_of(found).cut(limit)
    (sights,) = workspaces.ask(queries.matrix_along(shown))
    theirs = looking.participation.organisation
    older = None
    if last is not None:
        is_theirs = shown.owner_of(last) == theirs.id
        older = str(Cursor(is_theirs, last.changed_at, last.id))
    sheet = lines.Sheet(
        url_for("documents.mirror", ref=workspace.ref),
        tail=f"?{urlencode({'as': looking.chosen})}",
        own_code=actor.organisation_code,
        columns=lines.columns_of(participants),
        may_choose=False,
    )
    return {
        "groups": lines.draw_groups(
            shown,
            sheet,
            sights=sights,
            folders={each.folder_id: each.folder_name for each in found},
            participants=participants,
            owner=theirs,
            titles=(
                _("Brought by %(organisation)s", organisation=theirs.short_name),
                _("Brought by partners"),
            ),
        ),
        "sheet": sheet,
        "older": _address(workspace, looking, older) if older else None,
        "newest": _address(workspace, looking) if after else None,
    }


def _address(workspace: Workspace, looking: Looking, after: str | None = None) -> str:
    values: dict[str, Any] = {"as": looking.chosen, "after": after}
    return url_for("documents.mirror", ref=workspace.ref, **values)
