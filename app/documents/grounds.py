"""Grounds for blacking out a passage, from `config/redaction_grounds.toml`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.kernel.configuration import STRICT_SHAPE, WrongConfigurationError, read_toml, shape

LONGEST_CODE = 10
"""It is printed in the passage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Why a passage may be blacked out, and on which law that rests."""

    __pydantic_config__ = STRICT_SHAPE

    code: str
    title: str
    title_en: str
    law: str
    article: str


@dataclass(frozen=True, slots=True)
class _GroundsFile:
    __pydantic_config__ = STRICT_SHAPE

    grounds: tuple[Ground, ...]


class Grounds(dict[str, Ground]):
    """The grounds of this installation by code, in the order of the file."""


def load_grounds(path: Path) -> Grounds:
    """Return the grounds of a file by code, in the order of the file.

    Raises:
        WrongConfigurationError: with every mistake in the file.
    """
    content = shape(_GroundsFile, read_toml(path), name=path.name)
    problems = [f"{path.name}: {sentence}" for sentence in _mistakes(content.grounds)]
    if problems:
        raise WrongConfigurationError(problems)
    return Grounds({ground.code: ground for ground in content.grounds})


def _mistakes(grounds: tuple[Ground, ...]) -> Iterator[str]:
    if not grounds:
        yield "there is no ground; name at least one."
    for code, times in Counter(ground.code for ground in grounds).items():
        if times > 1:
            yield f"the code {code} is there {times} times."
        if not 0 < len(code) <= LONGEST_CODE or not code.isascii():
            yield f"the code {code!r} is to have 1 to {LONGEST_CODE} plain signs."
