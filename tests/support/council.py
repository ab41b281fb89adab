"""A round of many organisations, drawn from a number: seats, quorums, order, and what each says."""

from __future__ import annotations

import copy
import random
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from app.adapters import certificates
from app.adapters.certificates import KeyKind
from app.adapters.keys import MasterKey
from app.identity.models import IdentityProvider, Mandate, Organisation, Person
from app.kernel import clock, ids
from app.kernel.web.house import house_of
from app.reports.models import SigningKey
from app.reports.service import keys
from app.reports.service.building import SeatWish
from app.reports.service.keys import KeyPair
from app.workspaces.models import MemberRole, Membership, ParticipantRole, Participation
from tests.support.judgement import Desk

OFFICES = ("hoofdinspecteur", "directeur toezicht")
MOST_TURNS, MOST_HOLDERS = 3, 2


@dataclass(slots=True)
class Council:
    """Organisations that sign one report together."""

    desk: Desk
    chance: random.Random
    holders: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """Who holds an office, by organisation and office."""

    def gather(self, count: int) -> None:
        """Let some organisations take part, each with its people, mandates and seal."""
        world = copy.copy(self.desk.world)
        world.organisations, world.people = dict(world.organisations), dict(world.people)
        self.desk = Desk(self.desk.app, world, self.desk.transaction)
        for number in range(1, count + 1):
            self._found(f"org{number}")

    def _found(self, code: str) -> None:
        organisation = Organisation(
            id=ids.new_id(),
            code=code,
            name=f"Inspectie {code.upper()}",
            short_name=code.upper(),
            kind="inspectorate",
            mail_domain=f"{code}.example",
            highest_classification="dep_vertrouwelijk",
        )
        self.desk.world.organisations[code] = organisation
        place = self.desk.world.workspace.id
        with self.desk.transaction.as_owner() as owner:
            owner.add(organisation)
            owner.flush()
            provider = self._provider(organisation)
            owner.add_all((provider, self._keys(organisation)))
            owner.add(
                Participation(
                    workspace_id=place,
                    organisation_id=organisation.id,
                    role=ParticipantRole.PARTNER,
                    position=int(code.removeprefix("org")) + 9,
                    joined_at=clock.now(),
                )
            )
            owner.flush()
            for office in OFFICES[: self.chance.randint(1, len(OFFICES))]:
                for number in range(1, MOST_HOLDERS + 1):
                    who = f"{code}-{office[0]}{number}"
                    person = self._person(organisation, who, provider=provider)
                    owner.add(person)
                    owner.flush()
                    owner.add_all(self._standing(person, office, place=place))
                    self.desk.world.people[who] = person
                    self.holders.setdefault((code, office), []).append(who)

    def _provider(self, organisation: Organisation) -> IdentityProvider:
        return IdentityProvider(
            id=ids.new_id(),
            organisation_id=organisation.id,
            slug=organisation.code,
            issuer=f"https://{organisation.code}.example",
            discovery_url=f"https://{organisation.code}.example/discovery",
            client_id="samenzicht",
            algorithms=["ES256"],
            accepted_acr=["substantial"],
            classified_acr=["substantial"],
            max_clock_skew_seconds=60,
            is_active=True,
        )

    def _keys(self, organisation: Organisation) -> SigningKey:
        """Make its seal, of the kind of key that is quickly made."""
        party, now = keys._party(organisation), clock.now()
        root = certificates.create_root(party, now=now, kind=KeyKind.EC_P256)
        seal = certificates.issue_seal(root, party, now=now, kind=KeyKind.EC_P256)
        master = house_of(self.desk.app).tool(MasterKey)
        material = keys._packed(KeyPair(root, seal), master=master)
        return SigningKey(
            id=ids.new_id(), organisation_id=organisation.id, material=material, made_at=now
        )

    def _person(
        self, organisation: Organisation, who: str, *, provider: IdentityProvider
    ) -> Person:
        person = Person(
            id=ids.new_id(),
            organisation_id=organisation.id,
            provider_id=provider.id,
            subject=f"subject-of-{who}",
            login=who,
            name=f"Mens {who}",
            email=f"{who}@{organisation.mail_domain}",
            job_title="inspecteur",
            duties=[],
        )
        person.organisation = organisation
        return person

    def _standing(self, person: Person, office: str, *, place: UUID) -> tuple[object, ...]:
        membership = Membership(
            workspace_id=place,
            person_id=person.id,
            organisation_id=person.organisation_id,
            role=MemberRole.SIGNATORY,
            added_at=clock.now(),
        )
        mandate = Mandate(
            id=ids.new_id(),
            organisation_id=person.organisation_id,
            holder_id=person.id,
            number=f"M-{person.login}",
            office=office,
            covers="gezamenlijke rapporten",
            valid_from=clock.today(),
            valid_to=clock.today() + timedelta(days=30),
            source="Mandaatbesluit",
        )
        return membership, mandate

    def wishes(self) -> tuple[SeatWish, ...]:
        """Draw a seat for each office; the first is required."""
        return tuple(
            SeatWish(
                code,
                office,
                is_required=number == 0 or self.chance.random() < 0.7,
                turn=self.chance.randint(1, MOST_TURNS),
                quorum=self.chance.randint(1, MOST_HOLDERS),
            )
            for number, (code, office) in enumerate(self.holders)
        )

    def sign(self, report: UUID, wishes: tuple[SeatWish, ...]) -> int:
        """Let everybody decide in order, optional seats as they like; return how many seals."""
        seals = 0
        for wish in sorted(wishes, key=lambda each: (each.is_required, each.turn)):
            signs = wish.is_required or self.chance.random() < 0.5
            is_in_turn = wish.is_required or wish.turn == 1
            if is_in_turn:
                self._decide(report, wish, signs=signs)
                seals += signs
        return seals

    def _decide(self, report: UUID, wish: SeatWish, *, signs: bool) -> None:
        seats = {(each.organisation_id, each.office): each for each in self.desk.read(report)[1]}
        home = self.desk.world.organisations[wish.organisation].id
        # Of two holders both must sign, so the first who does not settles it.
        needed = wish.quorum if signs else 1
        for who in self.holders[wish.organisation, wish.office][:needed]:
            decision = self.chance.choice(("signed", "signed_with_reservation"))
            self.desk.sign(
                who,
                report,
                seat=str(seats[home, wish.office].id),
                decision=decision if signs else "declined",
                statement="Wij zien dit anders." if decision != "signed" or not signs else "",
            )
