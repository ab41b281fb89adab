"""Pages about documents: the list, one document, who sees it, its content, folders."""

from app.documents.views import (
    access,
    asking,
    bundles,
    changing,
    comparing,
    content,
    detail,
    folders,
    listing,
    locks,
    mirror,
    participation,
    places,
    private,
    reading,
    several,
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
    "comparing",
    "content",
    "detail",
    "folders",
    "help_blueprint",
    "listing",
    "locks",
    "mirror",
    "participation",
    "places",
    "private",
    "reading",
    "several",
    "truth",
    "why",
]
