"""The typeface we print with, from the package that carries it, and what it can show."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path


class NoFonts(Exception):
    """The package with the fonts is not installed."""


def packaged_fonts() -> Path:
    """Return the folder with Fira Sans (SIL Open Font License 1.1) of `fontpkg-fira-sans`.

    Raises:
        NoFonts: it is not installed.
    """
    package = find_spec("fontpkg_fira_sans")
    if package is None or not package.submodule_search_locations:
        raise NoFonts("install fontpkg-fira-sans")
    return Path(package.submodule_search_locations[0]) / "files"


@lru_cache(maxsize=4)
def showable(folder: Path) -> frozenset[int]:
    """Return the code points that every upright regular and semibold font in a folder can show."""
    from fontTools.ttLib import TTFont

    common: set[int] | None = None
    for path in sorted(folder.glob("*-Regular.ttf")) + sorted(folder.glob("*-SemiBold.ttf")):
        with TTFont(path, lazy=True) as font:
            points = set(font.getBestCmap())
        common = points if common is None else common & points
    if not common:
        raise NoFonts(f"no fonts in {folder.name}")
    return frozenset(common)


def only_showable(text: str, folder: Path) -> str:
    """Return a text in which characters the fonts lack are spelled, like `[U+1F600]`.

    A PDF/A may not hold a character without a shape, and a letter may not vanish from a signed text
    unnoticed.
    """
    points = showable(folder)
    return "".join(
        character if ord(character) in points or character == "\n" else _spelled(character)
        for character in text
    )


def _spelled(character: str) -> str:
    """Spell a character; marks that only choose a shape (variation selectors, joiners) go."""
    if character in "\t\r":
        return " "
    if character in "\u200d\ufe0e\ufe0f\u200b\ufeff" or unicodedata.category(character) == "Cc":
        return ""
    return f"[U+{ord(character):04X}]"
