"""Reading seats: who signs, who could sign, what waits for whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import aliased, joinedload

from app.findings.queries import SeatRow
from app.identity import queries as identity
from app.identity.models import Mandate, Organisation, Person
from app.kernel import clock, db
from app.kernel.access import Actor
from app.kernel.clock import HOME_ZONE
from app.kernel.text import _, join_words, lazy
from app.reports.models import Report, ReportStatus, Seat, SeatStatus, SeatVoice, Signer
from app.reports.policy import Signing, is_in_turn
from app.reports.queries.unsealed import late_since, late_why
from app.workspaces import queries as workspaces
from app.workspaces.models import MemberRole, Workspace
from app.workspaces.policy import SHARING_ROLES

STATES = {
    SeatStatus.WAITING: "waiting",
    SeatStatus.SIGNED: "signed",
    SeatStatus.SIGNED_WITH_RESERVATION: "reserved",
    SeatStatus.DECLINED: "refused",
    SeatStatus.ABSTAINED: "abstained",
}
"""How the seats component calls them."""
VOICE_WORDS = {
    SeatStatus.SIGNED: lazy("has signed"),
    SeatStatus.SIGNED_WITH_RESERVATION: lazy("has signed with a reservation"),
    SeatStatus.DECLINED: lazy("has declined"),
    SeatStatus.ABSTAINED: lazy("has abstained"),
}
"""What one of several holders decided."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A seat that waits for one person."""

    workspace_ref: str
    workspace_title: str
    report_id: UUID
    report_ref: str
    report_title: str
    sign_by: date | None
    office: str


@dataclass(frozen=True, slots=True)
class Office:
    """An office that can have a seat: somebody holds it by a mandate that is valid today."""

    organisation: Organisation
    name: str
    mandates: tuple[Mandate, ...]
    holders: tuple[Person, ...]
    """Who can sign for it today: the holders, and the deputies of those who are away."""

    @property
    def key(self) -> str:
        """Name it in a form: organisation and office."""
        return f"{self.organisation.code}|{self.name}"

    @property
    def size(self) -> int:
        """How many people hold it; who holds two mandates counts once, a deputy not at all."""
        return len({each.holder_id for each in self.mandates})


def signing_of(actor: Actor, report: Report, *, seats: Iterable[Seat] | None = None) -> Signing:
    """Return what an actor could sign of a report today.

    Args:
        seats: the report's seats when they were read anew under a lock.
    """
    mandates = identity.list_mandates(actor.person_id, on=clock.today()) if actor.person_id else []
    found = tuple(report.seats if seats is None else seats)
    return Signing(report, found, tuple(mandates), actor.person_id)


def signing_among(actor: Actor, report: Report, *, offices: Iterable[Office]) -> Signing:
    """Return what an actor could sign, from the offices that were read for the page already."""
    held = [
        mandate
        for office in offices
        for mandate in office.mandates
        if mandate.serves(actor.person_id, clock.today())
    ]
    return Signing(report, tuple(report.seats), tuple(held), actor.person_id)


def list_seats(report: Report) -> list[Seat]:
    """Return the seats of a report as they are now, in order, with organisation and signer."""
    statement = (
        select(Seat)
        .options(
            joinedload(Seat.organisation, innerjoin=True),
            joinedload(Seat.decided_by),
            joinedload(Seat.voices).joinedload(SeatVoice.person),
        )
        .where(Seat.report_id == report.id)
        .order_by(Seat.position)
        .execution_options(populate_existing=True)
    )
    return list(db.session().execute(statement).unique().scalars())


