"""Cases for tests: the usual terms, a report as it comes in, and those of the scene."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Flask

from app.incidents import queries, service
from app.incidents.models import CaseKind, Sender
from app.incidents.policy import IncidentPermission
from app.incidents.service import Marks, NewCase
from app.kernel import clock
from app.kernel.web.house import house_of
from app.workspaces.templates import TemplateShelf, Term
from tests.support.acting import acting
from tests.support.markers import marked
from tests.support.world import World


def usual_terms(app: Flask) -> tuple[Term, ...]:
    """Return the terms of the template for youth reports."""
    return house_of(app).tool(TemplateShelf)["cmj"].terms


def report(**said: Any) -> NewCase:
    """Make a report as it comes in."""
    usual: dict[str, Any] = {
        "kind": CaseKind.CALAMITY,
        "sender": Sender.PROVIDER,
        "received_on": clock.today(),
        "institution": "De Vuurvlinder",
        "municipality": "",
        "facts": "Een jeugdige raakte gewond op de groep.",
        "marks": Marks(handled_by="ijenv"),
    }
    return NewCase(**(usual | said))


def case_scene(app: Flask, world: World, refs: dict[str, str]) -> dict[str, UUID]:
    """Register one case in each workspace, its texts with a marker; return the ids by name."""
    made: dict[str, UUID] = {}
    for name, who, place, code in (
        ("case_here", "anna", "here", "ijenv"),
        ("case_there", "dirk", "there", "nvwa"),
    ):
        actor = world.actor(who)
        with acting(app, actor):
            workspace = queries.get_place_for(actor, IncidentPermission.REGISTER, refs[place])
            wish = report(
                institution=marked(name, "De Vuurvlinder"),
                municipality=marked(name, "Meerdam"),
                facts=marked(name, "Een jeugdige raakte gewond."),
                marks=Marks(handled_by=code),
            )
            case = service.register_case(actor, workspace, wish=wish, usual=usual_terms(app))
            made[name] = case.id
    return made
