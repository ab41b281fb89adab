"""What is on record about reports: their files and what each seat decided.

It comes from our database, or from an exported log.

A valid signature says nothing about completeness: that a seal is missing, or that a file was
swapped whole, only the records know.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.adapters.proofs import Chain, Link
from app.reports import queries
from app.reports.actions import DECIDED, ReportAction
from app.reports.models import Report, ReportProof, ReportStatus, Seat, SeatStatus


class Ending(StrEnum):
    """How a round ended without going on itself."""

    CLOSED = "closed"
    FOLLOWED = "followed"


class NoRecords(Exception):
    """This file holds no log we can read."""


ENDINGS = {
    str(ReportAction.CLOSED): Ending.CLOSED,
    str(ReportAction.REOPENED): Ending.FOLLOWED,
}
"""What the log's words say of a round."""


@dataclass(frozen=True, slots=True)
class KnownSeat:
    """What is on record about one seat."""

    field: str
    organisation: str
    """Code."""
    is_required: bool
    status: SeatStatus = SeatStatus.WAITING
    sealed_at: datetime | None = None
    is_stamped: bool | None = None
    """Whether its seal carries a time stamp; None while it is not placed."""
    certificate: str = ""
    """SHA-256 of the person's own certificate, when that signed in the place of the seal."""


@dataclass(frozen=True, slots=True)
class KnownReport:
    """What is on record about one frozen report."""

    id: UUID
    ref: str
    seats: tuple[KnownSeat, ...]
    fingerprints: tuple[str, ...]
    """SHA-256 of every file of it, oldest first."""
    is_closed: bool = False
    """Whether a time stamp over the whole file closes it."""
    ending: Ending | None = None
    """Set when a coordinator closed it or began its next version."""
    chain: Chain | None = None
    """The chain of proof, when it was renewed; an exported log holds only its hashes."""
    renewals: tuple[tuple[str, str], ...] | None = None
    """The links that are on record: SHA-256 of each statement and its time stamp."""
    leaf_sha256: str | None = None
    """The leaf of the log by which it was adopted, in hexadecimal."""


def records_of(reports: Iterable[Report]) -> list[KnownReport]:
    """Return what our database knows about some reports the actor has loaded; two statements."""
    frozen = [each for each in reports if each.is_frozen]
    kept = queries.list_proofs(each.id for each in frozen)
    prints = queries.list_fingerprints(each.id for each in frozen)
    chains = {each.id: chain_of(kept.get(each.id, [])) for each in frozen}
    return [
        KnownReport(
            id=each.id,
            ref=each.ref,
            seats=tuple(_of_seat(seat) for seat in each.seats),
            fingerprints=tuple(one.hex() for one in prints.get(each.id, [])),
            is_closed=each.stamped_at is not None,
            ending=_ending(each),
            chain=chains[each.id],
            renewals=_prints(chains[each.id]),
        )
        for each in frozen
    ]


def chain_of(rows: Sequence[ReportProof]) -> Chain | None:
    """Return the chain of proof of one report from its rows, oldest first; None without any."""
    links = tuple(Link(each.statement, each.token) for each in rows)
    return Chain(rows[-1].leaf, links) if rows else None


def _prints(chain: Chain | None) -> tuple[tuple[str, str], ...]:
    return tuple(each.prints for each in chain.links) if chain else ()


def _ending(report: Report) -> Ending | None:
    if report.closed_at is None:
        return None
    return Ending.CLOSED if report.status == ReportStatus.CLOSED else Ending.FOLLOWED


def _of_seat(seat: Seat) -> KnownSeat:
    return KnownSeat(
        field=seat.field_name,
        organisation=seat.organisation.code,
        is_required=seat.is_required,
        status=SeatStatus(seat.status),
        sealed_at=seat.sealed_at,
        is_stamped=seat.is_stamped,
        certificate=seat.elsewhere.get("certificate_sha256", ""),
    )


