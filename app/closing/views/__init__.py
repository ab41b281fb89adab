"""Pages of closing, of retention and of legal holds."""

from app.closing.views import holds, protocol, retention
from app.closing.views.blueprint import blueprint, holds_blueprint, retention_blueprint

__all__ = [
    "blueprint",
    "holds",
    "holds_blueprint",
    "protocol",
    "retention",
    "retention_blueprint",
]
