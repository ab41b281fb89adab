"""Folders, documents, their versions, and the policies that govern who sees them."""

from app.documents.models.asking import AccessRequest, OwnBasis, RequestAnswer
from app.documents.models.contents import (
    Document,
    DocumentLock,
    DocumentStatus,
    DocumentVersion,
    Folder,
)
from app.documents.models.disclosures import Disclosure
from app.documents.models.dropped import DroppedRules
from app.documents.models.openings import OF_OPENINGS
from app.documents.models.purposes import Purpose, StatedPurpose
from app.documents.models.redactions import (
    BlackedPassage,
    Excerpt,
    Redaction,
    RedactionMark,
)
from app.documents.models.rules import AccessPolicy, AccessRule, Level, SpecialData
from app.documents.models.uploads import Upload, UploadPart

__all__ = [
    "OF_OPENINGS",
    "AccessPolicy",
    "AccessRequest",
    "AccessRule",
    "BlackedPassage",
    "Disclosure",
    "Document",
    "DocumentLock",
    "DocumentStatus",
    "DocumentVersion",
    "DroppedRules",
    "Excerpt",
    "Folder",
    "Level",
    "OwnBasis",
    "Purpose",
    "Redaction",
    "RedactionMark",
    "RequestAnswer",
    "SpecialData",
    "StatedPurpose",
    "Upload",
    "UploadPart",
]
