"""Who passes where adopted reports are published; a part of the matrix."""

from __future__ import annotations

from collections.abc import Mapping

from tests.support.expected import ALL_WHO_SEE_IT, only

Who = frozenset[str]

PUBLICATIONS: dict[str, Who | Mapping[str, Who]] = {
    "publications.list": ALL_WHO_SEE_IT,
    "publications.export": ALL_WHO_SEE_IT,
    "publications.detail": ALL_WHO_SEE_IT,
    "publications.pdf": ALL_WHO_SEE_IT,
    # Nobody has signed in the scene, and no report is adopted: tests/publications looks there.
    "publications.decide": only(publication_here=""),
    "publications.plan": only(),
    "publications.preview": only(),
}
