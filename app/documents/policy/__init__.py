"""Who sees a document and what they may do with it: the only place that decides.

`sight` answers who sees what, in SQL; `permissions` grants everything beyond seeing.
"""

from app.documents.policy.bringing import brought_for
from app.documents.policy.citing import may_all_cite, may_cite
from app.documents.policy.clearance import may_be_told_of
from app.documents.policy.departures import Departure
from app.documents.policy.giving import seen_among
from app.documents.policy.mirror import (
    Seat,
    is_blind,
    level_of,
    level_of_newcomer,
    seen_by_any_of,
    seen_by_both,
)
from app.documents.policy.permissions import (
    DOCUMENT_ABILITIES,
    SCANNER,
    DocumentPermission,
    Sighted,
    UploadPermission,
    bases_visible_to,
    has_stated_purpose,
)
from app.documents.policy.purposes import HOLDS_FOR, purpose_of, since
from app.documents.policy.sight import (
    audience,
    level_for,
    matrix,
    may_take_text,
    place_audience,
    policies_granting,
    seen_by_all,
    sighted_among,
    sighted_by,
    visible_to,
    whose_words,
)

__all__ = [
    "DOCUMENT_ABILITIES",
    "HOLDS_FOR",
    "SCANNER",
    "Departure",
    "DocumentPermission",
    "Seat",
    "Sighted",
    "UploadPermission",
    "audience",
    "bases_visible_to",
    "brought_for",
    "has_stated_purpose",
    "is_blind",
    "level_for",
    "level_of",
    "level_of_newcomer",
    "matrix",
    "may_all_cite",
    "may_be_told_of",
    "may_cite",
    "may_take_text",
    "place_audience",
    "policies_granting",
    "purpose_of",
    "seen_among",
    "seen_by_all",
    "seen_by_any_of",
    "seen_by_both",
    "sighted_among",
    "sighted_by",
    "since",
    "visible_to",
    "whose_words",
]
