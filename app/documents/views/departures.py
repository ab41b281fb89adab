"""What others keep after an organisation leaves; the organisation itself decides.

The page stands outside the workspace, of which it sees nothing afterwards.
"""

from __future__ import annotations

from uuid import UUID

from flask import Response, url_for

from app.documents import queries, service
from app.documents.forms.departures import DepartureForm
from app.documents.policy import Departure, DocumentPermission
from app.kernel.access import Actor
from app.kernel.text import _, lazy
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import GuardedBlueprint
from app.workspaces import queries as workspaces
from app.workspaces.models import AfterLeaving
from app.workspaces.policy import WorkspacePermission

departures_blueprint = GuardedBlueprint(
    "departures", "app.documents.views.departures", url_prefix="/departures"
)
HINTS = {
    AfterLeaving.RULES.value: lazy("Who sees a document by our rules now, goes on seeing it."),
    AfterLeaving.EVIDENCE.value: lazy(
        "Nobody sees a document any more. Findings and reports that name it go on saying that there"
        " is evidence, with its fingerprint."
    ),
    AfterLeaving.CLOSED.value: lazy(
        "Nobody sees a document any more, and nobody learns that it is there."
    ),
}


@departures_blueprint.route(
    "/<uuid:participation_id>",
    methods=["GET", "POST"],
    needs=DocumentPermission.CHOOSE_WHAT_STAYS,
)
def choose(participation_id: UUID) -> Response:
    """Show who keeps what by each choice, or save one; the page again."""
    actor = current_actor()
    permission = DocumentPermission.CHOOSE_WHAT_STAYS
    departure = queries.get_departure_for(actor, permission, participation_id)
    chosen = departure.chosen or ""
    form = DepartureForm(data={"seen": chosen, "choice": chosen or AfterLeaving.CLOSED.value})
    with form.taking_refusals():
        if form.validate_on_submit():
            service.choose_what_stays(
                actor,
                participation_id,
                choice=form.choice.data or "",
                seen=form.seen.data or "",
            )
            answers.tell(_("Your choice is saved. It stands in the log of the workspace."))
            return answers.lead_to(url_for(".choose", participation_id=participation_id))
    return answers.show(
        "documents/departure.html",
        form=form,
        departure=departure,
        chosen_words=service.AFTER_LEAVING_WORDS,
        hints=HINTS,
        stakes=_stakes(actor, departure),
    )


def _stakes(actor: Actor, departure: Departure) -> list[queries.Stake]:
    """Return what others have of one's documents; after leaving that cannot be seen any more."""
    if departure.left_at is not None:
        return []
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, departure.workspace_id)
    return queries.list_at_stake(actor, workspace)
