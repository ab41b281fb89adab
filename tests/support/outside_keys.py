"""An authority elsewhere, with certificates of several parties under one root and one below it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from app.adapters.trust import OutsideRoot
from app.kernel import clock

POLICY = "1.3.6.1.4.1.99999.1.2"
IDENTIFIER = "NTRNL-11111111"
PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey


@dataclass
class Elsewhere:
    """A root, and an authority below it that issues."""

    name: str = "Wortel van Buiten"
    below_policy: str = "2.5.29.32.0"
    """What the authority below may issue under: any policy, unless told otherwise; or nothing."""
    began: datetime = field(default_factory=lambda: clock.now() - timedelta(days=900))

    def __post_init__(self) -> None:
        self.root_key = ec.generate_private_key(ec.SECP256R1())
        self.key = ec.generate_private_key(ec.SECP256R1())
        root = _named(self.name)
        self.root = self._authority(root, root, key=self.root_key, depth=1)
        below = _named(f"{self.name} uitgifte")
        self.below = self._authority(below, root, key=self.key, depth=0)

    def _authority(
        self, subject: x509.Name, issuer: x509.Name, *, key: ec.EllipticCurvePrivateKey, depth: int
    ) -> x509.Certificate:
        builder = _builder(subject, issuer, key=key.public_key())
        builder = builder.not_valid_before(self.began)
        builder = builder.not_valid_after(self.began + timedelta(days=4000))
        constraint = x509.BasicConstraints(ca=True, path_length=depth)
        builder = builder.add_extension(constraint, critical=True)
        builder = builder.add_extension(usage(authority=True), critical=True)
        if self.below_policy and depth == 0:
            builder = builder.add_extension(_policies(self.below_policy), critical=False)
        return builder.sign(self.root_key, hashes.SHA256())

    def issued(
        self,
        key: PublicKey,
        *,
        identifier: str = IDENTIFIER,
        policy: str = POLICY,
        begins: timedelta = timedelta(days=-30),
        ends: timedelta = timedelta(days=300),
        key_usage: x509.KeyUsage | None = None,
        made_for: tuple[str, ...] = (),
    ) -> x509.Certificate:
        """Issue the certificate of a seal, right unless told otherwise."""
        now = clock.now()
        subject = _named("Zegel van Buiten", identifier)
        builder = _builder(subject, self.below.subject, key=key)
        builder = builder.not_valid_before(now + begins).not_valid_after(now + ends)
        builder = builder.add_extension(
            x509.BasicConstraints(ca=False, path_length=None), critical=True
        )
        builder = builder.add_extension(key_usage or usage(), critical=True)
        builder = builder.add_extension(_policies(policy), critical=False)
        if made_for:
            names = [x509.ObjectIdentifier(each) for each in made_for]
            builder = builder.add_extension(x509.ExtendedKeyUsage(names), critical=False)
        return builder.sign(self.key, hashes.SHA256())

    def chain(self, key: PublicKey, **facts: Any) -> tuple[x509.Certificate, ...]:
        """Return such a certificate with those above it."""
        return (self.issued(key, **facts), self.below, self.root)

    def trusted(self, **facts: Any) -> OutsideRoot:
        """Return the root as a configuration tells of it, right unless told otherwise."""
        told: dict[str, Any] = {
            "identifier": IDENTIFIER,
            "policies": (POLICY,),
            "begins_at": self.began,
        }
        return OutsideRoot(self.root, **told | facts)


def usage(
    *, authority: bool = False, commits: bool = True, enciphers: bool = False
) -> x509.KeyUsage:
    """Return what a key may be used for."""
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=commits and not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        key_encipherment=enciphers,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _policies(oid: str) -> x509.CertificatePolicies:
    return x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier(oid), None)])


def _named(name: str, identifier: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, name)]
    if identifier:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, identifier))
    return x509.Name(parts)


def _builder(subject: x509.Name, issuer: x509.Name, *, key: PublicKey) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
    )
