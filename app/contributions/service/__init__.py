"""Changing contribution rounds: begin (`starting`), give (`giving`), keep (`keeping`).

What was delivered becomes a report in `gathering`.
"""

from app.contributions.service.gathering import gather, list_shared_norms
from app.contributions.service.giving import (
    asker_sees,
    keep_step,
    list_own_documents,
    write,
)
from app.contributions.service.keeping import (
    Shift,
    ask_more,
    end_round,
    foresee_day,
    is_taken_back,
    move_day,
    remind,
)
from app.contributions.service.starting import NewRound, start_round

__all__ = [
    "NewRound",
    "Shift",
    "ask_more",
    "asker_sees",
    "end_round",
    "foresee_day",
    "gather",
    "is_taken_back",
    "keep_step",
    "list_own_documents",
    "list_shared_norms",
    "move_day",
    "remind",
    "start_round",
    "write",
]
