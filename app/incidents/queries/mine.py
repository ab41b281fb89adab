"""Cases that wait for somebody: those their organisation handles, and letters it is asked about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, any_, func, or_, select
from sqlalchemy.orm import joinedload

from app.incidents.models import Case, CaseStatus, JointLetter, LetterStance, LetterText
from app.incidents.policy import visible_in
from app.incidents.queries.cases import CaseRow
from app.kernel import db, sql
from app.kernel.access import Actor
from app.workspaces import policy as places_policy
from app.workspaces.models import Workspace

MOST_SHOWN = 8
"""On one's own page; the rest is one click away."""


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """A case that waits for somebody, and why."""

    row: CaseRow
    is_handled: bool
    """True when the own organisation handles it, and it waits for triage, is urgent or has a term
    that runs."""
    letter_id: UUID | None
    """A joint letter whose text waits for a word of the own organisation."""


@dataclass(frozen=True, slots=True)
class WaitingCases:
    """The first of the cases that wait, and how many there are."""

    rows: tuple[WaitingCase, ...] = ()
    total: int = 0


def list_waiting(actor: Actor, places: Iterable[Workspace]) -> WaitingCases:
    """Return the cases that wait for who works on them, the first term on top; one statement.

    A case has no person: who works for the inspectorate that handles it takes it up.

    Args:
        places: workspaces that were loaded for this very actor.
    """
    here = {each.id: each for each in places if _works_on_cases(actor, each)}
    if not here or actor.organisation_id is None:
        return WaitingCases()
    seen = [visible_in(actor, each) for each in here.values()]
    found = db.session().execute(_waiting(actor.organisation_id, seen)).all()
    rows = []
    for case, is_handled, letter_id, _total in found:
        case.workspace = here[case.workspace_id]
        rows.append(WaitingCase(CaseRow(case), is_handled, letter_id))
    return WaitingCases(tuple(rows), found[0][3] if found else 0)


def _works_on_cases(actor: Actor, place: Workspace) -> bool:
    is_worker = place.is_open and places_policy.contributes.holds(actor, place)
    return place.holds_cases and is_worker


def _waiting(
    organisation_id: UUID, seen: list[ColumnElement[bool]]
) -> Select[Case, bool, UUID, int]:
    is_handled = and_(
        Case.organisation_id == organisation_id,
        Case.closed_at.is_(None),
        or_(
            Case.due_on.is_not(None),
            Case.status.in_((CaseStatus.REGISTERED, CaseStatus.URGENT)),
        ),
    )
    letter = letter_for(organisation_id)
    return (
        select(Case, is_handled, letter, func.count().over())
        .options(joinedload(Case.institution, innerjoin=True))
        .where(or_(*seen), or_(is_handled, letter.is_not(None)))
        .order_by(
            Case.status != CaseStatus.URGENT, Case.due_on.nulls_last(), Case.received_on, Case.id
        )
        .limit(MOST_SHOWN)
    )


def letter_for(organisation_id: UUID) -> ScalarSelect[UUID]:
    """Return the draft about a case of whose text an organisation said nothing yet."""
    said = select(LetterStance.id).where(
        LetterStance.letter_id == JointLetter.id,
        LetterStance.number == JointLetter.current_number,
        LetterStance.organisation_id == organisation_id,
    )
    return (
        select(JointLetter.id)
        .join(
            LetterText,
            and_(
                LetterText.letter_id == JointLetter.id,
                LetterText.number == JointLetter.current_number,
            ),
        )
        .where(
            JointLetter.case_id == Case.id,
            JointLetter.made_final_at.is_(None),
            JointLetter.withdrawn_at.is_(None),
            sql.parameter(organisation_id) == any_(LetterText.parties),
            ~said.exists(),
        )
        .correlate(Case)
        .scalar_subquery()
    )
