"""Storage that fails at its N-th call: refused, full, done but not told, or the process is dead."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import obstore
import pytest
from obstore.exceptions import GenericError

from app.adapters import file_store

KINDS = ("refused", "full", "answer lost", "down for long", "dead")
FILE_CALLS = ("open", "fsync", "pread")


class Dead(BaseException):
    """The process would have been killed here: nothing after this has an effect."""


@dataclass
class Faults:
    """Counts calls to the storage and fails at one, or from one on."""

    kind: str
    at: int
    error: Callable[[bool], Exception]
    """Makes the error; True for one about a full disk."""
    count: int = 0
    names: list[str] = field(default_factory=list)

    def around(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def called(*given: Any, **named: Any) -> Any:
            self.count += 1
            self.names.append(name)
            if self.count < self.at or (self.count > self.at and not self.lasts):
                return function(*given, **named)
            if self.kind == "dead":
                raise Dead
            if self.kind == "answer lost":
                function(*given, **named)
            raise self.error(self.kind == "full")

        return called

    @property
    def lasts(self) -> bool:
        """Whether it goes on failing: a dead process, or a store that is down."""
        return self.kind in {"dead", "down for long"}

    @property
    def happened(self) -> bool:
        """Whether the call came."""
        return self.count >= self.at


class FaultyOs:
    """The module `os` in which some calls fail."""

    def __init__(self, faults: Faults) -> None:
        for name in FILE_CALLS:
            setattr(self, name, faults.around(name, getattr(os, name)))

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)


def disk_error(is_full: bool) -> OSError:
    return OSError(errno.ENOSPC if is_full else errno.EIO, "of a test")


def bucket_error(is_full: bool) -> GenericError:
    return GenericError("507 Insufficient Storage" if is_full else "connection reset by a test")


@contextmanager
def failing_disk(kind: str, at: int) -> Iterator[Faults]:
    """Let the N-th call to the disk fail."""
    faults = Faults(kind, at, disk_error)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file_store, "os", FaultyOs(faults))
        for name in ("_write", "_link"):
            patch.setattr(file_store, name, faults.around(name, getattr(file_store, name)))
        for name in ("unlink", "stat", "mkdir"):
            real = getattr(Path, name)
            patch.setattr(Path, name, _stored_only(faults, name, real))
        yield faults


def _stored_only(faults: Faults, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    failing = faults.around(name, real)

    def called(path: Path, *given: Any, **named: Any) -> Any:
        is_stored = path.parent.parent.name in {"kept", "arriving"}
        return (failing if is_stored else real)(path, *given, **named)

    return called


@contextmanager
def failing_bucket(kind: str, at: int) -> Iterator[Faults]:
    """Let the N-th call to the object store fail."""
    faults = Faults(kind, at, bucket_error)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("put", "get_range", "delete", "list", "head"):
            patch.setattr(obstore, name, faults.around(name, getattr(obstore, name)))
        yield faults
