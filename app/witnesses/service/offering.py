"""Having a witness cosign what it did not see yet, and hearing it out when it saw something else.

The witness is asked outside any transaction; what it answers is believed only as far as its own
key, or ours, signed it. No witness keeps another one, or the log, from going on.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from app.adapters.witnessing import CONFLICT, OK, UNPROCESSABLE, NotAsked, Post, Reply
from app.identity import queries as identity
from app.kernel import clock, db
from app.kernel.access import Actor, require
from app.kernel.audit import publishing
from app.kernel.audit.cosigning import Signed, find_cosignature
from app.kernel.audit.models import PLATFORM_TREE
from app.kernel.audit.notes import read_note
from app.kernel.audit.tree import consistency
from app.kernel.jobs import named
from app.kernel.work import Work, begin_work, keeping_books, step_outside
from app.notifications.models import NoticeKind
from app.witnesses import queries
from app.witnesses.actions import WitnessAction
from app.witnesses.models import Fault, LogCosignature, Witness, WitnessView
from app.witnesses.policy import WitnessPermission
from app.witnesses.queries import Due

log = structlog.get_logger()

PATIENCE = 8.0
"""Seconds that one witness may take of one round."""
SKEW = timedelta(minutes=5)
"""How much the clock of a witness may differ from ours."""
SOONEST, LATEST = timedelta(seconds=8), timedelta(minutes=5)
"""Between two tries of a witness that does not cosign."""
MARKED_FOR = timedelta(days=1)
"""What a witness objected without proof stays told for so long, whatever it cosigns after that: so
it is told once a day at most, and does not go unseen."""
MOST_TRIES = 3
GATHERING = timedelta(seconds=30)
"""So long one mail waits for more logs of the same witness: after a restore it objects to all."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of offering one checkpoint."""

    signed: Signed | None = None
    fault: Fault | None = None
    note: str | None = None
    """The checkpoint that proves a split view."""


def offer_to(actor: Actor, witness: Witness, *, due: Sequence[Due], post: Post) -> int:
    """Offer checkpoints to one witness, as far as its time goes; return how many it cosigned."""
    until, count = time.monotonic() + PATIENCE, 0
    for number, each in enumerate(due):
        if time.monotonic() > until:
            break
        outcome = _offer(witness, each, post)
        if outcome.fault in {Fault.SILENT, Fault.FORBIDDEN}:
            # The others would be asked in vain too, each for as long.
            _keep_silence(actor, witness, due=due[number:], outcome=outcome)
            break
        _keep(actor, witness, due=each, outcome=outcome)
        count += outcome.signed is not None
    return count


def _offer(witness: Witness, due: Due, post: Post) -> Outcome:
    old = due.cosigned
    try:
        for _try in range(MOST_TRIES):
            proof = _proof(due, old)
            step_outside()
            reply = post.offer(witness.url, old=old, proof=proof, note=due.note)
            if reply.status == OK:
                return _judged(witness, due, reply)
            told = reply.size
            if told is None or told == old or told > due.size:
                return _objected(witness, due, reply=reply, post=post)
            old = told
    except NotAsked as silence:
        return Outcome(fault=Fault(silence.why.value))
    return Outcome(fault=Fault.REFUSED)


def _proof(due: Due, old: int) -> list[bytes]:
    if not 0 < old < due.size:
        return []
    return publishing.hashes_over(db.session(), due.tree_id, consistency(old, due.size))


def _judged(witness: Witness, due: Due, reply: Reply) -> Outcome:
    """Believe a cosignature only over this very checkpoint, by its key, and of about now."""
    signed = find_cosignature(reply.text, note=due.note, by=witness.cosigner)
    if signed is None or not due.signed_at - SKEW <= signed.at <= clock.now() + SKEW:
        return Outcome(fault=Fault.FORGED)
    return Outcome(signed=signed)


