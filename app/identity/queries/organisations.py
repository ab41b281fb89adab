"""Organisations and the providers their people sign in at."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Date, bindparam, or_, select
from sqlalchemy.orm import aliased

from app.identity.models import (
    IdentityProvider,
    Organisation,
)
from app.identity.queries.found import one
from app.identity.queries.standing import IS_OPEN
from app.kernel import clock, db

IS_STANDING = or_(
    Organisation.valid_to.is_(None),
    Organisation.valid_to >= bindparam("standing_on", callable_=clock.today, type_=Date()),
)
"""True until the last day of an organisation is over; after it none of its people come in."""


def list_sign_in_choices() -> list[tuple[Organisation, IdentityProvider]]:
    """Return every organisation people can sign in at, with its provider, by name."""
    statement = (
        select(Organisation, IdentityProvider)
        .join(IdentityProvider, IdentityProvider.organisation_id == Organisation.id)
        .where(*IS_OPEN, IS_STANDING)
        .order_by(Organisation.name, IdentityProvider.slug)
    )
    return [(row[0], row[1]) for row in db.session().execute(statement)]


def find_provider(
    *, organisation_code: str | None = None, mail_domain: str | None = None, slug: str | None = None
) -> IdentityProvider | None:
    """Find the provider an organisation's people use; None tells nothing about who is a member.

    One that is paused too: what it says of sessions that ended there still counts.
    """
    statement = (
        select(IdentityProvider)
        .join(Organisation, IdentityProvider.organisation_id == Organisation.id)
        .where(IdentityProvider.is_active, IS_STANDING)
        .order_by(IdentityProvider.slug)
        .limit(1)
    )
    if slug is not None:
        statement = statement.where(IdentityProvider.slug == slug)
    elif organisation_code is not None:
        statement = statement.where(Organisation.code == organisation_code)
    else:
        statement = statement.where(Organisation.mail_domain == (mail_domain or ""))
    return db.session().execute(statement).scalar_one_or_none()


def list_open_providers(
    *, organisation_code: str | None = None, mail_domain: str | None = None
) -> list[IdentityProvider]:
    """Return where the people of an organisation can sign in; tells nothing of who is a member.

    More than one while an organisation goes over from one provider to another.
    """
    which = (
        Organisation.code == organisation_code
        if organisation_code is not None
        else Organisation.mail_domain == (mail_domain or "")
    )
    statement = (
        select(IdentityProvider)
        .join(Organisation, IdentityProvider.organisation_id == Organisation.id)
        .where(*IS_OPEN, IS_STANDING, which)
        .order_by(IdentityProvider.slug)
    )
    return list(db.session().execute(statement).scalars())


def find_any_provider(slug: str) -> IdentityProvider | None:
    """Find a provider by the name in its callback, in use or not."""
    statement = select(IdentityProvider).where(IdentityProvider.slug == slug)
    return db.session().execute(statement).scalar_one_or_none()


def list_providers() -> list[IdentityProvider]:
    """Return every provider with its organisation, in use or not, by organisation."""
    statement = (
        select(IdentityProvider)
        .join(IdentityProvider.organisation)
        .order_by(Organisation.code, IdentityProvider.slug)
    )
    return list(db.session().execute(statement).scalars())


def get_provider(provider_id: UUID) -> IdentityProvider:
    """Return a provider by id."""
    return one(db.session().get(IdentityProvider, provider_id))


def list_provider_origins() -> list[str]:
    """Return an address at every place where an active provider may be met, for the allow list."""
    statement = select(
        IdentityProvider.issuer, IdentityProvider.discovery_url, IdentityProvider.extra_origins
    ).where(IdentityProvider.is_active)
    found = db.session().execute(statement)
    return [each for issuer, described, extra in found for each in (issuer, described, *extra)]


def list_organisations() -> list[Organisation]:
    """Return all organisations that exist today, by name."""
    statement = select(Organisation).where(IS_STANDING).order_by(Organisation.name)
    return list(db.session().execute(statement).scalars())


def organisations_by_id() -> dict[UUID, Organisation]:
    """Return every organisation there ever was, by id."""
    return {each.id: each for each in db.session().execute(select(Organisation)).scalars()}


class Badge(NamedTuple):
    """An organisation as its badge shows it: values alone, so that what is drawn can be kept."""

    code: str
    short_name: str
    name: str
    kind: str


BADGE = (Organisation.code, Organisation.short_name, Organisation.name, Organisation.kind)
"""The columns a badge is read from, in its order."""


def badge_of(organisation: Organisation) -> Badge:
    """Return an organisation as its badge shows it."""
    it = organisation
    return Badge(it.code, it.short_name, it.name, str(it.kind))


def organisations_to_join() -> type[Organisation]:
    """Return organisations under a name of their own, to be joined to rows that refer to them."""
    return aliased(Organisation)


def get_known_organisation(organisation_id: UUID) -> Organisation:
    """Return an organisation that a row refers to; one that this request read before is at hand."""
    return one(db.session().get(Organisation, organisation_id))


def find_successor(organisation: Organisation) -> Organisation | None:
    """Find who took over from an organisation that ended."""
    if organisation.successor_id is None:
        return None
    return db.session().get(Organisation, organisation.successor_id)


def find_organisation(code: str) -> Organisation | None:
    """Find an organisation by its code."""
    return (
        db.session()
        .execute(select(Organisation).where(Organisation.code == code))
        .scalar_one_or_none()
    )


def find_organisation_id(code: str) -> UUID | None:
    """Find the id of an organisation by its code; a tenth of what reading the whole of it costs."""
    found = db.rows(_ID_BY_CODE, {"code": code})
    return found[0].id if found else None


_ID_BY_CODE = select(Organisation.id).where(Organisation.code == bindparam("code"))


def get_organisation(code: str) -> Organisation:
    """Return an organisation by its code."""
    return one(find_organisation(code))
