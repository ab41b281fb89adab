"""Printing: a Typst template and data become a PDF/A-3a, the same bytes for the same data.

Data goes in as JSON through `sys.inputs` and is only ever data there: a template builds content
from it with functions, so nothing a person typed is read as Typst code. Fonts come from one folder
and from Typst itself, never from the system; a template sets the print's date from its data. So
neither clock, time zone, locale nor folder shows in the bytes.

A template marks each place somebody must find again (a box to sign in) with `metadata((name:,
page:, x:, y:, width:, height:, page-height:)) <place>`, lengths in points from the upper left.
"""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from app.adapters.fonts import only_showable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import typst

_TYPST = threading.Lock()


class CannotRender(Exception):
    """The template and the data do not fit each other; it is our fault, never the typist's."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text file inside the PDF.

    Args:
        relationship: what it is to the whole, as PDF/A-3 names it: source, data, alternative or
            supplement.
    """

    name: str
    content: str
    media_type: str
    description: str
    relationship: str = "source"


@dataclass(frozen=True, slots=True)
class Place:
    """A marked place: page from 1, box as left, bottom, right, top from the lower left."""

    name: str
    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A printed file and where its marked places came to stand, in reading order."""

    content: bytes
    sha256: str
    pages: int
    places: tuple[Place, ...]


def render(
    template: Path,
    data: Mapping[str, object],
    *,
    fonts: Path,
    attachments: Sequence[Attachment] = (),
    is_fragment: bool = False,
) -> Rendered:
    """Print data with a template.

    Args:
        data: anything JSON can hold; characters that the fonts lack are spelled as code points.
        is_fragment: a drawing to be placed in another PDF: no tags, no claim of PDF/A.

    Raises:
        CannotRender: the template is wrong for the data.
    """
    import typst

    inputs = {
        "data": json.dumps(_showable(data, fonts), sort_keys=True),
        "attachments": json.dumps([_attached(one) for one in attachments], sort_keys=True),
    }
    # One at a time: the compiler shares a cache between prints.
    with _TYPST:
        try:
            compiler = typst.Compiler(
                template,
                root=template.parent,
                font_paths=_fonts(fonts),
                ignore_system_fonts=True,
                sys_inputs=inputs,
            )
            content = compiler.compile(
                format="pdf",
                pdf_standards=[] if is_fragment else ["a-3a"],
                timestamp=0,
                pdf_tags=not is_fragment,
            )
            places = () if is_fragment else _places(compiler)
            pages = 1 if is_fragment else _page_total(compiler)
        except typst.TypstError as fault:
            raise CannotRender(f"{fault.message} {fault.diagnostic}") from fault
        except OSError as fault:
            raise CannotRender(f"no template {template.name}") from fault
    if not isinstance(content, bytes):
        raise CannotRender("no PDF came out")
    return Rendered(content, hashlib.sha256(content).hexdigest(), pages, places)


@lru_cache(maxsize=4)
def _fonts(folder: Path) -> typst.Fonts:
    """Read the fonts once; reading them for each print takes longer than the print."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


def _places(compiler: typst.Compiler) -> tuple[Place, ...]:
    found = json.loads(compiler.query("<place>", field="value"))
    return tuple(_place(one) for one in found)


def _place(found: Mapping[str, Any]) -> Place:
    """Turn a place from Typst's corner of the page (upper left) to that of PDF (lower left)."""
    top = found["page-height"] - found["y"]
    bottom = top - found["height"]
    left = found["x"]
    box = (left, bottom, left + found["width"], top)
    return Place(found["name"], found["page"], (box[0], box[1], box[2], box[3]))


def _page_total(compiler: typst.Compiler) -> int:
    found = json.loads(compiler.query("<pages>", field="value"))
    return int(found[-1]) if found else 1


def _attached(attachment: Attachment) -> dict[str, str]:
    return {
        "name": attachment.name,
        "content": attachment.content,
        "media-type": attachment.media_type,
        "description": attachment.description,
        "relationship": attachment.relationship,
    }


def _showable(value: object, fonts: Path) -> object:
    """Return the same data with only texts that can be printed."""
    if isinstance(value, str):
        return only_showable(value, fonts)
    if isinstance(value, dict):
        return {key: _showable(one, fonts) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_showable(one, fonts) for one in value]
    return value
