"""What waits for a person, sorted under headings, and the sentence that says what to do first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.kernel.access import Actor
from app.kernel.text import _, lazy, ngettext
from app.reports.queries import WaitingRow
from app.tasks.models import TaskStatus
from app.tasks.queries import TaskRow

JUDGE, FREE = "judge", "free"
ORDER: tuple[tuple[str, Any], ...] = (
    ("late", lazy("Late")),
    ("today", lazy("Today")),
    ("this_week", lazy("This week")),
    (JUDGE, lazy("Waits for your judgement")),
    ("later", lazy("Later")),
    ("waiting", lazy("Waits for others")),
    (FREE, lazy("Nobody yet in your organisation")),
)
"""The headings in their fixed order."""


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks under one heading."""

    key: str
    words: str
    rows: tuple[TaskRow, ...]


def key_of(actor: Actor, row: TaskRow) -> str:
    """Return under which heading a task stands for this person."""
    task = row.task
    if task.status in (TaskStatus.DELIVERED, TaskStatus.RETURNED):
        return JUDGE if task.asked_by_id == actor.person_id else "waiting"
    if task.wish is not None and task.asked_by_id == actor.person_id != task.assignee_id:
        return JUDGE
    is_mine = row.is_for_my_office or task.assignee_id == actor.person_id
    if task.assignee_id is None and task.organisation_id == actor.organisation_id and not is_mine:
        return FREE
    if not is_mine:
        return "waiting"
    return row.deadline.urgency.name.lower()


def groups_of(actor: Actor, rows: Sequence[TaskRow]) -> list[Group]:
    """Sort tasks under their headings; a heading without tasks is left out."""
    found: dict[str, list[TaskRow]] = {}
    for row in rows:
        found.setdefault(key_of(actor, row), []).append(row)
    return [Group(key, str(words), tuple(found[key])) for key, words in ORDER if key in found]


def groups_of_ours(actor: Actor, rows: Sequence[TaskRow]) -> list[Group]:
    """Sort the tasks of an organisation: first what nobody has, then by how soon."""
    found: dict[str, list[TaskRow]] = {}
    for row in rows:
        found.setdefault(_key_of_ours(actor, row), []).append(row)
    order = [ORDER[-1], *ORDER[:-1]]
    return [Group(key, str(words), tuple(found[key])) for key, words in order if key in found]


def _key_of_ours(actor: Actor, row: TaskRow) -> str:
    task = row.task
    is_asked = task.asking_organisation_id == actor.organisation_id
    is_ours = task.organisation_id == actor.organisation_id
    if is_asked and (task.status is TaskStatus.DELIVERED or (task.wish and not is_ours)):
        return JUDGE
    if task.assignee_id is None and task.status.is_waiting_for_assignee:
        return FREE
    return row.deadline.urgency.name.lower()


def count_doable(groups: Sequence[Group]) -> int:
    """Count what `tasks.queries.open_count` counts: mine, unfinished, held up by nothing."""
    mine = ("late", "today", "this_week", "later")
    return sum(len(each.rows) for each in groups if each.key in mine)


def brief_of(groups: Sequence[Group], waiting: Sequence[WaitingRow]) -> list[str]:
    """Say what to do first: at most two sentences."""
    numbers = {each.key: len(each.rows) for each in groups}
    sentences = [say(numbers[key]) for key, say in _SENTENCES if key in numbers]
    if waiting:
        signing = ngettext(
            "A report waits for your signature.",
            "%(num)d reports wait for your signature.",
            len(waiting),
        )
        sentences.insert(1 if "late" in numbers else 0, signing)
    if not sentences:
        return [_("Nothing waits for you today.")]
    return sentences[:2]


def _late(number: int) -> str:
    return ngettext("One task is late.", "%(num)d tasks are late.", number)


def _today(number: int) -> str:
    return ngettext("One task must be done today.", "%(num)d tasks must be done today.", number)


def _judge(number: int) -> str:
    return ngettext(
        "One task waits for your judgement.", "%(num)d tasks wait for your judgement.", number
    )


def _this_week(number: int) -> str:
    return ngettext(
        "One task must be done this week.", "%(num)d tasks must be done this week.", number
    )


def _free(number: int) -> str:
    return ngettext(
        "One task of your organisation has nobody yet.",
        "%(num)d tasks of your organisation have nobody yet.",
        number,
    )


_SENTENCES: tuple[tuple[str, Callable[[int], str]], ...] = (
    ("late", _late),
    ("today", _today),
    (JUDGE, _judge),
    ("this_week", _this_week),
    (FREE, _free),
)
