"""Who takes a list along: whoever its page shows it, and nobody else."""

from __future__ import annotations

from tests.support.expected import ALL_WHO_SEE_IT, SIGNED_IN, Passing

LISTS: dict[str, Passing] = {
    "documents.export": ALL_WHO_SEE_IT,
    "mandates.export": SIGNED_IN,
    "oversight.take_pdf": ALL_WHO_SEE_IT,
    "privacy.export_surges": frozenset(),
    "reports.export": ALL_WHO_SEE_IT,
    "requests.export": ALL_WHO_SEE_IT,
    "workspaces.export": SIGNED_IN,
    "workspaces.export_members": ALL_WHO_SEE_IT,
}
