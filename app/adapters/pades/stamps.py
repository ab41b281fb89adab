"""Judging time stamps, when one comes in and whenever a file with one is checked.

A time stamp is believed when it is about these very bytes, by a certificate that is for time stamps
alone and that comes from one of the roots of time stamps, valid at the moment it tells. Imported on
first use only.

Source: RFC 3161, 2.3 and 2.4.2; ETSI EN 319 422.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.timestamps import TimeStamper as PyHankoStamper
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from app.adapters.pades.certificate_rules import as_asn1, common_name, path_end, root_of
from app.adapters.pades.file_rules import UNREADABLE
from app.adapters.pades.types import CLOCKS_DIFFER, ExpectedSeal, Fault
from app.adapters.timestamps import Distrust, NoTimestamp, hashes
from app.adapters.timestamps.forms import TimestampAnswer
from app.kernel import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    from app.adapters.timestamps import TimeStamper

AUTHORITY_DIFFERS = timedelta(minutes=2)
"""How far the clock of an authority may be from ours when it is asked."""
GRANTED = frozenset({"granted", "granted_with_mods"})
HASH, SEAL_STAMP = "sha256", "signature_time_stamp_token"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp that is believed."""

    at: datetime
    by: str
    """Common name of the authority."""
    issuer: bytes
    """Name (DER) of who issued its certificate."""
    certificates: frozenset[bytes]
    """Its own certificate (DER) and those between it and the root."""
    until: datetime
    """The last moment at which it can be checked: the end of what it leans on."""
    root: bytes
    """The root (DER) it comes from."""


async def examine(
    token: cms.ContentInfo, *, digest: bytes, roots: Sequence[Certificate], name: str = HASH
) -> Stamp:
    """Judge a time stamp at the moment it tells.

    Args:
        digest: the hash of what it must be about.
        roots: whose time is believed.
        name: what that is hashed with.

    Raises:
        NoTimestamp: it is not believed.
    """
    try:
        return await _examined(token, digest=digest, roots=roots, name=name)
    except UNREADABLE as fault:
        raise NoTimestamp(Distrust.UNREADABLE, type(fault).__name__) from fault


async def _examined(
    token: cms.ContentInfo, *, digest: bytes, roots: Sequence[Certificate], name: str
) -> Stamp:
    data = token["content"]
    info = _info_in(data)
    imprint = info["message_imprint"]
    if (
        imprint["hash_algorithm"]["algorithm"].native != name
        or imprint["hashed_message"].native != digest
    ):
        raise NoTimestamp(Distrust.OTHER_CONTENT)
    at = info["gen_time"].native.astimezone(UTC)
    status = await _status(data, at=at, digest=digest, roots=roots)
    if not status.intact or not status.valid:
        raise NoTimestamp(Distrust.FORGED)
    certificate = status.signing_cert
    if not _is_for_time_stamps_alone(certificate):
        raise NoTimestamp(Distrust.WRONG_USAGE)
    if not certificate.not_valid_before <= at <= certificate.not_valid_after:
        raise NoTimestamp(Distrust.EXPIRED)
    if not status.trusted or status.validation_path is None:
        raise NoTimestamp(Distrust.FOREIGN_ROOT)
    path = status.validation_path
    between = path.iter_certs(include_root=False)
    carried = frozenset(each.dump() for each in (certificate, *between))
    signed_with = status.md_algorithm
    return Stamp(
        at,
        common_name(certificate) or "",
        certificate.issuer.dump(),
        carried,
        until=min(path_end(path), hashes.ends_at(name), hashes.ends_at(signed_with)),
        root=root_of(path),
    )


def _info_in(data: cms.SignedData) -> tsp.TSTInfo:
    content = data["encap_content_info"]
    if content["content_type"].native != "tst_info" or len(data["signer_infos"]) != 1:
        raise NoTimestamp(Distrust.UNREADABLE)
    info = tsp.TSTInfo.load(content["content"].contents, strict=True)
    if info["version"].native != "v1" or any(
        each["critical"].native for each in info["extensions"] or ()
    ):
        raise NoTimestamp(Distrust.UNREADABLE)
    return info


