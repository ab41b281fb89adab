"""Tasks and terms in the scene of the matrix: asked here and there, each waiting for more time."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Flask

from app.comments.policy import At
from app.kernel.terms import LegalSystem, TermUnit
from app.tasks import jobs, queries, service
from app.tasks.policy import TaskPermission, TermPermission
from app.workspaces import queries as workspaces
from tests.support.acting import acting
from tests.support.commenting import say
from tests.support.documents import next_month
from tests.support.markers import marked
from tests.support.world import World

TASKS = {"task_here": ("anna", "bram", "igj"), "task_there": ("dirk", "dirk", "nvwa")}
"""Who asks it, who does it, and for which organisation."""
TERMS = {"term_here": "anna", "term_there": "dirk"}


def ask_scene(app: Flask, world: World, refs: dict[str, str]) -> dict[str, UUID]:
    """Ask every task and add every term, each text with its marker; return the ids by name."""
    ids: dict[str, UUID] = {}
    for name, (asker, assignee, code) in TASKS.items():
        ref = refs["there" if asker == "dirk" else "here"]
        wish = service.Wish(
            title=marked(name, "Lees mee"),
            details=marked(name, "Let op het rooster."),
            organisation_id=world.organisations[code].id,
            assignee_id=world.person(assignee).id,
            due_on=next_month(),
        )
        with acting(app, actor := world.actor(asker)):
            place = workspaces.get_place_for(actor, TaskPermission.ASK, ref)
            task = service.create_task(actor, place, wish=wish, tell=jobs.tell_assignee)
            ids[name] = task.id
            say(actor, At(task_id=task.id), body=marked(name, "Lukt het?"))
        _want_time(app, world, name=name, who=assignee, task_id=ids[name])
    for name, who in TERMS.items():
        new = service.NewTerm(
            name=marked(name, "Wederhoor"),
            length=3,
            unit=TermUnit.WEEKS,
            legal_system=LegalSystem.DUTCH,
            source=marked(name, "Awb"),
            start_event=marked(name, "Het concept is verstuurd"),
        )
        with acting(app, actor := world.actor(who)):
            ref = refs["there" if who == "dirk" else "here"]
            place = workspaces.get_place_for(actor, TermPermission.ADD, ref)
            ids[name] = service.add_term(actor, place, wish=new).id
    return ids


def _want_time(app: Flask, world: World, *, name: str, who: str, task_id: UUID) -> None:
    with acting(app, actor := world.actor(who)):
        service.ask_time(
            actor,
            queries.get_anywhere(actor, TaskPermission.VIEW, task_id),
            due_on=next_month() + timedelta(days=7),
            reason=marked(name, "Het rooster is er nog niet."),
            seen_version=1,
        )
