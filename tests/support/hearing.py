"""Rebuttals made the way people make them: opened, sent, remarked on, decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask

from app.findings.models import Outcome
from app.kernel import clock
from app.rebuttals import queries, service
from app.rebuttals.models import Rebuttal, RebuttalItem
from app.rebuttals.policy import RebuttalPermission
from app.reports import queries as reports
from app.reports.policy import ReportPermission
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission
from tests.support.acting import acting
from tests.support.database import OneTransaction
from tests.support.judgement import Desk
from tests.support.world import World

ENTITY = "Stichting De Meerkoet"


@dataclass(frozen=True, slots=True)
class Hearings:
    """Where a test makes its rebuttals."""

    app: Flask
    world: World
    transaction: OneTransaction
    desk: Desk

    def open(self, report_id: UUID, *, who: str = "anna", **more: Any) -> UUID:
        """Open one about every finding of a report, unless others are named."""
        actor = self.world.actor(who)
        with acting(self.app, actor):
            report = reports.get_anywhere(actor, ReportPermission.VIEW, report_id)
            said = {
                "entity": ENTITY,
                "contact": "M. de Vries",
                "email": "vries@example.nl",
                "findings": tuple(each.finding_id for each in report.chapters),
            }
            wish = service.Hearing(**{**said, **more})
            return service.open_rebuttal(actor, report, wish=wish, tools=self.desk.tools).id

    def sent(self, report_id: UUID, **more: Any) -> UUID:
        """Open one and note that it was sent today."""
        rebuttal_id = self.open(report_id, **more)
        actor = self.world.actor("anna")
        with acting(self.app, actor):
            rebuttal = self.load(actor, rebuttal_id, RebuttalPermission.SEND)
            service.note_sent(actor, rebuttal, day=clock.today(), seen_version=rebuttal.version)
        return rebuttal_id

    def remark(
        self, rebuttal_id: UUID, remark: str = "Het waren 70 uur.", *, about: UUID | None = None
    ) -> UUID:
        """Enter a remark by hand."""
        actor = self.world.actor("anna")
        with acting(self.app, actor):
            rebuttal = self.load(actor, rebuttal_id, RebuttalPermission.ADD)
            said = service.Remark(about, "blz. 3", remark)
            return service.add_item(actor, rebuttal, said=said, received_on=clock.today()).id

    def decide(
        self,
        who: str,
        item_id: UUID,
        decision: Outcome,
        *,
        reason: str = "De rooster bewijst het.",
        followed_by: int | None = None,
    ) -> None:
        """Decide about a remark, as somebody."""
        actor = self.world.actor(who)
        with acting(self.app, actor):
            place = workspaces.get_for(actor, WorkspacePermission.VIEW, self.world.workspace.id)
            item = queries.get_item(
                actor, RebuttalPermission.DECIDE, item_id=item_id, workspace=place
            )
            ruling = service.Ruling(decision, reason, followed_by)
            service.decide(actor, item, ruling=ruling, seen_version=item.version)

    def load(self, actor: Any, rebuttal_id: UUID, permission: RebuttalPermission) -> Rebuttal:
        """Load one as somebody who acts already."""
        place = workspaces.get_for(actor, WorkspacePermission.VIEW, self.world.workspace.id)
        return queries.get_for(actor, permission, rebuttal_id=rebuttal_id, workspace=place)

    def stored(self, rebuttal_id: UUID) -> Rebuttal:
        """Return a rebuttal as it stands in the table."""
        with self.transaction.as_owner() as owner:
            return owner.get_one(Rebuttal, rebuttal_id, populate_existing=True)

    def item(self, item_id: UUID) -> RebuttalItem:
        """Return a remark as it stands in the table."""
        with self.transaction.as_owner() as owner:
            return owner.get_one(RebuttalItem, item_id, populate_existing=True)

    def address(self, rebuttal_id: UUID, part: str = "") -> str:
        """Return the address of a rebuttal."""
        return f"/workspaces/{self.world.workspace.ref}/rebuttals/{rebuttal_id}{part}"

    def address_of_item(self, item_id: UUID) -> str:
        """Return where one decides about a remark."""
        return f"/workspaces/{self.world.workspace.ref}/rebuttal-items/{item_id}"
