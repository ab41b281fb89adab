"""Chains of proof made by authorities whose certificates end when a test says; a day is a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.adapters import proofs
from app.adapters.certificates import Credential
from app.adapters.pades import Hold
from app.adapters.proofs import Claim, Link, LogPlace, ProofVerdict
from app.adapters.timestamps.own import OwnStamper
from app.kernel import clock

BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
SUBJECT = UUID("019a0000-0000-7000-8000-000000000001")
TREE = UUID("019a0000-0000-7000-8000-000000000002")
FILE = b"%PDF-1.7 the file as it was adopted"
LEAF = b"\x00" + b"salt of the entry" + b'{"action":"report:text:adopt"}'
EARLIER = timedelta(days=30)


def at(day: float) -> datetime:
    """Return the moment some days after the begin."""
    return BEGIN + timedelta(days=day)


def make_authority(name: str, *, until: float, root_until: float | None = None) -> OwnStamper:
    """Make an authority whose certificate, and whose root, end on these days."""
    key, root_key = (ec.generate_private_key(ec.SECP256R1()) for _each in range(2))
    root_end = at(until + 1000 if root_until is None else root_until)
    subject = _named(f"{name} root")
    root = (
        _builder(subject, subject, root_key, until=root_end)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    only = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    certificate = (
        _builder(_named(name), subject, key, until=at(until))
        .add_extension(only, critical=True)
        .sign(root_key, hashes.SHA256())
    )
    return OwnStamper(Credential(key, certificate, (root,)))


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, *, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGIN - EARLIER)
        .not_valid_after(until)
    )


@dataclass
class Keeping:
    """A file whose proof is renewed: holds by itself until a day, then by its links."""

    until: float = 100
    subject: UUID = SUBJECT
    file: bytes = FILE
    leaf: bytes = LEAF
    links: list[Link] = field(default_factory=list)
    roots: list[x509.Certificate] = field(default_factory=list)
    own: OwnStamper = field(init=False)

    def __post_init__(self) -> None:
        self.own = make_authority("Sluitstempel", until=self.until)
        self.roots += self.own.roots

    @property
    def hold(self) -> Hold:
        """How long the file holds by itself."""
        der = self.own.roots[0].public_bytes(Encoding.DER)
        return Hold(at(0), at(self.until), frozenset({der}))

    def claim(self, **changed: object) -> Claim:
        """What is to be proven."""
        told = {"subject": self.subject, "pdf": self.file, "hold": self.hold, "leaf": self.leaf}
        return Claim(**{**told, **changed})

    def made(self, day: float, authority: OwnStamper) -> Link:
        """Make the next link on a day, whatever there is before it, and keep it to oneself."""
        with clock.telling(at(day)):
            return proofs.renew(
                self.links,
                self.claim(),
                verdict=self.judged(day),
                place=LogPlace(TREE, 7, self.leaf),
                stamper=authority,
                now=at(day),
            )

    def renew(self, day: float, authority: OwnStamper | None = None, *, until: float = 0) -> None:
        """Add a link, by this authority or a new one whose certificate ends on a day."""
        authority = authority or make_authority(f"Tijd {len(self.links)}", until=until)
        link = self.made(day, authority)
        self.links.append(link)
        self.roots += authority.roots

    def judged(
        self, day: float, links: list[Link] | None = None, **changed: object
    ) -> ProofVerdict:
        """Judge the chain, or another one, on a day."""
        chosen = self.links if links is None else links
        return proofs.judge(chosen, self.claim(**changed), roots=self.roots, now=at(day))
