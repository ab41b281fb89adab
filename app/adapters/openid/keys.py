"""A provider's public keys: only the kinds we verify with, and never a shared secret."""

from collections.abc import Mapping
from warnings import catch_warnings, simplefilter

from joserfc.jwk import ECKey, RSAKey

from app.adapters.openid.answers import text_of
from app.adapters.openid.refusals import LIBRARY_ERRORS, ProviderLies, RefusalCode

CURVE_OF_ALGORITHM = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}
SMALLEST_RSA_KEY = 2048
MOST_KEYS = 50


class KeyUnknown(Exception):
    """No key of the set fits; it may have been published after we looked."""


def read_keys(found: Mapping[str, object]) -> tuple[RSAKey | ECKey, ...]:
    """Read the usable keys of a JSON Web Key Set.

    Raises:
        ProviderLies: there is none.
    """
    listed = found.get("keys")
    if not isinstance(listed, list) or len(listed) > MOST_KEYS:
        raise ProviderLies(RefusalCode.KEYS_UNUSABLE, "no list of keys")
    keys = tuple(key for entry in listed if (key := _read_key(entry)))
    if not keys:
        raise ProviderLies(RefusalCode.KEYS_UNUSABLE, "no key for signatures")
    return keys


def _read_key(entry: object) -> RSAKey | ECKey | None:
    """Read one key; a kind we do not know is skipped (RFC 7517, section 5)."""
    if not isinstance(entry, dict) or entry.get("use", "sig") != "sig":
        return None
    try:
        with catch_warnings():
            simplefilter("ignore")  # Keys that are too small are refused below.
            if entry.get("kty") == "RSA":
                return _large_enough(RSAKey.import_key(_public_part(entry)))
            if entry.get("kty") == "EC":
                return ECKey.import_key(_public_part(entry))
    except LIBRARY_ERRORS:
        return None
    return None


def _public_part(entry: Mapping[str, object]) -> dict[str, str | list[str]]:
    wanted = ("kty", "kid", "alg", "n", "e", "crv", "x", "y")
    return {name: value for name in wanted if (value := text_of(entry, name)) is not None}


def _large_enough(key: RSAKey) -> RSAKey | None:
    return key if key.raw_value.key_size >= SMALLEST_RSA_KEY else None


def choose_key(
    keys: tuple[RSAKey | ECKey, ...], *, algorithm: str, key_id: str | None
) -> RSAKey | ECKey:
    """Choose the key for a signature by its name; without a name only if there is one choice.

    Raises:
        KeyUnknown: none fits, or more than one could.
    """
    fitting = [key for key in keys if _fits(key, algorithm)]
    if key_id is not None:
        fitting = [key for key in fitting if key.get("kid") == key_id]
    if len(fitting) != 1:
        raise KeyUnknown
    return fitting[0]


def _fits(key: RSAKey | ECKey, algorithm: str) -> bool:
    if key.get("alg", algorithm) != algorithm:
        return False
    if isinstance(key, ECKey):
        return key.get("crv") == CURVE_OF_ALGORITHM.get(algorithm)
    return algorithm[:2] in ("RS", "PS")
