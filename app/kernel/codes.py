"""A column of codes: a word of one enumeration, kept as text and given back as itself."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import String
from sqlalchemy.types import TypeDecorator

Kind = TypeVar("Kind", bound=StrEnum)


class Code(TypeDecorator[Kind]):
    """Text in the database, a member of the enumeration in Python; an unknown word is refused."""

    impl = String
    cache_ok = True

    def __init__(self, kind: type[Kind], length: int) -> None:
        super().__init__(length)
        self.kind = kind
        self._members = {each.value: each for each in kind}
        self.length = length

    def process_bind_param(self, value: Any, dialect: object) -> str | None:  # noqa: ARG002  # signature of SQLAlchemy
        """Take a member of the enumeration, or its word."""
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: Any, dialect: object) -> Kind | None:  # noqa: ARG002  # signature of SQLAlchemy
        """Give the member of the enumeration."""
        return None if value is None else self._members[value]
