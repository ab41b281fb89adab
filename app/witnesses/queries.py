"""Reading witnesses: which there are, what they cosigned of a log, and whom to ask now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, select, text

from app.identity.models import Organisation
from app.kernel import clock, db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.kernel.text import _, lazy
from app.witnesses.models import (
    Fault,
    LogCosignature,
    Witness,
    WitnessAnswer,
    WitnessView,
)
from app.witnesses.policy import WitnessPermission
from app.workspaces.models import Participation

MOST_DUE = 2_000
SILENT_FOR = timedelta(hours=1)
"""A witness that did not cosign for so long, while it was asked, is told of."""
_DUE = text(
    "select witness, tree, size, cosigned, note, signed_at"
    " from samenzicht_log_to_cosign(:moment, :most)"
)
_TROUBLE = text("select split, proven, silent from samenzicht_witness_trouble(:since)")
_FAULTS = text("select fault, since, logs from samenzicht_trouble_of_witness(:which)")
_PARTIES = text("select organisation from samenzicht_log_parties(:tree)")


@dataclass(frozen=True, slots=True)
class Due:
    """A checkpoint that a witness did not cosign yet."""

    witness_id: UUID
    tree_id: UUID
    size: int
    cosigned: int
    """How far the witness is, as far as we know; 0 before the first."""
    note: str
    signed_at: datetime

    @property
    def origin(self) -> str:
        """The name of the log outside."""
        return self.note.partition("\n")[0]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a witness stands to one log, for who reads that log."""

    witness_id: UUID
    name: str
    organisation: Organisation
    key: str
    size: int
    cosigned_at: datetime | None
    fault: Fault | None
    faulty_since: datetime | None
    split_at: datetime | None
    is_proven: bool


FAULT_WORDS = {
    Fault.SILENT: lazy("Nobody answers at its address, or too late."),
    Fault.STRANGE: lazy("What answers at its address is no witness."),
    Fault.FORBIDDEN: lazy("Its address is inside our own network, where we do not go."),
    Fault.REFUSED: lazy("It does not know our log, or does not trust our key."),
    Fault.FORGED: lazy("Its cosignature is not right: another key, log or moment."),
    Fault.SPLIT: lazy("It says that it saw another log."),
}
"""What administrators read about why a witness does not cosign."""


@dataclass(frozen=True, slots=True)
class WitnessFault:
    """Why a witness does not cosign some logs, and since when.

    Args:
        logs: how many; which ones administrators do not hear.
    """

    fault: Fault
    since: datetime
    logs: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """Numbers for who looks after the installation."""

    split: int
    proven: int
    silent: int


def get_for(actor: Actor, permission: WitnessPermission, witness_id: UUID) -> Witness:
    """Return a witness, and decide the permission.

    Raises:
        NotFound: there is none, or it is not for this actor.
    """
    found = db.session().get(Witness, witness_id)
    if found is None:
        raise NotFound
    require(actor, permission, found)
    return found


def state_of(witness: Witness) -> tuple[str, str]:
    """Return how it is with a witness, in words and by the tone of a tag."""
    if witness.ended_at:
        return _("Ended"), "line"
    if witness.answer is None:
        return _("Waits"), "info"
    if witness.answer == WitnessAnswer.APPROVED:
        return _("In use"), "ok"
    return _("Refused"), "stop"


def list_witnesses() -> list[Witness]:
    """Return all that were ever asked for: what waits first, then the newest."""
    statement = select(Witness).order_by(
        Witness.answer.is_(None).desc(), Witness.asked_at.desc(), Witness.id
    )
    return list(db.session().execute(statement).unique().scalars())


def list_in_use(ids: Sequence[UUID]) -> list[Witness]:
    """Return those of some witnesses that are in use, by name."""
    statement = (
        select(Witness)
        .where(Witness.id.in_(ids), Witness.answer == WitnessAnswer.APPROVED)
        .where(Witness.ended_at.is_(None))
        .order_by(Witness.name, Witness.id)
    )
    return list(db.session().execute(statement).unique().scalars())


