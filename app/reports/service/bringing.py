"""Bringing in a file that was signed elsewhere: with a card of one's own, in a PDF reader.

The signatory takes the newest file of the round, signs it in the field of the seat, and brings it
back. It is taken when it begins with exactly the file on record and adds one right signature
(`app.adapters.pades.brought`). Then the person signs in anew: that confirms this very file, with
this very certificate, and is as fresh as for signing here. Bringing it in is the decision.

**Whose certificate it is** the register of mandates says: who keeps it enters, with the mandate,
the SHA-256 of the holder's certificate or the serial number in its subject. A mail address in a
certificate counts for nothing: who issued it may have asked nobody, and addresses change hands. Nor
does a name. A deputy signs here, not elsewhere: the register says whose the holder's card is.

**What stands in the field** is the person's own signature, in the place of the organisation's seal.
It is of level PAdES B-B, with the moment its own computer tells, unless it carries a time stamp of
an authority that we believe. The seals that follow and the time stamp that closes the file cover
it. Whether it is a qualified signature (eIDAS, art. 3, 12) its issuer says: we look at no list of
qualified services, and do not claim it. A reservation is not offered elsewhere: what stands in the
field is drawn by the PDF reader, so no reservation of ours could be read there.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any
from uuid import UUID

from app.adapters import pades
from app.adapters.blobs import NoSuchBlob, StorageDown, StoredBlob
from app.adapters.keys import NotAuthentic
from app.adapters.pades import Bringing, Brought, BroughtFault, NotTaken
from app.adapters.trust import TrustBundle
from app.identity.models import FreshSignIn, Mandate
from app.kernel import clock
from app.kernel.access import Actor, require
from app.kernel.errors import HouseFault, Refused
from app.kernel.jobs import Job
from app.kernel.text import _
from app.kernel.work import Work, begin_work, step_outside
from app.reports import queries
from app.reports.actions import ReportAction
from app.reports.models import Report, ReportFile, Seat, SeatStatus
from app.reports.policy import ReportPermission, Signing, asked_now
from app.reports.service import answers, files, keys, outside, signing
from app.reports.service.faults import BROUGHT_WORDS
from app.reports.service.files import Tools
from app.reports.service.outside import expected_seal

PURPOSE = "report:bring"
LARGEST = 16 * 1024 * 1024
"""Bytes of a file that is looked at; a report holds text, some hundreds of kilobytes."""
MOST_ADDED = 2 * 1024 * 1024
"""Bytes that one signature adds at most, with its picture; the file must stay small for others."""
BEGINS, WITHIN = b"%PDF-", 1024
"""How a PDF begins, and within how many bytes."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether a person can sign a seat elsewhere."""

    is_there: bool
    """Whether the organisation has roots on record for it at all."""
    why_not: str = ""


def offer_of(signing: Signing, tools: Tools) -> Offer:
    """Tell whether the person can sign the seat whose turn it is elsewhere, and if not, why."""
    seat = signing.seat
    if seat is None or not outside.people_of(seat.organisation, tools):
        return Offer(is_there=False)
    return Offer(is_there=True, why_not=_why_not(signing, seat))


def is_known_to(actor: Actor, signing: Signing, *, tools: Tools) -> bool:
    """Tell whether the actor's organisation, which has a seat, signs elsewhere at all."""
    own = signing.seats_of(actor.organisation_id)
    return any(outside.people_of(each.organisation, tools) for each in own)


def _why_not(signing: Signing, seat: Seat) -> str:
    mandate = signing.mandate_with_card(seat)
    if seat.quorum > 1:
        return _("Several people fill this seat together. Each of them decides here.")
    if mandate is None or mandate.holder_id != signing.person_id:
        return _("You sign as a deputy. A deputy signs here, not with an own certificate.")
    if not mandate.certificate:
        return _(
            "Your certificate is not in the register of mandates. Ask who keeps the register of"
            " your organisation to enter it with your mandate."
        )
    return ""


def read(source: IO[bytes]) -> bytes:
    """Read what somebody sent.

    Raises:
        Refused: it is larger than any report, or no PDF.
    """
    content = source.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise _refused(BroughtFault.TOO_LARGE)
    if BEGINS not in content[:WITHIN]:
        raise _refused(BroughtFault.NOT_A_PDF)
    return content


