"""Secrets in files of their own: read when they are needed, by whom they are needed."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from app.adapters.sealers import Doubt, NoSeal

if TYPE_CHECKING:
    from pathlib import Path

LONGEST = 1024


def read_secret(path: Path) -> str:
    """Return the secret in a file, without the end of the line.

    Raises:
        NoSeal: there is none, or everybody on this machine can read it.
    """
    try:
        with path.open("rb") as file:
            if path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH):
                raise NoSeal(Doubt.NO_SECRET, f"{path} can be read by everybody: chmod o-rwx")
            secret = file.read(LONGEST + 1).decode().rstrip("\r\n")
    except (OSError, UnicodeError) as fault:
        # Not the fault itself: that of a text holds the text.
        raise NoSeal(Doubt.NO_SECRET, f"{path}: {type(fault).__name__}") from None
    if not secret or len(secret) > LONGEST:
        raise NoSeal(Doubt.NO_SECRET, f"{path} is empty or too long")
    return secret
