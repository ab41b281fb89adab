"""What one fills in when a workspace closes, to destroy things, and for a legal hold."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.closing.models import Choice, Ground, Layer
from app.closing.policy import HoldPlace
from app.closing.queries import CHOICE_WORDS, GROUND_WORDS, LAW_WORDS, LAYER_WORDS
from app.closing.selection import ArchiveLaw, SelectionItem
from app.closing.service import LONGEST_REASON, Chosen
from app.identity.models import Person
from app.kernel.text import _, lazy
from app.kernel.web.forms import TOO_LONG, DayField, Form, VersionedForm

CHOICES = [SelectChoice(each.value, CHOICE_WORDS[each]) for each in Choice]


class StartForm(VersionedForm):
    """Until when everybody may answer."""

    due_on = DayField(
        lazy("Last day to answer"),
        validators=[InputRequired(lazy("Choose a day."))],
    )


class AnswerForm(Form):
    """What becomes of what one's organisation brought, layer by layer."""

    shared = RadioField(
        lazy("What others could see by your rules"),
        choices=CHOICES,
        validators=[InputRequired(lazy("Choose what becomes of it."))],
    )
    private = RadioField(
        lazy("What only your organisation could see"),
        choices=CHOICES,
        validators=[InputRequired(lazy("Choose what becomes of it."))],
    )

    def chosen(self) -> Chosen:
        """Return what was chosen."""
        return Chosen(**{each.value: Choice(self[each.value].data) for each in Layer})


class LeavingForm(Form):
    """Who takes over what somebody still had to do."""

    taker = SelectField(
        lazy("Who takes over the open tasks"),
        description=lazy("Of your own organisation. Who takes over is told."),
        default="",
    )

    def offer(self, colleagues: Sequence[Person]) -> None:
        """Let one choose among these people."""
        named = [SelectChoice(str(each.id), each.name) for each in colleagues]
        self.taker.choices = [SelectChoice("", lazy("Nobody yet")), *named]

    def taker_id(self) -> UUID | None:
        """Return who was chosen; after validation."""
        return UUID(self.taker.data) if self.taker.data else None


class RetentionForm(Form):
    """How long one's things are kept."""

    item = SelectField(lazy("Category of our selection list"), validate_choice=False)
    law = SelectField(
        lazy("What is kept for good is transferred under"),
        choices=[SelectChoice(each.value, LAW_WORDS[each]) for each in ArchiveLaw],
        validate_choice=False,
    )

    def offer(self, items: Sequence[SelectionItem], *, language: str) -> None:
        """Fill in the categories one can choose."""
        self.item.choices = [
            SelectChoice("", _("Choose")),
            *(SelectChoice(each.code, name_of(each, language=language)) for each in items),
        ]


def name_of(item: SelectionItem, *, language: str) -> str:
    """Return how a category is shown: its code, its name, and V with its years or B."""
    title = item.title_en if language == "en" else item.title
    return f"{item.code} {title} ({item.appraisal}{f' {item.years}' if item.years else ''})"


class ProposalForm(Form):
    """What to destroy, and on what ground."""

    layer = RadioField(
        lazy("What do you propose to destroy?"),
        choices=[SelectChoice(each.value, LAYER_WORDS[each]) for each in Layer],
        validators=[InputRequired(lazy("Choose what to destroy."))],
    )
    ground = RadioField(
        lazy("On what ground?"),
        choices=[SelectChoice(each.value, GROUND_WORDS[each]) for each in Ground],
        validators=[InputRequired(lazy("Choose on what ground."))],
    )


class ApprovalForm(Form):
    """That one approves the list one read."""

    seen_hash = HiddenField()


class HoldForm(Form):
    """A legal hold: where, why, who asked for it, from when, and when one looks again."""

    workspace = SelectField(lazy("In which workspace"), validate_choice=False)
    reason = TextAreaField(
        lazy("Why may nothing disappear?"),
        description=lazy("For example a claim, an inquiry or a request under the Woo."),
        validators=[
            InputRequired(lazy("Say why.")),
            Length(
                max=LONGEST_REASON,
                message=TOO_LONG,
            ),
        ],
    )
    asked_by = StringField(
        lazy("Who asked for it"),
        validators=[
            InputRequired(lazy("Say who asked for it.")),
            Length(max=200, message=TOO_LONG),
        ],
    )
    from_on = DayField(
        lazy("Day of the request"), validators=[InputRequired(lazy("Choose a day."))]
    )
    review_on = DayField(
        lazy("When do you look at it again?"),
        validators=[InputRequired(lazy("Choose a day."))],
    )

    def offer(self, places: Sequence[HoldPlace]) -> None:
        """Fill in the workspaces one can choose."""
        self.workspace.choices = [SelectChoice(each.ref, each.ref) for each in places]


class ReviewForm(VersionedForm):
    """That a hold is still needed, until the next time."""

    review_on = DayField(
        lazy("Still needed; look at it again on"),
        id="next-review",
        validators=[InputRequired(lazy("Choose a day."))],
    )


class LiftForm(VersionedForm):
    """That a hold is over."""

    lift_reason = TextAreaField(
        lazy("Why is it no longer needed?"),
        validators=[
            InputRequired(lazy("Say why.")),
            Length(
                max=LONGEST_REASON,
                message=TOO_LONG,
            ),
        ],
    )