def look(signing: Signing, content: bytes, *, tools: Tools) -> Brought:
    """Look at a file that was brought for the seat of a person; nothing is kept.

    Raises:
        Refused: it is not the newest file with one right signature; it says what is wrong.
    """
    report, seat = signing.report, _offered(signing, tools)
    newest, mandate = _newest(report), signing.mandate_with_card(seat)
    _check_begins(report, content, newest=newest)
    if len(content) - newest.size > MOST_ADDED:
        raise _refused(BroughtFault.MORE_CHANGES)
    bundle = keys.trust_bundle()
    against = Bringing(
        before_size=newest.size,
        before_at=newest.made_at,
        seats=_expected(signing, seat, trust=bundle, tools=tools),
        registered=mandate.certificate if mandate else "",
        now=clock.now(),
    )
    step_outside()
    try:
        return pades.look_at_brought(
            content, against, platform_roots=bundle.platform, stamp_roots=bundle.stampers
        )
    except NotTaken as doubt:
        raise _refused(doubt.why) from doubt


def purpose_of(signing: Signing, brought: Brought, *, content: bytes) -> dict[str, Any]:
    """Return what a fresh sign-in will confirm: this decision, by this very file."""
    seat, statement = signing.seat, b""
    if seat is None:
        raise HouseFault("Only for a seat whose turn it is a file can be brought.")
    return {
        "action": PURPOSE,
        "report": str(signing.report.id),
        "sha256": signing.report.fingerprint,
        "seat": str(seat.id),
        "decision": str(SeatStatus.SIGNED),
        "statement": "",
        "statement_sha256": hashlib.sha256(statement).hexdigest(),
        "elsewhere": _facts(brought, content),
    }


def put_aside(actor: Actor, report: Report, *, content: bytes, tools: Tools) -> str:
    """Keep a file that was looked at until the person has signed in anew; return what opens it.

    No row names it: when nobody comes back, the collector takes it.
    """
    stored = tools.blobs.put(io.BytesIO(content), vault=files.vault_of(report.workspace, tools))
    told = {"id": stored.id, "size": stored.size, "key": stored.wrapped_key.hex()}
    sealed = tools.master.wrap(json.dumps(told).encode(), purpose=_aside(actor, report))
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def take_up(actor: Actor, report: Report, *, aside: str, tools: Tools) -> bytes:
    """Return a file that was put aside by this person for this report.

    Raises:
        Refused: there is none.
    """
    try:
        sealed = base64.urlsafe_b64decode(aside + "=" * (-len(aside) % 4))
        told = json.loads(tools.master.unwrap(sealed, purpose=_aside(actor, report)))
        stored = StoredBlob(told["id"], "", told["size"], bytes.fromhex(told["key"]), "", 0)
        return b"".join(tools.blobs.read(stored, vault=files.vault_of(report.workspace, tools)))
    except (NotAuthentic, NoSuchBlob, StorageDown, ValueError, KeyError) as fault:
        raise Refused(_("Your file is not here any more. Send it once more.")) from fault


def bring_in(
    actor: Actor, report: Report, *, ticket_id: UUID, content: bytes, closing: Job, tools: Tools
) -> Seat:
    """Carry out a decision by a file that was signed elsewhere and confirmed by a fresh sign-in.

    The file is looked at whole, once more, before anything is kept.

    Args:
        closing: the job that closes the report after the commit, when this signature was the last.

    Raises:
        NotAllowed: no seat, no valid mandate, the round is closed, or the seat has decided.
        Refused: the file is not right or not the newest any more, or the sign-in was not for
            exactly this, is too old or used. The round stays as it was.
    """
    before = queries.signing_of(actor, report)
    require(actor, ReportPermission.SIGN, before)
    brought, after = look(before, content, tools=tools), report.revision
    with begin_work(actor) as work:
        work.lock(report)
        now = queries.signing_of(actor, report, seats=queries.list_seats(report))
        require(actor, ReportPermission.SIGN, now)
        ticket = signing.take_ticket(work, now, ticket_id=ticket_id, action=PURPOSE)
        seat = signing.seat_of(now, ticket.purpose)
        mandate = _unchanged(before, now, seat)
        if report.revision != after:
            raise _refused(BroughtFault.OLDER_REVISION)
        facts = _facts(brought, content)
        if ticket.purpose["elsewhere"] != facts or seat.field_name != brought.field:
            raise Refused(_("You signed in again for something else. Send your file once more."))
        asked_before = asked_now(now.seats)
        outside.keep_roots(work, [seat.organisation], tools=tools)
        _decide(seat, ticket, mandate=mandate, facts=facts)
        answers.keep(work, seat, ticket=ticket)
        seat.sealed_at, seat.stamped_at = brought.signed_at, brought.stamped_at
        pages = _newest(report).pages
        file = files.store(work, report, content=content, tools=tools, pages=pages)
        _record(work, report, seat=seat, file=file, ticket=ticket)
        signing.ask_next(work, now, asked_before=asked_before)
        work.defer(
            closing,
            once=f"seal:{seat.id}",
            report=str(report.id),
            seat=str(seat.id),
            workspace=str(report.workspace_id),
            organisation=str(report.organisation_id),
        )
    return seat


