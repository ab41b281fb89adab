"""The overview of a workspace: where it stands, what must be done first, what happened last."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response

from app.desk import queries
from app.desk.views.blueprint import blueprint
from app.findings import queries as findings
from app.findings.policy import FindingPermission
from app.kernel.access import Actor, abilities
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.house import current_house
from app.programme import queries as programme
from app.tasks import queries as tasks
from app.workspaces import queries as workspaces
from app.workspaces.models import Membership, Workspace
from app.workspaces.policy import WorkspacePermission
from app.workspaces.queries.legal_bases import LegalBases

FIRST_TASKS, FIRST_FINDINGS, LAST_NEWS = 4, 5, 5


@blueprint.route("/workspaces/<ref:ref>", needs=WorkspacePermission.VIEW)
def overview(ref: str) -> Response:
    """Phases, urgent tasks, findings, purpose, who can see it, and what happened last."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    members = workspaces.list_members(workspace)
    urgent = tasks.list_first(actor, workspace, limit=FIRST_TASKS)
    found = findings.list_visible(actor, workspace)
    frame = workspaces.workspace_frame(
        actor,
        workspace,
        section="overview",
        along=[programme.carried_out_along(actor)],
    )
    return answers.show(
        "desk/overview.html",
        phases=workspaces.phase_rows(workspace),
        urgent=urgent,
        findings=found[:FIRST_FINDINGS],
        finding_words={"judgements": findings.JUDGEMENT_WORDS, "tones": findings.JUDGEMENT_TONES},
        may_write=abilities(actor, workspace, [FindingPermission.WRITE]).write,
        may=abilities(actor, workspace, WorkspacePermission),
        bases=current_house().tool(LegalBases).of(workspace.legal_basis),
        members=members,
        roles=workspaces.PARTICIPANT_WORDS,
        news=_news(actor, workspace, members=members),
        investigations=frame["along"][0],
        **frame,
    )


def _news(
    actor: Actor, workspace: Workspace, *, members: Sequence[Membership]
) -> list[queries.Told]:
    """Tell what happened last."""
    news = queries.list_news(actor, [workspace], limit=LAST_NEWS)
    people = {each.person_id: each.person for each in members}
    people |= news.people
    return queries.tell(
        news.entries,
        places={workspace.id: workspace},
        people=people,
        phrasebook=current_house().tool(queries.Phrasebook),
    )
