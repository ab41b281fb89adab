"""Planning a succession, agreeing on it, and taking it back before the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.identity import queries as identity
from app.identity.models import ADMINISTRATOR, Organisation, Person
from app.identity.policy import INSTALLATION, IdentityPermission
from app.identity.service.sessions import take_fresh_sign_in
from app.kernel import clock, ids, turns
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.jobs import Job
from app.kernel.text import _
from app.kernel.turns import Turn
from app.kernel.work import Work, begin_work
from app.successions import queries
from app.successions.actions import SuccessionAction
from app.successions.models import (
    Succession,
    SuccessionAnswer,
    SuccessionPerson,
)
from app.successions.policy import NOTICE, SuccessionPermission

PLANNING = Turn("planning who succeeds whom")
LATEST = timedelta(days=3 * 366)
"""A day after this is a typing mistake."""
ASK_ANEW = """
do $$ begin
  if to_regclass('public.succession') is not null then
    with waiting as (
      update succession
        set answer = null, answered_at = null, answered_by_id = null, answered_for_id = null
        where answer = 'approved' and taken_back_at is null and ended_at is null
        returning organisation_id)
    update organisation set valid_to = null
      where id in (select organisation_id from waiting);
  end if;
end $$
"""
"""For the owner, when an older state was put back: what was agreed may be taken back since, so it
waits for a second administrator again. Older backups know none."""


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
        turns.wait_for(PLANNING.of())
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
        Refused: one is not there, is blocked, stands on it twice, or looks after the installation:
            else two administrators give themselves what they may not see.
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
    _check_duties([heir for _gone, heir in pairs])
    return pairs


def _check_duties(heirs: Sequence[Person]) -> None:
    """Refuse who looks after the installation, and so may see nothing of workspaces.

    Raises:
        Refused: beside the field it belongs to.
    """
    for each in heirs:
        if ADMINISTRATOR in each.duties:
            raise Refused(
                _(
                    "%(name)s is an administrator, and administrators see nothing of workspaces."
                    " Name somebody else.",
                    name=each.name,
                ),
                field="heirs",
            )


def _by_name(organisation: Organisation) -> dict[str, Person]:
    known: dict[str, Person] = {}
    for each in identity.list_accounts(organisation.id):
        if each.blocked_at is None:
            known[each.login.casefold()] = known[each.email.casefold()] = each
    return known


def purpose_of(succession: Succession) -> dict[str, str]:
    """Return what the fresh sign-in of who agrees is for: this plan, which never changes."""
    return {"action": str(SuccessionPermission.APPROVE), "succession": str(succession.id)}


def approve(actor: Actor, succession: Succession, *, tell: Job, ticket_id: UUID) -> None:
    """Agree: the old organisation's last day is set, and every place concerned is told.

    Args:
        tell: the job that tells each place.
        ticket_id: of the fresh sign-in with which the person confirmed it.

    Raises:
        NotAllowed: nobody of the organisation that asked can agree, who asked may no longer ask
            it, it was answered, or the day is too near by now.
        Refused: a place would be left without anybody who leads it, or one who goes on was made
            an administrator meanwhile, or nobody signed in anew for this.
    """
    with begin_work(actor) as work:
        work.lock(succession)
        work.lock(succession.asked_by)
        require(actor, SuccessionPermission.APPROVE, succession)
        take_fresh_sign_in(work, ticket_id=ticket_id, purpose=purpose_of(succession))
        impact = queries.find_impact(succession)
        if impact is not None and impact.leaderless:
            raise Refused(
                _(
                    "It leads workspaces where nobody on the list coordinates. Refuse this plan,"
                    " and make one that names who goes on leading them."
                )
            )
        _check_duties([each.heir for each in queries.list_heirs(succession)])
        _answer(work, succession, SuccessionAnswer.APPROVED)
        succession.organisation.valid_to = succession.from_on - timedelta(days=1)
        work.record(SuccessionAction.APPROVED, succession, **two_of(succession))
        work.defer(tell, succession_id=str(succession.id))


def refuse(actor: Actor, succession: Succession) -> None:
    """Refuse a plan, or take the own one back; nothing changes.

    Raises:
        NotAllowed: it was answered already.
    """
    with begin_work(actor) as work:
        work.lock(succession)
        require(actor, SuccessionPermission.REFUSE, succession)
        _answer(work, succession, SuccessionAnswer.REFUSED)
        work.record(SuccessionAction.REFUSED, succession, **two_of(succession))


def take_back(actor: Actor, succession: Succession, *, tell: Job) -> None:
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
        work.record(SuccessionAction.TAKEN_BACK, succession, **two_of(succession))
        work.defer(tell, succession_id=str(succession.id))


def _answer(work: Work, succession: Succession, answer: SuccessionAnswer) -> None:
    succession.answered_by_id = work.actor.person_id
    succession.answered_for_id = work.actor.organisation_id
    succession.answered_at, succession.answer = clock.now(), answer


def two_of(succession: Succession) -> dict[str, object]:
    """Return what every entry about a succession says of it."""
    return {
        "organisation": succession.organisation_id,
        "successor": succession.successor_id,
        "from_on": succession.from_on,
    }
