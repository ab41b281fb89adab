"""Who passes where workspaces close and where holds are kept; a part of the matrix."""

from __future__ import annotations

from tests.support.expected import ALL_WHO_SEE_IT, COORDINATORS, Passing, only

CLOSING: dict[str, Passing] = {
    "closing.protocol": ALL_WHO_SEE_IT,
    "closing.start": COORDINATORS,
    "closing.answer": {},  # nothing is being closed there
    "closing.retention": {},
    "closing.stop": {},
    "closing.close": {},
    "closing.take_back": {},
    "leaving.end": COORDINATORS,
    "archive.package": COORDINATORS,
    "archive.ask": COORDINATORS,
    "archive.take": COORDINATORS,  # who asked for none is led to the page
    "destructions.list_all": ALL_WHO_SEE_IT,
    "destructions.export_destructions": ALL_WHO_SEE_IT,
    "destructions.propose": {},  # nothing is closed there
    "destructions.detail": ALL_WHO_SEE_IT,
    "destructions.approve": {},  # nobody of another organisation coordinates there
    "destructions.complete": {},
    "destructions.stop": only(ijenv_list="anna", nvwa_list="dirk"),
    "destructions.certificate": {},
    # For privacy officers, of whom there is none here.
    "erasures.list_all": frozenset(),
    "erasures.export": frozenset(),
    "erasures.ask": frozenset(),
    "erasures.complete_asking": frozenset(),
    "erasures.detail": frozenset(),
    "erasures.approve": frozenset(),
    "erasures.complete_approval": frozenset(),
    "erasures.refuse": frozenset(),
    "erasures.take_back": frozenset(),
    "holds.list_all": COORDINATORS,
    "holds.export_holds": COORDINATORS,
    "retention.list_all": COORDINATORS,
    "retention.export_retention": COORDINATORS,
    "holds.new": COORDINATORS,
    "holds.detail": only(ijenv_hold="anna", nvwa_hold="dirk"),
    "holds.review": only(ijenv_hold="anna", nvwa_hold="dirk"),
    "holds.lift": only(ijenv_hold="anna", nvwa_hold="dirk"),
}
NOT_DESTROYED: dict[tuple[str, str | None], str] = {
    ("destructions.certificate", name): "nothing was destroyed yet"
    for name in ("ijenv_list", "nvwa_list")
}
