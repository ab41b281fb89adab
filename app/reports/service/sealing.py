"""Sealing: the organisation's seal follows the decision of its signatory, one seal after another.

Run by the worker. The new file is judged whole before it is kept; on any doubt nothing changes and
the job tries again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from uuid import UUID

from app.adapters import pades
from app.adapters.fonts import packaged_fonts
from app.adapters.pades import Answer, ExpectedSeal
from app.kernel import clock
from app.kernel.access import Actor, require
from app.kernel.clock import HOME_ZONE
from app.kernel.errors import HouseFault, NotFound
from app.kernel.text import join_words
from app.kernel.work import Work, begin_work
from app.reports import queries
from app.reports.actions import ReportAction
from app.reports.models import Report, ReportStatus, Seat, SeatStatus, Signer
from app.reports.policy import ReportPermission
from app.reports.service import files, keys
from app.reports.service.files import Tools
from app.reports.service.keys import PLATFORM_CODE, KeyPair
from app.reports.service.printing import day_in_dutch
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission

DECISIONS = {
    SeatStatus.SIGNED: "Ondertekend",
    SeatStatus.SIGNED_WITH_RESERVATION: "Ondertekend met voorbehoud",
}
"""What the box says, in the language of the report."""


def place_seal(
    actor: Actor, *, workspace_id: UUID, report_id: UUID, seat_id: UUID, tools: Tools
) -> None:
    """Place the seal of an organisation in the field of its seat; done before, it does nothing.

    Raises:
        HouseFault: the sealed file does not hold; nothing was kept.
    """
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, workspace_id)
    report = queries.get_for(actor, ReportPermission.SEAL, report_id=report_id, workspace=workspace)
    with begin_work(actor) as work:
        work.lock(report)
        require(actor, ReportPermission.SEAL, report)
        seats = queries.list_seats(report)
        seat = next((each for each in seats if each.id == seat_id), None)
        if seat is None:
            raise NotFound
        if seat.awaits_seal:
            _seal(work, report, seat=seat, seats=seats, tools=tools)
            _adopt(work, report, seats=seats)


def _seal(work: Work, report: Report, *, seat: Seat, seats: Sequence[Seat], tools: Tools) -> None:
    made = keys.keys_for(work, [each.organisation for each in seats], master=tools.master)
    newest = queries.get_file(report, revision=report.revision)
    moment = clock.now()
    content = pades.seal(
        files.content_of(newest, workspace=report.workspace, tools=tools),
        seat.field_name,
        credential=made[seat.organisation.code].seal,
        appearance=_appearance(seat),
        reason=f"{DECISIONS[SeatStatus(seat.status)]} namens {seat.organisation.name}",
        signed_at=moment,
        fonts=packaged_fonts(),
    )
    seat.sealed_at = moment
    _check(content, seats=seats, made=made)
    file = files.store(work, report, content=content, tools=tools)
    work.record(
        ReportAction.SEALED,
        report,
        seat=seat.field_name,
        organisation=seat.organisation.code,
        revision=file.revision,
        sha256=file.sha256.hex(),
    )


def _appearance(seat: Seat) -> list[str]:
    """Return the lines in the box, the first one larger; a reservation is read there in full."""
    names = join_words([_signer(each) for each in seat.signers])
    decided_at = seat.decided_at or clock.now()
    decided_on = day_in_dutch(decided_at.astimezone(HOME_ZONE).date())
    lines = [
        f"Namens {seat.organisation.name}",
        f"{names}, {seat.office}",
        f"Mandaat {seat.mandates_used}",
        f"{DECISIONS[SeatStatus(seat.status)]} op {decided_on}",
    ]
    return [*lines, *(f"“{each}”" for each in seat.statements.splitlines())]


def _signer(signer: Signer) -> str:
    if not signer.stands_in_for:
        return signer.name
    return f"{signer.name} (plaatsvervanger van {signer.stands_in_for})"


def _check(content: bytes, *, seats: Sequence[Seat], made: dict[str, KeyPair]) -> None:
    """Judge the new file by all rules: each seal placed so far holds, no other field is filled."""
    expected = [
        ExpectedSeal(
            each.field_name,
            (made[each.organisation.code].root.certificate,),
            required=each.sealed_at is not None,
            signed_at=each.sealed_at,
        )
        for each in seats
    ]
    verdict = pades.validate(
        content,
        expected,
        platform_roots=[made[PLATFORM_CODE].root.certificate],
        known_sha256={hashlib.sha256(content).hexdigest()},
    )
    if verdict.answer is not Answer.VALID:
        raise HouseFault(f"A seal that was just placed does not hold: {verdict}")


def _adopt(work: Work, report: Report, *, seats: Sequence[Seat]) -> None:
    """Adopt the report once every required seat stands behind it and its seal is in the file."""
    required = [each for each in seats if each.is_required]
    if report.status != ReportStatus.SIGNING or any(each.sealed_at is None for each in required):
        return
    report.status, report.adopted_at = ReportStatus.ADOPTED, clock.now()
    report.changed_at, report.version = report.adopted_at, report.version + 1
    work.record(ReportAction.ADOPTED, report, sha256=report.fingerprint, revision=report.revision)
