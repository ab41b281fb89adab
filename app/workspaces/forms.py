"""What a person may type about workspaces."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import (
    DateField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.identity.models import Organisation
from app.kernel.text import lazy
from app.kernel.web.forms import Form
from app.workspaces.models import MemberRole, ParticipantRole
from app.workspaces.queries import MEMBER_WORDS, PARTICIPANT_WORDS
from app.workspaces.queries.legal_bases import LegalBasis
from app.workspaces.service import Foundations

LONG_TEXT = 5000
JOINABLE = (ParticipantRole.PARTNER, ParticipantRole.OBSERVER, ParticipantRole.GUEST)


class FoundationsForm(Form):
    """What a workspace stands on."""

    title = StringField(
        lazy("Name of the workspace"),
        validators=[InputRequired(lazy("Give the workspace a name.")), Length(max=200)],
    )
    purpose = TextAreaField(
        lazy("Purpose"),
        description=lazy("What do you want to find out together? Share only what it needs."),
        validators=[Length(max=LONG_TEXT)],
    )
    legal_basis = SelectMultipleField(
        lazy("Legal basis"), description=lazy("On which law do you share? More than one may hold.")
    )
    controller_arrangement = TextAreaField(
        lazy("Arrangement between the controllers (GDPR article 26)"),
        description=lazy("Who answers for which processing, and whom can people turn to?"),
        validators=[Length(max=LONG_TEXT)],
    )
    retention = StringField(
        lazy("How long you keep it"),
        description=lazy("For example: 10 years, with the item of the selection list."),
        validators=[Length(max=200)],
    )
    seen_version = HiddenField()

    def offer(self, bases: Iterable[LegalBasis], *, language: str) -> None:
        """Let one choose among these legal bases."""
        self.legal_basis.choices = [
            SelectChoice(each.code, each.title_en if language == "en" else each.title)
            for each in bases
        ]

    def wanted(self) -> Foundations:
        """Return what was typed."""
        return Foundations(
            title=self.title.data or "",
            purpose=self.purpose.data or "",
            legal_basis=" ".join(self.legal_basis.data or []),
            controller_arrangement=self.controller_arrangement.data or "",
            retention=self.retention.data or "",
        )


class StartForm(FoundationsForm):
    """A new workspace: its foundations, and who takes part from the beginning."""

    partners = SelectMultipleField(lazy("Who takes part"))
    occasion = HiddenField()
    """Id of what it is started for, of a feature above; empty when it is for nothing we know."""

    def offer_partners(self, organisations: Iterable[Organisation]) -> None:
        """Let one choose among these organisations."""
        self.partners.choices = [SelectChoice(each.code, each.name) for each in organisations]


class AddPersonForm(Form):
    """Somebody who may work here, by work address."""

    email = StringField(
        lazy("Work e-mail address"),
        description=lazy("Of a participating organisation."),
        validators=[InputRequired(lazy("Type a work e-mail address.")), Length(max=254)],
        render_kw={"autocomplete": "off", "type": "email", "list": "own-people"},
    )
    role = SelectField(
        lazy("Role"),
        choices=[SelectChoice(str(role), words) for role, words in MEMBER_WORDS.items()],
        default=str(MemberRole.CONTRIBUTOR),
    )
    name = StringField(
        lazy("Name"),
        description=lazy("Only for somebody who has no account yet."),
        validators=[Optional(), Length(max=200)],
        render_kw={"autocomplete": "off"},
    )
    job_title = StringField(
        lazy("Function"),
        validators=[Optional(), Length(max=200)],
        render_kw={"autocomplete": "off"},
    )
    until_on = DateField(
        lazy("Until and including"),
        description=lazy("Only when you know it beforehand. The day after, the access has ended."),
        validators=[Optional()],
    )


class UntilForm(Form):
    """Another last day for somebody, or none."""

    until_on = DateField(lazy("Until and including"), validators=[Optional()])


class RoleForm(Form):
    """Another role for somebody."""

    role = SelectField(
        lazy("Role"),
        choices=[SelectChoice(str(role), words) for role, words in MEMBER_WORDS.items()],
    )


class AddParticipantForm(Form):
    """An organisation that takes part."""

    organisation = SelectField(lazy("Organisation"))
    role = SelectField(
        lazy("Takes part as"),
        choices=[SelectChoice(str(role), PARTICIPANT_WORDS[role]) for role in JOINABLE],
    )

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        """Offer the organisations that do not take part yet."""
        super().__init__(*args, **kwargs)
        self.organisation.choices = [SelectChoice(each.code, each.name) for each in organisations]
