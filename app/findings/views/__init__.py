"""Judging on screen: frameworks, scores, findings and how they came about."""

from app.findings.views import history, importing, writing
from app.findings.views.blueprint import blueprint
from app.findings.views.frameworks import frameworks_blueprint
from app.findings.views.scores import scorings_blueprint

__all__ = [
    "blueprint",
    "frameworks_blueprint",
    "history",
    "importing",
    "scorings_blueprint",
    "writing",
]
