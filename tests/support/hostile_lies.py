"""The ways in which the hostile provider can lie, by the place where the lie is told."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from enum import StrEnum, auto
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

if TYPE_CHECKING:
    from tests.support.hostile_provider import HostileProvider

FOREIGN_ISSUER = "https://login.partner.example"
Claims = dict[str, object]


class Lie(StrEnum):
    """Each member is one lie; `NONE` is the truth."""

    NONE = auto()
    # Another partner's issuer.
    ISSUER_IN_DISCOVERY = auto()
    ISSUER_IN_TOKEN = auto()
    ISSUER_IN_BOTH = auto()
    ISSUER_IN_USERINFO = auto()
    ISSUER_MISSING = auto()
    ISSUER_WITH_SLASH = auto()
    SUBJECT_IN_USERINFO = auto()
    USERINFO_DENIED = auto()
    # When and how strongly the person signed in.
    AUTH_TIME_MISSING = auto()
    AUTH_TIME_OLD = auto()
    AUTH_TIME_TEXT = auto()
    AUTH_TIME_TRUE = auto()
    AUTH_TIME_FRACTION = auto()
    AUTH_TIME_FUTURE = auto()
    ACR_MISSING = auto()
    ACR_LOWER = auto()
    ACR_LIST = auto()
    # The token itself.
    ID_TOKEN_MISSING = auto()
    ID_TOKEN_NUMBER = auto()
    ID_TOKEN_NONSENSE = auto()
    ALG_NONE = auto()
    ALG_NONE_MIXED_CASE = auto()
    HS256_PUBLIC_KEY = auto()
    HS256_CLIENT_SECRET = auto()
    HS256_PUBLISHED_KEY = auto()
    WRONG_KEY = auto()
    WRONG_KEY_EMBEDDED = auto()
    WRONG_KEY_BY_URL = auto()
    WRONG_KEY_CERTIFICATE_URL = auto()
    KEY_ID_PATH = auto()
    KEY_ID_NUMBER = auto()
    CRITICAL_HEADER = auto()
    SIGNATURE_EMPTY = auto()
    PAYLOAD_SWAPPED = auto()
    PAYLOAD_LIST = auto()
    CLAIMS_TWICE = auto()
    # For whom, and for which sign-in.
    AUDIENCE_WRONG = auto()
    AUDIENCE_MISSING = auto()
    AUDIENCE_LIST_WITHOUT_PARTY = auto()
    AUDIENCE_LIST_WITHOUT_US = auto()
    PARTY_WRONG = auto()
    NONCE_WRONG = auto()
    NONCE_MISSING = auto()
    NONCE_NUMBER = auto()
    # Time.
    EXPIRED = auto()
    EXPIRY_MISSING = auto()
    EXPIRY_TEXT = auto()
    EXPIRY_HUGE = auto()
    ISSUED_LONG_AGO = auto()
    ISSUED_IN_FUTURE = auto()
    ISSUED_AT_MISSING = auto()
    NOT_BEFORE_IN_FUTURE = auto()
    NOT_BEFORE_TEXT = auto()
    # Who.
    SUBJECT_MISSING = auto()
    SUBJECT_EMPTY = auto()
    SUBJECT_NUMBER = auto()
    SUBJECT_LONG = auto()
    SUBJECT_WITH_NUL = auto()
    ACCESS_TOKEN_HASH_WRONG = auto()
    # The callback.
    ISSUER_PARAMETER_FOREIGN = auto()
    ISSUER_PARAMETER_MISSING = auto()
    STATE_WRONG = auto()
    STATE_MISSING = auto()
    CODE_MISSING = auto()
    ACCESS_DENIED = auto()
    LOGIN_REQUIRED = auto()
    # The wire.
    CODE_USED_BEFORE = auto()
    DISCOVERY_GARBAGE = auto()
    DISCOVERY_LIST = auto()
    DISCOVERY_HUGE = auto()
    DISCOVERY_ERROR = auto()
    DISCOVERY_GONE = auto()
    DISCOVERY_SLOW = auto()
    DISCOVERY_DRIPPING = auto()
    DISCOVERY_REDIRECTED = auto()
    DISCOVERY_HTML = auto()
    DISCOVERY_MISLABELLED = auto()
    DISCOVERY_DEEP = auto()
    TOKEN_GARBAGE = auto()
    TOKEN_HUGE = auto()
    TOKEN_ERROR = auto()
    TOKEN_SLOW = auto()
    TOKEN_REDIRECTED = auto()
    TOKEN_HTML = auto()
    TOKEN_LIST = auto()
    TOKEN_EXPIRY_NONSENSE = auto()
    JWKS_REDIRECTED = auto()
    JWKS_ERROR = auto()
    JWKS_EMPTY = auto()
    JWKS_NONSENSE = auto()
    FOREIGN_JWKS = auto()
    FOREIGN_TOKEN_ENDPOINT = auto()
    FOREIGN_AUTHORIZATION_ENDPOINT = auto()
    SCRIPT_AS_ENDPOINT = auto()
    ENDPOINT_MISSING = auto()


HOUR = 3600
SET: dict[Lie, Claims] = {
    Lie.ISSUER_IN_TOKEN: {"iss": FOREIGN_ISSUER},
    Lie.ISSUER_IN_BOTH: {"iss": FOREIGN_ISSUER},
    Lie.AUTH_TIME_TEXT: {"auth_time": "yesterday"},
    Lie.AUTH_TIME_TRUE: {"auth_time": True},
    Lie.ACR_LOWER: {"acr": "low"},
    Lie.ACR_LIST: {"acr": ["high"]},
    Lie.AUDIENCE_WRONG: {"aud": "another-client"},
    Lie.AUDIENCE_LIST_WITHOUT_PARTY: {"aud": ["samenzicht", "another-client"]},
    Lie.AUDIENCE_LIST_WITHOUT_US: {"aud": ["another-client", "samenzicht2"]},
    Lie.PARTY_WRONG: {"azp": "another-client"},
    Lie.NONCE_WRONG: {"nonce": "another-nonce"},
    Lie.NONCE_NUMBER: {"nonce": 7},
    Lie.EXPIRY_TEXT: {"exp": "2099-01-01"},
    Lie.EXPIRY_HUGE: {"exp": 10**400},
    Lie.NOT_BEFORE_TEXT: {"nbf": "now"},
    Lie.SUBJECT_EMPTY: {"sub": ""},
    Lie.SUBJECT_NUMBER: {"sub": 42},
    Lie.SUBJECT_LONG: {"sub": "a" * 300},
    Lie.SUBJECT_WITH_NUL: {"sub": "person-1\u0000"},
    Lie.ACCESS_TOKEN_HASH_WRONG: {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}
LEFT_OUT: dict[Lie, str] = {
    Lie.ISSUER_MISSING: "iss",
    Lie.AUTH_TIME_MISSING: "auth_time",
    Lie.ACR_MISSING: "acr",
    Lie.AUDIENCE_MISSING: "aud",
    Lie.NONCE_MISSING: "nonce",
    Lie.EXPIRY_MISSING: "exp",
    Lie.ISSUED_AT_MISSING: "iat",
    Lie.SUBJECT_MISSING: "sub",
    # Without a name in the token the client asks the userinfo endpoint.
    Lie.ISSUER_IN_USERINFO: "name",
    Lie.SUBJECT_IN_USERINFO: "name",
    Lie.USERINFO_DENIED: "name",
}
MOVED: dict[Lie, tuple[str, int]] = {
    Lie.AUTH_TIME_OLD: ("auth_time", -24 * HOUR),
    Lie.AUTH_TIME_FUTURE: ("auth_time", HOUR),
    Lie.EXPIRED: ("exp", -HOUR),
    Lie.ISSUED_LONG_AGO: ("iat", -365 * 24 * HOUR),
    Lie.ISSUED_IN_FUTURE: ("iat", HOUR),
    Lie.NOT_BEFORE_IN_FUTURE: ("nbf", HOUR),
}


def as_partner(values: Claims, issuer: str) -> Claims:
    """Put a given partner in the place of the foreign issuer."""
    return {name: issuer if value == FOREIGN_ISSUER else value for name, value in values.items()}


def tell_claims(lie: Lie, claims: Claims, *, now: int) -> Claims:
    """Change the claims of a token by one lie."""
    changed = {**claims, **SET.get(lie, {})}
    if lie in MOVED:
        name, seconds = MOVED[lie]
        changed[name] = now + seconds
    changed.pop(LEFT_OUT.get(lie, ""), None)
    if lie is Lie.AUTH_TIME_FRACTION:
        changed["auth_time"] = now - 0.5
    if lie is Lie.ISSUER_WITH_SLASH:
        changed["iss"] = f"{claims['iss']}/"
    return changed


def _segment(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def signed(header: Claims, payload: bytes, *, key: rsa.RSAPrivateKey | bytes | None) -> str:
    """Sign any header over any payload: with RSA, with a shared secret, or not at all."""
    text = f"{_segment(json.dumps(header).encode())}.{_segment(payload)}"
    signature = b""
    if isinstance(key, bytes):
        signature = hmac.new(key, text.encode(), hashlib.sha256).digest()
    elif key is not None:
        signature = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{text}.{_segment(signature)}"


def _with_wrong_key(provider: "HostileProvider", payload: bytes, **header: object) -> str:
    return signed({**provider.header, **header}, payload, key=provider.wrong_key)


def _public_pem(provider: "HostileProvider") -> bytes:
    return provider.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _swapped(provider: "HostileProvider", payload: bytes) -> str:
    head, _, signature = signed(provider.header, payload, key=provider.key).split(".")
    other = json.dumps({**json.loads(payload), "sub": "person-2"}).encode()
    return f"{head}.{_segment(other)}.{signature}"


def _twice(provider: "HostileProvider", payload: bytes) -> str:
    text = b'{"sub": "person-2", ' + payload.lstrip()[1:]
    return signed(provider.header, text, key=provider.key)


SIGNED: dict[Lie, Callable[["HostileProvider", bytes], str]] = {
    Lie.ID_TOKEN_NONSENSE: lambda _, __: "a.%%.c",
    Lie.ALG_NONE: lambda _, text: signed({"alg": "none"}, text, key=None),
    Lie.ALG_NONE_MIXED_CASE: lambda _, text: signed({"alg": "nOnE"}, text, key=None),
    Lie.HS256_PUBLIC_KEY: lambda p, text: signed({"alg": "HS256"}, text, key=_public_pem(p)),
    Lie.HS256_CLIENT_SECRET: lambda p, text: signed(
        {"alg": "HS256"}, text, key=p.client_secret.encode()
    ),
    Lie.HS256_PUBLISHED_KEY: lambda _, text: signed(
        {"alg": "HS256", "kid": "shared"}, text, key=b"s" * 32
    ),
    Lie.WRONG_KEY: _with_wrong_key,
    Lie.WRONG_KEY_EMBEDDED: lambda p, text: _with_wrong_key(p, text, jwk=p.wrong_jwk),
    Lie.WRONG_KEY_BY_URL: lambda p, text: _with_wrong_key(p, text, jku=f"{p.issuer}/jwks2"),
    Lie.WRONG_KEY_CERTIFICATE_URL: lambda p, text: _with_wrong_key(
        p, text, x5u=f"{p.issuer}/certificate"
    ),
    Lie.KEY_ID_PATH: lambda p, text: signed(
        {"alg": "RS256", "kid": "../../../dev/null"}, text, key=p.key
    ),
    Lie.KEY_ID_NUMBER: lambda p, text: signed({"alg": "RS256", "kid": 1}, text, key=p.key),
    Lie.CRITICAL_HEADER: lambda p, text: signed(
        {**p.header, "crit": ["b64"], "b64": False}, text, key=p.key
    ),
    Lie.SIGNATURE_EMPTY: lambda p, text: signed(p.header, text, key=None),
    Lie.PAYLOAD_SWAPPED: _swapped,
    Lie.PAYLOAD_LIST: lambda p, text: signed(p.header, b"[" + text + b"]", key=p.key),
    Lie.CLAIMS_TWICE: _twice,
}

CALLBACK: dict[Lie, dict[str, str | None]] = {
    Lie.ISSUER_PARAMETER_FOREIGN: {"iss": FOREIGN_ISSUER},
    Lie.ISSUER_PARAMETER_MISSING: {"iss": None},
    Lie.STATE_WRONG: {"state": "another-state"},
    Lie.STATE_MISSING: {"state": None},
    Lie.CODE_MISSING: {"code": None},
    Lie.ACCESS_DENIED: {"code": None, "error": "access_denied"},
    Lie.LOGIN_REQUIRED: {"code": None, "error": "login_required"},
}

FOREIGN_PLACE = "http://127.0.0.1:9"
DISCOVERY: dict[Lie, dict[str, object]] = {
    Lie.ISSUER_IN_DISCOVERY: {"issuer": FOREIGN_ISSUER},
    Lie.ISSUER_IN_BOTH: {"issuer": FOREIGN_ISSUER},
    Lie.FOREIGN_JWKS: {"jwks_uri": f"{FOREIGN_PLACE}/jwks"},
    Lie.FOREIGN_TOKEN_ENDPOINT: {"token_endpoint": f"{FOREIGN_PLACE}/token"},
    Lie.FOREIGN_AUTHORIZATION_ENDPOINT: {"authorization_endpoint": f"{FOREIGN_PLACE}/authorize"},
    Lie.SCRIPT_AS_ENDPOINT: {"authorization_endpoint": "javascript:alert(1)"},
    Lie.ENDPOINT_MISSING: {"token_endpoint": None},
}
