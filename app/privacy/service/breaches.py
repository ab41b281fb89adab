"""Keeping the record of a data breach: what happened, how far it reached, who was told and why not.

The record is what the supervisory authority checks (AVG art. 33, fifth paragraph), so nothing in it
is ever changed: a step is added. The log tells that the record grew and with which kind of step,
never what was written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.clock import HOME_ZONE
from app.kernel.errors import HouseFault, OutOfDate, Refused
from app.kernel.jobs import named
from app.kernel.text import _
from app.kernel.words import several_lines
from app.kernel.work import Work, begin_work
from app.notifications.models import TermStep
from app.privacy import queries
from app.privacy.actions import PrivacyAction
from app.privacy.models import WRITTEN, Breach, BreachStep, Outcome, StepKind
from app.privacy.policy import PrivacyPermission, Register

LONGEST_BODY = 4000
TELLING = (StepKind.AUTHORITY, StepKind.SUBJECTS)
"""Steps that say whether somebody was told."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a breach reached, as far as is known; all empty is everywhere."""

    workspace_id: UUID | None = None
    other_id: UUID | None = None
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Whether somebody was told, and when."""

    outcome: Outcome | None = None
    at: datetime | None = None


NOBODY = Notice()


def open_breach(
    actor: Actor, register: Register, *, aware_at: datetime, facts: str, scope: Scope
) -> Breach:
    """Begin the record of a breach with what happened.

    Args:
        aware_at: when the organisation became aware of it.

    Raises:
        NotAllowed: the actor is not the privacy officer of that organisation.
        Refused: the moment lies ahead, nothing was written, or the period ends before it begins.
    """
    body = _checked(facts, field="facts")
    if aware_at > clock.now():
        raise Refused(_("This moment is still to come."), field="aware_time")
    _check_period(scope)
    try:
        return _begin(actor, register, aware_at=aware_at, body=body, scope=scope)
    except IntegrityError as error:
        if "uq_breach_organisation_id_year_number" in str(error.orig):
            told = _("A colleague put down a data breach at the same moment. Save once more.")
            raise Refused(told) from error
        raise


def _begin(
    actor: Actor, register: Register, *, aware_at: datetime, body: str, scope: Scope
) -> Breach:
    with begin_work(actor) as work:
        require(actor, PrivacyPermission.KEEP_BREACHES, register)
        year = aware_at.astimezone(HOME_ZONE).year
        breach = Breach(
            id=ids.new_id(),
            organisation_id=register.organisation_id,
            year=year,
            number=queries.next_number(register, year),
            aware_at=aware_at,
            workspace_id=scope.workspace_id,
            other_id=scope.other_id,
            first_day=scope.first_day,
            last_day=scope.last_day,
            opened_by_id=actor.person_id,
            opened_at=clock.now(),
            closed_at=None,
            version=1,
        )
        work.add(breach)
        work.settle()
        _add(work, breach, kind=StepKind.FACTS, body=body)
        work.record(PrivacyAction.BREACH_OPENED, register, breach=breach.id, **_facts_of(scope))
        _tell(work, breach)
    return breach


def _tell(work: Work, breach: Breach) -> None:
    """Have the other privacy officers told after the commit that the term to notify runs."""
    _ends_at, ends_on = queries.end_of_term(breach.aware_at)
    work.defer(
        named("privacy.tell"),
        breach_id=str(breach.id),
        organisation_id=str(breach.organisation_id),
        step=TermStep.RUNS.value,
        ends_on=ends_on.isoformat(),
        by=str(work.actor.person_id or ""),
    )


def set_scope(
    actor: Actor, register: Register, breach: Breach, *, scope: Scope, seen_version: int
) -> None:
    """Say anew where a breach reached, now that more is known.

    Raises:
        OutOfDate: a colleague changed the record meanwhile.
        Refused: it is closed, or the period ends before it begins.
    """
    _check_period(scope)
    with begin_work(actor) as work:
        _take(work, register, breach, seen_version=seen_version)
        breach.workspace_id, breach.other_id = scope.workspace_id, scope.other_id
        breach.first_day, breach.last_day = scope.first_day, scope.last_day
        work.record(PrivacyAction.BREACH_SCOPED, register, breach=breach.id, **_facts_of(scope))


def note_step(
    actor: Actor,
    register: Register,
    breach: Breach,
    *,
    kind: str,
    body: str,
    notice: Notice = NOBODY,
) -> None:
    """Write something down about a breach.

    Of two officers who write at once both are kept, in the order in which they wrote.

    Args:
        kind: code of one of `WRITTEN`.
        body: what happened, or why it was decided so.
        notice: for a step that says whether somebody was told.

    Raises:
        Refused: the record is closed, or something that belongs to this step is missing.
    """
    if kind not in {str(each) for each in WRITTEN}:
        raise Refused(_("Choose what you write down."), field="kind")
    words = _checked(body, field="body")
    notice = _checked_notice(StepKind(kind), notice)
    with begin_work(actor) as work:
        _take(work, register, breach)
        _add(work, breach, kind=StepKind(kind), body=words, notice=notice)
        facts = {"step": kind, "outcome": notice.outcome or ""}
        work.record(PrivacyAction.BREACH_NOTED, register, breach=breach.id, **facts)


def close_breach(
    actor: Actor, register: Register, breach: Breach, *, body: str, seen_version: int
) -> None:
    """Close a record that is whole.

    Raises:
        OutOfDate: a colleague changed the record meanwhile.
        Refused: it is closed, or something the law asks for is not written down yet.
    """
    words = _checked(body, field="body")
    with begin_work(actor) as work:
        _take(work, register, breach, seen_version=seen_version)
        if queries.missing_of(queries.list_steps(breach)):
            raise Refused(_("The record is not whole yet. See below what is missing."))
        breach.closed_at = clock.now()
        _add(work, breach, kind=StepKind.CLOSED, body=words)
        work.record(
            PrivacyAction.BREACH_NOTED, register, breach=breach.id, step=StepKind.CLOSED, outcome=""
        )


def reopen_breach(
    actor: Actor, register: Register, breach: Breach, *, body: str, seen_version: int
) -> None:
    """Go on with a record that was closed; why stands in it.

    Raises:
        OutOfDate: a colleague changed the record meanwhile.
    """
    words = _checked(body, field="body")
    with begin_work(actor) as work:
        require(actor, PrivacyPermission.KEEP_BREACHES, register)
        work.lock(breach)
        if breach.closed_at is None:
            return
        _check_seen(breach, seen_version)
        breach.closed_at = None
        breach.version += 1
        _add(work, breach, kind=StepKind.REOPENED, body=words)
        facts = {"step": StepKind.REOPENED, "outcome": ""}
        work.record(PrivacyAction.BREACH_NOTED, register, breach=breach.id, **facts)


def note_breach_reading(actor: Actor, register: Register, breach: Breach) -> None:
    """Write down that an officer read a record, and with it who could see what."""
    with begin_work(actor) as work:
        require(actor, PrivacyPermission.KEEP_BREACHES, register)
        work.record(PrivacyAction.BREACH_READ, register, breach=breach.id)


def note_breaches_export(actor: Actor, register: Register, *, rows: int) -> None:
    """Write down that an officer takes the list of breaches along."""
    with begin_work(actor) as work:
        require(actor, PrivacyPermission.KEEP_BREACHES, register)
        work.record(PrivacyAction.BREACH_EXPORTED, register, rows=rows)


def _take(
    work: Work, register: Register, breach: Breach, *, seen_version: int | None = None
) -> None:
    require(work.actor, PrivacyPermission.KEEP_BREACHES, register)
    work.lock(breach)
    if breach.closed_at is not None:
        raise Refused(_("This record is closed. Open it again first."))
    if seen_version is not None:
        _check_seen(breach, seen_version)
    breach.version += 1


def _check_seen(breach: Breach, seen_version: int) -> None:
    if seen_version != breach.version:
        raise OutOfDate(_("A colleague changed this record. Look at it, then try again."))


def _add(work: Work, breach: Breach, *, kind: StepKind, body: str, notice: Notice = NOBODY) -> None:
    if work.actor.person_id is None:
        raise HouseFault("a record is kept by a person")
    work.add(
        BreachStep(
            id=ids.new_id(),
            breach_id=breach.id,
            organisation_id=breach.organisation_id,
            kind=kind,
            outcome=notice.outcome,
            happened_at=notice.at,
            body=body,
            by_id=work.actor.person_id,
            at=clock.now(),
        )
    )


def _checked_notice(kind: StepKind, notice: Notice) -> Notice:
    """Return what belongs to this kind of step; a moment only of what was done."""
    if kind not in TELLING:
        return NOBODY
    if notice.outcome is None:
        raise Refused(_("Choose whether they were told."), field="outcome")
    if notice.outcome == Outcome.NOT_NEEDED:
        return Notice(Outcome.NOT_NEEDED)
    if notice.at is None:
        raise Refused(_("Say on which day they were told."), field="told_on")
    if notice.at > clock.now():
        raise Refused(_("This moment is still to come."), field="told_time")
    return notice


def _check_period(scope: Scope) -> None:
    if scope.first_day and scope.last_day and scope.last_day < scope.first_day:
        raise Refused(_("The last day lies before the first."), field="last_day")


def _checked(text: str, *, field: str) -> str:
    return several_lines(
        text, field=field, longest=LONGEST_BODY, missing=_("Write something first.")
    )


def _facts_of(scope: Scope) -> dict[str, str]:
    return {
        "workspace": str(scope.workspace_id or ""),
        "other": str(scope.other_id or ""),
        "first_day": str(scope.first_day or ""),
        "last_day": str(scope.last_day or ""),
    }
