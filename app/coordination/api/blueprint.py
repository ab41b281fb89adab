"""The blueprint of coordination's API, and what its bodies share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.coordination import queries
from app.coordination.models import Activity, Rest, SupervisedEntity
from app.coordination.service import Opening
from app.identity.models import Organisation
from app.kernel.text import _
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.json_api import WrongInput, asked_cursor
from app.workspaces.models import Workspace

blueprint = GuardedBlueprint(
    "coordination_api", "app.coordination.api", url_prefix="/api/v1/coordination"
)
CURSOR_PARTS = 2
PLANNED, ALL = "planned", "all"
"""Words in ``visible_to`` beside the codes of authorities."""


class Body(BaseModel):
    """A body in which unknown fields are a mistake."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


def opening_of(visible_to: list[str]) -> Opening:
    """Read to whom a row is opened: codes, and ``planned`` or ``all`` for everybody else."""
    rest = Rest.NOTHING
    if ALL in visible_to:
        rest = Rest.EVERYTHING
    elif PLANNED in visible_to:
        rest = Rest.PLANNED
    return Opening(
        named=tuple(each for each in visible_to if each not in (PLANNED, ALL)), rest=rest
    )


def visible_to_of(
    row: SupervisedEntity | Activity, organisations: Mapping[UUID, Organisation]
) -> list[str]:
    """Say to whom a row is opened, beside its owner."""
    named = [organisations[key].code for key in row.named if key in organisations]
    words = {Rest.PLANNED: [PLANNED], Rest.EVERYTHING: [ALL]}
    return [*named, *words.get(row.rest, [])]


def asked_place(read: Any) -> tuple[Any, UUID] | None:
    """Return the sort value and id of the last item of the page before.

    Args:
        read: makes the sort value of a text.

    Raises:
        WrongInput: it is no cursor of this list.
    """
    parts = asked_cursor(CURSOR_PARTS)
    if parts is None:
        return None
    try:
        return read(parts[0]), UUID(parts[1])
    except ValueError:
        raise WrongInput([("cursor", _("This is not a cursor of this list."))]) from None


def organisations_of(place: Workspace) -> dict[UUID, Organisation]:
    """Return who takes part in a workspace, by id."""
    return {each.id: each for each in queries.list_authorities(place).everyone}
