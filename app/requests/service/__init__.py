"""Asking for documents, answering with them, and ending a request."""

from app.requests.service.asking import (
    LONGEST_DETAILS,
    LONGEST_PURPOSE,
    LONGEST_TITLE,
    Wish,
    ask,
)
from app.requests.service.giving import give, put_ready, ready_of, token_of
from app.requests.service.steps import (
    LONGEST_REASON,
    agree_day,
    close,
    propose_day,
    refuse,
    reopen,
    withdraw,
)

__all__ = [
    "LONGEST_DETAILS",
    "LONGEST_PURPOSE",
    "LONGEST_REASON",
    "LONGEST_TITLE",
    "Wish",
    "agree_day",
    "ask",
    "close",
    "give",
    "propose_day",
    "put_ready",
    "ready_of",
    "refuse",
    "reopen",
    "token_of",
    "withdraw",
]
