"""In the cage: where the letters on the pages of a PDF stand."""

from __future__ import annotations

import ctypes
import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, TYPE_CHECKING

from app.adapters.converting.drawing import PageFault, open_pdf

if TYPE_CHECKING:
    import pypdfium2

WHOLE = 10_000
MOST_PAGES = 1_000
MOST_FOUND = 2_000
MOST_LINES = 400
MOST_LETTERS = 100_000
LONGEST_LINE = 300
NOT_THERE = "\ufffe\u0000"
"""Signs that stand for nothing."""
CUT = "\x02"
"""A hyphen at the end of a line: of the word itself, or because the word goes on."""
SAME = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("‘’ʼ′´`", "'"))
"""Signs that people type otherwise than they are printed."""
_LENGTH_BYTES = 8

Place = tuple[int, int, int, int]
Letter = tuple[str, Place | None]
"""A sign and where it stands; white space stands nowhere."""
Read = tuple[str, list[tuple[Place | None, bool]]]
"""Signs to look in, and for each where it stands and whether it cut a word."""


def main(source: IO[bytes], target: IO[bytes]) -> None:
    """Write the lines of a page, or every place of some words, behind its length."""
    asked = json.loads(source.read(int.from_bytes(source.read(_LENGTH_BYTES), "big")))
    said: dict[str, object]
    try:
        opened = open_pdf(source.read())
        if "words" in asked:
            said = {"found": list(_found(opened, asked["words"], asked["pages"]))}
        else:
            said = {"lines": _lines(opened, asked["page"])}
    except PageFault as fault:
        said = {"fault": str(fault)}
    head = json.dumps(said).encode()
    target.write(len(head).to_bytes(_LENGTH_BYTES, "big") + head)


def _lines(opened: pypdfium2.PdfDocument, number: int) -> list[tuple[str, list[Place]]]:
    if not 1 <= number <= len(opened):
        raise PageFault("no_such_page")
    lines: list[list[Letter]] = [[]]
    for letter in _letters(opened[number - 1]):
        if letter[0] in "\r\n":
            lines.append([])
        elif letter[0] not in NOT_THERE:
            lines[-1].append(letter)
    told = []
    for line in lines:
        text = " ".join("".join(sign for sign, _place in line if sign != CUT).split())
        boxes = _runs(place for _sign, place in line if place)
        if text and boxes:
            told.append((text[:LONGEST_LINE], boxes))
    return told[:MOST_LINES]


def _found(
    opened: pypdfium2.PdfDocument, words: str, pages: Sequence[int]
) -> Iterator[tuple[int, int, int, int, int]]:
    wanted = "".join(_folded(each) for each in " ".join(words.split()))
    if not wanted:
        return
    if len(opened) > MOST_PAGES:
        raise PageFault("too_many_pages")
    found = 0
    for number in pages or range(1, len(opened) + 1):
        if not 1 <= number <= len(opened):
            continue
        for places in _occurrences(_letters(opened[number - 1]), wanted):
            for place in _runs(places):
                found += 1
                if found > MOST_FOUND:
                    raise PageFault("too_many_found")
                yield (number, *place)


def _occurrences(letters: Iterable[Letter], wanted: str) -> Iterator[list[Place]]:
    """Yield the places of each time the wanted signs stand there, also across lines.

    A word cut off at the end of a line is read without its hyphen, and once more with it; at last
    everything without its spaces, as letters may stand apart (J a n s e n) and numbers in groups.
    """
    read = list(letters)
    for hyphen in ("", "-"):
        text, where = _read(read, hyphen=hyphen)
        at = -1
        while (at := text.find(wanted, at + 1)) >= 0:
            found = where[at : at + len(wanted)]
            if not hyphen or any(is_cut for _place, is_cut in found):
                yield [place for place, _is_cut in found if place]
    whole = _read(read, hyphen="")
    for begin, end in _spaced(whole, wanted):
        yield [place for place, _is_cut in whole[1][begin:end] if place]


