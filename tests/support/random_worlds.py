"""Random worlds: organisations, people, folders, rules and documents, as rows and for the oracle.

The rows are written straight into the tables; the references between policies follow from where
rules were laid down. The oracle gets only the latter.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.documents.models import AccessPolicy, AccessRule, Document, DocumentVersion, Folder
from app.identity.models import Organisation, Person
from app.kernel import clock, ids
from app.workspaces.models import Membership, Participation, Workspace
from tests.support.oracle import OracleDocument, OracleFolder, OracleRule, OracleWorld

PARTICIPANTS = ("lead", "partner", "observer", "guest")
ROLES = ("coordinator", "contributor", "reader", "signatory")
CODES = ("ongerubriceerd", "dep_vertrouwelijk")
Rows = dict[type, list[dict[str, Any]]]


@dataclass
class RandomWorld:
    """One world, with who may be asked about it."""

    oracle: OracleWorld
    people: list[tuple[UUID, UUID]] = field(default_factory=list)
    """(person, organisation)"""
    workspaces: list[UUID] = field(default_factory=list)


def make_worlds(session: Session, *, seed: int, count: int) -> list[RandomWorld]:
    """Make worlds and write their rows, one statement for each table."""
    rows: Rows = {
        kind: []
        for kind in (
            Organisation,
            Person,
            Workspace,
            Participation,
            Membership,
            Folder,
            AccessPolicy,
            AccessRule,
            Document,
            DocumentVersion,
        )
    }
    worlds = [_Maker(random.Random(f"{seed}.{number}"), rows).world() for number in range(count)]
    for kind, found in rows.items():
        session.execute(insert(kind.__table__), found)
    return worlds


class _Maker:
    """Draws one world."""

    def __init__(self, draw: random.Random, rows: Rows) -> None:
        self.draw = draw
        self.rows = rows
        self.today = clock.today()
        self.made = RandomWorld(OracleWorld(self.today))
        self.oracle = self.made.oracle
        self.policies: dict[tuple[UUID, UUID], UUID] = {}
        """(place, owner): the row that governs there."""

    def world(self) -> RandomWorld:
        organisations = [self._organisation() for _ in range(3)]
        people = {each: [self._person(each) for _ in range(2)] for each in organisations}
        for _ in range(self.draw.choice((1, 1, 2))):
            self._workspace(organisations, people)
        return self.made

    def _add(self, kind: type, /, **values: Any) -> UUID:
        key: UUID = values.setdefault("id", ids.new_id())
        self.rows[kind].append(values)
        return key

    def _organisation(self) -> UUID:
        rank = self.draw.randint(0, 1)
        code = f"r{ids.new_id().hex[-12:]}"
        key = self._add(
            Organisation,
            code=code,
            name=code,
            short_name=code,
            kind="inspectorate",
            mail_domain=f"{code}.example",
            highest_classification=CODES[rank],
        )
        self.oracle.clearances[key] = rank
        return key

    def _person(self, organisation: UUID) -> UUID:
        login = f"p{ids.new_id().hex[-14:]}"
        key = self._add(
            Person,
            organisation_id=organisation,
            login=login,
            name=login,
            email=f"{login}@x.example",
            job_title="",
            duties=[],
        )
        self.made.people.append((key, organisation))
        return key

    def _workspace(self, organisations: list[UUID], people: dict[UUID, list[UUID]]) -> None:
        place = self._add(
            Workspace,
            ref=f"RND-2026-{ids.new_id().hex[-12:]}",
            template="jji",
            title="x",
            lead_id=organisations[0],
            mode="regular",
            classification="dep_vertrouwelijk",
            marking="intern",
            purpose="x",
            legal_basis="x",
            controller_arrangement="x",
            retention="x",
            status="open",
            opened_on=self.today,
            version=1,
            vault_key=b"x",
        )
        self.made.workspaces.append(place)
        present = [each for each in organisations if self.draw.random() < 0.85]
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
        takes_part = self.draw.random() < 0.9
        self._add(
            Participation,
            workspace_id=place,
            organisation_id=organisation,
            role=self.draw.choice(PARTICIPANTS),
            position=position,
            joined_at=clock.now(),
            ended_at=None if takes_part else clock.now(),
        )
        self.oracle.participations[place, organisation] = takes_part

    def _membership(self, place: UUID, person: UUID, *, organisation: UUID) -> None:
        is_living = self.draw.random() < 0.85
        role = self.draw.choice(ROLES)
        self._add(
            Membership,
            workspace_id=place,
            person_id=person,
            organisation_id=organisation,
            role=role,
            added_at=clock.now(),
            ended_at=None if is_living else clock.now(),
        )
        if is_living:
            self.oracle.memberships[place, person] = (organisation, role)

    def _folders(self, place: UUID) -> list[UUID]:
        root = self._folder(place, None)
        top = [self._folder(place, root) for _ in range(2)]
        return [root, *top, self._folder(place, top[0])]

    def _folder(self, place: UUID, parent: UUID | None) -> UUID:
        key = self._add(Folder, workspace_id=place, parent_id=parent, name="x", position=0)
        self.oracle.folders[key] = OracleFolder(parent)
        return key

    def _policies(
        self, place: UUID, owner: UUID, *, folders: list[UUID], people: dict[UUID, list[UUID]]
    ) -> None:
        """Lay down the owner's policies for the workspace and, from the top, for its folders."""
        root = folders[0]
        rules = self._rules(owner, people)
        self.oracle.workspace_rules[place, owner] = rules
        self.policies[root, owner] = self._policy(place, owner, rules=rules)
        for folder in folders[1:]:
            if self.draw.random() < 0.35:
                rules = self._rules(owner, people)
                self.oracle.folder_rules[folder, owner] = rules
                key = self._policy(place, owner, rules=rules, folder_id=folder)
                self.policies[folder, owner] = key
            else:
                parent = self.oracle.folders[folder].parent
                assert parent is not None
                self.policies[folder, owner] = self._follower(
                    place, owner, folder=folder, parent=parent
                )

    def _follower(self, place: UUID, owner: UUID, *, folder: UUID, parent: UUID) -> UUID:
        above = self.policies[parent, owner]
        rows = {row["id"]: row for row in self.rows[AccessPolicy]}
        return self._add(
            AccessPolicy,
            workspace_id=place,
            organisation_id=owner,
            folder_id=folder,
            document_id=None,
            governed_by_id=rows[above]["governed_by_id"],
            version=1,
        )

    def _policy(self, place: UUID, owner: UUID, *, rules: list[OracleRule], **where: UUID) -> UUID:
        key = ids.new_id()
        self._add(
            AccessPolicy,
            id=key,
            workspace_id=place,
            organisation_id=owner,
            folder_id=where.get("folder_id"),
            document_id=where.get("document_id"),
            governed_by_id=key,
            version=1,
        )
        for rule in rules:
            self._add(
                AccessRule,
                policy_id=key,
                workspace_id=place,
                owner_id=owner,
                organisation_id=rule.organisation,
                level=rule.level,
                until=rule.until,
                legal_basis="x",
                purpose="x",
                people=sorted(rule.people),
            )
        return key

    def _rules(self, owner: UUID, people: dict[UUID, list[UUID]]) -> list[OracleRule]:
        others = [each for each in people if each != owner]
        return [
            self._rule(self.draw.choice(others), people) for _ in range(self.draw.randint(0, 3))
        ]

    def _rule(self, organisation: UUID, people: dict[UUID, list[UUID]]) -> OracleRule:
        named: Iterable[UUID] = ()
        if self.draw.random() < 0.4:
            named = self.draw.sample(people[organisation], self.draw.randint(1, 2))
        return OracleRule(
            organisation=organisation,
            level=self.draw.choice((0, 1, 2, 2, 3, 3, 4, 5)),
            until=self._until(),
            people=frozenset(named),
        )

    def _until(self) -> date | None:
        days = self.draw.choice((None, -1, 0, 1, 30))
        return None if days is None else self.today + timedelta(days=days)

    def _document(
        self, place: UUID, owner: UUID, *, folders: list[UUID], people: dict[UUID, list[UUID]]
    ) -> None:
        key, folder = ids.new_id(), self.draw.choice(folders)
        policy = self.policies[folder, owner]
        if self.draw.random() < 0.4:
            rules = self._rules(owner, people)
            self.oracle.document_rules[key] = rules
            policy = self._policy(place, owner, rules=rules, document_id=key)
        it = OracleDocument(
            workspace=place,
            owner=owner,
            folder=folder,
            classification=self.draw.choice((0, 0, 0, 1)),
            is_released=self.draw.random() < 0.9,
            is_withdrawn=self.draw.random() < 0.1,
            is_private=self.draw.random() < 0.15,
        )
        self.oracle.documents[key] = it
        self._add(
            Document,
            id=key,
            workspace_id=place,
            folder_id=folder,
            organisation_id=owner,
            policy_id=policy,
            title="x",
            classification=it.classification,
            marking="intern",
            is_special_category=False,
            is_criminal_data=False,
            is_police_data=False,
            status="released" if it.is_released else "received",
            current_number=1,
            changed_at=clock.now(),
            withdrawn_at=clock.now() if it.is_withdrawn else None,
            is_private=it.is_private,
            version=1,
        )
        self._version(place, key)

    def _version(self, place: UUID, document: UUID) -> None:
        self._add(
            DocumentVersion,
            document_id=document,
            workspace_id=place,
            number=1,
            file_name="x.pdf",
            media_type="application/pdf",
            size=1,
            sha256=b"x" * 32,
            blob_id="0" * 32,
            wrapped_key=b"x",
            uploaded_by_id=self.made.people[0][0],
            uploaded_at=clock.now(),
            note="",
        )
