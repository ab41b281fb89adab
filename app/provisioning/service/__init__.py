"""What a directory does with its accounts, and the keys it does it with."""

from app.provisioning.service.accounts import Told, change, enter, remove
from app.provisioning.service.keys import (
    LONGEST_LIFE,
    end_keys,
    end_keys_with,
    hear_closed,
    hear_unbound,
    make_key,
)

__all__ = [
    "LONGEST_LIFE",
    "Told",
    "change",
    "end_keys",
    "end_keys_with",
    "enter",
    "hear_closed",
    "hear_unbound",
    "make_key",
    "remove",
]
