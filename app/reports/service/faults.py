"""What a verdict on a report says, in words: answers, and faults of file, seals and proof."""

from __future__ import annotations

from app.adapters.pades import Answer, BroughtFault, Fault
from app.adapters.proofs import ProofFault
from app.kernel.text import lazy
from app.reports.models import SeatStatus
from app.reports.service.records import Ending

FAULT_WORDS = {
    Fault.NOT_A_PDF: lazy("This is not a PDF file that can be read."),
    Fault.NO_SEALS: lazy("There is no seal in this file."),
    Fault.NOT_THE_KNOWN_FILE: lazy("This is not the file that is on record."),
    Fault.NO_RECORDS: lazy("There are no records at hand to compare this file with."),
    Fault.NO_ROOTS: lazy("The roots to check the seals with are missing."),
    Fault.NOT_CERTIFIED: lazy("The seal with which the report was frozen is missing or broken."),
    Fault.WRONG_PERMISSIONS: lazy("The file allows other changes than seals."),
    Fault.FIELD_MISSING: lazy("The field for this seal is missing."),
    Fault.FIELD_UNEXPECTED: lazy("There is a field in it that does not belong there."),
    Fault.SEAL_MISSING: lazy("The seal is not in this file."),
    Fault.SEAL_UNEXPECTED: lazy("There is a seal where none was given."),
    Fault.CONTENT_CHANGED: lazy("The content was changed after it was sealed."),
    Fault.CHANGED_AFTERWARDS: lazy("Something was added after it was sealed."),
    Fault.BEHIND_LAST_SEAL: lazy("Something stands behind the last seal."),
    Fault.FOREIGN_ROOT: lazy("The seal is not that of this organisation."),
    Fault.WRONG_FORMAT: lazy("The seal has another form than we agreed on."),
    Fault.WRONG_KEY_USAGE: lazy("The certificate may not be used for seals."),
    Fault.WRONG_POLICY: lazy("The certificate is of another kind than a seal."),
    Fault.WRONG_IDENTITY: lazy("The certificate is that of another organisation."),
    Fault.WITHDRAWN: lazy("The certificate was withdrawn before this seal was made."),
    Fault.WRONG_MOMENT: lazy("The seal claims another moment than is on record."),
    Fault.UNREADABLE: lazy("The seal cannot be read."),
    Fault.CLOSING_MISSING: lazy("The time stamp that closes the file is missing."),
    Fault.CLOSING_UNEXPECTED: lazy("A time stamp closes the file, and none was given."),
    Fault.CLOSING_WRONG: lazy("The time stamp that closes the file is not right."),
    Fault.CLOSING_FOREIGN: lazy(
        "The time stamp that closes the file is of an authority that we do not know."
    ),
    Fault.STAMP_MISSING: lazy("The time stamp on the seal is missing."),
    Fault.STAMP_WRONG: lazy("The time stamp on the seal is not right."),
    Fault.STAMP_FOREIGN: lazy("The time stamp on the seal is of an authority that we do not know."),
}
DOUBTS_ABOUT_STAMP = frozenset(
    {Fault.NO_ROOTS, Fault.STAMP_FOREIGN, Fault.STAMP_WRONG, Fault.WRONG_MOMENT}
)
"""With one of these it is not said that there is no time stamp: there may be, not believed here."""
ANSWER_WORDS = {
    Answer.VALID: lazy("Valid"),
    Answer.INVALID: lazy("Not valid"),
    Answer.INCOMPLETE: lazy("Not complete"),
    Answer.UNKNOWN: lazy("Unknown"),
}
ENDING_WORDS = {
    Ending.CLOSED: lazy("The round on this version was closed; the report was not adopted so."),
    Ending.FOLLOWED: lazy("There is a next version of this report."),
}
DECIDED_NOT_TO_SIGN = {
    SeatStatus.DECLINED: lazy("%(organisation)s declined to sign."),
    SeatStatus.ABSTAINED: lazy("%(organisation)s abstained."),
}
PROOF_WORDS = {
    ProofFault.UNREADABLE: lazy("The chain of proof cannot be read."),
    ProofFault.OTHER_SUBJECT: lazy("There is a link in the chain of proof of another report."),
    ProofFault.OTHER_FILE: lazy("There is a link in the chain of proof of another file."),
    ProofFault.OTHER_ADOPTION: lazy(
        "A link in the chain of proof names another entry in the log than that of the adoption."
    ),
    ProofFault.NOT_STAMPED: lazy(
        "A time stamp in the chain of proof does not fit what it should be about."
    ),
    ProofFault.FOREIGN: lazy(
        "A time stamp in the chain of proof is of an authority that we do not know."
    ),
    ProofFault.WRONG_ORDER: lazy("The links in the chain of proof do not follow each other."),
    ProofFault.WRONG_MOMENT: lazy("The moments in the chain of proof do not follow each other."),
    ProofFault.ROOTS_UNTOLD: lazy(
        "A link in the chain of proof does not name the roots it leans on."
    ),
    ProofFault.NOT_ON_RECORD: lazy("There is a link in the chain of proof that is not on record."),
    ProofFault.LINK_MISSING: lazy("A link of the chain of proof is missing."),
}

