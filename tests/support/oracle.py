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


@dataclass
class OracleRule:
    organisation: UUID
    level: int
    until: date | None
    people: frozenset[UUID]


@dataclass
class OracleFolder:
    parent: UUID | None


@dataclass
class OracleDocument:
    workspace: UUID
    owner: UUID
    folder: UUID
    classification: int
    is_released: bool
    is_withdrawn: bool
    is_private: bool


@dataclass
class OracleWorld:
    today: date
    clearances: dict[UUID, int] = field(default_factory=dict)
    participations: dict[tuple[UUID, UUID], bool] = field(default_factory=dict)
    """(workspace, organisation): True while it takes part."""
    memberships: dict[tuple[UUID, UUID], tuple[UUID, str]] = field(default_factory=dict)
    """(workspace, person): organisation and role; only living ones."""
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
        it = self.documents[document]
        organisation, role = self.memberships.get((it.workspace, person), (None, ""))
        if organisation is None or not self.participations.get((it.workspace, organisation)):
            return NONE
        if it.classification > self.clearances[organisation]:
            return NONE
        if organisation == it.owner:
            return MANAGE if role in ("coordinator", "contributor") else DOWNLOAD
        if it.is_private:
            return NONE
        if it.is_withdrawn or not it.is_released:
            return NONE
        cap = {"coordinator": MANAGE, "contributor": CONTRIBUTE}.get(role, DOWNLOAD)
        return min(cap, self._granted(person, organisation, document=document))

    def sees(self, person: UUID) -> set[UUID]:
        """Return every document that exists for a person."""
        return {each for each in self.documents if self.level(person, each) >= VIEW}

    def may_cite(self, person: UUID) -> set[UUID]:
        """Return every document that a person may at least know as closed evidence."""
        return {each for each in self.documents if self.level(person, each) >= FINDING}

    def _granted(self, person: UUID, organisation: UUID, *, document: UUID) -> int:
        levels = []
        for rule in self._governing(document):
            if rule.organisation != organisation:
                continue
            if rule.until is not None and rule.until < self.today:
                continue
            if rule.people and person not in rule.people:
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
