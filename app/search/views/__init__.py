"""Pages for searching."""

from app.search.views.searching import blueprint

__all__ = ["blueprint"]
