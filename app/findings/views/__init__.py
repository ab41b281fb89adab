"""Judging on screen: findings and how they came about, and the frameworks they are tested by."""

from app.findings.views import history, importing, writing
from app.findings.views.blueprint import blueprint
from app.findings.views.frameworks import frameworks_blueprint

__all__ = ["blueprint", "frameworks_blueprint", "history", "importing", "writing"]
