"""Judging for partners' systems: findings, and the frameworks they are tested by."""

from app.findings.api import findings, frameworks
from app.findings.api.blueprint import blueprint

__all__ = ["blueprint", "findings", "frameworks"]
