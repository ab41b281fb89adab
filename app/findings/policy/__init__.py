"""Who may do what with what is tested and found."""

from app.findings.policy.frameworks import FrameworkPermission, frameworks_visible_in
from app.findings.policy.observations import (
    ObservationPermission,
    is_told_to,
    observations_readable_anywhere,
    observations_readable_in,
    observations_visible_in,
    observed_for,
)
from app.findings.policy.scores import (
    ScoringPermission,
    is_revealed_to,
    scorings_visible_in,
    scorings_visible_to,
)
from app.findings.policy.texts import (
    FindingPermission,
    is_read_by,
    is_visible,
    readable_anywhere,
    readable_in,
    visible_in,
    written_for,
)

__all__ = [
    "FindingPermission",
    "FrameworkPermission",
    "ObservationPermission",
    "ScoringPermission",
    "frameworks_visible_in",
    "is_read_by",
    "is_revealed_to",
    "is_told_to",
    "is_visible",
    "observations_readable_anywhere",
    "observations_readable_in",
    "observations_visible_in",
    "observed_for",
    "readable_anywhere",
    "readable_in",
    "scorings_visible_in",
    "scorings_visible_to",
    "visible_in",
    "written_for",
]
