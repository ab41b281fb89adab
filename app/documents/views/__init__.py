"""Pages about documents: the list, one document, who sees it, its content, folders."""

from app.documents.views import (
    access,
    asking,
    bundles,
    changing,
    content,
    detail,
    folders,
    listing,
    mirror,
    participation,
    why,
)
from app.documents.views.blueprint import blueprint

__all__ = [
    "access",
    "asking",
    "blueprint",
    "bundles",
    "changing",
    "content",
    "detail",
    "folders",
    "listing",
    "mirror",
    "participation",
    "why",
]
