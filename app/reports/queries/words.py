"""What codes of a report are called on screen, and the tone they are shown in."""

from __future__ import annotations

from app.kernel.text import lazy
from app.reports.models import ReportStatus

STATUS_WORDS = {
    ReportStatus.DRAFT: lazy("Draft"),
    ReportStatus.FROZEN: lazy("Frozen"),
    ReportStatus.SIGNING: lazy("Open for signing"),
    ReportStatus.ADOPTED: lazy("Adopted"),
    ReportStatus.CLOSED: lazy("Closed"),
    ReportStatus.REOPENED: lazy("Reopened"),
}
STATUS_TONES = {
    ReportStatus.DRAFT: "line",
    ReportStatus.FROZEN: "info",
    ReportStatus.SIGNING: "info",
    ReportStatus.ADOPTED: "ok",
    ReportStatus.CLOSED: "line",
    ReportStatus.REOPENED: "warn",
}
