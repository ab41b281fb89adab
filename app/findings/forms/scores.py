"""What a person may type about scores."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from app.findings.forms import norm_choices, plain_lines
from app.findings.models import Audience, Judgement, Norm, Score, Scoring
from app.findings.queries import AUDIENCE_WORDS, JUDGEMENT_WORDS, FindingRow, PossibleScorer
from app.findings.service.scores import ScoringWish
from app.kernel.text import _, lazy
from app.kernel.web.forms import Form, VersionedForm

LONGEST_REASON, LONGEST_CLOSING, LONGEST_VIEW = 2_000, 500, 5_000
JUDGEMENTS = [SelectChoice(str(each), words) for each, words in JUDGEMENT_WORDS.items()]


class AskForm(Form):
    """What is to be scored, and by whom."""

    title = StringField(
        lazy("What do you have scored?"),
        description=lazy("An institution, a visit or a file: De Meerkoet, groep 3."),
        validators=[DataRequired(lazy("Say what is scored.")), Length(max=200)],
    )
    norm = SelectField(
        lazy("By which norm, criterion or indicator?"),
        validators=[DataRequired(lazy("Choose a norm, criterion or indicator."))],
    )
    people = SelectMultipleField(
        lazy("Who scores?"),
        description=lazy("At least two people. Each scores without seeing the others."),
    )
    audience = SelectField(
        lazy("Who reads it once it is open?"),
        choices=[SelectChoice(str(each), words) for each, words in AUDIENCE_WORDS.items()],
    )
    finding = SelectField(
        lazy("With which finding does it go?"),
        description=lazy("You can choose this later too."),
    )

    def offer(
        self,
        *,
        norms: Iterable[Norm],
        people: Iterable[PossibleScorer],
        findings: Iterable[FindingRow],
    ) -> None:
        """Fill the choices."""
        self.norm.choices = [SelectChoice("", _("Choose one")), *norm_choices(norms)]
        self.people.choices = [
            SelectChoice(str(each.person_id), f"{each.name} ({each.organisation.short_name})")
            for each in people
        ]
        self.finding.choices = finding_choices(findings)

    def wish(self) -> ScoringWish:
        """Return what was asked."""
        return ScoringWish(
            title=" ".join((self.title.data or "").split()),
            norm_id=UUID(self.norm.data),
            people=frozenset(UUID(each) for each in self.people.data or []),
            audience=Audience(self.audience.data),
            finding_id=UUID(self.finding.data) if self.finding.data else None,
        )


class ScoreForm(Form):
    """One person's score."""

    judgement = SelectField(lazy("Your judgement"), choices=JUDGEMENTS)
    reason = TextAreaField(
        lazy("Why?"),
        validators=[DataRequired(lazy("Say why you judge so.")), Length(max=LONGEST_REASON)],
    )

    @classmethod
    def of(cls, score: Score | None) -> ScoreForm:
        """Return the form with what the person scored before."""
        if score is None:
            return cls(data={"judgement": str(Judgement.NOT_ASSESSED)})
        return cls(data={"judgement": score.judgement, "reason": score.reason})

    def said(self) -> tuple[Judgement, str]:
        """Return the judgement and why."""
        return Judgement(self.judgement.data), plain_lines(self.reason.data)


class CloseForm(Form):
    """Why the scores open before everybody scored."""

    reason = StringField(
        lazy("Why do you not wait?"),
        description=lazy("Everybody who reads the scores reads this."),
        validators=[
            DataRequired(lazy("Say why you do not wait for everybody.")),
            Length(max=LONGEST_CLOSING),
        ],
    )


class ConcludeForm(VersionedForm):
    """What the scorers hold together."""

    consensus = SelectField(lazy("Consensus"), choices=JUDGEMENTS)
    text = TextAreaField(lazy("How did you come to it?"), validators=[Length(max=LONGEST_VIEW)])
    finding = SelectField(
        lazy("With which finding does it go?"),
        description=lazy("Dissenting views stand with that finding, and in its report."),
    )

    @classmethod
    def of(cls, scoring: Scoring, findings: Iterable[FindingRow]) -> ConcludeForm:
        """Return the form with what is concluded already."""
        form = cls(
            data={
                "seen_version": scoring.version,
                "consensus": scoring.consensus or str(Judgement.NOT_ASSESSED),
                "text": scoring.consensus_text,
                "finding": str(scoring.finding_id or ""),
            }
        )
        form.finding.choices = finding_choices(findings)
        return form


class ViewForm(VersionedForm):
    """What an organisation holds instead."""

    judgement = SelectField(lazy("What does your organisation judge?"), choices=JUDGEMENTS)
    text = TextAreaField(
        lazy("What does it hold?"),
        description=lazy("It stands with the finding and in the report, under your name."),
        validators=[
            DataRequired(lazy("Write down what your organisation holds, and why.")),
            Length(max=LONGEST_VIEW),
        ],
    )


def finding_choices(findings: Iterable[FindingRow]) -> list[SelectChoice]:
    """Return findings to choose from, or none."""
    return [SelectChoice("", _("None yet"))] + [
        SelectChoice(str(each.id), f"{each.ref} {each.title}") for each in findings
    ]
