"""The table itself: out of a file, along with the page that shows what it would do, and back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Protocol

from app.adapters.cage.turns import TRY_AGAIN_SECONDS
from app.adapters.inspection import UnacceptableFile
from app.adapters.spreadsheets import (
    MOST_CHARACTERS,
    CannotRead,
    Table,
    read_table,
    said_of,
    table_of,
)
from app.importing.refusals import SENTENCES
from app.kernel.access import Actor
from app.kernel.errors import Refused, WaitAWhile
from app.kernel.text import _, lazy, size_in_words

LARGEST_FILE = 4 << 20
LONGEST_TABLE = MOST_CHARACTERS
"""Characters of a table on its way back, within what a form may hold."""
OTHER_KIND = lazy("This is no XLSX or CSV. Save it as one of these and try again.")
BUSY = lazy("Many files are being read at this moment. Wait a little and try again.")
TOO_MUCH = lazy("There is too much text in this file. Split it.")
BROKEN = {
    "broken": lazy("This file cannot be read. Open it, save it again and try once more."),
    "too_slow": lazy("Reading this file takes too long. Split it, or save it as CSV."),
    "too_much": TOO_MUCH,
}


class Reader(Protocol):
    """What reads a table out of a file."""

    def __call__(self, content: bytes, name: str, *, most_rows: int, who: str) -> Table:
        """Return the table; cut off when there are more rows."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one import takes."""

    most_rows: int
    """Below the headings; each is a line in the log."""
    read: Reader = read_table
    other_kind: object = OTHER_KIND
    """What is told of a file of a kind that is not read."""


def table_in(content: bytes, name: str, *, limits: Limits, actor: Actor | None = None) -> Table:
    """Return the table in a file that was sent.

    Args:
        actor: who sent it; one organisation has not more than some read at once.

    Raises:
        Refused: it is too large, no table, or there is too much in it.
        WaitAWhile: very much is being read at this moment.
    """
    if len(content) > LARGEST_FILE:
        told = _("This file is larger than %(most)s. Split it.", most=size_in_words(LARGEST_FILE))
        raise Refused(told, field="file")
    try:
        who = str(actor.organisation_id) if actor else ""
        table = limits.read(content, name, most_rows=limits.most_rows + 1, who=who)
    except UnacceptableFile as fault:
        raise Refused(SENTENCES[fault.reason], field="file") from fault
    except CannotRead as fault:
        if fault.code == "too_busy":
            raise WaitAWhile(BUSY, seconds=TRY_AGAIN_SECONDS) from fault
        raise Refused(BROKEN.get(fault.code, limits.other_kind), field="file") from fault
    _check_size(table, limits)
    return table


def table_again(text: str, *, limits: Limits) -> Table:
    """Return the table that came back with a confirmation; it is believed no more than a file.

    Raises:
        Refused: it is none.
    """
    try:
        table = table_of(json.loads(text))
    except (ValueError, RecursionError) as fault:
        raise Refused(_("Something is missing here. Choose the file again.")) from fault
    _check_size(table, limits)
    return table


def in_writing(table: Table) -> str:
    """Return a table as the text that goes along with its preview."""
    return json.dumps(said_of(table), ensure_ascii=False, separators=(",", ":"))


def _check_size(table: Table, limits: Limits) -> None:
    """Refuse what is more than one import holds.

    Raises:
        Refused: too many rows, or too many words in them.
    """
    if table.is_cut or len(table.rows) > limits.most_rows + 1:
        told = _("There are more than %(most)d rows in this file. Split it.", most=limits.most_rows)
        raise Refused(told, field="file")
    if len(in_writing(table)) > LONGEST_TABLE:
        raise Refused(TOO_MUCH, field="file")