async def _status(
    data: cms.SignedData, *, at: datetime, digest: bytes, roots: Sequence[Certificate]
) -> TimestampSignatureStatus:
    context = ValidationContext(
        trust_roots=[as_asn1(each) for each in roots],
        moment=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    found = await validate_tst_signed_data(data, context, lambda _algorithm: digest)
    return TimestampSignatureStatus(**found)


def _is_for_time_stamps_alone(certificate: asn1_x509.Certificate) -> bool:
    usage = certificate.extended_key_usage_value
    is_alone = usage is not None and usage.native == ["time_stamping"]
    return bool(is_alone and "extended_key_usage" in certificate.critical_extensions)


async def examine_whole(
    token: cms.ContentInfo, *, digest: bytes, roots: Sequence[Certificate], name: str = HASH
) -> Stamp:
    """Judge a time stamp in a file, which carries what was signed and its certificates alone.

    No signature covers the rest, so something could hide there.
    """
    stamp = await examine(token, digest=digest, roots=roots, name=name)
    if token.dump() != tidied(token, stamp).dump():
        raise NoTimestamp(Distrust.UNREADABLE, "more than a time stamp")
    return stamp


def tidied(token: cms.ContentInfo, stamp: Stamp) -> cms.ContentInfo:
    """Return a time stamp without the parts that nobody signed and nobody needs."""
    data = token["content"]
    signer = extract_signer_info(data)
    carried = [
        each for each in data["certificates"] or () if each.chosen.dump() in stamp.certificates
    ]
    kept = cms.SignerInfo(
        {
            "version": signer["version"].native,
            "sid": _named(signer["sid"], issuer=stamp.issuer),
            "digest_algorithm": signer["digest_algorithm"],
            "signed_attrs": signer["signed_attrs"],
            "signature_algorithm": signer["signature_algorithm"],
            "signature": signer["signature"].native,
        }
    )
    content = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [signer["digest_algorithm"]],
            "encap_content_info": data["encap_content_info"],
            "certificates": carried,
            "signer_infos": [kept],
        }
    )
    return cms.ContentInfo({"content_type": "signed_data", "content": content})


def _named(sid: cms.SignerIdentifier, *, issuer: bytes) -> cms.SignerIdentifier:
    """Write whose certificate it is as that says; names are found in capitals or not."""
    if sid.name != "issuer_and_serial_number":
        return sid
    number = sid.chosen["serial_number"].native
    return cms.SignerIdentifier(
        sid.name, {"issuer": asn1_x509.Name.load(issuer), "serial_number": number}
    )


async def stamp_of(
    seal: EmbeddedPdfSignature,
    expected: ExpectedSeal,
    *,
    moment: datetime | None,
    roots: Sequence[Certificate],
) -> tuple[Stamp | None, list[Fault]]:
    """Judge the time stamp of a seal, which nobody signed: one and nothing beside it, or none.

    Args:
        moment: what the seal itself claims.
    """
    beside = [(one["type"].native, one["values"]) for one in _unsigned(seal)]
    if not beside:
        return None, [Fault.STAMP_MISSING] if expected.is_stamped else []
    is_one = [(kind, len(values)) for kind, values in beside] == [(SEAL_STAMP, 1)]
    if expected.is_stamped is False or not is_one:
        return None, [Fault.WRONG_FORMAT]
    if not roots:
        return None, [Fault.NO_ROOTS]
    token, signature = beside[0][1][0], seal.signer_info["signature"].native
    try:
        digest = hashlib.sha256(signature).digest()
        stamp = await examine_whole(token, digest=digest, roots=roots)
    except NoTimestamp as doubt:
        is_foreign = doubt.why is Distrust.FOREIGN_ROOT
        return None, [Fault.STAMP_FOREIGN if is_foreign else Fault.STAMP_WRONG]
    is_then = moment is not None and abs(stamp.at - moment) <= CLOCKS_DIFFER
    return (stamp, []) if is_then else (None, [Fault.WRONG_MOMENT])


