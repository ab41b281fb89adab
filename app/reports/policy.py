"""Who reads, builds, freezes and signs a report.

A report is loaded by `reports.queries` together with its workspace, whose standing says what the
actor is there. To sign, the thing is a `Signing`: the report with its seats and the mandates the
person holds today.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_

from app.identity.models import Mandate, Organisation
from app.kernel import clock, sql
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.reports.models import Report, ReportStatus, Seat, SeatStatus
from app.workspaces import policy as places
from app.workspaces.models import Foothold, MemberRole, Workspace

SEALER = "reports.seal"
"""Name of the job that places seals."""
RENEWER = "reports.renew"
"""Name of the job that renews proofs."""
ROOT_KEEPER = "reports.keep_roots"
"""Name of what keeps the roots of seals elsewhere when a worker starts."""

GIVEN_UP = timedelta(days=2)
"""A seal that did not come for so long may never: the coordinator can end the round."""


class ReportPermission(Permission):
    """What one may do with reports."""

    VIEW = "report:text:view"
    BUILD = "report:text:build"
    CHANGE = "report:text:change"
    FREEZE = "report:text:freeze"
    CLOSE = "report:round:close"
    REOPEN = "report:round:reopen"
    SIGN = "report:seat:sign"
    SEAL = "report:seal:place"
    RENEW = "report:proof:renew"
    KEEP_ROOTS = "organisation:seal-root:keep"
    DOWNLOAD = "report:file:download"


def is_in_turn(seat: Seat, seats: Iterable[Seat]) -> bool:
    """Tell whether every required seat of an earlier group stands behind the report."""
    return all(
        SeatStatus(each.status).is_signature
        for each in seats
        if each.is_required and each.turn < seat.turn
    )


def asked_now(seats: Iterable[Seat]) -> frozenset[UUID]:
    """Return the ids of the seats that wait and whose turn has come."""
    order = tuple(seats)
    return frozenset(
        each.id for each in order if each.status == SeatStatus.WAITING and is_in_turn(each, order)
    )


def outcome_of(quorum: int, voices: Iterable[SeatStatus], *, left: int) -> SeatStatus:
    """Return what a seat decided by the voices of its holders.

    It signs as soon as enough of them have; with a reservation when one of those has. It waits
    while the others could still make it enough, and has not signed once they cannot.

    Args:
        left: how many holders have not decided yet.
    """
    said = list(voices)
    signed = [each for each in said if each.is_signature]
    if len(signed) >= quorum:
        is_reserved = SeatStatus.SIGNED_WITH_RESERVATION in signed
        return SeatStatus.SIGNED_WITH_RESERVATION if is_reserved else SeatStatus.SIGNED
    if len(signed) + left >= quorum:
        return SeatStatus.WAITING
    return SeatStatus.DECLINED if SeatStatus.DECLINED in said else SeatStatus.ABSTAINED


@dataclass(frozen=True, slots=True)
class Signing:
    """What one person could sign of a report today."""

    report: Report
    seats: tuple[Seat, ...]
    mandates: tuple[Mandate, ...]
    """What the person may use today, as holder or as deputy."""
    person_id: UUID | None = None

    @property
    def id(self) -> UUID:
        """The report's id, for the ledger."""
        return self.report.id

    def seats_of(self, organisation_id: UUID | None) -> list[Seat]:
        """Return the seats of an organisation."""
        return [each for each in self.seats if each.organisation_id == organisation_id]

    def mandate_for(self, seat: Seat) -> Mandate | None:
        """Return the person's mandate for the office of a seat, an own one before a deputy's.

        Each holder has one voice in a seat of several, by whatever mandate and through whomever.
        """
        fitting = self._mandates_for(seat)
        return min(fitting, key=lambda each: each.holder_id != self.person_id, default=None)

    def mandate_with_card(self, seat: Seat) -> Mandate | None:
        """Return the same, but of several own ones one that names a certificate of the holder."""
        return min(
            self._mandates_for(seat),
            key=lambda each: (each.holder_id != self.person_id, not each.certificate),
            default=None,
        )

    def _mandates_for(self, seat: Seat) -> list[Mandate]:
        heard = {each.spoken_for for each in seat.voices}
        return [
            each
            for each in self.mandates
            if each.organisation_id == seat.organisation_id
            and each.office == seat.office
            and each.holder_id not in heard
        ]

    @property
    def own_waiting(self) -> list[Seat]:
        """The seats that wait for the person, who holds a mandate and has not decided yet."""
        return [
            each
            for each in self.seats
            if each.status == SeatStatus.WAITING
            and self.mandate_for(each) is not None
            and not self.has_voice_in(each)
        ]

    def has_voice_in(self, seat: Seat) -> bool:
        """Tell whether the person is one of several who decide for a seat, and has decided."""
        return any(each.person_id == self.person_id for each in seat.voices)

    @property
    def seat(self) -> Seat | None:
        """The seat the person would decide: the first of the own ones whose turn it is."""
        return next((each for each in self.own_waiting if is_in_turn(each, self.seats)), None)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a report of any workspace exists for this actor."""
    own = Report.organisation_id == sql.parameter(actor.organisation_id)
    return or_(
        places.is_place_of(actor, Report.workspace_id, roles=places.SHARING_ROLES),
        and_(own, places.is_place_of(actor, Report.workspace_id)),
    )


def visible_in(actor: Actor, workspace: Workspace | Foothold) -> ColumnElement[bool]:
    """Return the condition under which a report of this workspace exists for this actor."""
    if not places.is_member.holds(actor, workspace):
        return false()
    here = Report.workspace_id == sql.parameter(workspace.id)
    if workspace.standing.participant_role in places.SHARING_ROLES:
        return here
    return and_(here, Report.organisation_id == sql.parameter(actor.organisation_id))


@rule(lazy("This report is not meant for you."), is_sight=True)
def is_visible(actor: Actor, report: Report) -> bool:
    """Hold for the lead and the partners of its workspace, and for who holds the pen."""
    if not places.is_member.holds(actor, report.workspace):
        return False
    is_shared = report.workspace.standing.participant_role in places.SHARING_ROLES
    return is_shared or report.organisation_id == actor.organisation_id


@rule(lazy("Only the lead of this workspace builds reports. You can write findings for them."))
def works_for_lead(_actor: Actor, workspace: Workspace) -> bool:
    """Hold for a coordinator or contributor of the organisation that leads."""
    return workspace.standing.leads and places.contributes.holds(_actor, workspace)


@rule(lazy("Only the organisation that holds the pen can do this."))
def holds_the_pen(actor: Actor, report: Report) -> bool:
    """Hold for a coordinator or contributor of its organisation, while that leads."""
    is_own = report.organisation_id == actor.organisation_id
    return is_own and works_for_lead.holds(actor, report.workspace)


@rule(lazy("This workspace is closed. Nothing can be changed in it any more."))
def workspace_is_open(actor: Actor, report: Report) -> bool:
    """Work may still be done in its workspace."""
    return places.is_open.holds(actor, report.workspace)


@rule(lazy("This report is frozen. Its text can no longer change."))
def is_draft(_actor: Actor, report: Report) -> bool:
    """Its text may still change."""
    return report.status == ReportStatus.DRAFT


@rule(lazy("This report is not meant for you."), is_sight=True)
def sees_it(actor: Actor, signing: Signing) -> bool:
    """Who would sign sees the report."""
    return is_visible.holds(actor, signing.report)


@rule(lazy("This report is not open for signing."))
def is_open_for_signature(actor: Actor, signing: Signing) -> bool:
    """Frozen, with a round that is still open, in a workspace that is open."""
    is_open = workspace_is_open.holds(actor, signing.report)
    return is_open and signing.report.status == ReportStatus.SIGNING


@rule(lazy("Your organisation has no seat in this report, so you cannot sign it."))
def has_a_seat(actor: Actor, signing: Signing) -> bool:
    """Ask whether the actor's organisation is asked to sign."""
    return bool(signing.seats_of(actor.organisation_id))


