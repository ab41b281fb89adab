"""Reading rebuttals: one, those of a report, their ledger, and until when a reply may come."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, Text, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import joinedload

from app.adapters.blobs import NamedBlob, StoredBlob
from app.identity.models import Organisation
from app.kernel import clock, db, terms
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.kernel.terms import Explanation
from app.kernel.text import lazy
from app.rebuttals.models import (
    PutFinding,
    Rebuttal,
    RebuttalItem,
    RebuttalStatus,
    Source,
    TermExtension,
    Way,
    status_of,
)
from app.rebuttals.policy import RebuttalPermission, visible_in
from app.reports import queries as reports
from app.reports.models import Report
from app.reports.policy import ReportPermission
from app.reports.queries import Annex, AnnexRow
from app.tasks.models import TaskStatus
from app.tasks.queries import Reckoned
from app.tasks.queries.deadlines import Deadline, read_day
from app.tasks.queries.term_words import explained
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission

STATUS_WORDS = {
    RebuttalStatus.PREPARED: lazy("Not sent yet"),
    RebuttalStatus.SENT: lazy("Waiting for a reply"),
    RebuttalStatus.ANSWERED: lazy("Reply received"),
    RebuttalStatus.CLOSED: lazy("Closed"),
}
STATUS_TONES = {
    RebuttalStatus.PREPARED: "line",
    RebuttalStatus.SENT: "info",
    RebuttalStatus.ANSWERED: "ok",
    RebuttalStatus.CLOSED: "line",
}
WAY_WORDS = {Way.HAND: lazy("Sent in another way"), Way.LINK: lazy("Sent by a link")}
SOURCE_WORDS = {
    Source.HAND: lazy("Entered by hand"),
    Source.LINK: lazy("Written by the organisation itself"),
}


@dataclass(frozen=True, slots=True)
class Term:
    """Until when a reply may come, and why that day."""

    explanation: Explanation
    deadline: Deadline | None
    """How long still; None when nobody waits any more."""
    steps: tuple[str, ...]

    @property
    def ends_on(self) -> date:
        """The last day."""
        return self.explanation.ends_on


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A remark as the ledger shows it."""

    item: RebuttalItem
    finding: PutFinding | None
    """None: about the whole."""

    @property
    def decider(self) -> Organisation:
        """Who decides, or decided."""
        return self.item.organisation


@dataclass(frozen=True, slots=True)
class Heard:
    """A rebuttal in short, with how far its ledger is."""

    id: UUID
    entity: str
    status: RebuttalStatus
    items: int
    undecided: int


def get_for(
    actor: Actor, permission: RebuttalPermission, *, rebuttal_id: UUID, workspace: Workspace
) -> Rebuttal:
    """Return a rebuttal of a workspace that the actor has loaded, and decide the permission.

    Raises:
        NotFound: there is none, or it is not for this actor.
    """
    statement = _whole().where(Rebuttal.id == rebuttal_id, visible_in(actor, workspace))
    found: Rebuttal | None = db.session().execute(statement).unique().scalar_one_or_none()
    if found is None:
        raise NotFound
    found.report = reports.get_for(
        actor, ReportPermission.VIEW, report_id=found.report_id, workspace=workspace
    )
    require(actor, permission, found)
    return found


def get_item(
    actor: Actor, permission: RebuttalPermission, *, item_id: UUID, workspace: Workspace
) -> RebuttalItem:
    """Return a remark of a workspace that the actor has loaded, and decide the permission."""
    statement = (
        _items()
        .join(Rebuttal, Rebuttal.id == RebuttalItem.rebuttal_id)
        .where(RebuttalItem.id == item_id, visible_in(actor, workspace))
    )
    found: RebuttalItem | None = db.session().execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    found.rebuttal = get_for(
        actor, RebuttalPermission.VIEW, rebuttal_id=found.rebuttal_id, workspace=workspace
    )
    require(actor, permission, found)
    return found


