"""Who passes where cases are handled; a part of the matrix."""

from __future__ import annotations

from tests.support.expected import ALL_WHO_SEE_IT, WORKERS, Passing, only

WORK_ON_IT = only(case_here="anna bram", case_there="dirk")
HANDLE_IT = only(case_here="anna", case_there="dirk")
"""IJenV handles the case here."""

CASES: dict[str, Passing] = {
    "incidents.list": ALL_WHO_SEE_IT,
    "incidents.export": ALL_WHO_SEE_IT,
    "incidents.register": WORKERS,
    "incidents.detail": ALL_WHO_SEE_IT,
    "incidents.triage": WORK_ON_IT,
    "incidents.change_course": HANDLE_IT,
    "incidents.describe": WORK_ON_IT,
}
