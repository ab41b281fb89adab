"""Sealing: the organisation's seal follows the decision of its signatory, one seal after another.

Run by the worker. The new file is judged whole before it is kept; on any doubt nothing changes and
the job tries again. So it does when no time stamp comes: a seal without one is not placed, and the
others can decide meanwhile. So it does when an organisation's key is kept elsewhere and no seal
comes that can be relied on. With the last seal comes a time stamp over the whole file, in one go:
nobody sees a file that is adopted and not closed.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.adapters import pades
from app.adapters.certificates import Credential
from app.adapters.fonts import packaged_fonts
from app.adapters.pades import Answer, ExpectedSeal, SealVerdict, Verdict
from app.adapters.sealers import Doubt, NoSeal, Sealer
from app.adapters.timestamps import NoTimestamp, TimeStamper
from app.adapters.trust import TrustBundle
from app.kernel import clock, events
from app.kernel.access import Actor, require
from app.kernel.clock import HOME_ZONE
from app.kernel.day_words import DUTCH, day_in_words
from app.kernel.errors import HouseFault, NotFound
from app.kernel.text import join_words
from app.kernel.work import Work, begin_work, step_outside
from app.reports import queries
from app.reports.actions import ReportAction
from app.reports.events import ReportAdopted
from app.reports.models import (
    SEALER_DOUBT,
    Report,
    ReportFile,
    ReportStatus,
    Seat,
    SeatStatus,
    Signer,
)
from app.reports.policy import ReportPermission
from app.reports.service import files, keys, outside
from app.reports.service.files import Tools
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission

DECISIONS = {
    SeatStatus.SIGNED: "Ondertekend",
    SeatStatus.SIGNED_WITH_RESERVATION: "Ondertekend met voorbehoud",
}
"""What the box says, in the language of the report."""
NOT_PREPARED = Doubt.NOT_PREPARED
MOST_ATTEMPTS = 8
"""More than there are workers that seal at once."""
_TURNS = tuple(threading.RLock() for _each in range(16))
"""In one worker the seals of a report take turns: of two made at once one would be thrown away."""


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A file with one seal more, judged whole and not kept yet."""

    content: bytes
    after: int
    """The revision it adds to."""
    pages: int
    """As many as that one has."""
    at: datetime
    verdict: Verdict
    """What was judged of it; of the new seal last."""
    is_last: bool
    """Whether the report is adopted with it."""

    @property
    def seal(self) -> SealVerdict:
        """What was judged of the new seal."""
        return self.verdict.seals[-1]


@dataclass(frozen=True, slots=True)
class _Means:
    """What a seal is placed with, and what it and the others are judged by."""

    key: Credential | Sealer | None
    """None where a person signed with a key of their own."""
    stamper: TimeStamper
    own: ExpectedSeal
    """What is expected of the new seal: made with this key and no other of the organisation."""
    trust: TrustBundle
    older: tuple[Credential, ...] = ()
    """Keys under roots of before, for a field that was prepared for one of those."""


def place_seal(
    actor: Actor, *, workspace_id: UUID, report_id: UUID, seat_id: UUID, tools: Tools
) -> None:
    """Place the seal of an organisation in the field of its seat; done before, it does nothing.

    Sealing and judging take their time, so no row is locked meanwhile: somebody else can decide
    about the same report. When another worker's seal was kept first, it is done anew on that file.

    Raises:
        HouseFault: the sealed file does not hold, or others were first each time; nothing was kept.
        NoTimestamp: no time stamp came that is believed; nothing but that was kept.
        NoSeal: the organisation's key is kept elsewhere and no seal came that can be relied on;
            nothing but that was kept.
    """
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, workspace_id)
    with _TURNS[report_id.int % len(_TURNS)]:
        for _attempt in range(MOST_ATTEMPTS):
            # Seats and newest file in one statement: what another worker keeps meanwhile is in
            # both or in neither.
            report = queries.get_for(
                actor, ReportPermission.SEAL, report_id=report_id, workspace=workspace
            )
            sealed = _sealed(actor, report, seat_id=seat_id, tools=tools)
            if sealed is None or _kept(actor, report, sealed, seat_id=seat_id, tools=tools):
                return
    raise HouseFault("Other seals came first each time.")


