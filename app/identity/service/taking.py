"""Lists of one organisation that leave: its mandates, and what its officers keep.

A page shows some rows to who may look; a file goes on without us. So that it was taken along
stands in the log of the installation: by whom, which list, and how many rows. What stands in a
workspace is another matter (`workspaces.service.note_taking`): there it is told of which places.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from app.identity.actions import IdentityAction
from app.kernel.access import Actor, Permission, require
from app.kernel.work import begin_work


class OwnListed(StrEnum):
    """What a list of the own organisation holds."""

    ACCOUNTS = "accounts"
    EMERGENCY_SIGHTS = "emergency_sights"
    ERASURES = "erasures"
    HOLDS = "holds"
    MANDATES = "mandates"
    RETENTION = "retention"
    WITNESSES = "witnesses"


class OwnRegister(Protocol):
    """What a list of one organisation comes from."""

    @property
    def id(self) -> UUID | None:
        """The organisation's id, for the ledger."""


@dataclass(frozen=True, slots=True)
class Taker:
    """The organisation that a list is taken along for."""

    id: UUID | None

    @property
    def log_kind(self) -> str:
        """What it is called in the log."""
        return "organisation"


def note_own_taking(
    actor: Actor,
    permission: Permission,
    register: OwnRegister,
    *,
    listed: OwnListed,
    rows: int,
    narrowed: Collection[str] = (),
    of: Any = None,
) -> None:
    """Write down that a list of the own organisation leaves.

    Args:
        permission: by which its page is read.
        narrowed: by which of our own names of choices; never what was typed.
        of: what the list is of, where it is not the organisation of the register.

    Raises:
        NotAllowed: the actor may not read it.
    """
    with begin_work(actor) as work:
        require(actor, permission, register)
        work.record(
            IdentityAction.LIST_TAKEN,
            of or Taker(register.id),
            list=listed,
            rows=rows,
            narrowed=sorted(narrowed),
        )
