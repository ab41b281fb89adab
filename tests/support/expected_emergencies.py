"""Who passes where emergency sight is opened, ended and looked under; a part of the matrix."""

from __future__ import annotations

from tests.support.expected import SIGNED_IN, Passing, only

LOOKING = (
    "emergency_documents.list_all",
    "emergency_documents.read",
    "emergency_documents.preview",
    "emergency_documents.purpose",
)
EMERGENCIES: dict[str, Passing] = {
    "emergencies.export": frozenset(),
    "emergencies.list_all": frozenset(),  # nobody of the cast is privacy officer
    "emergencies.new": frozenset(),
    "emergencies.complete": frozenset(),
    "emergencies_api.list_all": frozenset(),
    "emergencies.own": SIGNED_IN,
    "emergencies.detail": only(nvwa_emergency="dirk"),
    "emergencies.confirm": {},  # special data were not asked for
    "emergencies.end": only(nvwa_emergency="dirk"),
    "emergencies.review": {},
    **{each: {} for each in LOOKING},
}
NOT_FOR_THEM: dict[tuple[str, str | None], str] = {
    (endpoint, "nvwa_emergency"): "who coordinates does not look by what is a colleague's"
    for endpoint in LOOKING
}
