"""The blueprint of contribution rounds, and what all their pages need."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask_babel import get_locale

from app.contributions import queries
from app.contributions.models import Contribution, ContributionRound
from app.contributions.policy import ContributionPermission
from app.documents.legal_bases import LegalBases
from app.kernel.access import Actor
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.house import current_house
from app.tasks import queries as tasks
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import SHARING_ROLES, WorkspacePermission
from app.workspaces.queries.frame import sight_in_words

blueprint = GuardedBlueprint(
    "contributions", "app.contributions.views", url_prefix="/workspaces/<ref:ref>/contributions"
)
tasks.offer_home("contributions", queries.home_of)
WORDS = {"statuses": tasks.STATUS_WORDS, "tones": tasks.STATUS_TONES}


def load(
    actor: Actor, permission: ContributionPermission, *, ref: str, round_id: UUID
) -> ContributionRound:
    """Return a round of a workspace, and decide the permission."""
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_for(actor, permission, round_id=round_id, workspace=workspace)


def basis_in_words(round_: ContributionRound) -> str:
    """Return the title of a round's legal basis; its code when it is known no more."""
    found = current_house().tool(LegalBases).get(round_.legal_basis)
    if found is None:
        return round_.legal_basis
    return found.title_en if str(get_locale()) == "en" else found.title


def frame(
    actor: Actor,
    workspace: Workspace,
    round_: ContributionRound,
    *,
    title: str,
    to: Contribution | None = None,
) -> dict[str, Any]:
    """Return the workspace around a page, with who sees this very thing in the facts.

    Guests and observers do not learn who else is asked, so not from this either.

    Args:
        to: a contribution, which only who gives and who asked see.
    """
    around = workspaces.workspace_frame(actor, workspace, section="tasks")
    named: set[UUID | None] = {actor.organisation_id}
    if to is not None:
        named = {to.organisation_id, to.asking_organisation_id}
    elif workspace.standing.participant_role in SHARING_ROLES:
        named = {*round_.asked}
    roles = SHARING_ROLES if to is None else ()
    seers = [
        each
        for each in around["participants"]
        if each.organisation.id in named or each.participation.role in roles
    ]
    facts = replace(
        around["facts"],
        sight_orgs=[each.organisation for each in seers],
        sight_text=sight_in_words(seers),
    )
    return {**around, "facts": facts, "subject": {"title": title, "reference": workspace.ref}}
