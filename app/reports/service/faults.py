"""What a verdict on a report says, in words: answers, and faults of file, seals and proof."""

from __future__ import annotations

from app.adapters.pades import Answer, Fault
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
