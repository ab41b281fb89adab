"""Who sees a document and what they may do with it: the only place that decides.

`sight` answers who sees what, in SQL; `permissions` grants everything beyond seeing.
"""

from app.documents.policy.permissions import (
    DOCUMENT_ABILITIES,
    DocumentPermission,
    Sighted,
)
from app.documents.policy.sight import (
    audience,
    level_for,
    matrix,
    may_all_cite,
    may_cite,
    place_audience,
    seen_by_all,
    sighted_by,
    visible_to,
)

__all__ = [
    "DOCUMENT_ABILITIES",
    "DocumentPermission",
    "Sighted",
    "audience",
    "level_for",
    "matrix",
    "may_all_cite",
    "may_cite",
    "place_audience",
    "seen_by_all",
    "sighted_by",
    "visible_to",
]
