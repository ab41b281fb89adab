"""Closing a workspace; keeping and destroying what one brought; setting and lifting holds."""

from app.closing.selection import SelectionLists
from app.closing.service.certificate import take_certificate
from app.closing.service.destruction import (
    COOL_ANEW,
    COOLING,
    approve_destruction,
    carry_out,
    propose_destruction,
    purpose_of,
    stop_destruction,
)
from app.closing.service.holds import (
    LONGEST_REASON,
    Wish,
    lift_hold,
    review_hold,
    set_hold,
)
from app.closing.service.leaving import take_access_away
from app.closing.service.protocol import (
    WORKING_DAYS,
    Chosen,
    close_workspace,
    give_answer,
    may_close_now,
    start_closing,
    stop_closing,
    take_back,
)
from app.closing.service.retention import choose_retention
from app.closing.service.silence import remind

__all__ = [
    "COOLING",
    "COOL_ANEW",
    "LONGEST_REASON",
    "WORKING_DAYS",
    "Chosen",
    "SelectionLists",
    "Wish",
    "approve_destruction",
    "carry_out",
    "choose_retention",
    "close_workspace",
    "give_answer",
    "lift_hold",
    "may_close_now",
    "propose_destruction",
    "purpose_of",
    "remind",
    "review_hold",
    "set_hold",
    "start_closing",
    "stop_closing",
    "stop_destruction",
    "take_access_away",
    "take_back",
    "take_certificate",
]