def _decide(seat: Seat, ticket: FreshSignIn, *, mandate: Mandate, facts: Mapping[str, Any]) -> None:
    """Let the person decide for the seat; the signature itself is on record with the sign-in."""
    seat.status, seat.statement = SeatStatus.SIGNED, ""
    seat.decided_by_id, seat.decided_at = ticket.person_id, clock.now()
    seat.mandate_number = mandate.number
    seat.proof = {**signing.proof_of(ticket, mandate), "elsewhere": facts}


def _record(
    work: Work, report: Report, *, seat: Seat, file: ReportFile, ticket: FreshSignIn
) -> None:
    """Write down the decision, and the signature that is in the file by now."""
    proof = seat.proof or {}
    shared = {"seat": seat.field_name, "organisation": seat.organisation.code}
    work.record(
        ReportAction.SIGNED,
        report,
        sha256=report.fingerprint,
        mandate=seat.mandate_number,
        nonce=proof["nonce"],
        statement_sha256=proof["purpose"]["statement_sha256"],
        seat_status=seat.status,
        manner="elsewhere",
        **answers.told(ticket),
        **shared,
    )
    work.record(
        ReportAction.BROUGHT,
        report,
        revision=file.revision,
        sha256=file.sha256.hex(),
        certificate_sha256=seat.elsewhere["certificate_sha256"],
        signed_at=seat.elsewhere["signed_at"],
        stamped_at=seat.elsewhere["stamped_at"],
        **shared,
    )


def _offered(signing: Signing, tools: Tools) -> Seat:
    """Return the seat a person can sign elsewhere."""
    offer = offer_of(signing, tools)
    if signing.seat is None or not offer.is_there:
        raise Refused(
            _("Your organisation does not sign with own certificates here."), field="file"
        )
    if offer.why_not:
        raise Refused(offer.why_not, field="file")
    return signing.seat


def _newest(report: Report) -> ReportFile:
    if report.file is None:
        raise HouseFault("A report that is no file cannot be signed.")
    return report.file


def _check_begins(report: Report, content: bytes, *, newest: ReportFile) -> None:
    """Look whether the file is the newest one with something behind it."""
    if _begins_with(content, newest):
        if len(content) == newest.size:
            raise _refused(BroughtFault.NOT_SIGNED)
        return
    for each in queries.list_files(report):
        if _begins_with(content, each):
            raise _refused(BroughtFault.OLDER_REVISION)
    raise _refused(BroughtFault.OTHER_FILE)


def _begins_with(content: bytes, file: ReportFile) -> bool:
    return hashlib.sha256(content[: file.size]).digest() == file.sha256


def _expected(
    signing: Signing, seat: Seat, *, trust: TrustBundle, tools: Tools
) -> tuple[pades.ExpectedSeal, ...]:
    """Return what is on record of every field; of the seat itself, what may come now."""
    others = tuple(
        expected_seal(
            trust,
            each.field_name,
            code=each.organisation.code,
            certificate=each.elsewhere.get("certificate_sha256", ""),
            required=each.sealed_at is not None,
            signed_at=each.sealed_at,
            is_stamped=each.is_stamped,
        )
        for each in signing.seats
        if each.id != seat.id
    )
    known, today = outside.people_of(seat.organisation, tools), clock.now()
    roots = tuple(each for each in known if each.covers(today))
    return (*others, pades.ExpectedSeal(seat.field_name, (), outside=roots))


def _unchanged(before: Signing, now: Signing, seat: Seat) -> Mandate:
    """Return the mandate of the person, which must be the one the file was looked at with."""
    mandate, known = now.mandate_with_card(seat), before.mandate_with_card(seat)
    if mandate is None or known is None or mandate.certificate != known.certificate:
        raise Refused(_("You hold no valid mandate for this seat today."))
    return mandate


def _facts(brought: Brought, content: bytes) -> dict[str, Any]:
    """Return what is kept of a signature, as it is confirmed by the fresh sign-in."""
    return {
        "file_sha256": hashlib.sha256(content).hexdigest(),
        "subject": brought.subject,
        "issuer": brought.issuer,
        "serial": brought.serial,
        "certificate_sha256": brought.certificate,
        "signed_at": brought.signed_at.isoformat(),
        "stamped_at": brought.stamped_at.isoformat() if brought.stamped_at else None,
    }


def _aside(actor: Actor, report: Report) -> str:
    return f"brought:{report.id}:{actor.person_id}"


def _refused(why: BroughtFault) -> Refused:
    return Refused(str(BROUGHT_WORDS[why]), field="file")