def _sealed(actor: Actor, report: Report, *, seat_id: UUID, tools: Tools) -> _Sealed | None:
    """Seal the newest file for a seat; None when there is nothing to seal."""
    seats, newest = report.seats, report.file
    seat = _seat_of(seats, seat_id)
    is_last = _is_last(report, seats, seat_id)
    if newest is None or not (seat.awaits_seal or (seat.elsewhere and is_last)):
        return None
    with begin_work(actor) as work:
        require(actor, ReportPermission.SEAL, report)
        means = _means(work, seat, tools=tools)
    moment = clock.now()
    step_outside()
    before = files.content_of(newest, workspace=report.workspace, tools=tools)
    try:
        content = before
        if seat.awaits_seal:
            content = _with_seal(before, seat, means=means, moment=moment)
        is_closed = is_last and pades.can_close(content)
        if is_closed:
            content = pades.close(content, stamper=means.stamper)
        others = [_expected(each, means.trust) for each in seats if each.id != seat_id]
        own = replace(means.own, signed_at=seat.sealed_at or moment)
        verdict = _check(content, [*others, own], trust=means.trust, is_closed=is_closed)
    except pades.NotPrepared as fault:
        _note_waiting(actor, report, seat_id=seat_id, why=f"{SEALER_DOUBT}{NOT_PREPARED.value}")
        raise NoSeal(NOT_PREPARED) from fault
    except (NoTimestamp, NoSeal) as doubt:
        _note_waiting(actor, report, seat_id=seat_id, why=_reason_of(doubt))
        raise
    return _Sealed(content, newest.revision, newest.pages, moment, verdict, is_last=is_last)


def _means(work: Work, seat: Seat, *, tools: Tools) -> _Means:
    """Return what the seal of a seat is placed with, and what it is judged by."""
    stamper = keys.stamper_for(work, master=tools.master, chosen=tools.stamper)
    if seat.elsewhere:
        # The person's own signature stands there: it is judged again, and no key is used.
        trust = keys.trust_bundle()
        return _Means(None, stamper, _expected(seat, trust), trust)
    sealer = outside.sealer_of(seat.organisation, tools)
    if sealer is not None:
        outside.keep_roots(work, [seat.organisation], tools=tools)
        own = ExpectedSeal(seat.field_name, (), is_stamped=True, outside=tuple(sealer.roots))
        return _Means(sealer, stamper, own, keys.trust_bundle())
    made = keys.keys_for(work, [seat.organisation], master=tools.master)[seat.organisation.code]
    older = keys.older_keys(work, seat.organisation, master=tools.master)
    roots = tuple(each.root.certificate for each in (made, *older))
    own = ExpectedSeal(seat.field_name, roots, is_stamped=True)
    seals = tuple(each.seal for each in older)
    return _Means(made.seal, stamper, own, keys.trust_bundle(), older=seals)


def _with_seal(before: bytes, seat: Seat, *, means: _Means, moment: datetime) -> bytes:
    """Seal with the newest key that the field was prepared for."""
    if means.key is None:
        raise HouseFault("There is no key to seal with.")
    untried: list[Credential | Sealer] = [*reversed(means.older), means.key]
    while True:
        key = untried.pop()
        try:
            return _with_key(before, seat, key=key, means=means, moment=moment)
        except pades.NotPrepared:
            if not untried:
                raise


def _with_key(
    before: bytes, seat: Seat, *, key: Credential | Sealer, means: _Means, moment: datetime
) -> bytes:
    return pades.seal(
        before,
        seat.field_name,
        credential=key,
        appearance=_appearance(seat),
        reason=f"{DECISIONS[SeatStatus(seat.status)]} namens {seat.organisation.name}",
        signed_at=moment,
        fonts=packaged_fonts(),
        stamper=means.stamper,
    )


def _reason_of(doubt: NoTimestamp | NoSeal) -> str:
    return f"{SEALER_DOUBT if isinstance(doubt, NoSeal) else ''}{doubt.why.value}"


def _note_waiting(actor: Actor, report: Report, *, seat_id: UUID, why: str) -> None:
    """Write down that a seal waits for what is outside, once for each reason; all read it."""
    with begin_work(actor) as work:
        work.lock(report)
        require(actor, ReportPermission.SEAL, report)
        seat = _seat_of(queries.list_seats(report), seat_id)
        if not seat.awaits_seal or seat.stamp_doubt == why:
            return
        seat.stamp_awaited_at = seat.stamp_awaited_at or clock.now()
        seat.stamp_doubt = why
        work.record(
            ReportAction.SEAL_WAITS,
            report,
            seat=seat.field_name,
            organisation=seat.organisation.code,
            why=why,
        )


