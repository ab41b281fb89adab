"""Rules over the API: of a document, a folder, a workspace; their effect, and why somebody sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, request
from pydantic import Field

from app.documents import queries, service
from app.documents.api.blueprint import Body, blueprint
from app.documents.legal_bases import LegalBases
from app.documents.models import AccessRule, Folder, Level, SpecialData
from app.documents.policy import DocumentPermission
from app.documents.queries import Explanation, Rulebook
from app.documents.service import FolderPlace, Impact, NewRule, Proposal
from app.identity import queries as identity
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.kernel.text import _
from app.kernel.web.current import current_actor
from app.kernel.web.describing import query
from app.kernel.web.house import current_house
from app.kernel.web.json_api import WrongInput, answer_json, read_body
from app.kernel.web.problems import StaleMatch
from app.workspaces import queries as workspaces
from app.workspaces.models import Participation, Workspace
from app.workspaces.policy import WorkspacePermission

MOST_RULES, MOST_PEOPLE = 200, 500
"""Of one place, and in one rule."""


class RuleBody(Body):
    """What one organisation may."""

    organisation: str
    level: str
    until: date | None = None
    legal_basis: str = ""
    purpose: str = Field("", max_length=300)
    people: list[str] = Field(default_factory=list, max_length=MOST_PEOPLE)
    special_data: list[str] = Field(default_factory=list, max_length=len(SpecialData))
    """What it is meant to give too: ``special_category``, ``criminal_data``, ``police_data``."""
    everybody: bool = False
    """Must be `true` to open a rule that names people until now to all of that organisation."""


class AccessBody(Body):
    """The rules of a place, all of them; or none of its own."""

    own: bool = True
    rules: list[RuleBody] = Field(default_factory=list, max_length=MOST_RULES)

    def proposal(self, *, seen: str | None) -> Proposal:
        """Return the rules as the service takes them."""
        rules = [
            NewRule(
                organisation=each.organisation,
                level=each.level,
                until=each.until,
                legal_basis=each.legal_basis,
                purpose=each.purpose,
                people=tuple(each.people),
                special_data=tuple(each.special_data),
                everybody=each.everybody,
            )
            for each in self.rules
        ]
        return Proposal(
            rules=rules if self.own else None,
            bases=current_house().tool(LegalBases),
            seen=seen,
        )


DRY_RUN = query(
    "dry_run",
    "`true` answers who gains, who loses and who gets another right, and changes nothing.",
    enum=["true", "false"],
)


@blueprint.route("/documents/<uuid:document_id>/access", needs=DocumentPermission.VIEW)
def document_access(document_id: UUID) -> Response:
    """Give the rules that govern a document, and whether they are its own."""
    sighted = queries.get_for(current_actor(), DocumentPermission.VIEW, document_id)
    rulebook = queries.get_rulebook(sighted.document.policy_id)
    is_own = rulebook.policy.document_id is not None
    return _answer(rulebook, sighted.workspace, is_own=is_own)


@blueprint.route(
    "/documents/<uuid:document_id>/access",
    methods=["PUT"],
    needs=DocumentPermission.SHARE,
    endpoint="set_document_access",
    takes=AccessBody,
    asks=(DRY_RUN,),
)
def set_document_access(document_id: UUID) -> Response:
    """Lay down the rules of a document; with ``?dry_run=true`` only say what that would do."""
    actor = current_actor()
    sighted = queries.get_for(actor, DocumentPermission.SHARE, document_id)
    seen = _matched(queries.get_rulebook(sighted.document.policy_id))
    proposal = read_body(AccessBody).proposal(seen=seen)
    if _is_dry_run():
        return _answer_impact(service.impact_of(actor, document_id, proposal=proposal))
    fresh = service.set_rules(actor, document_id, proposal=proposal)
    rulebook = queries.get_rulebook(fresh.document.policy_id)
    is_own = rulebook.policy.document_id is not None
    return _answer(rulebook, fresh.workspace, is_own=is_own)


@blueprint.route(
    "/documents/<uuid:document_id>/access/explanation",
    needs=DocumentPermission.VIEW,
    asks=(
        query("organisation", "Code of the organisation asked about.", is_required=True),
        query("login", "One of its people; without one, the organisation as a whole."),
    ),
)
def explanation(document_id: UUID) -> Response:
    """Say why an organisation, or one of its people, can or can't see a document."""
    sighted = queries.get_for(current_actor(), DocumentPermission.VIEW, document_id)
    organisation = identity.find_organisation(request.args.get("organisation", ""))
    if organisation is None:
        raise WrongInput([("organisation", _("We do not know this organisation."))])
    found = queries.explain(
        sighted.document,
        organisation=organisation,
        participants=workspaces.list_participants(sighted.workspace),
        login=request.args.get("login") or None,
    )
    return answer_json(_explained(found))


@blueprint.route("/workspaces/<ref:ref>/access", needs=WorkspacePermission.VIEW)
def workspace_access(ref: str) -> Response:
    """Give the rules of the caller's organisation for what it brings to a workspace."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return _answer_place(actor, FolderPlace(workspace))


@blueprint.route(
    "/workspaces/<ref:ref>/access",
    methods=["PUT"],
    needs=DocumentPermission.SET_OWN_RULES,
    endpoint="set_workspace_access",
    takes=AccessBody,
    asks=(DRY_RUN,),
)
def set_workspace_access(ref: str) -> Response:
    """Lay down the rules of the caller's organisation for a workspace."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, DocumentPermission.SET_OWN_RULES, ref)
    return _set_place(actor, FolderPlace(workspace))


