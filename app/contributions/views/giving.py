"""Pages of what one organisation gives in a contribution round."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, url_for

from app.contributions import queries, service
from app.contributions.forms import WriteForm
from app.contributions.models import Contribution
from app.contributions.policy import ContributionPermission
from app.contributions.views.blueprint import WORDS, basis_in_words, blueprint, frame
from app.kernel.access import Actor, abilities
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.tasks import queries as tasks
from app.tasks.models import UNFINISHED
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission


@blueprint.route("/given/<uuid:contribution_id>", needs=ContributionPermission.READ)
def given(ref: str, contribution_id: UUID) -> Response:
    """Show what one organisation gives: to itself, and once delivered to who asked."""
    actor = current_actor()
    found = _load_given(actor, ContributionPermission.READ, ref=ref, key=contribution_id)
    return answers.show("contributions/given.html", form=None, **_about_given(actor, found))


@blueprint.route(
    "/given/<uuid:contribution_id>", methods=["POST"], needs=ContributionPermission.WRITE
)
def write(ref: str, contribution_id: UUID) -> Response:
    """Keep what was written, or deliver it; done, the page anew."""
    actor, form = current_actor(), WriteForm()
    found = _load_given(actor, ContributionPermission.WRITE, ref=ref, key=contribution_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.write(
                actor,
                found,
                text=form.text.data or "",
                document_ids=form.chosen(),
                seen_version=form.seen(),
                delivers=form.delivers.data,
            )
            answers.tell(
                _("It is delivered. %(name)s reads it now.", name=found.round.organisation.name)
                if form.delivers.data
                else _("It is kept. Only your organisation sees it, until you deliver it.")
            )
            return answers.lead_to(url_for(".given", ref=ref, contribution_id=contribution_id))
    fresh = _load_given(actor, ContributionPermission.READ, ref=ref, key=contribution_id)
    return answers.show(
        "contributions/given.html", form=form, **_about_given(actor, fresh, wrong=form)
    )


def _load_given(
    actor: Actor, permission: ContributionPermission, *, ref: str, key: UUID
) -> Contribution:
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_contribution_for(actor, permission, contribution_id=key, workspace=workspace)


def _about_given(
    actor: Actor, contribution: Contribution, *, wrong: WriteForm | None = None
) -> dict[str, Any]:
    round_, content = contribution.round, queries.content_of(actor, contribution)
    [row] = tasks.list_by_id(actor, contribution.workspace, [contribution.task_id])
    may = abilities(actor, contribution, [ContributionPermission.WRITE])
    writes = may.write and row.task.status in UNFINISHED
    form = wrong or WriteForm.of(content)
    own = service.list_own_documents(actor, contribution) if writes else []
    form.offer(own)
    return {
        **frame(actor, contribution.workspace, round_, title=round_.title, to=contribution),
        "round": round_,
        "contribution": contribution,
        "content": content,
        "row": row,
        "is_ours": contribution.organisation_id == actor.organisation_id,
        "writes": writes,
        "write_form": form,
        "asker_sees": service.asker_sees(contribution, content.document_ids) if writes else {},
        "basis": basis_in_words(round_),
        "may": may,
        "words": WORDS,
    }
