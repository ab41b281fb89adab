"""Seals with keys kept elsewhere.

What comes is checked here before anything is built on it, and again whenever a file with one is
judged. Imported on first use only.

Under one root of an authority elsewhere are certificates of many parties. So it is not the root
that tells whose seal it is, but the root with the organizationIdentifier and the policy together,
within the time the root is believed, and unless the certificate is withdrawn.

Source: RFC 5280, 6.1; RFC 9336 (the extended key usage of signed documents); ETSI EN 319 412-1 and
412-3.
"""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError
from pyhanko_certvalidator.policy_decl import PKIXValidationParams
from pyhanko_certvalidator.validate import async_validate_path

from app.adapters.pades.certificate_rules import as_asn1, certificate_faults, root_of
from app.adapters.pades.file_rules import UNREADABLE
from app.adapters.pades.types import Fault
from app.adapters.sealers import Doubt, NoSeal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from asn1crypto import x509 as asn1_x509
    from cryptography.x509 import Certificate
    from pyhanko_certvalidator.path import ValidationPath

    from app.adapters.sealers import Sealer
    from app.adapters.trust import OutsideRoot

MADE_FOR_FILES = frozenset(
    {
        "1.3.6.1.5.5.7.3.36",
        "1.3.6.1.5.5.7.3.4",
        "1.3.6.1.4.1.311.10.3.12",
        "1.2.840.113583.1.1.5",
        "2.5.29.37.0",
    }
)
"""Signed documents, mail, documents as Microsoft and Adobe name them, and any."""
SHORTEST_RSA, SHORTEST_EC = 2048, 256
"""Bits of a key."""
DOUBTS = {
    Fault.WRONG_KEY_USAGE: Doubt.WRONG_USAGE,
    Fault.WRONG_POLICY: Doubt.WRONG_POLICY,
    Fault.WRONG_IDENTITY: Doubt.WRONG_IDENTITY,
    Fault.WITHDRAWN: Doubt.WITHDRAWN,
    Fault.FOREIGN_ROOT: Doubt.FOREIGN_ROOT,
}


class OutsideKey(Signer):
    """Signs with a key that is kept elsewhere."""

    def __init__(self, sealer: Sealer, path: ValidationPath, own: Certificate) -> None:
        super().__init__(signing_cert=as_asn1(own))
        self.cert_registry.register_multiple(path.iter_certs(include_root=True))
        self.root: Certificate = next(
            each.certificate
            for each in sealer.roots
            if as_asn1(each.certificate).dump() == root_of(path)
        )
        self._sealer, self._own = sealer, own
        self.ends_at = own.not_valid_after_utc

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, *_dry: bool, **_: bool
    ) -> bytes:
        """Have the bytes signed; what comes back must be a signature over these very bytes.

        Raises:
            NoSeal: it is not, or nothing comes.
        """
        if digest_algorithm != "sha256":
            raise SigningError("we sign with SHA-256")
        digest = hashlib.sha256(data).digest()
        signature = self._sealer.signature_over(digest)
        if not _is_signed(self._own, digest, signature):
            raise NoSeal(Doubt.OTHER_CONTENT)
        return signature


def key_of(sealer: Sealer, *, signed_at: datetime) -> OutsideKey:
    """Return the key that is kept elsewhere, when its certificate is good for a seal now.

    Raises:
        NoSeal: it is not, or the sealer does not answer.
    """
    own, *above = sealer.chain()
    if signed_at < own.not_valid_before_utc:
        raise NoSeal(Doubt.NOT_YET_VALID, own.not_valid_before_utc.isoformat())
    if signed_at > own.not_valid_after_utc:
        raise NoSeal(Doubt.EXPIRED, own.not_valid_after_utc.isoformat())
    try:
        path, faults = asyncio.run(_looked_at(own, above, roots=sealer.roots, moment=signed_at))
    except UNREADABLE as fault:
        # Parts of a certificate are read when they are asked for, and by two libraries.
        raise NoSeal(Doubt.UNREADABLE, f"a certificate: {type(fault).__name__}") from fault
    for each in faults:
        raise NoSeal(DOUBTS[each])
    return OutsideKey(sealer, path, own)


