"""Duties over the own organisation: given and taken by its administrator, some by two people."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.identity import queries
from app.identity.actions import IdentityAction
from app.identity.models import ADMINISTRATOR, BY_TWO, DUTIES, DutyChange, Person, ProviderAnswer
from app.identity.policy import IdentityPermission
from app.identity.service.sessions import take_fresh_sign_in
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work


def change_duty(actor: Actor, person: Person, *, duty: str, is_given: bool) -> DutyChange | None:
    """Give or take a duty; one that watches over others waits for a second person.

    Returns what waits, or None when it is done. A command on the machine needs no second.

    Raises:
        NotAllowed: the person is of another organisation, or oneself.
        Refused: it is so already, it is asked already, or nobody would be left.
    """
    with begin_work(actor) as work:
        administrators = queries.lock_administrators(person.organisation_id, person.id)
        require(actor, IdentityPermission.CHANGE_DUTIES, person)
        _check(person, duty=duty, is_given=is_given, administrators=administrators)
        if duty in BY_TWO and actor.is_person:
            return _ask(work, person, duty=duty, is_given=is_given)
        _change(work, person, duty=duty, is_given=is_given)
    return None


def purpose_of(change: DutyChange) -> dict[str, str]:
    """Return what the fresh sign-in of who agrees is for: this change, which never changes."""
    return {"action": str(IdentityPermission.AGREE_DUTY), "change": str(change.id)}


def agree(actor: Actor, change: DutyChange, *, ticket_id: UUID) -> None:
    """Agree, as the second person; it holds at once.

    Args:
        ticket_id: of the fresh sign-in with which the person confirmed it.

    Raises:
        NotAllowed: one asked it oneself, it is about oneself, or it was answered already.
        Refused: nobody would be left who administers, or nobody signed in anew for this.
    """
    with begin_work(actor) as work:
        work.lock(change)
        administrators = queries.lock_administrators(
            change.organisation_id, change.person_id, change.asked_by_id
        )
        require(actor, IdentityPermission.AGREE_DUTY, change)
        take_fresh_sign_in(work, ticket_id=ticket_id, purpose=purpose_of(change))
        _check(
            change.person,
            duty=change.duty,
            is_given=change.is_given,
            administrators=administrators,
        )
        _answer(work, change, ProviderAnswer.APPROVED)
        _change(work, change.person, duty=change.duty, is_given=change.is_given)


def refuse(actor: Actor, change: DutyChange) -> None:
    """Refuse it, or take the own question back; nothing changes.

    Raises:
        NotAllowed: it was answered already.
    """
    with begin_work(actor) as work:
        work.lock(change)
        require(actor, IdentityPermission.REFUSE_DUTY, change)
        _answer(work, change, ProviderAnswer.REFUSED)
        work.record(IdentityAction.DUTY_REFUSED, change.person, duty=change.duty)


def ask_back(work: Work, person: Person, *, duty: str) -> None:
    """Ask a duty for who lost it by a block; what waited about it before is over."""
    waiting = queries.find_waiting_duty(person, duty)
    if waiting is not None and waiting.is_given:
        return
    if waiting is not None:
        _answer(work, waiting, ProviderAnswer.REFUSED)
        work.record(IdentityAction.DUTY_REFUSED, person, duty=duty)
        work.settle()
    _ask(work, person, duty=duty, is_given=True)


def _ask(work: Work, person: Person, *, duty: str, is_given: bool) -> DutyChange:
    change = DutyChange(
        id=ids.new_id(),
        person_id=person.id,
        organisation_id=person.organisation_id,
        duty=duty,
        is_given=is_given,
        asked_by_id=work.actor.person_id,
        asked_at=clock.now(),
    )
    try:
        with work.session.begin_nested():
            work.add(change)
            work.settle()
    except IntegrityError as taken:
        raise Refused(_("This was asked already, and waits for a second person.")) from taken
    work.record(IdentityAction.DUTY_ASKED, person, duty=duty, is_given=is_given)
    return change


def _check(person: Person, *, duty: str, is_given: bool, administrators: Sequence[Person]) -> None:
    if duty not in DUTIES:
        raise Refused(_("Choose a duty."), field="duty")
    if (duty in person.duties) is is_given:
        raise Refused(_("It is so already."), field="duty")
    if is_given and person.blocked_at is not None:
        raise Refused(_("This person is blocked."))
    # All of them are locked: two who leave at the same moment would each count on the other.
    if duty == ADMINISTRATOR and not is_given:
        others = [each for each in administrators if each.id != person.id]
        if not others:
            raise Refused(_("The organisation would have no administrator left."), field="duty")


def _change(work: Work, person: Person, *, duty: str, is_given: bool) -> None:
    kept = {each for each in person.duties if each != duty}
    person.duties = sorted({*kept, duty} if is_given else kept)
    action = IdentityAction.DUTY_GIVEN if is_given else IdentityAction.DUTY_TAKEN
    work.record(action, person, duty=duty)


def _answer(work: Work, change: DutyChange, answer: ProviderAnswer) -> None:
    change.answered_by_id, change.answered_at = work.actor.person_id, clock.now()
    change.answer = answer
