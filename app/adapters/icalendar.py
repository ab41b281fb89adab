"""Writing a calendar that other programs subscribe to (iCalendar).

Source: RFC 5545; a line ends with CR LF and holds at most 75 octets (3.1), text is escaped
    (3.3.11).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LONGEST_LINE = 75
MOMENT = "%Y%m%dT%H%M%SZ"
TOP_BITS, GOES_ON = 0b1100_0000, 0b1000_0000
"""An octet of UTF-8 whose top bits are these goes on with a character."""


@dataclass(frozen=True, slots=True)
class DayEntry:
    """Something on a whole day."""

    uid: str
    """The same as long as it is the same thing."""
    day: date
    title: str
    url: str
    changed_at: datetime


def write_calendar(entries: Iterable[DayEntry], *, name: str, maker: str) -> bytes:
    """Write a calendar; the same entries give the same bytes.

    Args:
        name: what programs call the calendar.
        maker: what made it, for ``PRODID``.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{_escaped(maker)}//NL",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        *(line for entry in entries for line in _event(entry)),
        "END:VCALENDAR",
    ]
    return b"".join(part for line in lines for part in _folded(line))


def _event(entry: DayEntry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(entry.uid)}"
    yield f"DTSTAMP:{entry.changed_at.astimezone(UTC).strftime(MOMENT)}"
    yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
    if entry.day < date.max:
        # The end is not part of the event (3.6.1); without one it is of that day alone.
        yield f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(entry.title)}"
    yield f"URL:{entry.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    """Escape text; control characters are left out, a line end is written as such."""
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    text = text.replace("\r\n", "\n").replace("\n", "\\n")
    return "".join(each for each in text if each.isprintable())


def _folded(line: str) -> Iterator[bytes]:
    """Cut a line at 75 octets, never inside a character; what follows begins with a space."""
    left, room = line.encode(), LONGEST_LINE
    while len(left) > room:
        cut = room
        while left[cut] & TOP_BITS == GOES_ON:
            cut -= 1
        yield left[:cut] + b"\r\n "
        left, room = left[cut:], LONGEST_LINE - 1
    yield left + b"\r\n"
