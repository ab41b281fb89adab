"""Who passes where recommendations are followed; a part of the matrix."""

from __future__ import annotations

from collections.abc import Mapping

from tests.support.expected import ALL_WHO_SEE_IT, SIGNED_IN

Who = frozenset[str]

FOLLOW_UPS: dict[str, Who | Mapping[str, Who]] = {
    "followups.list": ALL_WHO_SEE_IT,
    "followups.export": ALL_WHO_SEE_IT,
    "all_followups.list": SIGNED_IN,
    "all_followups.export": SIGNED_IN,
    "followups.detail": ALL_WHO_SEE_IT,
    # Whoever works for the lead or a partner; Wim, Cora and Carla only read.
    "followups.add_note": frozenset({"anna", "bram"}),
    # Bram's organisation owns the finding.
    "followups.decide": frozenset({"bram"}),
    "followups_api.list": ALL_WHO_SEE_IT,
}