def list_offices(
    organisations: Iterable[Organisation], *, place: Workspace | None = None
) -> list[Office]:
    """Return the offices for which somebody holds a valid mandate today; one statement.

    Args:
        place: leave out whoever takes no part in this workspace any more.
    """
    by_id = {each.id: each for each in organisations}
    taking_part = None if place is None else workspaces.select_taking_part(place)
    mandates = identity.list_offices(by_id, on=clock.today(), among=taking_part)
    found: dict[tuple[UUID, str], list[Mandate]] = {}
    for each in mandates:
        found.setdefault((each.organisation_id, each.office), []).append(each)
    order = list(by_id)
    return [
        Office(by_id[place], name, tuple(held), tuple(_who_can_sign(held)))
        for (place, name), held in sorted(
            found.items(), key=lambda item: (order.index(item[0][0]), item[0][1])
        )
    ]


def _who_can_sign(mandates: Iterable[Mandate]) -> Iterator[Person]:
    for each in mandates:
        yield each.holder
        if each.deputy is not None and each.deputy_acts_on(clock.today()):
            yield each.deputy


def seat_rows(
    actor: Actor, seats: Iterable[Seat], *, offices: Iterable[Office] = (), is_open: bool = False
) -> tuple[SeatRow, ...]:
    """Return seats as pages show them.

    Args:
        offices: who holds which office, to name the people a seat waits for.
        is_open: True while the round is open, so that a seat can be somebody's turn.
    """
    holders = {(each.organisation.id, each.name): each for each in offices}
    order = tuple(seats)
    return tuple(
        _seat_row(
            actor,
            each,
            office=holders.get((each.organisation_id, each.office)),
            is_open=is_open and is_in_turn(each, order),
            words=_in_words(
                each,
                order,
                office=holders.get((each.organisation_id, each.office)),
                is_open=is_open,
            ),
        )
        for each in order
    )


def _in_words(
    seat: Seat, seats: tuple[Seat, ...], *, office: Office | None, is_open: bool
) -> tuple[str, ...]:
    """Say what is asked of a seat beside one signature, and what each of several decided."""
    said = []
    if is_open and office is None and seat.status == SeatStatus.WAITING:
        said.append(
            _(
                "Nobody can sign for this seat now: nobody who takes part here for this"
                " organisation holds a valid mandate for it."
            )
        )
    if not seat.is_required:
        said.append(_("Optional: the report can be adopted without it."))
    if len({each.turn for each in seats}) > 1:
        said.append(_("Group %(number)s in the order of signing.", number=seat.turn))
    if seat.quorum > 1 and office is not None:
        said.append(
            _("%(quorum)s of %(all)s holders must sign.", quorum=seat.quorum, all=office.size)
        )
    elif seat.quorum > 1:
        said.append(_("%(quorum)s holders must sign.", quorum=seat.quorum))
    if seat.elsewhere:
        said.append(
            _(
                "Signed outside Samenzicht with an own certificate: %(subject)s.",
                subject=seat.elsewhere["subject"],
            )
        )
    decided = (
        f"{each.person.name} {VOICE_WORDS[SeatStatus(each.status)]}." for each in seat.voices
    )
    return (*said, *decided)


def _seat_row(
    actor: Actor, seat: Seat, *, office: Office | None, is_open: bool, words: tuple[str, ...]
) -> SeatRow:
    is_waiting = seat.status == SeatStatus.WAITING
    people = office.holders if office else ()
    has_decided = any(each.person_id == actor.person_id for each in seat.voices)
    is_mine = (
        any(each.id == actor.person_id for each in people)
        if is_waiting
        else has_decided or (actor.is_person and seat.decided_by_id == actor.person_id)
    )
    # Who holds two mandates for one office is named once.
    names = list(dict.fromkeys(each.name for each in people)) if is_waiting else []
    if seat.decided_by is not None:
        names = [signer_in_words(each) for each in seat.signers]
    is_alone = seat.quorum == 1
    is_turn = is_waiting and is_open and not has_decided and _can_decide(actor, seat, office)
    return SeatRow(
        organisation=seat.organisation,
        person_name=_name(actor, names, is_mine=is_mine and is_waiting and is_alone)
        or seat.organisation.name,
        office=seat.office,
        mandate=seat.mandates_used or _numbers(office, actor, is_mine=is_mine),
        state="turn" if is_turn else STATES[SeatStatus(seat.status)],
        signed_on=seat.decided_at.astimezone(HOME_ZONE).date() if seat.decided_at else None,
        mine=is_mine and is_alone,
        reservation=seat.statements,
        words=words,
        unsealed_since=late_since(seat),
        unsealed_why=late_why(seat) if late_since(seat) else "",
    )


