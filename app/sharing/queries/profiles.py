"""The profiles of a workspace, and those its template proposes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.documents import queries as documents
from app.documents.legal_bases import LegalBases, LegalBasis
from app.documents.models import Level
from app.identity.models import Organisation
from app.kernel import db
from app.kernel.errors import NotFound
from app.kernel.text import is_english
from app.sharing.models import ProfileLevel, SharingProfile
from app.workspaces.models import Participation, Workspace
from app.workspaces.templates import SharingProfile as ProposedProfile
from app.workspaces.templates import WorkspaceTemplate

LEVEL_OF_CODE = {level.code: level for level in Level}


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A profile with what it says of each organisation."""

    profile: SharingProfile
    levels: Mapping[UUID, Level]

    @property
    def id(self) -> UUID:
        """The profile's id."""
        return self.profile.id


@dataclass(frozen=True, slots=True)
class Proposal:
    """A profile of the template: it goes by role, here by the organisations that have it now."""

    code: str
    name: str
    levels: Mapping[UUID, Level]


def list_profiles(workspace: Workspace) -> list[ProfileRow]:
    """Return the profiles that can be applied, by name; one statement."""
    statement = (
        select(SharingProfile, ProfileLevel)
        .outerjoin(ProfileLevel, ProfileLevel.profile_id == SharingProfile.id)
        .where(SharingProfile.workspace_id == workspace.id, SharingProfile.ended_at.is_(None))
        .order_by(SharingProfile.name, SharingProfile.id)
    )
    found: dict[UUID, tuple[SharingProfile, dict[UUID, Level]]] = {}
    for profile, level in db.session().execute(statement):
        _profile, levels = found.setdefault(profile.id, (profile, {}))
        if level is not None:
            levels[level.organisation_id] = Level(level.level)
    return [ProfileRow(profile, levels) for profile, levels in found.values()]


def find_profile(workspace: Workspace, profile_id: UUID) -> SharingProfile:
    """Return a profile of this workspace that was not taken back.

    Raises:
        NotFound: there is none.
    """
    statement = select(SharingProfile).where(
        SharingProfile.id == profile_id,
        SharingProfile.workspace_id == workspace.id,
        SharingProfile.ended_at.is_(None),
    )
    found = db.session().execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def list_proposals(
    template: WorkspaceTemplate | None, participants: Sequence[Participation]
) -> list[Proposal]:
    """Return what the template proposes, with the organisations that have each role now."""
    proposed = [] if template is None else [each for each in template.profiles if each.rules]
    found = [
        Proposal(
            each.code,
            each.title_en if is_english() else each.title,
            _levels_by_role(each, participants),
        )
        for each in proposed
    ]
    return [each for each in found if each.levels]


def list_bases_towards(
    bases: LegalBases, *, giver: Organisation, receivers: Sequence[Organisation]
) -> list[LegalBasis]:
    """Return the bases that hold today from one organisation to every one of some others."""
    if not receivers:
        return []
    by_receiver = [
        {each.code for each in documents.list_bases_between(bases, giver=giver, receiver=receiver)}
        for receiver in receivers
    ]
    common = set.intersection(*by_receiver)
    return [basis for code, basis in bases.items() if code in common]


def _levels_by_role(
    profile: ProposedProfile, participants: Sequence[Participation]
) -> dict[UUID, Level]:
    by_role = {str(rule.role): LEVEL_OF_CODE[rule.level] for rule in profile.rules}
    return {
        each.organisation_id: by_role[str(each.role)]
        for each in participants
        if by_role.get(str(each.role), Level.NONE) > Level.NONE
    }
