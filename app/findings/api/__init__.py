"""Judging for partners' systems: findings, frameworks and scores."""

from app.findings.api import findings, frameworks, scores
from app.findings.api.blueprint import blueprint

__all__ = ["blueprint", "findings", "frameworks", "scores"]
