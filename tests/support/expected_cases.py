"""Who passes where cases are handled; a part of the matrix."""

from __future__ import annotations

from tests.support.expected import ALL_WHO_SEE_IT, COORDINATORS, WORKERS, Passing, only

WORK_ON_IT = only(case_here="anna bram", agenda_case="anna bram", case_there="dirk")
IN_TRIAGE = only(case_here="anna bram", case_there="dirk")
WITH_THE_COMMITTEE = only(agenda_case="anna bram")
HANDLE_IT = only(case_here="anna", case_there="dirk")
"""IJenV handles the case here; for the one with the committee no term runs."""

CASES: dict[str, Passing] = {
    "incidents.list": ALL_WHO_SEE_IT,
    "incidents.export": ALL_WHO_SEE_IT,
    "incidents.register": WORKERS,
    "incidents.detail": ALL_WHO_SEE_IT,
    "incidents.triage": IN_TRIAGE,
    "incidents.change_course": HANDLE_IT,
    "incidents.note_answer": WITH_THE_COMMITTEE,
    "incidents.take_back_answer": WITH_THE_COMMITTEE,
    "incidents.describe": WORK_ON_IT,
    "incidents.put_on_agenda": WITH_THE_COMMITTEE,
    "incidents.take_off_agenda": WITH_THE_COMMITTEE,
    "incidents.decide": only(agenda_case="anna"),
    "incidents.meetings": ALL_WHO_SEE_IT,
    "incidents.export_meetings": ALL_WHO_SEE_IT,
    "incidents.plan_meeting": COORDINATORS,
    "incidents.meeting": ALL_WHO_SEE_IT,
    "incidents.move_meeting": only(meeting_here="anna", meeting_there="dirk"),
    "incidents.cancel_meeting": only(meeting_here="anna", meeting_there="dirk"),
    "incidents.close_meeting": only(meeting_here="anna", meeting_there="dirk"),
    "incidents.draft_letter": only(case_here="anna", agenda_case="anna", case_there="dirk"),
    "incidents.letter": ALL_WHO_SEE_IT,
    "incidents.preview_letter": ALL_WHO_SEE_IT,
    "incidents.change_letter": only(letter_here="anna"),
    "incidents.judge_letter": only(letter_here="anna bram"),
    # IJenV and IGJ have not agreed yet, so there is nothing to finish or to take along.
    "incidents.finish_letter": only(),
    "incidents.withdraw_letter": only(letter_here="anna"),
    "incidents.letter_pdf": only(),
    "incidents_api.list": ALL_WHO_SEE_IT,
    "incidents_api.register": WORKERS,
    "incidents_api.detail": ALL_WHO_SEE_IT,
    "incidents_api.triage": IN_TRIAGE,
    "incidents_api.change_course": HANDLE_IT,
    "incidents_api.note_answer": WITH_THE_COMMITTEE,
    "incidents_api.describe": WORK_ON_IT,
    "incidents_api.put_on_agenda": WITH_THE_COMMITTEE,
    "incidents_api.take_off_agenda": WITH_THE_COMMITTEE,
    "incidents_api.decide": only(agenda_case="anna"),
    "incidents_api.meetings": ALL_WHO_SEE_IT,
    "incidents_api.plan_meeting": COORDINATORS,
    "incidents_api.meeting": ALL_WHO_SEE_IT,
    "incidents_api.move_meeting": only(meeting_here="anna", meeting_there="dirk"),
    "incidents_api.cancel_meeting": only(meeting_here="anna", meeting_there="dirk"),
    "incidents_api.close_meeting": only(meeting_here="anna", meeting_there="dirk"),
    "incidents_api.letter": ALL_WHO_SEE_IT,
    "incidents.themes": ALL_WHO_SEE_IT,
    "incidents.export_themes": ALL_WHO_SEE_IT,
}
