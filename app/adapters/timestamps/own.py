"""The time-stamping authority of the installation itself.

Its time is the clock of this machine, its word that of whoever runs it: a time stamp of it proves
to an outsider what any program can check, but it is not a qualified one (eIDAS, article 42).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.hazmat.primitives.serialization import Encoding

from app.adapters.certificates import STAMP_POLICY
from app.adapters.timestamps.forms import TimestampAnswer
from app.kernel import clock, ids

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from app.adapters.certificates import Credential

HASHES = {"sha256": SHA256(), "sha384": SHA384(), "sha512": SHA512()}
"""What it puts the time on, and signs with then."""
_ROOM_BESIDE_CERTIFICATE = 1024
"""Bytes of a time stamp without its certificate; measured: 480 with a key of P-256, and RSA-3072
takes 312 more."""


@dataclass(frozen=True, slots=True)
class OwnStamper:
    """Stamps with a key object that is already loaded."""

    credential: Credential

    @property
    def roots(self) -> tuple[Certificate, ...]:
        """Its own root."""
        return (self.credential.root,)

    @property
    def room(self) -> int:
        """The size of a time stamp, for the certificate it carries."""
        return len(self._certificate.dump()) + _ROOM_BESIDE_CERTIFICATE

    def answer(self, request: bytes) -> bytes:
        """Answer a request; one it does not understand is rejected, as RFC 3161 says."""
        asked = _read(request)
        if asked is None:
            rejected = {"status": "rejection", "fail_info": {"bad_request"}}
            return _dumped(TimestampAnswer({"status": rejected}))
        info = self._info(asked, at=clock.now().replace(microsecond=0))
        token = self._token(info, asked["message_imprint"]["hash_algorithm"]["algorithm"].native)
        return _dumped(
            TimestampAnswer({"status": {"status": "granted"}, "time_stamp_token": token})
        )

    @property
    def _certificate(self) -> asn1_x509.Certificate:
        der = self.credential.certificate.public_bytes(Encoding.DER)
        return asn1_x509.Certificate.load(der)

    def _info(self, asked: tsp.TimeStampReq, *, at: datetime) -> bytes:
        told = {
            "version": "v1",
            "policy": STAMP_POLICY.dotted_string,
            "message_imprint": asked["message_imprint"],
            # A UUID: no two are alike, whichever process makes them (RFC 3161: unique, 160 bits).
            "serial_number": ids.new_id().int,
            "gen_time": at,
            "accuracy": {"seconds": 1},
        }
        if asked["nonce"].native is not None:
            told["nonce"] = asked["nonce"]
        return _dumped(tsp.TSTInfo(told))

    def _token(self, info: bytes, name: str) -> cms.ContentInfo:
        certificate = self._certificate
        attributes = _attributes(info, certificate, name=name)
        algorithm, signature = self._signed(attributes.dump(), name)
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    "issuer_and_serial_number",
                    {"issuer": certificate.issuer, "serial_number": certificate.serial_number},
                ),
                "digest_algorithm": {"algorithm": name},
                "signed_attrs": attributes,
                "signature_algorithm": {"algorithm": algorithm},
                "signature": signature,
            }
        )
        data = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [algos.DigestAlgorithm({"algorithm": name})],
                "encap_content_info": {
                    "content_type": "tst_info",
                    "content": cms.ParsableOctetString(info),
                },
                "certificates": [certificate],
                "signer_infos": [signer],
            }
        )
        return cms.ContentInfo({"content_type": "signed_data", "content": data})

    def _signed(self, content: bytes, name: str) -> tuple[str, bytes]:
        key = self.credential.key
        if isinstance(key, ec.EllipticCurvePrivateKey):
            return f"{name}_ecdsa", key.sign(content, ec.ECDSA(HASHES[name]))
        return f"{name}_rsa", key.sign(content, padding.PKCS1v15(), HASHES[name])


def _dumped(value: core.Asn1Value) -> bytes:
    content: bytes = value.dump()
    return content


def _read(request: bytes) -> tsp.TimeStampReq | None:
    """Read a request for a hash of the SHA-2 family; None for anything else."""
    try:
        asked = tsp.TimeStampReq.load(request, strict=True)
        imprint = asked["message_imprint"]
        kind = HASHES.get(imprint["hash_algorithm"]["algorithm"].native)
        is_ours = (
            asked["version"].native == "v1"
            and kind is not None
            and len(imprint["hashed_message"].native) == kind.digest_size
            and asked["req_policy"].native in {None, STAMP_POLICY.dotted_string}
            and not asked["extensions"].native
        )
    except (ValueError, TypeError, KeyError):
        return None
    return asked if is_ours else None


def _attributes(info: bytes, certificate: asn1_x509.Certificate, *, name: str) -> cms.CMSAttributes:
    """Sign what kind of content it is, its hash, and whose certificate goes with it (RFC 5816)."""
    told: dict[str, object] = {"cert_hash": hashlib.new(name, certificate.dump()).digest()}
    if name != "sha256":
        # What the form takes for granted is left out (X.690, 11.5).
        told["hash_algorithm"] = {"algorithm": name}
    own = tsp.ESSCertIDv2(told)
    values: dict[str, core.Asn1Value | str | bytes] = {
        "content_type": "tst_info",
        "message_digest": hashlib.new(name, info).digest(),
        "signing_certificate_v2": tsp.SigningCertificateV2({"certs": [own]}),
    }
    return cms.CMSAttributes(
        [cms.CMSAttribute({"type": name, "values": [value]}) for name, value in values.items()]
    )
