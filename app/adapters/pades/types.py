"""The words of sealing: fields, expectations, answers and faults."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cryptography.x509 import Certificate

    from app.adapters.trust import OutsideRoot

PLATFORM_FIELD = "platform"
"""The invisible field of the certifying seal, always the first."""

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far two moments of one event may be apart."""

CLOSING_FIELD = "closing"
"""The invisible field of the time stamp over the whole file, always the last."""


class CannotSeal(Exception):
    """A seal cannot be placed; the file given is unchanged."""


class NotPrepared(CannotSeal):
    """The field takes seals under another root than this one."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field to prepare.

    Args:
        page: from 1.
        box: left, bottom, right, top in PDF points from the lower left corner of the page.
        label: what a screen reader says for the field.
        root: only a seal under this root is accepted in it; None leaves it to `validate`.
        others: or one under these, of the same organisation.
    """

    name: str
    page: int
    box: tuple[float, float, float, float]
    label: str
    root: Certificate | None = None
    others: tuple[Certificate, ...] = ()


@dataclass(frozen=True, slots=True)
class ExpectedSeal:
    """What the records say about one field.

    Args:
        roots: the roots its seal may come from: those of the built-in authority.
        required: True when it must be filled, False when it must be empty (declined, withheld),
            None when either will do.
        signed_at: the recorded moment; the one in the file may differ by minutes, no more.
        is_stamped: True when it must carry a time stamp, False when it must not, None when nobody
            knows.
        outside: or the roots of authorities elsewhere, with whose certificate it must be.
        certificate: SHA-256 of the only certificate it may be made with: that of the person who
            signed with a key of their own. None when any of the right party will do.
    """

    field: str
    roots: tuple[Certificate, ...]
    required: bool | None = True
    signed_at: datetime | None = None
    is_stamped: bool | None = None
    outside: tuple[OutsideRoot, ...] = ()
    certificate: str | None = None

    @property
    def has_roots(self) -> bool:
        """Whether there is something to check its seal with."""
        return bool(self.roots or self.outside)


@dataclass(frozen=True, slots=True)
class StampPart:
    """A time stamp in a seal that was taken out: what it says of itself, and where it stands.

    Args:
        signature: begin and length, in the CMS, of what it is about.
        token: begin and length, in the CMS, of the time stamp.
    """

    at: datetime
    by: str
    signature: tuple[int, int]
    token: tuple[int, int]


@dataclass(frozen=True, slots=True)
class SealPart:
    """A seal taken out of its file, for a program that knows nothing of PDF.

    Args:
        cms: the signature itself (CMS, DER).
        covered: which bytes of the file it covers: begin and length of the two parts.
    """

    field: str
    cms: bytes
    covered: tuple[int, int, int, int]
    stamp: StampPart | None = None


class Answer(Enum):
    """Four answers, not two. The values are what the command line and the API say."""

    VALID = "geldig"
    INVALID = "ongeldig"
    INCOMPLETE = "onvolledig"
    UNKNOWN = "onbekend"


def worst(answers: Sequence[Answer]) -> Answer:
    """Return the answer that outweighs the others: wrong, then not finished, then not known."""
    for answer in (Answer.INVALID, Answer.INCOMPLETE, Answer.UNKNOWN):
        if answer in answers:
            return answer
    return Answer.VALID


