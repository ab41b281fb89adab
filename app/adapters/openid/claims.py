"""What an ID token must say before we believe who is at the door.

Authlib 1.9 takes the issuer from the provider's own metadata, and lets a missing or old
`auth_time`, a missing `acr` and an `iat` of a year ago pass (measured; SECURITY.md). So every claim
is judged here, against what we agreed and asked, whatever a library has looked at before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hmac import compare_digest

from app.adapters.openid.configuration import ProviderConfig
from app.adapters.openid.refusals import RefusalCode, SignInRefused
from app.adapters.openid.signin import PendingSignIn
from app.adapters.openid.tokens import OpenedToken, is_half_hash

LONGEST_SUBJECT = 255
OLDEST_TOKEN = timedelta(minutes=10)
LAST_MOMENT = 253402300799
"""The last second of the year 9999, beyond which a number is no moment."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a token is held against."""

    config: ProviderConfig
    pending: PendingSignIn
    access_token: str | None
    now: datetime


def check_claims(token: OpenedToken, expected: Expectation) -> None:
    """Judge every claim of a genuine token.

    Raises:
        SignInRefused: with the first claim that does not hold.
    """
    claims = token.claims
    check_envelope(claims, expected.config, now=expected.now)
    _check_nonce(claims, expected.pending.nonce)
    _check_subject(claims)
    _check_sign_in_time(claims, expected)
    _check_strength(claims, expected)
    _check_access_token(token, expected.access_token)


def check_envelope(claims: Mapping[str, object], config: ProviderConfig, *, now: datetime) -> None:
    """Judge who wrote a genuine token, for whom, and when; the same for each kind of token.

    Raises:
        SignInRefused: with the first claim that does not hold.
    """
    if claims.get("iss") != config.issuer:
        raise SignInRefused(RefusalCode.ISSUER_WRONG, str(claims.get("iss")))
    _check_audience(claims, config.client_id)
    _check_moments(claims, now=now, skew=config.max_clock_skew)


def _check_audience(claims: Mapping[str, object], client_id: str) -> None:
    audience, party = claims.get("aud"), claims.get("azp")
    if isinstance(audience, list):
        if client_id not in audience or not all(isinstance(one, str) for one in audience):
            raise SignInRefused(RefusalCode.AUDIENCE_WRONG, str(audience))
        if len(audience) > 1 and party is None:
            raise SignInRefused(RefusalCode.AUTHORIZED_PARTY_WRONG, "missing")
    elif audience != client_id:
        raise SignInRefused(RefusalCode.AUDIENCE_WRONG, str(audience))
    if "azp" in claims and party != client_id:
        raise SignInRefused(RefusalCode.AUTHORIZED_PARTY_WRONG, str(party))


def _check_nonce(claims: Mapping[str, object], nonce: str) -> None:
    given = claims.get("nonce")
    if given is None:
        raise SignInRefused(RefusalCode.NONCE_MISSING)
    if not isinstance(given, str) or not is_same(given, nonce):
        raise SignInRefused(RefusalCode.NONCE_WRONG)


def is_same(given: str, secret: str) -> bool:
    """Compare a value from outside with a secret without telling by time how far it was right."""
    return compare_digest(given.encode(errors="replace"), secret.encode())


def _check_moments(claims: Mapping[str, object], *, now: datetime, skew: timedelta) -> None:
    expires = _moment(claims, "exp", otherwise=RefusalCode.EXPIRY_INVALID)
    issued = moment_of_issue(claims)
    if expires <= now - skew:
        raise SignInRefused(RefusalCode.EXPIRED, expires.isoformat())
    if issued > now + skew:
        raise SignInRefused(RefusalCode.ISSUED_IN_FUTURE, issued.isoformat())
    if issued < now - OLDEST_TOKEN:
        raise SignInRefused(RefusalCode.ISSUED_TOO_LONG_AGO, issued.isoformat())
    not_before = _moment({"nbf": 1, **claims}, "nbf", otherwise=RefusalCode.NOT_YET_VALID)
    if not_before > now + skew:
        raise SignInRefused(RefusalCode.NOT_YET_VALID, not_before.isoformat())


def _check_subject(claims: Mapping[str, object]) -> None:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 1 <= len(subject) <= LONGEST_SUBJECT:
        raise SignInRefused(RefusalCode.SUBJECT_INVALID, type(subject).__name__)
    # ASCII by the standard; and a NUL would not fit in the database.
    if not (subject.isascii() and subject.isprintable() and subject.strip()):
        raise SignInRefused(RefusalCode.SUBJECT_INVALID, subject)


def _check_sign_in_time(claims: Mapping[str, object], expected: Expectation) -> None:
    pending, skew = expected.pending, expected.config.max_clock_skew
    if "auth_time" not in claims:
        if pending.is_fresh:
            raise SignInRefused(RefusalCode.SIGN_IN_TIME_MISSING)
        return
    signed_in = _moment(claims, "auth_time", otherwise=RefusalCode.SIGN_IN_TIME_INVALID)
    if pending.is_fresh and not isinstance(claims["auth_time"], int):
        raise SignInRefused(RefusalCode.SIGN_IN_TIME_INVALID, "a fraction")
    if signed_in > expected.now + skew:
        raise SignInRefused(RefusalCode.SIGN_IN_IN_FUTURE, signed_in.isoformat())
    # Tokens count in whole seconds.
    if pending.is_fresh and signed_in < pending.asked_at.replace(microsecond=0) - skew:
        raise SignInRefused(RefusalCode.SIGN_IN_NOT_FRESH, signed_in.isoformat())


def _check_strength(claims: Mapping[str, object], expected: Expectation) -> None:
    configured, demanded = expected.config.accepted_acr, expected.pending.acr_values
    if not configured and not demanded:
        return
    strength = claims.get("acr")
    if strength is None:
        raise SignInRefused(RefusalCode.STRENGTH_MISSING)
    for accepted in filter(None, (configured, demanded)):
        if strength not in accepted:
            raise SignInRefused(RefusalCode.STRENGTH_TOO_LOW, str(strength))


def _check_access_token(token: OpenedToken, access_token: str | None) -> None:
    if "at_hash" not in token.claims:
        return
    given = token.claims["at_hash"]
    if access_token is None or not is_half_hash(given, of=access_token, algorithm=token.algorithm):
        raise SignInRefused(RefusalCode.ACCESS_TOKEN_MISMATCH)


def _moment(claims: Mapping[str, object], name: str, *, otherwise: RefusalCode) -> datetime:
    seconds = claims.get(name)
    # A fraction is allowed (RFC 7519, section 2) and used: Canaille sends one. True is no number.
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise SignInRefused(otherwise, f"{name}: {type(seconds).__name__}")
    if not 0 < seconds <= LAST_MOMENT:
        raise SignInRefused(otherwise, f"{name}: out of range")
    return datetime.fromtimestamp(int(seconds), UTC)


def moment_of_issue(claims: Mapping[str, object]) -> datetime:
    """Return when a token was made (`iat`), by the provider's clock and in whole seconds."""
    return _moment(claims, "iat", otherwise=RefusalCode.ISSUED_AT_INVALID)


def moment_of_sign_in(claims: Mapping[str, object]) -> datetime | None:
    """Read `auth_time` of claims that were checked."""
    if "auth_time" not in claims:
        return None
    return _moment(claims, "auth_time", otherwise=RefusalCode.SIGN_IN_TIME_INVALID)
