"""Words in a table: capitals, spaces and signs do not matter, and a word stands for one code."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

Choice = TypeVar("Choice", bound=StrEnum)


def plain(text: str) -> str:
    """Return the letters and digits of a word, without capitals."""
    return "".join(each for each in text.casefold() if each.isalnum())


def by_word(words: Mapping[Choice, str]) -> dict[str, Choice]:
    """Return codes by each plain word that stands for them; commas part the words of one."""
    return {plain(each): code for code, said in words.items() for each in said.split(",")}
