"""Looking for words in everything the reader may see."""

from app.search.queries.asking import SHORTEST, Meaning, Wanted, clean, understand
from app.search.queries.counting import Counts
from app.search.queries.hits import MOST, PAGE, Cursor, Found, Hit, find
from app.search.queries.texts import is_read

__all__ = [
    "MOST",
    "PAGE",
    "SHORTEST",
    "Counts",
    "Cursor",
    "Found",
    "Hit",
    "Meaning",
    "Wanted",
    "clean",
    "find",
    "is_read",
    "understand",
]
