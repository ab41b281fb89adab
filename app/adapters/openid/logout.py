"""A provider's word that somebody signed out there; believed as little as any other token.

Source: OpenID Connect Back-Channel Logout 1.0, sections 2.4 and 2.6.
"""

from dataclasses import dataclass
from datetime import datetime

from app.adapters.openid.answers import text_of
from app.adapters.openid.claims import LONGEST_SUBJECT, check_envelope, moment_of_issue
from app.adapters.openid.configuration import ProviderConfig
from app.adapters.openid.refusals import RefusalCode, SignInRefused
from app.adapters.openid.tokens import OpenedToken

EVENT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass(frozen=True, slots=True)
class VerifiedLogout:
    """Who signed out at the provider: a person, one session of theirs, or both."""

    subject: str | None
    session: str | None
    """The provider's own name of the session (`sid`)."""
    issued_at: datetime
    """What began later was not meant: a token that is sent again ends nothing new."""


def read_logout(token: OpenedToken, config: ProviderConfig, *, now: datetime) -> VerifiedLogout:
    """Judge a genuine token as a logout token.

    Raises:
        SignInRefused: it is another kind of token, for somebody else, too old, or names nobody.
    """
    claims = token.claims
    check_envelope(claims, config, now=now)
    events = claims.get("events")
    is_logout = isinstance(events, dict) and isinstance(events.get(EVENT), dict)
    # An ID token, which a browser may have seen, must not pass for one of these.
    if not is_logout or "nonce" in claims or text_of(claims, "jti") is None:
        raise SignInRefused(RefusalCode.LOGOUT_TOKEN_WRONG, "another kind of token")
    subject, session = _name(claims, "sub"), _name(claims, "sid")
    if subject is None and session is None:
        raise SignInRefused(RefusalCode.LOGOUT_TOKEN_WRONG, "names nobody")
    return VerifiedLogout(subject, session, moment_of_issue(claims))


def _name(claims: dict[str, object], name: str) -> str | None:
    if name not in claims:
        return None
    value = claims[name]
    if not isinstance(value, str) or not 1 <= len(value) <= LONGEST_SUBJECT or "\0" in value:
        raise SignInRefused(RefusalCode.LOGOUT_TOKEN_WRONG, name)
    return value
