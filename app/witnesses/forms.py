"""What an administrator may type about a witness."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.identity.models import Organisation
from app.kernel.text import lazy
from app.kernel.web.forms import Form
from app.witnesses.service import WantedWitness


class WitnessForm(Form):
    """A witness as its owner shows it."""

    organisation = SelectField(
        lazy("Of which organisation"), validators=[InputRequired(lazy("Choose whose it is."))]
    )
    key = StringField(
        lazy("Key of the witness"),
        description=lazy("The witness shows it when it starts. It begins with its name."),
        validators=[InputRequired(lazy("Fill this in.")), Length(max=400)],
    )
    url = StringField(
        lazy("Address of the witness"),
        description=lazy("For example https://getuige.igj.example"),
        validators=[InputRequired(lazy("Fill this in.")), Length(max=500)],
    )

    def offer(self, organisations: Sequence[Organisation]) -> None:
        """Let one choose from these organisations."""
        named = [SelectChoice(each.code, each.name) for each in organisations]
        self.organisation.choices = [SelectChoice("", lazy("Choose")), *named]

    def wanted(self) -> WantedWitness:
        """Return what was typed; after validation."""
        return WantedWitness(
            key=(self.key.data or "").strip(), url=(self.url.data or "").strip().rstrip("/")
        )
