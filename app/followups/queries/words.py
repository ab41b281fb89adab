"""What codes of a follow-up are called on screen, and the tone they are shown in."""

from __future__ import annotations

from app.followups.models import EntryKind, Response, Verdict
from app.kernel.text import lazy

KIND_WORDS = {
    EntryKind.RESPONSE: lazy("Response of the addressee"),
    EntryKind.MEASURE: lazy("Measure"),
    EntryKind.PROGRESS: lazy("Progress"),
    EntryKind.VERIFICATION: lazy("Verification by us"),
    EntryKind.DECISION: lazy("Decision"),
}
RESPONSE_WORDS = {
    Response.ACCEPTED: lazy("Accepted"),
    Response.PARTLY: lazy("Accepted in part"),
    Response.NOT_ACCEPTED: lazy("Not accepted"),
}
VERDICT_WORDS = {
    Verdict.FOLLOWED: lazy("Followed"),
    Verdict.PARTLY: lazy("Followed in part"),
    Verdict.NOT_FOLLOWED: lazy("Not followed"),
    Verdict.OVERTAKEN: lazy("Overtaken by events"),
}
VERDICT_TONES = {
    Verdict.FOLLOWED: "ok",
    Verdict.PARTLY: "warn",
    Verdict.NOT_FOLLOWED: "stop",
    Verdict.OVERTAKEN: "line",
}
