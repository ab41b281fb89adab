"""A kept ID token opens by the key kept with it, however a provider signs, and by no other."""

import json

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

from app.adapters.openid import ASYMMETRIC_ALGORITHMS, SignInRefused, open_kept

CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}
CLAIMS = {"sub": "cora", "nonce": "of-a-test"}


def key_for(algorithm):
    if algorithm in CURVES:
        return ECKey.generate_key(CURVES[algorithm])
    return RSAKey.generate_key(2048)


def signed(key, algorithm, **header):
    content = json.dumps(CLAIMS).encode()
    return jws.serialize_compact({"alg": algorithm, **header}, content, key, algorithms=[algorithm])


@pytest.mark.parametrize("algorithm", sorted(ASYMMETRIC_ALGORITHMS))
def test_each_way_of_signing_that_a_provider_may_have_opens_again(algorithm):
    key, other = key_for(algorithm), key_for(algorithm)
    token = signed(key, algorithm)

    assert open_kept(token, key.as_dict(private=False)) == CLAIMS
    with pytest.raises(SignInRefused):
        open_kept(token, other.as_dict(private=False))


def test_a_way_of_signing_that_we_never_accept_is_refused():
    key = OKPKey.generate_key("Ed25519")

    with pytest.raises(SignInRefused):
        open_kept(signed(key, "Ed25519"), key.as_dict(private=False))


def test_a_token_that_names_another_key_is_refused():
    key = key_for("RS256")
    kept = {**key.as_dict(private=False), "kid": "of-monday"}

    assert open_kept(signed(key, "RS256", kid="of-monday"), kept) == CLAIMS
    with pytest.raises(SignInRefused):
        open_kept(signed(key, "RS256", kid="of-tuesday"), kept)


def test_a_token_that_brings_its_own_key_is_refused():
    key, forger = key_for("RS256"), key_for("RS256")
    token = signed(forger, "RS256", jwk=forger.as_dict(private=False))

    with pytest.raises(SignInRefused):
        open_kept(token, key.as_dict(private=False))


@pytest.mark.parametrize("key", [None, 1, "key", [], {}, {"kty": "oct", "k": "c2VjcmV0"}])
def test_what_is_no_key_opens_nothing(key):
    with pytest.raises(SignInRefused):
        open_kept(signed(key_for("RS256"), "RS256"), key)