def _spaced(read: Read, wanted: str) -> Iterator[tuple[int, int]]:
    """Yield from where to where the wanted signs stand with other spaces, from word to word."""
    text, wanted_bare = read[0], wanted.replace(" ", "")
    kept = [index for index, sign in enumerate(text) if sign != " "]
    bare, at = text.replace(" ", ""), -1
    while (at := bare.find(wanted_bare, at + 1)) >= 0:
        begin, end = kept[at], kept[at + len(wanted_bare) - 1] + 1
        is_whole = not text[begin - 1 : begin].isalnum() and not text[end : end + 1].isalnum()
        if is_whole and text[begin:end] != wanted:
            yield begin, end


def _read(letters: Iterable[Letter], *, hyphen: str) -> Read:
    """Return the signs to look in, and for each where it stands and whether it cut a word.

    Args:
        hyphen: what a hyphen at the end of a line is read as.
    """
    signs: list[str] = []
    where: list[tuple[Place | None, bool]] = []
    for sign, place in letters:
        if sign in NOT_THERE:
            continue
        if sign == CUT:
            signs.extend(hyphen)
            where.extend((place, True) for _each in hyphen)
            continue
        if sign.isspace():
            if signs and signs[-1] != " ":
                signs.append(" ")
                where.append((None, False))
            continue
        for each in _folded(sign):
            signs.append(each)
            where.append((place, False))
    return "".join(signs), where


def _folded(sign: str) -> str:
    """Return a sign without capitals and accents; nothing for one that is not seen."""
    bare = unicodedata.normalize("NFKD", sign).translate(SAME)
    kept = (each for each in bare if not unicodedata.combining(each))
    return "".join(each for each in kept if unicodedata.category(each) != "Cf").casefold()


def _letters(sheet: pypdfium2.PdfPage) -> Iterator[Letter]:
    """Yield the signs on a page in the order they are read."""
    import pypdfium2.raw as pdfium

    words = sheet.get_textpage()
    count = words.count_chars()
    if count > MOST_LETTERS:
        # Half of a page searched is worse than none: nobody would know.
        raise PageFault("too_many_letters")
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(words, index)
        sign = chr(code) if 0 < code < 0x110000 else NOT_THERE[0]  # noqa: PLR2004 - the last sign there is
        if pdfium.FPDFText_IsHyphen(words, index) == 1:
            sign = CUT
        if sign.isspace() or sign in NOT_THERE:
            yield sign, None
        else:
            yield sign, _place(sheet, words.get_charbox(index, loose=True))


def _place(sheet: pypdfium2.PdfPage, box: Sequence[float]) -> Place:
    """Return where a box of a PDF comes on the drawn page, turned and cut as that is."""
    left, bottom, right, top = box
    corners = [_drawn_at(sheet, x, y) for x in (left, right) for y in (bottom, top)]
    across, down = [x for x, _y in corners], [y for _x, y in corners]
    return (_clipped(min(across)), _clipped(min(down)), _clipped(max(across)), _clipped(max(down)))


def _drawn_at(sheet: pypdfium2.PdfPage, x: float, y: float) -> tuple[int, int]:
    import pypdfium2.raw as pdfium

    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(sheet, 0, 0, WHOLE, WHOLE, 0, x, y, across, down)
    return across.value, down.value


def _clipped(value: int) -> int:
    return max(0, min(WHOLE, value))


def _runs(places: Iterable[Place]) -> list[Place]:
    """Put neighbouring letters together, line by line."""
    runs: list[Place] = []
    for place in places:
        if runs and _is_beside(runs[-1], place):
            last = runs[-1]
            runs[-1] = (
                min(last[0], place[0]),
                min(last[1], place[1]),
                max(last[2], place[2]),
                max(last[3], place[3]),
            )
        else:
            runs.append(place)
    return runs


def _is_beside(run: Place, place: Place) -> bool:
    """Tell whether a letter stands on the line of a run, and not before its beginning."""
    middle = (place[1] + place[3]) / 2
    return run[1] <= middle <= run[3] and place[2] >= run[0]
