"""Who reads the register, and what a privacy officer may know.

An organisation must be able to show what it processes, whom it gave that to, and why (AVG art. 5
second paragraph, and 30), and its privacy officer must see to that in every workspace the
organisation is in (art. 39). So the officer is told, without being a member: that there is a
workspace, its reference, purpose, basis, arrangement, retention and participants while the
organisation takes part; how many documents the own organisation has there and with which special
data; which rule gives whom what, on which basis, for which purpose, until when and by whom; who of
another organisation opened what and when, which the log tells the organisation already.

The officer is not told what something says. Titles of workspaces and documents often name a case or
a person, so they are told only to who sees the thing by the ordinary rules; elsewhere stands a
reference. After the organisation left, nothing is told of what others wrote in the workspace since.
The duty gives nothing over another organisation's material, and no content at all; administrators
and coordinators get nothing by theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.sharing.policy import is_officer
from app.workspaces import policy as workspaces
from app.workspaces.models import Workspace

COUNTER = "privacy.note_surge"
"""The job that notes who opened unusually much."""


class PrivacyPermission(Permission):
    """What one may with the register of the own organisation, and who opened what it brought."""

    READ_REGISTER = "privacy:register:read"
    READ_OPENINGS = "privacy:opening:read"
    KEEP_BREACHES = "privacy:breach:keep"
    NOTE_SURGE = "privacy:surge:note"


@dataclass(frozen=True, slots=True)
class Register:
    """The register of one organisation: the thing of every permission here."""

    organisation_id: UUID | None

    @property
    def id(self) -> UUID | None:
        """The organisation's id, for the ledger and the log."""
        return self.organisation_id

    @property
    def log_kind(self) -> str:
        """What the log calls it."""
        return "organisation"


@rule(lazy("The privacy register is for the privacy officer of your organisation."))
def keeps_it(actor: Actor, register: Register) -> bool:
    """Hold for the privacy officer of that very organisation."""
    is_own = (
        register.organisation_id is not None and register.organisation_id == actor.organisation_id
    )
    return is_own and is_officer(actor)


@rule(lazy("Who opens unusually much is noted by the clock alone."))
def counts_openings(actor: Actor, register: Register) -> bool:
    """Hold for the job that counts, for the organisation it acts for."""
    is_own = register.organisation_id is not None
    is_own = is_own and register.organisation_id == actor.organisation_id
    return is_own and actor.is_job(COUNTER)


@rule(lazy("Who contributes for your organisation here reads this, and its privacy officer."))
def works_for_it(_actor: Actor, workspace: Workspace) -> bool:
    """Hold for who decides about what the own organisation brought here, also once it is closed."""
    return workspace.standing.role in workspaces.WORKERS


grant(PrivacyPermission.READ_REGISTER, keeps_it)
grant(PrivacyPermission.KEEP_BREACHES, keeps_it)
grant(PrivacyPermission.NOTE_SURGE, counts_openings)
grant(PrivacyPermission.READ_OPENINGS, workspaces.is_member, works_for_it)