def _objected(witness: Witness, due: Due, *, reply: Reply, post: Post) -> Outcome:
    """Say whether a refusal means that the witness saw another log."""
    if reply.status not in {CONFLICT, UNPROCESSABLE}:
        return Outcome(fault=Fault.REFUSED)
    try:
        seen = post.ask_seen(witness.url, due.origin)
    except NotAsked:
        return Outcome(fault=Fault.SPLIT)
    contradicts = _contradicts(due, seen.text) if seen.status == OK else None
    if contradicts is False:
        # What it shows is this very log: there is nothing to its refusal.
        return Outcome(fault=Fault.REFUSED)
    return Outcome(fault=Fault.SPLIT, note=seen.text if contradicts else None)


def _contradicts(due: Due, shown: str) -> bool | None:
    """Say whether what a witness shows is not this log; None when our key did not sign it."""
    session = db.session()
    key, newest = publishing.find_key(session), publishing.newest_signed(session, due.tree_id)
    told = read_note(shown, public_key=key.public_key) if key else None
    if told is None or told.origin != due.origin:
        return None
    if told.size > newest:
        return True
    if told.size == 0:
        return False
    (root,) = publishing.hashes_over(session, due.tree_id, [(0, told.size)])
    return root != told.root


def _keep(actor: Actor, witness: Witness, *, due: Due, outcome: Outcome) -> None:
    """Keep what came of it; of a view that splits everybody concerned is told, once."""
    step_outside()
    is_news = False
    with keeping_books(actor) as work:
        view = _view(work, witness, due)
        if outcome.signed is not None:
            _keep_cosignature(view, due, outcome.signed)
            row = LogCosignature(
                tree_id=due.tree_id,
                size=due.size,
                witness_id=witness.id,
                at=outcome.signed.at,
                line=outcome.signed.line,
            )
            work.settle()
            work.put_unless_taken(row, "tree_id", "size", "witness_id")
        else:
            is_news = _keep_fault(view, outcome)
    if is_news:
        _tell(actor, witness, due, is_proven=outcome.note is not None)


def _keep_silence(actor: Actor, witness: Witness, *, due: Sequence[Due], outcome: Outcome) -> None:
    step_outside()
    with keeping_books(actor) as work:
        for each in due:
            _keep_fault(_view(work, witness, each), outcome)


def _view(work: Work, witness: Witness, due: Due) -> WitnessView:
    view = queries.find_view(witness.id, due.tree_id)
    if view is None:
        view = WitnessView(witness_id=witness.id, tree_id=due.tree_id, size=0)
        work.add(view)
    return view


def _keep_cosignature(view: WitnessView, due: Due, signed: Signed) -> None:
    view.size, view.cosigned_at, view.next_at = due.size, signed.at, clock.now()
    view.fault = view.faulty_since = None
    if view.split_note is None and view.split_at and clock.now() - view.split_at > MARKED_FOR:
        view.split_at = None


def _keep_fault(view: WitnessView, outcome: Outcome) -> bool:
    now = clock.now()
    view.fault, view.faulty_since = outcome.fault, view.faulty_since or now
    view.next_at = now + min(max(SOONEST, (now - view.faulty_since) / 2), LATEST)
    if outcome.fault is not Fault.SPLIT:
        return False
    is_news = view.split_at is None or (outcome.note is not None and view.split_note is None)
    view.split_at = view.split_at or now
    view.split_note = view.split_note or outcome.note
    return is_news


def _tell(actor: Actor, witness: Witness, due: Due, *, is_proven: bool) -> None:
    log.error("a witness saw another log", tree=str(due.tree_id), witness=str(witness.id))
    parties = queries.list_parties(due.tree_id)
    officers = identity.list_privacy_officers(parties)
    with begin_work(actor) as work:
        require(actor, WitnessPermission.WATCH, witness)
        work.record(
            WitnessAction.SPLIT, witness, tree=due.tree_id, size=due.size, is_proven=is_proven
        )
        for each in officers:
            work.defer(
                named("witnesses.tell_officer"),
                once=f"split:{witness.id}:{each.id}",
                not_before=clock.now() + GATHERING,
                person_id=str(each.id),
                witness_id=str(witness.id),
            )
        for organisation_id in parties if due.tree_id != PLATFORM_TREE else ():
            work.defer(
                named("notifications.note_of_place"),
                workspace_id=str(due.tree_id),
                organisation_id=str(organisation_id),
                kind=NoticeKind.SPLIT.value,
            )
