"""Changing tasks: ask and decide (`asking`), answer and judge (`answering`)."""

from app.tasks.service.answering import (
    accept,
    confirm,
    deliver,
    return_with_reason,
    send_back,
    take_over,
)
from app.tasks.service.asking import Wish, change_task, create_task, extend, withdraw

__all__ = [
    "Wish",
    "accept",
    "change_task",
    "confirm",
    "create_task",
    "deliver",
    "extend",
    "return_with_reason",
    "send_back",
    "take_over",
    "withdraw",
]
