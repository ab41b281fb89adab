"""The built-in certificate authority: roots, seals and the certificates of time stamps.

Each party has a root of its own, so that trusting one says nothing about another, and a seal that
does not chain to the party's root is a foreign seal. Keys live in `Credential`; `to_bytes` gives
them sealed under the master key and the caller stores those. In production the same shapes come
from outside (PKIoverheid, a remote signer).

People get none: who signs does so with a fresh sign-in, on record, and the organisation seals; a
card of one's own comes from elsewhere (`pades.brought`).

Key usage is `nonRepudiation` and `digitalSignature` for seals, `digitalSignature` alone for time
stamps, which may be made with a certificate for nothing else. Each kind carries a policy of its own
(OIDs under 2.25, ITU-T X.667), so that the platform's seal never passes for a party's.

Source: RFC 5280; ETSI EN 319 412-1 (organizationIdentifier), EN 319 412-3 (seals); RFC 3161, 2.3
(the one extended key usage of a time-stamping authority).
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

if TYPE_CHECKING:
    from app.adapters.keys import Wrapping

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

ROOT_LIFE = timedelta(days=3653)
SEAL_LIFE = timedelta(days=1096)

_ARC = "2.25.127769371377934668185205984765161901996"
SEAL_POLICY = x509.ObjectIdentifier(f"{_ARC}.1")
PLATFORM_POLICY = x509.ObjectIdentifier(f"{_ARC}.2")
STAMP_POLICY = x509.ObjectIdentifier(f"{_ARC}.5")
"""The policy of our own time stamps, in their certificate and in each of them."""


class KeyKind(Enum):
    """The two kinds of key we make."""

    RSA_3072 = "rsa-3072"
    EC_P256 = "ec-p256"


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation as its certificates name it.

    Args:
        identifier: organizationIdentifier, such as `NTRNL-` and a registration number.
    """

    name: str
    identifier: str
    country: str = "NL"


@dataclass(frozen=True, slots=True)
class Credential:
    """A private key, its certificate, and those above it (nearest first, the root last)."""

    key: PrivateKey
    certificate: x509.Certificate
    above: tuple[x509.Certificate, ...] = ()

    @property
    def root(self) -> x509.Certificate:
        """The certificate at the top; a root's own is its own."""
        return self.above[-1] if self.above else self.certificate

    @property
    def expires_at(self) -> datetime:
        """When it can no longer sign."""
        return self.certificate.not_valid_after_utc


def create_root(party: Party, *, now: datetime, kind: KeyKind = KeyKind.RSA_3072) -> Credential:
    """Make the root of a party, good for ten years; it signs certificates and nothing else."""
    key = _new_key(kind)
    name = _name(party, f"{party.name} root {now:%Y}")
    certificate = _builder(name, key, now=now, life=ROOT_LIFE).issuer_name(name)
    certificate = certificate.add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    certificate = certificate.add_extension(_usage(signs_certificates=True), critical=True)
    return Credential(key, certificate.sign(key, hashes.SHA256()))


def issue_seal(
    root: Credential, party: Party, *, now: datetime, kind: KeyKind = KeyKind.RSA_3072
) -> Credential:
    """Make the seal of a party, good for three years but never longer than its root."""
    name = _name(party, f"{party.name} seal {now:%Y}")
    return _issue(root, name, kind=kind, now=now, life=SEAL_LIFE, policy=SEAL_POLICY)


def issue_platform_seal(
    root: Credential, party: Party, *, now: datetime, kind: KeyKind = KeyKind.RSA_3072
) -> Credential:
    """Make the seal with which the platform certifies that a file is the one everyone was shown."""
    name = _name(party, f"{party.name} platform {now:%Y}")
    return _issue(root, name, kind=kind, now=now, life=SEAL_LIFE, policy=PLATFORM_POLICY)


def issue_stamper(
    root: Credential, party: Party, *, now: datetime, kind: KeyKind = KeyKind.EC_P256
) -> Credential:
    """Make the certificate of a time-stamping authority, good for time stamps and nothing else."""
    name = _name(party, f"{party.name} {now:%Y}")
    return _issue(root, name, kind=kind, now=now, life=SEAL_LIFE, policy=STAMP_POLICY)


def to_bytes(credential: Credential, *, wrapping: Wrapping, purpose: str) -> bytes:
    """Return a credential with its key sealed, fit to store.

    Args:
        purpose: whose it is; `from_bytes` needs the same.
    """
    key = credential.key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    chain = [_der(certificate) for certificate in (credential.certificate, *credential.above)]
    parts = {"key": base64.b64encode(key).decode(), "chain": chain}
    return wrapping.wrap(json.dumps(parts).encode(), purpose=f"credential:{purpose}")


def from_bytes(stored: bytes, *, wrapping: Wrapping, purpose: str) -> Credential:
    """Return the credential again.

    Its RSA key is not checked anew for being one, which takes 0.09 s: the wrapping proves that it
    is the one we made.

    Raises:
        NotAuthentic: changed, or stored for another purpose.
    """
    parts = json.loads(wrapping.unwrap(stored, purpose=f"credential:{purpose}"))
    key = serialization.load_der_private_key(
        base64.b64decode(parts["key"]), password=None, unsafe_skip_rsa_key_validation=True
    )
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise TypeError("a key of a kind we never make")
    first, *above = (
        x509.load_der_x509_certificate(base64.b64decode(der)) for der in parts["chain"]
    )
    return Credential(key, first, tuple(above))


def _issue(
    root: Credential,
    name: x509.Name,
    *,
    kind: KeyKind,
    now: datetime,
    life: timedelta,
    policy: x509.ObjectIdentifier,
) -> Credential:
    life = min(life, root.expires_at - now)
    key = _new_key(kind)
    builder = _builder(name, key, now=now, life=life).issuer_name(root.certificate.subject)
    builder = builder.add_extension(
        x509.BasicConstraints(ca=False, path_length=None), critical=True
    )
    builder = builder.add_extension(_usage_under(policy), critical=True)
    if policy == STAMP_POLICY:
        only = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(only, critical=True)
    builder = builder.add_extension(
        x509.CertificatePolicies([x509.PolicyInformation(policy, None)]), critical=False
    )
    builder = builder.add_extension(_authority(root.certificate), critical=False)
    certificate = builder.sign(root.key, hashes.SHA256())
    return Credential(key, certificate, (root.certificate,))


def _builder(
    name: x509.Name, key: PrivateKey, *, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    begins = now.replace(microsecond=0)
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _authority(issuer: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def _usage_under(policy: x509.ObjectIdentifier) -> x509.KeyUsage:
    return _usage(signs_data=True, commits=policy != STAMP_POLICY)


def _usage(
    *, signs_certificates: bool = False, signs_data: bool = False, commits: bool = False
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs_data,
        content_commitment=commits,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(party: Party, common_name: str) -> x509.Name:
    """Name a subject; a common name has at most 64 characters (RFC 5280, upper bounds)."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, party.country),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, party.name[:64]),
            x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, party.identifier),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64]),
        ]
    )


def _new_key(kind: KeyKind) -> PrivateKey:
    if kind is KeyKind.EC_P256:
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=3072)


def _der(certificate: x509.Certificate) -> str:
    return base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()
