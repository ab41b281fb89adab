"""The blueprint of cases, their tab in the workspaces that hold cases, and what all pages need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.findings.queries import ASPECT_WORDS
from app.identity.models import Organisation
from app.incidents import queries
from app.kernel.access import Actor
from app.kernel.text import lazy
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.house import current_house
from app.tasks.queries.term_words import CHANGE_WORDS, length_in_words
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import SHARING_ROLES
from app.workspaces.queries import Section, offer_section
from app.workspaces.queries.frame import sight_in_words
from app.workspaces.templates import TemplateShelf, Term

blueprint = GuardedBlueprint(
    "incidents", "app.incidents.views", url_prefix="/workspaces/<ref:ref>/cases"
)
WORDS: dict[str, Any] = {
    "kinds": queries.KIND_WORDS,
    "senders": queries.SENDER_WORDS,
    "themes": queries.THEME_WORDS,
    "aspects": ASPECT_WORDS,
    "statuses": queries.STATUS_WORDS,
    "tones": queries.STATUS_TONES,
    "within": queries.WITHIN_WORDS,
    "informed": queries.INFORMED_WORDS,
    "outcomes": queries.OUTCOME_WORDS,
    "letters": queries.LETTER_WORDS,
    "changes": CHANGE_WORDS,
    "length": length_in_words,
}


def shows_cases(workspace: Workspace) -> bool:
    """Tell whether who loaded a workspace finds cases in it."""
    return workspace.holds_cases and workspace.standing.participant_role in SHARING_ROLES


offer_section(
    Section(
        key="cases",
        label=lazy("Cases"),
        path="/cases",
        count=queries.count_open,
        keys="g z",
        is_in=shows_cases,
    )
)


def usual_terms(workspace: Workspace) -> Sequence[Term]:
    """Return the terms of a workspace's template."""
    return current_house().tool(TemplateShelf).terms_of(workspace.template)


def frame(actor: Actor, workspace: Workspace) -> dict[str, Any]:
    """Return the workspace around a page, with who sees cases in the facts."""
    around = workspaces.workspace_frame(actor, workspace, section="cases")
    seers = [each for each in around["participants"] if each.participation.role in SHARING_ROLES]
    facts = replace(
        around["facts"],
        sight_orgs=[each.organisation for each in seers],
        sight_text=sight_in_words(seers),
    )
    return {**around, "facts": facts, "words": WORDS}


def handlers_in(around: dict[str, Any]) -> list[Organisation]:
    """Return the organisations that can handle a case here."""
    return list(around["facts"].sight_orgs)
