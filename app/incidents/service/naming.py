"""What a case is called, and a guard against naming who it is about."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable

from app.kernel import ids
from app.kernel.errors import Refused
from app.kernel.text import _

TREES = (
    "Abeel",
    "Berk",
    "Beuk",
    "Braam",
    "Ceder",
    "Cipres",
    "Den",
    "Esdoorn",
    "Hazelaar",
    "Hulst",
    "Iep",
    "Jeneverbes",
    "Kastanje",
    "Kornoelje",
    "Krent",
    "Larix",
    "Laurier",
    "Liguster",
    "Lijsterbes",
    "Meidoorn",
    "Mispel",
    "Moerbei",
    "Notelaar",
    "Peppel",
    "Plataan",
    "Populier",
    "Rozelaar",
    "Sleedoorn",
    "Spar",
    "Taxus",
    "Vlier",
    "Vogelkers",
    "Walnoot",
    "Wilg",
    "Zilverspar",
    "Zuurbes",
)
"""Pseudonyms are a tree and a number: it says nothing, can be said, and no child is called so."""
DIGITS = 3
"""Of the number behind the tree; one more when half of all such names are taken."""
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
_NINE_DIGITS = re.compile(r"(?<!\d)\d(?:[ .-]?\d){8}(?!\d)")
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_ELEVEN = 11


def draw_pseudonym(taken: Iterable[str]) -> str:
    """Draw a pseudonym that no other case of the workspace has."""
    used, lowest = set(taken), 10 ** (DIGITS - 1)
    while len(used) * 2 >= len(TREES) * 9 * lowest:
        lowest *= 10
    while True:
        drawn = f"{secrets.choice(TREES)} {lowest + secrets.randbelow(9 * lowest)}"
        if drawn not in used:
            return drawn


def draw_ref(prefix: str, year: int, *, taken: Iterable[str]) -> str:
    """Draw a number within the year: ``CMJ-26-0417``; it never betrays how many there are."""
    series = f"{prefix}-{year % 100:02}-"
    used = {int(each.removeprefix(series)) for each in taken if each.startswith(series)}
    return f"{series}{ids.draw_number(used):04}"


def match_key(name: str) -> str:
    """Return what is equal for two ways to write one name."""
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    return "".join(each for each in decomposed if each.isalnum()) or name.casefold()


def refuse_identity(text: str, *, field: str) -> None:
    """Refuse a text that names somebody in a way a machine can know.

    It catches a slip, not every name: people write pseudonyms, and the page says so.

    Raises:
        Refused: it holds a mail address, or a number that is a citizen service number.

    Source: Wet algemene bepalingen burgerservicenummer; the eleven test of such a number.
    """
    if _EMAIL.search(text):
        raise Refused(
            _("This holds a mail address. Leave out everything that says who it is."), field=field
        )
    if any(_is_citizen_number(each) for each in _NINE_DIGITS.findall(text)):
        raise Refused(
            _("This holds a citizen service number. Leave out everything that says who it is."),
            field=field,
        )


def _is_citizen_number(text: str) -> bool:
    digits = [int(each) for each in text if each.isdigit()]
    total = sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=True))
    return any(digits) and total % _ELEVEN == 0
