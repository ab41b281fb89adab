"""What rounds of signing should do, said again on its own: it knows nothing of the product.

A round is on one file. A seat is one office of one organisation. Who decides for it is a signatory
with a mandate for that office, that day, whose turn it is, within five minutes after signing in
anew. Adopted when every required seat has signed and its seal is in the file; who refuses ends
nothing. A coordinator of the lead closes a round or begins the next, except when all have signed
already. What was signed stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

LEAD = "ijenv"
SIGNATURES = ("signed", "signed_with_reservation")
WITH_REASON = ("signed_with_reservation", "declined")
TICKET_LASTS = timedelta(minutes=5)

DONE, REFUSED, UNKNOWN = "done", "refused", "unknown"


@dataclass(slots=True)
class ModelSeat:
    """One office of one organisation."""

    organisation: str
    office: str
    required: bool = True
    turn: int = 1
    quorum: int = 1
    voices: dict[str, str] = field(default_factory=dict)
    """What each decided, when several must sign."""
    used: set[str] = field(default_factory=set)
    """The holders by whose mandates they did."""
    state: str = "waiting"
    by: str | None = None
    statement: str = ""
    sealed: bool = False

    @property
    def has_signed(self) -> bool:
        return self.state in SIGNATURES


@dataclass(slots=True)
class ModelRound:
    """The signing of one file."""

    seats: list[ModelSeat]
    state: str = "signing"
    digest: str = ""

    def is_turn_of(self, seat: ModelSeat) -> bool:
        before = [each for each in self.seats if each.turn < seat.turn and each.required]
        return all(each.has_signed for each in before)

    @property
    def all_required_signed(self) -> bool:
        return all(each.has_signed for each in self.seats if each.required)


@dataclass(slots=True)
class ModelTicket:
    """Somebody signed in anew for one decision about one file."""

    who: str
    round: int
    seat: int
    decision: str
    statement: str
    digest: str
    made_at: datetime
    used: bool = False


@dataclass(slots=True)
class RoundModel:
    """Who is who, and every round of one report."""

    homes: dict[str, str]
    roles: dict[str, str]
    """What each member is in the workspace."""
    mandates: dict[tuple[str, str], date]
    """Last day of each mandate, by person and office."""
    now: datetime
    today: date
    deputies: dict[tuple[str, str], tuple[str, date]] = field(default_factory=dict)
    """Who stands in for whom by which mandate, and until which day."""
    rounds: list[ModelRound] = field(default_factory=list)
    parts: set[str] = field(default_factory=lambda: {"ijenv", "igj", "ivho"})

    def sees(self, who: str) -> bool:
        return who in self.roles and self.homes[who] in self.parts

    def holds(self, who: str, office: str) -> bool:
        return (who, office) in self.mandates and self.today <= self.mandates[who, office]

    def usable(self, who: str, seat: ModelSeat) -> list[str]:
        """The holders by whose mandates somebody may decide for a seat, in order."""
        found = [
            holder
            for holder, office in sorted(self.mandates)
            if office == seat.office
            and self.homes[holder] == seat.organisation
            and self.holds(holder, office)
            and holder not in seat.used
            and (holder == who or self.stands_in(who, holder, office))
        ]
        return sorted(found, key=lambda holder: holder != who)

    def stands_in(self, who: str, holder: str, office: str) -> bool:
        deputy, until = self.deputies.get((holder, office), ("", self.today))
        return deputy == who and self.today <= until

    def open_to(self, who: str, number: int) -> list[int]:
        """The seats somebody may decide now, in order."""
        here = self.rounds[number]
        if not self.sees(who) or here.state != "signing" or self.roles[who] != "signatory":
            return []
        return [
            place
            for place, seat in enumerate(here.seats)
            if seat.state == "waiting"
            and seat.organisation == self.homes[who]
            and self.usable(who, seat)
            and here.is_turn_of(seat)
            and who not in seat.voices
        ]

    def confirm(self, who: str, number: int, decision: str, statement: str) -> str | ModelTicket:
        """Sign in anew for a decision about the seat that is shown."""
        if not self.sees(who):
            return UNKNOWN
        mine = self.open_to(who, number)
        if not mine or (decision in WITH_REASON and not statement):
            return REFUSED
        digest = self.rounds[number].digest
        return ModelTicket(who, number, mine[0], decision, statement, digest, self.now)

    def carry_out(self, ticket: ModelTicket) -> str:
        """Decide, as confirmed."""
        if not self.sees(ticket.who):
            return UNKNOWN
        is_fresh = not ticket.used and self.now < ticket.made_at + TICKET_LASTS
        if not is_fresh or ticket.seat not in self.open_to(ticket.who, ticket.round):
            return REFUSED
        seat = self.rounds[ticket.round].seats[ticket.seat]
        ticket.used = True
        if seat.quorum == 1:
            seat.state, seat.statement = ticket.decision, ticket.statement
        else:
            seat.used.add(self.usable(ticket.who, seat)[0])
            seat.voices[ticket.who] = ticket.decision
            seat.state = self._together(seat)
        if seat.state != "waiting":
            seat.by = ticket.who
        return DONE

    def _together(self, seat: ModelSeat) -> str:
        """Enough holders signed, enough still can, or neither."""
        said = list(seat.voices.values())
        count = sum(each in SIGNATURES for each in said)
        undecided = [
            who
            for who, home in self.homes.items()
            if home == seat.organisation and self.holds(who, seat.office) and who not in seat.used
        ]
        if count >= seat.quorum:
            return SIGNATURES["signed_with_reservation" in said]
        if count + len(undecided) >= seat.quorum:
            return "waiting"
        return "declined" if "declined" in said else "abstained"

    def place_seals(self) -> None:
        """Do what the worker does, in whatever round it waits."""
        for each in self.rounds:
            for seat in each.seats:
                seat.sealed = seat.sealed or seat.has_signed
            if each.state == "signing" and each.all_required_signed:
                each.state = "adopted"

    def _may_end(self, who: str) -> str:
        if not self.sees(who):
            return UNKNOWN
        is_head = self.homes[who] == LEAD and self.roles[who] == "coordinator"
        return DONE if is_head else REFUSED

    def close(self, who: str, number: int, reason: str) -> str:
        """End a round that will not be adopted."""
        here, answer = self.rounds[number], self._may_end(who)
        if answer == DONE and (here.state != "signing" or here.all_required_signed or not reason):
            return REFUSED
        if answer == DONE:
            here.state = "closed"
        return answer

    def reopen(self, who: str, number: int, reason: str) -> str:
        """Begin the next version."""
        here, answer = self.rounds[number], self._may_end(who)
        is_last = number == len(self.rounds) - 1
        is_sealing = here.state == "signing" and here.all_required_signed
        if answer == DONE and (here.state == "draft" or not is_last or is_sealing or not reason):
            return REFUSED
        if answer == DONE:
            here.state = "adopted" if here.state == "adopted" else "reopened"
            seats = [
                ModelSeat(each.organisation, each.office, each.required, each.turn, each.quorum)
                for each in here.seats
            ]
            self.rounds.append(ModelRound(seats, state="draft"))
        return answer

    def freeze(self) -> str:
        """Open the round of the version that is a draft, when everybody asked can sign."""
        here = self.rounds[-1]
        if here.state != "draft" or not all(self._can_be_filled(each) for each in here.seats):
            return REFUSED
        here.state = "signing"
        return DONE

    def _can_be_filled(self, seat: ModelSeat) -> bool:
        holders = [who for who, home in self.homes.items() if home == seat.organisation]
        is_here = seat.organisation in self.parts
        return is_here and sum(self.holds(who, seat.office) for who in holders) >= seat.quorum

    def waiting_for(self, who: str) -> Iterator[tuple[int, int]]:
        """Round and seat of everything that waits for somebody."""
        for number in range(len(self.rounds)):
            for place in self.open_to(who, number):
                yield number, place
