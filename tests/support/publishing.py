"""Publications for tests: an adopted report, planning, agreeing, and letting the clock come by."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from pypdf import PdfWriter
from sqlalchemy import select, text

from app.kernel import clock, ids
from app.kernel.errors import NotFound
from app.publications import jobs, queries, service
from app.publications.models import Publication, PublicationEntry
from app.publications.policy import PublicationPermission
from app.publications.service.files import keep
from app.reports.models import Report
from app.running import standing_in
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission
from tests.support.acting import acting
from tests.support.database import OneTransaction
from tests.support.judgement import Desk
from tests.support.markers import marked


@dataclass(frozen=True, slots=True)
class Press:
    """One adopted report on its way to publication."""

    desk: Desk
    transaction: OneTransaction
    report_id: UUID

    def plan(
        self,
        publish_at: datetime,
        *,
        who: str = "anna",
        left_out: tuple[str, ...] = (),
        seen_version: int | None = None,
        reason: str = "Het moet anders.",
        delay_reason: str = "",
        offered: tuple[str, date] | None = None,
    ) -> UUID:
        """Plan, or change the plan; returns the publication."""
        actor, ref = self.desk.world.actor(who), self.desk.world.workspace.ref
        to, day = offered or ("", None)
        with acting(self.desk.app, actor):
            asked = queries.get_plan_for(
                actor, PublicationPermission.PLAN, ref=ref, report_id=self.report_id
            )
            seen = asked.publication.version if asked.publication else 0
            source = service.read_source(asked.report, tools=self.desk.tools)
            wish = service.Wish(
                publish_at=publish_at,
                offered_to=to,
                offered_on=day,
                reason=reason,
                delay_reason=delay_reason,
            )
            made = service.plan(
                actor,
                asked,
                wish=wish,
                public=service.prepare(source, left_out),
                seen_version=seen if seen_version is None else seen_version,
                tools=self.desk.tools,
            )
            return made.id

    def decide(self, who: str, *, agrees: bool, seen: str | None = None, reason: str = "") -> None:
        """Let somebody agree or object for the own organisation."""
        actor = self.desk.world.actor(who)
        with acting(self.desk.app, actor):
            place = workspaces.get_for(
                actor, WorkspacePermission.VIEW, self.desk.world.workspace.id
            )
            found = queries.get_for(
                actor,
                PublicationPermission.DECIDE,
                publication_id=self.read().id,
                workspace=place,
            )
            service.decide(
                actor,
                found,
                agrees=agrees,
                reason=reason,
                seen_sha256=found.fingerprint if seen is None else seen,
                seen_version=found.version,
            )

    def tick(self) -> None:
        """Let the clock come by, and do what it defers."""
        with standing_in(self.desk.app):
            jobs.seek_due.run()
        with self.transaction.as_owner() as owner:
            waiting = list(
                owner.scalars(
                    text(
                        "delete from procrastinate_jobs where task_name = 'publications.publish'"
                        " and status = 'todo' returning args"
                    )
                )
            )
        for facts in waiting:
            with self.desk.app.app_context():
                jobs.publish.run(**facts)

    def read(self) -> Publication:
        """Return the publication as it stands in the table."""
        found = self.find()
        if found is None:
            raise NotFound
        return found

    def find(self) -> Publication | None:
        """Return the publication as it stands in the table, None when nothing was planned."""
        with self.transaction.as_owner() as owner:
            found = select(Publication).where(Publication.report_id == self.report_id)
            return owner.scalars(found.execution_options(populate_existing=True)).one_or_none()

    def said(self) -> list[PublicationEntry]:
        """Return all that was planned and said, in order."""
        with self.transaction.as_owner() as owner:
            found = select(PublicationEntry).order_by(PublicationEntry.number)
            return list(owner.scalars(found.execution_options(populate_existing=True)))

    @property
    def place(self) -> str:
        """Address of the workspace."""
        return f"/workspaces/{self.desk.world.workspace.ref}"

    @property
    def plan_address(self) -> str:
        """Where it is planned."""
        return f"{self.place}/reports/{self.report_id}/publication"

    @property
    def address(self) -> str:
        """Of the page of the publication."""
        return f"{self.place}/publications/{self.read().id}"


def _a_page() -> bytes:
    """Make a real PDF of one empty page."""
    writer, made = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=200, height=200)
    writer.write(made)
    return made.getvalue()


def publish_scene(desk: Desk) -> dict[str, UUID]:
    """Plan the publication of the report that is being signed, with a marker in each text."""
    name, key = "publication_here", ids.new_id()
    with desk.transaction.as_owner() as owner:
        report = owner.scalars(select(Report).where(Report.status == "signing")).one()
        made = Publication(
            id=key,
            workspace_id=report.workspace_id,
            report_id=report.id,
            organisation_id=report.organisation_id,
            ref=report.ref,
            title=marked(name, "Rapport"),
            offered_to=marked(name, "de minister"),
            offered_on=clock.today(),
            publish_at=in_days(3),
            left_out=[],
            pages=1,
            since_number=1,
            version=1,
        )
        made.workspace = owner.get_one(Workspace, report.workspace_id)
        keep(made, _a_page(), tools=desk.tools)
        owner.add(made)
    return {name: key}


def in_days(days: int, **more: Any) -> datetime:
    """Return a moment some days from now, on a whole minute."""
    moment = clock.now() + timedelta(days=days, **more)
    return moment.replace(second=0, microsecond=0)
