"""Documents, folders and rules for partners' systems."""

from app.documents.api import access, documents, folders
from app.documents.api.blueprint import blueprint

__all__ = ["access", "blueprint", "documents", "folders"]