@rule(lazy("You cannot sign here. Only somebody with a valid mandate of your organisation can."))
def holds_a_mandate(actor: Actor, signing: Signing) -> bool:
    """Hold for a signatory with a mandate, valid today, for the office of a seat."""
    own = signing.seats_of(actor.organisation_id)
    is_signatory = signing.report.workspace.standing.role == MemberRole.SIGNATORY
    return is_signatory and any(signing.mandate_for(each) is not None for each in own)


@rule(lazy("Your organisation has decided already. A decision cannot be made twice."))
def seat_is_waiting(_actor: Actor, signing: Signing) -> bool:
    """Nobody has decided for this seat yet."""
    return bool(signing.own_waiting)


@rule(lazy("Others sign first. You can decide once they have signed."))
def turn_has_come(_actor: Actor, signing: Signing) -> bool:
    """Every required seat of an earlier group has signed."""
    return signing.seat is not None


@rule(lazy("Signing needs you in person. An access token cannot sign."))
def is_in_person(actor: Actor, _signing: Signing) -> bool:
    """Hold for a person with a session, never for a token or a job."""
    return actor.is_person and actor.token_id is None


@rule(lazy("Only a coordinator of the organisation that holds the pen can do this."))
def coordinates_the_round(actor: Actor, report: Report) -> bool:
    """Hold for a coordinator of its organisation, while that leads."""
    is_own = report.organisation_id == actor.organisation_id
    return is_own and places.is_coordinator_of_lead.holds(actor, report.workspace)


