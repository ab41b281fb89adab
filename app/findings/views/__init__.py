"""Judging on screen: observations, frameworks, scores, findings and how they came about."""

from app.findings.views import history, importing, taking_along, writing
from app.findings.views.blueprint import blueprint
from app.findings.views.frameworks import frameworks_blueprint
from app.findings.views.observations import observations_blueprint
from app.findings.views.scores import scorings_blueprint

__all__ = [
    "blueprint",
    "frameworks_blueprint",
    "history",
    "importing",
    "observations_blueprint",
    "scorings_blueprint",
    "taking_along",
    "writing",
]
