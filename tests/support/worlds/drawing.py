"""Drawing one world from a seed: as rows, and as the oracle is told of it.

The references between policies follow from where rules were laid down. The oracle gets only the
latter. A world with its seed and number is the same in every run.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.kernel import clock
from tests.support.oracle import (
    OracleDocument,
    OracleFolder,
    OracleRule,
    OracleViewer,
    OracleWorld,
)
from tests.support.worlds.rows import NOW, Rows, array_of

PARTICIPANTS = ("lead", "partner", "observer", "guest")
ROLES = ("coordinator", "contributor", "reader", "signatory")
CODES = ("ongerubriceerd", "dep_vertrouwelijk")
FLAGS = ("special_category", "criminal_data", "police_data")
UNRELEASED = ("received", "scanned", "refused")
AFTER_LEAVING = (None, "rules", "rules", "evidence", "evidence", "closed")
"""What organisations chose for after they leave, also while they are there."""
LEVELS = (0, 1, 2, 2, 3, 3, 4, 5)
DAYS = (None, None, -1, 0, 1, 30)
"""How long rules hold, in days from today."""


@dataclass(slots=True)
class RandomWorld:
    """One world, with who may be asked about it."""

    oracle: OracleWorld
    number: int = 0
    people: list[tuple[UUID, UUID]] = field(default_factory=list)
    """(person, organisation)"""
    workspaces: list[UUID] = field(default_factory=list)
    refs: dict[UUID, str] = field(default_factory=dict)
    """What people call each workspace."""

    @property
    def title_word(self) -> str:
        """A word in the title of all its documents, and of no others."""
        return f"titel{self.number}"

    @property
    def text_word(self) -> str:
        """A word in the text of its documents, and in no title."""
        return f"tekst{self.number}"

    @property
    def viewers(self) -> list[OracleViewer]:
        """Everybody, each organisation's job in each place, and a person in a foreign name: without
        a place, and naming one besides, which gives nothing to who has no emergency sight there."""
        organisations = list(self.oracle.clearances)
        (stray, home), foreign = self.people[0], organisations[-1]
        assert home != foreign
        return [
            *(OracleViewer(*each) for each in self.people),
            *(
                OracleViewer(None, each, place)
                for place in self.workspaces
                for each in organisations
            ),
            OracleViewer(stray, foreign),
            OracleViewer(stray, foreign, self.workspaces[0]),
        ]


def make_worlds(session: Session, *, seed: int, count: int, first: int = 0) -> list[RandomWorld]:
    """Make worlds and write their rows, one statement for each table."""
    rows, today = Rows(), clock.today()
    numbers = range(first, first + count)
    worlds = [_Maker(seed, each, rows, today).world() for each in numbers]
    rows.write(session)
    return worlds


class _Maker:
    """Draws one world."""

    def __init__(self, seed: int, number: int, rows: Rows, today: date) -> None:
        self.draw = random.Random(f"{seed}.{number}")
        self.rows = rows
        self.today = today
        self.made = RandomWorld(OracleWorld(today), number)
        self.oracle = self.made.oracle
        self.governors: dict[tuple[UUID, UUID], UUID] = {}
        """(folder, owner): the policy whose rules count there."""
        self.policies: dict[tuple[UUID, UUID], UUID] = {}
        """(folder, owner): the policy of that very place."""

    def world(self) -> RandomWorld:
        organisations = [self._organisation() for _ in range(3)]
        people = {each: [self._person(each) for _ in range(2)] for each in organisations}
        for _ in range(1 + self._happens(0.2)):
            self._workspace(organisations, people)
        return self.made

    def _happens(self, chance: float) -> bool:
        return self.draw.random() < chance

    def _id(self) -> UUID:
        return UUID(int=self.draw.getrandbits(128))

    def _organisation(self) -> UUID:
        key, rank = self._id(), self.draw.randrange(2)
        code = f"r{key.hex[:16]}"
        self.rows.add("organisation", key, code, code, code, f"{code}.example", CODES[rank])
        self.oracle.clearances[key] = rank
        return key

    def _person(self, organisation: UUID) -> UUID:
        key = self._id()
        login = f"p{key.hex[:16]}"
        self.rows.add("person", key, organisation, login, login, f"{login}@x.example")
        self.oracle.homes[key] = organisation
        self.made.people.append((key, organisation))
        return key

    def _workspace(self, organisations: list[UUID], people: dict[UUID, list[UUID]]) -> None:
        place = self._id()
        status = "closed" if self._happens(0.1) else "open"
        ref = f"RND-2026-{(2 * self.made.number + len(self.made.workspaces)) % 1_000_000:06d}"
        self.rows.add("workspace", place, ref, organisations[0], status)
        self.rows.add("log_tree", place)
        self.made.refs[place] = ref
        self.made.workspaces.append(place)
        present = [each for each in organisations if self._happens(0.85)]
        for position, organisation in enumerate(present):
            self._participation(place, organisation, position=position)
            for person in people[organisation]:
                self._membership(place, person, organisation=organisation)
        folders = self._folders(place)
        for owner in present:
            self._policies(place, owner, folders=folders, people=people)
            for _ in range(self.draw.randint(1, 3)):
                self._document(place, owner, folders=folders, people=people)

    def _participation(self, place: UUID, organisation: UUID, *, position: int) -> None:
        takes_part, role = self._happens(0.82), self.draw.choice(PARTICIPANTS)
        ended, chosen = None if takes_part else NOW, self.draw.choice(AFTER_LEAVING)
        where = (place, organisation, role, position)
        self.rows.add("participation", self._id(), *where, ended, chosen)
        self.oracle.after_leaving[place, organisation] = chosen
        self.oracle.participations[place, organisation] = takes_part
        self.oracle.parts[place, organisation] = role

    def _membership(self, place: UUID, person: UUID, *, organisation: UUID) -> None:
        if self._happens(0.1):
            # Was here before, as something else.
            role = self.draw.choice(ROLES)
            self.rows.add("membership", self._id(), place, person, organisation, role, NOW, None)
        if self._happens(0.05):
            return
        is_living, role = self._happens(0.88), self.draw.choice(ROLES)
        ended, until = None if is_living else NOW, self._last_day()
        where = (place, person, organisation)
        self.rows.add("membership", self._id(), *where, role, ended, until)
        if is_living and (until is None or until >= self.today):
            self.oracle.memberships[place, person] = (organisation, role)

    def _last_day(self) -> date | None:
        """Draw until when somebody may work in a place: mostly until somebody ends it."""
        days = self.draw.choice(DAYS) if self._happens(0.3) else None
        return None if days is None else self.today + timedelta(days=days)

    def _folders(self, place: UUID) -> list[UUID]:
        root = self._folder(place, None)
        top = [self._folder(place, root) for _ in range(2)]
        return [root, *top, self._folder(place, top[0])]

    def _folder(self, place: UUID, parent: UUID | None) -> UUID:
        key = self._id()
        self.rows.add("folder", key, place, parent)
        self.oracle.folders[key] = OracleFolder(parent, place)
        return key

    def _policies(
        self, place: UUID, owner: UUID, *, folders: list[UUID], people: dict[UUID, list[UUID]]
    ) -> None:
        """Lay down the owner's policies for the workspace and, from the top, for its folders."""
        root = folders[0]
        rules = self.oracle.workspace_rules[place, owner] = self._rules(owner, people)
        self._place(root, owner, self._policy(place, owner, rules=rules))
        for folder in folders[1:]:
            if self._happens(0.35):
                rules = self.oracle.folder_rules[folder, owner] = self._rules(owner, people)
                self._place(folder, owner, self._policy(place, owner, folder, rules=rules))
            else:
                self._follow(place, owner, folder)

    def _place(self, folder: UUID, owner: UUID, policy: UUID) -> None:
        self.policies[folder, owner] = self.governors[folder, owner] = policy

    def _follow(self, place: UUID, owner: UUID, folder: UUID) -> None:
        """Let a folder point at what governs the one above it."""
        above, key = self.oracle.folders[folder].parent, self._id()
        assert above is not None
        governor = self.governors[folder, owner] = self.governors[above, owner]
        self.rows.add("access_policy", key, place, owner, folder, None, governor)
        self.policies[folder, owner] = key

    def _policy(
        self,
        place: UUID,
        owner: UUID,
        folder: UUID | None = None,
        *,
        rules: list[OracleRule],
        document: UUID | None = None,
    ) -> UUID:
        key = self._id()
        self.rows.add("access_policy", key, place, owner, folder, document, key)
        for rule in rules:
            named = array_of(sorted(rule.people))
            special = array_of(each for each in FLAGS if self._happens(0.1))
            about = (rule.organisation, rule.level, rule.until)
            self.rows.add("access_rule", self._id(), key, place, owner, *about, named, special)
        return key

    def _rules(self, owner: UUID, people: dict[UUID, list[UUID]]) -> list[OracleRule]:
        others = [each for each in people if each != owner]
        return [
            self._rule(self.draw.choice(others), people) for _ in range(self.draw.randint(0, 4))
        ]

    def _rule(self, organisation: UUID, people: dict[UUID, list[UUID]]) -> OracleRule:
        named: Sequence[UUID] = ()
        if self._happens(0.4):
            # Sometimes of people elsewhere: they are not of the organisation it is about.
            known = people[self.draw.choice(list(people)) if self._happens(0.15) else organisation]
            named = self.draw.sample(known, self.draw.randint(1, 2))
        days = self.draw.choice(DAYS)
        return OracleRule(
            organisation=organisation,
            level=self.draw.choice(LEVELS),
            until=None if days is None else self.today + timedelta(days=days),
            people=frozenset(named),
        )

    def _document(
        self, place: UUID, owner: UUID, *, folders: list[UUID], people: dict[UUID, list[UUID]]
    ) -> None:
        key, folder = self._id(), self.draw.choice(folders)
        policy = self.policies[folder, owner]
        if self._happens(0.4):
            rules = self.oracle.document_rules[key] = self._rules(owner, people)
            policy = self._policy(place, owner, rules=rules, document=key)
        flags = [self._happens(0.08) for _ in FLAGS]
        status = "released" if self._happens(0.9) else self.draw.choice(UNRELEASED)
        it = self.oracle.documents[key] = OracleDocument(
            workspace=place,
            owner=owner,
            folder=folder,
            classification=int(self._happens(0.25)),
            is_released=status == "released",
            is_withdrawn=self._happens(0.1),
            is_private=self._happens(0.15),
            is_sensitive=any(flags),
            is_police_data=flags[FLAGS.index("police_data")],
        )
        title = f"Verslag {self.made.title_word} {key.hex}"
        withdrawn = NOW if it.is_withdrawn else None
        where = (key, place, folder, owner, policy, title, it.classification)
        self.rows.add("document", *where, *flags, status, withdrawn, it.is_private)
        self.rows.add("document_version", self._id(), key, place, self.made.people[0][0], status)
        self._text(place, key, title=title)

    def _text(self, place: UUID, document: UUID, *, title: str) -> None:
        """Leave a text, sometimes of an older version, also where none should be left."""
        if self._happens(0.8):
            number = 1 - self._happens(0.1)
            self.oracle.documents[document].has_text = number == 1
            body = f"Wij lazen {self.made.text_word}"
            self.rows.add("document_text", document, place, number, title, body)
