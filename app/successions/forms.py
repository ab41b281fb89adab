"""What an administrator may type about a succession, and what we answer when it is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.identity.models import Organisation
from app.kernel.errors import Refused
from app.kernel.text import _, lazy
from app.kernel.web.forms import Form
from app.successions.service import Plan

MOST_HEIRS = 500
PARTS = 2


class GoingForm(Form):
    """Where somebody goes."""

    organisation = SelectField(
        lazy("Goes to"), validators=[InputRequired(lazy("Choose an organisation."))]
    )

    def offer(self, organisations: Sequence[Organisation]) -> None:
        """Let one choose from these."""
        named = [SelectChoice(str(each.id), each.name) for each in organisations]
        self.organisation.choices = [SelectChoice("", lazy("Choose")), *named]

    def chosen(self, organisations: Sequence[Organisation]) -> Organisation:
        """Return where to; after validation."""
        wanted = UUID(self.organisation.data)
        return next(each for each in organisations if each.id == wanted)


class SuccessionForm(Form):
    """Who takes over, from when, on which ground, and who goes on."""

    successor = SelectField(
        lazy("Successor"), validators=[InputRequired(lazy("Choose who takes over."))]
    )
    from_on = DateField(
        lazy("First day of the successor"),
        description=lazy("The day before is the last one of this organisation."),
        validators=[InputRequired(lazy("Give the first day on which the successor acts."))],
    )
    legal_basis = StringField(
        lazy("Legal basis"),
        description=lazy("The law or decree by which the task moves, with its article."),
        validators=[InputRequired(lazy("Say by which law the task moves.")), Length(max=300)],
    )
    source = StringField(
        lazy("Source"),
        description=lazy("The document in which it stands, such as a Staatsblad with its number."),
        validators=[InputRequired(lazy("Say in which document it stands.")), Length(max=300)],
    )
    heirs = TextAreaField(
        lazy("Who goes on"),
        description=lazy(
            "One line for each person: address here, a space, address at the successor. Enter the"
            " accounts at the successor first. Who is not on the list stops."
        ),
        validators=[Length(max=60_000)],
    )

    def offer(self, organisations: Sequence[Organisation]) -> None:
        """Let one choose from these."""
        named = [SelectChoice(str(each.id), each.name) for each in organisations]
        self.successor.choices = [SelectChoice("", lazy("Choose")), *named]

    def plan(self, organisations: Sequence[Organisation]) -> Plan:
        """Return what was typed; after validation.

        Raises:
            Refused: a line does not hold two names, or there are too many.
        """
        chosen = UUID(self.successor.data)
        return Plan(
            successor=next(each for each in organisations if each.id == chosen),
            from_on=self.from_on.data,
            legal_basis=str(self.legal_basis.data).strip(),
            source=str(self.source.data).strip(),
            heirs=self._pairs(),
        )

    def _pairs(self) -> list[tuple[str, str]]:
        pairs: list[tuple[str, str]] = []
        for number, line in enumerate(str(self.heirs.data or "").splitlines(), start=1):
            names = line.replace(";", " ").replace(",", " ").split()
            if not names:
                continue
            if len(names) != PARTS:
                raise Refused(
                    _("Line %(number)d does not hold two addresses.", number=number), field="heirs"
                )
            pairs.append((names[0], names[1]))
        if len(pairs) > MOST_HEIRS:
            raise Refused(
                _("No more than %(most)d people fit in one plan.", most=MOST_HEIRS), field="heirs"
            )
        return pairs