def _unsigned(seal: EmbeddedPdfSignature) -> list[cms.CMSAttribute]:
    attributes = seal.signer_info["unsigned_attrs"]
    return list(attributes) if isinstance(attributes, cms.CMSAttributes) else []


class CheckedStamper(PyHankoStamper):
    """Asks an authority, and hands on only what was checked."""

    def __init__(self, authority: TimeStamper) -> None:
        super().__init__(include_nonce=True)  # type: ignore[no-untyped-call]  # pyHanko tells no types here
        self._authority = authority

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """Return a time stamp on a hash.

        Raises:
            NoTimestamp: there is none, or it is not believed.
        """
        nonce, request = self.request_cms(message_digest, md_algorithm)  # type: ignore[no-untyped-call]  # pyHanko tells no types here
        answer = self._authority.answer(request.dump())
        token = _granted(answer)
        try:
            told = _info_in(token["content"])["nonce"].native
        except UNREADABLE as fault:
            raise NoTimestamp(Distrust.UNREADABLE, type(fault).__name__) from fault
        if told != nonce:
            raise NoTimestamp(Distrust.OTHER_REQUEST)
        stamp = await examine(
            token, digest=message_digest, roots=self._authority.roots, name=md_algorithm
        )
        if abs(stamp.at - clock.now()) > AUTHORITY_DIFFERS:
            raise NoTimestamp(Distrust.WRONG_TIME, stamp.at.isoformat())
        kept = tidied(token, stamp)
        if len(kept.dump()) > self._authority.room:
            raise NoTimestamp(Distrust.TOO_LARGE)
        return kept


def _granted(answer: bytes) -> cms.ContentInfo:
    try:
        read = TimestampAnswer.load(answer, strict=True)
        status, token = read["status"]["status"].native, read["time_stamp_token"]
        if status not in GRANTED:
            raise NoTimestamp(Distrust.NOT_GRANTED, str(status))
        if not token.native or token["content_type"].native != "signed_data":
            raise NoTimestamp(Distrust.UNREADABLE)
    except UNREADABLE as fault:
        raise NoTimestamp(Distrust.UNREADABLE, type(fault).__name__) from fault
    return token


def ask(authority: TimeStamper, content: bytes, *, name: str = HASH) -> tuple[bytes, Stamp]:
    """Ask for a time stamp on some bytes; return it (DER), and what it says.

    Args:
        name: what to hash them with.

    Raises:
        NoTimestamp: it did not come, or is not believed.
    """
    digest = hashes.digest(name, content)

    async def asked() -> tuple[bytes, Stamp]:
        token = await CheckedStamper(authority).async_timestamp(digest, name)
        stamp = await examine(token, digest=digest, roots=authority.roots, name=name)
        return token.dump(), stamp

    return asyncio.run(asked())


def read(token: bytes, content: bytes, *, roots: Sequence[Certificate], name: str) -> Stamp:
    """Judge a time stamp that was kept beside the bytes it is about, at the moment it tells.

    Raises:
        NoTimestamp: it is not believed.
    """
    digest = hashes.digest(name, content)
    try:
        held = cms.ContentInfo.load(token, strict=True)
    except UNREADABLE as fault:
        raise NoTimestamp(Distrust.UNREADABLE, type(fault).__name__) from fault
    return asyncio.run(_read(held, digest=digest, roots=roots, name=name))


async def _read(
    token: cms.ContentInfo, *, digest: bytes, roots: Sequence[Certificate], name: str
) -> Stamp:
    try:
        return await examine_whole(token, digest=digest, roots=roots, name=name)
    except UNREADABLE as fault:
        raise NoTimestamp(Distrust.UNREADABLE, type(fault).__name__) from fault
