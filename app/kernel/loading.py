"""What a query finds beside a row, and gives it for who asked."""

from __future__ import annotations

from typing import Any, Final, Generic, Self, TypeVar, overload
from typing import cast as typed

from app.kernel.errors import HouseFault

Loaded = TypeVar("Loaded")

NOT_LOADED: Final = object()


class LoadedWith(Generic[Loaded]):
    """An attribute of a row that no column holds: a query sets it, for the actor who asked.

    To read it of a row that was loaded in another way is a fault of ours, never "there is none".
    """

    def __init__(self, how: str = "", *, otherwise: Any = NOT_LOADED) -> None:
        """Say how a row is loaded with it.

        Args:
            how: a sentence for who forgot, with the name of the query.
            otherwise: what it is where no query says so; without, that is a fault.
        """
        self._how, self._otherwise = how, otherwise

    def __set_name__(self, owner: type, name: str) -> None:
        """Keep it in the row under a name that no column has."""
        self._name = f"_{name}"

    @overload
    def __get__(self, row: None, owner: type) -> Self: ...

    @overload
    def __get__(self, row: object, owner: type) -> Loaded: ...

    def __get__(self, row: object | None, owner: type) -> Self | Loaded:
        """Return what the row was loaded with.

        Raises:
            HouseFault: it was loaded in another way.
        """
        if row is None:
            return self
        found = vars(row).get(self._name, self._otherwise)
        if found is NOT_LOADED:
            raise HouseFault(self._how)
        return typed("Loaded", found)

    def __set__(self, row: object, value: Loaded) -> None:
        """Note what the query found."""
        vars(row)[self._name] = value
