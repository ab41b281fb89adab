"""What a demonstration provider remembers: in memory, for a short while, not without end."""

import hashlib
import secrets
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from app.demo.provider.people import DemoPerson
from app.kernel import clock

T = TypeVar("T")
MOST = 2000


class Shelf(Generic[T]):
    """Things under secret names, each until it expires; the oldest give way when it is full."""

    def __init__(self, keep_for: timedelta) -> None:
        """Make an empty shelf."""
        self.keep_for = keep_for
        self._things: dict[str, tuple[datetime, T]] = {}
        self._lock = threading.Lock()

    def put(self, thing: T, *, name: str | None = None) -> str:
        """Keep a thing and give its name: a new secret, unless one is given."""
        name = name or secrets.token_urlsafe(32)
        with self._lock:
            while len(self._things) >= MOST:
                del self._things[next(iter(self._things))]
            self._things[_hashed(name)] = (clock.now() + self.keep_for, thing)
        return name

    def find(self, name: str) -> T | None:
        """Find a thing that has not expired."""
        with self._lock:
            expires_at, thing = self._things.get(_hashed(name), (None, None))
        return thing if expires_at and clock.now() < expires_at else None

    def take(self, name: str) -> T | None:
        """Find a thing and forget it, so that a name works once."""
        thing = self.find(name)
        with self._lock:
            was_there = self._things.pop(_hashed(name), None)
        return thing if was_there else None


def _hashed(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session at the provider: who, and since when."""

    person: DemoPerson
    at: datetime


@dataclass(frozen=True)
class Code:
    """An authorization code, with the methods that Authlib asks of one."""

    client_id: str
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str
    code_challenge_method: str
    signed_in: SignedIn

    def get_redirect_uri(self) -> str:
        """Give the address the code was sent to."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """Give what was asked for."""
        return self.scope

    def get_nonce(self) -> str | None:
        """Give the client's nonce."""
        return self.nonce

    def get_auth_time(self) -> int:
        """Give the moment the person chose a name."""
        return int(self.signed_in.at.timestamp())

    def get_acr(self) -> str:
        """Give the level of assurance."""
        return self.signed_in.person.acr

    def get_amr(self) -> list[str]:
        """Give the means: the demonstration asks for no proof, and says so (RFC 8176: user)."""
        return ["user"]


@dataclass(frozen=True)
class AccessToken:
    """An access token, good for the userinfo endpoint for a few minutes."""

    client: object
    person: DemoPerson
    scope: str
    lasts: timedelta = timedelta(minutes=5)
    made_at: datetime = field(default_factory=clock.now)

    def get_client(self) -> object:
        """Give the client it was issued to."""
        return self.client

    def get_user(self) -> DemoPerson:
        """Give the person it is about."""
        return self.person

    def get_scope(self) -> str:
        """Give what it is good for."""
        return self.scope

    def get_expires_in(self) -> int:
        """Give how many seconds it lasts."""
        return int(self.lasts.total_seconds())

    def is_expired(self) -> bool:
        """Say whether its time is over."""
        return clock.now() >= self.made_at + self.lasts

    def is_revoked(self) -> bool:
        """Say whether it was withdrawn; it lives too short for that."""
        return False
