"""Asking a witness elsewhere to cosign a checkpoint (C2SP tlog-witness, add-checkpoint).

The way there is that of all our outgoing traffic: one origin, by https, no redirects, with an end
to time and size. What comes back is text that nobody believes yet.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from urllib.parse import quote

from requests import Session

from app.adapters.openid.addresses import LOOPBACK_ADDRESS, Egress, take_apart
from app.adapters.openid.fetching import Fetcher
from app.adapters.openid.refusals import (
    ProviderLies,
    ProviderUnreachable,
    RefusalCode,
    SignInRefused,
    refusing,
)

KINDS = frozenset({"", "text/plain", "text/x.tlog.size", "application/octet-stream"})
LARGEST = 16 * 1024
"""Bytes of an answer; a cosignature has some 200."""
PATIENCE = timedelta(seconds=3)
LONGEST_SIZE = 15
OK, CONFLICT, UNPROCESSABLE = 200, 409, 422
HERE = (LOOPBACK_ADDRESS, "localhost", "::1")


class NoAnswer(StrEnum):
    """Why there is nothing to read."""

    SILENT = "silent"
    """Nobody answers there, or not in time."""
    STRANGE = "strange"
    """The answer is no answer of a witness: too large, a redirect, of another kind."""
    FORBIDDEN = "forbidden"
    """We do not go to that address: it is inside our own network."""


class NotAsked(Exception):
    """There is no answer to read."""

    def __init__(self, why: NoAnswer) -> None:
        """Keep why."""
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Reply:
    """What a witness answered."""

    status: int
    text: str

    @property
    def size(self) -> int | None:
        """The size of the tree it cosigned last, when that is what it answers."""
        told = self.text.removesuffix("\n")
        is_number = told.isascii() and told.isdecimal() and len(told) <= LONGEST_SIZE
        return int(told) if self.status == CONFLICT and is_number else None


@dataclass(frozen=True, slots=True)
class Post:
    """The line to witnesses.

    Args:
        inside: origins that may be inside our own network; plain http only on this machine.
    """

    inside: frozenset[str] = frozenset()
    patience: timedelta = PATIENCE

    def may_be(self, url: str) -> bool:
        """Tell whether an address is one a witness can have."""
        try:
            there = take_apart(url)
        except ValueError:
            return False
        return there.scheme == "https" or (there.origin in self.inside and there.host in HERE)

    def offer(self, url: str, *, old: int, proof: Sequence[bytes], note: str) -> Reply:
        """Offer a checkpoint that goes on from a size.

        Raises:
            NotAsked: there is no answer.
        """
        lines = [f"old {old}", *(base64.b64encode(each).decode() for each in proof)]
        body = "\n".join(lines) + "\n\n" + note
        return self._exchange("POST", f"{url.rstrip('/')}/add-checkpoint", body.encode())

    def ask_seen(self, url: str, origin: str) -> Reply:
        """Ask what it saw last of a log.

        Raises:
            NotAsked: there is no answer.
        """
        return self._exchange("GET", f"{url.rstrip('/')}/{quote(origin, safe='')}/checkpoint", b"")

    def _exchange(self, method: str, url: str, body: bytes) -> Reply:
        fetcher = Fetcher(
            self._egress(url), time_limit=self.patience, max_bytes=LARGEST, kinds=KINDS
        )
        try:
            with Session() as session, refusing(RefusalCode.ADDRESS_FORBIDDEN):
                fetcher.attach_to(session)
                answer = session.request(method, url, data=body or None, allow_redirects=False)
        except ProviderLies as fault:
            raise NotAsked(NoAnswer.STRANGE) from fault
        except (ProviderUnreachable, SignInRefused) as fault:
            is_forbidden = fault.code is RefusalCode.ADDRESS_FORBIDDEN
            raise NotAsked(NoAnswer.FORBIDDEN if is_forbidden else NoAnswer.SILENT) from fault
        try:
            return Reply(answer.status_code, answer.content.decode())
        except UnicodeDecodeError as fault:
            raise NotAsked(NoAnswer.STRANGE) from fault

    def _egress(self, url: str) -> Egress:
        there = take_apart(url)
        here = frozenset({there.origin})
        if there.origin in self.inside:
            if there.scheme == "http" and there.host in HERE:
                return Egress(loopback=here)
            return Egress(origins=here, inside=here)
        return Egress(origins=here)
