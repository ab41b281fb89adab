"""Pages of contribution rounds: the rounds, and what one organisation gives."""

from app.contributions.views import giving, rounds, taking_along
from app.contributions.views.blueprint import blueprint

__all__ = ["blueprint", "giving", "rounds", "taking_along"]
