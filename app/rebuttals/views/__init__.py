"""Pages of rebuttals: opening, leading, the ledger, what is published."""

from app.rebuttals.views import deciding, leading, publishing
from app.rebuttals.views.blueprint import blueprint

__all__ = ["blueprint", "deciding", "leading", "publishing"]
