"""Correcting what an administrator typed wrong of an organisation or a person; each in the log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.identity import queries
from app.identity.actions import IdentityAction
from app.identity.models import Organisation, Person
from app.identity.policy import IdentityPermission, OrganisationCard
from app.identity.service.people import checked_address
from app.identity.service.sessions import take_fresh_sign_in
from app.kernel import clock
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work


@dataclass(frozen=True, slots=True)
class OrganisationWords:
    """What an organisation is called and may be corrected of it; its code never changes."""

    name: str
    short_name: str
    mail_domain: str


@dataclass(frozen=True, slots=True)
class PersonWords:
    """What may be corrected of a person."""

    name: str
    email: str
    job_title: str


def purpose_of(
    card: OrganisationCard, words: OrganisationWords, *, seen_version: int
) -> dict[str, str]:
    """Return what a fresh sign-in will confirm: these words for this organisation as it was read.

    Raises:
        Refused: another organisation is called so, or has this mail domain.
    """
    check_names(words, besides=card.organisation)
    return {
        "action": str(IdentityPermission.CORRECT_ORGANISATION),
        "organisation": str(card.id),
        "seen_version": str(seen_version),
        **asdict(words),
    }


def correct_organisation(
    actor: Actor,
    card: OrganisationCard,
    *,
    words: OrganisationWords,
    seen_version: int,
    ticket_id: UUID,
) -> None:
    """Correct name and mail domain of an organisation; addresses of its people stay as they are.

    Args:
        ticket_id: of the fresh sign-in: everybody reads these names, wherever they work.

    Raises:
        Refused: another organisation is called so or has this mail domain, or nobody signed in anew
            for this.
        OutOfDate: somebody corrected it meanwhile.
    """
    organisation = card.organisation
    with _domain_of_its_own(), begin_work(actor) as work:
        queries.wait_for_turn_of_names()
        work.lock(organisation)
        require(actor, IdentityPermission.CORRECT_ORGANISATION, card)
        purpose = purpose_of(card, words, seen_version=seen_version)
        take_fresh_sign_in(work, ticket_id=ticket_id, purpose=purpose)
        if organisation.seen_as != seen_version:
            raise OutOfDate
        changed = {}
        for name in ("name", "short_name", "mail_domain"):
            old, new = getattr(organisation, name), getattr(words, name)
            if old != new:
                setattr(organisation, name, new)
                changed[name] = [old, new]
        if changed:
            work.record(IdentityAction.ORGANISATION_CORRECTED, organisation, changed=changed)


def check_names(words: OrganisationWords, *, besides: Organisation | None = None) -> None:
    """Refuse what another organisation is called, and its mail domain; what it had it may keep.

    Args:
        besides: the organisation it is for; None for one that is not here yet.

    Raises:
        Refused: beside the field it belongs to.
    """
    own = None if besides is None else besides.id
    new = {name: word for name, word in asdict(words).items() if word != getattr(besides, name, "")}
    if "mail_domain" in new:
        there = queries.find_by_domain(new.pop("mail_domain"), besides=own)
        if there is not None:
            told = _("%(name)s has this mail domain already.", name=there.short_name)
            raise Refused(told, field="mail_domain")
    for field, word in new.items():
        if not queries.is_plain(word):
            raise Refused(_("Use letters, digits and usual punctuation only."), field=field)
        there = queries.find_called(word, besides=own)
        if there is not None:
            told = _("%(name)s is called so, or almost. Choose other words.", name=there.name)
            raise Refused(told, field=field)


@contextmanager
def _domain_of_its_own() -> Iterator[None]:
    """Say it as well when another takes the mail domain at the very same moment."""
    try:
        yield
    except IntegrityError as taken:
        if "uq_organisation_mail_domain" not in str(taken.orig):
            raise
        told = _("Another organisation has this mail domain already.")
        raise Refused(told, field="mail_domain") from taken


def correct_person(work: Work, person: Person, *, words: PersonWords, seen_version: int) -> bool:
    """Correct name, address and function of a person, locked; the decision is the caller's.

    An invitation that went to a wrong address lets nobody in any more.

    Returns:
        Whether such an invitation was ended, so that another is to be sent.

    Raises:
        Refused: the address is not one of the organisation, or somebody else's.
        OutOfDate: somebody corrected it meanwhile, or the person's directory did.
    """
    if person.seen_as != seen_version:
        raise OutOfDate
    address = checked_address(person.organisation, words.email)
    there = queries.find_by_address(person.organisation_id, address)
    if there is not None and there.id != person.id:
        raise Refused(_("There is another account with this address."), field="email")
    new = {"name": words.name, "email": address, "job_title": words.job_title}
    changed = [each for each, value in new.items() if getattr(person, each) != value]
    for each in changed:
        setattr(person, each, new[each])
    if changed:
        work.record(IdentityAction.PERSON_CORRECTED, person, changed=changed)
    if "email" not in changed or person.subject is not None:
        return False
    is_invited = queries.find_living_invitation(person.id) is not None
    work.session.execute(queries.ending_invitations([person.id], clock.now()))
    return is_invited
