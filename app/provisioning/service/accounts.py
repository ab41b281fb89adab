"""Entering, changing, blocking and removing accounts as the directory tells us."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.identity.models import Person
from app.identity.queries import find_by_address, find_person
from app.identity.service.ending import end_access, let_in_again
from app.identity.service.people import MAIL_ADDRESS, free_login, take_duties_by_two
from app.kernel import clock, ids
from app.kernel.access import require
from app.kernel.errors import NotFound, TellableError
from app.kernel.work import Work, begin_work
from app.provisioning import queries
from app.provisioning.actions import ProvisioningAction
from app.provisioning.models import ProvisionedAccount, ProvisioningKey
from app.provisioning.policy import ProvisioningPermission, directory_of

FEWEST_BLOCKED = 10
"""So many people may be blocked within an hour, however few there are."""
SHARE_BLOCKED = 5
"""And one in so many of those who were let in when the hour began."""


class Reason(StrEnum):
    """Why a directory cannot have what it asks."""

    TAKEN = "taken"
    BAD_ADDRESS = "bad_address"
    FIXED = "fixed"
    OURS = "ours"
    TOO_MANY = "too_many"


class KeyEnded(Exception):
    """The key that a directory brought is not in force any more."""


class CannotKeep(TellableError):
    """A directory asked for what we do not do; the message is for its administrator."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Told:
    """An account as a directory tells of it, whole."""

    address: str
    external_id: str
    name: str
    job_title: str
    is_active: bool


def enter(key: ProvisioningKey, told: Told) -> ProvisionedAccount:
    """Enter an account, or take over one of this organisation that nobody else's directory keeps.

    Who was invited and never signed in is bound to the subject that the directory tells, unless
    they were given a duty; who signed in already must be that subject. An account that the
    directory removed before comes back.

    Raises:
        CannotKeep: the address is of elsewhere or somebody else's, or the subject is.
    """
    actor, provider = directory_of(key), key.provider
    with begin_work(actor) as work:
        _lock_in_force(work, key)
        account = queries.find_any(key, told.external_id)
        if account is not None and account.removed_at is None:
            raise CannotKeep(Reason.TAKEN, "There is an account with this externalId.")
        person = account.person if account is not None else _person_for(work, key, told)
        moment = clock.now()
        if person is None:
            person = _new_person(work, key, told)
        elif account is not None:
            _lock_as_known(work, key, account)
        require(actor, ProvisioningPermission.KEEP, person)
        if account is None:
            account = ProvisionedAccount(
                person_id=person.id,
                provider_id=provider.id,
                external_id=told.external_id,
                entered_at=moment,
                changed_at=moment,
                version=0,
            )
            account.person = person
            work.add(account)
        _check_address(key, told.address, person_id=person.id)
        person.provider_id, person.subject = provider.id, told.external_id
        account.removed_at = None
        _apply(work, key, account, told=told)
        work.settle()
        work.record(ProvisioningAction.ENTERED, person, provider=provider.id)
    return account


def change(
    key: ProvisioningKey, account: ProvisionedAccount, telling: Callable[[Told], Told]
) -> None:
    """Give an account what the directory tells of it now; what is the same is no change.

    Args:
        telling: makes what is told of what is there now, which nobody else changes meanwhile: so
            who gives a title does not let in whom another request has just blocked.

    Raises:
        NotFound: it was removed meanwhile.
        CannotKeep: another subject, an address of elsewhere, too many blocked at once, or letting
            in whom our own administrator blocked.
    """
    with begin_work(directory_of(key)) as work:
        _take(work, key, account)
        told = telling(_told_of(account))
        if told.external_id != account.external_id:
            raise CannotKeep(Reason.FIXED, "externalId stays what it was: remove it, then add one.")
        if told.address != account.person.email:
            _check_address(key, told.address, person_id=account.person_id)
        if _apply(work, key, account, told=told):
            work.record(ProvisioningAction.CHANGED, account.person, provider=key.provider_id)


def remove(key: ProvisioningKey, account: ProvisionedAccount) -> None:
    """Block an account, and let the directory see it no more; what the person did stays.

    Raises:
        NotFound: it was removed meanwhile.
        CannotKeep: too many were blocked within an hour.
    """
    with begin_work(directory_of(key)) as work:
        _take(work, key, account)
        if None in (account.blocked_at, account.person.blocked_at):
            _block(work, key, account)
        account.removed_at = clock.now()
        account.version += 1
        work.record(ProvisioningAction.REMOVED, account.person, provider=key.provider_id)


def _take(work: Work, key: ProvisioningKey, account: ProvisionedAccount) -> None:
    """Lock an account and its person, whom our administrator may block at the same moment."""
    _lock_in_force(work, key)
    work.lock(account)
    work.lock(account.person)
    if account.removed_at is not None:
        raise NotFound
    require(work.actor, ProvisioningPermission.KEEP, account.person)


def _lock_in_force(work: Work, key: ProvisioningKey) -> None:
    """Take the provider, and go on only while the key may speak: the body may have come late.

    Raises:
        KeyEnded: it was ended or ran out, or the provider was closed or became another's.
    """
    work.lock(key.provider)
    if not queries.is_in_force(key):
        raise KeyEnded


