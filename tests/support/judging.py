"""What is tested, scored and seen, made the way people make it; for the scene and for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from flask import Flask

from app.findings import queries
from app.findings.models import Aspect, Audience, Framework
from app.findings.policy import FrameworkPermission
from app.findings.service import frameworks
from app.findings.service.frameworks import LineText
from app.kernel.access import Actor
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission
from tests.support.acting import acting
from tests.support.markers import marked
from tests.support.world import World

FRAMEWORKS: dict[str, tuple[str, Audience]] = {
    "ijenv": ("anna", Audience.OWN),
    "igj": ("bram", Audience.WORKSPACE),
    "nvwa": ("dirk", Audience.WORKSPACE),
}
"""Who makes it, and who reads it."""


def judge_scene(app: Flask, world: World, refs: dict[str, str]) -> dict[str, UUID]:
    """Make a framework of each, with one norm; each text with its marker. Return ids by name."""
    ids: dict[str, UUID] = {}
    for code, (who, audience) in FRAMEWORKS.items():
        actor = world.actor(who)
        with acting(app, actor):
            place = queries.get_framework_place(
                actor, FrameworkPermission.ADD, refs["there" if who == "dirk" else "here"]
            )
            title = marked(f"{code}_framework", "Toetsingskader")
            made = frameworks.add_framework(actor, place, title=title, audience=audience)
            text = marked(f"{code}_norm", "Er is een plan.")
            line = LineText("K-1", "", text, "Jeugdwet", Aspect.GOVERNANCE)
            frameworks.put_line(actor, made, line=line, seen_version=1)
            [norm] = [each.norm.id for each in queries.list_lines(made)]
            ids |= {f"{code}_framework": made.id, f"{code}_norm": norm}
    return ids


class Frameworks:
    """Making frameworks as one of the cast; a line is written ``(code, parent, text)``."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app, self.world = app, world

    def make(
        self, who: str, *lines: tuple[str, str, str], audience: Audience = Audience.WORKSPACE
    ) -> UUID:
        """Make a framework with lines, and return its id."""
        actor = self.world.actor(who)
        with acting(self.app, actor):
            place = queries.get_framework_place(
                actor, FrameworkPermission.ADD, self.world.workspace.ref
            )
            made = frameworks.add_framework(
                actor, place, title=f"Kader van {who}", audience=audience
            ).id
        for line in lines:
            self.put(who, made, line)
        return made

    def put(
        self, who: str, framework_id: UUID, line: tuple[str, str, str], *, instead: bool = False
    ) -> None:
        """Add a line, or put it in the place of the one with its code."""
        old = self.line(framework_id, line[0]) if instead else None
        with self._standing(who, framework_id) as (actor, framework):
            aspect = None if line[1] else Aspect.GOVERNANCE
            frameworks.put_line(
                actor,
                framework,
                line=LineText(*line, "", aspect),
                seen_version=framework.version,
                instead_of=old,
            )

    def line(self, framework_id: UUID, code: str) -> UUID:
        """Return the id of the line in use that has a code."""
        with self._standing("bram", framework_id) as (_actor, framework):
            return next(x.norm.id for x in queries.list_lines(framework) if x.norm.code == code)

    def lines(self, framework_id: UUID) -> list[tuple[str, ...]]:
        """Return the lines in use: code, parent, text, law, aspect and level."""
        with self._standing("bram", framework_id) as (_actor, framework):
            return [
                (n.code, n.parent_code, n.text, n.law, str(n.aspect), str(n.level))
                for n in (each.norm for each in queries.list_lines(framework))
            ]

    @contextmanager
    def _standing(self, who: str, framework_id: UUID) -> Iterator[tuple[Actor, Framework]]:
        actor = self.world.actor(who)
        with acting(self.app, actor):
            place = workspaces.get_for(actor, WorkspacePermission.VIEW, self.world.workspace.ref)
            yield (
                actor,
                queries.get_framework_for(
                    actor, FrameworkPermission.VIEW, framework_id=framework_id, workspace=place
                ),
            )
