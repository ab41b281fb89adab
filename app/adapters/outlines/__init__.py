"""Tables within tables, written in TOML by somebody outside: read in a cage, made into one table.

Each entry becomes a row, with the code of the entry it stands in. What the words mean is for who
asked.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from app.adapters.cage import Bounds, CageBroke, answer_of
from app.adapters.cage.turns import LOOKING, TooBusy
from app.adapters.spreadsheets import MOST_BYTES, CannotRead, Table, table_of

SHEET = "TOML"
"""Stands where a table from a spreadsheet has the name of its sheet."""
_READING = Bounds(seconds=10, wall_seconds=20.0, answer_bytes=MOST_BYTES)
_MODULE = f"{__name__}.reading"


def read_outline(
    content: bytes,
    *,
    levels: Sequence[str],
    fields: tuple[str, str, *tuple[str, ...]],
    most: int,
    who: str = "",
) -> Table:
    """Return the entries of a TOML file as a table; a heading for every key that stands in it.

    Args:
        levels: names of the tables, the outer one first.
        fields: headings: of an entry's code, of the entry it stands in, and of the rest.
        most: rows, the headings among them; reading stops after one more.
        who: for whose turn it counts.

    Raises:
        CannotRead: it is no TOML, or reading it takes too long.
    """
    try:
        with LOOKING.taken(who):
            said = answer_of(
                _MODULE,
                json.dumps(list(levels)),
                json.dumps(list(fields)),
                str(most),
                content=[content],
                bounds=_READING,
            )
    except TooBusy as busy:
        raise CannotRead("too_busy") from busy
    except CageBroke as broke:
        raise CannotRead("too_slow" if broke.is_slow else "broken") from broke
    return table_of(json.loads(said))


__all__ = ["SHEET", "read_outline"]
