"""A form whose file is kept elsewhere while it comes in, instead of in a temporary file first.

A view that knows who sends, and where the file will stay, says so with `keep_file` before it looks
at the form. From then on the file's bytes are handed on as they arrive: each is written once, and
never readable to disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, Any, Protocol, TypeAlias, cast

from flask import Request, request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData

from app.kernel.web.spooling import spool_for

PIECE_BYTES = 1 << 19


class Source(Protocol):
    """What can be read to its end, once."""

    def read(self, count: int, /) -> bytes:
        """Return at most so many bytes; none at the end."""


Keep: TypeAlias = Callable[[Source, str], IO[bytes]]
"""Keeps what comes of a file, by its name, and returns it as a file that can be read."""
Parsed: TypeAlias = tuple[IO[bytes], "MultiDict[str, str]", "MultiDict[str, FileStorage]"]


class HouseRequest(Request):
    """A request of which one file can be kept while it comes in."""

    kept: tuple[str, Keep] | None = None

    def _get_file_stream(  # noqa: PLR0917 - werkzeug's signature
        self,
        total_content_length: int | None,
        content_type: str | None,  # noqa: ARG002 - werkzeug's signature
        filename: str | None = None,  # noqa: ARG002 - werkzeug's signature
        content_length: int | None = None,
    ) -> IO[bytes]:
        """Return where a file waits that is not handed on: never readable on disk."""
        return spool_for(total_content_length, content_length)

    def make_form_data_parser(self) -> FormDataParser:
        """Return what reads the form."""
        if self.kept is None:
            return super().make_form_data_parser()
        field, keep = self.kept
        return KeepingParser(
            field,
            keep,
            max_form_memory_size=self.max_form_memory_size,
            max_form_parts=self.max_form_parts,
        )


class KeepingParser(FormDataParser):
    """Reads a multipart form; of its files only the first of one field is kept."""

    def __init__(self, field: str, keep: Keep, **limits: Any) -> None:
        super().__init__(**limits)
        self._field, self._keep = field, keep

    def parse(  # noqa: PLR0917 - werkzeug's signature
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> Parsed:
        """Read the form; one that is malformed or broken off is read as an empty one."""
        boundary = (options or {}).get("boundary", "").encode("ascii", "replace")
        if mimetype != "multipart/form-data" or not boundary:
            return super().parse(stream, mimetype, content_length, options)
        decoder = MultipartDecoder(
            boundary, self.max_form_memory_size, max_parts=self.max_form_parts
        )
        try:
            return stream, *self._sorted(_events(decoder, stream))
        except ValueError:
            return stream, MultiDict(), MultiDict()

    def _sorted(
        self, events: Iterator[Event]
    ) -> tuple[MultiDict[str, str], MultiDict[str, FileStorage]]:
        fields: MultiDict[str, str] = MultiDict()
        files: MultiDict[str, FileStorage] = MultiDict()
        for event in events:
            if isinstance(event, Field):
                fields.add(event.name, self._text(events))
            elif isinstance(event, File):
                part = Part(events)
                if event.name == self._field and event.filename and not files:
                    kept = self._keep(part, event.filename)
                    files.add(event.name, FileStorage(kept, event.filename, event.name))
                part.pass_over()
        return fields, files

    def _text(self, events: Iterator[Event]) -> str:
        part, text = Part(events), bytearray()
        while found := part.read(PIECE_BYTES):
            text += found
            if self.max_form_memory_size is not None and len(text) > self.max_form_memory_size:
                raise RequestEntityTooLarge
        return text.decode("utf-8", "replace")


def keep_file(field: str, keep: Keep) -> None:
    """Hand the file of a field on as it arrives; without effect once the form was looked at.

    Other files in the form are passed over.
    """
    cast("HouseRequest", request).kept = (field, keep)


class Part:
    """One part of the form, readable to its end."""

    def __init__(self, events: Iterator[Event]) -> None:
        self._events = events
        self._held = b""
        self._is_whole = False

    def read(self, count: int, /) -> bytes:
        """Read on.

        Raises:
            ValueError: the form ends within this part.
        """
        while not self._held and not self._is_whole:
            match next(self._events, None):
                case Data(data=data, more_data=is_more):
                    self._held, self._is_whole = data, not is_more
                case _:
                    raise ValueError("the form ends within a part")
        found, self._held = self._held[:count], self._held[count:]
        return found

    def pass_over(self) -> None:
        """Read what is left of it and forget that."""
        while self.read(PIECE_BYTES):
            pass


def _events(decoder: MultipartDecoder, stream: IO[bytes]) -> Iterator[Event]:
    """Yield what the form holds, in the order in which it comes."""
    while True:
        event = decoder.next_event()
        if isinstance(event, NeedData):
            decoder.receive_data(stream.read(PIECE_BYTES) or None)
        elif isinstance(event, Epilogue):
            return
        else:
            yield event
