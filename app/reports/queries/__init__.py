"""Reading reports, their seats, files and keys.

`get_for(actor, permission, report_id=…, workspace=…)` returns a report of a workspace that was
loaded for this very actor, with its seats, chapters and newest file. `signing_of(actor, report)`
adds the mandates the person holds today: the thing of `SIGN`.
"""

from __future__ import annotations

from app.reports.queries.answers import list_answers
from app.reports.queries.anywhere import (
    KnownFile,
    find_file,
    list_by_fingerprint,
    list_by_id,
)
from app.reports.queries.asked import AskedToSign, list_asked, select_open_seats
from app.reports.queries.files import (
    FROZEN_REVISION,
    get_file,
    list_files,
    list_fingerprints,
    list_keys,
    list_stored,
)
from app.reports.queries.proofs import (
    OVERDUE,
    RENEW_BEFORE,
    InNeed,
    Wearing,
    count_in_need,
    list_proofs,
    list_renewals,
    list_wearing,
)
from app.reports.queries.publishing import Publishing, find_publishing, offer_publishing
from app.reports.queries.replies import (
    Annex,
    AnnexRow,
    Heard,
    Reply,
    find_heard,
    list_annexes,
    offer_replies,
)
from app.reports.queries.rounds import VersionRow, list_changes, tell_rounds
from app.reports.queries.seats import (
    Office,
    WaitingRow,
    list_offices,
    list_seats,
    list_waiting_for,
    seat_rows,
    signing_among,
    signing_of,
)
from app.reports.queries.texts import (
    count_visible,
    fixing_chapters,
    get_anywhere,
    get_for,
    highest_number,
    list_chapter_rows,
    list_frozen,
    list_series,
    list_visible,
    list_with_finding,
)
from app.reports.queries.unsealed import Unsealed, list_unsealed
from app.reports.queries.words import STATUS_TONES, STATUS_WORDS

__all__ = [
    "FROZEN_REVISION",
    "OVERDUE",
    "RENEW_BEFORE",
    "STATUS_TONES",
    "STATUS_WORDS",
    "Annex",
    "AnnexRow",
    "AskedToSign",
    "Heard",
    "InNeed",
    "KnownFile",
    "Office",
    "Publishing",
    "Reply",
    "Unsealed",
    "VersionRow",
    "WaitingRow",
    "Wearing",
    "count_in_need",
    "count_visible",
    "find_file",
    "find_heard",
    "find_publishing",
    "fixing_chapters",
    "get_anywhere",
    "get_file",
    "get_for",
    "highest_number",
    "list_annexes",
    "list_answers",
    "list_asked",
    "list_by_fingerprint",
    "list_by_id",
    "list_changes",
    "list_chapter_rows",
    "list_files",
    "list_fingerprints",
    "list_frozen",
    "list_keys",
    "list_offices",
    "list_proofs",
    "list_renewals",
    "list_seats",
    "list_series",
    "list_stored",
    "list_unsealed",
    "list_visible",
    "list_waiting_for",
    "list_wearing",
    "list_with_finding",
    "offer_publishing",
    "offer_replies",
    "seat_rows",
    "select_open_seats",
    "signing_among",
    "signing_of",
    "tell_rounds",
]
