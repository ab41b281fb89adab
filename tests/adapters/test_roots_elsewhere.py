"""Roots of authorities elsewhere stand in the trust bundle, with whose and from when until when."""

from datetime import timedelta

import pytest

from app.adapters import trust
from app.kernel import clock
from tests.support.outside_keys import IDENTIFIER, Elsewhere


def test_the_trust_bundle_tells_of_roots_elsewhere_and_reads_them_again():
    elsewhere, moment = Elsewhere(), clock.now()
    root = elsewhere.trusted(
        ends_at=moment + timedelta(days=3), withdrawn=(("a" * 64, moment), ("b" * 64, moment))
    )
    bundle = trust.TrustBundle(3, moment, (elsewhere.root,), {}, (), {"igj": (root,)})

    assert trust.TrustBundle.from_json(bundle.to_json()) == bundle
    assert IDENTIFIER.encode() in bundle.to_json()
    changed = bundle.to_json().replace(b'"until": "20', b'"until": "x20')
    with pytest.raises(trust.NoTrustBundle):
        trust.TrustBundle.from_json(changed)
