"""Bringing documents into the world of a test, by the product's own verbs."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from PIL import Image

from app.adapters.blobs import SealedBlobs
from app.adapters.keys import MasterKey
from app.documents import service
from app.documents.legal_bases import LegalBases
from app.documents.models import Document, Folder
from app.documents.service import Depot, Description, Incoming, NewRule, Proposal, Watch
from app.identity.queries import SessionLimits
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.web.house import House
from app.kernel.work import circumstances
from app.workspaces import queries as workspaces
from app.workspaces.models import Classification, Marking, Workspace
from app.workspaces.policy import WorkspacePermission
from tests.support.world import World

TEXT = b"Vijftien jongeren spraken met ons.\n"
BASIS = "JEUGD-TOEZICHT"


def next_month() -> date:
    return clock.today() + timedelta(days=31)


def rule_for(organisation: str, level: str = "view", **more: Any) -> NewRule:
    """A rule with everything it must name."""
    given = {"until": next_month(), "legal_basis": BASIS, "purpose": "Samen onderzoeken"}
    return NewRule(organisation=organisation, level=level, **{**given, **more})


class Library:
    """Documents of one test's world."""

    def __init__(self, house: House, world: World) -> None:
        self.house = house
        self.world = world
        self.bases = house.tool(LegalBases)

    @property
    def depot(self) -> Depot:
        return Depot(
            blobs=self.house.tool(SealedBlobs),
            master=self.house.tool(MasterKey),
            highest_classification=Classification.DEPARTMENTAL,
            max_bytes=10_000_000,
        )

    def watch(self, actor: Actor) -> Watch:
        """Who asks anew, while bytes are leaving, whether this actor may have them."""
        return Watch(self.house.database, actor, self.house.tool(SessionLimits))

    def place(self, actor: Actor, workspace: Workspace | None = None) -> Workspace:
        """The workspace as this actor loads it; inside a session of theirs."""
        ref = (workspace or self.world.workspace).ref
        return workspaces.get_for(actor, WorkspacePermission.VIEW, ref)

    def bring(
        self,
        who: str,
        *rules: NewRule,
        title: str = "Plan van aanpak",
        name: str = "plan.txt",
        content: bytes = TEXT,
        folder: Folder | None = None,
        classification: str = "ongerubriceerd",
        workspace: Workspace | None = None,
        **flags: bool,
    ) -> Document:
        """Bring a document in for somebody's organisation, with rules of its own when given."""
        actor = self.world.actor(who)
        with (
            circumstances(request_id="of-a-test", queue=self.house.queue),
            self.house.database.session_for(actor),
        ):
            place = self.place(actor, workspace)
            document = service.add_document(
                actor,
                place,
                incoming=Incoming(io.BytesIO(content), name),
                description=Description(
                    folder_id=(folder or self.world.root).id,
                    title=title,
                    classification=classification,
                    marking=Marking.CONFIDENTIAL,
                    **flags,
                ),
                depot=self.depot,
            )
        if rules:
            self.share(who, document.id, *rules)
        return document

    def share(self, who: str, document_id: UUID, *rules: NewRule) -> None:
        """Lay down rules for a document."""
        actor = self.world.actor(who)
        with (
            circumstances(request_id="test", queue=self.house.queue),
            self.house.database.session_for(actor),
        ):
            service.set_rules(actor, document_id, proposal=Proposal(rules=rules, bases=self.bases))

    def address(self, document: Document, part: str = "") -> str:
        """Where a document is on screen."""
        return f"/workspaces/{self.world.workspace.ref}/documents/{document.id}{part}"

    @property
    def list_address(self) -> str:
        return f"/workspaces/{self.world.workspace.ref}/documents"


def pdf_of(pages: int = 2) -> bytes:
    """A real PDF with so many white pages."""
    sheets = [Image.new("RGB", (210, 297), "white") for _ in range(pages)]
    target = io.BytesIO()
    sheets[0].save(target, "PDF", save_all=True, append_images=sheets[1:])
    return target.getvalue()


def png_of(*, colour: str = "white") -> bytes:
    """A real picture."""
    target = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(target, "PNG")
    return target.getvalue()


def picture_of(kind: str, *, pages: int = 1) -> bytes:
    """A real picture of some kind, as Pillow names it."""
    target = io.BytesIO()
    first, *more = [Image.effect_noise((40, 30), 90).convert("RGB") for _ in range(pages)]
    several = {"save_all": True, "append_images": more} if more else {}
    first.save(target, kind, **several)
    return target.getvalue()
