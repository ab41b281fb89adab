"""What a person may type about entities and activities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.coordination.models import (
    Activity,
    ActivityKind,
    OverlapSuggestion,
    ProposalKind,
    Regime,
    Rest,
    Sector,
    SuggestionKind,
    SupervisedEntity,
)
from app.coordination.queries import (
    KIND_WORDS,
    PROPOSAL_WORDS,
    REGIME_WORDS,
    REST_WORDS,
    SECTOR_WORDS,
)
from app.coordination.service import (
    LONGEST_NAME,
    LONGEST_REASON,
    LONGEST_TITLE,
    EntityFacts,
    Offer,
    Opening,
    Plan,
    Window,
)
from app.identity.models import Organisation
from app.kernel.text import _, lazy
from app.kernel.web.forms import TOO_LONG, DayField, StepForm


class OpenedForm(StepForm):
    """Who sees a row, beside its owner."""

    named = SelectMultipleField(lazy("These authorities see everything"))
    rest = RadioField(
        lazy("What do all other authorities see?"),
        validators=[InputRequired(lazy("Choose what the others see."))],
    )

    def offer_authorities(self, others: Iterable[Organisation], *, rests: Sequence[Rest]) -> None:
        """Let the person choose among those who take part."""
        self.named.choices = [SelectChoice(each.code, each.name) for each in others]
        self.rest.choices = [SelectChoice(each.value, str(REST_WORDS[each])) for each in rests]

    def opening(self) -> Opening:
        """Return to whom the row is opened."""
        return Opening(named=tuple(self.named.data or ()), rest=Rest(self.rest.data))


class EntityForm(OpenedForm):
    """An organisation or process in the own register."""

    name = StringField(
        lazy("Name of the organisation or process"),
        validators=[
            InputRequired(lazy("Give the name of the organisation.")),
            Length(max=LONGEST_NAME, message=TOO_LONG),
        ],
    )
    register_number = StringField(
        lazy("Number in the trade register (not required)"),
        description=lazy(
            "Eight digits. By it we recognise the same organisation when another authority writes"
            " its name in another way."
        ),
    )
    sector = SelectField(lazy("Sector"))
    regime = SelectField(lazy("Under which law"))

    @classmethod
    def start(cls, others: Iterable[Organisation], entity: SupervisedEntity | None) -> EntityForm:
        """Make the form, empty or with what the entry says."""
        others = list(others)
        data: dict[str, Any] = {"rest": Rest.NOTHING.value, "regime": Regime.CBW_ESSENTIAL.value}
        if entity is not None:
            data = {
                "seen_version": str(entity.version),
                "name": entity.name,
                "register_number": entity.register_number,
                "sector": entity.sector.value,
                "regime": entity.regime.value,
                "named": [each.code for each in others if each.id in entity.named],
                "rest": entity.rest.value,
            }
        form = cls(data=data)
        form.sector.choices = [SelectChoice(e.value, str(w)) for e, w in SECTOR_WORDS.items()]
        form.regime.choices = [SelectChoice(e.value, str(w)) for e, w in REGIME_WORDS.items()]
        form.offer_authorities(others, rests=(Rest.NOTHING, Rest.EVERYTHING))
        return form

    def facts(self) -> EntityFacts:
        """Return what was typed."""
        return EntityFacts(
            name=self.name.data or "",
            register_number=self.register_number.data or "",
            sector=Sector(self.sector.data),
            regime=Regime(self.regime.data),
            opening=self.opening(),
        )


class NumberForm(StepForm):
    """The register number that another entry of the same name has."""

    number = HiddenField()


class WindowForm(StepForm):
    """Another window for an activity."""

    starts_on = DayField(
        lazy("First day of the window"), validators=[InputRequired(lazy("Choose a day."))]
    )
    ends_on = DayField(
        lazy("Last day of the window"), validators=[InputRequired(lazy("Choose a day."))]
    )

    @classmethod
    def of(cls, activity: Activity, proposed: tuple[date | None, date | None]) -> WindowForm:
        """Make the form with the window as it is, or as the person drew it."""
        return cls(
            data={
                "seen_version": str(activity.version),
                "starts_on": proposed[0] or activity.starts_on,
                "ends_on": proposed[1] or activity.ends_on,
            }
        )

    def window(self) -> Window:
        """Return the window; the hard last day moves along."""
        return Window(starts_on=self.starts_on.data, ends_on=self.ends_on.data)


class ActivityForm(OpenedForm):
    """What an authority plans at an entity."""

    kind = SelectField(lazy("What kind of activity"))
    title = StringField(
        lazy("What is planned"),
        validators=[
            InputRequired(lazy("Say in a few words what is planned.")),
            Length(max=LONGEST_TITLE, message=TOO_LONG),
        ],
    )
    starts_on = DayField(
        lazy("First day of the window"), validators=[InputRequired(lazy("Choose a day."))]
    )
    ends_on = DayField(
        lazy("Last day of the window"), validators=[InputRequired(lazy("Choose a day."))]
    )
    due_on = DayField(
        lazy("Ready at the latest (not required)"),
        validators=[Optional()],
        description=lazy(
            "Left open, this is the last day of the window. For a certificate of board training it"
            " is the day that the law sets."
        ),
    )

    @classmethod
    def start(cls, others: Iterable[Organisation], activity: Activity | None) -> ActivityForm:
        """Make the form, empty or with what the activity says."""
        others = list(others)
        data: dict[str, Any] = {"rest": Rest.NOTHING.value}
        if activity is not None:
            data = {
                "seen_version": str(activity.version),
                "kind": activity.kind.value,
                "title": activity.title,
                "starts_on": activity.starts_on,
                "ends_on": activity.ends_on,
                "due_on": activity.due_on,
                "named": [each.code for each in others if each.id in activity.named],
                "rest": activity.rest.value,
            }
        form = cls(data=data)
        form.kind.choices = [SelectChoice(e.value, str(w)) for e, w in KIND_WORDS.items()]
        form.offer_authorities(others, rests=tuple(Rest))
        return form

    def plan(self) -> Plan:
        """Return what was typed."""
        return Plan(
            kind=ActivityKind(self.kind.data),
            title=self.title.data or "",
            window=Window(
                starts_on=self.starts_on.data, ends_on=self.ends_on.data, due_on=self.due_on.data
            ),
            opening=self.opening(),
        )


class ReasonForm(StepForm):
    """Refusing a proposal, and why."""

    reason = TextAreaField(
        lazy("Why do you refuse?"),
        validators=[
            InputRequired(lazy("Say why, so that the other can go on.")),
            Length(max=LONGEST_REASON, message=TOO_LONG),
        ],
    )


class ProposalForm(StepForm):
    """How two authorities are to settle an overlap."""

    other = HiddenField()
    kind = RadioField(
        lazy("What do you propose?"), validators=[InputRequired(lazy("Choose what you propose."))]
    )
    starts_on = DayField(
        lazy("First day of the new window"),
        validators=[Optional()],
        description=lazy("Not needed when both stay as they are."),
    )
    ends_on = DayField(lazy("Last day of the new window"), validators=[Optional()])
    reason = TextAreaField(
        lazy("Why"),
        validators=[
            InputRequired(lazy("Say why, so that the other can go on.")),
            Length(max=LONGEST_REASON, message=TOO_LONG),
        ],
    )

    @classmethod
    def between(
        cls, ours: Activity, theirs: Activity, advice: OverlapSuggestion | None = None
    ) -> ProposalForm:
        """Make the form; what both share of their windows is proposed, or what the lead says."""
        begin = max(ours.starts_on, theirs.starts_on)
        end = min(ours.ends_on, theirs.ends_on)
        data: dict[str, Any] = {
            "seen_version": str(ours.version),
            "other": str(theirs.id),
            "kind": ProposalKind.COMBINE.value,
            "starts_on": begin if begin <= end else theirs.starts_on,
            "ends_on": end if begin <= end else theirs.ends_on,
        }
        form = cls(data=data | _as_advised(advice, ours))
        names = {
            ProposalKind.SHIFT_OURS: _("We move ours"),
            ProposalKind.SHIFT_THEIRS: _(
                "%(name)s moves theirs", name=theirs.organisation.short_name
            ),
        }
        form.kind.choices = [
            SelectChoice(each.value, names.get(each, str(words)))
            for each, words in PROPOSAL_WORDS.items()
        ]
        return form

    def offer(self) -> Offer:
        """Return what was typed."""
        return Offer(
            kind=ProposalKind(self.kind.data),
            reason=self.reason.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
        )


def _as_advised(advice: OverlapSuggestion | None, ours: Activity) -> dict[str, Any]:
    """Return what the lead suggests, as the own authority would propose it."""
    if advice is None:
        return {}
    is_first = advice.first_activity_id == ours.id
    first, second = ProposalKind.SHIFT_OURS, ProposalKind.SHIFT_THEIRS
    kinds = {
        SuggestionKind.COMBINE: ProposalKind.COMBINE,
        SuggestionKind.KEEP: ProposalKind.KEEP,
        SuggestionKind.SHIFT_FIRST: first if is_first else second,
        SuggestionKind.SHIFT_SECOND: second if is_first else first,
    }
    said: dict[str, Any] = {"kind": kinds[advice.kind].value, "reason": advice.reason}
    if advice.starts_on is not None:
        said |= {"starts_on": advice.starts_on, "ends_on": advice.ends_on}
    return said
