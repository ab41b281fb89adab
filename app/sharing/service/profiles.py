"""Profiles: the lead proposes them, each organisation applies them to what it brought itself.

Applying lays down ordinary rules, all of them at once, so what a place says afterwards is the
profile and nothing else. The profile is not asked again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.documents import service as documents
from app.documents.legal_bases import LegalBases
from app.documents.models import Level
from app.documents.service import FolderPlace, Impact, NewRule
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.words import one_line
from app.kernel.work import begin_work
from app.sharing import queries
from app.sharing.actions import SharingAction
from app.sharing.models import ProfileLevel, SharingProfile
from app.sharing.policy import SharingPermission
from app.sharing.queries import ProfileRow
from app.workspaces import queries as workspaces
from app.workspaces.models import Participation, Workspace

LONGEST_NAME = 80
MOST_PROFILES = 30
"""In one workspace: more is no longer a choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What is asked once when a profile is applied, for every organisation in it."""

    profile: ProfileRow
    legal_basis: str
    until: date | None
    purpose: str
    special_data: tuple[str, ...] = ()
    bases: LegalBases
    participants: Sequence[Participation]
    workspace: Workspace
    seen: str
    """Token of the rules that were on the screen."""


def propose_profile(
    actor: Actor, workspace: Workspace, *, name: str, levels: Mapping[str, str]
) -> SharingProfile:
    """Propose a profile to everybody in the workspace.

    Args:
        levels: code of a level by code of an organisation; who is left out gets nothing.

    Raises:
        NotAllowed: the actor is no coordinator of the lead.
        Refused: there is no name, it is taken or too long; an organisation takes no part; nobody
            gets anything.
    """
    with begin_work(actor) as work:
        require(actor, SharingPermission.PROPOSE, workspace)
        clean = _checked_name(name, taken=queries.list_profiles(workspace))
        profile = SharingProfile(
            id=ids.new_id(),
            workspace_id=workspace.id,
            name=clean,
            made_by_id=actor.person_id,
            made_at=clock.now(),
            ended_at=None,
        )
        rows = [
            ProfileLevel(
                profile_id=profile.id,
                organisation_id=organisation_id,
                workspace_id=workspace.id,
                level=int(level),
            )
            for organisation_id, level in _checked_levels(workspace, levels).items()
        ]
        work.add(profile)
        work.settle()
        work.add(*rows)
        work.record(SharingAction.PROFILE_PROPOSED, profile)
        return profile


def end_profile(actor: Actor, workspace: Workspace, *, profile_id: UUID) -> None:
    """Take a profile back; the rules that were made with it stay as they are.

    Raises:
        NotAllowed: the actor is no coordinator of the lead.
        NotFound: there is no such profile here any more.
    """
    with begin_work(actor) as work:
        require(actor, SharingPermission.PROPOSE, workspace)
        profile = queries.find_profile(workspace, profile_id)
        profile.ended_at = clock.now()
        work.record(SharingAction.PROFILE_ENDED, profile)


def apply_profile(actor: Actor, thing: UUID | FolderPlace, *, application: Application) -> None:
    """Lay down the rules of a profile for a document, a folder or the workspace.

    Raises:
        NotAllowed, OutOfDate, Refused: as for laying down those rules one by one.
    """
    proposal = _proposal(actor, application)
    if isinstance(thing, FolderPlace):
        documents.set_folder_rules(actor, thing, proposal=proposal)
    else:
        documents.set_rules(actor, thing, proposal=proposal)


def impact_of_profile(
    actor: Actor, thing: UUID | FolderPlace, *, application: Application
) -> Impact:
    """Find who gains and who loses sight, by applying the profile and undoing it.

    Raises:
        NotAllowed, OutOfDate, Refused: as for applying it.
    """
    return documents.impact_of(actor, thing, proposal=_proposal(actor, application))


def _proposal(actor: Actor, application: Application) -> documents.Proposal:
    """Return the rules of a profile: one for each organisation in it that takes part now."""
    levels = application.profile.levels
    rules = [
        NewRule(
            organisation=each.organisation.code,
            level=levels[each.organisation_id].code,
            until=application.until,
            legal_basis=application.legal_basis,
            purpose=application.purpose,
            special_data=application.special_data,
            everybody=True,
        )
        for each in application.participants
        if each.organisation_id in levels and each.organisation_id != actor.organisation_id
    ]
    return documents.Proposal(
        rules=rules,
        bases=application.bases,
        seen=application.seen,
        workspace=application.workspace,
        participants=application.participants,
    )


def _checked_name(name: str, *, taken: Sequence[ProfileRow]) -> str:
    missing = _("Give the profile a name.")
    clean = one_line(name, field="name", longest=LONGEST_NAME, missing=missing)
    if any(each.profile.name.casefold() == clean.casefold() for each in taken):
        raise Refused(_("There is a profile with this name already."), field="name")
    if len(taken) >= MOST_PROFILES:
        raise Refused(_("There are many profiles already. Take one back first."))
    return clean


def _checked_levels(workspace: Workspace, levels: Mapping[str, str]) -> dict[UUID, Level]:
    participants = {
        each.organisation.code: each.organisation_id
        for each in workspaces.list_participants(workspace)
    }
    found: dict[UUID, Level] = {}
    for code, level_code in levels.items():
        if code not in participants:
            raise Refused(_("%(code)s does not take part in this workspace.", code=code))
        level = queries.LEVEL_OF_CODE.get(level_code)
        if level is None:
            raise Refused(_("Choose what this organisation may do."))
        if level > Level.NONE:
            found[participants[code]] = level
    if not found:
        raise Refused(_("Give at least one organisation a right."))
    return found
