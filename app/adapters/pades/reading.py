"""Reading a file of ours as it stands now, to add something to it. Imported on first use only.

Each seal is an update of its own with a cross-reference table of its own. Whoever adds the next one
needs to know where every object stands, not what it was before; pyHanko reads the tables of all
revisions entry by entry, and each signature character by character. Here the tables are taken
together at once, in the plain form that Typst and pyHanko write; a file in any other form, even a
sound one, is left to pyHanko. Judging never reads like this: it is about what each revision did.

Source: ISO 32000-1, 7.5.4 (cross-reference tables), 7.5.5 (trailers), 7.5.6 (updates).
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, Any, Final

from pyhanko.pdf_utils.generic import Reference, pdf_string
from pyhanko.pdf_utils.reader import PdfFileReader

from app.adapters.pades.plain import plain_object

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEADER: Final = re.compile(rb"%PDF-1\.[4-7]\n")
_END: Final = re.compile(rb"startxref\n(\d{1,10})\n%%EOF\n?\Z")
_END_WITHIN: Final = 64
"""Bytes at the end of a file where its end is looked for."""
_START: Final = b"xref\n"
_PART: Final = re.compile(rb"(\d{1,8}) (\d{1,8})\n")
_FIRST_FREE: Final = re.compile(rb"\d{10} 65535 f(?: \n|\r\n)")
_IN_USE: Final = re.compile(rb"(?:\d{10} 00000 n(?: \n|\r\n))*")
_FIELD: Final = b"%d 0 obj\n<<\n/FT /Sig\n/T %s\n"
"""How pyHanko begins a field."""
_ENTRY: Final = 20
"""Bytes of one entry; the standard fixes it."""
_TRAILER: Final = re.compile(
    rb"trailer\n(?P<fixed><<\n?/Size (?P<size>\d{1,8})\n?/Root \d+ 0 R\n?/Info \d+ 0 R\n?"
    rb"/ID ?\[(?: ?<[0-9a-f]+>| ?\([\w+/=]+\)){2} ?\])"
    rb"\n?(?:/Prev (?P<before>\d{1,10})\n)?>>\nstartxref\n"
)


def newest_state(pdf: bytes, *, field: str | None = None) -> PdfFileReader:
    """Open a file to add to it; raises what pyHanko raises on a file that is none.

    Args:
        field: what is looked for, so that the other fields need not be read to find it.
    """
    tables = _tables_of(pdf)
    if tables is None:
        return PdfFileReader(io.BytesIO(pdf))
    opened = _NewestState(pdf, tables)
    if field is not None:
        opened.look_first_at(field)
    return opened


@dataclass(frozen=True, slots=True)
class _Table:
    """One cross-reference table, with its trailer."""

    begins: int
    places: dict[int, tuple[int, int]]
    """By the number of an object: its generation, always 0, and where it begins."""
    size: int
    before: int | None
    """Where the table of the revision before begins."""
    trailer: bytes
    """Without its end, and without where the table before begins."""


def _tables_of(pdf: bytes) -> list[_Table] | None:
    """Read all tables, the newest first; None when something is not in the plain form."""
    end = _END.search(pdf, max(0, len(pdf) - _END_WITHIN))
    if end is None or not _HEADER.match(pdf):
        return None
    tables: list[_Table] = []
    at: int | None = int(end[1])
    limit, highest = end.start(), None
    while at is not None:
        # Each begins before the one that follows it, so this ends.
        table = _table_at(pdf, at) if at < limit else None
        if table is None or (highest is not None and table.size > highest):
            return None
        tables.append(table)
        limit, highest, at = at, table.size, table.before
    return tables


def _table_at(pdf: bytes, begins: int) -> _Table | None:
    places: dict[int, tuple[int, int]] = {}
    at = begins + len(_START) if pdf.startswith(_START, begins) else len(pdf)
    while part := _PART.match(pdf, at):
        number, count = int(part[1]), int(part[2])
        first, at = part.end(), part.end() + count * _ENTRY
        if number == 0 and _FIRST_FREE.match(pdf, first):
            number, count, first = 1, count - 1, first + _ENTRY
        if number == 0 or not _IN_USE.fullmatch(pdf, first, at):
            return None
        offsets = map(int, pdf[first:at].split()[::3])
        numbers = range(number, number + count)
        places.update(zip(numbers, zip(repeat(0), offsets, strict=False), strict=True))
    trailer = _TRAILER.match(pdf, at)
    if trailer is None or max(places, default=0) >= int(trailer["size"]):
        return None
    before = None if trailer["before"] is None else int(trailer["before"])
    return _Table(begins, places, int(trailer["size"]), before, trailer["fixed"])


class _NewestState(PdfFileReader):
    """A file as if all that stands in it now had been written in one go; it knows no history."""

    def __init__(self, pdf: bytes, tables: Sequence[_Table]) -> None:
        """Let the library read a file without objects, and tell it where they are."""
        header = pdf[: pdf.index(b"\n") + 1]
        empty = b"%sxref\n0 1\n%010d 65535 f \ntrailer\n%s>>\nstartxref\n%d\n%%%%EOF\n"
        super().__init__(io.BytesIO(empty % (header, 0, tables[0].trailer, len(header))))
        self.stream = io.BytesIO(pdf)
        self.last_startxref = tables[0].begins
        self._pdf = pdf
        self._places = self.xrefs.get_xref_data(0).standard_xrefs
        for table in reversed(tables):
            self._places.update(table.places)

    def get_object(self, ref: Reference, *args: Any, **how: Any) -> Any:
        """Return an object as the library does, read at once where it is plain."""
        if (ref.generation, ref.idnum) not in self.resolved_objects:
            _generation, begins = self._places.get(ref.idnum, (0, len(self._pdf)))
            made = plain_object(self._pdf, begins, Reference(ref.idnum, 0, self))
            if made is not None:
                self.resolved_objects[0, ref.idnum] = made
        return super().get_object(ref, *args, **how)  # type: ignore[no-untyped-call]  # pyHanko tells no types here

    def look_first_at(self, field: str) -> None:
        """Let the fields be gone through from one on; in the file their order stays as it is."""
        try:
            fields = self.root["/AcroForm"]["/Fields"]
        except KeyError:
            return
        name = io.BytesIO()
        pdf_string(field).write_to_stream(name)
        for at, each in enumerate(list.__iter__(fields)):
            _generation, begins = self._places.get(each.idnum, (0, len(self._pdf)))
            if self._pdf.startswith(_FIELD % (each.idnum, name.getvalue()), begins):
                fields.insert(0, fields.pop(at))
                return
