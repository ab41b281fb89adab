"""What things are called in the metadata of an archive package: MDTO, so in Dutch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from app.adapters.bags import BaggedFile
from app.adapters.mdto import (
    Concept,
    FileObject,
    Happened,
    Identifier,
    InformationObject,
    Reference,
    Restriction,
)
from app.documents.models import DocumentVersion, SpecialData
from app.documents.queries import DocumentRow
from app.identity import queries as identity
from app.identity.models import Organisation
from app.kernel.clock import HOME_ZONE
from app.workspaces.models import Workspace

DOSSIER = Concept("Dossier", "Begrippenlijst Aggregatieniveaus MDTO")
RECORD = Concept("Archiefstuk", "Begrippenlijst Aggregatieniveaus MDTO")
FOR_EVER = Concept("Blijvend te bewaren", "Begrippenlijst Waarderingen MDTO", code="B")
FOR_A_TIME = Concept("Tijdelijk te bewaren", "Begrippenlijst Waarderingen MDTO", code="V")
MADE = Concept("Creatie", "Begrippenlijst EventTypen MDTO")
CHANGED = Concept("Wijziging", "Begrippenlijst EventTypen MDTO")
SECRECY = Concept("Rubricering en merking", "Samenzicht")
MEDIA_TYPES = "IANA Media Types"
SPECIAL_WORDS = {
    SpecialData.SPECIAL_CATEGORY: "bijzondere persoonsgegevens (AVG art. 9)",
    SpecialData.CRIMINAL: "strafrechtelijke gegevens (AVG art. 10)",
    SpecialData.POLICE: "politiegegevens (Wpg)",
}


class Describer:
    """Describes the things of one workspace.

    Args:
        source: what gave things their names: this installation.
        keeps_forever: what the workspace's template says of keeping.
    """

    def __init__(self, workspace: Workspace, *, source: str, keeps_forever: bool) -> None:
        self.workspace = workspace
        self.source = source
        self.appraisal = FOR_EVER if keeps_forever else FOR_A_TIME

    @property
    def dossier(self) -> Reference:
        """The workspace, as other things name it."""
        return Reference(self.workspace.title, self._called(self.workspace.ref))

    def of_workspace(self, participants: Sequence[Organisation]) -> InformationObject:
        """Describe the workspace as a dossier."""
        place = self.workspace
        partners = ", ".join(each.name for each in participants)
        told = [
            place.purpose,
            f"Grondslag: {place.legal_basis}",
            f"Wie waarvoor verantwoordelijk is: {place.controller_arrangement}",
            f"Bewaren: {place.retention}",
            f"Deelnemers: {partners}",
        ]
        began = datetime.combine(place.opened_on, time(), HOME_ZONE)
        return InformationObject(
            identifier=self._called(place.ref),
            name=place.title,
            level=DOSSIER,
            descriptions=told,
            events=[Happened(MADE, began, Reference(place.lead.name))],
            appraisal=self.appraisal,
            makers=[Reference(place.lead.name)],
            restrictions=[_secrecy(place.classification, place.marking)],
        )

    def of_document(
        self, row: DocumentRow, versions: Sequence[DocumentVersion]
    ) -> InformationObject:
        """Describe a document; its files are named after its versions."""
        special = [SPECIAL_WORDS[each] for each in row.sighted.document.special_data]
        known = identity.organisations_by_id()
        names = [known[each.uploaded_by.organisation_id].name for each in versions]
        maker_id = row.sighted.document.brought_by_id
        brought_by = known[maker_id] if maker_id else row.owner
        return InformationObject(
            identifier=self._called(str(row.id)),
            name=row.title,
            level=RECORD,
            descriptions=[f"Map: {row.folder_name}"] if row.folder_name else [],
            events=[
                Happened(MADE if each.number == 1 else CHANGED, each.uploaded_at, Reference(name))
                for each, name in zip(versions, names, strict=True)
            ],
            appraisal=self.appraisal,
            part_of=self.dossier,
            represented_by=[self.version(row, each) for each in versions],
            makers=[Reference(each) for each in dict.fromkeys((brought_by.name, *names))],
            restrictions=[_secrecy(row.classification, row.marking, *special)],
        )

    def version(self, row: DocumentRow, version: DocumentVersion) -> Reference:
        """Return how a version of a document is named."""
        return Reference(version.file_name, self._called(f"{row.id}, versie {version.number}"))

    def of_thing(
        self, thing: Reference, *, owner: Organisation, represented_by: Sequence[Reference]
    ) -> InformationObject:
        """Describe something else of the workspace: a finding, a report, its log."""
        place = self.workspace
        return InformationObject(
            identifier=thing.identifier or self._called(thing.name),
            name=thing.name,
            level=RECORD,
            appraisal=self.appraisal,
            part_of=self.dossier,
            represented_by=represented_by,
            makers=[Reference(owner.name)],
            restrictions=[_secrecy(place.classification, place.marking)],
        )

    def of_file(
        self,
        named: Reference,
        bagged: BaggedFile,
        *,
        media_type: str,
        at: datetime,
        represents: Reference,
    ) -> FileObject:
        """Describe a file of the package."""
        return FileObject(
            identifier=named.identifier or self._called(named.name),
            name=named.name,
            size=bagged.size,
            media_type=Concept(media_type, MEDIA_TYPES),
            sha256=bagged.sha256,
            hashed_at=at,
            represents=represents,
        )

    def named(self, name: str, mark: str) -> Reference:
        """Return how something of this workspace is named."""
        return Reference(name, self._called(mark))

    def _called(self, mark: str) -> Identifier:
        return Identifier(mark, self.source)


def _secrecy(classification: str, marking: str, *special: str) -> Restriction:
    told = ", ".join((f"rubricering {classification}", f"merking {marking}", *special))
    return Restriction(SECRECY, told)
