"""What a person may type around sign-in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms import (
    BooleanField,
    DateField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.adapters.openid import ASYMMETRIC_ALGORITHMS
from app.identity.models import Person
from app.identity.service.correcting import OrganisationWords
from app.identity.service.mandates import Standing
from app.identity.service.openings import LONGEST_REASON
from app.identity.service.organisations import MandateFacts, OrganisationFacts
from app.identity.service.provider_changes import WantedProvider
from app.kernel.text import lazy
from app.kernel.web.forms import TOO_LONG, Form, VersionedForm
from app.kernel.words import fingerprint_in

CODE = r"[a-z0-9]+(-[a-z0-9]+)*\Z"
DOMAIN = r"[a-z0-9-]+(\.[a-z0-9-]+)+\Z"
LONGEST_CERTIFICATE = 100
CERTIFICATE = r"[ -~]*\Z"


def needed() -> InputRequired:
    """Ask for a field that cannot stay empty."""
    return InputRequired(lazy("Fill this in."))


class LoginForm(Form):
    """The work address, only to find the organisation's sign-in page."""

    email = StringField(
        lazy("E-mail address of your work"),
        description=lazy("With it we find the sign-in page of your organisation."),
        validators=[InputRequired(lazy("Type the e-mail address of your work.")), Length(max=254)],
        render_kw={"autocomplete": "email", "type": "email"},
    )


class StandingForm(VersionedForm):
    """What of a mandate can change."""

    valid_to = DateField(
        lazy("Last day"), validators=[InputRequired(lazy("Give the last day on which it holds."))]
    )
    deputy = SelectField(
        lazy("Deputy"),
        description=lazy("Signs by this mandate while the holder is away, and at no other time."),
        validators=[Optional()],
        default="",
    )
    absent_from = DateField(lazy("Away from"), validators=[Optional()])
    absent_until = DateField(lazy("Away up to and including"), validators=[Optional()])
    certificate = StringField(
        lazy("Own certificate of the holder"),
        description=lazy(
            "Only for who signs with a card in a PDF reader: the fingerprint (SHA-256) of the"
            " certificate, or the serial number in its subject. Check it with the holder."
        ),
        validators=[
            Optional(),
            Length(
                max=LONGEST_CERTIFICATE,
                message=TOO_LONG,
            ),
            Regexp(CERTIFICATE, message=lazy("Use letters, digits and signs such as - and :.")),
        ],
        default="",
    )

    def offer(self, people: Sequence[Person]) -> None:
        """Let one choose from these people."""
        named = [SelectChoice(str(each.id), each.name) for each in people]
        self.deputy.choices = [SelectChoice("", lazy("Nobody")), *named]

    def standing(self) -> Standing:
        """Return what was typed; after validation."""
        return Standing(
            valid_to=self.valid_to.data,
            deputy_id=UUID(self.deputy.data) if self.deputy.data else None,
            absent_from=self.absent_from.data,
            absent_until=self.absent_until.data,
            certificate=_certificate(self.certificate.data),
        )


def _certificate(typed: str | None) -> str:
    """Return what was typed of a certificate; a fingerprint without what separates its signs."""
    text = "".join((typed or "").split())
    return fingerprint_in(text) or text


def _words(label: Any, question: Any, *, most: int, hint: Any = "") -> StringField:
    return StringField(
        label,
        description=hint,
        validators=[
            InputRequired(question),
            Length(max=most, message=TOO_LONG),
        ],
    )


class MandateForm(StandingForm):
    """A mandate as it stands in its source."""

    number = _words(lazy("Number"), lazy("Give the number of the mandate."), most=60)
    holder = SelectField(lazy("Holder"), validators=[InputRequired(lazy("Choose who holds it."))])
    office = _words(
        lazy("Office"),
        lazy("Give the office, as it stands under a signature."),
        most=200,
        hint=lazy("As it stands under a signature, such as: hoofdinspecteur."),
    )
    covers = _words(lazy("What may be signed"), lazy("Say what may be signed by it."), most=300)
    source = _words(
        lazy("Source"),
        lazy("Say in which document it stands."),
        most=300,
        hint=lazy("The decision or register in which it stands."),
    )
    valid_from = DateField(
        lazy("First day"), validators=[InputRequired(lazy("Give the first day on which it holds."))]
    )

    def offer(self, people: Sequence[Person]) -> None:
        """Let one choose from these people."""
        super().offer(people)
        named = [SelectChoice(str(each.id), each.name) for each in people]
        self.holder.choices = [SelectChoice("", lazy("Choose")), *named]

    def holder_id(self) -> UUID:
        """Return who holds it; after validation."""
        return UUID(self.holder.data)

    def typed(self) -> MandateFacts:
        """Return what stands fixed from now on."""
        return MandateFacts(
            number=_line(self.number.data),
            office=_line(self.office.data),
            covers=_line(self.covers.data),
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
            source=_line(self.source.data),
        )


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


class SettingsForm(Form):
    """Language, colours and whether single keys act."""

    language = SelectField(
        lazy("Language"),
        choices=[
            SelectChoice("", lazy("As my browser")),
            SelectChoice("nl", "Nederlands"),
            SelectChoice("en", "English"),
        ],
    )
    scheme = SelectField(
        lazy("Colours"),
        choices=[
            SelectChoice("", lazy("As my device")),
            SelectChoice("light", lazy("Light")),
            SelectChoice("dark", lazy("Dark")),
        ],
    )
    has_shortcuts = BooleanField(
        lazy("Use shortcuts"),
        description=lazy("Single keys then open pages. Switch this off when you dictate."),
    )


