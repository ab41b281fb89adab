"""Planning a succession, agreeing on it, taking it back, and carrying it out on its day."""

from app.successions.service.carrying_out import (
    end_organisation,
    finish,
    take_over_place,
    tell_place,
)
from app.successions.service.going import let_go
from app.successions.service.planning import (
    ASK_ANEW,
    Plan,
    approve,
    ask,
    purpose_of,
    refuse,
    take_back,
)

__all__ = [
    "ASK_ANEW",
    "Plan",
    "approve",
    "ask",
    "end_organisation",
    "finish",
    "let_go",
    "purpose_of",
    "refuse",
    "take_back",
    "take_over_place",
    "tell_place",
]