_DOWNLOAD_ANEW = lazy(
    "This is not the newest file of this report. Another signature or seal came in between."
    " Nothing is lost: download the newest file and sign that."
)
_NOT_YOURS = lazy(
    "The certificate does not come from an authority that your organisation has on record for its"
    " people. Choose your own certificate, or ask the administrator."
)
BROUGHT_WORDS = {
    BroughtFault.TOO_LARGE: lazy("This file is larger than 16 MB. No report is that large."),
    BroughtFault.NOT_A_PDF: lazy("This is not a PDF file. Choose the report you signed."),
    BroughtFault.OTHER_FILE: lazy(
        "This is another file than the one you downloaded here, or your program wrote it anew."
        " Download the file here, sign it, and change and convert nothing else."
    ),
    BroughtFault.OLDER_REVISION: _DOWNLOAD_ANEW,
    BroughtFault.NOT_SIGNED: lazy(
        "There is no new signature in this file. Sign it in the field of your seat and save it."
    ),
    BroughtFault.TOO_HEAVY: lazy(
        "This file asks too much to be read safely. Download the file here and sign that."
    ),
    BroughtFault.UNREADABLE: lazy(
        "This file or the signature in it cannot be read. Download the file here and sign it anew."
    ),
    BroughtFault.MORE_SIGNATURES: lazy(
        "There is more than one new signature in this file. Sign once, in the field of your seat."
    ),
    BroughtFault.WRONG_FIELD: lazy(
        "The signature stands in another field. Sign in the field of your own seat."
    ),
    BroughtFault.MORE_CHANGES: lazy(
        "More was changed in this file than one signature. Sign the file as you downloaded it, and"
        " add nothing else."
    ),
    BroughtFault.LOCKS: lazy(
        "This signature locks the rest of the file, so that others could not sign any more. Switch"
        " that off in your program and sign anew."
    ),
    BroughtFault.SAYS_MORE: lazy(
        "The signature holds a reason, a place or contact details. Nobody reads those here. Leave"
        " them empty and sign anew."
    ),
    BroughtFault.BROKEN: lazy(
        "The signature is broken: the file is not what was signed. Sign it anew."
    ),
    BroughtFault.WEAK_DIGEST: lazy(
        "The signature uses a hash that is too weak. Set your program to SHA-256 and sign anew."
    ),
    BroughtFault.WRONG_FORMAT: lazy(
        "The signature has another form than we agreed on. Set your program to PAdES (CAdES) and"
        " sign anew."
    ),
    BroughtFault.EXPIRED: lazy("Your certificate has expired. Sign with one that is valid."),
    BroughtFault.NOT_YET_VALID: lazy(
        "Your certificate was not valid yet when you signed. Sign with one that is valid."
    ),
    BroughtFault.FOREIGN_ROOT: _NOT_YOURS,
    BroughtFault.NOT_PREPARED: lazy(
        "This report was frozen before your organisation signed with such certificates. Sign here,"
        " or wait for a next version."
    ),
    BroughtFault.WRONG_USAGE: lazy(
        "Your certificate is not meant for a personal signature, or its key is too short. Choose"
        " the one for signing (non-repudiation)."
    ),
    BroughtFault.WRONG_POLICY: lazy(
        "Your certificate is of another kind than your organisation has on record."
    ),
    BroughtFault.WRONG_IDENTITY: lazy("Your certificate is that of another organisation."),
    BroughtFault.WITHDRAWN: lazy("Your certificate was withdrawn. Sign with one that is valid."),
    BroughtFault.WRONG_PERSON: lazy(
        "This is not the certificate that the register of mandates has for you. Sign with that"
        " one, or ask who keeps the register to enter this one."
    ),
    BroughtFault.WRONG_MOMENT: lazy(
        "The signature claims a moment that cannot be: before this file was there, or in the"
        " future. See whether the clock of your computer is right, and sign anew."
    ),
    BroughtFault.WRONG_STAMP: lazy(
        "There is a time stamp on the signature of an authority that we do not know. Sign anew"
        " without a time stamp: one over the whole file follows here."
    ),
}
"""Why a file that was signed elsewhere is not taken."""
