"""Reading the register: processing, disclosures, special data, openings, and one person."""

from app.privacy.queries.breaches import (
    BreachRow,
    TermToNotify,
    get_breach_for,
    last_of,
    list_breaches,
    list_steps,
    missing_of,
    next_number,
    reach_of,
    term_of,
)
from app.privacy.queries.choosing import PAGE, Choice
from app.privacy.queries.disclosures import DisclosureRow, Standing, list_disclosures
from app.privacy.queries.openings import Opening, list_openings
from app.privacy.queries.processing import (
    Processing,
    Recipient,
    RegisterPlace,
    get_register_for,
    list_places,
    list_processing,
    list_recipients,
)
from app.privacy.queries.special import SpecialDocument, list_special, sign_of
from app.privacy.queries.subjects import MOST_FOUND, Found, find_person
from app.privacy.queries.surges import ToNote, list_surges, list_surges_to_note
from app.privacy.queries.telling import ToTell, end_of_term, list_to_tell, undecided_count
from app.privacy.queries.words import (
    ANSWER_WORDS,
    BREACH_OUTCOME_WORDS,
    BREACH_STEP_WORDS,
    FLAG_WORDS,
    LEVEL_WORDS,
    STANDING_WORDS,
    STATE_WORDS,
)

__all__ = [
    "ANSWER_WORDS",
    "BREACH_OUTCOME_WORDS",
    "BREACH_STEP_WORDS",
    "FLAG_WORDS",
    "LEVEL_WORDS",
    "MOST_FOUND",
    "PAGE",
    "STANDING_WORDS",
    "STATE_WORDS",
    "BreachRow",
    "Choice",
    "DisclosureRow",
    "Found",
    "Opening",
    "Processing",
    "Recipient",
    "RegisterPlace",
    "SpecialDocument",
    "Standing",
    "TermToNotify",
    "ToNote",
    "ToTell",
    "end_of_term",
    "find_person",
    "get_breach_for",
    "get_register_for",
    "last_of",
    "list_breaches",
    "list_disclosures",
    "list_openings",
    "list_places",
    "list_processing",
    "list_recipients",
    "list_special",
    "list_steps",
    "list_surges",
    "list_surges_to_note",
    "list_to_tell",
    "missing_of",
    "next_number",
    "reach_of",
    "sign_of",
    "term_of",
    "undecided_count",
]
