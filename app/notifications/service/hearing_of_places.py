"""Hearing of what happens to a workspace itself: its coordinators get a notice after the commit."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from app.closing.events import ClosingMoved, ClosingStep
from app.coordination.events import OverlapMoved
from app.documents.events import WhatStaysChosen
from app.emergencies.events import EmergencyMoved
from app.identity.events import AddressRefused
from app.kernel.jobs import named
from app.kernel.work import Work
from app.notifications.models import NoticeKind
from app.successions.events import PlaceSucceeds

OF_STEP = {
    ClosingStep.STARTED: NoticeKind.CLOSING,
    ClosingStep.SILENT: NoticeKind.CLOSING_DUE,
    ClosingStep.CLOSED: NoticeKind.CLOSED,
}


def hear_what_stays(work: Work, event: WhatStaysChosen) -> None:
    """Have the coordinators of the lead told after the commit; not of which documents."""
    _tell(work, event.workspace_id, [event.lead_id], kind=NoticeKind.LEFT)


def hear_closing(work: Work, event: ClosingMoved) -> None:
    """Have the coordinators of an organisation told after the commit how far a closing is."""
    _tell(work, event.workspace_id, [event.organisation_id], kind=OF_STEP[event.step])


def hear_succession(work: Work, event: PlaceSucceeds) -> None:
    """Have the coordinators of everybody in a place told that one of them gets a successor."""
    _tell(work, event.workspace_id, event.organisation_ids, kind=NoticeKind.SUCCESSION)


def hear_emergency(work: Work, event: EmergencyMoved) -> None:
    """Have the coordinators of everybody in a place told that emergency sight was opened there."""
    _tell(work, event.workspace_id, event.organisation_ids, kind=NoticeKind.EMERGENCY)


def hear_overlap(work: Work, event: OverlapMoved) -> None:
    """Have the coordinators of who is asked told, and of who proposed once there is an answer.

    Who made the proposal hears of the answer too, coordinating or not; never of what it is about.
    """
    is_asked = event.step.asks
    work.defer(
        named("notifications.note_of_place"),
        workspace_id=str(event.workspace_id),
        organisation_id=str(event.organisation_id),
        kind=(NoticeKind.OVERLAP if is_asked else NoticeKind.OVERLAP_SAID).value,
        also="" if is_asked else str(event.proposed_by_id),
    )


def hear_refused(work: Work, event: AddressRefused) -> None:
    """Have the coordinators of an organisation told that mail to a colleague comes back."""
    for workspace_id in sorted(event.workspace_ids):
        _tell(work, workspace_id, [event.organisation_id], kind=NoticeKind.REFUSED)


def _tell(
    work: Work, workspace_id: UUID, organisations: Iterable[UUID], *, kind: NoticeKind
) -> None:
    for organisation_id in organisations:
        work.defer(
            named("notifications.note_of_place"),
            workspace_id=str(workspace_id),
            organisation_id=str(organisation_id),
            kind=kind.value,
        )
