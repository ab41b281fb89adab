"""What a person may type about giving."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask import request
from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from app.documents.legal_bases import LegalBasis
from app.documents.models import Level, SpecialData
from app.documents.service import WantedBasis
from app.documents.service.own_bases import (
    LONGEST_ARTICLE,
    LONGEST_LAW,
    LONGEST_PURPOSE,
    LONGEST_REASON,
)
from app.documents.service.rules import SPECIAL_DATA_WORDS
from app.documents.service.telling import LEVEL_WORDS
from app.identity.models import Organisation
from app.kernel.text import _, is_english, lazy
from app.kernel.web.forms import Form
from app.sharing.models import SharingProfile
from app.sharing.policy import OTHER_DATA
from app.sharing.queries import ProfileRow
from app.sharing.service import Asked
from app.sharing.service.profiles import LONGEST_NAME

A_DAY = {"type": "date"}
LEVEL_FIELD = "level-{}"
"""Name of the field about one organisation, by its code."""


def title_of(basis: LegalBasis) -> str:
    """Return what a basis is called in the reader's language."""
    return basis.title_en if is_english() else basis.title


def kind_choices(kinds: Iterable[str]) -> list[SelectChoice]:
    """Return the kinds of data to tick; they are words of the law, so they are Dutch."""
    words = {OTHER_DATA: _("Other data than these")}
    return [SelectChoice(each, words.get(each, each[:1].upper() + each[1:])) for each in kinds]


class StartForm(Form):
    """Which document, to whom."""

    document = SelectField(lazy("Document"), validate_choice=False)
    partner = SelectField(lazy("To which organisation"), validate_choice=False)


class QuestionForm(Form):
    """To whom, and what is in it; it changes nothing, so it is asked with a GET."""

    partner = SelectField(lazy("To which organisation"), validate_choice=False)
    kinds = SelectMultipleField(
        lazy("What kind of data is in it?"),
        description=lazy("Tick all that is in the document."),
        validate_choice=False,
    )

    def offer(self, *, partners: Sequence[Organisation], kinds: Sequence[str]) -> None:
        """Fill the choices."""
        self.partner.choices = [SelectChoice(each.code, each.name) for each in partners]
        self.kinds.choices = kind_choices(kinds)


class KeepForm(Form):
    """Keeping the answer, with the basis that was chosen."""

    partner = HiddenField()
    seen_version = HiddenField()
    kinds = SelectMultipleField(validate_choice=False)
    basis = RadioField(lazy("On which basis?"), validate_choice=False)
    until = DateField(lazy("Until and including"), validators=[Optional()], render_kw=A_DAY)

    def offer(self, carrying: Sequence[LegalBasis]) -> None:
        """Fill the choices: every basis that carries, and none of them."""
        self.basis.choices = [
            *(
                SelectChoice(each.code, f"{title_of(each)}: {each.law}, {each.article}")
                for each in carrying
            ),
            SelectChoice("", _("On none of these: only as a finding")),
        ]

    def asked(self) -> Asked:
        """Return what is asked."""
        return Asked(
            partner=self.partner.data or "",
            data=tuple(self.kinds.data or ()),
            basis=self.basis.data or "",
            until=self.until.data,
            seen=self.seen_version.data or "",
        )


class BasisForm(Form):
    """A basis in free text, for the privacy officer."""

    partner = HiddenField()
    law = StringField(lazy("Law"), render_kw={"maxlength": LONGEST_LAW})
    article = StringField(lazy("Article"), render_kw={"maxlength": LONGEST_ARTICLE})
    purpose = StringField(lazy("What for"), render_kw={"maxlength": LONGEST_PURPOSE})
    kinds = SelectMultipleField(lazy("What kind of data is in it?"), validate_choice=False)
    valid_until = DateField(
        lazy("Until and including"),
        description=lazy("At most a year ahead."),
        validators=[Optional()],
        render_kw=A_DAY,
    )
    reason = TextAreaField(
        lazy("Why does this basis carry it?"), render_kw={"maxlength": LONGEST_REASON}
    )

    def wanted(self) -> WantedBasis:
        """Return the basis as it was filled in."""
        known = {each.value for each in self.kinds.choices or []}
        return WantedBasis(
            law=self.law.data or "",
            article=self.article.data or "",
            purpose=self.purpose.data or "",
            reason=self.reason.data or "",
            valid_until=self.valid_until.data,
            data=[each for each in self.kinds.data or () if each in known],
        )


class JudgeForm(Form):
    """The privacy officer's answer."""

    answer = RadioField(
        lazy("Your answer"),
        choices=[
            SelectChoice("granted", lazy("Approve: a rule may rest on it")),
            SelectChoice("refused", lazy("Refuse")),
        ],
        validate_choice=False,
    )
    reason = TextAreaField(lazy("Why?"), render_kw={"maxlength": LONGEST_REASON})


class ProfileForm(Form):
    """A new profile: its name, and a right for each organisation."""

    name = StringField(
        lazy("Name of the profile"),
        description=lazy("For instance: only IGJ and IJenV, on screen."),
        render_kw={"maxlength": LONGEST_NAME},
    )

    def levels(self, organisations: Sequence[Organisation]) -> dict[str, str]:
        """Return the level chosen for each organisation, by its code."""
        return {
            each.code: request.form.get(LEVEL_FIELD.format(each.code), Level.NONE.code)
            for each in organisations
        }


class EndForm(Form):
    """Taking a profile back."""

    profile = HiddenField()

    @classmethod
    def about(cls, profile: SharingProfile) -> EndForm:
        """Make the form behind the button of one profile."""
        return cls(formdata=None, data={"profile": str(profile.id)})


class ApplyForm(Form):
    """What is asked once when a profile is applied."""

    seen_version = HiddenField()
    profile = SelectField(lazy("Profile"), validate_choice=False)
    legal_basis = SelectField(
        lazy("Legal basis"),
        description=lazy("It must hold towards every organisation in the profile."),
        validate_choice=False,
    )
    until = DateField(lazy("Until and including"), validators=[Optional()], render_kw=A_DAY)
    purpose = StringField(lazy("What for"), render_kw={"maxlength": LONGEST_PURPOSE})
    special_data = SelectMultipleField(
        lazy("This rule also gives"),
        description=lazy("This document holds special data. A rule that gives sight names them."),
        validate_choice=False,
    )

    def offer(
        self,
        profiles: Sequence[ProfileRow],
        *,
        bases: Sequence[LegalBasis],
        special_data: Sequence[SpecialData],
    ) -> None:
        """Fill the choices."""
        self.profile.choices = [SelectChoice(str(each.id), each.profile.name) for each in profiles]
        self.legal_basis.choices = [
            SelectChoice("", _("Choose a legal basis")),
            *(SelectChoice(each.code, title_of(each)) for each in bases),
        ]
        self.special_data.choices = [
            SelectChoice(each.value, SPECIAL_DATA_WORDS[each]) for each in special_data
        ]

    def chosen(self, profiles: Sequence[ProfileRow]) -> ProfileRow | None:
        """Return the profile that was chosen; None when it is none of these."""
        return next((each for each in profiles if str(each.id) == self.profile.data), None)


def level_choices() -> Mapping[str, object]:
    """Return the words of the levels by their code."""
    return {level.code: words for level, words in LEVEL_WORDS.items()}
