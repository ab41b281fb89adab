"""What codes of a case are called on screen, and the tone they are shown in."""

from __future__ import annotations

from app.incidents.models import CaseKind, CaseStatus, Informed, Outcome, Sender, Theme, Within
from app.incidents.queries.story import LetterMoment
from app.kernel.text import lazy

KIND_WORDS = {
    CaseKind.CALAMITY: lazy("Calamity"),
    CaseKind.VIOLENCE: lazy("Violence in the provision of care"),
}
SENDER_WORDS = {
    Sender.CERTIFIED: lazy("Certified institution"),
    Sender.COUNCIL: lazy("Child Care and Protection Board"),
    Sender.JUSTICE: lazy("Judicial youth institution"),
    Sender.PROVIDER: lazy("Youth care provider"),
    Sender.SAFE_HOME: lazy("Safe Home"),
    Sender.HALT: lazy("Halt"),
    Sender.MUNICIPALITY: lazy("Municipality"),
    Sender.OTHER: lazy("Somebody else"),
}
THEME_WORDS = {
    Theme.SAFETY_AT_HOME: lazy("Safety at home"),
    Theme.TREATMENT: lazy("Treatment and guidance"),
    Theme.RESTRAINT: lazy("Measures that restrict freedom"),
    Theme.SELF_HARM: lazy("Self-harm and suicide"),
    Theme.ABSCONDING: lazy("Running away"),
    Theme.SEXUAL: lazy("Sexual violence"),
    Theme.CAPACITY: lazy("Waiting lists and staff"),
    Theme.OTHER: lazy("Another theme"),
}
STATUS_WORDS = {
    CaseStatus.REGISTERED: lazy("Waits for triage"),
    CaseStatus.FINDING_OUT: lazy("Provider finds out"),
    CaseStatus.URGENT: lazy("Urgent route"),
    CaseStatus.COMMITTEE: lazy("Waits for the committee"),
    CaseStatus.REPORT_ASKED: lazy("Report asked of the institution"),
    CaseStatus.INVESTIGATION: lazy("Own investigation"),
    CaseStatus.CLOSED: lazy("Closed"),
}
STATUS_TONES = {
    CaseStatus.REGISTERED: "warn",
    CaseStatus.FINDING_OUT: "info",
    CaseStatus.URGENT: "stop",
    CaseStatus.COMMITTEE: "warn",
    CaseStatus.REPORT_ASKED: "info",
    CaseStatus.INVESTIGATION: "info",
    CaseStatus.CLOSED: "line",
}
WITHIN_WORDS = {
    Within.YES: lazy("Yes, this must be reported to us"),
    Within.NO: lazy("No, this is not for us"),
    Within.UNCLEAR: lazy("Not clear yet"),
}
INFORMED_WORDS = {
    Informed.INSPECTORATE: lazy("another inspectorate"),
    Informed.MUNICIPALITY: lazy("the municipality"),
}
OUTCOME_WORDS = {
    Outcome.TO_COMMITTEE: lazy("To the committee"),
    Outcome.FIND_OUT: lazy("The provider finds out whether it must be reported"),
    Outcome.URGENT: lazy("Urgent route: act at once"),
    Outcome.NOT_OURS: lazy("Not for us: close"),
    Outcome.NO_INVESTIGATION: lazy("No investigation"),
    Outcome.ASK_REPORT: lazy("Ask a report of the institution"),
    Outcome.INVESTIGATE: lazy("Own investigation"),
    Outcome.CLOSE_WITH_LETTER: lazy("Close with a letter"),
}
LETTER_WORDS = {
    LetterMoment.WRITTEN: lazy("written"),
    LetterMoment.AGREED: lazy("agreed with"),
    LetterMoment.ASKED: lazy("asked to change"),
    LetterMoment.FINAL: lazy("made final"),
    LetterMoment.WITHDRAWN: lazy("withdrawn"),
}
