"""Saying for which purpose one opens police data; the words stay with who reads and with the owner.

Source: Wpg, art. 32a.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.models import Purpose, StatedPurpose
from app.documents.models.purposes import LONGEST_WORDS
from app.documents.policy import DocumentPermission, Sighted
from app.documents.service.places import organisation_of, person_of
from app.kernel import clock, ids
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.text import _, lazy
from app.kernel.words import several_lines
from app.kernel.work import begin_work
from app.workspaces.models import Workspace

PURPOSE_WORDS = {
    Purpose.SUPERVISION: lazy("Supervision of the police (Politiewet 2012, article 65)"),
    Purpose.GIVEN_TASK: lazy("The task for which we were given them (Wpg, articles 18 to 20)"),
    Purpose.DAILY_TASK: lazy("Daily task of the police (Wpg, article 8)"),
    Purpose.INVESTIGATION: lazy("Investigation of one certain case (Wpg, article 9)"),
    Purpose.PERSON_CONCERNED: lazy("A request of the person concerned (Wpg, articles 25 and 28)"),
    Purpose.AUDIT: lazy("Check of how the data are handled (Wpg, article 33)"),
}


def state_purpose(
    actor: Actor,
    document_id: UUID,
    *,
    purpose: str,
    words: str,
    workspace: Workspace | None = None,
) -> StatedPurpose:
    """Say for which purpose one opens a document with police data; it holds for a short while.

    Args:
        purpose: a word of `Purpose`.
        words: what it is in this case; the owner's people read it.
        workspace: the one the address names.

    Raises:
        NotAllowed: there are no police data in it, or nobody can open it now.
        Refused: it is no purpose of the list, or there are no words or too many.
    """
    clean = " ".join(words.split())
    with begin_work(actor) as work:
        permission = DocumentPermission.STATE_PURPOSE
        sighted = queries.get_for(actor, permission, document_id, workspace=workspace)
        document = sighted.document
        stated = StatedPurpose(
            id=ids.new_id(),
            workspace_id=document.workspace_id,
            document_id=document.id,
            owner_id=document.organisation_id,
            organisation_id=organisation_of(actor),
            person_id=person_of(actor),
            purpose=_checked(purpose, clean),
            words=clean,
            stated_at=clock.now(),
        )
        work.add(stated)
        facts = purpose_facts(replace(sighted, purpose=stated.purpose))
        work.record(DocumentAction.PURPOSE_STATED, document, **facts)
    return stated


def _checked(purpose: str, words: str) -> Purpose:
    if purpose not in list(Purpose):
        raise Refused(_("Choose for which purpose you open it."), field="purpose")
    missing = _("Say in your own words why you open it.")
    several_lines(words, field="words", longest=LONGEST_WORDS, missing=missing)
    return Purpose(purpose)


def purpose_facts(sighted: Sighted) -> dict[str, str]:
    """Return what the log tells of why police data were read, and by which emergency sight."""
    facts = {"reading_purpose": str(sighted.purpose)} if sighted.purpose else {}
    if sighted.emergency_id is not None:
        facts["emergency"] = str(sighted.emergency_id)
    return facts
