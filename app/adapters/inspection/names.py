"""Cleaning the name a file came with."""

from __future__ import annotations

import unicodedata

MOST_CHARACTERS = 200
MOST_BYTES = 240
"""File systems stop at 255 bytes; archives we make put a few in front."""

_EMOJI_JOINERS = {"\u200d", "\ufe0e", "\ufe0f"}
_NOT_IN_WINDOWS = dict.fromkeys(map(ord, '<>:"|?*'), "_")
_RESERVED = (
    {"con", "prn", "aux", "nul"}
    | {f"com{number}" for number in range(1, 10)}
    | {f"lpt{number}" for number in range(1, 10)}
)


def clean_name(declared: str, *, extension: str | None = None, fallback: str = "file") -> str:
    """Return a name safe in a header, on a screen and on any disk; emoji and accents stay.

    Folders, control characters, line ends and characters that turn the reading direction go; the
    name has at most 200 characters and 240 bytes.

    Args:
        extension: the one it must end with, without the dot; added when missing.
        fallback: the name when nothing readable is left.
    """
    name = unicodedata.normalize("NFC", declared).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(" " if character.isspace() else character for character in name)
    name = "".join(character for character in name if _may_stay(character))
    name = " ".join(name.translate(_NOT_IN_WINDOWS).split()).strip(". ")
    stem, ending = _split(name, extension)
    stem = _without_loose_joiners(stem).strip(". ") or fallback
    if stem.split(".", 1)[0].strip().lower() in _RESERVED:
        stem = f"_{stem}"
    return _shorten(stem, keep=len(ending), keep_bytes=len(ending.encode())) + ending


def declared_extension(name: str) -> str:
    """Return the extension of a cleaned name in lower case, or nothing."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem else ""


def _may_stay(character: str) -> bool:
    if character in _EMOJI_JOINERS:
        return True
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def _split(name: str, extension: str | None) -> tuple[str, str]:
    found = declared_extension(name)
    if extension is None:
        return (name[: -len(found) - 1], name[-len(found) - 1 :]) if found else (name, "")
    if found == extension.lower():
        return name[: -len(found) - 1], f".{extension}"
    return name, f".{extension}"


def _without_loose_joiners(stem: str) -> str:
    """Drop joiners that join nothing: alone they make two names look the same."""
    kept = ""
    for character in stem:
        joins = kept and unicodedata.category(kept[-1]) in {
            "So",
            "Sk",
            "Mn",
            "Cf",
            "Sm",
            "Po",
            "Nd",
        }
        if character not in _EMOJI_JOINERS or joins:
            kept += character
    return kept.rstrip("\u200d")


def _shorten(stem: str, *, keep: int, keep_bytes: int) -> str:
    """Cut a stem, never through a character that belongs to the one before it."""
    while stem and (
        len(stem) + keep > MOST_CHARACTERS
        or len(stem.encode()) + keep_bytes > MOST_BYTES
        or stem[-1] == "\u200d"
    ):
        end = len(stem) - 1
        while end > 0 and _belongs_to_previous(stem[end]):
            end -= 1
        stem = stem[:end]
    return stem.rstrip(". ") or "_"


def _belongs_to_previous(character: str) -> bool:
    return character in _EMOJI_JOINERS or unicodedata.category(character) in {"Mn", "Me", "Sk"}
