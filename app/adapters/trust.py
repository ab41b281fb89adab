"""The trust bundle: which roots belong to whom, in one dated and numbered JSON file.

It is all an outsider needs to check a signed file without us. Old roots stay in it: what they
signed stays signed. A root of an authority elsewhere serves many parties, so beside it stands whose
certificates under it are this party's, from when and until when, and which are withdrawn.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

if TYPE_CHECKING:
    from collections.abc import Mapping

KIND = "trust-bundle"
FORMAT = 1


class NoTrustBundle(Exception):
    """This is not a trust bundle we can read."""


@dataclass(frozen=True, slots=True)
class OutsideRoot:
    """A root of an authority elsewhere, believed for one party.

    For its seals, or for what its people sign with a key of their own.

    Args:
        identifier: the organizationIdentifier a certificate of the party has; empty where those
            of its people name none, and a register says whose each is.
        policies: OIDs; a certificate of the party names one of them.
        begins_at: seals of before are not believed under it.
        ends_at: nor are those from then on; None while there is no end to it.
        withdrawn: SHA-256 of certificates under it that are not believed for seals from a moment
            on.
    """

    certificate: x509.Certificate
    identifier: str
    policies: tuple[str, ...]
    begins_at: datetime
    ends_at: datetime | None = None
    withdrawn: tuple[tuple[str, datetime], ...] = ()

    def covers(self, moment: datetime) -> bool:
        """Tell whether a seal of a moment can be believed under it."""
        return self.begins_at <= moment and (self.ends_at is None or moment < self.ends_at)

    def has_withdrawn(self, fingerprints: frozenset[str], *, moment: datetime) -> bool:
        """Tell whether one of these certificates is not believed for a seal of a moment."""
        return any(each in fingerprints and since <= moment for each, since in self.withdrawn)

    def as_json(self) -> dict[str, Any]:
        """Return it as it stands in the bundle."""
        return _entry(self.certificate) | {
            "identifier": self.identifier,
            "policies": list(self.policies),
            "from": self.begins_at.isoformat(),
            "until": self.ends_at.isoformat() if self.ends_at else None,
            "withdrawn": {each: since.isoformat() for each, since in self.withdrawn},
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> OutsideRoot:
        """Read it again.

        Raises:
            NoTrustBundle: a fingerprint does not fit its certificate.
            ValueError: it is something else; so are a KeyError, TypeError and AttributeError.
        """
        ends_at = told["until"]
        return cls(
            _root(told),
            str(told["identifier"]),
            tuple(str(each) for each in told["policies"]),
            _moment(told["from"]),
            None if ends_at is None else _moment(ends_at),
            tuple((str(each), _moment(since)) for each, since in told["withdrawn"].items()),
        )


@dataclass(frozen=True, slots=True)
class TrustBundle:
    """The roots of the platform and of each party, by the party's code.

    Args:
        version: counts up with each change of the roots.
        stampers: roots of who puts the time on seals, believed for that alone.
        outside: roots of authorities elsewhere, by the code of the party they are believed for.
        people: those under which its people sign with a key of their own; believed for no seal.
    """

    version: int
    made_at: datetime
    platform: tuple[x509.Certificate, ...]
    parties: Mapping[str, tuple[x509.Certificate, ...]]
    stampers: tuple[x509.Certificate, ...] = ()
    outside: Mapping[str, tuple[OutsideRoot, ...]] = field(default_factory=dict)
    people: Mapping[str, tuple[OutsideRoot, ...]] = field(default_factory=dict)

    def to_json(self) -> bytes:
        """Return the bundle as it is handed out: the same content gives the same bytes."""
        content: dict[str, Any] = {
            "kind": KIND,
            "format": FORMAT,
            "version": self.version,
            "made_at": self.made_at.isoformat(),
            "platform": [_entry(root) for root in self.platform],
            "parties": {
                code: [_entry(root) for root in roots] for code, roots in self.parties.items()
            },
            "stampers": [_entry(root) for root in self.stampers],
        }
        for name, elsewhere in (("outside", self.outside), ("people", self.people)):
            if elsewhere:
                content[name] = {
                    code: [root.as_json() for root in roots] for code, roots in elsewhere.items()
                }
        return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False).encode() + b"\n"

    @classmethod
    def from_json(cls, content: bytes) -> TrustBundle:
        """Read a bundle.

        Raises:
            NoTrustBundle: it is something else, or a fingerprint does not fit its certificate.
        """
        try:
            raw = json.loads(content)
            if raw["kind"] != KIND or raw["format"] != FORMAT:
                raise NoTrustBundle("another kind of file, or of a later format")
            return cls(
                version=int(raw["version"]),
                made_at=datetime.fromisoformat(raw["made_at"]),
                platform=tuple(_root(entry) for entry in raw["platform"]),
                parties={
                    str(code): tuple(_root(entry) for entry in entries)
                    for code, entries in raw["parties"].items()
                },
                # Bundles of before there were time stamps have none.
                stampers=tuple(_root(entry) for entry in raw.get("stampers", [])),
                outside=_elsewhere(raw.get("outside", {})),
                people=_elsewhere(raw.get("people", {})),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            raise NoTrustBundle(str(fault)) from fault


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of a certificate, in hexadecimal."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def _entry(root: x509.Certificate) -> dict[str, str]:
    return {
        "subject": root.subject.rfc4514_string(),
        "sha256": fingerprint(root),
        "not_after": root.not_valid_after_utc.isoformat(),
        "pem": root.public_bytes(serialization.Encoding.PEM).decode(),
    }


def _elsewhere(told: Mapping[str, Any]) -> dict[str, tuple[OutsideRoot, ...]]:
    return {
        str(code): tuple(OutsideRoot.from_json(entry) for entry in entries)
        for code, entries in told.items()
    }


def _moment(told: str) -> datetime:
    moment = datetime.fromisoformat(told)
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment


def _root(entry: Mapping[str, str]) -> x509.Certificate:
    root = x509.load_pem_x509_certificate(entry["pem"].encode())
    if fingerprint(root) != entry["sha256"]:
        raise NoTrustBundle("a fingerprint does not fit its certificate")
    return root
