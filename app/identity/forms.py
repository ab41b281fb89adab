"""What a person may type around sign-in."""

from __future__ import annotations

from wtforms import (
    BooleanField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Regexp

from app.adapters.openid import ASYMMETRIC_ALGORITHMS
from app.identity.service.organisations import OrganisationFacts
from app.identity.service.provider_changes import WantedProvider
from app.kernel.text import lazy
from app.kernel.web.forms import Form

CODE = r"[a-z0-9]+(-[a-z0-9]+)*\Z"
DOMAIN = r"[a-z0-9-]+(\.[a-z0-9-]+)+\Z"


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

    def wanted(self) -> WantedProvider:
        """Return what was typed."""
        levels = str(self.accepted_acr.data or "").split()
        return WantedProvider(
            slug=str(self.slug.data).strip(),
            issuer=str(self.issuer.data).strip(),
            discovery_url=str(self.discovery_url.data).strip(),
            client_id=str(self.client_id.data).strip(),
            algorithms=tuple(self.algorithms.data or ()),
            accepted_acr=tuple(levels),
        )
