"""Pages of closing, of retention, of destruction and of legal holds."""

from app.closing.views import destructions, holds, protocol, retention
from app.closing.views.blueprint import (
    blueprint,
    destructions_blueprint,
    holds_blueprint,
    retention_blueprint,
)

__all__ = [
    "blueprint",
    "destructions",
    "destructions_blueprint",
    "holds",
    "holds_blueprint",
    "protocol",
    "retention",
    "retention_blueprint",
]
