"""Findings on screen: the list, one finding, writing it, and how it came about."""

from app.findings.views import history, writing
from app.findings.views.blueprint import blueprint

__all__ = ["blueprint", "history", "writing"]
