"""The rules of the reader's own organisation for a folder, or for the whole workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from app.documents import queries, service
from app.documents.forms import LEVEL_HINTS, AccessForm, PlaceForm
from app.documents.models import AccessRule
from app.documents.policy import DocumentPermission
from app.documents.queries import OrganisationSight, PlaceRules
from app.documents.service import FolderPlace, Impact
from app.documents.service.places import organisation_of
from app.documents.views import editing, words
from app.documents.views.blueprint import blueprint
from app.identity.models import Organisation
from app.kernel.access import Actor, abilities, require
from app.kernel.errors import NotFound
from app.kernel.text import _, ngettext
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.workspaces import queries as workspaces
from app.workspaces.models import Participation, Workspace
from app.workspaces.policy import WorkspacePermission

PAGE, REGION = "documents/place_access.html", "documents/_place_access.html"
RULE, OWN = "documents/_rule.html", "documents/_own_rules.html"
"""The two forms: htmx replaces only the one that was sent."""


@blueprint.route("/access", needs=WorkspacePermission.VIEW, endpoint="workspace_rules")
@blueprint.route(
    "/folders/<uuid:folder_id>/access", needs=WorkspacePermission.VIEW, endpoint="folder_rules"
)
def rules(ref: str, folder_id: UUID | None = None) -> Response:
    """Show the own rules for a place; with ``?organisation=`` the editor for one organisation."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return _panel(actor, workspace, folder_id)


@blueprint.route(
    "/access",
    methods=["POST"],
    needs=DocumentPermission.SET_OWN_RULES,
    endpoint="set_workspace_rule",
)
@blueprint.route(
    "/folders/<uuid:folder_id>/access",
    methods=["POST"],
    needs=DocumentPermission.SET_OWN_RULES,
    endpoint="set_folder_rule",
)
def set_rule(ref: str, folder_id: UUID | None = None) -> Response:
    """Set the rule about one organisation, or only show what that would change."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    place, workspace_id = place_for(actor, workspace, folder_id), workspace.id
    form, impact = AccessForm(), None
    with form.taking_refusals():
        if form.validate_on_submit():
            proposal = editing.proposal_of(form, workspace, rules=form.rules())
            if "preview" not in request.form:
                service.set_folder_rules(actor, place, proposal=proposal)
                return _saved(_("The rules are saved."), ref, folder_id)
            with editing.only_looking():
                impact = service.impact_of(actor, place, proposal=proposal)
    form.general_errors += form.organisation.errors
    if answers.is_htmx():
        here = _here(ref, folder_id)
        return _rule_alone(actor, workspace_id, here, place=place, form=form, impact=impact)
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return _panel(actor, workspace, folder_id, form=form, impact=impact)


@blueprint.route(
    "/folders/<uuid:folder_id>/access/own",
    methods=["POST"],
    needs=DocumentPermission.SET_OWN_RULES,
    endpoint="choose_rules",
)
def choose_rules(ref: str, folder_id: UUID) -> Response:
    """Give a folder rules of its own or let it follow the one above, or show what that changes."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    place, workspace_id = place_for(actor, workspace, folder_id), workspace.id
    form, impact = PlaceForm(), None
    with form.taking_refusals():
        if form.wants_own:
            service.take_own_rules(actor, place, seen=form.seen_version.data or "")
            return _saved(_("This folder has rules of its own now."), ref, folder_id)
        proposal = editing.proposal_of(_sent(form), workspace, rules=None)
        if "preview" not in request.form:
            service.set_folder_rules(actor, place, proposal=proposal)
            return _saved(_("This folder follows the rules above it now."), ref, folder_id)
        with editing.only_looking():
            impact = service.impact_of(actor, place, proposal=proposal)
    if answers.is_htmx():
        return _own_alone(actor, workspace_id, _here(ref, folder_id), form=form, impact=impact)
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return _panel(actor, workspace, folder_id, refused=form, follow_impact=impact)


