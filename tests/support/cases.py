"""Cases for tests: the usual terms, a report as it comes in, and those of the scene."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Flask

from app.incidents import queries, service
from app.incidents.models import CaseKind, Outcome, Sender, Within
from app.incidents.policy import IncidentPermission
from app.incidents.service import LetterWish, Marks, NewCase, Triage
from app.kernel import clock
from app.kernel.web.house import house_of
from app.workspaces import queries as workspaces
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


def triage(**said: Any) -> Triage:
    """Make what the duty inspectors decide: to the committee, when nothing else is said."""
    usual: dict[str, Any] = {
        "within": Within.YES,
        "is_acute": False,
        "informs": frozenset(),
        "outcome": Outcome.TO_COMMITTEE,
        "reason": "Zo is het.",
    }
    return Triage(**(usual | said))


def case_scene(app: Flask, world: World, refs: dict[str, str]) -> dict[str, UUID]:
    """Register cases, one of them with the committee, and plan meetings; return the ids."""
    made: dict[str, UUID] = {}
    for name, who, place, code in (
        ("case_here", "anna", "here", "ijenv"),
        ("agenda_case", "anna", "here", "ijenv"),
        ("case_there", "dirk", "there", "nvwa"),
    ):
        actor = world.actor(who)
        with acting(app, actor):
            workspace = workspaces.get_place_for(actor, IncidentPermission.REGISTER, refs[place])
            wish = report(
                institution=marked(name, "De Vuurvlinder"),
                municipality=marked(name, "Meerdam"),
                facts=marked(name, "Een jeugdige raakte gewond."),
                marks=Marks(handled_by=code),
            )
            case = service.register_case(actor, workspace, wish=wish, usual=usual_terms(app))
            made[name] = case.id
    for name, who, place in (
        ("meeting_here", "anna", "here"),
        ("meeting_there", "dirk", "there"),
    ):
        actor = world.actor(who)
        with acting(app, actor):
            workspace = workspaces.get_place_for(actor, IncidentPermission.PLAN, refs[place])
            today = clock.today()
            made[name] = service.plan_meeting(actor, workspace, held_on=today).id
    _put_on_agenda(app, world, case_id=made["agenda_case"], ref=refs["here"])
    made["letter_here"] = _write_letter(app, world, case_id=made["agenda_case"], ref=refs["here"])
    return made


def _write_letter(app: Flask, world: World, *, case_id: UUID, ref: str) -> UUID:
    """Decide about a case and draft the letter of IJenV and IGJ, that waits for both."""
    actor = world.actor("anna")
    with acting(app, actor):
        workspace = workspaces.get_place_for(actor, IncidentPermission.LIST, ref)
        case = queries.get_for(
            actor, IncidentPermission.DECIDE, case_id=case_id, workspace=workspace
        )
        service.decide(
            actor,
            case,
            outcome=Outcome.INVESTIGATE,
            reason=marked("agenda_case", "Wij kijken zelf."),
            usual=usual_terms(app),
            seen_version=case.version,
        )
        wish = LetterWish(
            parties=frozenset({"ijenv", "igj"}),
            addressee=marked("letter_here", "De directie"),
            subject=marked("letter_here", "Besluit"),
            body=marked("letter_here", "Wij kijken zelf."),
        )
        return service.draft_letter(actor, case, wish=wish, seen_version=case.version).id


def _put_on_agenda(app: Flask, world: World, *, case_id: UUID, ref: str) -> None:
    actor, usual = world.actor("anna"), usual_terms(app)
    reason = marked("agenda_case", "Het is een calamiteit.")
    with acting(app, actor):
        workspace = workspaces.get_place_for(actor, IncidentPermission.LIST, ref)
        case = queries.get_for(
            actor, IncidentPermission.TRIAGE, case_id=case_id, workspace=workspace
        )
        service.triage_case(
            actor, case, triage=triage(reason=reason), usual=usual, seen_version=case.version
        )
        service.put_on_agenda(actor, case, seen_version=case.version)
