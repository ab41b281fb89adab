"""Planning a succession, agreeing on it, taking it back, and carrying it out on its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.identity import queries as identity
from app.identity.actions import IdentityAction
from app.identity.models import Organisation, Person
from app.identity.policy import INSTALLATION, IdentityPermission
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.jobs import Job
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.provisioning.service import end_keys_with
from app.successions import queries
from app.successions.actions import SuccessionAction
from app.successions.models import (
    PlaceStep,
    Succession,
    SuccessionAnswer,
    SuccessionPerson,
    SuccessionPlace,
)
from app.successions.policy import NOTICE, Line, PlaceOf, SuccessionPermission
from app.successions.queries import Taken

LATEST = timedelta(days=3 * 366)
"""A day after this is a typing mistake."""
WORD_OF_KIND = {
    "member_ended": SuccessionAction.PERSON_ENDED,
    "member_added": SuccessionAction.PERSON_GOES_ON,
    "task": SuccessionAction.TASK_TAKEN_OVER,
    "document": SuccessionAction.DOCUMENT_TAKEN_OVER,
}
"""Of what goes over beside these it is told that it does, and the kind is its table."""
PARTS = ("part_ended", "part_added", "part_resumed")
MEMBERSHIPS = ("member_ended", "member_added")
WORD_OF_STEP = {
    PlaceStep.ANNOUNCED: SuccessionAction.ANNOUNCED,
    PlaceStep.TAKEN_BACK: SuccessionAction.CALLED_OFF,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A succession as an administrator types it."""

    successor: Organisation
    from_on: date
    legal_basis: str
    source: str
    heirs: Sequence[tuple[str, str]]
    """Who goes on: address or login at the one, and at the other."""


def ask(actor: Actor, organisation: Organisation, plan: Plan) -> Succession:
    """Plan that another organisation takes over; nothing changes until somebody else agrees.

    Raises:
        Refused: the day is too near or too far, one of the two ends or has a plan already, it
            would go in a circle, or a name on the list is not right.
    """
    with begin_work(actor) as work:
        require(actor, IdentityPermission.LOOK_AFTER, INSTALLATION)
        _check_day(plan.from_on)
        _check_two(organisation, plan)
        _check_order(organisation, plan)
        pairs = _heirs_of(organisation, plan)
        made = Succession(
            id=ids.new_id(),
            organisation_id=organisation.id,
            successor_id=plan.successor.id,
            from_on=plan.from_on,
            legal_basis=plan.legal_basis,
            source=plan.source,
            asked_by_id=actor.person_id,
            asked_for_id=actor.organisation_id,
            asked_at=clock.now(),
        )
        try:
            with work.session.begin_nested():
                work.add(made)
                work.settle()
        except IntegrityError as taken:
            raise Refused(_("There is a plan for this organisation already.")) from taken
        work.add(
            *(
                SuccessionPerson(succession_id=made.id, person_id=gone.id, heir_id=heir.id)
                for gone, heir in pairs
            )
        )
        work.record(
            SuccessionAction.ASKED,
            made,
            organisation=organisation.id,
            successor=plan.successor.id,
            from_on=plan.from_on,
            people=[(gone.id, heir.id) for gone, heir in pairs],
        )
    return made


def _check_day(from_on: date) -> None:
    today = clock.today()
    if from_on < today + NOTICE:
        raise Refused(
            _("Choose a day at least %(days)d days from now.", days=NOTICE.days), field="from_on"
        )
    if from_on > today + LATEST:
        raise Refused(_("This day is too far away. Choose an earlier one."), field="from_on")


def _check_two(organisation: Organisation, plan: Plan) -> None:
    """Refuse an organisation that ends already, and itself as its successor.

    Raises:
        Refused: beside the field it belongs to.
    """
    if organisation.valid_to is not None or organisation.successor_id is not None:
        raise Refused(_("This organisation ends already."))
    if plan.successor.id == organisation.id:
        raise Refused(_("Choose another organisation."), field="successor")


def _check_order(organisation: Organisation, plan: Plan) -> None:
    """Refuse what would come back to itself, or ends before it takes over from another.

    Raises:
        Refused: beside the field it belongs to.
    """
    standing = queries.list_all_standing()
    after = {
        known.id: known.successor_id
        for known in identity.organisations_by_id().values()
        if known.successor_id is not None
    }
    after |= {each.organisation_id: each.successor_id for each in standing}
    if organisation.id in after:
        raise Refused(_("There is a plan for this organisation already."))
    if _comes_back(organisation.id, plan.successor.id, after=after):
        raise Refused(
            _("That organisation is itself succeeded by this one. It cannot go in a circle."),
            field="successor",
        )
    _check_days(organisation, plan, standing)


