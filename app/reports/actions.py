"""Audit words of reports, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy
from app.reports.models import SeatStatus


class ReportAction(Action):
    """What happens to a report and its seats."""

    MADE = "report:text:make"
    CHANGED = "report:text:change"
    FROZEN = "report:text:freeze"
    SIGNED = "report:seat:sign"
    RESERVED = "report:seat:reserve"
    DECLINED = "report:seat:decline"
    ABSTAINED = "report:seat:abstain"
    SEALED = "report:seal:place"
    BROUGHT = "report:signature:bring"
    STAMPED = "report:file:stamp"
    ADOPTED = "report:text:adopt"
    CLOSED = "report:round:close"
    REOPENED = "report:round:reopen"
    DOWNLOADED = "report:file:download"
    EVIDENCE_TAKEN = "report:evidence:download"
    KEY_MADE = "report:key:make"
    STAMPER_TAKEN = "report:stamper:take"
    SEAL_ROOT_TAKEN = "report:seal-root:take"
    SIGN_ROOT_TAKEN = "report:sign-root:take"
    SEAL_WAITS = "report:seal:wait"
    RENEWED = "report:proof:renew"
    MEASURED = "report:proof:measure"
    LAPSED = "report:proof:lapse"


DECIDED = {
    SeatStatus.SIGNED: ReportAction.SIGNED,
    SeatStatus.SIGNED_WITH_RESERVATION: ReportAction.RESERVED,
    SeatStatus.DECLINED: ReportAction.DECLINED,
    SeatStatus.ABSTAINED: ReportAction.ABSTAINED,
}
"""The word for each decision of a seat."""

LABELS = {
    ReportAction.MADE: lazy("began"),
    ReportAction.CHANGED: lazy("changed"),
    ReportAction.FROZEN: lazy("froze"),
    ReportAction.SIGNED: lazy("signed"),
    ReportAction.RESERVED: lazy("signed with a reservation"),
    ReportAction.DECLINED: lazy("declined to sign"),
    ReportAction.ABSTAINED: lazy("abstained from signing"),
    ReportAction.SEALED: lazy("placed the seal in"),
    ReportAction.BROUGHT: lazy("brought in, signed with their own certificate:"),
    ReportAction.STAMPED: lazy("closed with a time stamp the file of"),
    ReportAction.ADOPTED: lazy("adopted"),
    ReportAction.CLOSED: lazy("closed the round of"),
    ReportAction.REOPENED: lazy("began a next version of"),
    ReportAction.DOWNLOADED: lazy("downloaded"),
    ReportAction.EVIDENCE_TAKEN: lazy("downloaded the evidence of"),
    ReportAction.KEY_MADE: lazy("made a seal"),
    ReportAction.STAMPER_TAKEN: lazy("took an authority for time stamps into use"),
    ReportAction.SEAL_ROOT_TAKEN: lazy("took a root for seals made elsewhere into use"),
    ReportAction.SIGN_ROOT_TAKEN: lazy("took a root for signatures made elsewhere into use"),
    ReportAction.SEAL_WAITS: lazy("could not place the seal yet in"),
    ReportAction.RENEWED: lazy("renewed the proof of"),
    ReportAction.MEASURED: lazy("worked out until when the proof holds of"),
    ReportAction.LAPSED: lazy("found that the proof has ended of"),
}
