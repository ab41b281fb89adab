"""A contribution round in the scene of the matrix: Anna asks IGJ, and Bram has delivered."""

from __future__ import annotations

from uuid import UUID

from flask import Flask
from sqlalchemy import select

from app.contributions import queries, service
from app.contributions.models import Contribution
from app.contributions.policy import ContributionPermission
from app.documents.legal_bases import LegalBases
from app.kernel import db
from app.kernel.jobs import named
from app.kernel.web.house import house_of
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission
from tests.support.acting import acting
from tests.support.documents import BASIS, next_month
from tests.support.markers import marked
from tests.support.world import World


def contribute_scene(app: Flask, world: World, refs: dict[str, str]) -> dict[str, UUID]:
    """Begin a round and give a contribution, each text with its marker; return the ids by name."""
    wish = service.NewRound(
        title=marked("round_here", "Bijdrage"),
        details=marked("round_here", "Beschrijf de risico's."),
        purpose=marked("round_here", "Een beeld"),
        legal_basis=BASIS,
        due_on=next_month(),
        organisations=(world.organisations["igj"].id,),
    )
    with acting(app, actor := world.actor("anna")):
        place = workspaces.get_place_for(actor, ContributionPermission.START, refs["here"])
        bases, tell = house_of(app).tool(LegalBases), named("tasks.tell_assignee")
        made = service.start_round(actor, place, wish=wish, bases=bases, tell=tell)
    with acting(app, actor := world.actor("bram")):
        place = workspaces.get_for(actor, WorkspacePermission.VIEW, refs["here"])
        statement = select(Contribution.id).where(Contribution.round_id == made.id)
        key = db.session().execute(statement).scalar_one()
        contribution = queries.get_contribution_for(
            actor, ContributionPermission.WRITE, contribution_id=key, workspace=place
        )
        service.write(
            actor,
            contribution,
            text=marked("contribution_here", "Leveranciers."),
            document_ids=(),
            seen_version=0,
            delivers=True,
        )
    return {"round_here": made.id, "contribution_here": key}
