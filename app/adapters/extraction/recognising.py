"""In the cage: the words on a page that is only a picture, by tesseract.

It is another's program with bytes from outside, so it lives behind the same walls and bounds as who
calls it: it gets a picture that was drawn anew, and gives text.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.adapters.converting.drawing import PageFault, open_pdf, opened_picture

if TYPE_CHECKING:
    import pypdfium2
    from PIL import Image

DOTS_PER_INCH = 200
"""Print of 8 points is read well from here on, and a page of A4 is 4 million points."""
POINTS_PER_INCH = 72
MOST_PIXELS = 16_000_000
LEAST_SIDE = 32
"""What is smaller holds no line of text."""


class Recogniser:
    """Reads pages until it has read enough of them, or long enough.

    Args:
        command: the program and its languages, as `program:languages`; empty when there is none.
        pages: how many pages at most.
        seconds: how long at most, for all of them together.
    """

    def __init__(self, command: str, *, pages: int, seconds: float) -> None:
        self._program, _colon, self._languages = command.partition(":")
        self._left = pages if command else 0
        self._until = time.monotonic() + seconds

    @property
    def may_go_on(self) -> bool:
        """There is a program, and room for another page."""
        return self._left > 0 and time.monotonic() < self._until

    def read(self, picture: Image.Image) -> str:
        """Return the words in a picture; nothing when the program finds none or takes too long."""
        self._left -= 1
        grey = picture.convert("L")
        if min(grey.size) < LEAST_SIDE:
            return ""
        head = f"P5 {grey.width} {grey.height} 255\n".encode()
        try:
            done = subprocess.run(
                [self._program, "stdin", "stdout", "-l", self._languages],
                input=head + grey.tobytes(),
                capture_output=True,
                timeout=max(0.1, self._until - time.monotonic()),
                check=False,
                env={"OMP_THREAD_LIMIT": "1"},
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def words_of_sheet(sheet: pypdfium2.PdfPage, recogniser: Recogniser) -> str:
    """Return the words on a page of a PDF that holds no text itself."""
    scale = DOTS_PER_INCH / POINTS_PER_INCH
    width, height = sheet.get_size()
    scale *= min(1.0, (MOST_PIXELS / max(1.0, width * height * scale**2)) ** 0.5)
    return recogniser.read(sheet.render(scale=scale, grayscale=True).to_pil())


def words_of_picture(content: bytes, recogniser: Recogniser) -> Iterator[str]:
    """Yield the words on each page of a picture."""
    from PIL import ImageOps

    with opened_picture(content) as (opened, frames):
        for number in range(frames):
            if not recogniser.may_go_on:
                return
            opened.seek(number)
            if opened.width * opened.height > MOST_PIXELS * 4:
                raise PageFault("too_many_pixels")
            upright = ImageOps.exif_transpose(opened).convert("L")
            upright.thumbnail((MOST_PIXELS**0.5, MOST_PIXELS**0.5))
            yield recogniser.read(upright) + "\n"


def words_of_pdf(content: bytes, recogniser: Recogniser, *, pages: int) -> Iterator[str]:
    """Yield the text of each page of a PDF, and the words in its picture where there is no text."""
    opened = open_pdf(content)
    for number in range(min(len(opened), pages)):
        sheet = opened[number]
        words = sheet.get_textpage()
        # A word cut off at the end of a line is one word.
        text = words.get_text_bounded().replace("\ufffe", "").replace("\u00ad", "")
        words.close()
        if not text.strip() and recogniser.may_go_on:
            text = words_of_sheet(sheet, recogniser)
        yield text + "\n"
        sheet.close()