async def _looked_at(
    own: Certificate,
    above: Iterable[Certificate],
    *,
    roots: Sequence[OutsideRoot],
    moment: datetime,
) -> tuple[ValidationPath, list[Fault]]:
    path = await _path_of(own, above, roots=roots, moment=moment)
    return path, await outside_faults(path, roots, moment=moment)


async def _path_of(
    own: Certificate,
    above: Iterable[Certificate],
    *,
    roots: Sequence[OutsideRoot],
    moment: datetime,
) -> ValidationPath:
    context = _context(believed(roots, moment=moment), moment=moment)
    validator = CertificateValidator(
        as_asn1(own),
        intermediate_certs=[as_asn1(each) for each in above],
        validation_context=context,
    )
    try:
        return await validator.async_validate_path()
    except (PathError, ValidationError, ValueError, TypeError) as fault:
        raise NoSeal(Doubt.FOREIGN_ROOT, type(fault).__name__) from fault


def _context(roots: Iterable[Certificate], *, moment: datetime) -> ValidationContext:
    return ValidationContext(
        trust_roots=[as_asn1(each) for each in roots],
        moment=moment,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )


def believed(roots: Iterable[OutsideRoot], *, moment: datetime) -> tuple[Certificate, ...]:
    """Return the roots elsewhere that are believed for a seal of a moment."""
    return tuple(each.certificate for each in roots if each.covers(moment))


async def outside_faults(
    path: ValidationPath, roots: Iterable[OutsideRoot], *, moment: datetime
) -> list[Fault]:
    """Return what is wrong with a certificate under a root elsewhere, for a seal of a moment."""
    at_top = root_of(path)
    root = next(
        (
            each
            for each in roots
            if each.covers(moment) and as_asn1(each.certificate).dump() == at_top
        ),
        None,
    )
    certificates = list(path.iter_certs(include_root=True))
    if root is None:
        return [Fault.FOREIGN_ROOT]
    own = certificates[-1]
    faults = certificate_faults(own, allowed_policies=root.policies)
    if not await _is_allowed_along(path, root, moment=moment):
        faults.append(Fault.WRONG_POLICY)
    if not is_made_for_files(own) or not is_strong(own):
        faults.append(Fault.WRONG_KEY_USAGE)
    if root.identifier and _identifiers(own) != [root.identifier]:
        faults.append(Fault.WRONG_IDENTITY)
    prints = frozenset(hashlib.sha256(each.dump()).hexdigest() for each in certificates)
    if root.has_withdrawn(prints, moment=moment):
        faults.append(Fault.WITHDRAWN)
    return list(dict.fromkeys(faults))


async def _is_allowed_along(path: ValidationPath, root: OutsideRoot, *, moment: datetime) -> bool:
    """Tell whether every authority between root and seal may issue under one of the policies.

    Else any authority under the same root could make a seal of the organisation.
    """
    asked = PKIXValidationParams(
        user_initial_policy_set=frozenset(root.policies), initial_explicit_policy=True
    )
    try:
        await async_validate_path(
            _context([root.certificate], moment=moment), path, parameters=asked
        )
    except (PathError, ValidationError):
        return False
    return True


def is_made_for_files(certificate: asn1_x509.Certificate) -> bool:
    """Tell whether its extended key usage, if any, is one for files or mail."""
    usage = certificate.extended_key_usage_value
    return usage is None or not MADE_FOR_FILES.isdisjoint(each.dotted for each in usage)


def is_strong(certificate: asn1_x509.Certificate) -> bool:
    """Tell whether its key is of a kind and length that signatures are believed of."""
    key = certificate.public_key
    shortest = {"rsa": SHORTEST_RSA, "ec": SHORTEST_EC}.get(key.algorithm)
    return shortest is not None and int(key.bit_size) >= shortest


def _identifiers(certificate: asn1_x509.Certificate) -> list[str]:
    """Return every organizationIdentifier in the subject."""
    return [
        str(one["value"].native)
        for each in certificate.subject.chosen
        for one in each
        if one["type"].dotted == "2.5.4.97"
    ]


def _is_signed(own: Certificate, digest: bytes, signature: bytes) -> bool:
    key, method = own.public_key(), Prehashed(SHA256())
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, digest, padding.PKCS1v15(), method)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, digest, ec.ECDSA(method))
        else:
            return False
    except InvalidSignature:
        return False
    return True