class OrganisationForm(Form):
    """An organisation as an administrator enters it."""

    name = StringField(lazy("Name"), validators=[needed(), Length(max=200)])
    short_name = StringField(
        lazy("Short name"),
        description=lazy("Stands on its badge, for example IGJ."),
        validators=[needed(), Length(max=20)],
    )
    code = StringField(
        lazy("Code"),
        description=lazy("Stands in addresses and commands. It never changes."),
        validators=[
            needed(),
            Length(max=20),
            Regexp(CODE, message=lazy("Use small letters, digits and hyphens.")),
        ],
    )
    kind = SelectField(
        lazy("Kind"),
        choices=[
            SelectChoice("inspectorate", lazy("Inspectorate")),
            SelectChoice("zbo", lazy("Independent authority (zbo)")),
            SelectChoice("other", lazy("Another organisation")),
        ],
    )
    mail_domain = StringField(
        lazy("Mail domain"),
        description=lazy("What stands after the @. It only leads to the right sign-in page."),
        validators=[
            needed(),
            Length(max=200),
            Regexp(DOMAIN, message=lazy("Write it like this: igj.nl.")),
        ],
    )
    highest_classification = SelectField(
        lazy("Highest classification it may see"),
        choices=[
            SelectChoice("ongerubriceerd", lazy("Unclassified")),
            SelectChoice("dep_vertrouwelijk", lazy("Departementaal Vertrouwelijk")),
        ],
    )

    def facts(self) -> OrganisationFacts:
        """Return what was typed."""
        return OrganisationFacts(
            code=str(self.code.data),
            name=str(self.name.data).strip(),
            short_name=str(self.short_name.data).strip(),
            kind=self.kind.data,
            mail_domain=str(self.mail_domain.data),
            highest_classification=self.highest_classification.data,
        )


class PauseForm(Form):
    """Why an administrator holds a provider."""

    reason = TextAreaField(
        lazy("Why do you pause it?"),
        description=lazy("Every administrator reads it. Name no people."),
        validators=[needed(), Length(max=LONGEST_REASON)],
    )


class CorrectOrganisationForm(VersionedForm):
    """What of an organisation can be corrected."""

    name = StringField(lazy("Name"), validators=[needed(), Length(max=200)])
    short_name = StringField(
        lazy("Short name"),
        description=lazy("Stands on its badge, for example IGJ."),
        validators=[needed(), Length(max=20)],
    )
    mail_domain = StringField(
        lazy("Mail domain"),
        description=lazy(
            "What stands after the @. New accounts have an address of it; addresses of people who"
            " are here already do not change with it."
        ),
        validators=[
            needed(),
            Length(max=200),
            Regexp(DOMAIN, message=lazy("Write it like this: igj.nl.")),
        ],
    )

    def words(self) -> OrganisationWords:
        """Return what was typed; after validation."""
        return OrganisationWords(
            " ".join(str(self.name.data).split()),
            " ".join(str(self.short_name.data).split()),
            str(self.mail_domain.data),
        )


class ProviderForm(Form):
    """A provider as an administrator asks for it."""

    slug = StringField(
        lazy("Name in the address"),
        description=lazy("Last part of the address the provider sends people back to."),
        validators=[needed(), Length(max=40)],
    )
    issuer = StringField(
        lazy("Issuer"),
        description=lazy("Exactly as the provider writes it. Everything it says is held to this."),
        validators=[needed(), Length(max=500)],
    )
    discovery_url = StringField(
        lazy("Address of its description"),
        description=lazy("Ends with /.well-known/openid-configuration as a rule."),
        validators=[needed(), Length(max=500)],
    )
    client_id = StringField(
        lazy("What the provider calls us (client id)"), validators=[needed(), Length(max=200)]
    )
    algorithms = SelectMultipleField(
        lazy("How it may sign"),
        choices=[SelectChoice(each, each) for each in sorted(ASYMMETRIC_ALGORITHMS)],
    )
    accepted_acr = TextAreaField(
        lazy("Levels of assurance we accept"),
        description=lazy("One on each line, the best first. Empty: the level is not asked for."),
        validators=[Length(max=2000)],
    )
    classified_acr = TextAreaField(
        lazy("Levels that also show what is classified"),
        description=lazy(
            "One on each line, each of them accepted above. Empty: who signs in by this provider"
            " sees nothing that is classified."
        ),
        validators=[Length(max=2000)],
    )
    extra_origins = TextAreaField(
        lazy("Other addresses of its pages"),
        description=lazy(
            "Only when its pages, keys or tokens stand elsewhere than the issuer and the"
            " description. One on each line, for example https://token.example.nl."
        ),
        validators=[Length(max=1500)],
    )
    authentication = SelectField(
        lazy("How we prove who we are"),
        choices=[
            SelectChoice("key", lazy("By a signature of our own key")),
            SelectChoice("secret", lazy("By a secret that the provider gave us")),
        ],
        default="key",
    )
    secret = PasswordField(
        lazy("Secret of the provider (client secret)"),
        description=lazy(
            "Only when the provider takes no key. It is kept sealed and never shown again. Empty:"
            " the secret that is there stays."
        ),
        validators=[Length(max=500)],
        render_kw={"autocomplete": "off"},
    )

    def wanted(self) -> WantedProvider:
        """Return what was typed."""
        return WantedProvider(
            slug=str(self.slug.data).strip(),
            issuer=str(self.issuer.data).strip(),
            discovery_url=str(self.discovery_url.data).strip(),
            client_id=str(self.client_id.data).strip(),
            algorithms=tuple(self.algorithms.data or ()),
            accepted_acr=tuple(str(self.accepted_acr.data or "").split()),
            classified_acr=tuple(str(self.classified_acr.data or "").split()),
            extra_origins=tuple(str(self.extra_origins.data or "").split()),
            has_secret=self.authentication.data == "secret",
            secret=str(self.secret.data or "").strip(),
        )
