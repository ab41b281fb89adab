"""What a person may type around reports: building, freezing, signing, checking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms import Form as Part
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.findings.queries import FindingRow
from app.kernel.errors import Refused
from app.kernel.text import _, lazy
from app.kernel.web.forms import TOO_LONG, Form, VersionedForm
from app.kernel.words import fingerprint_in
from app.reports.models import Report
from app.reports.queries import Office
from app.reports.service.building import ReportDraft, SeatWish
from app.reports.service.rounds import LONGEST_REASON
from app.reports.service.signing import DECISIONS, LONGEST_STATEMENT, Decision

LONGEST_TEXT = 20_000
MOST_PARTS = 1000
"""Chapters or seats that are read; a workspace holds fewer findings."""
FIRST_TURN = 1
ONE_HOLDER = 1


def plain_lines(text: str | None) -> str:
    """Return a typed text with plain line ends: browsers send both characters."""
    return (text or "").replace("\r\n", "\n").strip()


class ChapterPart(Part):
    """A finding that can be a chapter."""

    finding = HiddenField()
    is_in = BooleanField()
    position = IntegerField(lazy("Place"), validators=[Optional(), NumberRange(min=1, max=999)])


class SeatPart(Part):
    """An office that can have a seat."""

    key = HiddenField()
    is_in = BooleanField()
    is_required = BooleanField(lazy("Required"))
    turn = IntegerField(lazy("Group"), validators=[Optional(), NumberRange(min=1, max=99)])
    quorum = IntegerField(lazy("Holders"), validators=[Optional(), NumberRange(min=1, max=99)])


class ReportForm(VersionedForm):
    """A report while it is a draft."""

    title = StringField(
        lazy("Title of the report"),
        validators=[InputRequired(lazy("Give the report a title.")), Length(max=200)],
    )
    chapters = FieldList(FormField(ChapterPart), max_entries=MOST_PARTS)
    introduction = TextAreaField(
        lazy("Introduction"),
        description=lazy("You can use **bold** and lists."),
        validators=[Length(max=LONGEST_TEXT)],
    )
    conclusion = TextAreaField(lazy("Conclusions"), validators=[Length(max=LONGEST_TEXT)])
    seats = FieldList(FormField(SeatPart), max_entries=MOST_PARTS)
    sign_by = DateField(
        lazy("Sign before the end of"),
        description=lazy("Who signs sees this day; signing later stays possible."),
        validators=[Optional()],
    )

    def faults(self) -> list[tuple[str, str]]:
        """Return what is wrong, field by field, also inside the chapters."""
        lists = (self.chapters, self.seats)
        parts = [each for one in lists for part in one for each in part.form]
        plain = [each for each in self if each not in lists]
        found = [(each.id, str(each.errors[0])) for each in (*plain, *parts) if each.errors]
        refused = [
            (one.id, str(each)) for one in lists for each in one.errors if isinstance(each, str)
        ]
        return [*refused, *found]

    def typed(self) -> ReportDraft:
        """Return what was typed, the chapters by their place."""
        chosen = [part.form for part in self.chapters if part.form.is_in.data]
        chosen.sort(key=lambda part: part.position.data or LONGEST_TEXT)
        return ReportDraft(
            title=(self.title.data or "").strip(),
            findings=tuple(_id(part.finding.data) for part in chosen),
            introduction=plain_lines(self.introduction.data),
            conclusion=plain_lines(self.conclusion.data),
            seats=tuple(_wish(part.form) for part in self.seats if part.form.is_in.data),
            sign_by=self.sign_by.data,
        )


def _id(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise Refused(_("Choose at least one finding."), field="chapters") from None


def _wish(part: Any) -> SeatWish:
    organisation, _bar, office = (part.key.data or "").partition("|")
    return SeatWish(
        organisation,
        office,
        is_required=bool(part.is_required.data),
        turn=part.turn.data or FIRST_TURN,
        quorum=part.quorum.data or ONE_HOLDER,
    )


def first_values(
    findings: Iterable[FindingRow], offices: Iterable[Office], *, report: Report | None = None
) -> dict[str, Any]:
    """Return the values a new form begins with, or those of a draft."""
    places = {each.finding_id: each.position for each in report.chapters} if report else {}
    seats = {
        f"{each.organisation.code}|{each.office}": each for each in (report.seats if report else ())
    }
    values: dict[str, Any] = {
        "chapters": [
            {
                "finding": str(each.id),
                "is_in": each.id in places,
                "position": places.get(each.id, number),
            }
            for number, each in enumerate(findings, 1)
        ],
        "seats": [
            {
                "key": each.key,
                "is_in": each.key in seats,
                "is_required": seats[each.key].is_required if each.key in seats else True,
                "turn": seats[each.key].turn if each.key in seats else FIRST_TURN,
                "quorum": seats[each.key].quorum if each.key in seats else ONE_HOLDER,
            }
            for each in offices
        ],
    }
    if report is not None:
        names = ("title", "introduction", "conclusion", "sign_by")
        values |= {name: getattr(report, name) for name in names}
        values["seen_version"] = report.version
    return values


class FreezeForm(VersionedForm):
    """The button that freezes a report, as it stood on the screen with its findings."""

    seen_findings = HiddenField()


class RoundForm(VersionedForm):
    """What a coordinator does with a round: close it, or begin the next version."""

    action = RadioField(
        lazy("What you do"),
        choices=[
            SelectChoice("reopen", lazy("Begin a next version")),
            SelectChoice("close", lazy("Close the round")),
        ],
        validators=[InputRequired(lazy("Choose what you do."))],
    )
    reason = TextAreaField(
        lazy("Reason"),
        description=lazy("All organisations here read this."),
        validators=[
            InputRequired(lazy("Give your reason. Everybody who reads the report reads it.")),
            Length(
                max=LONGEST_REASON,
                message=TOO_LONG,
            ),
        ],
    )

    def typed(self) -> str:
        """Return the reason."""
        return " ".join((self.reason.data or "").split())


class SignForm(Form):
    """A decision about exactly one file."""

    sha256 = HiddenField()
    """Fingerprint on the signer's screen."""
    seat = HiddenField()
    """The seat on that screen."""
    decision = RadioField(
        lazy("What you do"),
        choices=[
            SelectChoice("sign", lazy("Sign")),
            SelectChoice("reserve", lazy("Sign with a reservation")),
            SelectChoice("decline", lazy("Decline")),
            SelectChoice("abstain", lazy("Abstain")),
        ],
        validators=[InputRequired(lazy("Choose what you do."))],
    )
    statement = TextAreaField(
        lazy("Explanation"),
        description=lazy(
            "Needed for a reservation and when you decline. All organisations here read this."
        ),
        validators=[
            Length(
                max=LONGEST_STATEMENT,
                message=TOO_LONG,
            )
        ],
    )
    has_read = BooleanField(
        lazy("I have read this version"),
        validators=[InputRequired(lazy("Read the report first, then tick this."))],
    )

    def typed(self) -> Decision:
        """Return the decision."""
        return Decision(
            DECISIONS[self.decision.data], " ".join((self.statement.data or "").split())
        )