def records_in_log(content: bytes) -> list[KnownReport]:
    """Return what an exported log says: the answer of the API's ``/log``, or its items.

    Raises:
        NoRecords: it is no such file.
    """
    try:
        raw = json.loads(content)
        items = raw["items"] if isinstance(raw, dict) else raw
        found: dict[UUID, KnownReport] = {}
        for item in sorted((each for each in items if "facts" in each), key=_index):
            _note(found, item)
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise NoRecords(str(fault)) from fault
    return list(found.values())


def _index(item: Mapping[str, Any]) -> int:
    return int(item["index"])


def _note(found: dict[UUID, KnownReport], item: Mapping[str, Any]) -> None:
    """Let one entry of the log change what is known."""
    action, facts = item["action"], item["facts"]
    if action == ReportAction.FROZEN:
        known = _of_freezing(_object_id(item), facts)
        found[known.id] = known
        return
    if action in ENDINGS:
        known = found[_object_id(item)]
        found[known.id] = replace(known, ending=ENDINGS[action])
        return
    if action == ReportAction.STAMPED:
        known = found[_object_id(item)]
        prints = dict.fromkeys((*known.fingerprints, facts["sha256"]))
        found[known.id] = replace(known, is_closed=True, fingerprints=tuple(prints))
        return
    if action in {ReportAction.ADOPTED, ReportAction.RENEWED}:
        known = found[_object_id(item)]
        found[known.id] = _proven(known, item)
        return
    statuses = {str(word): status for status, word in DECIDED.items()}
    if action not in statuses and action not in {ReportAction.SEALED, ReportAction.BROUGHT}:
        return
    known = found[_object_id(item)]
    if action in statuses:
        # A seat that several fill waits until enough of them have decided.
        now = facts.get("seat_status", statuses[action])
        change: dict[str, Any] = {"status": SeatStatus(now)}
    else:
        change = _of_placing(item, facts)
        known = replace(known, fingerprints=(*known.fingerprints, facts["sha256"]))
    seats = [
        replace(each, **change) if each.field == facts["seat"] else each for each in known.seats
    ]
    found[known.id] = replace(known, seats=tuple(seats))


def _of_placing(item: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an entry tells of a seal, or of a person's own signature in its place."""
    # Entries of before there were time stamps tell nothing of them.
    is_stamped = facts.get("stamped_at") is not None
    if item["action"] == ReportAction.SEALED:
        return {"sealed_at": datetime.fromisoformat(item["at"]), "is_stamped": is_stamped}
    return {
        "sealed_at": datetime.fromisoformat(facts["signed_at"]),
        "is_stamped": is_stamped,
        "certificate": facts["certificate_sha256"],
    }


def _proven(known: KnownReport, item: Mapping[str, Any]) -> KnownReport:
    """Note what an entry tells of the chain of proof: where it begins, or its next link."""
    if item["action"] == ReportAction.ADOPTED:
        # An index of the log tells no hash of the leaf; the API does.
        return replace(known, leaf_sha256=item.get("leaf_hash"))
    facts = item["facts"]
    link = (facts["statement_sha256"], facts["token_sha256"])
    return replace(known, renewals=(*(known.renewals or ()), link))


def _of_freezing(report_id: UUID, facts: Mapping[str, Any]) -> KnownReport:
    return KnownReport(
        id=report_id,
        ref=facts["ref"],
        seats=tuple(
            KnownSeat(each["field"], each["organisation"], is_required=each["required"])
            for each in facts["seats"]
        ),
        fingerprints=(facts["sha256"],),
        renewals=(),
    )


def _object_id(item: Mapping[str, Any]) -> UUID:
    """Return the id of what an entry is about, however the export writes it."""
    thing = item["object"]
    if isinstance(thing, Mapping):
        return UUID(thing["id"])
    return UUID(thing[1] if isinstance(thing, list) else thing)
