"""The blueprint of rebuttals, and what they tell on the page of a report."""

from __future__ import annotations

from flask import url_for

from app.kernel.access import Actor, abilities
from app.kernel.web.door import GuardedBlueprint
from app.rebuttals import queries
from app.rebuttals.policy import RebuttalPermission
from app.rebuttals.queries import Counted
from app.reports import queries as reports
from app.reports.models import Report
from app.reports.queries import Heard, Reply

blueprint = GuardedBlueprint("rebuttals", "app.rebuttals.views", url_prefix="/workspaces/<ref:ref>")


def _heard(actor: Actor, report: Report) -> Heard:
    """Tell in short what organisations said of a report, and where the reader can open more."""
    rows = tuple(_reply(report, each) for each in queries.list_counted(actor, report))
    may = abilities(actor, report, [RebuttalPermission.OPEN])
    url = url_for("rebuttals.new", ref=report.workspace.ref, report_id=report.id)
    return Heard(rows, url if may.open else "")


def _reply(report: Report, counted: Counted) -> Reply:
    rebuttal = counted.rebuttal
    return Reply(
        entity=rebuttal.entity,
        url=url_for("rebuttals.detail", ref=report.workspace.ref, rebuttal_id=rebuttal.id),
        words=str(queries.STATUS_WORDS[rebuttal.status]),
        tone=queries.STATUS_TONES[rebuttal.status],
        remarks=counted.items,
        undecided=counted.undecided,
    )


reports.offer_replies("rebuttals", _heard, queries.list_annexes)
