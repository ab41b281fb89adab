"""What a person may type about tasks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from wtforms import (
    BooleanField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.kernel.errors import Refused
from app.kernel.terms import Period
from app.kernel.text import _, lazy
from app.kernel.web.forms import TOO_LONG, DayField, VersionedForm, id_or_none
from app.tasks.models import Office, Task
from app.tasks.queries import PERIOD_WORDS, office_of
from app.tasks.service import LONGEST_RESULT, Return, Wish, lines_of
from app.workspaces.models import Membership, Participation

NONE = ""
OF_OFFICE = "@"
"""What stands before an office in a choice; no id of a person begins with it."""
BOARD = "board"
LONGEST_SOUGHT = 100
EVERY = [SelectChoice(str(each), words) for each, words in PERIOD_WORDS.items()]


class StepForm(VersionedForm):
    """A step with a task that needs no words."""

    back = HiddenField()
    """Where it was taken: `BOARD`, or on the page of the task."""

    @property
    def is_from_board(self) -> bool:
        """True when it leads back to the board."""
        return str(self.back.data or "") == BOARD


class ReasonForm(StepForm):
    """A step that needs a reason."""

    reason = TextAreaField(
        lazy("Why?"),
        description=lazy("Everyone who sees this task can read it."),
        validators=[
            InputRequired(lazy("Say why, so that the other can go on.")),
            Length(max=1000, message=lazy("Keep it shorter than 1000 characters.")),
        ],
    )


class DeliverForm(StepForm):
    """What a task is delivered with; what was not on the page stays as it was."""

    words = TextAreaField(
        lazy("What goes with it (not required)"),
        description=lazy("Everyone who sees this task can read it."),
        validators=[Length(max=LONGEST_RESULT, message=TOO_LONG)],
    )
    documents = SelectMultipleField(lazy("Documents of this workspace"), validate_choice=False)
    choosing = HiddenField()
    """Filled in where documents can be chosen: there, no tick means no document."""
    q = StringField(lazy("Word in the title"), render_kw={"maxlength": "100"})
    look = SubmitField(lazy("Search"))

    @property
    def is_choosing(self) -> bool:
        """True when it comes from a page that lets one choose documents."""
        return bool(self.choosing.data or self.documents.data)

    @property
    def looked_for(self) -> str:
        """The words that the title of what is offered must hold."""
        return " ".join((self.q.data or "").replace("\0", "").split())[:LONGEST_SOUGHT]

    def document_ids(self) -> frozenset[UUID] | None:
        """Return which documents were chosen; None where one could not choose."""
        return _ids(self.documents.data or ()) if self.is_choosing else None

    def ticked_ids(self) -> frozenset[UUID]:
        """Return which documents stand ticked on the page, as far as they are some."""
        found = (id_or_none(each) for each in self.documents.data or ())
        return frozenset(each for each in found if each is not None)


class ExtensionForm(StepForm):
    """More time."""

    due_on = DayField(lazy("New day"), validators=[InputRequired(lazy("Choose a day."))])


class WishForm(StepForm):
    """Asking for more time."""

    due_on = DayField(
        lazy("By which day can it be ready?"), validators=[InputRequired(lazy("Choose a day."))]
    )
    reason = TextAreaField(
        lazy("Why do you need more time?"),
        description=lazy("Everyone who sees this task can read it."),
        validators=[
            InputRequired(lazy("Say why you need more time.")),
            Length(max=1000, message=lazy("Keep it shorter than 1000 characters.")),
        ],
    )


class RefusalForm(ReasonForm):
    """Why there is no more time."""


class HandoverForm(StepForm):
    """To whom a task goes."""

    colleague = SelectField(lazy("To whom?"), validate_choice=False)

    def offer(self, colleagues: Iterable[Membership]) -> None:
        """Let one choose among colleagues."""
        self.colleague.choices = [
            SelectChoice(NONE, _("Choose a colleague")),
            *(SelectChoice(str(each.person_id), each.person.name) for each in colleagues),
        ]

    def chosen(self) -> UUID:
        """Return who was chosen.

        Raises:
            Refused: nobody.
        """
        nobody = Refused(_("Choose a colleague who works here."), field="colleague")
        return _id(str(self.colleague.data or ""), nobody)


class TaskForm(StepForm):
    """A task: what, of whom, by when, after what."""

    title = StringField(
        lazy("What has to be done"),
        validators=[
            InputRequired(lazy("Say in one sentence what has to be done.")),
            Length(max=200, message=lazy("Keep it shorter than 200 characters.")),
        ],
        render_kw={"autocomplete": "off"},
    )
    assignee = SelectField(lazy("Who does it"), validate_choice=False)
    due_on = DayField(
        lazy("By which day"),
        description=lazy("A weekend day or public holiday counts until the next working day."),
        validators=[Optional()],
    )
    term = SelectField(
        lazy("Or at the end of a term"),
        description=lazy("If the term moves, the day of the task moves along."),
        validate_choice=False,
    )
    predecessor = SelectMultipleField(
        lazy("Starts after"),
        description=lazy("It can begin when all that you tick are delivered."),
        validate_choice=False,
    )
    details = TextAreaField(
        lazy("Explanation"),
        validators=[Length(max=5000, message=lazy("Keep it shorter than 5000 characters."))],
    )
    checklist = TextAreaField(
        lazy("Checklist (not required)"),
        description=lazy("What belongs to it, a line for each. Who does it ticks the lines off."),
        validators=[Length(max=7000, message=TOO_LONG)],
    )

    def offer(
        self,
        participants: Iterable[Participation],
        members: Sequence[Membership],
        *,
        tasks: Iterable[tuple[UUID, str]],
        terms: Iterable[tuple[UUID, str]],
    ) -> None:
        """Let one choose among participants, their people, tasks to wait for, terms to follow."""
        self.assignee.choices = [
            SelectChoice(NONE, _("Choose an organisation, an office or a person")),
            *(choice for each in participants for choice in people_of(each, members)),
        ]
        self.predecessor.choices = [SelectChoice(str(key), title) for key, title in tasks]
        self.term.choices = [
            SelectChoice(NONE, _("No term")),
            *(SelectChoice(str(key), name) for key, name in terms),
        ]

    def wish(self) -> Wish:
        """Return what was typed.

        Raises:
            Refused: what was chosen is none of the choices.
        """
        nobody = Refused(_("Choose somebody who takes part here."), field="assignee")
        organisation_id, person_id, office = chosen_of(self.assignee.data)
        no_term = Refused(_("The term to follow is not there any more."), field="term")
        return Wish(
            title=self.title.data or "",
            details=self.details.data or "",
            organisation_id=_id(organisation_id, nobody),
            assignee_id=_id(person_id, nobody) if person_id else None,
            office=office,
            due_on=self.due_on.data,
            predecessor_ids=self._predecessors(),
            term_id=_id(self.term.data, no_term) if self.term.data else None,
            checklist=lines_of(self.checklist.data or ""),
        )

    def _predecessors(self) -> tuple[UUID, ...]:
        """Return what was ticked; an empty one is what a form without ticks sends."""
        nothing = Refused(_("The task to wait for is not there any more."), field="predecessor")
        found = (_id(each, nothing) for each in self.predecessor.data or () if each)
        return tuple(dict.fromkeys(found))


class AskForm(TaskForm):
    """A new task, that may come back."""

    every = SelectField(
        lazy("Comes back"),
        choices=[SelectChoice(NONE, lazy("Does not come back")), *EVERY],
        validate_choice=False,
    )
    until = DayField(
        lazy("Until and including"),
        description=lazy(
            "Needed for what comes back. The next one is asked when the last day of this one is"
            " over."
        ),
        validators=[Optional()],
    )

    is_private = BooleanField(
        lazy("Only my organisation sees this task"),
        description=lazy("Then you ask it of your own organisation, with a day of its own."),
    )

    def wish(self) -> Wish:
        """Return what was typed.

        Raises:
            Refused: what was chosen is none of the choices.
        """
        return replace(super().wish(), is_private=bool(self.is_private.data))

    def returns(self) -> Return | None:
        """Return how often it comes back, and until when; None when it does not.

        Raises:
            Refused: it would come back without end.
        """
        if not self.every.data and self.until.data is not None:
            raise Refused(
                _("Choose how often it comes back, or leave the last day empty."), field="every"
            )
        if not self.every.data:
            return None
        if self.until.data is None:
            raise Refused(_("Choose until when it comes back."), field="until")
        try:
            return Return(Period(self.every.data), self.until.data)
        except ValueError:
            raise Refused(_("Choose how often it comes back."), field="every") from None


class TickForm(StepForm):
    """Ticks on a checklist; the marks of a page that was drawn before are no reason to undo."""

    shown = HiddenField()
    ticked = SelectMultipleField(lazy("Checklist"), validate_choice=False)

    def shown_ids(self) -> frozenset[UUID]:
        """Return what stood ticked on the page."""
        return _ids((self.shown.data or "").split())

    def ticked_ids(self) -> frozenset[UUID]:
        """Return what is ticked now."""
        return _ids(self.ticked.data or ())


def _ids(texts: Iterable[str]) -> frozenset[UUID]:
    gone = Refused(_("Somebody changed this task while you were reading. Look at it again."))
    return frozenset(_id(each, gone) for each in texts)


def _id(text: str, refusal: Refused) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise refusal from None


def people_of(participation: Participation, members: Sequence[Membership]) -> list[SelectChoice]:
    """Return an organisation, its offices and its people as choices."""
    organisation = participation.organisation
    anyone = SelectChoice(
        f"{organisation.id}/",
        _("Somebody of %(name)s", name=organisation.short_name),
        optgroup=organisation.name,
    )
    offices = [
        SelectChoice(
            f"{organisation.id}/{OF_OFFICE}{each}",
            office_of(each, organisation.short_name),
            optgroup=organisation.name,
        )
        for each in Office
    ]
    people = [
        SelectChoice(
            f"{organisation.id}/{member.person_id}", member.person.name, optgroup=organisation.name
        )
        for member in members
        if member.organisation_id == organisation.id
    ]
    return [anyone, *offices, *people]


def chosen_of(choice: object) -> tuple[str, str, Office | None]:
    """Return the organisation, and the person or office, in a choice of `people_of`.

    Raises:
        Refused: there is no such office.
    """
    organisation_id, _bar, who = str(choice or "").partition("/")
    if not who.startswith(OF_OFFICE):
        return organisation_id, who, None
    try:
        return organisation_id, "", Office(who.removeprefix(OF_OFFICE))
    except ValueError:
        raise Refused(_("Choose somebody who takes part here."), field="assignee") from None


def choice_of(task: Task) -> str:
    """Return of whom a task is asked, as a choice of `people_of`."""
    if task.assignee_id is None and task.office is not None:
        return f"{task.organisation_id}/{OF_OFFICE}{task.office}"
    return f"{task.organisation_id}/{task.assignee_id or ''}"


def values_of(task: Task) -> dict[str, Any]:
    """Return a task as the form's first values."""
    return {
        "seen_version": task.version,
        "title": task.title,
        "details": task.details,
        "assignee": choice_of(task),
        "due_on": None if task.term_id else task.due_on,
        "term": str(task.term_id or NONE),
        "predecessor": [str(each) for each in task.predecessors.ids],
        "checklist": "\n".join(each.words for each in task.items),
    }