class BringForm(Form):
    """A file that was signed elsewhere."""

    file = FileField(
        lazy("The PDF you signed"),
        description=lazy("The file you downloaded here, with your signature in it."),
        validators=[FileRequired(lazy("Choose the file you signed."))],
    )
    has_read = BooleanField(
        lazy("I have read this version"),
        validators=[InputRequired(lazy("Read the report first, then tick this."))],
    )


class CheckForm(Form):
    """A file to be checked."""

    file = FileField(
        lazy("The PDF you want to check"),
        description=lazy("It is only read here, and not kept."),
        validators=[FileRequired(lazy("Choose a file."))],
    )


class FingerprintForm(Form):
    """A fingerprint somebody holds; sent by GET, so that the answer can be shown to others."""

    fingerprint = StringField(
        lazy("Fingerprint (SHA-256)"),
        description=lazy("64 signs, as they stand with the report. Spaces do not matter."),
        default="",
    )

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> FingerprintForm:
        """Read what was asked."""
        return cls(formdata=MultiDict(asked))

    @property
    def sha256(self) -> bytes:
        """The fingerprint; after validation."""
        return bytes.fromhex(fingerprint_in(self.fingerprint.data))

    def validate_fingerprint(self, field: Field) -> None:
        """Take 64 signs of a fingerprint."""
        if not fingerprint_in(field.data):
            raise ValidationError(_("A fingerprint has 64 signs: digits and the letters a to f."))
