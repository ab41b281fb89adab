"""Reading which workspaces carry out an investigation, as far as the reader is in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import joinedload

from app.identity import queries as identity
from app.identity.models import Organisation
from app.identity.queries.organisations import BADGE, Badge
from app.kernel import db, sql
from app.kernel.access import Actor, decide
from app.kernel.errors import NotFound
from app.programme.models import Investigation, InvestigationWorkspace
from app.programme.policy import ProgrammePermission, links_visible_to, visible_to
from app.programme.queries.lines import get_for
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission
from app.workspaces.queries import Along, Occasion
from app.workspaces.templates import WorkspaceTemplate


@dataclass(frozen=True, slots=True)
class Linked:
    """A workspace that carries out an investigation, for a reader who is in it."""

    link_id: UUID
    ref: str
    title: str


def list_links(actor: Actor, investigation_ids: Iterable[UUID]) -> dict[UUID, list[Linked]]:
    """Return per investigation the workspaces the actor is in; one statement."""
    statement = (
        select(InvestigationWorkspace)
        .options(joinedload(InvestigationWorkspace.workspace))
        .where(
            InvestigationWorkspace.investigation_id.in_(list(investigation_ids)),
            links_visible_to(actor),
        )
    )
    found: dict[UUID, list[Linked]] = {}
    links = db.session().execute(statement).scalars()
    for each in sorted(links, key=lambda link: link.workspace.ref):
        linked = Linked(each.id, each.workspace.ref, each.workspace.title)
        found.setdefault(each.investigation_id, []).append(linked)
    return found


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """An investigation as the workspace that carries it out shows it."""

    id: UUID
    title: str
    year: int
    organisation: Badge
    """Whose programme it stands in."""


def carried_out_along(actor: Actor) -> Along:
    """Ask along which investigations a workspace carries out, as far as the actor sees them."""
    return Along(_carried_out(actor), {}, _read_carried_out)


@sql.kept
def _carried_out(actor: Actor) -> ScalarSelect[Any]:
    row = func.json_build_array(Investigation.id, Investigation.title, Investigation.year, *BADGE)
    return (
        select(func.json_agg(row))
        .select_from(InvestigationWorkspace)
        .join(Investigation, Investigation.id == InvestigationWorkspace.investigation_id)
        .join(Organisation, Organisation.id == Investigation.organisation_id)
        .where(
            InvestigationWorkspace.workspace_id == sql.HERE,
            links_visible_to(actor),
            visible_to(actor),
            Investigation.withdrawn_at.is_(None),
        )
        .scalar_subquery()
    )


def _read_carried_out(answer: list[list[Any]] | None) -> list[CarriedOut]:
    found = [CarriedOut(UUID(each[0]), each[1], each[2], Badge(*each[3:])) for each in answer or []]
    return sorted(found, key=lambda each: (-each.year, each.title, each.id))


def get_link(actor: Actor, link_id: UUID) -> InvestigationWorkspace:
    """Return a link that stands and that the actor may know of.

    Raises:
        NotFound: there is none.
    """
    statement = select(InvestigationWorkspace).where(
        InvestigationWorkspace.id == link_id, links_visible_to(actor)
    )
    found: InvestigationWorkspace | None = db.session().execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def find_link_of(
    actor: Actor, workspace: Workspace, *, organisation_id: UUID, year: int
) -> Investigation | None:
    """Find what a workspace carries out already, in a year of one organisation's programme."""
    statement = (
        select(Investigation)
        .join(InvestigationWorkspace, InvestigationWorkspace.investigation_id == Investigation.id)
        .where(
            InvestigationWorkspace.workspace_id == workspace.id,
            InvestigationWorkspace.organisation_id == organisation_id,
            InvestigationWorkspace.year == year,
            links_visible_to(actor),
        )
    )
    found: Investigation | None = db.session().execute(statement).scalar_one_or_none()
    return found


def list_linkable(actor: Actor) -> list[Workspace]:
    """Return the open workspaces the actor coordinates, by reference."""
    return [
        each
        for each in workspaces.list_of(actor)
        if decide(actor, WorkspacePermission.COORDINATE, each).allowed
    ]


def by_fitness(
    templates: Iterable[WorkspaceTemplate], partners: Iterable[str], *, mode: str
) -> list[WorkspaceTemplate]:
    """Return templates, those first whose usual parties are most like these partners.

    Args:
        partners: codes of organisations.
        mode: of supervision; between two that fit alike, the one of this mode goes first.
    """
    wanted = set(partners)

    def fitness(template: WorkspaceTemplate) -> float:
        usual = {each.organisation for each in template.parties if each.role != "lead"}
        return len(usual & wanted) / (len(usual | wanted) or 1)

    return sorted(templates, key=lambda each: (-fitness(each), each.mode != mode, each.title))


def get_occasion(actor: Actor, investigation_id: UUID) -> Occasion:
    """Return what an investigation proposes for a workspace that is started for it.

    Raises:
        NotFound: there is none, or the actor may not know of it.
        NotAllowed: the actor does not keep its programme.
    """
    it = get_for(actor, ProgrammePermission.CHANGE, investigation_id)
    known = identity.organisations_by_id()
    codes = tuple(known[each].code for each in it.partners if each in known)
    return Occasion(title=it.title, purpose=it.summary, partners=codes)
