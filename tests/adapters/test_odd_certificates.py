"""Whatever stands in the certificates of a service is a seal, or a reason why there is none."""

from __future__ import annotations

import base64
import random

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from app.adapters import pades
from app.adapters.sealers import NoSeal
from app.adapters.sealers.chains import read_certificates
from app.kernel import clock
from tests.support.outside_keys import Elsewhere
from tests.support.sealing_service import SealingService, serving

pytestmark = pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
ODD = b"\xa0\x03\x02\x01\x02"
"""Version 3, as it stands in a certificate."""


class Bent:
    """A certificate of which some bits were turned over on the way."""

    def __init__(self, der: bytes) -> None:
        self._der = der

    def public_bytes(self, _encoding: Encoding) -> bytes:
        return self._der


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with serving(SealingService(Elsewhere(), tmp_path_factory.mktemp("service"))) as found:
        yield found


def reason(service, *chain):
    service.chain = chain
    with pytest.raises(NoSeal) as doubt:
        pades.good_until(service.sealer(), now=clock.now())
    return doubt.value.why.value


def test_a_version_that_there_is_not_is_told(service):
    own, *above = service.authority.chain(service.key.public_key())
    der = own.public_bytes(Encoding.DER)
    assert der.count(ODD) == 1

    bent = der.replace(ODD, ODD[:-1] + b"\x42")
    assert reason(service, Bent(bent), *above) == "unreadable"
    with pytest.raises(x509.InvalidVersion):
        x509.load_der_x509_certificate(bent)


def test_a_file_with_such_a_version_is_told(tmp_path, service):
    der = service.authority.root.public_bytes(Encoding.DER).replace(ODD, ODD[:-1] + b"\x42")
    body = base64.encodebytes(der).decode()
    path = tmp_path / "odd.pem"
    path.write_text(f"-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n")
    with pytest.raises(NoSeal, match="unreadable"):
        read_certificates(path)


def test_a_curve_that_nobody_knows_is_told(service):
    own, *above = service.authority.chain(service.key.public_key())
    curve = b"\x2a\x86\x48\xce\x3d\x03\x01\x07"
    bent = own.public_bytes(Encoding.DER).replace(curve, curve[:-1] + b"\x7f")

    assert reason(service, Bent(bent), *above) == "unreadable"


def test_no_bit_of_a_certificate_ends_in_anything_but_a_reason(service):
    own, below, root = service.authority.chain(service.key.public_key())
    der, chance = own.public_bytes(Encoding.DER), random.Random(2)
    sealer = service.sealer()
    for _each in range(400):
        where, bit = chance.randrange(len(der)), chance.randrange(8)
        bent = bytes([*der[:where], der[where] ^ 1 << bit, *der[where + 1 :]])
        service.chain = (Bent(bent), below, root)
        with pytest.raises(NoSeal):
            pades.good_until(sealer, now=clock.now())
