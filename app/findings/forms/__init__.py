"""What a person may type in a finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from wtforms import (
    DateField,
    FieldList,
    FormField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as Part
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.findings.models import (
    Aspect,
    Audience,
    Evidence,
    Finding,
    Judgement,
    Norm,
    Observation,
)
from app.findings.queries import (
    ASPECT_WORDS,
    AUDIENCE_WORDS,
    JUDGEMENT_WORDS,
    FactRow,
)
from app.findings.service import Advice, Fact, FindingText
from app.kernel.text import _, lazy
from app.kernel.web.forms import ValidationError, VersionedForm, id_or_nothing
from app.kernel.words import whole_number

LONGEST_TEXT = 20_000
MOST_RECOMMENDATIONS = 12


class AdvicePart(Part):
    """One recommendation; left empty it does not count."""

    text = TextAreaField(lazy("What should be done"), validators=[Length(max=2000)])
    addressee = StringField(lazy("For whom"), validators=[Length(max=200)])
    due_on = DateField(lazy("Before the end of"), validators=[Optional()])


def plain_lines(text: str | None) -> str:
    """Return a typed text with plain line ends: browsers send both characters."""
    return (text or "").replace("\r\n", "\n").strip()


def norm_choices(norms: Iterable[Norm]) -> list[SelectChoice]:
    """Return lines of frameworks to choose from; where there is more than one, each says which."""
    lines = list(norms)
    are_several = len({each.framework_id for each in lines}) > 1
    return [
        SelectChoice(
            str(each.id),
            f"{each.code} {each.text}" + (f" ({each.framework.title})" if are_several else ""),
        )
        for each in lines
    ]


def fact_choices(
    observations: Iterable[Observation], facts: Mapping[UUID, FactRow]
) -> list[SelectChoice]:
    """Return observations to choose from, each in the words of one version.

    One that was corrected since it was cited is there twice; one that was withdrawn, only as cited.
    """
    choices = []
    for each in observations:
        said = facts[each.id].said if each.id in facts else None
        told = (
            f"{each.ref} {each.title} ({each.organisation.short_name}, {each.observed_on:%d-%m-%Y})"
        )
        if said is not None and (said.number != each.version or each.is_withdrawn):
            state = _("as you cite it now, version %(number)s", number=said.number)
            choices.append(SelectChoice(f"{each.id}~{said.number}", f"{told}: {state}"))
            told = f"{told}: {_('corrected since')}"
        if not each.is_withdrawn:
            choices.append(SelectChoice(f"{each.id}~{each.version}", told))
    return choices


def fact_of(chosen: str) -> Fact:
    """Read a choice; what is none becomes an observation that nobody has."""
    key, _sign, number = chosen.partition("~")
    return Fact(id_or_nothing(key), whole_number(number) or 0)


class FindingForm(VersionedForm):
    """A finding as its author writes it."""

    title = StringField(
        lazy("Finding in one sentence"),
        validators=[InputRequired(lazy("Write the finding in one sentence.")), Length(max=200)],
    )
    norm = SelectField(
        lazy("Norm"), validators=[InputRequired(lazy("Choose the norm you tested."))]
    )
    text = TextAreaField(
        lazy("What we saw"),
        description=lazy(
            "Facts, so that a reader can follow your judgement. You can use **bold** and lists."
        ),
        validators=[
            InputRequired(lazy("Write down what you saw.")),
            Length(max=LONGEST_TEXT),
        ],
    )
    judgement = SelectField(
        lazy("Judgement"),
        choices=[SelectChoice(str(each), words) for each, words in JUDGEMENT_WORDS.items()],
    )
    aspect = SelectField(
        lazy("Aspect"),
        choices=[SelectChoice(str(each), words) for each, words in ASPECT_WORDS.items()],
    )
    audience = SelectField(
        lazy("Who reads along"),
        choices=[SelectChoice(str(each), words) for each, words in AUDIENCE_WORDS.items()],
        description=lazy("Only your own organisation can change the text."),
    )
    facts = SelectMultipleField(lazy("Observations"), choices=[], validate_choice=False)
    evidence = SelectMultipleField(lazy("Evidence"), choices=[])
    recommendations = FieldList(
        FormField(AdvicePart), min_entries=0, max_entries=MOST_RECOMMENDATIONS
    )

    def offer(self, *, norms: Iterable[Norm], citable: Iterable[Any]) -> None:
        """Fill the choices: the norms of the workspace and the documents that may be cited."""
        self.norm.choices = [SelectChoice("", _("Choose a norm")), *norm_choices(norms)]
        self.evidence.choices = [SelectChoice(str(each.id), each.title) for each in citable]

    def offer_facts(self, observations: Iterable[Observation], facts: Iterable[FactRow]) -> None:
        """Fill the choice of observations, for who is shown the form; the service checks it.

        Args:
            facts: what the finding rests on now; an older version stays a choice beside the newer.
        """
        self.facts.choices = fact_choices(observations, {x.observation.id: x for x in facts})

    def not_offered(self, cited: Iterable[Evidence]) -> frozenset[UUID]:
        """Return what is cited but not among the choices: it stays cited."""
        offered = {each.value for each in self.evidence.choices}
        return frozenset(each.document_id for each in cited if str(each.document_id) not in offered)

    def leave_room(self) -> None:
        """Show one empty recommendation below those that are filled."""
        has_room = any(not part.form.text.data for part in self.recommendations)
        if not has_room and len(self.recommendations) < MOST_RECOMMENDATIONS:
            self.recommendations.append_entry()

    def validate_recommendations(self, field: FieldList) -> None:
        """Refuse a recommendation that does not say for whom it is."""
        for part in field:
            filled = bool((part.form.text.data or "").strip())
            if filled and not (part.form.addressee.data or "").strip():
                part.form.addressee.errors = [_("Say for whom this recommendation is.")]
                raise ValidationError(_("Say for whom each recommendation is."))

    def faults(self) -> list[tuple[str, str]]:
        """Return what is wrong, field by field, also inside the recommendations."""
        parts = [each for part in self.recommendations for each in part.form]
        plain = [each for each in self if each is not self.recommendations]
        return [(each.id, str(each.errors[0])) for each in (*plain, *parts) if each.errors]

    def typed(self, *, kept: frozenset[UUID] = frozenset()) -> FindingText:
        """Return what was typed.

        Args:
            kept: cited documents that are not among the choices and stay cited.
        """
        return FindingText(
            title=(self.title.data or "").strip(),
            text=plain_lines(self.text.data),
            norm_id=UUID(self.norm.data),
            aspect=Aspect(self.aspect.data),
            judgement=Judgement(self.judgement.data),
            audience=Audience(self.audience.data),
            evidence=frozenset(UUID(each) for each in self.evidence.data or []) | kept,
            facts=frozenset(fact_of(each) for each in self.facts.data or []),
            recommendations=tuple(
                Advice(
                    part.form.text.data.strip(),
                    (part.form.addressee.data or "").strip(),
                    part.form.due_on.data,
                )
                for part in self.recommendations
                if (part.form.text.data or "").strip()
            ),
        )


class PutForwardForm(VersionedForm):
    """The button that puts a finding forward as final."""


def values_of(
    finding: Finding, *, cited: Iterable[Evidence], facts: Iterable[FactRow]
) -> dict[str, Any]:
    """Return a finding, with what it cites and rests on, as the form's first values."""
    return {
        "seen_version": finding.version,
        "title": finding.title,
        "norm": str(finding.norm_id),
        "text": finding.text,
        "judgement": finding.judgement,
        "aspect": finding.aspect,
        "audience": finding.audience,
        "evidence": [str(each.document_id) for each in cited],
        "facts": [f"{each.observation.id}~{each.said.number}" for each in facts],
        "recommendations": [
            {"text": each.text, "addressee": each.addressee, "due_on": each.due_on}
            for each in finding.recommendations
        ],
    }
