"""A PDF with pictures on its pages and nothing else: no text, no names, no dates, no program.

Written here in full, so that what can be in it is what these lines write.
"""

from __future__ import annotations

from typing import IO

_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_CATALOGUE, _PAGES = 1, 2


class BarePdf:
    """Writes page by page; the same pictures make the same bytes."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self._at = 0
        self._places: dict[int, int] = {}
        self._pages: list[int] = []
        self._write(_HEAD)

    def add_page(self, jpeg: bytes, *, pixels: tuple[int, int], points: tuple[float, ...]) -> None:
        """Put one picture, as large as the page, on a page of its own."""
        picture = _PAGES + 1 + 3 * len(self._pages)
        content, page = picture + 1, picture + 2
        width, height = points
        self._stream(
            picture,
            f"/Type /XObject /Subtype /Image /Width {pixels[0]} /Height {pixels[1]}"
            " /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode",
            jpeg,
        )
        self._stream(content, "", f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /P Do Q".encode())
        self._object(
            page,
            f"<< /Type /Page /Parent {_PAGES} 0 R /MediaBox [0 0 {width:.3f} {height:.3f}]"
            f" /Resources << /XObject << /P {picture} 0 R >> >> /Contents {content} 0 R >>",
        )
        self._pages.append(page)

    def finish(self) -> None:
        """Write what holds the pages together."""
        kids = " ".join(f"{each} 0 R" for each in self._pages)
        count = len(self._pages)
        self._object(_PAGES, f"<< /Type /Pages /Kids [{kids}] /Count {count} >>")
        self._object(_CATALOGUE, f"<< /Type /Catalog /Pages {_PAGES} 0 R >>")
        start, size = self._at, len(self._places) + 1
        places = "".join(f"{at:010} 00000 n \n" for _number, at in sorted(self._places.items()))
        self._write(f"xref\n0 {size}\n0000000000 65535 f \n{places}".encode())
        self._write(f"trailer\n<< /Size {size} /Root {_CATALOGUE} 0 R >>\n".encode())
        self._write(f"startxref\n{start}\n%%EOF\n".encode())

    def _stream(self, number: int, said: str, content: bytes) -> None:
        self._begin(number)
        self._write(f"<< {said} /Length {len(content)} >>\nstream\n".encode())
        self._write(content)
        self._write(b"\nendstream\nendobj\n")

    def _object(self, number: int, said: str) -> None:
        self._begin(number)
        self._write(f"{said}\nendobj\n".encode())

    def _begin(self, number: int) -> None:
        self._places[number] = self._at
        self._write(f"{number} 0 obj\n".encode())

    def _write(self, piece: bytes) -> None:
        self._target.write(piece)
        self._at += len(piece)
