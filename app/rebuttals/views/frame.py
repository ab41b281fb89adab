"""What every page of a rebuttal shows around its own part."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from app.adapters.blobs import SealedBlobs
from app.adapters.keys import MasterKey
from app.findings import queries as findings
from app.kernel.access import Actor, abilities
from app.kernel.web.forms import StepForm
from app.kernel.web.house import current_house
from app.rebuttals import queries
from app.rebuttals.forms import ExtendForm, HandForm, LinkForm, SentForm
from app.rebuttals.models import Rebuttal
from app.rebuttals.policy import RebuttalPermission
from app.reports.models import Report
from app.reports.service.files import Tools
from app.workspaces import queries as workspaces
from app.workspaces.policy import SHARING_ROLES, WorkspacePermission
from app.workspaces.queries.frame import sight_in_words

OF_A_LEADER = (
    RebuttalPermission.SEND,
    RebuttalPermission.EXTEND,
    RebuttalPermission.ADD,
    RebuttalPermission.CLOSE,
    RebuttalPermission.INVITE,
    RebuttalPermission.REVOKE,
)
WORDS = {
    "statuses": queries.STATUS_WORDS,
    "tones": queries.STATUS_TONES,
    "ways": queries.WAY_WORDS,
    "sources": queries.SOURCE_WORDS,
    "outcomes": findings.OUTCOME_WORDS,
    "outcome_tones": findings.OUTCOME_TONES,
}


def tools() -> Tools:
    """Return what printing, keeping and reading an extract need."""
    house = current_house()
    return Tools(house.tool(MasterKey), house.tool(SealedBlobs))


def load(actor: Actor, permission: RebuttalPermission, *, ref: str, rebuttal_id: UUID) -> Rebuttal:
    """Return the rebuttal of an address, and decide the permission."""
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_for(actor, permission, rebuttal_id=rebuttal_id, workspace=workspace)


def around(actor: Actor, report: Report) -> dict[str, Any]:
    """Return the variables of a page about what is said of a report."""
    place = workspaces.workspace_frame(actor, report.workspace, section="reports")
    readers = [
        each
        for each in place["participants"]
        if each.participation.role in SHARING_ROLES
        or each.organisation.id == report.organisation_id
    ]
    facts = replace(
        place["facts"],
        sight_orgs=[each.organisation for each in readers],
        sight_text=sight_in_words(readers),
    )
    return {**place, "facts": facts, "report": report, "words": WORDS}


def about(actor: Actor, rebuttal: Rebuttal, **forms: Any) -> dict[str, Any]:
    """Return the variables of the page of one rebuttal.

    Args:
        forms: what was typed and refused, in the stead of an empty form.
    """
    fresh = {"seen_version": str(rebuttal.version)}
    hand_form = forms.get("hand_form") or HandForm(formdata=None)
    hand_form.offer(rebuttal.findings)
    rows = queries.list_rows([rebuttal])
    term = queries.term_of(rebuttal)
    may = abilities(actor, rebuttal, OF_A_LEADER)
    return {
        **around(actor, rebuttal.report),
        "subject": {"title": rebuttal.entity, "reference": rebuttal.report.ref},
        "rebuttal": rebuttal,
        "term": term,
        "links": queries.list_links(rebuttal) if may.revoke else [],
        "link_form": LinkForm(
            formdata=None, data={**fresh, "link_ends_on": queries.proposed_end(rebuttal)}
        ),
        "rows": rows,
        "undecided": [each for each in rows if each.item.decision is None],
        "decides": {
            each.item.id: abilities(actor, each.item, [RebuttalPermission.DECIDE]).decide
            for each in rows
        },
        "may": may,
        "sent_form": SentForm(formdata=None, data=fresh),
        "extend_form": ExtendForm(formdata=None, data=fresh),
        "step_form": StepForm(formdata=None, data=fresh),
        **forms,
        "hand_form": hand_form,
    }
