"""Changing tasks: ask and decide (`asking`), answer and judge (`answering`).

More time is in `extending`, handing over to a colleague in `handing`, withdrawing and asking again
in `withdrawing`, several at once in `together` and `several`; the checklist is in `checking`,
following in `following`, what comes back in `coming_back`; named terms of a workspace are changed
in `keeping_terms`, and put right in `mending_terms`.
"""

from app.tasks.service.answering import (
    LONGEST_RESULT,
    MOST_BROUGHT,
    Brought,
    accept,
    confirm,
    deliver,
    hand_in,
    return_with_reason,
    send_back,
    take_over,
)
from app.tasks.service.asking import ask_all, ask_several, change_task, create_task
from app.tasks.service.checking import lines_of, tick
from app.tasks.service.coming_back import Return, ask_next, end_series
from app.tasks.service.courses import MOST_CHANGES, Course, check_course
from app.tasks.service.extending import ask_time, extend, refuse_time
from app.tasks.service.following import follow, unfollow
from app.tasks.service.handing import Handover, hand_over, hand_over_all, pass_on
from app.tasks.service.keeping_terms import (
    NewTerm,
    Start,
    add_term,
    change_course,
    close_term,
    foresee_course,
    foresee_reopening,
    foresee_start,
    reopen_term,
    set_start,
)
from app.tasks.service.making import Wish
from app.tasks.service.mending_terms import (
    Correction,
    correct_change,
    correct_term,
    foresee_correction,
    foresee_going_on,
    foresee_other_change,
    foresee_taking_back,
    go_on,
    take_back,
)
from app.tasks.service.moving_terms import Foreseen, Shift
from app.tasks.service.several import Several, SeveralKind, change_several
from app.tasks.service.together import remind, set_day
from app.tasks.service.withdrawing import (
    Withdrawal,
    foresee_withdrawal,
    restore,
    restore_several,
    withdraw,
    withdraw_all,
    withdraw_several,
)

__all__ = [
    "LONGEST_RESULT",
    "MOST_BROUGHT",
    "MOST_CHANGES",
    "Brought",
    "Correction",
    "Course",
    "Foreseen",
    "Handover",
    "NewTerm",
    "Return",
    "Several",
    "SeveralKind",
    "Shift",
    "Start",
    "Wish",
    "Withdrawal",
    "accept",
    "add_term",
    "ask_all",
    "ask_next",
    "ask_several",
    "ask_time",
    "change_course",
    "change_several",
    "change_task",
    "check_course",
    "close_term",
    "confirm",
    "correct_change",
    "correct_term",
    "create_task",
    "deliver",
    "end_series",
    "extend",
    "follow",
    "foresee_correction",
    "foresee_course",
    "foresee_going_on",
    "foresee_other_change",
    "foresee_reopening",
    "foresee_start",
    "foresee_taking_back",
    "foresee_withdrawal",
    "go_on",
    "hand_in",
    "hand_over",
    "hand_over_all",
    "lines_of",
    "pass_on",
    "refuse_time",
    "remind",
    "reopen_term",
    "restore",
    "restore_several",
    "return_with_reason",
    "send_back",
    "set_day",
    "set_start",
    "take_back",
    "take_over",
    "tick",
    "unfollow",
    "withdraw",
    "withdraw_all",
    "withdraw_several",
]