def get_report_for(
    actor: Actor, permission: RebuttalPermission, *, ref: str, report_id: UUID
) -> Report:
    """Return a report of a workspace, and decide a permission about its rebuttals."""
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    report = reports.get_for(actor, ReportPermission.VIEW, report_id=report_id, workspace=workspace)
    require(actor, permission, report)
    return report


def proposed_end(rebuttal: Rebuttal) -> date:
    """Return the last day of the term, as it would be if the text were sent today."""
    today = clock.today()
    changes = [each.as_counted for each in rebuttal.extensions]
    told = terms.explain(rebuttal.rule, rebuttal.sent_on or today, changes=changes)
    return max(told.ends_on, today)


def asked_with_report(actor: Actor, workspace: Workspace) -> ScalarSelect[str]:
    """Return the column that tells, with a report, who was heard about any version of it."""
    of_it = RebuttalItem.rebuttal_id == Rebuttal.id
    items = select(func.count()).select_from(RebuttalItem).where(of_it)
    row = func.jsonb_build_array(
        Rebuttal.id,
        Rebuttal.entity,
        Rebuttal.sent_on.is_not(None),
        Rebuttal.answered_at.is_not(None),
        Rebuttal.closed_at.is_not(None),
        items.scalar_subquery(),
        items.where(RebuttalItem.decision.is_(None)).scalar_subquery(),
    )
    in_order = aggregate_order_by(row, Rebuttal.opened_at, Rebuttal.id)
    return (
        select(cast(func.jsonb_agg(in_order), Text))
        .where(
            visible_in(actor, workspace),
            Rebuttal.series_id == func.coalesce(Report.first_id, Report.id),
        )
        .correlate(Report)
        .scalar_subquery()
    )


def read_heard(told: str | None) -> list[Heard]:
    """Read what `asked_with_report` gave."""
    return [
        Heard(
            UUID(key),
            entity,
            status_of(is_sent=is_sent, is_answered=is_answered, is_closed=is_closed),
            items,
            undecided,
        )
        for key, entity, is_sent, is_answered, is_closed, items, undecided in json.loads(
            told or "[]"
        )
    ]


