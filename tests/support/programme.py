"""Work programmes for tests: what each of the cast's organisations puts in it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import Flask

from app.coordination.models import Rest
from app.coordination.service import Opening
from app.kernel import clock, ids
from app.programme import queries, service
from app.programme.models import Investigation, InvestigationPhase, Mode, SocietalTask
from app.programme.policy import ProgrammePermission
from app.programme.service import Entry, Placing
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission
from tests.support.acting import acting
from tests.support.database import OneTransaction
from tests.support.markers import marked
from tests.support.world import World

OPEN = Opening(rest=Rest.EVERYTHING)
LINES: dict[str, tuple[str, Opening]] = {
    "ijenv_line": ("anna", Opening()),
    "ijenv_open_line": ("anna", OPEN),
    "nvwa_line": ("dirk", Opening()),
}
"""Who enters it, and to whom it is opened."""


def entry(title: str = "Toezicht op iets", **more: Any) -> Entry:
    """Make what an investigation says."""
    usual: dict[str, Any] = {"task": SocietalTask.SAFE, "mode": Mode.REGULAR}
    return Entry(title=title, **(usual | more))


def this_year() -> int:
    """Return the year of today, which the page shows by itself."""
    return clock.today().year


def stored(owner: Any, organisation_id: UUID, **said: Any) -> Investigation:
    """Put an investigation in its table, for an organisation of which nobody keeps a programme."""
    usual: dict[str, Any] = {
        "year": this_year(),
        "task": SocietalTask.SAFE,
        "title": "Toezicht op iets",
        "summary": "",
        "mode": Mode.REGULAR,
        "phase": InvestigationPhase.PREPARATION,
        "phase_reason": "",
        "starts_on": date(this_year(), 4, 1),
        "ends_on": date(this_year(), 6, 30),
        "partners": [],
        "named": [],
        "rest": Rest.NOTHING,
        "withdrawn_at": None,
        "changed_at": clock.now(),
        "version": 1,
        "before": None,
    }
    made = Investigation(id=ids.new_id(), organisation_id=organisation_id, **(usual | said))
    owner.add(made)
    owner.flush()
    return made


def programme_scene(app: Flask, world: World, transaction: OneTransaction) -> dict[str, UUID]:
    """Enter and link everything, each text with its marker; return the ids by name."""
    made: dict[str, UUID] = {}
    for name, (who, opening) in LINES.items():
        actor = world.actor(who)
        with acting(app, actor):
            keeping = queries.get_keeping(actor, ProgrammePermission.ENTER)
            said = entry(marked(name, "Toezicht"), summary=marked(name, "Kort"), opening=opening)
            placing = Placing(year=this_year())
            it = service.add_investigation(actor, keeping, placing=placing, entry=said)
            made[name] = it.id
    igj, ijenv = world.organisations["igj"].id, world.organisations["ijenv"].id
    with transaction.as_owner() as owner:
        for name, said in (
            ("igj_line", {}),
            ("igj_named_line", {"named": [ijenv]}),
            ("igj_withdrawn_line", {"rest": Rest.EVERYTHING, "withdrawn_at": clock.now()}),
        ):
            made[name] = stored(owner, igj, title=marked(name, "Toezicht"), **said).id
    for name, who, line, place in (
        ("link_here", "anna", "ijenv_open_line", world.workspace.ref),
        ("hidden_link", "dirk", "nvwa_line", world.elsewhere.ref),
    ):
        actor = world.actor(who)
        with acting(app, actor):
            it = queries.get_for(actor, ProgrammePermission.CHANGE, made[line])
            workspace = workspaces.get_for(actor, WorkspacePermission.COORDINATE, place)
            made[name] = service.link_workspace(actor, it, workspace).id
    return made
