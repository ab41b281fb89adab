"""Who may do what with what is tested and found."""

from app.findings.policy.frameworks import FrameworkPermission, frameworks_visible_in
from app.findings.policy.texts import (
    SHARING_ROLES,
    FindingPermission,
    visible_in,
)

__all__ = [
    "SHARING_ROLES",
    "FindingPermission",
    "FrameworkPermission",
    "frameworks_visible_in",
    "visible_in",
]
