"""Rounds of signing carried out by the product beside the model, and compared with it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from app.identity.models import Mandate
from app.kernel import clock, ids
from app.kernel.access import require
from app.kernel.errors import NotAllowed, NotFound, OutOfDate, Refused
from app.kernel.work import step_outside
from app.reports import jobs, queries
from app.reports.models import ReportFile, SeatStatus
from app.reports.policy import ReportPermission
from app.reports.service import rounds, signing
from app.reports.service.building import SeatWish
from app.reports.service.signing import Decision
from app.workspaces.models import MemberRole, Membership, Participation
from tests.support.acting import acting
from tests.support.judgement import CHIEF, Desk
from tests.support.round_model import DONE, REFUSED, UNKNOWN, ModelRound, ModelSeat, RoundModel
from tests.support.round_model import ModelTicket as Ticket
from tests.support.world import CAST

DEPUTY = "afdelingshoofd"
COLLEGE = "college"
LAST_DAY = timedelta(days=300)
SHAPES: dict[str, tuple[SeatWish, ...]] = {
    "two beside each other": (SeatWish("ijenv", CHIEF), SeatWish("igj", CHIEF)),
    "one after the other": (SeatWish("ijenv", CHIEF, turn=2), SeatWish("igj", CHIEF)),
    "one is optional": (SeatWish("ijenv", CHIEF), SeatWish("igj", CHIEF, is_required=False)),
    "two offices of one": (
        SeatWish("ijenv", CHIEF, turn=2),
        SeatWish("igj", DEPUTY, turn=2),
        SeatWish("igj", CHIEF),
    ),
    "two of one office": (
        SeatWish("ijenv", CHIEF),
        SeatWish("igj", COLLEGE, quorum=2),
    ),
    "an optional one goes first": (
        SeatWish("ijenv", CHIEF, turn=2),
        SeatWish("igj", DEPUTY, is_required=False),
        SeatWish("igj", CHIEF, turn=3),
    ),
}


@dataclass(slots=True)
class Rounds:
    """One report with its rounds, in the product and in the model."""

    desk: Desk
    model: RoundModel
    reports: list[UUID] = field(default_factory=list)
    """The report of each round."""
    digests: dict[UUID, str] = field(default_factory=dict)
    """Fingerprint of each report as it was shown when it was frozen."""
    tickets: list[tuple[Ticket, Any, UUID]] = field(default_factory=list)

    def tried(self, verb: Callable[[], Any]) -> str:
        """Do something; say whether it was done, refused, or about nothing that exists."""
        try:
            verb()
        except NotFound:
            return UNKNOWN
        except (Refused, NotAllowed, OutOfDate):
            return REFUSED
        return DONE

    def confirm(self, who: str, number: int, *, decision: str, statement: str) -> None:
        """Let somebody sign in anew for the seat on the page of a round."""
        wanted = self.model.confirm(who, number, decision, statement)
        actor, purpose = self.desk.world.actor(who), {}

        def ask() -> None:
            report = queries.get_anywhere(actor, ReportPermission.VIEW, self.reports[number])
            seen = queries.signing_of(actor, report)
            require(actor, ReportPermission.SIGN, seen)
            purpose.update(
                signing.purpose_of(
                    seen,
                    decision=Decision(SeatStatus(decision), statement),
                    seen_sha256=report.fingerprint,
                    seen_seat=str(seen.seat.id) if seen.seat else "",
                )
            )

        with acting(self.desk.app, actor):
            told = self.tried(ask)
        if isinstance(wanted, Ticket):
            assert told == DONE
            own = self.desk.sign_in_for(who, {**purpose, "random": ids.new_secret()})
            self.tickets.append((wanted, *own))
        else:
            assert told == wanted, (who, number, told, wanted)

    def carry_out(self, which: int) -> None:
        """Decide as confirmed."""
        ticket, actor, ticket_id = self.tickets[which % len(self.tickets)]
        number = self.reports[ticket.round]
        told = self.tried(lambda: self.desk.co_sign(actor, number, ticket_id=ticket_id))
        wanted = self.model.carry_out(ticket)
        assert told == wanted, (ticket, told, wanted)

    def carry_out_at_once(self, one: int, other: int) -> None:
        """Let two decide of whom the first had read all there is when the second was done."""
        ticket, actor, ticket_id = self.tickets[one % len(self.tickets)]
        with acting(self.desk.app, actor), ExitStack() as later:
            if not self.model.sees(ticket.who):
                return
            asked = self.reports[ticket.round]
            report = queries.get_anywhere(actor, ReportPermission.VIEW, asked)
            step_outside()
            self.carry_out(other)
            later.callback(step_outside)
            told = self.tried(
                lambda: signing.co_sign(actor, report, ticket_id=ticket_id, sealing=jobs.place_seal)
            )
        wanted = self.model.carry_out(ticket)
        assert told == wanted, (ticket, told, wanted)

    def place_seals(self) -> None:
        """Let the worker do what waits."""
        self.model.place_seals()
        self.desk.run_jobs()

    def end(self, who: str, number: int, *, way: str, reason: str) -> None:
        """Close a round, or begin the next version."""
        actor = self.desk.world.actor(who)
        verb = rounds.close_round if way == "close" else rounds.reopen
        made: list[Any] = []

        def ask() -> None:
            report = queries.get_anywhere(actor, ReportPermission.VIEW, self.reports[number])
            made.append(verb(actor, report, reason=reason, seen_version=report.version))

        with acting(self.desk.app, actor):
            told = self.tried(ask)
        wanted = getattr(self.model, way)(who, number, reason)
        assert told == wanted, (who, number, way, told, wanted)
        if told == DONE and way == "reopen":
            self.reports.append(made[0].id)

    def freeze(self) -> None:
        """Freeze the newest version."""
        report_id = self.reports[-1]
        shown: list[str] = []
        told = self.tried(lambda: shown.append(self.desk.freeze(report_id)))
        wanted = self.model.freeze()
        assert told == wanted, (told, wanted)
        if told == DONE:
            self.digests[report_id] = self.model.rounds[-1].digest = shown[0]

    # What happens around a round, past the product's own pages.

    def give_role(self, who: str, role: str | None) -> None:
        """Give somebody another role in the workspace, or none."""
        ended_at = clock.now() if role is None else None
        values: dict[str, Any] = {"ended_at": ended_at}
        if role is None:
            self.model.roles.pop(who, None)
        else:
            values["role"] = MemberRole(role)
            self.model.roles[who] = role
        self._change(Membership, Membership.person_id == self.desk.world.person(who).id, values)

    def let_take_part(self, code: str, *, is_in: bool) -> None:
        """End the part of an organisation with its people, or begin it again."""
        organisation_id = self.desk.world.organisations[code].id
        ended_at = None if is_in else clock.now()
        self._change(
            Participation, Participation.organisation_id == organisation_id, {"ended_at": ended_at}
        )
        if is_in:
            self.model.parts.add(code)
            return
        self.model.parts.discard(code)
        for who in [each for each in self.model.roles if self.model.homes[each] == code]:
            self.give_role(who, None)

    def _change(self, kind: Any, condition: Any, values: Mapping[str, Any]) -> None:
        with self.desk.transaction.as_owner() as owner:
            here = kind.workspace_id == self.desk.world.workspace.id
            owner.execute(update(kind).where(here, condition).values(values))

    def give_mandate(self, who: str, office: str, *, last_day: date | None) -> None:
        """Give somebody a mandate up to a day, or take it back."""
        person = self.desk.world.person(who)
        with self.desk.transaction.as_owner() as owner:
            mine = (Mandate.holder_id == person.id, Mandate.office == office)
            owner.execute(delete(Mandate).where(*mine))
            self.model.mandates.pop((who, office), None)
            self.model.deputies.pop((who, office), None)
            if last_day is None:
                return
            self.model.mandates[who, office] = last_day
            owner.add(
                Mandate(
                    id=ids.new_id(),
                    organisation_id=person.organisation_id,
                    holder_id=person.id,
                    number=f"M-{who}-{office}",
                    office=office,
                    covers="gezamenlijke rapporten",
                    valid_from=date(2026, 1, 1),
                    valid_to=last_day,
                    source="Mandaatbesluit",
                )
            )

    def send_away(self, who: str, office: str, *, deputy: str, last_day: date) -> None:
        """Let somebody be away up to a day, with a deputy."""
        if (who, office) not in self.model.mandates:
            return
        self.model.deputies[who, office] = (deputy, last_day)
        holder, other = self.desk.world.person(who).id, self.desk.world.person(deputy).id
        with self.desk.transaction.as_owner() as owner:
            owner.execute(
                update(Mandate)
                .where(Mandate.holder_id == holder, Mandate.office == office)
                .values(deputy_id=other, absent_from=date(2026, 1, 1), absent_until=last_day)
            )

    # What must hold.

    def compare(self) -> None:
        """Hold every round of the product to the model."""
        for report_id, wanted in zip(self.reports, self.model.rounds, strict=True):
            report, seats = self.desk.read(report_id)
            assert report.status == wanted.state, (report_id, report.status, wanted)
            for seat, told in zip(seats, wanted.seats, strict=True):
                by = self.desk.world.person(told.by).id if told.by else None
                found = (seat.status, seat.decided_by_id, seat.statement, seat.sealed_at is None)
                assert found == (told.state, by, told.statement, not told.sealed)
                names = {self.desk.world.person(who).id: said for who, said in told.voices.items()}
                assert {each.person_id: each.status for each in seat.voices} == names
            sealed = sum(each.sealed for each in wanted.seats)
            assert report.revision == sealed + (wanted.state != "draft")

    def compare_what_waits(self, who: str) -> None:
        """Hold somebody's own work to the model."""
        actor = self.desk.world.actor(who)
        with acting(self.desk.app, actor):
            waiting = queries.list_waiting_for(actor)
        found = [
            (each.report_id, each.office) for each in waiting if each.report_id in self.reports
        ]
        wanted = [
            (self.reports[number], self.model.rounds[number].seats[place].office)
            for number, place in self.model.waiting_for(who)
        ]
        assert sorted(found) == sorted(wanted), who

    def check_proofs(self) -> None:
        """Each decision is about the digest that was shown, that was logged, and that is kept."""
        logged = [each for each in self.desk.log_items() if each["action"].startswith("report:")]
        for report_id, round_ in zip(self.reports, self.model.rounds, strict=True):
            shown = self.digests.get(report_id)
            entries = [each for each in logged if each["object"]["id"] == str(report_id)]
            if shown is None:
                assert not any(each["action"] == "report:text:freeze" for each in entries)
                continue
            self._check_entries(entries, round_, shown=shown, report_id=report_id)
            self._check_files(report_id, round_, shown=shown)

    def _check_entries(
        self, entries: list[Any], round_: ModelRound, *, shown: str, report_id: UUID
    ) -> None:
        decisions = [each for each in entries if each["action"].startswith("report:seat:")]
        seats = self.desk.read(report_id)[1]
        proofs = [each.proof for each in seats if each.quorum == 1 and each.proof]
        proofs += [each.proof for seat in seats for each in seat.voices]
        told = sum(len(each.voices) or bool(each.by) for each in round_.seats)
        assert len(decisions) == len(proofs) == told
        by_nonce = {each["facts"]["nonce"]: each["facts"] for each in decisions}
        for proof in proofs:
            facts = by_nonce[proof["nonce"]]
            assert facts["sha256"] == proof["purpose"]["sha256"] == shown
            assert proof["claims"]["nonce"] == proof["nonce"]
        seals = [each for each in entries if each["action"] == "report:seal:place"]
        assert len(seals) == sum(each.sealed for each in round_.seats)

    def _check_files(self, report_id: UUID, round_: ModelRound, *, shown: str) -> None:
        """Each file only adds to the one before it; the first has the digest that was shown."""
        with self.desk.transaction.as_owner() as owner:
            rows = owner.scalars(
                select(ReportFile)
                .where(ReportFile.report_id == report_id)
                .order_by(ReportFile.revision)
            ).all()
        assert len(rows) == 1 + sum(each.sealed for each in round_.seats)
        newest = self.desk.content(report_id, revision=len(rows))
        for row in rows:
            assert hashlib.sha256(newest[: row.size]).digest() == row.sha256
        assert rows[0].sha256.hex() == shown
        assert rows[-1].size == len(newest)


def begin_rounds(desk: Desk) -> dict[str, Rounds]:
    """Freeze a report of each shape, to begin histories from."""
    today = clock.today()
    first = RoundModel(
        homes={who: home for who, (home, _role) in CAST.items()},
        roles={who: str(role) for who, (_home, role) in CAST.items()},
        mandates={},
        now=clock.now(),
        today=today,
    )
    base = Rounds(desk, first)
    for who, office in (("wim", CHIEF), ("cora", CHIEF), ("cora", DEPUTY), ("cora", COLLEGE)):
        base.give_mandate(who, office, last_day=today + LAST_DAY)
    base.give_mandate("bram", COLLEGE, last_day=today + LAST_DAY)
    begun, finding = {}, desk.finding()
    for name, wishes in SHAPES.items():
        report_id = desk.report(finding, seats=wishes)
        shown = desk.freeze(report_id)
        seats = [
            ModelSeat(each.organisation, each.office, each.is_required, each.turn, each.quorum)
            for each in sorted(wishes, key=lambda each: (each.organisation != "ijenv", each.office))
        ]
        model = deepcopy(first)
        model.rounds.append(ModelRound(seats, digest=shown))
        begun[name] = Rounds(desk, model, [report_id], {report_id: shown})
    return begun