def _sent(form: PlaceForm) -> AccessForm:
    """Return the same form as the editor reads it."""
    return AccessForm(formdata=None, data={"seen_version": form.seen_version.data})


def place_for(actor: Actor, workspace: Workspace, folder_id: UUID | None) -> FolderPlace:
    """Return the place an address names, with the folders on the way to it, to set rules for.

    Raises:
        NotFound: there is no such folder here, or the actor may not know of it.
        NotAllowed: the actor does not contribute here.
    """
    by_id = {}
    if folder_id is not None:
        by_id = {each.id: each.folder for each in queries.list_folders(actor, workspace)}
        if folder_id not in by_id:
            raise NotFound
    require(actor, DocumentPermission.SET_OWN_RULES, workspace)
    if folder_id is None:
        return FolderPlace(workspace)
    folder = by_id[folder_id]
    return FolderPlace(workspace, folder, path=queries.path_among(by_id, folder))


def _rule_alone(
    actor: Actor,
    workspace_id: UUID,
    here: str,
    *,
    place: FolderPlace,
    form: AccessForm,
    impact: Impact | None,
) -> Response:
    """Show the form again, with what is wrong or what it would change."""
    owner_id = organisation_of(actor)
    seers = queries.list_place_audience(workspace_id, owner_id, policy_id=None)
    asked = [each for each in seers if each.organisation.code == form.organisation.data]
    own = [each for each in seers if each.organisation.id == owner_id]
    receiver = asked or own
    editing.offer(
        form,
        giver=own[0].organisation,
        receiver=receiver[0].organisation,
        people=asked,
        rules=_rules_about(actor, place, receiver[0].organisation) if form.people.data else (),
    )
    return answers.show(
        RULE,
        form=form,
        editing=form,
        chosen=receiver[0],
        impact=_lines(impact, owner_id),
        impact_foot=editing.foot_of(form),
        level_hints=LEVEL_HINTS,
        **_addresses(here),
    )


def _rules_about(
    actor: Actor, place: FolderPlace, organisation: Organisation
) -> Sequence[AccessRule]:
    """Return the rules about one organisation that count in a place now."""
    nearest = queries.find_nearest_policy(place.workspace, actor.organisation_id, place.folder)
    return () if nearest is None else queries.get_rulebook(nearest.id).about(organisation.id)


def _own_alone(
    actor: Actor, workspace_id: UUID, here: str, *, form: PlaceForm, impact: Impact | None
) -> Response:
    """Show the choice again, with what is wrong or what following would change."""
    owner_id = organisation_of(actor)
    if impact is not None:
        # What was undone is read anew, so that the names can be shown.
        queries.list_place_audience(workspace_id, owner_id, policy_id=None)
    return answers.show(
        OWN,
        form=form,
        own_form=form,
        refused=form,
        is_own=not form.wants_own,
        follow_impact=_lines(impact, owner_id),
        **_addresses(here),
    )


def _saved(words_told: str, ref: str, folder_id: UUID | None) -> Response:
    answers.tell(words_told)
    return answers.lead_to(_here(ref, folder_id))


def _here(ref: str, folder_id: UUID | None) -> str:
    if folder_id is None:
        return url_for(".workspace_rules", ref=ref)
    return url_for(".folder_rules", ref=ref, folder_id=folder_id)


