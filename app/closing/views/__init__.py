"""Pages of closing, of retention, of destruction and of legal holds."""

from app.closing.views import destructions, holds, leaving, protocol, retention, taking_along
from app.closing.views.blueprint import (
    blueprint,
    destructions_blueprint,
    holds_blueprint,
    leaving_blueprint,
    retention_blueprint,
)

__all__ = [
    "blueprint",
    "destructions",
    "destructions_blueprint",
    "holds",
    "holds_blueprint",
    "leaving",
    "leaving_blueprint",
    "protocol",
    "retention",
    "retention_blueprint",
    "taking_along",
]
