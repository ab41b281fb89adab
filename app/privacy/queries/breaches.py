"""Data breaches of the own organisation, by when each must be notified, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.kernel import clock, db, terms
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.kernel.terms import LegalSystem, TermRule, TermUnit
from app.privacy.models import WRITTEN, Breach, BreachStep, Outcome, StepKind
from app.privacy.policy import PrivacyPermission, Register
from app.privacy.queries.choosing import PAGE, Choice
from app.tasks.queries import Reckoned

NOTIFY_RULE = TermRule(
    length=72,
    unit=TermUnit.HOURS,
    legal_system=LegalSystem.EUROPEAN,
    source="AVG, artikel 33, eerste lid (politiegegevens: Wpg, artikel 33a)",
)


@dataclass(frozen=True, slots=True)
class TermToNotify:
    """By when the authority is notified, and whether that was decided."""

    told: Reckoned
    ends_at: datetime
    decided: BreachStep | None
    """The last step that says whether it was notified."""

    @property
    def is_open(self) -> bool:
        """True while nothing was decided."""
        return self.decided is None

    @property
    def is_late(self) -> bool:
        """True when it was notified after the term, or the term is over and nothing was decided."""
        if self.decided is None:
            return clock.now() > self.ends_at
        moment = self.decided.happened_at
        return moment is not None and moment > self.ends_at


@dataclass(frozen=True, slots=True)
class BreachRow:
    """One line of the list."""

    breach: Breach
    term: TermToNotify
    subjects: Outcome | None


def get_breach_for(actor: Actor, breach_id: UUID) -> tuple[Register, Breach]:
    """Return a breach of the actor's own organisation.

    Raises:
        NotAllowed: the actor is not its privacy officer.
        NotFound: there is no such breach of that organisation.
    """
    register = Register(actor.organisation_id)
    statement = (
        select(Breach)
        .where(Breach.id == breach_id, Breach.organisation_id == actor.organisation_id)
        .options(joinedload(Breach.other))
    )
    breach = db.session().execute(statement).scalar_one_or_none()
    if breach is None:
        raise NotFound
    require(actor, PrivacyPermission.KEEP_BREACHES, register)
    return register, breach


def list_breaches(register: Register, *, page: int = 0, limit: int = PAGE) -> list[BreachRow]:
    """Return breaches, what is open first, then the newest; one more than the page holds."""
    statement = (
        select(Breach)
        .where(Breach.organisation_id == register.organisation_id)
        .order_by(Breach.closed_at.is_not(None), Breach.aware_at.desc(), Breach.id)
        .limit(limit + 1)
        .offset(page * limit)
    )
    breaches = db.session().execute(statement).scalars().all()
    steps = _steps_of([each.id for each in breaches], StepKind.AUTHORITY, StepKind.SUBJECTS)
    return [_row(each, [step for step in steps if step.breach_id == each.id]) for each in breaches]


def _row(breach: Breach, steps: Sequence[BreachStep]) -> BreachRow:
    told = last_of(steps, StepKind.SUBJECTS)
    term = term_of(breach, last_of(steps, StepKind.AUTHORITY))
    return BreachRow(breach, term, told.outcome if told else None)


def list_steps(breach: Breach) -> list[BreachStep]:
    """Return all that was written down, in that order."""
    statement = (
        select(BreachStep)
        .where(BreachStep.breach_id == breach.id)
        .options(joinedload(BreachStep.by))
        .order_by(BreachStep.at, BreachStep.id)
    )
    return list(db.session().execute(statement).scalars())


def missing_of(steps: Iterable[BreachStep]) -> list[StepKind]:
    """Return what the law asks for and is not written down yet, in its order."""
    there = {each.kind for each in steps}
    return [each for each in WRITTEN if each not in there]


def term_of(breach: Breach, decided: BreachStep | None) -> TermToNotify:
    """Return by when the authority is notified: 72 hours after becoming aware."""
    told = terms.explain_hours(NOTIFY_RULE, breach.aware_at)
    return TermToNotify(Reckoned(told), told.ends_at, decided)


def reach_of(breach: Breach, *, limit: int) -> Choice:
    """Return the choice of the register that shows who could see what, and who looked."""
    return Choice(
        place=breach.workspace_id,
        organisation=breach.other_id,
        first_day=breach.first_day,
        last_day=breach.last_day,
        limit=limit,
    )


def next_number(register: Register, year: int) -> int:
    """Return the next number of a year within an organisation."""
    statement = select(func.coalesce(func.max(Breach.number), 0) + 1).where(
        Breach.organisation_id == register.organisation_id, Breach.year == year
    )
    return int(db.session().execute(statement).scalar_one())


def _steps_of(breaches: Sequence[UUID], *kinds: StepKind) -> list[BreachStep]:
    statement = (
        select(BreachStep)
        .where(BreachStep.breach_id.in_(breaches), BreachStep.kind.in_(kinds))
        .order_by(BreachStep.at, BreachStep.id)
    )
    return list(db.session().execute(statement).scalars())


def last_of(steps: Sequence[BreachStep], kind: StepKind) -> BreachStep | None:
    """Return the last step of a kind: what counts now."""
    found = [each for each in steps if each.kind == kind]
    return found[-1] if found else None
