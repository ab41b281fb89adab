"""The words in which the security matrix is written: the cast, and who of them passes."""

from __future__ import annotations

from collections.abc import Mapping

Who = frozenset[str]

CAST = ("anna", "wim", "bram", "cora", "carla", "dirk", "els", "anonymous")
EVERYBODY: Who = frozenset(CAST)
SIGNED_IN = EVERYBODY - {"anonymous"}
ALL_WHO_SEE_IT = EVERYBODY
"""Everyone for whom the thing exists."""
WORKERS: Who = frozenset({"anna", "bram", "dirk"})
"""Coordinators and contributors, each in the own workspace."""
COORDINATORS: Who = frozenset({"anna", "dirk"})
"""Both are of the lead of their workspace."""


def only(**names: str) -> dict[str, Who]:
    """Say per thing who passes; a thing that is not named lets nobody pass."""
    return {name: frozenset(who.split()) for name, who in names.items()}


Passing = Who | Mapping[str, Who]
