"""Pages of rebuttals: opening, leading, the ledger, what is published, and replying by a link."""

from app.rebuttals.views import deciding, inviting, leading, publishing, replying
from app.rebuttals.views.blueprint import blueprint, reply

__all__ = ["blueprint", "deciding", "inviting", "leading", "publishing", "reply", "replying"]
