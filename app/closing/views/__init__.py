"""Pages of closing and of legal holds."""

from app.closing.views import holds, protocol
from app.closing.views.blueprint import blueprint, holds_blueprint

__all__ = ["blueprint", "holds", "holds_blueprint", "protocol"]
