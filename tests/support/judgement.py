"""Findings, documents as evidence, reports and signatures, made the way people make them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pypdfium2
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.orm import selectinload

from app.adapters.blobs import SealedBlobs
from app.adapters.keys import MasterKey
from app.adapters.sealers.configuration import Sealers
from app.documents.models import (
    AccessPolicy,
    AccessRule,
    Document,
    DocumentStatus,
    DocumentVersion,
    Level,
)
from app.findings import service as findings
from app.findings.models import Aspect, Audience, Finding, Judgement
from app.findings.policy import FindingPermission
from app.findings.queries import get_anywhere as get_finding
from app.findings.service import Advice, FindingText, Prompt
from app.identity.models import FreshSignIn, Person, SignInSession
from app.identity.service.sign_in import derive_nonce
from app.kernel import clock, ids
from app.kernel.access import Actor, system_actor
from app.kernel.web.house import house_of
from app.reports import jobs, queries
from app.reports.models import Report, Seat
from app.reports.policy import SEALER, ReportPermission
from app.reports.service import building, files, freezing, signing
from app.reports.service.building import ReportDraft, SeatWish
from app.reports.service.files import Tools
from app.workspaces import queries as workspaces
from app.workspaces.models import Marking
from app.workspaces.policy import WorkspacePermission
from tests.support.acting import acting
from tests.support.database import OneTransaction
from tests.support.world import World

CHIEF = "hoofdinspecteur"
"""The office that Wim and Cora hold."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a test makes what it needs; everything is undone with the test."""

    app: Flask
    world: World
    transaction: OneTransaction

    @property
    def tools(self) -> Tools:
        tool, sealers = house_of(self.app).tool, house_of(self.app).find_tool(Sealers)
        return Tools(tool(MasterKey), tool(SealedBlobs), sealers=sealers)

    def text(self, **changed: Any) -> FindingText:
        words = FindingText(
            title="Dagprogramma haalt het minimum niet",
            text="Wij telden **61 uur** per week.",
            norm_id=self.world.norm.id,
            aspect=Aspect.RESOURCES,
            judgement=Judgement.NOT_MET,
            audience=Audience.WORKSPACE,
            recommendations=(Advice("Haal 77 uur.", "de directie"),),
        )
        return replace(words, **changed)

    def finding(self, who: str = "anna", *, is_final: bool = True, **changed: Any) -> UUID:
        """Write a finding for somebody's organisation."""
        actor = self.world.actor(who)
        with acting(self.app, actor):
            place = workspaces.get_for(actor, WorkspacePermission.VIEW, self.world.workspace.id)
            finding = findings.add_finding(actor, place, text=self.text(**changed))
            if is_final and finding.audience == Audience.WORKSPACE:
                findings.put_forward(actor, finding, seen_version=1)
            return finding.id

    def change_finding(
        self,
        who: str,
        finding_id: UUID,
        *,
        seen_version: int,
        prompt: Prompt | None = None,
        **words: Any,
    ) -> None:
        """Change a finding, as its author does in another window."""
        actor = self.world.actor(who)
        with acting(self.app, actor):
            found = get_finding(actor, FindingPermission.CHANGE, finding_id)
            text, why = self.text(**words), prompt or Prompt("Er kwam een feit bij.")
            findings.change_finding(actor, found, text=text, seen_version=seen_version, prompt=why)

    def document(self, owner: str, *, title: str = "Rooster", **levels: Level) -> UUID:
        """Bring a document of an organisation, with what others may do with it."""
        place, codes = self.world.workspace.id, self.world.organisations
        policy_id, document_id = ids.new_id(), ids.new_id()
        uploader = self._somebody_of(owner)
        shared = {
            "workspace_id": place,
            "organisation_id": codes[owner].id,
        }
        with self.transaction.as_owner() as session:
            session.add(
                AccessPolicy(
                    id=policy_id,
                    governed_by_id=policy_id,
                    document_id=document_id,
                    version=1,
                    **shared,
                )
            )
            session.flush()
            session.add_all(
                AccessRule(
                    policy_id=policy_id,
                    workspace_id=place,
                    owner_id=codes[owner].id,
                    organisation_id=codes[code].id,
                    level=level,
                    legal_basis="JEUGD-TOEZICHT",
                    purpose="samen onderzoeken",
                    people=[],
                )
                for code, level in levels.items()
            )
            session.add(
                _document(document_id, policy_id, self.world.root.id, title=title, **shared)
            )
            session.flush()
            session.add(_version(document_id, place, uploader.id))
        return document_id

    def change_level(self, document_id: UUID, code: str, level: Level) -> None:
        """Let the owner of a document change what an organisation may with it."""
        with self.transaction.as_owner() as session:
            session.execute(
                update(AccessRule)
                .where(
                    AccessRule.organisation_id == self.world.organisations[code].id,
                    AccessRule.policy_id.in_(
                        select(AccessPolicy.id).where(AccessPolicy.document_id == document_id)
                    ),
                )
                .values(level=level)
            )

    def _somebody_of(self, code: str) -> Person:
        people = self.world.people.values()
        return next(each for each in people if each.organisation.code == code)

    def report(
        self,
        *finding_ids: UUID,
        seats: tuple[str | SeatWish, ...] = ("ijenv", "igj"),
        optional: tuple[str, ...] = (),
        **changed: Any,
    ) -> UUID:
        """Begin a report of findings, with seats for the chief inspectors of some organisations."""
        actor = self.world.actor("anna")
        wishes = [each if isinstance(each, SeatWish) else SeatWish(each, CHIEF) for each in seats]
        wishes += [SeatWish(code, CHIEF, is_required=False) for code in optional]
        draft = ReportDraft(
            title="Rapport De Meerkoet",
            findings=finding_ids or (self.finding(),),
            introduction="Wij keken **samen**.",
            conclusion="Er moet iets gebeuren.",
            seats=tuple(wishes),
        )
        with acting(self.app, actor):
            place = workspaces.get_for(actor, WorkspacePermission.VIEW, self.world.workspace.id)
            return building.make_report(actor, place, draft=replace(draft, **changed)).id

    def freeze(self, report_id: UUID, *, seen_version: int = 1) -> str:
        """Freeze a report; returns H0 in hexadecimal."""
        actor = self.world.actor("anna")
        with acting(self.app, actor):
            report = queries.get_anywhere(actor, ReportPermission.FREEZE, report_id)
            seen = {"seen_findings": freezing.token_now(actor, report), "tools": self.tools}
            freezing.freeze(actor, report, seen_version=seen_version, **seen)
            return report.fingerprint

    def frozen(self, **options: Any) -> UUID:
        """Return a report that is open for signing."""
        report_id = self.report(**options)
        self.freeze(report_id)
        return report_id

    def frozen_with(self, wishes: tuple[SeatWish, ...]) -> UUID:
        """Return a report with these very seats that is open for signing."""
        report_id = self.report(seats=wishes)
        self.freeze(report_id)
        return report_id

    def all_drafts(self) -> list[UUID]:
        """Return every report that is a draft."""
        with self.transaction.as_owner() as session:
            return list(session.scalars(select(Report.id).where(Report.status == "draft")))

    def frozen_of(self, *finding_ids: UUID) -> UUID:
        """Return a report of these findings that is open for signing."""
        report_id = self.report(*finding_ids)
        self.freeze(report_id)
        return report_id

    def read(self, report_id: UUID) -> tuple[Report, list[Seat]]:
        """Return a report and its seats as they are now."""
        with self.transaction.as_owner() as session:
            report = session.get_one(Report, report_id)
            seats = select(Seat).options(selectinload(Seat.voices))
            here = seats.where(Seat.report_id == report_id).order_by(Seat.position)
            return report, list(session.scalars(here))

    def ticket(self, who: str, report_id: UUID, **changed: Any) -> tuple[Actor, UUID]:
        """Let somebody sign in anew; returns the actor of that session and the ticket."""
        report, seats = self.read(report_id)
        person = self.world.person(who)
        own = [each for each in seats if each.organisation_id == person.organisation_id]
        purpose = {
            "action": signing.PURPOSE,
            "report": str(report_id),
            "sha256": report.frozen_sha256.hex() if report.frozen_sha256 else "",
            "seat": str(own[0].id) if own else str(ids.new_id()),
            "decision": "signed",
            "statement": "",
            "statement_sha256": "0" * 64,
            "random": ids.new_secret(),
        }
        made_at = changed.pop("made_at", clock.now())
        return self.sign_in_for(who, purpose | changed, made_at=made_at)

    def sign_in_for(
        self, who: str, purpose: dict[str, Any], *, made_at: datetime | None = None
    ) -> tuple[Actor, UUID]:
        """Let somebody sign in anew for exactly this; returns the actor and the ticket."""
        made_at = made_at or clock.now()
        person, session_id, ticket_id = self.world.person(who), ids.new_id(), ids.new_id()
        with self.transaction.as_owner() as session:
            session.add(
                SignInSession(
                    id=session_id,
                    token_hash=ids.new_id().bytes,
                    person_id=person.id,
                    provider_id=person.provider_id,
                    signed_in_at=made_at,
                    last_seen_at=made_at,
                    auth_time=made_at,
                    acr="substantial",
                )
            )
            session.flush()
            session.add(
                FreshSignIn(
                    id=ticket_id,
                    session_id=session_id,
                    person_id=person.id,
                    purpose=purpose,
                    claims={"sub": person.subject, "nonce": derive_nonce(purpose)},
                    nonce=derive_nonce(purpose),
                    auth_time=made_at,
                    made_at=made_at,
                    expires_at=made_at + timedelta(minutes=5),
                )
            )
        return replace(self.world.actor(who), session_id=session_id), ticket_id

    def co_sign(self, actor: Actor, report_id: UUID, *, ticket_id: UUID) -> None:
        """Carry out a decision that was confirmed."""
        with acting(self.app, actor):
            report = queries.get_anywhere(actor, ReportPermission.VIEW, report_id)
            signing.co_sign(actor, report, ticket_id=ticket_id, sealing=jobs.place_seal)

    def sign(self, who: str, report_id: UUID, **changed: Any) -> None:
        """Sign in anew, decide, and let the worker do what waits."""
        actor, ticket_id = self.ticket(who, report_id, **changed)
        self.co_sign(actor, report_id, ticket_id=ticket_id)
        self.run_jobs()

    def waiting_jobs(self) -> list[dict[str, Any]]:
        """Return the arguments of the seals that wait in the queue."""
        with self.transaction.as_owner() as session:
            statement = "select args from procrastinate_jobs where task_name = :name order by id"
            return list(session.scalars(text(statement), {"name": SEALER}))

    def run_jobs(self) -> None:
        """Do what the worker would: place each seal; those placed before are left alone."""
        for facts in self.waiting_jobs():
            with self.app.app_context():
                jobs.place_seal.run(**facts)

    def content(self, report_id: UUID, *, revision: int | None = None) -> bytes:
        """Return a file of a report, the newest when none is named."""
        actor = self.world.actor("anna")
        with acting(self.app, actor):
            report = queries.get_anywhere(actor, ReportPermission.VIEW, report_id)
            file = queries.get_file(report, revision=revision or report.revision)
            return files.content_of(file, workspace=report.workspace, tools=self.tools)

    def words_in(self, report_id: UUID) -> str:
        """Return the words of the newest file of a report."""
        document = pypdfium2.PdfDocument(self.content(report_id))
        try:
            pages = [page.get_textpage().get_text_bounded() for page in document]
        finally:
            document.close()
        return " ".join(" ".join(pages).split())

    def as_somebody(self, who: str, actor: Actor) -> Actor:
        """Return one of the cast with the session of another."""
        return replace(self.world.actor(who), session_id=actor.session_id)

    @contextmanager
    def as_keeper(self) -> Iterator[None]:
        """Stand where the command line stands: reading all, past row security."""
        with house_of(self.app).database.session_for(system_actor("command")) as session:
            session.info["is_owner"] = True
            yield

    def all_frozen(self) -> list[Report]:
        """Return every frozen report, for the keeper."""
        return queries.list_frozen()

    def facts_of(self, report_id: UUID, action: str) -> dict[str, Any]:
        """Return the facts of the last entry of the log with this word."""
        found = [
            each
            for each in self.log_items()
            if each["object"]["id"] == str(report_id) and each["action"] == action
        ]
        return dict(found[-1]["facts"])

    def log_items(self) -> list[dict[str, Any]]:
        """Return the log of the workspace as the API exports it."""
        with self.transaction.as_owner() as session:
            rows = session.execute(
                text('select entry from log_entry where tree_id = :id order by "index"'),
                {"id": self.world.workspace.id},
            )
            entries = [json.loads(row.entry) for row in rows]
        return [
            {**each, "object": {"kind": each["object"][0], "id": each["object"][1]}}
            for each in entries
        ]

    def read_finding(self, finding_id: UUID) -> Finding:
        with self.transaction.as_owner() as session:
            return session.get_one(Finding, finding_id)


def _document(
    document_id: UUID, policy_id: UUID, folder_id: UUID, *, title: str, **shared: Any
) -> Document:
    return Document(
        id=document_id,
        policy_id=policy_id,
        folder_id=folder_id,
        title=title,
        classification=0,
        marking=Marking.CONFIDENTIAL,
        is_special_category=False,
        is_criminal_data=False,
        is_police_data=False,
        status=DocumentStatus.RELEASED,
        current_number=1,
        changed_at=clock.now(),
        version=1,
        **shared,
    )


def _version(document_id: UUID, workspace_id: UUID, uploader_id: UUID) -> DocumentVersion:
    return DocumentVersion(
        document_id=document_id,
        workspace_id=workspace_id,
        number=1,
        file_name="rooster.pdf",
        media_type="application/pdf",
        size=1000,
        sha256=bytes(range(32)),
        blob_id="0" * 32,
        wrapped_key=b"",
        uploaded_by_id=uploader_id,
        uploaded_at=clock.now(),
        note="",
        status=DocumentStatus.RELEASED,
    )
