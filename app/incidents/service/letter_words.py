"""The joint letter as it is proposed and printed, in Dutch: it is the inspectorates' own text.

Nothing in it is made up: it holds what the case and the decision say, and names nobody but the
institution. Who a pseudonym stands for, the institution knows by the number of the report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.adapters import pdf
from app.adapters.fonts import packaged_fonts
from app.adapters.pdf import Rendered
from app.adapters.prose import blocks
from app.identity.models import Organisation
from app.incidents.models import Case, CaseDecision, CaseKind, LetterText, Outcome
from app.kernel.day_words import DUTCH, day_in_words

TEMPLATE = Path(__file__).parents[3] / "templates" / "reports" / "letter.typ"
REPORTED = {
    CaseKind.CALAMITY: "een calamiteit",
    CaseKind.VIOLENCE: "geweld bij de verstrekking van jeugdhulp",
}
DECIDED = {
    Outcome.NO_INVESTIGATION: "Wij stellen geen onderzoek in.",
    Outcome.ASK_REPORT: (
        "Wij vragen u om zelf te onderzoeken wat er is gebeurd, en ons daarover een verslag te"
        " sturen."
    ),
    Outcome.INVESTIGATE: "Wij stellen zelf een onderzoek in. Een inspecteur neemt contact op.",
    Outcome.CLOSE_WITH_LETTER: "Wij sluiten de melding met deze brief.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterWish:
    """What a letter is to say, and whose it is."""

    parties: frozenset[str]
    """Codes of the inspectorates that send it."""
    addressee: str
    subject: str
    body: str


def proposed(case: Case, decision: CaseDecision, *, parties: frozenset[str]) -> LetterWish:
    """Propose a letter from the facts of a case and what the committee decided about it."""
    told = (
        f"Op {day_in_words(case.received_on, language=DUTCH)} kregen wij een melding over"
        f" {REPORTED[case.kind]} bij {case.institution.name}. De melding heeft bij ons nummer"
        f" {case.ref}. In deze brief noemen wij de jeugdige {case.pseudonym}."
    )
    wanted = DECIDED[decision.outcome]
    if decision.outcome is Outcome.ASK_REPORT and case.due_on is not None:
        due = day_in_words(case.due_on, language=DUTCH)
        wanted += f" Wij krijgen het verslag graag uiterlijk op {due}."
    parts = (
        "Geachte heer of mevrouw,",
        told,
        "## Wat is gemeld",
        case.facts,
        "## Wat wij besluiten",
        wanted,
        decision.reason,
        "## Vragen",
        f"Hebt u een vraag over deze brief? Noem dan ons nummer {case.ref}.",
    )
    return LetterWish(
        parties=parties,
        addressee=f"De directie van {case.institution.name}"[:200].strip(),
        subject=f"Besluit over melding {case.ref}",
        body="\n\n".join(parts),
    )


def print_letter(
    case: Case, text: LetterText, *, senders: Sequence[Organisation], on: date
) -> Rendered:
    """Print a text; the same text of the same day gives the same bytes."""
    told = {
        "reference": case.ref,
        "date": on.isoformat(),
        "senders": [{"name": each.name, "short_name": each.short_name} for each in senders],
        "addressee": text.addressee,
        "subject": text.subject,
        "body": blocks(text.body),
    }
    return pdf.render(TEMPLATE, told, fonts=packaged_fonts())
