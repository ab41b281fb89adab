"""Reading configuration files: TOML into frozen dataclasses, with mistakes told in plain words.

The shape of a file is its dataclass; pydantic checks it. A mistake names the file and the
place in it, and all mistakes of a file are told at once, so that an operator mends them in
one go.
"""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

T = TypeVar("T")
_ADAPTERS: dict[object, TypeAdapter[Any]] = {}

STRICT_SHAPE = ConfigDict(extra="forbid")
"""Give this to a dataclass as `__pydantic_config__`: a field it does not know is a mistake."""


class WrongConfigurationError(ValueError):
    """A configuration file says something we cannot use; the message lists every problem."""

    def __init__(self, problems: Sequence[str]) -> None:
        """Keep the problems, one sentence each, and join them for a terminal."""
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def read_toml(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file.

    Raises:
        WrongConfigurationError: the file is not there or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as problem:
        raise WrongConfigurationError([f"{path.name}: this file is missing."]) from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise WrongConfigurationError([f"{path.name}: this is not TOML: {problem}."]) from problem


def shape(kind: type[T], content: object, *, name: str, **context: object) -> T:
    """Return `content` as `kind`, a dataclass or a tuple of them.

    Args:
        name: the file, as the messages name it.
        context: what validators of the dataclass may ask for.

    Raises:
        WrongConfigurationError: with one sentence per mistake.
    """
    try:
        made: T = _adapter(kind).validate_python(content, context=context)
    except ValidationError as problem:
        sentences = [_sentence(name, error) for error in problem.errors(include_url=False)]
        raise WrongConfigurationError(sentences) from problem
    return made


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    """Return the checker of a shape; making one costs more than using it a hundred times."""
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def _sentence(name: str, error: Mapping[str, Any]) -> str:
    place = _place(error["loc"])
    match error["type"]:
        case "missing" | "missing_argument" | "missing_keyword_only_argument":
            return f"{name}: {place} is missing."
        case "unexpected_keyword_argument" | "extra_forbidden":
            return f"{name}: {place} is not a known field."
        case _:
            message = str(error["msg"]).removeprefix("Value error, ")
            return f"{name}: {place} is {error['input']!r}. {message}."


def _place(location: Sequence[str | int]) -> str:
    """Return `phases[2].name` for ("phases", 2, "name")."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "the file"
