"""The blueprints of rebuttals, and what they tell on the page of a report."""

from __future__ import annotations

from flask import url_for

from app.kernel.access import Actor, abilities
from app.kernel.web.door import GuardedBlueprint
from app.rebuttals import queries
from app.rebuttals.policy import RebuttalPermission
from app.reports import queries as reports
from app.reports.models import Report
from app.reports.queries import Heard, Reply

blueprint = GuardedBlueprint("rebuttals", "app.rebuttals.views", url_prefix="/workspaces/<ref:ref>")
reply = GuardedBlueprint("reply", "app.rebuttals.views", url_prefix="/reply/<string:token>")
"""For who holds a link: nobody signs in there."""


def _told(actor: Actor, report: Report, told: str | None) -> Heard:
    """Tell in short what organisations said of a report, and where the reader can open more."""
    rows = tuple(_reply(report, each) for each in queries.read_heard(told))
    may = abilities(actor, report, [RebuttalPermission.OPEN])
    url = url_for("rebuttals.new", ref=report.workspace.ref, report_id=report.id)
    return Heard(rows, url if may.open else "")


def _reply(report: Report, heard: queries.Heard) -> Reply:
    return Reply(
        entity=heard.entity,
        url=url_for("rebuttals.detail", ref=report.workspace.ref, rebuttal_id=heard.id),
        words=str(queries.STATUS_WORDS[heard.status]),
        tone=queries.STATUS_TONES[heard.status],
        remarks=heard.items,
        undecided=heard.undecided,
    )


reports.offer_replies(
    "rebuttals", asked=queries.asked_with_report, told=_told, annexes=queries.list_annexes
)
