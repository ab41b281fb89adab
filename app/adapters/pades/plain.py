"""Reading one object of a PDF file in few steps, when it is written plainly; imported on first use.

pyHanko reads character by character, and is asked for all fields and seals of a file to fill one.
What is not recognised here at once (a stream, a comment, an unusual name or string, a mistake) is
no object to us, and is left to pyHanko.

Source: ISO 32000-1, 7.3 (objects).
"""

from __future__ import annotations

import binascii
import io
import re
from functools import partial
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    pdf_string,
    read_string_from_stream,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyhanko.pdf_utils.generic import PdfObject, Reference

_HEAD: Final = re.compile(rb"(\d{1,8}) 0 obj\n")
_TOKEN: Final = re.compile(
    rb"[ \n]*(?:"
    rb"/(?P<name>[!$&'*-.0-;=?-Z^-z|~]+)|"
    rb"(?P<reference>([1-9]\d{0,7}) 0 R)(?=[ \n/<>\[\](])|"
    rb"(?P<number>[+-]?\d{1,12}(?:\.\d{1,12})?)(?=[ \n/<>\[\](])|"
    rb"(?P<opening><<|\[)|"
    rb"(?P<closing>>>|\])|"
    rb"\((?P<plain>[^()\\\r]*)\)|"
    rb"(?P<string>\((?:[^()\\\r]|\\(?:[0-3][0-7]{2}|[nrtbf()\\]))*\))|"
    rb"<(?P<hex>)(?=[0-9A-Fa-f>])|"
    rb"(?P<word>true|false|null)(?=[ \n/<>\[\](])|"
    rb"(?P<end>endobj)"
    rb")"
)

_MAKERS: Final[dict[str | None, Callable[[re.Match[bytes], Reference], PdfObject]]] = {
    "name": lambda token, _container: NameObject(f"/{token['name'].decode('ascii')}"),
    "reference": lambda token, container: _reference(token[3], container),
    "number": lambda token, _container: _number(token["number"].decode()),
    "plain": lambda token, _container: pdf_string(token["plain"]),
    "string": lambda token, _container: read_string_from_stream(io.BytesIO(token["string"])),
    "word": lambda token, _container: _WORDS[token["word"]](),
}
_WORDS: Final[dict[bytes, Callable[[], PdfObject]]] = {
    b"true": partial(BooleanObject, value=True),
    b"false": partial(BooleanObject, value=False),
    b"null": NullObject,
}
_PAIRS: Final = {b"<<": b">>", b"[": b"]"}


def plain_object(pdf: bytes, begins: int, container: Reference) -> PdfObject | None:
    """Read the object that begins somewhere; None when it is another one, or not plain.

    Args:
        container: what the object is known by.
    """
    head = _HEAD.match(pdf, begins)
    if head is None or int(head[1]) != container.idnum:
        return None
    at = head.end()
    values: list[PdfObject] = []
    around: list[tuple[bytes, list[PdfObject]]] = []
    while (token := _TOKEN.match(pdf, at)) and (kind := token.lastgroup) != "end":
        at = token.end()
        if kind == "opening":
            around.append((token["opening"], values))
            values = []
            continue
        made: PdfObject | None
        if kind == "closing":
            opening, outer = around.pop() if around else (b"", [])
            made = _collected(opening, values) if _PAIRS.get(opening) == token["closing"] else None
            values = outer
        elif kind == "hex":
            end = pdf.find(b">", at)
            made, at = _hex(pdf[at:end]), end + 1
        else:
            made = _MAKERS[kind](token, container)
        if made is None:
            return None
        made.container_ref = container
        values.append(made)
    return values[0] if token and not around and len(values) == 1 else None


def _collected(opening: bytes, values: Sequence[PdfObject]) -> PdfObject | None:
    """Return an array or a dictionary; None when it is none, or names one thing twice."""
    if opening == b"[":
        return ArrayObject(values)
    names = values[::2]
    if len(values) % 2 or not all(isinstance(each, NameObject) for each in names):
        return None
    pairs = dict(zip(names, values[1::2], strict=True))
    made = DictionaryObject(pairs)  # type: ignore[no-untyped-call]  # pyHanko tells no types here
    return made if len(made) == len(names) else None


def _reference(number: bytes, container: Reference) -> PdfObject:
    return IndirectObject(int(number), 0, container.pdf)  # type: ignore[no-untyped-call]  # pyHanko tells no types here


def _number(written: str) -> PdfObject:
    kind: Callable[[str], PdfObject] = FloatObject if "." in written else NumberObject
    return kind(written)


def _hex(digits: bytes) -> PdfObject | None:
    try:
        return pdf_string(binascii.unhexlify(digits))
    except binascii.Error:
        return None
