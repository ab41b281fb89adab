"""Opening an ID token again, long after: by the key that was kept with it."""

from collections.abc import Mapping

from joserfc.jwk import ECKey, RSAKey

from app.adapters.openid.configuration import ASYMMETRIC_ALGORITHMS
from app.adapters.openid.keys import KeyUnknown, choose_key, read_keys
from app.adapters.openid.refusals import RefusalCode, SignInRefused
from app.adapters.openid.tokens import open_token


def open_kept(token: object, key: object) -> Mapping[str, object]:
    """Return what a kept token says, once its signature is that of the key kept with it.

    Whose key that is, and whether its moments were right that day, is not asked here.

    Args:
        token: compact, thus of any type.
        key: as the provider published it (RFC 7517), of any type too.

    Raises:
        SignInRefused: it is garbled, or signed by another key or in a way we never accept.
    """
    keys = read_keys({"keys": [key]})

    def key_for(algorithm: str, key_id: str | None) -> RSAKey | ECKey:
        try:
            return choose_key(keys, algorithm=algorithm, key_id=key_id)
        except KeyUnknown:
            raise SignInRefused(RefusalCode.SIGNATURE_WRONG, "another key") from None

    opened = open_token(token, algorithms=ASYMMETRIC_ALGORITHMS, key_for=key_for)
    return opened.claims
