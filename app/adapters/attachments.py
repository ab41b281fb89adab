"""Files inside a PDF, read by pdfium in a cage: what a file claims to be; nothing is believed."""

from __future__ import annotations

from typing import IO

from app.adapters.cage import Bounds, CageBroke, answer_of

LARGEST = 4 * 1024 * 1024
MOST = 20
BOUNDS = Bounds(seconds=5, wall_seconds=10)
THERE = b"+"
"""Before the attachment, so that an empty one is told from none."""


def attached_file(pdf: bytes, name: str) -> bytes | None:
    """Return the attachment of this name, or None when there is none that can be read."""
    try:
        said = answer_of(__name__, name, content=[pdf], bounds=BOUNDS)
    except CageBroke:
        return None
    return said.removeprefix(THERE) if said else None


def main(source: IO[bytes], target: IO[bytes], name: str) -> None:
    """Write the attachment, in the cage; nothing when there is none."""
    import pypdfium2

    opened = pypdfium2.PdfDocument(source.read())
    for index in range(min(opened.count_attachments(), MOST)):
        attachment = opened.get_attachment(index)
        if attachment.get_name() == name:
            content = bytes(attachment.get_data())
            if len(content) <= LARGEST:
                target.write(THERE + content)
            return
