"""One sign-in: what we keep while the person is away, and what we know when it is over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingSignIn:
    """What must be kept on our side between the redirect and the callback, to be used once."""

    provider_id: str
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    code_verifier: str = field(repr=False)
    redirect_uri: str
    asked_at: datetime
    is_fresh: bool = False
    """Whether the person had to sign in anew, now, for this."""
    acr_values: tuple[str, ...] = ()
    """Levels demanded for this sign-in, in place of those the provider is configured with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun(PendingSignIn):
    """A sign-in that was begun, and the address to send the browser to."""

    url: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedSignIn:
    """Who signed in. The person is (`provider_id`, `subject`) and nothing else.

    Email and name are what the provider calls the person: to show, never to recognise by.
    """

    provider_id: str
    subject: str
    auth_time: datetime | None
    acr: str | None
    amr: tuple[str, ...]
    email: str | None
    name: str | None
    id_token: str = field(repr=False)
    claims: Mapping[str, object] = field(repr=False)
    """All claims of the ID token as verified; values are a stranger's and of any type."""
    key: Mapping[str, object] = field(repr=False)
    """The provider's public key it was verified with (RFC 7517)."""
