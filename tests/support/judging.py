"""What is tested, scored and seen, made the way people make it; for the scene and for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask import Flask

from app.findings import queries
from app.findings.models import Aspect, Audience, Framework, Judgement, Scoring
from app.findings.policy import FrameworkPermission, ScoringPermission
from app.findings.service import frameworks
from app.findings.service import scores as service
from app.findings.service.frameworks import LineText
from app.findings.service.scores import ScoringWish
from app.kernel.access import Actor
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission
from tests.support.acting import acting
from tests.support.markers import marked
from tests.support.observing import observe_scene
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
            place = workspaces.get_place_for(
                actor, FrameworkPermission.ADD, refs["there" if who == "dirk" else "here"]
            )
            title = marked(f"{code}_framework", "Toetsingskader")
            made = frameworks.add_framework(actor, place, title=title, audience=audience)
            text = marked(f"{code}_norm", "Er is een plan.")
            line = LineText("K-1", "", text, "Jeugdwet", Aspect.GOVERNANCE)
            frameworks.put_line(actor, made, line=line, seen_version=1)
            [norm] = [each.norm.id for each in queries.list_lines(made)]
            ids |= {f"{code}_framework": made.id, f"{code}_norm": norm}
    score_scene(app, world, ids)
    return ids | observe_scene(app, world, refs)


def score_scene(app: Flask, world: World, ids: dict[str, UUID]) -> None:
    """Have Bram ask Anna and himself twice; once only Anna scores, once both do."""
    scores = Scores(app, world)
    for name, who_scores in (("shut_scoring", ("anna",)), ("open_scoring", ("anna", "bram"))):
        title = marked(name, "Groep 3")
        made = scores.ask("bram", "anna", "bram", title=title, norm_id=ids["igj_norm"])
        ids[name] = made
        for who in who_scores:
            is_shut = name == "shut_scoring"
            reason = marked("score_of_anna" if is_shut else name, "Zo zag ik het.")
            scores.give(who, made, reason=reason)


class Scores:
    """Asking for scores and scoring as one of the cast."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app, self.world = app, world

    def ask(self, who: str, *people: str, **more: Any) -> UUID:
        """Ask people to score, and return the id of the scoring."""
        words = {
            "title": "De Meerkoet, groep 3",
            "norm_id": self.world.norm.id,
            "people": frozenset(self.world.person(each).id for each in people),
            "audience": Audience.WORKSPACE,
        }
        actor = self.world.actor(who)
        with acting(self.app, actor):
            place = workspaces.get_place_for(actor, ScoringPermission.ASK, self.world.workspace.ref)
            return service.ask_scores(actor, place, wish=ScoringWish(**(words | more))).id

    def give(
        self,
        who: str,
        scoring_id: UUID,
        judgement: Judgement = Judgement.PARTLY,
        *,
        reason: str = "Zo zag ik het.",
    ) -> bool:
        """Score; true when that opened it."""
        with self.standing(who, scoring_id) as (actor, scoring):
            return service.give_score(actor, scoring, judgement=judgement, reason=reason)

    def close(self, who: str, scoring_id: UUID, reason: str = "Het duurt te lang.") -> None:
        """Open the scores there are."""
        with self.standing(who, scoring_id) as (actor, scoring):
            service.close_scoring(actor, scoring, reason=reason)

    def conclude(self, who: str, scoring_id: UUID, finding_id: UUID | None = None) -> None:
        """Write down a consensus."""
        with self.standing(who, scoring_id) as (actor, scoring):
            service.conclude(
                actor,
                scoring,
                consensus=Judgement.PARTLY,
                text="Samen besproken.",
                finding_id=finding_id,
                seen_version=scoring.version,
            )

    def dissent(self, who: str, scoring_id: UUID, text: str = "Wij zien dat anders.") -> None:
        """Record another view for somebody's organisation."""
        with self.standing(who, scoring_id) as (actor, scoring):
            view = queries.find_own_view(actor, scoring)
            service.note_view(
                actor,
                scoring,
                judgement=Judgement.NOT_MET,
                text=text,
                seen_version=view.version if view else 0,
            )

    def seen_by(self, who: str, scoring_id: UUID) -> dict[str, Judgement]:
        """Return the scores somebody sees, by name."""
        with self.standing(who, scoring_id) as (actor, scoring):
            rows = queries.list_scores(actor, scoring)
            return {each.name: each.judgement for each in rows if each.judgement is not None}

    @contextmanager
    def standing(self, who: str, scoring_id: UUID) -> Iterator[tuple[Actor, Scoring]]:
        """Stand before a scoring as one of the cast."""
        actor = self.world.actor(who)
        with acting(self.app, actor):
            place = workspaces.get_for(actor, WorkspacePermission.VIEW, self.world.workspace.ref)
            yield (
                actor,
                queries.get_scoring_for(
                    actor, ScoringPermission.VIEW, scoring_id=scoring_id, workspace=place
                ),
            )


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
            place = workspaces.get_place_for(
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
