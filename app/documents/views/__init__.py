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
    places,
    reading,
    truth,
    why,
)
from app.documents.views.blueprint import blueprint
from app.documents.views.truth import help_blueprint

__all__ = [
    "access",
    "asking",
    "blueprint",
    "bundles",
    "changing",
    "content",
    "detail",
    "folders",
    "help_blueprint",
    "listing",
    "mirror",
    "participation",
    "places",
    "reading",
    "truth",
    "why",
]