def list_heard(actor: Actor, report: Report) -> list[Rebuttal]:
    """Return the rebuttals about any version of a report, the oldest first; one statement."""
    statement = (
        select(Rebuttal)
        .options(
            joinedload(Rebuttal.extensions),
            joinedload(Rebuttal.organisation, innerjoin=True),
            joinedload(Rebuttal.findings).joinedload(PutFinding.organisation),
        )
        .where(visible_in(actor, report.workspace), Rebuttal.series_id == report.series_id)
        .order_by(Rebuttal.opened_at, Rebuttal.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session().execute(statement).unique().scalars())


def list_rows(rebuttals: Sequence[Rebuttal]) -> list[LedgerRow]:
    """Return the ledger of rebuttals the actor has loaded, in order; one statement."""
    ids = [each.id for each in rebuttals]
    statement = (
        _items()
        .where(RebuttalItem.rebuttal_id.in_(ids))
        .order_by(RebuttalItem.rebuttal_id, RebuttalItem.number)
    )
    found = db.session().execute(statement).scalars().all() if ids else []
    put = {(each.id, about.finding_id): about for each in rebuttals for about in each.findings}
    by_id = {each.id: each for each in rebuttals}
    rows = []
    for each in found:
        each.rebuttal = by_id[each.rebuttal_id]
        about = put[each.rebuttal_id, each.finding_id] if each.finding_id else None
        rows.append(LedgerRow(each, about))
    return rows


def find_put(item: RebuttalItem) -> PutFinding | None:
    """Return the finding a remark is about, None when it is about the whole."""
    if item.finding_id is None:
        return None
    found = [each for each in item.rebuttal.findings if each.finding_id == item.finding_id]
    return found[0]


def highest_number(rebuttal: Rebuttal) -> int:
    """Return the number of the last remark, 0 when there is none."""
    statement = select(func.coalesce(func.max(RebuttalItem.number), 0)).where(
        RebuttalItem.rebuttal_id == rebuttal.id
    )
    return int(db.session().execute(statement).scalar_one())


def term_of(rebuttal: Rebuttal) -> Term | None:
    """Return until when a reply may come, None while the text was not sent."""
    if rebuttal.sent_on is None:
        return None
    changes = [each.as_counted for each in rebuttal.extensions]
    told = terms.explain(rebuttal.rule, rebuttal.sent_on, changes=changes)
    waits = rebuttal.status == RebuttalStatus.SENT
    deadline = None
    if waits:
        deadline = read_day(TaskStatus.ACCEPTED, told.ends_on, today=clock.today())
    return Term(told, deadline, explained(Reckoned(told)))


def list_stored() -> Iterator[NamedBlob]:
    """Yield the blob of every extract; for the keeper, who reads all rows."""
    statement = select(Rebuttal).order_by(Rebuttal.id).execution_options(yield_per=500)
    for row in db.session().execute(statement).scalars():
        blob = StoredBlob(
            id=row.blob_id,
            sha256=row.fingerprint,
            size=row.size,
            wrapped_key=row.wrapped_key,
            sealed_sha256="",
            sealed_size=0,
        )
        yield NamedBlob("rebuttal extract", row.id, row.workspace_id, blob)


def _whole() -> Select[Any]:
    return (
        select(Rebuttal)
        .options(
            joinedload(Rebuttal.organisation, innerjoin=True),
            joinedload(Rebuttal.opened_by, innerjoin=True),
            joinedload(Rebuttal.findings).joinedload(PutFinding.organisation),
            joinedload(Rebuttal.extensions).joinedload(TermExtension.made_by),
        )
        .execution_options(populate_existing=True)
    )


def _items() -> Select[Any]:
    return (
        select(RebuttalItem)
        .options(
            joinedload(RebuttalItem.organisation, innerjoin=True),
            joinedload(RebuttalItem.decided_by),
        )
        .execution_options(populate_existing=True)
    )


def annex_of(rebuttal: Rebuttal) -> Annex:
    """Return the ledger of a rebuttal the actor has loaded, as it is published."""
    return _annex(rebuttal, list_rows([rebuttal]), report_ref=rebuttal.report.ref)


def list_annexes(actor: Actor, report: Report) -> list[Annex]:
    """Return the ledgers about any version of a report, as they are published.

    What came in is part of it, decided or not; a hearing without remarks gives none.
    """
    rows = list_rows(list_heard(actor, report))
    heard = list({row.item.rebuttal_id: row.item.rebuttal for row in rows}.values())
    if not heard:
        return []
    refs = {each.id: each.ref for each in reports.list_series(report)}
    return [
        _annex(
            each,
            [row for row in rows if row.item.rebuttal_id == each.id],
            report_ref=refs[each.report_id],
        )
        for each in heard
    ]


def _annex(rebuttal: Rebuttal, rows: Sequence[LedgerRow], *, report_ref: str) -> Annex:
    term = term_of(rebuttal)
    return Annex(
        entity=rebuttal.entity,
        report_ref=report_ref,
        sent_on=rebuttal.sent_on,
        ends_on=term.ends_on if term else None,
        rows=tuple(_annex_row(each) for each in rows),
    )


def _annex_row(row: LedgerRow) -> AnnexRow:
    item, put = row.item, row.finding
    return AnnexRow(
        number=item.number,
        finding_id=item.finding_id,
        about=f"{put.ref} {put.title}" if put else "",
        place=item.place,
        remark=item.remark,
        decision=item.decision,
        reason=item.reason,
        organisation=item.organisation,
        followed_by=item.followed_by,
    )
