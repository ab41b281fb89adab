"""Documents, folders and rules for partners' systems."""

from app.documents.api import access, documents, excerpts, folders, locks, purposes, versions
from app.documents.api.blueprint import blueprint
from app.documents.api.uploads import uploads_blueprint

__all__ = [
    "access",
    "blueprint",
    "documents",
    "excerpts",
    "folders",
    "locks",
    "purposes",
    "uploads_blueprint",
    "versions",
]
