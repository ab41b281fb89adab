"""Seals that wait: which ones, since when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from app.adapters.sealers import Doubt
from app.adapters.timestamps import Distrust
from app.kernel import clock, db
from app.kernel.text import lazy
from app.reports.models import SEALER_DOUBT, Seat

USUAL = timedelta(hours=1)
"""Within this time a seal is placed, unless something is the matter."""

_CANNOT_BE_RELIED_ON = lazy("the time stamp that came is not right")
_IS_NO_STAMP = lazy("the authority for time stamps gives an answer that is no time stamp")
DOUBTS = {
    Distrust.UNREACHABLE: lazy("the authority for time stamps cannot be reached"),
    Distrust.UNEXPECTED: _IS_NO_STAMP,
    Distrust.TOO_LARGE: _IS_NO_STAMP,
    Distrust.UNREADABLE: _IS_NO_STAMP,
    Distrust.NOT_GRANTED: lazy("the authority for time stamps refuses to give one"),
    Distrust.OTHER_REQUEST: _CANNOT_BE_RELIED_ON,
    Distrust.OTHER_CONTENT: _CANNOT_BE_RELIED_ON,
    Distrust.WRONG_USAGE: _CANNOT_BE_RELIED_ON,
    Distrust.EXPIRED: lazy("the certificate of the authority for time stamps has expired"),
    Distrust.FOREIGN_ROOT: lazy("the time stamp that came is of an authority not trusted here"),
    Distrust.FORGED: _CANNOT_BE_RELIED_ON,
    Distrust.WRONG_TIME: lazy("the time in the time stamp that came is not right"),
}
"""Why no time stamp came, as part of a sentence."""
_GIVES_NO_SEAL = lazy("the seal service of %(organisation)s gives an answer that is no seal")
_NOT_ITS_OWN = lazy("the certificate of the seal service is not one of %(organisation)s")
SEALER_DOUBTS = {
    Doubt.UNREACHABLE: lazy("the seal service of %(organisation)s does not answer"),
    Doubt.UNEXPECTED: _GIVES_NO_SEAL,
    Doubt.TOO_LARGE: _GIVES_NO_SEAL,
    Doubt.UNREADABLE: _GIVES_NO_SEAL,
    Doubt.NO_SECRET: lazy("the password for the seal service of %(organisation)s is not in place"),
    Doubt.NO_KEY: lazy("the seal service of %(organisation)s has no key that can be used"),
    Doubt.LOCKED: lazy("the key of %(organisation)s is locked"),
    Doubt.NOT_GRANTED: lazy("the seal service of %(organisation)s refuses to seal for us"),
    Doubt.OTHER_CONTENT: lazy("the seal that came for %(organisation)s is not about this file"),
    Doubt.EXPIRED: lazy("the seal certificate of %(organisation)s has expired"),
    Doubt.NOT_YET_VALID: lazy("the seal certificate of %(organisation)s is not valid yet"),
    Doubt.WRONG_USAGE: lazy("the certificate of %(organisation)s is not meant for seals"),
    Doubt.WRONG_POLICY: lazy("the certificate of %(organisation)s is of another kind than agreed"),
    Doubt.WRONG_IDENTITY: _NOT_ITS_OWN,
    Doubt.FOREIGN_ROOT: _NOT_ITS_OWN,
    Doubt.WITHDRAWN: lazy("the seal certificate of %(organisation)s was withdrawn"),
    Doubt.NOT_PREPARED: lazy(
        "this report was frozen for another seal of %(organisation)s; make a next version"
    ),
    Doubt.DOES_NOT_HOLD: lazy("the seal that came for %(organisation)s is not right"),
}
"""Why no seal came of who keeps a key elsewhere, as part of a sentence."""
UNKNOWN = lazy("the cause is not known here; the administrator finds it in the log of the worker")


@dataclass(frozen=True, slots=True)
class Unsealed:
    """A seal that waits while no job is about to place it."""

    workspace_id: UUID
    organisation_id: UUID
    """Holds the pen of the report: the seal is placed also after the signer's has left."""
    report_id: UUID
    seat_id: UUID


def list_unsealed() -> list[Unsealed]:
    """Return the seals that wait while no job is about to place them; for jobs, of every place."""
    statement = text(
        "select workspace_id, organisation_id, report_id, seat_id from samenzicht_unsealed()"
    )
    return [Unsealed(*row) for row in db.session().execute(statement)]


def late_since(seat: Seat) -> datetime | None:
    """Return since when a seal is waited for longer than usual; None when it is not."""
    if not seat.awaits_seal:
        return None
    if seat.stamp_awaited_at is not None:
        return seat.stamp_awaited_at
    is_late = seat.decided_at is not None and clock.now() - seat.decided_at > USUAL
    return seat.decided_at if is_late else None


def late_why(seat: Seat) -> str:
    """Say why a seal is waited for, as part of a sentence."""
    known = seat.stamp_doubt if seat.awaits_outside else None
    if known is not None and known.startswith(SEALER_DOUBT):
        said = str(SEALER_DOUBTS[Doubt(known.removeprefix(SEALER_DOUBT))])
        return said % {"organisation": seat.organisation.short_name}
    return str(UNKNOWN if known is None else DOUBTS[Distrust(known)])
