"""Why can, or can't, somebody see a document: the page that says it in words."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response, request

from app.documents import queries
from app.documents.policy import DocumentPermission, Sighted
from app.documents.queries import Decider, Explanation, OrganisationSight
from app.documents.queries.emergency import explain_under
from app.documents.views.blueprint import blueprint
from app.documents.views.detail import about
from app.documents.views.mirror import PERSON
from app.emergencies import queries as emergencies
from app.kernel.access import Actor
from app.kernel.text import _, lazy
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission

PAGE, REGION = "documents/why.html", "documents/_why.html"
EMERGENCY = "emergency:"
"""Stands before the name of who looks in an emergency, in what is chosen."""

DECIDERS = {
    Decider.PRESENCE: lazy("Who works in this workspace"),
    Decider.OWNER: lazy("Who brought the document"),
    Decider.CLEARANCE: lazy("The classification of the document"),
    Decider.WITHDRAWAL: lazy("The withdrawal of the document"),
    Decider.PRIVATE: lazy("That it is kept for the own organisation"),
    Decider.CHECKING: lazy("The check of the file"),
    Decider.NO_RULE: lazy("That there is no rule"),
    Decider.ROLE: lazy("The role in this workspace"),
    Decider.EMERGENCY: lazy("Emergency sight"),
}
PLACES = {
    "document": lazy("A rule of the document itself"),
    "folder": lazy("A rule of the folder"),
    "workspace": lazy("A rule of the workspace"),
}


@blueprint.route("/documents/<uuid:document_id>/access/why", needs=DocumentPermission.VIEW)
def why(ref: str, document_id: UUID) -> Response:
    """Say why a member or an organisation of the workspace can, or can't, see a document."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    sighted = queries.get_for(actor, DocumentPermission.VIEW, document_id, workspace=workspace)
    context = about(actor, workspace, sighted)
    chosen = request.args.get("who", "")
    looking = _looking_in_an_emergency(actor, sighted)
    answer = (_answer(context, chosen) or _in_an_emergency(looking, chosen)) if chosen else None
    response = answers.show(
        PAGE,
        region=REGION,
        chosen=chosen,
        choices=_choices(context["sights"]) + _choices_in_an_emergency(looking),
        answer=answer,
        is_unknown=bool(chosen) and answer is None,
        **context,
    )
    if chosen and answer is None:
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return response


def _looking_in_an_emergency(actor: Actor, sighted: Sighted) -> dict[str, Explanation]:
    """Return why those who look here in an emergency can, or can't, see this; for the owner."""
    if not sighted.is_own:
        return {}
    running = emergencies.list_running(actor, sighted.workspace.id)
    return {each.person.name: explain_under(sighted.document, each) for each in running}


def _choices_in_an_emergency(
    looking: dict[str, Explanation],
) -> list[tuple[str, list[tuple[str, str]]]]:
    people = [(f"{EMERGENCY}{name}", name) for name in looking]
    return [(_("By emergency sight"), people)] if people else []


def _in_an_emergency(looking: dict[str, Explanation], chosen: str) -> dict[str, Any] | None:
    name = chosen.removeprefix(EMERGENCY)
    found = looking.get(name) if chosen.startswith(EMERGENCY) else None
    if found is None:
        return None
    return {
        "explanation": found,
        "name": name,
        "organisation": found.organisation,
        "decider": _decider(found),
        "named": [],
    }


def _choices(sights: list[OrganisationSight]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return who can be asked about, by organisation: all of it, then each of its people."""
    return [
        (
            each.organisation.short_name,
            [
                (
                    each.organisation.code,
                    _("Everybody of %(name)s", name=each.organisation.short_name),
                )
            ]
            + [
                (f"{each.organisation.code}{PERSON}{one.person.login}", one.person.name)
                for one in each.people
            ],
        )
        for each in sights
    ]


def _answer(context: dict[str, Any], chosen: str) -> dict[str, Any] | None:
    """Return the explanation about who was chosen; None when that is nobody of this workspace."""
    code, _sign, login = chosen.partition(PERSON)
    sights: list[OrganisationSight] = context["sights"]
    of_them = next((each for each in sights if each.organisation.code == code), None)
    person = None
    if of_them is not None and login:
        person = next((one.person for one in of_them.people if one.person.login == login), None)
    if of_them is None or (login and person is None):
        return None
    found = queries.explain_sight(
        context["document"],
        context["rulebook"],
        [one for each in sights for one in each.people],
        organisation=of_them.organisation,
        participants=[each.participation for each in sights],
        login=login or None,
    )
    return {
        "explanation": found,
        "name": person.name if person else of_them.organisation.short_name,
        "organisation": of_them.organisation,
        "decider": _decider(found),
        "named": _named(found, of_them),
    }


def _decider(found: Explanation) -> str:
    if found.decider == Decider.RULE:
        return str(PLACES[found.place])
    return str(DECIDERS[found.decider])


def _named(found: Explanation, of_them: OrganisationSight) -> list[str]:
    """Return whom the deciding rule names, of those who work here; empty for everybody."""
    people = found.rule.people if found.rule else []
    return [each.person.name for each in of_them.people if each.person.id in people]
