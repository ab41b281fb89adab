"""Erasing what a line of a log says, without breaking its tree (AVG art. 17).

Only the hash stays. Every partner rests on the log, so as with what is destroyed two stand behind
it: the privacy officer of the organisation whose line it is asks, one of another partner agrees.
The log itself says which line was erased, on which ground, and for whom.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from app.identity.models import Person
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.audit.models import LogErasure
from app.kernel.errors import Refused
from app.kernel.work import begin_work
from app.oversight.actions import OversightAction
from app.oversight.grounds import ErasureGround
from app.oversight.policy import LogPermission

_ERASE = text(
    "select samenzicht_erase_line(:id, :tree, :line, :ground, :asker, :approver, :moment)"
)
REFUSALS = {
    "actor": "Only a command on the machine erases a line.",
    "missing": "There is no such line.",
    "erased": "This line was erased already.",
    "kept": "A report, certificate, legal hold or erasure rests on this line: it stays.",
    "held": "There is a legal hold in this workspace: nothing of it may be erased.",
    "asker": "Who asks is no privacy officer of the organisation whose line it is.",
    "approver": "Who agrees is no privacy officer of another organisation that takes part.",
}


@dataclass(frozen=True, slots=True)
class Request:
    """Which line is to be erased, why, and who stand behind it."""

    tree_id: UUID
    number: int
    """As on the page: from 1."""
    ground: ErasureGround
    asked_by: Person
    approved_by: Person


def erase_line(actor: Actor, request: Request) -> None:
    """Erase what a line says; its hash stays.

    Args:
        actor: the command, acting in that place.

    Raises:
        NotAllowed: the actor is no command.
        Refused: no such line, one that must stay, or not the right two behind it.
    """
    now = clock.now()
    erasure = LogErasure(id=ids.new_id(), tree_id=request.tree_id, index=request.number - 1)
    with begin_work(actor) as work:
        require(actor, LogPermission.ERASE, erasure)
        told = {
            "id": erasure.id,
            "tree": erasure.tree_id,
            "line": erasure.index,
            "ground": request.ground,
            "asker": request.asked_by.id,
            "approver": request.approved_by.id,
            "moment": now,
        }
        refused = str(work.session.execute(_ERASE, told).scalar_one())
        if refused:
            raise Refused(REFUSALS[refused])
        work.record(
            OversightAction.ERASED,
            erasure,
            erased_line=request.number,
            erasure_ground=request.ground,
            organisation=request.asked_by.organisation_id,
            approver=request.approved_by.organisation_id,
            asked_by=request.asked_by.id,
            approved_by=request.approved_by.id,
        )


def note_erased_again(actor: Actor, erasure: LogErasure) -> None:
    """Write in the log that a line was erased again, where an older state was put back.

    Args:
        actor: the command, acting in that place.
        erasure: as it was kept beside the backups.
    """
    with begin_work(actor) as work:
        require(actor, LogPermission.ERASE, erasure)
        work.record(
            OversightAction.ERASED_AGAIN,
            erasure,
            erased_line=erasure.index + 1,
            erasure_ground=erasure.ground,
            asked_by=erasure.asked_by_id,
            approved_by=erasure.approved_by_id,
        )
