"""The lines of a list of tasks: those that look alike are drawn once; what differs is put in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache, partial
from typing import Any, NamedTuple

from flask import Flask
from markupsafe import Markup

from app.identity.queries import Badge
from app.kernel.access import Actor
from app.kernel.day_words import day_in_words
from app.kernel.text import _
from app.kernel.web import drawing, tokens
from app.kernel.web.current import current_actor
from app.tasks.models import UNFINISHED
from app.tasks.queries import Step, TaskFacts, TaskRow

LINE, WHEN, WHY = "tasks/line.html", "tasks/line_when.html", "tasks/line_why.html"


class Look(NamedTuple):
    """All that lines of one look share."""

    organisation: Badge
    is_ours: bool
    is_asker: bool
    """True when it asked; else it is asked."""
    has_person: bool
    office: str
    """Asked of this office, in words; empty once somebody took it up."""
    is_free: bool
    """True while nobody does it yet."""
    has_note: bool
    step: Step | None
    """The button; None for a line without one."""


def draw_lines(
    rows: Iterable[TaskRow], *, place: bool = False, asker: bool = False, steps: bool = True
) -> Markup:
    """Draw the lines of a list.

    Args:
        place: name the workspace in the place of the task's own reference.
        asker: show who asked instead of who does it, where that is for the reader to do.
        steps: with the button of the reader's next step.
    """
    actor, you = current_actor(), _("You")
    pattern = cache(partial(drawing.draw_pattern, LINE, Look._asdict))
    when = cache(partial(drawing.draw_kept, WHEN, _when))
    why = cache(partial(drawing.draw_kept, WHY, _why))
    drawn = []
    for row in rows:
        task, deadline, note = row.task, row.deadline, _note(row)
        names_asker = asker and _waits_here(task, actor)
        person = task.asked_by if names_asker else task.assignee
        organisation = task.asking_organisation if names_asker else task.organisation
        look = Look(
            organisation,
            is_ours=organisation.code == actor.organisation_code,
            is_asker=names_asker,
            has_person=person is not None,
            office=row.office_name if person is None and not names_asker else "",
            is_free=person is None and not names_asker and not task.status.is_over,
            has_note=bool(note),
            step=row.step if steps else None,
        )
        drawn.append(
            pattern(look).fill(
                when=when(deadline.words, deadline.state, deadline.ends_on),
                why=why(deadline.steps) if deadline.steps else "",
                url=row.url,
                title=task.title,
                place=row.workspace.title if place else task.ref,
                person=""
                if person is None
                else you
                if person.id == actor.person_id
                else person.name,
                note=note,
                version=task.version,
                key=tokens.make_form_key() if look.step else "",
            )
        )
    return Markup("").join(drawn)


def _waits_here(task: TaskFacts, actor: Actor) -> bool:
    """Tell whether it is for this person to do, or for anybody of the same organisation."""
    if task.assignee_id is None:
        return task.organisation_id == actor.organisation_id
    return task.assignee_id == actor.person_id


def _when(words: str, state: str, day: date | None) -> dict[str, Any]:
    return {"words": words, "state": state, "day": day}


def _why(steps: tuple[str, ...]) -> dict[str, Any]:
    return {"steps": steps}


def _note(row: TaskRow) -> str:
    task = row.task
    if task.wish and task.status in UNFINISHED:
        return _("More time is asked, until %(day)s", day=day_in_words(task.wish.wanted_on))
    if row.waits_for:
        return row.first_in_words
    return task.answer or (_("Only your organisation sees this task") if task.is_private else "")


def install(app: Flask) -> None:
    """Let every template draw lines of tasks, also where a feature above lists them."""
    drawing.give_to_templates(app, task_lines=draw_lines)
