"""What organisations are called, and by which mail domain their people are led to signing in."""

from __future__ import annotations

import unicodedata
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from app.identity.models import Organisation
from app.identity.queries.organisations import IS_STANDING
from app.kernel import clock, db, turns
from app.kernel.turns import Turn

NAMES = Turn("identity:what organisations are called")
LOOK_ALIKE = str.maketrans({"l": "i", "1": "i", "0": "o"})
"""Signs that people read as the same."""
READ_AS_ONE = {"rn": "m", "vv": "w", "ci": "d"}
"""Pairs that people read as one sign; a small l counts as an i by then."""
SIGNS = frozenset(" -&.,'\u2019()/+")
"""What may stand between letters and digits."""


def wait_for_turn_of_names() -> None:
    """Let works that enter or correct organisations go one after the other, until they end.

    Each of two would see the whole without what the other is about to change. First thing in a
    work, before a row is held.
    """
    turns.wait_for(NAMES.of())


def find_by_domain(domain: str, *, besides: UUID | None = None) -> Organisation | None:
    """Find the organisation whose people have this mail domain, until its last day is over.

    After that it is its successor's to take, and while that one stands nobody else's. A successor
    waits until then: the people of the other still come in by it.

    Args:
        besides: the organisation for which it is asked; None for one that is not here yet.
    """
    after = aliased(Organisation)
    today = clock.today()
    is_kept = or_(
        IS_STANDING,
        Organisation.successor_id.in_(
            select(after.id).where(or_(after.valid_to.is_(None), after.valid_to >= today))
        ),
    )
    statement = (
        select(Organisation)
        .where(func.lower(Organisation.mail_domain) == domain.lower(), is_kept)
        .order_by(Organisation.code)
        .limit(1)
    )
    if besides is not None:
        statement = statement.where(
            Organisation.id != besides, Organisation.successor_id.is_distinct_from(besides)
        )
    return db.session().execute(statement).scalar_one_or_none()


def find_called(words: str, *, besides: UUID | None = None) -> Organisation | None:
    """Find a standing organisation that is called like this, as people read it.

    Capitals, accents, spaces and punctuation make no other name of it; nor does it matter whether
    it is its name or its short one.

    Args:
        besides: the organisation for which it is asked; None for one that is not here yet.
    """
    wanted = folded(words)
    standing = select(Organisation).where(IS_STANDING).order_by(Organisation.code)
    for each in db.session().execute(standing).scalars():
        if each.id != besides and wanted in {folded(each.name), folded(each.short_name)}:
            return each
    return None


def folded(words: str) -> str:
    """Return words without what people read over: capitals, accents, spaces and punctuation.

    And signs that look alike: a small l, a capital I and a 1; an O and a 0; rn and m.
    """
    decomposed = unicodedata.normalize("NFKD", words).casefold().translate(LOOK_ALIKE)
    read = "".join(each for each in decomposed if each.isalnum())
    for pair, sign in READ_AS_ONE.items():
        read = read.replace(pair, sign)
    return read


def is_plain(words: str) -> bool:
    """Tell whether words hold only what cannot be read as something else.

    That is the letters A to Z, with or without an accent, the digits 0 to 9 and usual signs.
    Source: Unicode Technical Standard 39, 5.2: much of what is Latin too looks like those.
    """
    return all(_is_plain(each) for each in unicodedata.normalize("NFC", words))


def _is_plain(sign: str) -> bool:
    base = unicodedata.normalize("NFD", sign)[0]
    return sign in SIGNS or (base.isascii() and base.isalnum())