def _check_days(organisation: Organisation, plan: Plan, standing: Sequence[Succession]) -> None:
    """Refuse a successor that is gone by then, and to end before one takes over oneself.

    Raises:
        Refused: beside the field it belongs to.
    """
    last_day = plan.successor.valid_to
    ends = [each.from_on for each in standing if each.organisation_id == plan.successor.id]
    if any(each <= plan.from_on for each in ends) or (last_day and last_day < plan.from_on):
        raise Refused(
            _("The successor ends before this day. Choose another organisation."),
            field="successor",
        )
    begins = [each.from_on for each in standing if each.successor_id == organisation.id]
    if any(each > plan.from_on for each in begins):
        raise Refused(
            _("This organisation takes over from another after this day. Choose a later day."),
            field="from_on",
        )


def _comes_back(home: UUID, start: UUID, *, after: dict[UUID, UUID]) -> bool:
    """Tell whether one comes home again by going from successor to successor."""
    here, seen = start, set[UUID]()
    while here in after and here not in seen:
        seen.add(here)
        here = after[here]
    return here == home


def _heirs_of(organisation: Organisation, plan: Plan) -> list[tuple[Person, Person]]:
    """Find both accounts of everybody on the list.

    Raises:
        Refused: one is not there, is blocked, or stands on it twice.
    """
    if not plan.heirs:
        return []
    old, new = (_by_name(each) for each in (organisation, plan.successor))
    pairs: list[tuple[Person, Person]] = []
    for gone, heir in plan.heirs:
        for name, known, at in ((gone, old, organisation), (heir, new, plan.successor)):
            if name.casefold() not in known:
                raise Refused(
                    _(
                        "%(organisation)s has no account %(name)s that is open.",
                        organisation=at.short_name,
                        name=name,
                    ),
                    field="heirs",
                )
        pairs.append((old[gone.casefold()], new[heir.casefold()]))
    for side in zip(*pairs, strict=True):
        named = [each.id for each in side]
        twice = [each.name for each in side if named.count(each.id) > 1]
        if twice:
            raise Refused(_("%(name)s stands on the list twice.", name=twice[0]), field="heirs")
    return pairs


def _by_name(organisation: Organisation) -> dict[str, Person]:
    known: dict[str, Person] = {}
    for each in identity.list_accounts(organisation.id):
        if each.blocked_at is None:
            known[each.login.casefold()] = known[each.email.casefold()] = each
    return known


def approve(actor: Actor, succession: Succession, *, announce: Job) -> None:
    """Agree: the old organisation's last day is set, and every place concerned is told.

    Args:
        announce: the job that tells each place.

    Raises:
        NotAllowed: nobody of the organisation that asked can agree, it was answered, or the day
            is too near by now.
        Refused: a place would be left without anybody who leads it.
    """
    with begin_work(actor) as work:
        work.lock(succession)
        require(actor, SuccessionPermission.APPROVE, succession)
        impact = queries.find_impact(succession)
        if impact is not None and impact.leaderless:
            raise Refused(
                _(
                    "It leads workspaces where nobody on the list coordinates. Refuse this plan,"
                    " and make one that names who goes on leading them."
                )
            )
        _answer(work, succession, SuccessionAnswer.APPROVED)
        succession.organisation.valid_to = succession.from_on - timedelta(days=1)
        work.record(SuccessionAction.APPROVED, succession, **_two(succession))
        work.defer(announce, succession_id=str(succession.id))


def refuse(actor: Actor, succession: Succession) -> None:
    """Refuse a plan, or take the own one back; nothing changes.

    Raises:
        NotAllowed: it was answered already.
    """
    with begin_work(actor) as work:
        work.lock(succession)
        require(actor, SuccessionPermission.REFUSE, succession)
        _answer(work, succession, SuccessionAnswer.REFUSED)
        work.record(SuccessionAction.REFUSED, succession, **_two(succession))


def take_back(actor: Actor, succession: Succession, *, announce: Job) -> None:
    """Take back what was agreed, before the day: the old organisation goes on.

    Raises:
        NotAllowed: nothing was agreed, or the day has come.
    """
    with begin_work(actor) as work:
        work.lock(succession)
        require(actor, SuccessionPermission.TAKE_BACK, succession)
        succession.taken_back_at = clock.now()
        succession.taken_back_by_id = actor.person_id
        succession.organisation.valid_to = None
        work.record(SuccessionAction.TAKEN_BACK, succession, **_two(succession))
        work.defer(announce, succession_id=str(succession.id))


