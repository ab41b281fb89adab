"""Reading the register: processing, disclosures, special data, openings."""

from app.privacy.queries.choosing import PAGE, Choice
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
from app.privacy.queries.words import FLAG_WORDS, LEVEL_WORDS, STATE_WORDS

__all__ = [
    "FLAG_WORDS",
    "LEVEL_WORDS",
    "PAGE",
    "STATE_WORDS",
    "Choice",
    "Processing",
    "Recipient",
    "RegisterPlace",
    "SpecialDocument",
    "get_register_for",
    "list_places",
    "list_processing",
    "list_recipients",
    "list_special",
    "sign_of",
]
