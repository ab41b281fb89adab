"""Reading links: where one leads, what its holder wrote, and what was sent by it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import joinedload

from app.identity.queries import hash_secret
from app.kernel import db
from app.kernel.access import Actor, require, system_actor
from app.kernel.errors import NotFound
from app.rebuttals.models import DraftItem, PutFinding, Rebuttal, ReplyLink
from app.rebuttals.policy import GUEST, RebuttalPermission
from app.rebuttals.queries.hearings import LedgerRow, get_for, list_rows
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission

_FIND = text("select link_id, workspace_id, organisation_id from samenzicht_reply_link(:hash)")


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft with the finding it is about."""

    draft: DraftItem
    finding: PutFinding | None
    """None: about the whole."""


def find_guest(secret: str) -> tuple[Actor, UUID] | None:
    """Return who stands for the holder of a link, and the link; None when it leads nowhere.

    Nobody can tell whether it never was, has ended, or was revoked.
    """
    row = db.session().execute(_FIND, {"hash": hash_secret(secret)}).one_or_none()
    if row is None:
        return None
    guest = system_actor(GUEST, organisation_id=row.organisation_id, place_id=row.workspace_id)
    return guest, row.link_id


def get_link(actor: Actor, permission: RebuttalPermission, link_id: UUID) -> ReplyLink:
    """Return the link of a guest, and decide the permission.

    Raises:
        NotFound: it is not the guest's, or works no more.
    """
    if actor.place_id is None:
        raise NotFound
    place = workspaces.get_for(actor, WorkspacePermission.VIEW, actor.place_id)
    statement = (
        select(ReplyLink)
        .where(ReplyLink.id == link_id, ReplyLink.workspace_id == place.id)
        .execution_options(populate_existing=True)
    )
    link: ReplyLink | None = db.session().execute(statement).scalar_one_or_none()
    if link is None:
        raise NotFound
    view = RebuttalPermission.VIEW
    link.rebuttal = get_for(actor, view, rebuttal_id=link.rebuttal_id, workspace=place)
    require(actor, permission, link)
    return link


def list_links(rebuttal: Rebuttal) -> list[ReplyLink]:
    """Return the links of a rebuttal the actor leads, the newest first."""
    statement = (
        select(ReplyLink)
        .options(joinedload(ReplyLink.made_by, innerjoin=True))
        .where(ReplyLink.rebuttal_id == rebuttal.id)
        .order_by(ReplyLink.made_at.desc(), ReplyLink.id)
        .execution_options(populate_existing=True)
    )
    found = list(db.session().execute(statement).scalars())
    for each in found:
        each.rebuttal = rebuttal
    return found


def find_open_link(rebuttal: Rebuttal) -> ReplyLink | None:
    """Return the link by which a reply may still come, None when there is none."""
    waiting = [x for x in list_links(rebuttal) if x.revoked_at is None and x.submitted_at is None]
    return waiting[0] if waiting else None


def list_drafts(link: ReplyLink) -> list[DraftRow]:
    """Return what the holder of a link wrote and did not send yet, in order."""
    statement = (
        select(DraftItem)
        .where(DraftItem.link_id == link.id)
        .order_by(DraftItem.number)
        .execution_options(populate_existing=True)
    )
    put = {each.finding_id: each for each in link.rebuttal.findings}
    found = db.session().execute(statement).scalars()
    return [DraftRow(each, put.get(each.finding_id) if each.finding_id else None) for each in found]


def get_draft(link: ReplyLink, number: int) -> DraftRow:
    """Return one draft of a link.

    Raises:
        NotFound: there is none with that number.
    """
    found = [each for each in list_drafts(link) if each.draft.number == number]
    if not found:
        raise NotFound
    return found[0]


def highest_draft(link: ReplyLink) -> int:
    """Return the number of the last draft, 0 when there is none."""
    statement = select(func.coalesce(func.max(DraftItem.number), 0)).where(
        DraftItem.link_id == link.id
    )
    return int(db.session().execute(statement).scalar_one())


def list_sent(link: ReplyLink) -> list[LedgerRow]:
    """Return what was sent by a link, in order; what came in another way is not in it."""
    return [each for each in list_rows([link.rebuttal]) if each.item.link_id == link.id]
