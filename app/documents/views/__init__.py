"""Pages about documents: the list, one document, who sees it, its content, folders."""

from app.documents.views import access, bundles, changing, content, detail, folders, listing
from app.documents.views.blueprint import blueprint

__all__ = ["access", "blueprint", "bundles", "changing", "content", "detail", "folders", "listing"]
