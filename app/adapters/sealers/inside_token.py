"""The process that speaks with a token: one question comes in, one answer goes out.

Run by its path. It imports nothing of ours, so that nothing of ours stands beside the PIN.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import pkcs11
from pkcs11.util.ec import encode_ecdsa_signature

SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
"""What PKCS#1 v1.5 puts before a SHA-256 (RFC 8017, 9.2)."""
DOUBTS: tuple[tuple[type[Exception], dict[str, str]], ...] = (
    (pkcs11.exceptions.NoSuchToken, {"doubt": "unreachable", "detail": "no such token"}),
    (pkcs11.exceptions.TokenNotPresent, {"doubt": "unreachable", "detail": "no such token"}),
    (pkcs11.exceptions.NoSuchKey, {"doubt": "no_key"}),
    (pkcs11.exceptions.MultipleObjectsReturned, {"doubt": "no_key", "detail": "several"}),
    (pkcs11.exceptions.PinIncorrect, {"doubt": "wrong_pin"}),
    (pkcs11.exceptions.PinInvalid, {"doubt": "wrong_pin"}),
    (pkcs11.exceptions.PinLenRange, {"doubt": "wrong_pin"}),
    (pkcs11.exceptions.PinLocked, {"doubt": "locked"}),
    (pkcs11.exceptions.PinExpired, {"doubt": "locked"}),
)
FAULTS = (pkcs11.exceptions.PKCS11Error, RuntimeError, OSError)
LAST_CHANCE = pkcs11.TokenFlag.USER_PIN_LOCKED | pkcs11.TokenFlag.USER_PIN_FINAL_TRY
"""With the next wrong PIN it would be locked, or it is: a person has to look at it."""


def answer(asked: dict[str, str]) -> dict[str, str]:
    """Sign, or without a hash look whether the key is there; return why not."""
    try:
        token = pkcs11.lib(asked["module"]).get_token(token_label=asked["token"])
        if token.flags & LAST_CHANCE:
            return {"doubt": "locked"}
        with token.open(user_pin=asked["pin"]) as session:
            return _signed(session, asked)
    except FAULTS as fault:
        said = (told for kind, told in DOUBTS if isinstance(fault, kind))
        return next(said, {"doubt": "unreachable", "detail": type(fault).__name__})


def _signed(session: Any, asked: dict[str, str]) -> dict[str, str]:
    """Sign with the one private key of that label."""
    key = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=asked["key"])
    if "digest" not in asked:
        return {}
    digest = bytes.fromhex(asked["digest"])
    if key.key_type == pkcs11.KeyType.RSA:
        signature = key.sign(SHA256_INFO + digest, mechanism=pkcs11.Mechanism.RSA_PKCS)
    elif key.key_type == pkcs11.KeyType.EC:
        signature = encode_ecdsa_signature(key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA))
    else:
        return {"doubt": "no_key", "detail": str(key.key_type)}
    return {"signature": signature.hex()}


if __name__ == "__main__":
    json.dump(answer(json.load(sys.stdin)), sys.stdout)
