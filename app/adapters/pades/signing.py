"""Placing seals with pyHanko. Imported on first use only."""

from __future__ import annotations

import asyncio
import io
import logging
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.hashes import SHA256
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigCertConstraintFlags,
    SigCertConstraints,
    SigFieldSpec,
    SigSeedSubFilter,
    SigSeedValFlags,
    SigSeedValueSpec,
    append_signature_field,
    enumerate_sig_fields,
)
from pyhanko.sign.general import SigningError, UnacceptableSignerError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, Signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfTimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from app.adapters.certificates import Credential
from app.adapters.pades.appearance import DrawnStamp
from app.adapters.pades.certificate_rules import as_asn1
from app.adapters.pades.outside import OutsideKey, key_of
from app.adapters.pades.reading import newest_state
from app.adapters.pades.stamps import CheckedStamper
from app.adapters.pades.types import (
    CLOSING_FIELD,
    PLATFORM_FIELD,
    CannotSeal,
    FieldSpec,
    NotPrepared,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from cryptography.x509 import Certificate

    from app.adapters.sealers import Sealer
    from app.adapters.timestamps import TimeStamper

# On a bad file they log tracebacks of hundreds of lines; our verdict says all there is to say.
for _name in ("pyhanko", "pyhanko_certvalidator", "fontTools"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

_ROOM_BESIDE_CERTIFICATES = 1536
"""Bytes for signed attributes, the signature (RSA-3072: 384) and their wrapping; measured: 560 to
870."""

_ROOM_AROUND_STAMP = 64
"""Bytes of the attribute that holds a time stamp, around it; measured: 27."""


class _Writer(IncrementalPdfFileWriter):
    """Copies what stands already in few pieces; by itself the library takes 4 KiB each time."""

    IO_CHUNK_SIZE = 1 << 20

    @classmethod
    def on(cls, pdf: bytes, *, field: str | None = None) -> _Writer:
        """Return one that adds to a file, perhaps by filling a field."""
        reader = newest_state(pdf, field=field)
        return cls(reader.stream, prev=reader)


class HeldKey(Signer):
    """Signs with a key object that is already loaded.

    pyHanko's own signer parses the key for each signature, which for RSA means checking it: 77 ms
    against 20.
    """

    def __init__(self, credential: Credential) -> None:
        super().__init__(signing_cert=as_asn1(credential.certificate))
        self.root = credential.root
        self.cert_registry.register_multiple(as_asn1(one) for one in credential.above)
        self._key = credential.key

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, *_dry: bool, **_: bool
    ) -> bytes:
        """Sign the bytes; a dry run, which we never ask for, would do the same."""
        if digest_algorithm != "sha256":
            raise SigningError("we sign with SHA-256")
        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            return self._key.sign(data, ec.ECDSA(SHA256()))
        return self._key.sign(data, padding.PKCS1v15(), SHA256())


def prepare(
    pdf: bytes,
    fields: Sequence[FieldSpec],
    *,
    platform: Credential,
    signed_at: datetime,
    reason: str,
) -> bytes:
    """Add all fields and certify, in one increment. See the package."""
    names = [PLATFORM_FIELD, *(field.name for field in fields), CLOSING_FIELD]
    if len(set(names)) != len(names):
        raise CannotSeal("two fields have one name")
    try:
        writer = _Writer.on(pdf)
        if any(True for _field in enumerate_sig_fields(writer.prev)):
            raise CannotSeal("there are signature fields already")
        append_signature_field(writer, SigFieldSpec(PLATFORM_FIELD))
        for field in fields:
            append_signature_field(writer, _spec(field))
        append_signature_field(writer, SigFieldSpec(CLOSING_FIELD))
        metadata = _metadata(
            PLATFORM_FIELD, platform.root, signed_at=signed_at, reason=reason, certify=True
        )
        return _sign(writer, PdfSigner(metadata, HeldKey(platform)), signed_at=signed_at)
    except (PdfError, PathError, ValidationError, SigningError, OSError) as fault:
        raise CannotSeal(str(fault)) from fault


def seal(
    pdf: bytes,
    field: str,
    *,
    credential: Credential | Sealer,
    appearance: Sequence[str],
    reason: str,
    signed_at: datetime,
    fonts: Path,
    stamper: TimeStamper | None = None,
) -> bytes:
    """Fill one field. See the package."""
    key = _key_of(credential, signed_at=signed_at)
    try:
        writer = _Writer.on(pdf, field=field)
        metadata = _metadata(field, key.root, signed_at=signed_at, reason=reason)
        stamp = DrawnStamp(lines=tuple(appearance), fonts=fonts)
        signer = PdfSigner(metadata, key, stamp_style=stamp)
        return _sign(writer, signer, signed_at=signed_at, stamper=stamper)
    except UnacceptableSignerError as fault:
        raise NotPrepared(str(fault)) from fault
    except (PdfError, PathError, ValidationError, SigningError, OSError) as fault:
        raise CannotSeal(str(fault)) from fault


def _key_of(credential: Credential | Sealer, *, signed_at: datetime) -> HeldKey | OutsideKey:
    """Return a key whose certificate is good at a moment."""
    if not isinstance(credential, Credential):
        return key_of(credential, signed_at=signed_at)
    certificate = credential.certificate
    if not certificate.not_valid_before_utc <= signed_at <= certificate.not_valid_after_utc:
        raise CannotSeal("the certificate is not valid at this moment")
    return HeldKey(credential)


def close(pdf: bytes, *, stamper: TimeStamper) -> bytes:
    """Put a time stamp over the whole file. See the package."""
    try:
        writer = _Writer.on(pdf)
        _check_is_empty(writer, CLOSING_FIELD)
        closing = PdfTimeStamper(CheckedStamper(stamper), field_name=CLOSING_FIELD)
        stamping = closing.async_timestamp_pdf(writer, "sha256", bytes_reserved=2 * stamper.room)
        closed = asyncio.run(stamping)
        closed.seek(0)
        return bytes(closed.read())
    except (PdfError, SigningError, OSError) as fault:
        raise CannotSeal(str(fault)) from fault


def _spec(field: FieldSpec) -> SigFieldSpec:
    left, bottom, right, top = field.box
    seed = SigSeedValueSpec(
        flags=SigSeedValFlags.SUBFILTER | SigSeedValFlags.DIGEST_METHOD,
        subfilters=[SigSeedSubFilter.PADES],
        digest_methods=["sha256", "sha384", "sha512"],
        cert=_only_under([root for root in (field.root, *field.others) if root is not None]),
    )
    return SigFieldSpec(
        field.name,
        on_page=field.page - 1,
        box=(round(left), round(bottom), round(right), round(top)),
        seed_value_dict=seed,
        field_mdp_spec=FieldMDPSpec(FieldMDPAction.INCLUDE, fields=[field.name]),
        readable_field_name=field.label,
    )


def _only_under(roots: Sequence[Certificate]) -> SigCertConstraints | None:
    if not roots:
        return None
    issuers = [as_asn1(root) for root in roots]
    return SigCertConstraints(flags=SigCertConstraintFlags.ISSUER, issuers=issuers)


def _metadata(
    field: str,
    root: Certificate,
    *,
    signed_at: datetime,
    reason: str,
    certify: bool = False,
) -> PdfSignatureMetadata:
    context = ValidationContext(
        trust_roots=[as_asn1(root)],
        moment=signed_at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    return PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        certify=certify,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        validation_context=context,
    )


def _check_is_empty(writer: IncrementalPdfFileWriter, field: str) -> None:
    fields = {name: value for name, value, _reference in enumerate_sig_fields(writer.prev)}
    if field not in fields:
        raise CannotSeal(f"no field {field}")
    if fields[field] is not None:
        raise CannotSeal(f"field {field} is filled")


def _sign(
    writer: IncrementalPdfFileWriter,
    signer: PdfSigner,
    *,
    signed_at: datetime,
    stamper: TimeStamper | None = None,
) -> bytes:
    signed = asyncio.run(_signed(writer, signer, signed_at=signed_at, stamper=stamper))
    return signed.getvalue()


def _room_for(signer: Signer, stamper: TimeStamper | None) -> int:
    """Return how many hexadecimal digits to keep free; pyHanko finds out by signing twice."""
    above = list(signer.cert_registry)
    certificates = sum(len(one.dump()) for one in (signer.signing_cert, *above) if one)
    stamp = 0 if stamper is None else stamper.room + _ROOM_AROUND_STAMP
    return 2 * (certificates + _ROOM_BESIDE_CERTIFICATES + stamp)


async def _signed(
    writer: IncrementalPdfFileWriter,
    signer: PdfSigner,
    *,
    signed_at: datetime,
    stamper: TimeStamper | None,
) -> io.BytesIO:
    """Do what `PdfSigner.sign_pdf` does, with the moment the caller recorded for a clock.

    Returns no bytes: asyncio writes out what a task returned, twice (Python 3.11).
    """
    session = signer.init_signing_session(writer, existing_fields_only=True)
    session.system_time = signed_at
    checked = await session.perform_presign_validation(writer)
    reserved = _room_for(signer.signer, stamper)
    prepared = session.prepare_tbs_document(validation_info=checked, bytes_reserved=reserved)
    if stamper is not None:
        # Not given to the signer: that would look for the authority under the roots of the seal.
        prepared.timestamper = CheckedStamper(stamper)
    output = io.BytesIO()
    digest, _ = prepared.digest_tbs_document(output=output)
    attributes = PdfCMSSignedAttributes(signing_time=signed_at)
    finished = await prepared.perform_signature(digest.document_digest, attributes)
    await finished.post_signature_processing(output)
    return output