def _told_of(account: ProvisionedAccount) -> Told:
    person = account.person
    return Told(
        address=person.email,
        external_id=account.external_id,
        name=person.name,
        job_title=person.job_title,
        is_active=person.blocked_at is None,
    )


def _lock_as_known(work: Work, key: ProvisioningKey, account: ProvisionedAccount) -> None:
    """Lock who comes back; a subject of which somebody was known meanwhile stays theirs."""
    person = account.person
    work.lock(person)
    if (person.provider_id, person.subject) not in (
        (None, None),
        (key.provider_id, account.external_id),
    ):
        raise CannotKeep(Reason.TAKEN, "Somebody else has this userName or externalId.")


def _person_for(work: Work, key: ProvisioningKey, told: Told) -> Person | None:
    """Return the person a new account is about, of this organisation; None when there is none.

    Locked, and as it is now: an invited person may sign in, and so be bound, at the same moment.
    """
    bound = find_person(key.provider_id, told.external_id)
    there = find_by_address(key.provider.organisation_id, told.address)
    person = bound or there
    if person is None:
        return None
    work.lock(person)
    is_known = (person.provider_id, person.subject) == (key.provider_id, told.external_id)
    bound = person if is_known else None
    is_of_another = there is not None and there.id != person.id
    is_bound_elsewhere = person.provider_id is not None and bound is None
    # A duty reaches beyond the organisation: who was given one comes in by the invitation alone.
    is_invited_for_a_duty = bool(person.duties) and bound is None
    if (
        is_of_another
        or is_bound_elsewhere
        or is_invited_for_a_duty
        or person.organisation_id != key.provider.organisation_id
    ):
        raise CannotKeep(Reason.TAKEN, "Somebody else has this userName or externalId.")
    return person


def _new_person(work: Work, key: ProvisioningKey, told: Told) -> Person:
    person = Person(
        id=ids.new_id(),
        organisation_id=key.provider.organisation_id,
        provider_id=key.provider_id,
        subject=told.external_id,
        login=free_login(told.address.partition("@")[0]),
        name=told.name,
        email=told.address,
        job_title=told.job_title,
        duties=[],
    )
    person.organisation = key.provider.organisation
    work.add(person)
    return person


def _apply(work: Work, key: ProvisioningKey, account: ProvisionedAccount, *, told: Told) -> bool:
    """Give a person what was told; return whether anything changed."""
    person = account.person
    before = _state_of(account)
    person.name, person.email, person.job_title = told.name, told.address, told.job_title
    if not told.is_active and None in (account.blocked_at, person.blocked_at):
        _block(work, key, account)
    elif told.is_active and person.blocked_at is not None:
        _let_in(work, account)
    elif told.is_active:
        account.blocked_at = None
    is_changed = _state_of(account) != before
    if is_changed or account.version == 0:
        account.changed_at = clock.now()
        account.version += 1
    return is_changed


def _state_of(account: ProvisionedAccount) -> tuple[object, ...]:
    person = account.person
    told = (person.name, person.email, person.job_title)
    return (*told, person.blocked_at, account.blocked_at)


def _check_address(key: ProvisioningKey, address: str, *, person_id: UUID) -> None:
    organisation = key.provider.organisation
    if not MAIL_ADDRESS.fullmatch(address) or (
        address.rpartition("@")[2] != organisation.mail_domain
    ):
        told = f"userName is a work address of this organisation (@{organisation.mail_domain})."
        raise CannotKeep(Reason.BAD_ADDRESS, told)
    there = find_by_address(organisation.id, address)
    if there is not None and there.id != person_id:
        raise CannotKeep(Reason.TAKEN, "Somebody else has this userName.")


def _block(work: Work, key: ProvisioningKey, account: ProvisionedAccount) -> None:
    """Block an account, unless so many were blocked within the hour that it must be a mistake."""
    blocked, active = queries.count_blocked(key, since=clock.now() - queries.AN_HOUR)
    if blocked >= max(FEWEST_BLOCKED, (blocked + active) // SHARE_BLOCKED):
        told = (
            f"{blocked} people were blocked within an hour. Wait an hour, or ask the administrator"
            " of Samenzicht."
        )
        raise CannotKeep(Reason.TOO_MANY, told)
    account.blocked_at = clock.now()
    if account.person.blocked_at is None:
        account.person.blocked_at = account.blocked_at
        end_access(work, account.person)
        work.record(ProvisioningAction.BLOCKED, account.person, provider=key.provider_id)


def _let_in(work: Work, account: ProvisionedAccount) -> None:
    person = account.person
    if account.blocked_at is None or person.blocked_at != account.blocked_at:
        told = "The administrator of Samenzicht blocked this account, and alone lets it in again."
        raise CannotKeep(Reason.OURS, told)
    account.blocked_at = None
    let_in_again(person)
    work.record(ProvisioningAction.LET_IN, person, provider=account.provider_id)
    take_duties_by_two(work, person)
