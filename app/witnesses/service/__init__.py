"""Deciding which witnesses there are (`asking`), and having logs cosigned (`offering`)."""

from app.witnesses.service.asking import (
    WantedWitness,
    approve_witness,
    ask_for_witness,
    end_witness,
    purpose_of,
    refuse_witness,
)
from app.witnesses.service.offering import offer_to

__all__ = [
    "WantedWitness",
    "approve_witness",
    "ask_for_witness",
    "end_witness",
    "offer_to",
    "purpose_of",
    "refuse_witness",
]
