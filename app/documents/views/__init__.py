"""Pages about documents: the list, one document, who sees it, its content, folders."""

from app.documents.views import (
    access,
    changing,
    content,
    detail,
    folders,
    listing,
    places,
    truth,
)
from app.documents.views.blueprint import blueprint
from app.documents.views.truth import help_blueprint

__all__ = [
    "access",
    "blueprint",
    "changing",
    "content",
    "detail",
    "folders",
    "help_blueprint",
    "listing",
    "places",
    "truth",
]
