"""What a directory does with its accounts, and the keys it does it with."""

from app.provisioning.service.accounts import Told, change, enter, remove
from app.provisioning.service.correcting import correct_account
from app.provisioning.service.keys import (
    LONGEST_LIFE,
    end_keys,
    hear_closed,
    hear_unbound,
    make_key,
)

__all__ = [
    "LONGEST_LIFE",
    "Told",
    "change",
    "correct_account",
    "end_keys",
    "enter",
    "hear_closed",
    "hear_unbound",
    "make_key",
    "remove",
]
