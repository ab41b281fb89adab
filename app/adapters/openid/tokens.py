"""Opening an ID token: genuine or refused; what it says is judged in `claims`."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hmac import compare_digest

from joserfc import jws
from joserfc.jwk import ECKey, RSAKey
from joserfc.util import urlsafe_b64decode

from app.adapters.openid.answers import read_object
from app.adapters.openid.refusals import RefusalCode, SignInRefused, refusing

LARGEST_TOKEN = 64 * 1024
LONGEST_KEY_ID = 255
SEPARATORS = 2
# A token that brings its own key, or tells where to get one, is a forger's (RFC 8725, 3.10).
FORBIDDEN_HEADERS = frozenset({"jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc"})
HASHES: dict[str, Callable[[bytes], "hashlib._Hash"]] = {
    "256": hashlib.sha256,
    "384": hashlib.sha384,
    "512": hashlib.sha512,
}

KeyChooser = Callable[[str, str | None], RSAKey | ECKey]
"""Gives the key for (algorithm, key id), or raises `SignInRefused`."""


@dataclass(frozen=True, slots=True)
class OpenedToken:
    """The content of a token whose signature is right."""

    algorithm: str
    claims: dict[str, object]
    key: Mapping[str, object]
    """The public key its signature was verified with (RFC 7517)."""


def open_token(token: object, *, algorithms: frozenset[str], key_for: KeyChooser) -> OpenedToken:
    """Verify a signed token and read it.

    Args:
        token: as received, thus of any type.
        algorithms: the ones agreed with this provider.
        key_for: where the provider's own key comes from; the token has no say in it.

    Raises:
        SignInRefused: it is missing, garbled, or not signed as agreed.
    """
    if token is None or token == "":  # is there one?  # nosec B105
        raise SignInRefused(RefusalCode.ID_TOKEN_MISSING)
    if not isinstance(token, str) or len(token) > LARGEST_TOKEN or token.count(".") != SEPARATORS:
        raise SignInRefused(RefusalCode.ID_TOKEN_GARBLED, type(token).__name__)
    algorithm, key_id = _read_header(token.split(".")[0], algorithms=algorithms)
    key = key_for(algorithm, key_id)
    with refusing(RefusalCode.SIGNATURE_WRONG):
        content = jws.deserialize_compact(token, key, algorithms=[algorithm])
    payload = content.payload or b""
    claims = read_object(payload, otherwise=RefusalCode.ID_TOKEN_GARBLED)
    return OpenedToken(algorithm, claims, key.as_dict(private=False))


def _read_header(segment: str, *, algorithms: frozenset[str]) -> tuple[str, str | None]:
    with refusing(RefusalCode.ID_TOKEN_GARBLED):
        text = urlsafe_b64decode(segment.encode("ascii"))
    header = read_object(text, otherwise=RefusalCode.ID_TOKEN_GARBLED)
    algorithm, key_id = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in algorithms:
        raise SignInRefused(RefusalCode.ALGORITHM_FORBIDDEN, str(algorithm))
    if found := FORBIDDEN_HEADERS & header.keys():
        raise SignInRefused(RefusalCode.HEADER_FORBIDDEN, ", ".join(sorted(found)))
    if key_id is None:
        return algorithm, None
    if not isinstance(key_id, str) or len(key_id) > LONGEST_KEY_ID:
        raise SignInRefused(RefusalCode.HEADER_FORBIDDEN, "kid")
    return algorithm, key_id


def is_half_hash(value: object, *, of: str, algorithm: str) -> bool:
    """Say whether a claim is the left half of the hash of a token.

    Source: OpenID Connect Core 1.0, section 3.1.3.6.
    """
    digest = HASHES[algorithm[-3:]](of.encode()).digest()
    expected = urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
    return isinstance(value, str) and compare_digest(value.encode(), expected.encode())
