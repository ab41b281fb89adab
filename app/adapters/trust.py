"""The trust bundle: which roots belong to whom, in one dated and numbered JSON file.

It is all an outsider needs to check a signed file without us. Old roots stay in it: what they
signed stays signed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

if TYPE_CHECKING:
    from collections.abc import Mapping

KIND = "trust-bundle"
FORMAT = 1


class NoTrustBundle(Exception):
    """This is not a trust bundle we can read."""


@dataclass(frozen=True, slots=True)
class TrustBundle:
    """The roots of the platform and of each party, by the party's code.

    Args:
        version: counts up with each change of the roots.
        stampers: roots of who puts the time on seals, believed for that alone.
    """

    version: int
    made_at: datetime
    platform: tuple[x509.Certificate, ...]
    parties: Mapping[str, tuple[x509.Certificate, ...]]
    stampers: tuple[x509.Certificate, ...] = ()

    def to_json(self) -> bytes:
        """Return the bundle as it is handed out: the same content gives the same bytes."""
        content = {
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


def _root(entry: Mapping[str, str]) -> x509.Certificate:
    root = x509.load_pem_x509_certificate(entry["pem"].encode())
    if fingerprint(root) != entry["sha256"]:
        raise NoTrustBundle("a fingerprint does not fit its certificate")
    return root
