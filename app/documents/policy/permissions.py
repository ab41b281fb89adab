"""What one may do with documents: permissions, and the named rules that grant them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, true

from app.documents.models import Document, DocumentStatus, Level, OwnBasis, Purpose, Upload
from app.documents.policy.clearance import may_be_told_of
from app.identity.models import PRIVACY_OFFICER
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.workspaces import policy as workspaces
from app.workspaces.models import Workspace

SCANNER = "documents.scan"
"""Name of the job that has files looked at."""


class DocumentPermission(Permission):
    """What one may do with a document, or with the documents of a workspace."""

    VIEW = "document:content:view"
    READ = "document:content:read"
    DOWNLOAD = "document:content:download"
    CONTRIBUTE = "document:version:add"
    EDIT_METADATA = "document:metadata:change"
    SHARE = "document:access:change"
    WITHDRAW = "document:document:withdraw"
    CITE = "document:document:cite"
    ADD = "document:document:add"
    ARRANGE = "document:folder:add"
    SET_OWN_RULES = "document:policy:change"
    RELEASE = "document:scan:release"
    LOOK_AS = "document:list:mirror"
    ASK = "document:access:ask"
    JUDGE_BASIS = "document:basis:judge"
    TAKE = "document:lock:take"
    BREAK_LOCK = "document:lock:break"
    COMPARE = "document:content:compare"
    REDACT = "document:excerpt:make"
    HISTORY = "document:version:list"
    STATE_PURPOSE = "document:purpose:state"
    CHOOSE_WHAT_STAYS = "document:leaving:choose"


class UploadPermission(Permission):
    """What one may do with a file on its way in; making the document needs more."""

    CONTINUE = "upload:upload:continue"


@dataclass(frozen=True, slots=True)
class Sighted:
    """A document as one actor sees it: what rules and abilities are asked about."""

    document: Document
    workspace: Workspace
    """Where it is."""
    level: Level
    person_id: UUID | None
    organisation_id: UUID | None
    is_asked_for: bool = False
    """True when it was loaded to be changed, and somebody's question for access waits."""
    has_own_bases: bool = False
    """True when it was loaded to be read, and a basis in free text was approved for it."""
    purpose: Purpose | None = None
    """For which the actor opens police data now; only of a document that was loaded by itself."""
    emergency_id: UUID | None = None
    """The emergency sight under which it is seen; only of a document that was loaded by itself."""

    @property
    def id(self) -> UUID:
        """The document's id, for the ledger."""
        return self.document.id

    @property
    def is_own(self) -> bool:
        """True when the actor's organisation brought it."""
        return self.document.organisation_id == self.organisation_id

    @property
    def is_view_only(self) -> bool:
        """True when only page images may reach the reader."""
        return self.level == Level.VIEW


@rule(lazy("This document is not meant for you."), is_sight=True)
def is_visible(actor: Actor, sighted: Sighted) -> bool:
    """Seen by this very actor, not by somebody else."""
    is_of_actor = (sighted.person_id, sighted.organisation_id) == (
        actor.person_id,
        actor.organisation_id,
    )
    return is_of_actor and sighted.level >= Level.VIEW


@rule(lazy("This document is still being checked for viruses. Try again in a moment."))
def is_checked(_actor: Actor, sighted: Sighted) -> bool:
    """Hold when no verdict of the scanner is waited for."""
    return sighted.document.status not in (DocumentStatus.RECEIVED, DocumentStatus.SCANNED)


@rule(lazy("There is a virus in this file. Nobody can open it. Bring in a clean version."))
def has_no_virus(_actor: Actor, sighted: Sighted) -> bool:
    """Nothing was found in it."""
    return sighted.document.status != DocumentStatus.REFUSED


