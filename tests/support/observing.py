"""Observations made the way people make them; for the scene and for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Flask

from app.findings import queries
from app.findings.models import Observation, Sense, SubjectKind
from app.findings.policy import ObservationPermission
from app.findings.service import observations as service
from app.findings.service.observations import ObservationText
from app.kernel import clock
from app.kernel.access import Actor
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission
from tests.support.acting import acting
from tests.support.markers import marked
from tests.support.world import World


def observe_scene(app: Flask, world: World, refs: dict[str, str]) -> dict[str, UUID]:
    """Have Bram make an observation that stays private and one that is released, Dirk one there.

    What the released one said before stays with IGJ.
    """
    ids: dict[str, UUID] = {}
    for name, who, before in (
        ("igj_own_observation", "bram", ""),
        ("igj_observation", "bram", "said_before"),
        ("nvwa_observation", "dirk", ""),
    ):
        made = Observations(app, world, refs["there" if who == "dirk" else "here"])
        words = {part: marked(name, part) for part in ("title", "text", "subject", "place")}
        first = words | ({"text": marked(before), "title": marked(before)} if before else {})
        ids[name] = made.make(who, **first)
        if before:
            made.correct(who, ids[name], reason=marked(name, "Beter"), **words)
            made.release(who, ids[name])
            ids[before] = ids[name]
    return ids


class Observations:
    """Making observations as one of the cast."""

    def __init__(self, app: Flask, world: World, ref: str | None = None) -> None:
        self.app, self.world = app, world
        self.ref = ref or world.workspace.ref

    def text(self, who: str, **changed: Any) -> ObservationText:
        """Return an observation as somebody types it."""
        words = ObservationText(
            title="De deur van cel 4 stond open",
            subject_kind=SubjectKind.ENTITY,
            subject="De Meerkoet",
            place="Groep 3",
            kind=Sense.SEEN,
            observed_on=clock.today(),
            observed_at=None,
            observers=frozenset({self.world.person(who).id}),
            text="De deur stond **open** om 14.00 uur.",
        )
        return replace(words, **changed)

    def make(self, who: str, **changed: Any) -> UUID:
        """Write down an observation, and return its id."""
        actor = self.world.actor(who)
        with acting(self.app, actor):
            place = workspaces.get_place_for(actor, ObservationPermission.WRITE, self.ref)
            text = self.text(who, **changed)
            return service.add_observation(actor, place, text=text).id

    def correct(
        self, who: str, observation_id: UUID, *, reason: str = "Beter.", **changed: Any
    ) -> None:
        """Correct an observation."""
        with self.standing(who, observation_id) as (actor, found):
            service.correct_observation(
                actor,
                found,
                text=self.text(who, **changed),
                seen_version=found.version,
                reason=reason,
            )

    def release(self, who: str, observation_id: UUID) -> None:
        """Let lead and partners read it."""
        with self.standing(who, observation_id) as (actor, found):
            service.release_observation(actor, found, seen_version=found.version)

    def withdraw(self, who: str, observation_id: UUID, reason: str = "Het klopt niet.") -> None:
        """Withdraw it."""
        with self.standing(who, observation_id) as (actor, found):
            service.withdraw_observation(actor, found, reason=reason)

    def seen_by(self, who: str) -> set[UUID]:
        """Return the observations that exist for somebody."""
        actor = self.world.actor(who)
        with acting(self.app, actor):
            place = workspaces.get_for(actor, WorkspacePermission.VIEW, self.ref)
            return {each.id for each in queries.list_observations(actor, place)}

    def versions_for(self, who: str, observation_id: UUID) -> list[int]:
        """Return the numbers of the versions somebody reads."""
        with self.standing(who, observation_id) as (actor, found):
            return [each.number for each in queries.list_observation_versions(actor, found)]

    @contextmanager
    def standing(self, who: str, observation_id: UUID) -> Iterator[tuple[Actor, Observation]]:
        """Stand before an observation as one of the cast."""
        actor = self.world.actor(who)
        with acting(self.app, actor):
            place = workspaces.get_for(actor, WorkspacePermission.VIEW, self.ref)
            yield (
                actor,
                queries.get_observation_for(
                    actor,
                    ObservationPermission.VIEW,
                    observation_id=observation_id,
                    workspace=place,
                ),
            )
