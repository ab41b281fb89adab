"""Judging a file that was signed elsewhere, in a PDF reader, with a key of the person's own.

It is taken only when it adds one signature to the file on record, in one field, and nothing else.
The library's comparison of revisions says whether an earlier seal was harmed; what it lets pass is
asked here: how many revisions were added, whether other fields came, and whether the new objects
hold what nobody sees or what acts. The rules of every seal follow (`validation`), and then whose
certificate it is.

Imported on first use only.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, Reference
from pyhanko.sign.validation.status import SignatureCoverageLevel

from app.adapters.pades.certificate_rules import as_asn1, certificate_faults, fingerprint_of
from app.adapters.pades.file_rules import UNREADABLE, OpenedFile, open_file
from app.adapters.pades.going_on import check_beside, check_goes_on, check_locks
from app.adapters.pades.outside import is_made_for_files, is_strong
from app.adapters.pades.types import (
    CLOCKS_DIFFER,
    Bringing,
    Brought,
    BroughtFault,
    Fault,
    NotTaken,
    SealVerdict,
    Verdict,
)
from app.adapters.pades.validation import PADES, STRONG, is_intact, judge, moment_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asn1crypto import x509 as asn1_x509
    from cryptography.x509 import Certificate
    from pyhanko.pdf_utils.generic import PdfObject
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

HIDES_OR_ACTS = frozenset(
    {
        "/OC",
        "/OCG",
        "/OCGs",
        "/OCProperties",
        "/JS",
        "/JavaScript",
        "/A",
        "/AA",
        "/OpenAction",
        "/EF",
        "/AF",
        "/EmbeddedFiles",
        "/RichMedia",
        "/XFA",
        "/Annots",
    }
)
"""Keys that an object of a plain signature has no use for: layers, actions, attachments."""
STRANGE_TYPES = frozenset({"/Annot", "/OCG", "/OCMD", "/EmbeddedFile", "/Filespec", "/Action"})
DEEPEST = 20
"""How far values are looked for inside one object."""
OF_THE_SEAL = {
    Fault.CONTENT_CHANGED: BroughtFault.BROKEN,
    Fault.UNREADABLE: BroughtFault.UNREADABLE,
    Fault.WRONG_MOMENT: BroughtFault.WRONG_MOMENT,
    Fault.FOREIGN_ROOT: BroughtFault.FOREIGN_ROOT,
    Fault.NO_ROOTS: BroughtFault.FOREIGN_ROOT,
    Fault.WRONG_KEY_USAGE: BroughtFault.WRONG_USAGE,
    Fault.WRONG_POLICY: BroughtFault.WRONG_POLICY,
    Fault.WRONG_IDENTITY: BroughtFault.WRONG_IDENTITY,
    Fault.WITHDRAWN: BroughtFault.WITHDRAWN,
    Fault.STAMP_MISSING: BroughtFault.WRONG_STAMP,
    Fault.STAMP_WRONG: BroughtFault.WRONG_STAMP,
    Fault.STAMP_FOREIGN: BroughtFault.WRONG_STAMP,
    Fault.WRONG_FORMAT: BroughtFault.WRONG_FORMAT,
}
"""What a fault of the new signature is called; a fault of anything else is a change too many."""


def look(
    pdf: bytes,
    against: Bringing,
    *,
    platform_roots: Sequence[Certificate],
    stamp_roots: Sequence[Certificate],
) -> Brought:
    """Return what the one new signature says.

    Raises:
        NotTaken: there is more, less or something else than one right signature.
    """
    try:
        opened, before = open_file(pdf), open_file(pdf[: against.before_size])
        seal = _only_new(opened, before, field=against.seats[-1].field)
        _check_changes(opened, before, seal)
        check_beside(opened, before, field=seal.field_name)
        _check_form(seal)
        check_locks(seal)
        _check_days(seal, against)
        _check_usage(seal.signer_cert)
        verdict = _judged(pdf, against, platform_roots=platform_roots, stamp_roots=stamp_roots)
        own = verdict.seals[-1]
        _check_verdict(seal, verdict, against)
        _check_person(seal.signer_cert, registered=against.registered)
        _check_withdrawn(seal, against)
        check_goes_on(pdf, opened, against, platform_roots=platform_roots, stamp_roots=stamp_roots)
    except UNREADABLE as fault:
        raise NotTaken(BroughtFault.UNREADABLE) from fault
    return _told(seal, own)


def _only_new(opened: OpenedFile, before: OpenedFile, *, field: str) -> EmbeddedPdfSignature:
    """Return the signature that came with it; one, and in the field of the seat."""
    old = {each.field_name for each in before.seals}
    new = [each for each in opened.seals if each.field_name not in old]
    if not new:
        raise NotTaken(BroughtFault.NOT_SIGNED)
    if len(new) > 1:
        raise NotTaken(BroughtFault.MORE_SIGNATURES)
    if new[0].field_name != field:
        raise NotTaken(BroughtFault.WRONG_FIELD)
    return new[0]


def _check_changes(opened: OpenedFile, before: OpenedFile, seal: EmbeddedPdfSignature) -> None:
    """Look whether the signature is all that was added."""
    xrefs, known = opened.reader.xrefs, before.reader.xrefs
    is_one = xrefs.total_revisions == known.total_revisions + 1
    covers = seal.evaluate_signature_coverage()
    if (
        not is_one
        or covers is not SignatureCoverageLevel.ENTIRE_FILE
        or opened.fields.keys() != before.fields.keys()
        or any(_is_strange(opened, each) for each in _new_objects(opened, before))
    ):
        raise NotTaken(BroughtFault.MORE_CHANGES)


def _new_objects(opened: OpenedFile, before: OpenedFile) -> Iterator[Reference]:
    """Yield the objects that were not there before; of those that were, the library judges."""
    xrefs = opened.reader.xrefs
    for revision in range(before.reader.xrefs.total_revisions, xrefs.total_revisions):
        for each in xrefs.explicit_refs_in_revision(revision):
            if xrefs.get_introducing_revision(each) >= before.reader.xrefs.total_revisions:
                yield each


def _is_strange(opened: OpenedFile, reference: Reference) -> bool:
    value = opened.reader.get_object(reference)  # type: ignore[no-untyped-call]  # pyHanko tells no types here
    return _holds_strange(value, depth=0)


def _holds_strange(value: PdfObject, *, depth: int) -> bool:
    if depth > DEEPEST:
        return True
    if isinstance(value, DictionaryObject):
        named = {str(each) for each in value}
        kind = str(value.raw_get("/Type")) if "/Type" in value else ""
        if named & HIDES_OR_ACTS or kind in STRANGE_TYPES:
            return True
        parts = [value.raw_get(each) for each in value]
        return any(_holds_strange(each, depth=depth + 1) for each in parts)
    if isinstance(value, ArrayObject):
        parts = [value.raw_get(each) for each in range(len(value))]
        return any(_holds_strange(each, depth=depth + 1) for each in parts)
    return False


def _check_form(seal: EmbeddedPdfSignature) -> None:
    """Look at the hash and the form before anything is built on them."""
    named = {
        seal.md_algorithm,
        seal.signer_info["digest_algorithm"]["algorithm"].native,
        _hash_of_signature(seal),
    }
    if not named <= STRONG:
        raise NotTaken(BroughtFault.WEAK_DIGEST)
    if seal.sig_object.get("/SubFilter") != PADES:
        raise NotTaken(BroughtFault.WRONG_FORMAT)
    if not is_intact(seal):
        raise NotTaken(BroughtFault.BROKEN)


def _hash_of_signature(seal: EmbeddedPdfSignature) -> str:
    """Return the hash the signature itself was made with, where its name tells."""
    try:
        return str(seal.signer_info["signature_algorithm"].hash_algo)
    except ValueError:
        # Only a bare key algorithm is named; the hash is then that of what was signed.
        return str(seal.md_algorithm)


def _check_days(seal: EmbeddedPdfSignature, against: Bringing) -> None:
    """Look at the moment it claims, and whether the certificate holds then and now."""
    claimed, certificate = moment_of(seal), seal.signer_cert
    if certificate.not_valid_after < against.now:
        raise NotTaken(BroughtFault.EXPIRED)
    if certificate.not_valid_before > against.now:
        raise NotTaken(BroughtFault.NOT_YET_VALID)
    is_late = claimed is None or claimed > against.now + CLOCKS_DIFFER
    if claimed is None or is_late or claimed < against.before_at - CLOCKS_DIFFER:
        raise NotTaken(BroughtFault.WRONG_MOMENT)
    if claimed < certificate.not_valid_before:
        raise NotTaken(BroughtFault.NOT_YET_VALID)


def _check_usage(certificate: asn1_x509.Certificate) -> None:
    """Look what it may be used for before its authorities: the library mixes these up."""
    faults = certificate_faults(certificate, allowed_policies=())
    is_right = is_made_for_files(certificate) and is_strong(certificate)
    if Fault.WRONG_KEY_USAGE in faults or not is_right:
        raise NotTaken(BroughtFault.WRONG_USAGE)


def _judged(
    pdf: bytes,
    against: Bringing,
    *,
    platform_roots: Sequence[Certificate],
    stamp_roots: Sequence[Certificate],
) -> Verdict:
    """Judge the whole file by the rules of every seal; whether it is on record comes later."""
    return judge(
        pdf,
        against.seats,
        platform_roots=platform_roots,
        known_sha256=None,
        stamp_roots=stamp_roots,
        is_closed=False,
    )


def _check_verdict(seal: EmbeddedPdfSignature, verdict: Verdict, against: Bringing) -> None:
    faults = list(verdict.seals[-1].faults)
    if faults == [Fault.FOREIGN_ROOT] and _takes_no_other(seal, against):
        raise NotTaken(BroughtFault.NOT_PREPARED)
    for known, named in OF_THE_SEAL.items():
        if known in faults:
            raise NotTaken(named)
    others = [*verdict.faults, *(fault for each in verdict.seals[:-1] for fault in each.faults)]
    if faults or any(each is not Fault.NO_RECORDS for each in others):
        raise NotTaken(BroughtFault.MORE_CHANGES)


def _takes_no_other(seal: EmbeddedPdfSignature, against: Bringing) -> bool:
    """Tell whether the field was prepared, in this version, for none of the roots on record."""
    seed = seal.seed_value_spec
    if seed is None or seed.cert is None or not seed.cert.issuers:
        return False
    allowed = {each.dump() for each in seed.cert.issuers}
    known = {as_asn1(each.certificate).dump() for each in against.seats[-1].outside}
    return allowed.isdisjoint(known)


def _check_person(certificate: asn1_x509.Certificate, *, registered: str) -> None:
    """Look whether it is the certificate that is registered: by fingerprint, or by number."""
    numbers = [
        str(one["value"].native).casefold()
        for each in certificate.subject.chosen
        for one in each
        if one["type"].native == "serial_number"
    ]
    wanted = registered.casefold()
    if not wanted or (fingerprint_of(certificate) != wanted and numbers != [wanted]):
        raise NotTaken(BroughtFault.WRONG_PERSON)


def _check_withdrawn(seal: EmbeddedPdfSignature, against: Bringing) -> None:
    """Look whether it is believed today: the moment it claims may be of before."""
    carried = [each.chosen.dump() for each in seal.signed_data["certificates"]]
    prints = frozenset(hashlib.sha256(each).hexdigest() for each in carried)
    for root in against.seats[-1].outside:
        if root.has_withdrawn(prints, moment=against.now):
            raise NotTaken(BroughtFault.WITHDRAWN)


def _told(seal: EmbeddedPdfSignature, verdict: SealVerdict) -> Brought:
    certificate, moment = seal.signer_cert, moment_of(seal)
    if moment is None:
        raise NotTaken(BroughtFault.WRONG_MOMENT)
    return Brought(
        field=seal.field_name,
        subject=certificate.subject.human_friendly,
        issuer=certificate.issuer.human_friendly,
        serial=f"{certificate.serial_number:x}",
        certificate=fingerprint_of(certificate),
        signed_at=moment,
        stamped_at=verdict.stamped_at,
        stamped_by=verdict.stamped_by,
    )