@rule(
    lazy(
        "This file is larger than the virus scanner takes, so nobody can open it. Split it, or ask"
        " the administrator of this system whether the scanner can take larger files."
    )
)
def fits_the_scanner(_actor: Actor, sighted: Sighted) -> bool:
    """No larger than what the scanner looks at."""
    return sighted.document.status != DocumentStatus.TOO_LARGE


@rule(lazy("Only the job that scans files may do this."), is_sight=True)
def is_the_scanner(actor: Actor, _sighted: Sighted) -> bool:
    """Hold for the job that has a file looked at."""
    return actor.is_job(SCANNER)


@rule(lazy("You may read this on screen. Downloading is up to the organisation that brought it."))
def may_download(_actor: Actor, sighted: Sighted) -> bool:
    """Level *download* or higher: the original bytes may reach the actor."""
    return sighted.level >= Level.DOWNLOAD


@rule(lazy("There are police data in this document. Say first for which purpose you open it."))
def has_stated_purpose(_actor: Actor, sighted: Sighted) -> bool:
    """Police data are opened for a purpose, by everybody; stated a short while ago."""
    return not sighted.document.is_police_data or sighted.purpose is not None


@rule(lazy("There are no police data in this document, so no purpose is asked."))
def holds_police_data(_actor: Actor, sighted: Sighted) -> bool:
    """Fall under the Wpg."""
    return sighted.document.is_police_data


@rule(lazy("You may not add a version. Ask the organisation that brought this document."))
def may_contribute(_actor: Actor, sighted: Sighted) -> bool:
    """Level *contribute* or higher."""
    return sighted.level >= Level.CONTRIBUTE


@rule(lazy("You may not change this. Ask the organisation that brought this document."))
def manages(_actor: Actor, sighted: Sighted) -> bool:
    """Level *manage*: title, place and description."""
    return sighted.level >= Level.MANAGE


@rule(lazy("Only the organisation that brought this document decides this."))
def decides_for_owner(_actor: Actor, sighted: Sighted) -> bool:
    """Contributors and coordinators of the owner; nobody else, whatever was granted."""
    return sighted.is_own and sighted.level >= Level.MANAGE


@rule(lazy("This document was withdrawn. Undo that first."))
def is_not_withdrawn(_actor: Actor, sighted: Sighted) -> bool:
    """Still there for others."""
    return sighted.document.withdrawn_at is None


@rule(lazy("This workspace is closed. Nothing can be changed in it any more."))
def workspace_is_open(_actor: Actor, sighted: Sighted) -> bool:
    """Work may still be done around it."""
    return sighted.workspace.is_open


@rule(lazy("Only the lead and the partners arrange folders here."))
def is_lead_or_partner(_actor: Actor, workspace: Workspace) -> bool:
    """Guests and observers see only what names them, so they arrange nothing."""
    return workspace.standing.participant_role in workspaces.SHARING_ROLES


@rule(lazy("This upload is not yours."), is_sight=True)
def is_own_upload(actor: Actor, upload: Upload) -> bool:
    """Begun by this very person for the organisation they still work for."""
    is_of_person = actor.person_id is not None and upload.person_id == actor.person_id
    return is_of_person and upload.organisation_id == actor.organisation_id


def bases_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that an `OwnBasis` is for the actor's eyes.

    Members of the owner's delegation in that workspace read it, and its privacy officer.
    """
    if actor.organisation_id is None:
        return false()
    is_officer = actor.is_person and PRIVACY_OFFICER in actor.duties
    inside = true() if is_officer else workspaces.is_place_of(actor, OwnBasis.workspace_id)
    is_shown = may_be_told_of(actor, OwnBasis.document_id)
    return and_(OwnBasis.owner_id == actor.organisation_id, inside, is_shown)


@rule(lazy("This question is not yours to read."), is_sight=True)
def is_basis_of_own(actor: Actor, basis: OwnBasis) -> bool:
    """Asked within the actor's own organisation."""
    return actor.organisation_id is not None and basis.owner_id == actor.organisation_id