def _answer(work: Work, succession: Succession, answer: SuccessionAnswer) -> None:
    succession.answered_by_id = work.actor.person_id
    succession.answered_for_id = work.actor.organisation_id
    succession.answered_at, succession.answer = clock.now(), answer


def _two(succession: Succession) -> dict[str, object]:
    return {
        "organisation": succession.organisation_id,
        "successor": succession.successor_id,
        "from_on": succession.from_on,
    }


def tell_place(actor: Actor, place: PlaceOf, step: PlaceStep) -> bool:
    """Write in the log of one place what was agreed or taken back; once, however often asked.

    Args:
        actor: the clerk, acting for the old organisation in that place.
    """
    succession = place.succession
    with begin_work(actor) as work:
        require(actor, SuccessionPermission.CARRY_OUT, place)
        if not _notes(work, place, step):
            return False
        part = Line(place.workspace_id, place.workspace_id, "workspace")
        work.record(WORD_OF_STEP[step], part, **_two(succession))
    return True


def take_over_place(actor: Actor, place: PlaceOf) -> int:
    """Carry out what was agreed in one place; return how many rows went over or ended.

    A place that waits for somebody who leads, or was done before, gives none.

    Args:
        actor: the clerk, acting for the successor in that place.
    """
    succession, moment = place.succession, clock.now()
    with begin_work(actor) as work:
        require(actor, SuccessionPermission.CARRY_OUT, place)
        taken = queries.take_over(
            succession, place.workspace_id, today=clock.today(), moment=moment
        )
        if not taken:
            return 0
        _notes(work, place, PlaceStep.TAKEN_OVER)
        for each in taken:
            _write_down(work, place, each)
    return len(taken)


def _write_down(work: Work, place: PlaceOf, taken: Taken) -> None:
    """Write in the log of a place what became of one row."""
    here = place.workspace_id
    if taken.kind in PARTS:
        if taken.kind != "part_ended":
            part = Line(taken.id, here, "participation")
            work.record(
                SuccessionAction.TAKEN_OVER, part, **_two(place.succession), role=taken.role
            )
        return
    is_person = taken.kind in MEMBERSHIPS
    thing = Line(taken.id, here, "membership" if is_person else taken.kind)
    word = WORD_OF_KIND.get(taken.kind, SuccessionAction.WORK_TAKEN_OVER)
    facts = {"person": taken.person_id} if is_person else _version_of(taken)
    work.record(word, thing, **facts)


def _version_of(taken: Taken) -> dict[str, object]:
    return {"version": taken.version} if taken.version else {}


def _notes(work: Work, place: PlaceOf, step: PlaceStep) -> bool:
    row = SuccessionPlace(
        succession_id=place.succession.id,
        workspace_id=place.workspace_id,
        step=step,
        at=clock.now(),
    )
    return work.put_unless_taken(row, "succession_id", "workspace_id", "step")


def end_organisation(actor: Actor, succession: Succession) -> None:
    """End what the old organisation had to act with, and name its successor; once.

    Its sign-in ended by itself when its last day was over; this puts it in order.
    """
    with begin_work(actor) as work:
        work.lock(succession)
        require(actor, SuccessionPermission.END, succession)
        if succession.ended_at is not None:
            return
        old, last_day = succession.organisation, succession.from_on - timedelta(days=1)
        for provider in identity.list_providers_of(old.id):
            end_keys_with(work, provider)
            if provider.is_active:
                provider.is_active = False
                work.record(IdentityAction.PROVIDER_CLOSED, provider)
        for mandate in identity.list_register(old.id):
            if mandate.valid_to > last_day:
                mandate.valid_to, mandate.version = last_day, mandate.version + 1
                work.record(IdentityAction.MANDATE_CHANGED, mandate, valid_to=last_day)
        old.successor_id, old.valid_to = succession.successor_id, last_day
        succession.ended_at = clock.now()
        work.record(IdentityAction.SUCCEEDED, old, successor=succession.successor_id)
        work.record(SuccessionAction.ENDED, succession, **_two(succession))


def finish(actor: Actor, succession: Succession) -> bool:
    """Say that it is done once the old organisation takes part nowhere; tell whether it is."""
    with begin_work(actor) as work:
        work.lock(succession)
        require(actor, SuccessionPermission.END, succession)
        if succession.done_at is not None or queries.list_places(succession.id):
            return succession.done_at is not None
        succession.done_at = clock.now()
        work.record(SuccessionAction.DONE, succession, **_two(succession))
    return True
