"""Keeping what the guide answered; proposing profiles, and applying them."""

from app.sharing.service.profiles import (
    Application,
    apply_profile,
    end_profile,
    impact_of_profile,
    propose_profile,
)
from app.sharing.service.weighing import Asked, keep_answer, token_of

__all__ = [
    "Application",
    "Asked",
    "apply_profile",
    "end_profile",
    "impact_of_profile",
    "keep_answer",
    "propose_profile",
    "token_of",
]