@rule(lazy("Only the privacy officer of your organisation decides this."))
def is_privacy_officer(actor: Actor, _basis: OwnBasis) -> bool:
    """Hold for a privacy officer; of which organisation is the rule before this."""
    return actor.is_person and PRIVACY_OFFICER in actor.duties


@rule(lazy("You asked this yourself. Let a colleague ask it, then you can answer."))
def did_not_ask(actor: Actor, basis: OwnBasis) -> bool:
    """Four eyes: nobody answers the own question."""
    return basis.asked_by_id != actor.person_id


grant(UploadPermission.CONTINUE, is_own_upload)
grant(DocumentPermission.JUDGE_BASIS, is_basis_of_own, is_privacy_officer, did_not_ask)
grant(DocumentPermission.VIEW, is_visible)
grant(
    DocumentPermission.READ,
    is_visible,
    is_checked,
    has_no_virus,
    fits_the_scanner,
    has_stated_purpose,
)
grant(
    DocumentPermission.DOWNLOAD,
    is_visible,
    is_checked,
    has_no_virus,
    fits_the_scanner,
    may_download,
    has_stated_purpose,
)
grant(DocumentPermission.HISTORY, is_visible, has_stated_purpose)
grant(
    DocumentPermission.STATE_PURPOSE,
    is_visible,
    is_checked,
    has_no_virus,
    fits_the_scanner,
    holds_police_data,
)
grant(DocumentPermission.RELEASE, is_visible, is_the_scanner)
grant(DocumentPermission.CITE, is_visible)
grant(
    DocumentPermission.CONTRIBUTE, is_visible, workspace_is_open, is_not_withdrawn, may_contribute
)
grant(DocumentPermission.TAKE, is_visible, workspace_is_open, is_not_withdrawn, may_contribute)
grant(DocumentPermission.BREAK_LOCK, is_visible, workspace_is_open, decides_for_owner)
grant(
    DocumentPermission.COMPARE,
    is_visible,
    is_checked,
    has_no_virus,
    fits_the_scanner,
    may_download,
    has_stated_purpose,
)
grant(
    DocumentPermission.REDACT,
    is_visible,
    workspace_is_open,
    decides_for_owner,
    is_not_withdrawn,
    is_checked,
    has_no_virus,
    fits_the_scanner,
    has_stated_purpose,
)
grant(DocumentPermission.EDIT_METADATA, is_visible, workspace_is_open, is_not_withdrawn, manages)
grant(DocumentPermission.SHARE, is_visible, workspace_is_open, decides_for_owner)
grant(DocumentPermission.WITHDRAW, is_visible, workspace_is_open, decides_for_owner)
grant(DocumentPermission.ADD, workspaces.is_member, workspaces.is_open, workspaces.contributes)
grant(
    DocumentPermission.ARRANGE,
    workspaces.is_member,
    workspaces.is_open,
    workspaces.contributes,
    is_lead_or_partner,
)
grant(
    DocumentPermission.SET_OWN_RULES,
    workspaces.is_member,
    workspaces.is_open,
    workspaces.contributes,
)
grant(DocumentPermission.ASK, workspaces.is_member, workspaces.is_open)
grant(DocumentPermission.LOOK_AS, workspaces.is_member, workspaces.is_coordinator)

DOCUMENT_ABILITIES = (
    DocumentPermission.VIEW,
    DocumentPermission.READ,
    DocumentPermission.DOWNLOAD,
    DocumentPermission.CONTRIBUTE,
    DocumentPermission.EDIT_METADATA,
    DocumentPermission.SHARE,
    DocumentPermission.WITHDRAW,
    DocumentPermission.TAKE,
    DocumentPermission.BREAK_LOCK,
    DocumentPermission.COMPARE,
    DocumentPermission.REDACT,
    DocumentPermission.HISTORY,
    DocumentPermission.STATE_PURPOSE,
)
"""What an answer about a document says of the actor (``may``)."""