@blueprint.route("/folders/<uuid:folder_id>/access", needs=WorkspacePermission.VIEW)
def folder_access(folder_id: UUID) -> Response:
    """Give the rules of the caller's organisation for what it brings to a folder."""
    actor = current_actor()
    folder = _folder(folder_id)
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, folder.workspace_id)
    return _answer_place(actor, FolderPlace(workspace, folder))


@blueprint.route(
    "/folders/<uuid:folder_id>/access",
    methods=["PUT"],
    needs=DocumentPermission.SET_OWN_RULES,
    endpoint="set_folder_access",
    takes=AccessBody,
    asks=(DRY_RUN,),
)
def set_folder_access(folder_id: UUID) -> Response:
    """Lay down the rules of the caller's organisation for a folder."""
    actor = current_actor()
    folder = _folder(folder_id)
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, folder.workspace_id)
    require(actor, DocumentPermission.SET_OWN_RULES, workspace)
    return _set_place(actor, FolderPlace(workspace, folder))


def _set_place(actor: Actor, place: FolderPlace) -> Response:
    participants = workspaces.list_participants(place.workspace, with_ended=True)
    seen = _matched_of(actor, place) if "If-Match" in request.headers else None
    active = [each for each in participants if each.ended_at is None]
    proposal = replace(read_body(AccessBody).proposal(seen=seen), participants=active)
    if _is_dry_run():
        return _answer_impact(service.impact_of(actor, place, proposal=proposal))
    rulebook = service.set_folder_rules(actor, place, proposal=proposal)
    if rulebook is None:
        return _answer_place(actor, place)
    return _answer(rulebook, place.workspace, is_own=True, participants=participants)


def _matched_of(actor: Actor, place: FolderPlace) -> str | None:
    policy = queries.find_policy(place.workspace, actor.organisation_id, place.folder)
    return None if policy is None else _matched(queries.get_rulebook(policy.id))


def _answer_place(actor: Actor, place: FolderPlace) -> Response:
    policy = queries.find_nearest_policy(place.workspace, actor.organisation_id, place.folder)
    if policy is None:
        return answer_json({"own": False, "rules": []})
    rulebook = queries.get_rulebook(policy.id)
    folder_id = None if place.folder is None or not place.folder.parent_id else place.folder.id
    is_own = policy.has_own_rules and policy.folder_id == folder_id
    return _answer(rulebook, place.workspace, is_own=is_own)


def _answer(
    rulebook: Rulebook,
    workspace: Workspace,
    *,
    is_own: bool,
    participants: Sequence[Participation] = (),
) -> Response:
    """Answer the rules of a place.

    Args:
        participants: who takes or took part there, when the caller read that.
    """
    known = participants or workspaces.list_participants(workspace, with_ended=True)
    codes = {each.organisation_id: each.organisation.code for each in known}
    logins = _logins(rulebook.rules)
    rules = [_rule(each, codes=codes, logins=logins) for each in rulebook.rules]
    response = answer_json({"own": is_own, "rules": rules})
    response.set_etag(rulebook.token)
    return response


def _logins(rules: Sequence[AccessRule]) -> dict[UUID, str]:
    """Return whom rules name, also who does not work here any more: a list never runs empty."""
    named = {one for rule in rules for one in rule.people}
    people = identity.list_people(named) if named else {}
    return {key: each.login for key, each in people.items()}


def _rule(rule: AccessRule, *, codes: dict[UUID, str], logins: dict[UUID, str]) -> dict[str, Any]:
    told = {
        "organisation": codes.get(rule.organisation_id, ""),
        "level": Level(rule.level).code,
        "until": rule.until.isoformat() if rule.until else None,
        "legal_basis": rule.legal_basis,
        "purpose": rule.purpose,
        "people": [logins[each] for each in rule.people if each in logins],
    }
    # Named only where there is any: most rules give none.
    return told | ({"special_data": list(rule.special_data)} if rule.special_data else {})


def _answer_impact(impact: Impact) -> Response:
    """Say who gains and who loses sight, and who gets another right; nothing was changed."""
    before = {each.person.id: each.level for each in impact.before}
    gains, loses, changes = [], [], []
    for each in impact.after:
        was = before.get(each.person.id, Level.NONE)
        told = {
            "organisation": each.organisation.code,
            "login": each.person.login,
            "from": was.code,
            "to": each.level.code,
        }
        if was < Level.VIEW <= each.level:
            gains.append(told)
        elif each.level < Level.VIEW <= was:
            loses.append(told)
        elif was != each.level:
            changes.append(told)
    return answer_json({"gains": gains, "loses": loses, "changes": changes})


def _explained(found: Explanation) -> dict[str, Any]:
    deciding = None
    if found.place:
        deciding = {"object": found.place, "id": str(found.place_id)}
    rule = None
    if found.rule is not None:
        logins = _logins([found.rule])
        codes = {found.rule.organisation_id: found.organisation.code}
        rule = _rule(found.rule, codes=codes, logins=logins)
    return {
        "organisation": found.organisation.code,
        "decision": found.decision,
        "level": found.level.code,
        "deciding": deciding,
        "rule": rule,
        "reason": found.reason,
    }


def _folder(folder_id: UUID) -> Folder:
    folder = queries.find_folder_anywhere(folder_id)
    if folder is None:
        raise NotFound
    return folder


def _matched(rulebook: Rulebook) -> str:
    """Return the token of the rules; the one in ``If-Match``, when sent, must be the same."""
    if "If-Match" in request.headers and not request.if_match.contains(rulebook.token):
        raise StaleMatch
    return rulebook.token


def _is_dry_run() -> bool:
    return request.args.get("dry_run") == "true"
