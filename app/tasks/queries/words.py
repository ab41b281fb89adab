"""What codes of a task are called on screen."""

from __future__ import annotations

from app.kernel.text import lazy
from app.tasks.models import TaskStatus
from app.tasks.policy import TaskPermission

STATUS_WORDS = {
    TaskStatus.OPEN: lazy("Asked"),
    TaskStatus.ACCEPTED: lazy("Accepted"),
    TaskStatus.RETURNED: lazy("Returned"),
    TaskStatus.DELIVERED: lazy("Delivered"),
    TaskStatus.DONE: lazy("Done"),
    TaskStatus.WITHDRAWN: lazy("Withdrawn"),
}
STATUS_TONES = {
    TaskStatus.OPEN: "line",
    TaskStatus.ACCEPTED: "info",
    TaskStatus.RETURNED: "warn",
    TaskStatus.DELIVERED: "ok",
    TaskStatus.DONE: "ok",
    TaskStatus.WITHDRAWN: "line",
}
STEP_WORDS = {
    TaskPermission.ACCEPT: lazy("Accept task"),
    TaskPermission.TAKE_OVER: lazy("Take it on myself"),
    TaskPermission.DELIVER: lazy("Deliver"),
    TaskPermission.CONFIRM: lazy("Confirm delivery"),
    TaskPermission.WITHDRAW: lazy("Withdraw task"),
}
"""Buttons of steps that need no words of the person."""
STEP_PATHS = {
    TaskPermission.ACCEPT: "accept",
    TaskPermission.TAKE_OVER: "take-over",
    TaskPermission.DELIVER: "deliver",
    TaskPermission.CONFIRM: "confirm",
    TaskPermission.WITHDRAW: "withdraw",
}
