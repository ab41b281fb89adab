"""Pages of reports: the list, building, reading, signing, checking."""

from app.reports.views import building, checking, history, reading, rounds, signing
from app.reports.views.blueprint import blueprint

__all__ = ["blueprint", "building", "checking", "history", "reading", "rounds", "signing"]
