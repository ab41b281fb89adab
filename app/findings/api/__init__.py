"""Judging for partners' systems: observations, findings, frameworks and scores."""

from app.findings.api import findings, frameworks, locks, observations, scores
from app.findings.api.blueprint import blueprint

__all__ = ["blueprint", "findings", "frameworks", "locks", "observations", "scores"]