def _panel(
    actor: Actor,
    workspace: Workspace,
    folder_id: UUID | None,
    *,
    form: AccessForm | None = None,
    refused: PlaceForm | None = None,
    impact: Impact | None = None,
    follow_impact: Impact | None = None,
) -> Response:
    """Show the rules of a place, with the editor when an organisation is chosen.

    Args:
        form: a rule that was sent and is shown again; ``refused`` the same for `choose_rules`.
        impact: what saving that rule would change; ``follow_impact`` what following would.
    """
    place = queries.get_place_rules(actor, workspace, folder_id)
    around, participants = _around(actor, workspace)
    may = abilities(actor, workspace, (DocumentPermission.SET_OWN_RULES,))
    sights = queries.sights_of(
        place.seers, place.rulebook, participants=participants, owner_id=place.owner_id
    )
    chosen = editing.chosen_of(sights, form) if may.set_own_rules else None
    giver = next(each.organisation for each in sights if each.is_owner)
    editor = (
        editing.editor_of(chosen, giver=giver, token=place.token, form=form) if chosen else None
    )
    return answers.show(
        PAGE,
        region=REGION,
        form=form or refused,
        place_rules=place,
        giver=giver,
        sights=sights,
        may=may,
        editing=editor,
        chosen=chosen,
        refused=refused or (form if editor is None else None),
        own_form=refused
        or PlaceForm(
            formdata=None,
            data={"seen_version": place.token, "own": "no" if place.is_own else "yes"},
        ),
        is_own=place.is_own,
        back=_back(place, workspace) if may.set_own_rules else None,
        impact=_lines(impact, place.owner_id),
        follow_impact=_lines(follow_impact, place.owner_id),
        impact_foot=editing.foot_of(editor),
        **_words(place, sights),
        **_addresses(_here(workspace.ref, folder_id)),
        **around,
    )


def _back(place: PlaceRules, workspace: Workspace) -> str | None:
    """Return where own rules can be taken back that the folder dropped a while ago."""
    if place.is_own or place.row is None:
        return None
    dropped = queries.find_dropped(place.owner_id, folder_id=place.row.id)
    if not service.can_be_back(dropped, place.rulebook):
        return None
    return url_for(".folder_rules_back", ref=workspace.ref, folder_id=place.row.id)


def _around(actor: Actor, workspace: Workspace) -> tuple[dict[str, Any], list[Participation]]:
    """Return what the page shows around the region, which htmx does not ask for, and who is in."""
    if answers.is_htmx():
        return {"workspace": workspace}, workspaces.list_participants(workspace)
    frame = workspaces.workspace_frame(actor, workspace, section="documents")
    return frame, [each.participation for each in frame["participants"]]


def _addresses(here: str) -> dict[str, Any]:
    return {
        "rule_target": here,
        "rule_stop": here,
        "rule_region": "#documents-rule",
        "own_target": here + "/own",
    }


def _words(place: PlaceRules, sights: list[OrganisationSight]) -> dict[str, Any]:
    rules_here = [] if place.rulebook is None else place.rulebook.rules
    return {
        "place_title": place.row.path if place.row else _("The whole workspace"),
        "place_words": _place_words(place),
        "count_words": _count_words(place),
        "level_words": words.LEVEL_WORDS,
        "level_hints": LEVEL_HINTS,
        "basis_words": editing.basis_words(rules_here),
        "named_words": editing.named_words(sights),
        "nobody_else": not any(each.seeing for each in sights if not each.is_owner),
    }


def _place_words(place: PlaceRules) -> str:
    """Say whose rules count."""
    if place.row is None:
        return _("These rules hold wherever no folder or document has rules of its own.")
    if place.is_own:
        return _("This folder has rules of its own. What stands above it does not count here.")
    if place.governing is not None:
        return _(
            "This folder follows the rules of the folder %(folder)s.", folder=place.governing.path
        )
    return _("This folder follows the rules of the workspace.")


def _count_words(place: PlaceRules) -> str:
    """Say how many documents the rules hold for."""
    if not place.following + place.apart:
        return _("Your organisation brought nothing here yet.")
    parts = [
        ngettext(
            "%(num)d document that your organisation brought follows these rules.",
            "%(num)d documents that your organisation brought follow these rules.",
            place.following,
        )
    ]
    if place.apart:
        parts.append(
            ngettext(
                "%(num)d other document here has rules of its own, or of a folder below.",
                "%(num)d other documents here have rules of their own, or of a folder below.",
                place.apart,
            )
        )
    return " ".join(parts)


def _lines(impact: Impact | None, owner_id: UUID) -> list[words.ImpactLine] | None:
    return None if impact is None else words.impact_lines(impact, owner_id=owner_id)
