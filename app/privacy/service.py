"""Looking in the register is a read that is recorded: who, in which part, and whether it left."""

from __future__ import annotations

from enum import StrEnum

from app.kernel.access import Actor, require
from app.kernel.work import begin_work
from app.privacy.actions import PrivacyAction
from app.privacy.policy import PrivacyPermission, Register
from app.workspaces.models import Workspace


class Part(StrEnum):
    """A part of the register."""

    PROCESSING = "processing"
    DISCLOSURES = "disclosures"
    SPECIAL_DATA = "special_data"
    OPENINGS = "openings"


def note_reading(actor: Actor, register: Register, *, part: Part, rows: int) -> None:
    """Write down that an officer looked in a part of the register.

    Raises:
        NotAllowed: the actor is not the privacy officer of that organisation.
    """
    with begin_work(actor) as work:
        require(actor, PrivacyPermission.READ_REGISTER, register)
        work.record(PrivacyAction.READ, register, part=part, rows=rows)


def note_export(actor: Actor, register: Register, *, part: Part, rows: int) -> None:
    """Write down that an officer takes a part of the register along.

    Raises:
        NotAllowed: the actor is not the privacy officer of that organisation.
    """
    with begin_work(actor) as work:
        require(actor, PrivacyPermission.READ_REGISTER, register)
        work.record(PrivacyAction.EXPORTED, register, part=part, rows=rows)


def note_openings(
    actor: Actor, workspace: Workspace, *, rows: int, is_export: bool = False
) -> None:
    """Write down that somebody looked who of others opened what the own organisation brought.

    It stands in the log beside that of the register: it is of one organisation, and the others in
    the workspace need not know of it.

    Raises:
        NotAllowed: the actor does not contribute there.
    """
    action = PrivacyAction.EXPORTED if is_export else PrivacyAction.READ
    with begin_work(actor) as work:
        require(actor, PrivacyPermission.READ_OPENINGS, workspace)
        work.record(
            action,
            Register(actor.organisation_id),
            part=Part.OPENINGS,
            rows=rows,
            workspace=workspace.id,
        )