class Fault(Enum):
    """Why an answer is not VALID. The value is the code that callers turn into a sentence."""

    NOT_A_PDF = "not_a_pdf"
    NO_SEALS = "no_seals"
    NOT_THE_KNOWN_FILE = "not_the_known_file"
    NO_RECORDS = "no_records"
    NO_ROOTS = "no_roots"
    NOT_CERTIFIED = "not_certified"
    WRONG_PERMISSIONS = "wrong_permissions"
    FIELD_MISSING = "field_missing"
    FIELD_UNEXPECTED = "field_unexpected"
    SEAL_MISSING = "seal_missing"
    SEAL_UNEXPECTED = "seal_unexpected"
    CONTENT_CHANGED = "content_changed"
    CHANGED_AFTERWARDS = "changed_afterwards"
    BEHIND_LAST_SEAL = "behind_last_seal"
    FOREIGN_ROOT = "foreign_root"
    WRONG_FORMAT = "wrong_format"
    WRONG_KEY_USAGE = "wrong_key_usage"
    WRONG_POLICY = "wrong_policy"
    WRONG_IDENTITY = "wrong_identity"
    WITHDRAWN = "withdrawn"
    WRONG_MOMENT = "wrong_moment"
    STAMP_MISSING = "stamp_missing"
    STAMP_WRONG = "stamp_wrong"
    STAMP_FOREIGN = "stamp_foreign"
    CLOSING_MISSING = "closing_missing"
    CLOSING_UNEXPECTED = "closing_unexpected"
    CLOSING_WRONG = "closing_wrong"
    CLOSING_FOREIGN = "closing_foreign"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class SealVerdict:
    """The answer for one field; `signer` and `signed_at` are what the file says.

    Args:
        stamped_at: the moment of its time stamp, when that is believed; else it is of level B-B.
        stamped_by: name of the authority that stamped.
        until: the last moment at which it can be checked by itself.
        roots: the roots (DER) that it and its time stamp lean on.
    """

    field: str
    answer: Answer
    faults: tuple[Fault, ...] = ()
    signer: str | None = None
    signed_at: datetime | None = None
    is_filled: bool = False
    stamped_at: datetime | None = None
    stamped_by: str | None = None
    until: datetime | None = None
    roots: frozenset[bytes] = dataclasses.field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class Hold:
    """How long a file can be checked by itself: until what it leans on ends.

    Args:
        at: the moment of the last seal or time stamp in it.
        until: the last moment; it may lie before `at`, when an early seal wore out while others
            still decided.
        roots: the roots (DER) it leans on.
    """

    at: datetime
    until: datetime
    roots: frozenset[bytes] = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for a file: the faults of the file as a whole, and the answer per field.

    It is about the moments at which the seals and time stamps were given, whatever has ended since:
    what that means today is for `app.adapters.proofs`.

    Args:
        closed_at: the moment of the time stamp over the whole file, when there is one believed.
        closed_by: name of the authority that gave it.
        hold: how long it can be checked by itself; None when that cannot be told.
    """

    answer: Answer
    sha256: str
    faults: tuple[Fault, ...] = ()
    seals: tuple[SealVerdict, ...] = ()
    closed_at: datetime | None = None
    closed_by: str | None = None
    hold: Hold | None = None


class BroughtFault(Enum):
    """Why a file that was signed elsewhere is not taken."""

    TOO_LARGE = "too_large"
    NOT_A_PDF = "not_a_pdf"
    OTHER_FILE = "other_file"
    OLDER_REVISION = "older_revision"
    NOT_SIGNED = "not_signed"
    TOO_HEAVY = "too_heavy"
    UNREADABLE = "unreadable"
    MORE_SIGNATURES = "more_signatures"
    WRONG_FIELD = "wrong_field"
    MORE_CHANGES = "more_changes"
    LOCKS = "locks"
    SAYS_MORE = "says_more"
    BROKEN = "broken"
    WEAK_DIGEST = "weak_digest"
    WRONG_FORMAT = "wrong_format"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    FOREIGN_ROOT = "foreign_root"
    NOT_PREPARED = "not_prepared"
    WRONG_USAGE = "wrong_usage"
    WRONG_POLICY = "wrong_policy"
    WRONG_IDENTITY = "wrong_identity"
    WITHDRAWN = "withdrawn"
    WRONG_PERSON = "wrong_person"
    WRONG_MOMENT = "wrong_moment"
    WRONG_STAMP = "wrong_stamp"


class NotTaken(Exception):
    """A file that was signed elsewhere does not add exactly one right signature."""

    def __init__(self, why: BroughtFault) -> None:
        """Keep the reason."""
        self.why = why
        super().__init__(why.value)


@dataclass(frozen=True, slots=True)
class Brought:
    """The one signature in a file that was signed elsewhere, with what its certificate says.

    Args:
        certificate: SHA-256 of the certificate, in hexadecimal.
        signed_at: the moment the signature claims.
        stamped_at: the moment of a time stamp on it, when it has one that is believed.
    """

    field: str
    subject: str
    issuer: str
    serial: str
    certificate: str
    signed_at: datetime
    stamped_at: datetime | None = None
    stamped_by: str | None = None


@dataclass(frozen=True, slots=True)
class Bringing:
    """What a file that was signed elsewhere is held against.

    Args:
        before_size: bytes of the file on record; the file brought begins with exactly these.
        before_at: when that was made; who signs it does so later.
        seats: what is expected of each field; that of the signature last.
        registered: what the register says of the certificate: its SHA-256 in hexadecimal, or the
            serial number of its subject.
        now: the moment at which it is brought.
    """

    before_size: int
    before_at: datetime
    seats: tuple[ExpectedSeal, ...]
    registered: str
    now: datetime