def find_same(name: str, public_key: bytes) -> Witness | None:
    """Return a witness that is in use or waits under this name or this key."""
    statement = (
        select(Witness)
        .where((Witness.name == name) | (Witness.public_key == public_key))
        .where(Witness.ended_at.is_(None))
        .where(Witness.answer.is_distinct_from(WitnessAnswer.REFUSED))
        .order_by(Witness.id)
        .limit(1)
    )
    return db.session().execute(statement).unique().scalar_one_or_none()


def list_standings(tree_id: UUID) -> list[Standing]:
    """Return how the witnesses of those who take part stand to a log in sight; one statement."""
    takes_part = and_(
        Participation.organisation_id == Witness.organisation_id,
        Participation.workspace_id == tree_id,
        Participation.ended_at.is_(None),
    )
    stands = and_(WitnessView.witness_id == Witness.id, WitnessView.tree_id == tree_id)
    statement = (
        select(Witness, WitnessView)
        .join(Participation, takes_part)
        .outerjoin(WitnessView, stands)
        .where(Witness.answer == WitnessAnswer.APPROVED, Witness.ended_at.is_(None))
        .order_by(Participation.position, Witness.name, Witness.id)
    )
    return [_standing(*row) for row in db.session().execute(statement).unique()]


def _standing(witness: Witness, view: WitnessView | None) -> Standing:
    return Standing(
        witness_id=witness.id,
        name=witness.name,
        organisation=witness.organisation,
        key=witness.cosigner.written,
        size=view.size if view else 0,
        cosigned_at=view.cosigned_at if view else None,
        fault=view.fault if view else None,
        faulty_since=view.faulty_since if view else None,
        split_at=view.split_at if view else None,
        is_proven=view is not None and view.split_note is not None,
    )


def list_lines(tree_id: UUID, size: int) -> list[str]:
    """Return the cosignatures below a checkpoint of a log in sight, by name of the witness."""
    statement = (
        select(LogCosignature.line)
        .join(Witness, Witness.id == LogCosignature.witness_id)
        .where(LogCosignature.tree_id == tree_id, LogCosignature.size == size)
        .order_by(Witness.name, Witness.id)
    )
    return list(db.session().execute(statement).scalars())


def find_view(witness_id: UUID, tree_id: UUID) -> WitnessView | None:
    """Return how far a witness is with a log; None while it was never asked."""
    return db.session().get(WitnessView, (witness_id, tree_id))


def list_due(moment: datetime) -> list[Due]:
    """Return what to offer to whom, by witness; only for the house itself.

    There is a most of it, of which each witness gets its share: one that never answers takes
    nothing from the others.
    """
    found = db.session().execute(_DUE, {"moment": moment, "most": MOST_DUE}).all()
    rows = sorted(found, key=lambda row: row.witness.int)
    return [
        Due(
            witness_id=row.witness,
            tree_id=row.tree,
            size=row.size,
            cosigned=row.cosigned,
            note=row.note,
            signed_at=row.signed_at,
        )
        for row in rows
    ]


def list_parties(tree_id: UUID) -> list[UUID]:
    """Return the organisations that take part where a log is of; only for the house itself."""
    return [row.organisation for row in db.session().execute(_PARTIES, {"tree": tree_id})]


def count_trouble() -> Trouble:
    """Count logs of which a witness saw another, and witnesses that are silent.

    For the house itself and for administrators; for others there is none.
    """
    row = db.session().execute(_TROUBLE, {"since": clock.now() - SILENT_FOR}).one()
    return Trouble(row.split, row.proven, row.silent)


def list_faults(witness_id: UUID) -> list[WitnessFault]:
    """Return why a witness does not cosign, oldest first; for administrators."""
    rows = db.session().execute(_FAULTS, {"which": witness_id})
    return [WitnessFault(Fault(row.fault), row.since, row.logs) for row in rows]