@rule(lazy("The round of this report is not open."))
def round_is_open(_actor: Actor, report: Report) -> bool:
    """Seats may still decide."""
    return report.status == ReportStatus.SIGNING


@rule(
    lazy(
        "Everybody has signed. The report is adopted as soon as the seals stand in it; wait a bit."
    )
)
def is_not_being_sealed(_actor: Actor, report: Report) -> bool:
    """Not every required seat stands behind it yet, or a seal does not come: then it can end."""
    required = [each for each in report.seats if each.is_required]
    is_signed = required and all(SeatStatus(each.status).is_signature for each in required)
    since = clock.now() - GIVEN_UP
    is_stuck = any(
        each.awaits_seal and each.decided_at is not None and each.decided_at < since
        for each in report.seats
    )
    return report.status != ReportStatus.SIGNING or not is_signed or is_stuck


@rule(lazy("A next version can begin only from a frozen report that has none yet."))
def can_be_followed(_actor: Actor, report: Report) -> bool:
    """Frozen, and no next version took its place."""
    return report.is_frozen and report.status != ReportStatus.REOPENED


@rule(lazy("Seals are placed by the worker alone, after a decision."))
def is_the_sealer(actor: Actor, _report: Report) -> bool:
    """Hold for the job that carries out a decision."""
    return actor.is_job(SEALER)


@rule(lazy("Proofs are renewed by the worker alone, before they end."))
def is_the_renewer(actor: Actor, _report: Report) -> bool:
    """Hold for the job that renews proofs."""
    return actor.is_job(RENEWER)


@rule(lazy("Seals are placed by the worker alone, after a decision."))
def is_the_root_keeper(actor: Actor, _organisation: Organisation) -> bool:
    """Hold for a worker that starts, and reads who seals for whom."""
    return actor.is_job(ROOT_KEEPER)


@rule(lazy("Only of an adopted report the proof is renewed."))
def was_adopted(_actor: Actor, report: Report) -> bool:
    """Adopted once, also when a next version followed."""
    return report.adopted_at is not None


grant(ReportPermission.VIEW, is_visible)
grant(ReportPermission.DOWNLOAD, is_visible)
grant(ReportPermission.BUILD, places.is_member, places.is_open, works_for_lead)
grant(ReportPermission.CHANGE, is_visible, workspace_is_open, holds_the_pen, is_draft)
grant(ReportPermission.FREEZE, is_visible, workspace_is_open, holds_the_pen, is_draft)
grant(
    ReportPermission.CLOSE,
    is_visible,
    workspace_is_open,
    coordinates_the_round,
    round_is_open,
    is_not_being_sealed,
)
grant(
    ReportPermission.REOPEN,
    is_visible,
    workspace_is_open,
    coordinates_the_round,
    can_be_followed,
    is_not_being_sealed,
)
grant(
    ReportPermission.SIGN,
    sees_it,
    is_open_for_signature,
    has_a_seat,
    holds_a_mandate,
    seat_is_waiting,
    turn_has_come,
    is_in_person,
)
grant(ReportPermission.SEAL, is_visible, is_the_sealer)
grant(ReportPermission.KEEP_ROOTS, is_the_root_keeper)
grant(ReportPermission.RENEW, is_visible, is_the_renewer, was_adopted)
