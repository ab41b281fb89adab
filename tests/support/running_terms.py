"""Terms of the law for tests of notices: an activity, an incident, a case, a named term."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.coordination.models import Activity, ActivityKind, Regime, Rest, Sector, SupervisedEntity
from app.incidents.models import Case, CaseKind, CaseStatus, Institution, Sender
from app.kernel import clock, ids
from app.kernel.terms import LegalSystem, TermUnit
from app.tasks.models import NamedTerm
from tests.support.database import OneTransaction, watching_off
from tests.support.world import World


class TermMaker:
    """Puts things with terms in the workspace of the cast, past row security."""

    def __init__(self, world: World, transaction: OneTransaction) -> None:
        self.world, self.transaction = world, transaction

    def template(self, code: str, *, holds_cases: bool = False) -> None:
        """Make the workspace one of another kind."""
        with self.transaction.as_owner() as owner, watching_off(owner):
            owner.execute(
                text("update workspace set template = :code, holds_cases = :cases where id = :id"),
                {"code": code, "cases": holds_cases, "id": self.world.workspace.id},
            )

    def activity(self, *, due_on: date, code: str = "igj", **more: Any) -> UUID:
        """Plan something at an entity of an authority."""
        home, now = self.world.organisations[code], clock.now()
        entity = SupervisedEntity(
            id=ids.new_id(),
            workspace_id=self.world.workspace.id,
            organisation_id=home.id,
            name="Zeer geheim ziekenhuis",
            register_number="",
            match_key="zeer geheim ziekenhuis",
            sector=Sector.HEALTH,
            regime=Regime.CBW_ESSENTIAL,
            named=[],
            rest=Rest.NOTHING,
            changed_at=now,
            version=1,
        )
        facts = {"kind": ActivityKind.AUDIT, "title": "Zeer geheime audit"} | more
        days = {"starts_on": date(2026, 1, 5), "ends_on": due_on, "due_on": due_on}
        activity = Activity(
            id=ids.new_id(),
            workspace_id=entity.workspace_id,
            organisation_id=home.id,
            entity_id=entity.id,
            entity_name=entity.name,
            match_key=entity.match_key,
            sector=entity.sector,
            agreed_from=days["starts_on"],
            agreed_until=due_on,
            agreed_due_on=due_on,
            named=[],
            rest=Rest.NOTHING,
            moved_at=now,
            changed_at=now,
            version=1,
            **days,
            **facts,
        )
        with self.transaction.as_owner() as owner:
            owner.add(entity)
            owner.flush()
            owner.add(activity)
        return activity.id

    def incident(self, noticed_at: datetime, **more: Any) -> UUID:
        """Register an incident whose last day is far away."""
        facts = {"noticed_at": noticed_at, "terms_under": Regime.CBW_ESSENTIAL} | more
        return self.activity(due_on=date(2028, 1, 3), kind=ActivityKind.INCIDENT, **facts)

    def case(self, *, due_on: date, code: str = "igj", **more: Any) -> UUID:
        """Register a case whose provider finds out whether it is reportable."""
        now, place = clock.now(), self.world.workspace.id
        institution = Institution(
            id=ids.new_id(),
            workspace_id=place,
            is_municipality=False,
            name="De Vuurvlinder",
            match_key="de vuurvlinder",
        )
        facts = {"status": CaseStatus.FINDING_OUT, "registered_on": date(2026, 10, 12)} | more
        case = Case(
            id=ids.new_id(),
            workspace_id=place,
            organisation_id=self.world.organisations[code].id,
            ref="CMJ-2026-0042",
            pseudonym="Grijze Reiger",
            kind=CaseKind.CALAMITY,
            sender=Sender.PROVIDER,
            institution_id=institution.id,
            facts="Een jeugdige raakte gewond.",
            received_on=date(2026, 10, 12),
            registered_by_id=self.world.person("anna").id,
            registered_at=now,
            due_on=due_on,
            changed_at=now,
            version=1,
            **facts,
        )
        with self.transaction.as_owner() as owner:
            owner.add(institution)
            owner.flush()
            owner.add(case)
        return case.id

    def term(self, *, code: str = "igj", unit: TermUnit = TermUnit.WEEKS, **more: Any) -> UUID:
        """Name a term that an organisation keeps."""
        facts = {"length": 6, "starts_on": None, "starts_at": None} | more
        term = NamedTerm(
            id=ids.new_id(),
            workspace_id=self.world.workspace.id,
            organisation_id=self.world.organisations[code].id,
            name="Zeer geheime termijn",
            start_event="de brief",
            source="Awb",
            unit=unit,
            legal_system=LegalSystem.DUTCH,
            counts_back=False,
            binds=True,
            changed_at=clock.now(),
            version=1,
            **facts,
        )
        with self.transaction.as_owner() as owner:
            owner.add(term)
        return term.id
