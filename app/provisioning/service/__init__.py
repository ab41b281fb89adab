"""What a directory does with its accounts, and the keys it does it with."""

from app.provisioning.service.accounts import Told, change, enter, remove
from app.provisioning.service.keys import LONGEST_LIFE, end_keys, end_keys_with, make_key

__all__ = [
    "LONGEST_LIFE",
    "Told",
    "change",
    "end_keys",
    "end_keys_with",
    "enter",
    "make_key",
    "remove",
]
