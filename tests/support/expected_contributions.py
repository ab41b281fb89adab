"""Who passes at contribution rounds; a part of the matrix."""

from __future__ import annotations

from tests.support.expected import ALL_WHO_SEE_IT, COORDINATORS, Passing, only

KEEPS_THE_ROUND = only(round_here="anna")

CONTRIBUTIONS: dict[str, Passing] = {
    "contributions.list": ALL_WHO_SEE_IT,
    "contributions.export": ALL_WHO_SEE_IT,
    "contributions.start": COORDINATORS,
    "contributions.detail": ALL_WHO_SEE_IT,
    "contributions.ask_more": KEEPS_THE_ROUND,
    "contributions.move": KEEPS_THE_ROUND,
    "contributions.remind": KEEPS_THE_ROUND,
    "contributions.end": KEEPS_THE_ROUND,
    "contributions.gather": KEEPS_THE_ROUND,
    "contributions.given": ALL_WHO_SEE_IT,
    # Cora only signs.
    "contributions.write": only(contribution_here="bram"),
    "contributions_api.list": ALL_WHO_SEE_IT,
    "contributions_api.detail": ALL_WHO_SEE_IT,
}
