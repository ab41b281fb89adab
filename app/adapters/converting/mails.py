"""In the cage: saved messages as blocks; what is attached is named, never opened."""

from __future__ import annotations

import io
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

from app.adapters.converting.reading import Block, Words, lines

_HEADERS = (
    ("from", "From"),
    ("to", "To"),
    ("copy", "Cc"),
    ("date", "Date"),
    ("subject", "Subject"),
)
_OUTLOOK = (
    ("from", "0C1A"),
    ("to", "0E04"),
    ("copy", "0E03"),
    ("subject", "0037"),
)
"""Display names and subject. Source: [MS-OXPROPS] 2.1010, 2.670, 2.667 and 2.1027."""
_BODY, _ATTACHED_LONG, _ATTACHED_SHORT = "1000", "3707", "3704"
_WIDE, _NARROW = "001F", "001E"
_NEW_LINE = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table"})
_SILENT = frozenset({"style", "script", "head", "title"})
_LONGEST_TEXT = 1 << 20


class _Bare(HTMLParser):
    """The text of a page, without anything that could act."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(
        self,
        tag: str,
        attrs: list[tuple[str, str | None]],  # noqa: ARG002 - signature of the parser
    ) -> None:
        self._silent += tag in _SILENT
        if tag in _NEW_LINE:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(" ".join(data.split()) + " " if data.strip() else "")


def of_message(content: bytes, words: Words) -> Iterator[Block]:
    """Yield who wrote what to whom, the text, and the names of what is attached."""
    message = message_from_bytes(content, policy=policy.default)
    facts = [[words[name], _header(message, header)] for name, header in _HEADERS]
    attached = [
        each.get_filename() or each.get_content_type() for each in message.iter_attachments()
    ]
    yield from _facts(facts, attached, words)
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return
    text = str(body.get_content())[:_LONGEST_TEXT]
    yield from lines(_bare(text) if body.get_content_subtype() == "html" else text)


def of_outlook(content: bytes, words: Words) -> Iterator[Block]:
    """Yield the same of a message that Outlook saved."""
    import olefile  # type: ignore[import-untyped]  # has no types

    with olefile.OleFileIO(io.BytesIO(content)) as opened:
        streams = {"/".join(each) for each in opened.listdir()}

        def text_of(property_id: str, place: str = "") -> str:
            for kind, code in ((_WIDE, "utf-16-le"), (_NARROW, "cp1252")):
                name = f"{place}__substg1.0_{property_id}{kind}"
                if name in streams:
                    return str(opened.openstream(name).read(_LONGEST_TEXT).decode(code, "replace"))
            return ""

        places = sorted(
            {each.split("/")[0] + "/" for each in streams if each.startswith("__attach")}
        )
        attached = [text_of(_ATTACHED_LONG, at) or text_of(_ATTACHED_SHORT, at) for at in places]
        facts = [[words[name], text_of(code)] for name, code in _OUTLOOK]
        yield from _facts(facts, attached, words)
        yield from lines(text_of(_BODY))


def _facts(facts: list[list[str]], attached: list[str], words: Words) -> Iterator[Block]:
    named = ", ".join(each for each in attached if each)
    rows = [row for row in [*facts, [words["attached"], named]] if row[1]]
    if rows:
        yield {"kind": "facts", "rows": rows}


def _header(message: EmailMessage, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())[:2_000]


def _bare(text: str) -> str:
    parser = _Bare()
    parser.feed(text)
    parser.close()
    return "\n".join(line.strip() for line in "".join(parser.found).split("\n"))
