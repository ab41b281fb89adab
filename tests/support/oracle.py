"""Who sees what, answered independently: plain Python over plain data.

It imports nothing of the application, on purpose: what it and the application agree on is the rule,
not a shared mistake. A world is nested data; the oracle walks policies from the document upwards,
as the text says, and never sees the rows, the references or the SQL.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

NONE, FINDING, VIEW, DOWNLOAD, CONTRIBUTE, MANAGE = range(6)
LEAD, PARTNER, OBSERVER, GUEST = "lead", "partner", "observer", "guest"
MOST_LEFT = {"rules": MANAGE, "evidence": FINDING, "closed": NONE, None: NONE}
"""What others may at most with what an organisation brought, once it left, by what it chose."""


@dataclass(frozen=True, slots=True)
class OracleViewer:
    """A person who works for an organisation, or, without a person, its job in one place."""

    person: UUID | None
    organisation: UUID
    place: UUID | None = None


@dataclass(slots=True)
class OracleRule:
    organisation: UUID
    level: int
    until: date | None
    people: frozenset[UUID]


@dataclass(slots=True)
class OracleFolder:
    parent: UUID | None
    workspace: UUID | None = None


@dataclass(slots=True)
class OracleDocument:
    workspace: UUID
    owner: UUID
    folder: UUID
    classification: int
    is_released: bool
    is_withdrawn: bool
    is_private: bool = False
    """Kept for the own organisation, before every rule."""
    is_sensitive: bool = False
    """Data of AVG 9 or 10 or of the Wpg: its text is never searched."""
    is_police_data: bool = False
    """Data of the Wpg: taken along one by one, never with others."""
    has_text: bool = False
    """The text of its current version was read."""


@dataclass(slots=True)
class OracleWorld:
    today: date
    clearances: dict[UUID, int] = field(default_factory=dict)
    homes: dict[UUID, UUID] = field(default_factory=dict)
    """The organisation each person works for."""
    participations: dict[tuple[UUID, UUID], bool] = field(default_factory=dict)
    """(workspace, organisation): True while it takes part."""
    after_leaving: dict[tuple[UUID, UUID], str | None] = field(default_factory=dict)
    """(workspace, organisation): what it chose for after it leaves; nothing while it is there."""
    parts: dict[tuple[UUID, UUID], str] = field(default_factory=dict)
    """(workspace, organisation): what it is there, or was."""
    memberships: dict[tuple[UUID, UUID], tuple[UUID, str]] = field(default_factory=dict)
    """(workspace, person): organisation and role; only those that hold today."""
    emergencies: dict[tuple[UUID, UUID], bool] = field(default_factory=dict)
    """(workspace, person): True when a second person agreed to special data; only what runs."""
    folders: dict[UUID, OracleFolder] = field(default_factory=dict)
    documents: dict[UUID, OracleDocument] = field(default_factory=dict)
    workspace_rules: dict[tuple[UUID, UUID], list[OracleRule]] = field(default_factory=dict)
    """(workspace, owner): rules laid down for the whole workspace."""
    folder_rules: dict[tuple[UUID, UUID], list[OracleRule]] = field(default_factory=dict)
    """(folder, owner): present only when the owner gave this folder rules of its own."""
    document_rules: dict[UUID, list[OracleRule]] = field(default_factory=dict)
    """Present only when the document has rules of its own."""

    def level(self, person: UUID, document: UUID) -> int:
        """Say what a person may with a document."""
        return self.level_of(OracleViewer(person, self.homes[person]), document)

    def level_of(self, viewer: OracleViewer, document: UUID) -> int:
        """Say what somebody, or a job, may with a document."""
        it = self.documents[document]
        if viewer.person is not None and viewer.place is not None:
            return VIEW if self._sees_in_an_emergency(viewer, it) else NONE
        role = self._role_of(viewer, it.workspace)
        if role is None or it.classification > self.clearances[viewer.organisation]:
            return NONE
        if viewer.organisation == it.owner:
            return MANAGE if role in ("coordinator", "contributor") else DOWNLOAD
        if not self._is_open_to_others(it):
            return NONE
        cap = {"coordinator": MANAGE, "contributor": CONTRIBUTE}.get(role, DOWNLOAD)
        return min(cap, self._granted(viewer, document), self._left_by_owner(it))

    def sees(self, person: UUID) -> set[UUID]:
        """Return every document that exists for a person."""
        return {each for each in self.documents if self.level(person, each) >= VIEW}

    def may_cite(self, person: UUID) -> set[UUID]:
        """Return every document that a person may at least know as closed evidence."""
        return {each for each in self.documents if self.level(person, each) >= FINDING}

    def levels(self, viewer: OracleViewer) -> dict[UUID, int]:
        """Return what somebody may with every document that exists for them."""
        found = {each: self.level_of(viewer, each) for each in self.documents}
        return {each: level for each, level in found.items() if level >= VIEW}

    def finds_text_of(
        self, viewer: OracleViewer, levels: dict[UUID, int] | None = None
    ) -> set[UUID]:
        """Return the documents that are found by a word that stands only in their text."""
        return {
            each
            for each, level in (self.levels(viewer) if levels is None else levels).items()
            if level >= DOWNLOAD and self.documents[each].has_text
            if not self.documents[each].is_sensitive
        }

    def knows_folders(self, viewer: OracleViewer, levels: dict[UUID, int]) -> set[UUID]:
        """Return the folders somebody may know of: all for lead and partners, else where one is."""
        holding = {self.documents[each].folder for each in levels}
        known = set()
        for key, folder in self.folders.items():
            place = folder.workspace
            if place is None or self._role_of(viewer, place) is None:
                continue
            if self.parts[place, viewer.organisation] in (LEAD, PARTNER) or key in holding:
                known.add(key)
        return known

    def _role_of(self, viewer: OracleViewer, place: UUID) -> str | None:
        """Return what somebody is in a workspace; None for who is not in it."""
        if not self.participations.get((place, viewer.organisation)):
            return None
        if viewer.person is None:
            return "job" if viewer.place == place else None
        organisation, role = self.memberships.get((place, viewer.person), (None, None))
        return role if organisation == viewer.organisation else None

    def _sees_in_an_emergency(self, viewer: OracleViewer, it: OracleDocument) -> bool:
        """Only what the own organisation brought to that one place, and special data if agreed."""
        assert viewer.person is not None
        place = viewer.place
        is_theirs = self.homes[viewer.person] == viewer.organisation == it.owner
        if place is None or (place, viewer.person) not in self.emergencies or not is_theirs:
            return False
        takes_part = self.participations.get((place, viewer.organisation), False)
        is_cleared = it.classification <= self.clearances[viewer.organisation]
        agreed = not it.is_sensitive or self.emergencies[place, viewer.person]
        return it.workspace == place and takes_part and is_cleared and agreed

    def _is_open_to_others(self, it: OracleDocument) -> bool:
        """Tell whether rules count at all; whatever closes a document to all others comes here."""
        return it.is_released and not it.is_withdrawn and not it.is_private

    def _left_by_owner(self, it: OracleDocument) -> int:
        """Return the most the owner lets others have: while it takes part, whatever it granted."""
        if self.participations.get((it.workspace, it.owner)):
            return MANAGE
        return MOST_LEFT[self.after_leaving.get((it.workspace, it.owner))]

    def _granted(self, viewer: OracleViewer, document: UUID) -> int:
        levels = []
        for rule in self._governing(document):
            if rule.organisation != viewer.organisation:
                continue
            if rule.until is not None and rule.until < self.today:
                continue
            if rule.people and viewer.person is not None and viewer.person not in rule.people:
                continue
            levels.append(rule.level)
        if not levels or NONE in levels:
            return NONE
        return max(levels)

    def _governing(self, document: UUID) -> list[OracleRule]:
        """Walk up: the document's own rules, else the nearest folder's, else the workspace's."""
        if document in self.document_rules:
            return self.document_rules[document]
        it = self.documents[document]
        folder: UUID | None = it.folder
        while folder is not None:
            if (folder, it.owner) in self.folder_rules:
                return self.folder_rules[folder, it.owner]
            folder = self.folders[folder].parent
        return self.workspace_rules.get((it.workspace, it.owner), [])