def _can_decide(actor: Actor, seat: Seat, office: Office | None) -> bool:
    """Tell whether the actor can decide for a holder for whom nobody did so yet."""
    heard, today = {each.spoken_for for each in seat.voices}, clock.today()
    mandates = () if office is None else office.mandates
    return any(
        each.serves(actor.person_id, today) and each.holder_id not in heard for each in mandates
    )


def signer_in_words(signer: Signer) -> str:
    """Name who decided, and for whom when a deputy did."""
    if not signer.stands_in_for:
        return signer.name
    return _("%(name)s, deputy of %(holder)s", name=signer.name, holder=signer.stands_in_for)


def _name(actor: Actor, names: list[str], *, is_mine: bool) -> str:
    return actor.name if is_mine else join_words(names)


def _numbers(office: Office | None, actor: Actor, *, is_mine: bool) -> str:
    if office is None:
        return ""
    today = clock.today()
    held = [each for each in office.mandates if not is_mine or each.serves(actor.person_id, today)]
    return join_words([each.number for each in held])


def list_waiting_for(
    actor: Actor, *, places: Iterable[Workspace] | None = None
) -> list[WaitingRow]:
    """Return the seats that wait for this person, by last day and reference.

    Args:
        places: the person's workspaces, when they were loaded already
            (`workspaces.queries.list_of`).
    """
    if actor.person_id is None:
        return []
    known = workspaces.list_of(actor) if places is None else places
    by_id = {each.id: each for each in known if _may_sign_in(each)}
    if not by_id:
        return []
    mandates = identity.list_mandates(actor.person_id, on=clock.today())
    offices = {(each.organisation_id, each.office) for each in mandates}
    if not offices:
        return []
    statement = (
        select(Seat, Report)
        .join(Report, Report.id == Seat.report_id)
        .where(
            Seat.workspace_id.in_(by_id),
            Seat.status == SeatStatus.WAITING,
            Report.status == ReportStatus.SIGNING,
            tuple_(Seat.organisation_id, Seat.office).in_(offices),
            ~waits_for_others(),
        )
        .options(joinedload(Seat.voices))
        .order_by(Report.sign_by, Report.ref, Seat.position)
    )
    return [
        _waiting(by_id[seat.workspace_id], report, seat)
        for seat, report in db.session().execute(statement).unique()
        if Signing(report, (seat,), tuple(mandates), actor.person_id).own_waiting
    ]


def waits_for_others() -> ColumnElement[bool]:
    """Tell that a required seat of an earlier group does not stand behind the report yet."""
    earlier = aliased(Seat)
    return (
        select(earlier.id)
        .where(
            earlier.report_id == Seat.report_id,
            earlier.turn < Seat.turn,
            earlier.is_required,
            earlier.status.not_in([each for each in SeatStatus if each.is_signature]),
        )
        .exists()
    )


def _may_sign_in(workspace: Workspace) -> bool:
    standing = workspace.standing
    return (
        workspace.is_open
        and standing.role == MemberRole.SIGNATORY
        and standing.participant_role in SHARING_ROLES
    )


def _waiting(workspace: Workspace, report: Report, seat: Seat) -> WaitingRow:
    return WaitingRow(
        workspace_ref=workspace.ref,
        workspace_title=workspace.title,
        report_id=report.id,
        report_ref=report.ref,
        report_title=report.title,
        sign_by=report.sign_by,
        office=seat.office,
    )
