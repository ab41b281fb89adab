"""What a person may type about an overlap of others, and about one of the own authority."""

from __future__ import annotations

from datetime import date

from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.coordination.models import NoteKind, SuggestionKind
from app.coordination.queries import Pair
from app.coordination.service import LONGEST_NAMES, LONGEST_REASON, Advice, Remark
from app.kernel import clock
from app.kernel.errors import OutOfDate
from app.kernel.text import _, lazy
from app.kernel.web.forms import TOO_LONG, DayField, StepForm


class PairForm(StepForm):
    """What is said of an overlap, as it was on the screen."""

    pair = HiddenField()
    windows = HiddenField()

    def seen_pair(self, found: Pair | None) -> Pair:
        """Return the overlap by now, when it is the one that was on the screen.

        Raises:
            OutOfDate: it is gone, or one of the two has other days.
        """
        if found is None or self.windows.data != found.windows:
            raise OutOfDate
        return found


class AdviceForm(PairForm):
    """How the lead thinks that two others can settle their overlap."""

    on = HiddenField()
    kind = RadioField(
        lazy("What do you suggest?"), validators=[InputRequired(lazy("Choose what you suggest."))]
    )
    starts_on = DayField(
        lazy("First day of the new window"),
        validators=[Optional()],
        description=lazy("Not needed when both stay as they are."),
    )
    ends_on = DayField(lazy("Last day of the new window"), validators=[Optional()])
    reason = TextAreaField(
        lazy("Why"),
        description=lazy(
            "Both read this. Write nothing that one of the two does not know of the other."
        ),
        validators=[
            InputRequired(lazy("Say why, so that the other can go on.")),
            Length(max=LONGEST_REASON, message=TOO_LONG),
        ],
    )

    @classmethod
    def about(cls, pair: Pair | None, *, first: str, second: str) -> AdviceForm:
        """Make the form; what both share of their windows is suggested.

        Args:
            pair: None when what was typed is about an overlap that is gone.
            first: what the authority of the lower id is called.
            second: and the other.
        """
        form = cls(data=_offered(pair) if pair else {})
        form.kind.choices = [
            SelectChoice(kind.value, words) for kind, words in advice_words(first, second).items()
        ]
        return form

    def advice(self) -> Advice:
        """Return what was typed."""
        return Advice(
            kind=SuggestionKind(self.kind.data),
            reason=self.reason.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
        )


def _offered(pair: Pair) -> dict[str, str | date]:
    one, other = pair.in_order
    begin, end = max(one.starts_on, other.starts_on), min(one.ends_on, other.ends_on)
    return {
        "pair": pair.token,
        "windows": pair.windows,
        "on": pair.begins_on.isoformat(),
        "kind": SuggestionKind.COMBINE.value,
        "starts_on": begin if begin <= end else other.starts_on,
        "ends_on": end if begin <= end else other.ends_on,
    }


def advice_words(first: str, second: str) -> dict[SuggestionKind, str]:
    """Return how each kind is told, with the names of the two authorities."""
    return {
        SuggestionKind.COMBINE: _("Combine in one window"),
        SuggestionKind.SHIFT_FIRST: _("%(name)s moves", name=first),
        SuggestionKind.SHIFT_SECOND: _("%(name)s moves", name=second),
        SuggestionKind.KEEP: _("Leave both as they are"),
    }


class DeclineForm(StepForm):
    """Not following a suggestion, and why."""

    reason = TextAreaField(
        lazy("Why do you not follow it?"),
        validators=[
            InputRequired(lazy("Say why, so that the other can go on.")),
            Length(max=LONGEST_REASON, message=TOO_LONG),
        ],
    )


class NoteForm(PairForm):
    """What the own authority did about an overlap by itself."""

    called_on = DayField(lazy("Called on"), validators=[Optional()])
    called_with = StringField(
        lazy("With whom"), validators=[Length(max=LONGEST_NAMES, message=TOO_LONG)]
    )
    reason = TextAreaField(lazy("Why"), validators=[Length(max=LONGEST_REASON, message=TOO_LONG)])

    @classmethod
    def about(cls, pair: Pair | None, kind: NoteKind) -> NoteForm:
        """Make the form; one calls today, unless another day is chosen.

        Args:
            pair: None when what was typed is about an overlap that is gone.
        """
        about = {"pair": pair.token, "windows": pair.windows} if pair else {}
        form = cls(data={**about, "called_on": clock.today()})
        if kind == NoteKind.CALLED:
            form.reason.label.text = _("What did you agree on? (not required)")
        else:
            del form.called_on, form.called_with
        return form

    def remark(self) -> Remark:
        """Return what was typed."""
        called_on, called_with = self._fields.get("called_on"), self._fields.get("called_with")
        return Remark(
            called_on=called_on.data if called_on else None,
            called_with=(called_with.data or "") if called_with else "",
            reason=self.reason.data or "",
        )