def _kept(actor: Actor, report: Report, sealed: _Sealed, *, seat_id: UUID, tools: Tools) -> bool:
    """Keep a sealed file; False when the file it adds to is the newest no more."""
    with begin_work(actor) as work:
        work.lock(report)
        require(actor, ReportPermission.SEAL, report)
        seats = queries.list_seats(report)
        seat = _seat_of(seats, seat_id)
        if not seat.awaits_seal and not (seat.elsewhere and report.status == ReportStatus.SIGNING):
            return True
        if report.revision != sealed.after or sealed.is_last != _is_last(report, seats, seat_id):
            return False
        file = files.store(work, report, content=sealed.content, tools=tools, pages=sealed.pages)
        if seat.awaits_seal:
            _mark_sealed(work, report, seat=seat, sealed=sealed, file=file)
        if sealed.is_last:
            _adopt(work, report, file=file, verdict=sealed.verdict)
    return True


def _mark_sealed(
    work: Work, report: Report, *, seat: Seat, sealed: _Sealed, file: ReportFile
) -> None:
    seat.sealed_at, seat.stamped_at = sealed.at, sealed.seal.stamped_at
    work.record(
        ReportAction.SEALED,
        report,
        seat=seat.field_name,
        organisation=seat.organisation.code,
        revision=file.revision,
        sha256=file.sha256.hex(),
        stamped_at=sealed.seal.stamped_at.isoformat() if sealed.seal.stamped_at else None,
        stamped_by=sealed.seal.stamped_by,
    )


def _is_last(report: Report, seats: Sequence[Seat], seat_id: UUID) -> bool:
    """Tell whether with the seal of a seat every required one is placed and no other waits."""
    others = [each for each in seats if each.id != seat_id]
    return report.status == ReportStatus.SIGNING and not any(
        each.awaits_seal or (each.is_required and each.sealed_at is None) for each in others
    )


def _seat_of(seats: Sequence[Seat], seat_id: UUID) -> Seat:
    seat = next((each for each in seats if each.id == seat_id), None)
    if seat is None:
        raise NotFound
    return seat


def _appearance(seat: Seat) -> list[str]:
    """Return the lines in the box, the first one larger; a reservation is read there in full."""
    names = join_words([_signer(each) for each in seat.signers])
    decided_at = seat.decided_at or clock.now()
    decided_on = day_in_words(decided_at.astimezone(HOME_ZONE).date(), language=DUTCH)
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


def _expected(seat: Seat, trust: TrustBundle) -> ExpectedSeal:
    """Return what is on record of a seat: sealed, so it must be; or not, so it must not."""
    return outside.expected_seal(
        trust,
        seat.field_name,
        code=seat.organisation.code,
        certificate=seat.elsewhere.get("certificate_sha256", ""),
        required=seat.sealed_at is not None,
        signed_at=seat.sealed_at,
        is_stamped=seat.is_stamped,
    )


def _check(
    content: bytes,
    expected: Sequence[ExpectedSeal],
    *,
    trust: TrustBundle,
    is_closed: bool,
) -> Verdict:
    """Judge the new file by all rules: each seal placed so far holds, no other field is filled."""
    verdict = pades.validate(
        content,
        expected,
        platform_roots=trust.platform,
        known_sha256={hashlib.sha256(content).hexdigest()},
        stamp_roots=trust.stampers,
        is_closed=is_closed,
    )
    if expected[-1].outside and verdict.seals[-1].faults:
        raise NoSeal(Doubt.DOES_NOT_HOLD, str(verdict))
    if verdict.answer is not Answer.VALID:
        raise HouseFault(f"A seal that was just placed does not hold: {verdict}")
    return verdict


def _adopt(work: Work, report: Report, *, file: ReportFile, verdict: Verdict) -> None:
    """Adopt the report, now that every required seat stands behind it and its seal is there."""
    report.status, report.adopted_at = ReportStatus.ADOPTED, clock.now()
    report.changed_at, report.version = report.adopted_at, report.version + 1
    report.holds_until = verdict.hold.until if verdict.hold else None
    if verdict.closed_at is not None:
        report.stamped_at = verdict.closed_at
        work.record(
            ReportAction.STAMPED,
            report,
            revision=file.revision,
            sha256=file.sha256.hex(),
            stamped_at=verdict.closed_at.isoformat(),
            stamped_by=verdict.closed_by,
        )
    work.record(ReportAction.ADOPTED, report, sha256=report.fingerprint, revision=report.revision)
    events.announce(work, ReportAdopted(report))
