"""Looking in the register is a read that is recorded: who, in which part, and whether it left.

Looking for a person is recorded with why and in how many places something was found. Whom stands
nowhere: the log is read by others and never forgets, and who asked must not be in it by asking.
"""

from __future__ import annotations

from enum import StrEnum

from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import begin_work
from app.privacy import queries
from app.privacy.actions import PrivacyAction
from app.privacy.policy import PrivacyPermission, Register
from app.privacy.queries import MOST_FOUND, Found
from app.workspaces.models import Workspace

SHORTEST_WORDS, LONGEST_WORDS = 3, 200


class Part(StrEnum):
    """A part of the register."""

    PROCESSING = "processing"
    DISCLOSURES = "disclosures"
    SPECIAL_DATA = "special_data"
    OPENINGS = "openings"
    SURGES = "surges"


class Reason(StrEnum):
    """Why an officer looks for a person; no other reason is one (AVG art. 5, first paragraph)."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    OBJECTION = "objection"
    BREACH = "breach"
    COMPLAINT = "complaint"


def note_reading(actor: Actor, register: Register, *, part: Part, rows: int) -> None:
    """Write down that an officer looked in a part of the register.

    Raises:
        NotAllowed: the actor is not the privacy officer of that organisation.
    """
    with begin_work(actor) as work:
        require(actor, PrivacyPermission.READ_REGISTER, register)
        work.record(PrivacyAction.READ, register, part=part, rows=rows)


def note_export(actor: Actor, register: Register, *, part: Part, rows: int) -> None:
    """Write down that an officer takes a part of the register along.

    Raises:
        NotAllowed: the actor is not the privacy officer of that organisation.
    """
    with begin_work(actor) as work:
        require(actor, PrivacyPermission.READ_REGISTER, register)
        work.record(PrivacyAction.EXPORTED, register, part=part, rows=rows)


def note_openings(
    actor: Actor, workspace: Workspace, *, rows: int, is_export: bool = False
) -> None:
    """Write down that somebody looked who of others opened what the own organisation brought.

    It stands in the log beside that of the register: it is of one organisation, and the others in
    the workspace need not know of it.

    Raises:
        NotAllowed: the actor does not contribute there.
    """
    action = PrivacyAction.EXPORTED if is_export else PrivacyAction.READ
    with begin_work(actor) as work:
        require(actor, PrivacyPermission.READ_OPENINGS, workspace)
        work.record(
            action,
            Register(actor.organisation_id),
            part=Part.OPENINGS,
            rows=rows,
            workspace=workspace.id,
        )


def look_for_person(
    actor: Actor, register: Register, *, words: str, reason: str, is_export: bool = False
) -> list[Found]:
    """Find where a person is named; it stands in the log before anybody reads what was found.

    Args:
        words: a name or number; kept nowhere.
        reason: code of a `Reason`; this and how many places is what the log tells.

    Raises:
        NotAllowed: the actor is not the privacy officer of that organisation.
        Refused: there are too few or too many signs, or no reason.
    """
    sought = " ".join(words.replace("\0", " ").split())
    if not SHORTEST_WORDS <= len(sought) <= LONGEST_WORDS:
        raise Refused(_("Type at least three signs, and at most 200."), field="words")
    if reason not in set(Reason):
        raise Refused(_("Choose why you look."), field="reason")
    action = PrivacyAction.SOUGHT_TO_EXPORT if is_export else PrivacyAction.SOUGHT
    with begin_work(actor) as work:
        require(actor, PrivacyPermission.READ_REGISTER, register)
        found = queries.find_person(sought)
        work.record(action, register, reason=Reason(reason), found=min(len(found), MOST_FOUND))
    return found
