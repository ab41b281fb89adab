"""Reading the joint letters of a case: one with all that was said of it, and those of its story."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.adapters.blobs import NamedBlob, StoredBlob
from app.identity.models import Organisation
from app.incidents.models import (
    Case,
    CaseDecision,
    JointLetter,
    LetterStance,
    LetterText,
    StanceKind,
)
from app.incidents.policy import IncidentPermission, says_now, visible_in
from app.incidents.queries.cases import get_for
from app.incidents.queries.story import list_decisions
from app.kernel import db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import SHARING_ROLES


@dataclass(frozen=True, slots=True)
class Position:
    """Where an inspectorate stands on the text that counts."""

    organisation: Organisation
    stance: LetterStance | None
    """What it last said of this very text."""

    @property
    def agrees(self) -> bool:
        """True when its last word is that it agrees."""
        return self.stance is not None and self.stance.kind is StanceKind.AGREED


@dataclass(frozen=True, slots=True)
class EarlierText:
    """A text that counts no more, with who agreed with it then."""

    text: LetterText
    agreed: tuple[Organisation, ...]


def list_letter_documents(workspace: Workspace) -> frozenset[UUID]:
    """Return the documents of a workspace that are the file of a final letter."""
    statement = select(JointLetter.document_id).where(
        JointLetter.workspace_id == workspace.id, JointLetter.document_id.is_not(None)
    )
    return frozenset(each for each in db.session().execute(statement).scalars() if each)


def get_letter_for(
    actor: Actor, permission: IncidentPermission, *, letter_id: UUID, workspace: Workspace
) -> JointLetter:
    """Return a letter of a workspace that the actor has loaded, and decide the permission.

    Raises:
        NotFound: there is none, or its case is not for this actor.
    """
    statement = (
        _whole()
        .join(Case, Case.id == JointLetter.case_id)
        .where(JointLetter.id == letter_id, visible_in(actor, workspace))
    )
    found: JointLetter | None = db.session().execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    found.case = get_for(actor, IncidentPermission.VIEW, case_id=found.case_id, workspace=workspace)
    is_own = found.organisation_id == actor.organisation_id
    if found.made_final_at is None and workspace.standing.leads and not is_own:
        there = workspaces.list_member_ids(workspace, found.organisation_id)
        found.drafter_left = found.drafted_by_id not in there
    require(actor, permission, found)
    return found


def list_letters(case: Case) -> list[JointLetter]:
    """Return the letters of a case that the actor has loaded, the newest first."""
    found = list(
        db.session()
        .execute(_whole().where(JointLetter.case_id == case.id).order_by(JointLetter.id.desc()))
        .scalars()
    )
    for each in found:
        each.case = case
    return found


def find_open_letter(case: Case) -> JointLetter | None:
    """Return the letter of a case that is neither final nor withdrawn."""
    statement = select(JointLetter).where(
        JointLetter.case_id == case.id,
        JointLetter.made_final_at.is_(None),
        JointLetter.withdrawn_at.is_(None),
    )
    return db.session().execute(statement).scalar_one_or_none()


def last_of_committee(decisions: Iterable[CaseDecision]) -> CaseDecision | None:
    """Return what the committee decided last; None when it did not."""
    return next((each for each in reversed(list(decisions)) if each.meeting_id is not None), None)


def find_outcome(case: Case) -> CaseDecision | None:
    """Return what the committee decided last about a case."""
    return last_of_committee(list_decisions(case))


def list_inspectorates(workspace: Workspace) -> list[Organisation]:
    """Return the lead and the partners of a workspace: a letter can be of some of them."""
    here = workspaces.list_participants(workspace)
    return [each.organisation for each in here if each.role in SHARING_ROLES]


def positions_of(letter: JointLetter, organisations: Iterable[Organisation]) -> list[Position]:
    """Return where each party of the current text stands, by name.

    Args:
        organisations: those that may be parties; who left meanwhile is known by what it said.
    """
    now = {
        each.organisation_id: each
        for each in letter.stances
        if each.number == letter.current_number
    }
    known = {each.organisation_id: each.organisation for each in letter.stances}
    known |= {each.id: each for each in organisations}
    parties = [known[each] for each in letter.current.parties if each in known]
    return [
        Position(each, now.get(each.id)) for each in sorted(parties, key=lambda one: one.short_name)
    ]


def earlier_texts(letter: JointLetter) -> list[EarlierText]:
    """Return the texts that count no more, the newest first, with who agreed with each."""
    found = []
    for text in reversed(letter.texts):
        if text.number == letter.current_number:
            continue
        last = {each.organisation_id: each for each in letter.stances if each.number == text.number}
        agreed = [each.organisation for each in last.values() if each.kind is StanceKind.AGREED]
        found.append(EarlierText(text, tuple(agreed)))
    return found


def waits_for(letter: JointLetter, organisation_id: UUID | None) -> bool:
    """Tell whether an organisation still has to say something of the text that counts."""
    if organisation_id is None or letter.made_final_at or letter.withdrawn_at:
        return False
    is_party = organisation_id in letter.current.parties
    return is_party and says_now(letter, organisation_id) is None


def count_stances(letter: JointLetter) -> int:
    """Count what was said of a letter whose row was taken, also since it was loaded."""
    statement = select(func.count()).where(LetterStance.letter_id == letter.id)
    return db.session().execute(statement).scalar_one()


def list_own_stances(actor: Actor, letter: JointLetter) -> list[LetterStance]:
    """Return what the actor's organisation said of a letter whose row was taken, in order."""
    statement = (
        select(LetterStance)
        .where(
            LetterStance.letter_id == letter.id,
            LetterStance.organisation_id == actor.organisation_id,
        )
        .order_by(LetterStance.position)
    )
    return list(db.session().execute(statement).scalars())


def list_stored_letters() -> Iterator[NamedBlob]:
    """Yield the file of every final letter; for the keeper, who reads all rows."""
    statement = (
        select(JointLetter)
        .where(JointLetter.made_final_at.is_not(None))
        .order_by(JointLetter.id)
        .execution_options(yield_per=500)
    )
    for row in db.session().execute(statement).scalars():
        yield NamedBlob("joint letter", row.id, row.workspace_id, stored_letter(row))


def stored_letter(letter: JointLetter) -> StoredBlob:
    """Return where the file of a final letter is.

    Raises:
        NotFound: it is no file yet.
    """
    if letter.blob_id is None or letter.wrapped_key is None:
        raise NotFound
    return StoredBlob(
        id=letter.blob_id,
        sha256=letter.fingerprint,
        size=letter.size or 0,
        wrapped_key=letter.wrapped_key,
        sealed_sha256="",
        sealed_size=0,
    )


def _whole() -> Select[Any]:
    texts = selectinload(JointLetter.texts)
    stances = selectinload(JointLetter.stances)
    return (
        select(JointLetter)
        .options(
            texts.joinedload(LetterText.organisation, innerjoin=True),
            texts.joinedload(LetterText.made_by, innerjoin=True),
            stances.joinedload(LetterStance.organisation, innerjoin=True),
            stances.joinedload(LetterStance.made_by, innerjoin=True),
            joinedload(JointLetter.made_final_by),
            joinedload(JointLetter.withdrawn_by),
        )
        .execution_options(populate_existing=True)
    )
