"""The table itself: out of a file, along with the page that shows what it would do, and back."""

from __future__ import annotations

import json

from app.adapters.inspection import UnacceptableFile
from app.adapters.spreadsheets import CannotRead, Table, read_table, said_of, table_of
from app.documents.service.acceptance import SENTENCES
from app.kernel.errors import Refused
from app.kernel.text import _, lazy, size_in_words

MOST_ROWS = 2_000
"""Of one table; each row is a line in the log and in the calendar."""
LARGEST_FILE = 4 << 20
LONGEST_TABLE = 700_000
"""Characters of a table on its way back, within what a form may hold."""
BROKEN = {
    "other_kind": lazy("This is no XLSX or CSV. Save it as one of these and try again."),
    "broken": lazy("This file cannot be read. Open it, save it again and try once more."),
    "too_slow": lazy("Reading this file takes too long. Split it, or save it as CSV."),
}


def table_in(content: bytes, name: str) -> Table:
    """Return the table in a file that was sent.

    Raises:
        Refused: it is too large, no table, or there is too much in it.
    """
    if len(content) > LARGEST_FILE:
        told = _("This file is larger than %(most)s. Split it.", most=size_in_words(LARGEST_FILE))
        raise Refused(told, field="file")
    try:
        table = read_table(content, name, most_rows=MOST_ROWS + 1)
    except UnacceptableFile as fault:
        raise Refused(SENTENCES[fault.reason], field="file") from fault
    except CannotRead as fault:
        raise Refused(BROKEN[fault.code], field="file") from fault
    _check_size(table)
    return table


def table_again(text: str) -> Table:
    """Return the table that came back with a confirmation; it is believed no more than a file.

    Raises:
        Refused: it is none.
    """
    try:
        table = table_of(json.loads(text))
    except (ValueError, RecursionError) as fault:
        raise Refused(_("Something is missing here. Choose the file again.")) from fault
    _check_size(table)
    return table


def in_writing(table: Table) -> str:
    """Return a table as the text that goes along with its preview."""
    return json.dumps(said_of(table), ensure_ascii=False, separators=(",", ":"))


def _check_size(table: Table) -> None:
    """Refuse what is more than one import holds.

    Raises:
        Refused: too many rows, or too many words in them.
    """
    if table.is_cut or len(table.rows) > MOST_ROWS + 1:
        told = _("There are more than %(most)d rows in this file. Split it.", most=MOST_ROWS)
        raise Refused(told, field="file")
    if len(in_writing(table)) > LONGEST_TABLE:
        raise Refused(_("There is too much text in this file. Split it."), field="file")
