"""Our own check of what a certificate may be used for.

pyHanko 0.38 drops forbidden key usages and required policies on the way to its validator: a
certificate with a banned usage or of a wrong policy is "valid" to it (measured).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding

from app.adapters.pades.types import Fault

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from cryptography import x509
    from pyhanko_certvalidator.path import ValidationPath

REQUIRED_USAGE = "non_repudiation"
ALLOWED_USAGES = frozenset({"non_repudiation", "digital_signature"})


def as_asn1(certificate: x509.Certificate) -> Certificate:
    """Turn a certificate of one library into that of the other."""
    return Certificate.load(certificate.public_bytes(Encoding.DER))


def certificate_faults(
    certificate: Certificate, *, allowed_policies: Collection[str]
) -> list[Fault]:
    """Return what is wrong with a signer's certificate, whoever issued it.

    Args:
        allowed_policies: OIDs, of which it names at least one.
    """
    faults = []
    usage = certificate.key_usage_value
    usages = set(usage.native) if usage is not None else set()
    if REQUIRED_USAGE not in usages or usages - ALLOWED_USAGES or certificate.ca:
        faults.append(Fault.WRONG_KEY_USAGE)
    policies = certificate.certificate_policies_value
    named = {one["policy_identifier"].dotted for one in policies} if policies is not None else set()
    if not named & set(allowed_policies):
        faults.append(Fault.WRONG_POLICY)
    return faults


def common_name(certificate: Certificate) -> str | None:
    """Return the common name of a certificate's subject, when it has one."""
    name = certificate.subject.native.get("common_name")
    return name if isinstance(name, str) else None


def fingerprint_of(certificate: Certificate) -> str:
    """Return the SHA-256 of a certificate, in hexadecimal."""
    return hashlib.sha256(certificate.dump()).hexdigest()


def path_end(path: ValidationPath) -> datetime:
    """Return until when a path of certificates holds: the earliest end, the root's among them."""
    ends: list[datetime] = [each.not_valid_after for each in path.iter_certs(include_root=True)]
    return min(ends)


def root_of(path: ValidationPath) -> bytes:
    """Return the root (DER) a path of certificates comes from."""
    first = next(iter(path.iter_certs(include_root=True)))
    content: bytes = first.dump()
    return content
