"""Who and what must be there beside programs: people with a duty, witnesses, room and time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from app.checking.database import asking
from app.identity import queries as identity
from app.identity.models import ADMINISTRATOR, PRIVACY_OFFICER
from app.kernel import clock
from app.provisioning import queries as provisioning
from app.running import Databases
from app.storage import service as storage
from app.witnesses import queries as witnesses
from app.workspaces.models import Classification
from config.settings import Settings

ENOUGH_WITNESSES = 2
"""Of different partners: then no single one has to be believed, nor has to be awake."""
ENOUGH_ADMINISTRATORS = 2
KEY_ENDS_SOON = timedelta(days=30)
LEAST_ROOM = 2 << 30
"""Bytes free where we write: room for some hours of files, and to mend what filled the rest."""


def warnings(settings: Settings, databases: Databases) -> list[str]:
    """Return what an installation for people of elsewhere should have, and works without."""
    if settings.is_on_this_machine:
        return []
    with asking(databases):
        found = [*_people_missing(), *_witnesses_missing(), *_assurance_missing()]
        found += _strength_missing(settings)
    return [*found, *_place_warnings(settings)]


def troubles(settings: Settings, databases: Databases) -> Iterator[str]:
    """Yield what runs out: room on a disk, a key of a personnel system."""
    yield from _room_troubles(settings)
    with asking(databases):
        yield from _key_troubles()


def _people_missing() -> Iterator[str]:
    active = {each.organisation_id for each in identity.list_providers() if each.is_active}
    for organisation in identity.list_organisations():
        if organisation.id not in active:
            continue
        people = identity.list_people_of(organisation.id)
        administrators = sum(ADMINISTRATOR in each.duties for each in people)
        if administrators < ENOUGH_ADMINISTRATORS:
            yield (
                f"{organisation.short_name} has {administrators or 'no'} administrator: when one"
                " leaves or is ill nobody can let people in. Name a second one."
            )
        if not any(PRIVACY_OFFICER in each.duties for each in people):
            yield (
                f"{organisation.short_name} has no privacy officer: nobody there hears of a data"
                " breach or of emergency sight. Name one (duty privacy_officer)."
            )


def _witnesses_missing() -> Iterator[str]:
    every = witnesses.list_witnesses()
    found = len(witnesses.list_in_use([each.id for each in every]))
    if found < ENOUGH_WITNESSES:
        said = "One witness cosigns" if found else "No witness cosigns"
        yield (
            f"{said} the logs, so partners have to believe this house that nothing was taken out:"
            " let two partners run one, and enter them at /administration/witnesses."
        )


def _assurance_missing() -> Iterator[str]:
    """Yield which open providers may let people in by one step: no level of them is asked."""
    for each in identity.list_providers():
        if each.is_active and not each.accepted_acr:
            yield (
                f"People of {each.organisation.short_name} come in by {each.slug} at any level of"
                " assurance, perhaps with a password alone: let an administrator ask for the"
                " levels that are accepted."
            )


def _strength_missing(settings: Settings) -> Iterator[str]:
    """Yield by which open providers nobody sees what their organisation is cleared for."""
    if not Classification(settings.highest_classification).rank:
        return
    for each in identity.list_providers():
        is_cleared = Classification(each.organisation.highest_classification).rank > 0
        if each.is_active and is_cleared and not each.classified_acr:
            yield (
                f"People of {each.organisation.short_name} see nothing classified by {each.slug}:"
                " let an administrator ask for the levels of sign-in that are strong enough for it."
            )


def _place_warnings(settings: Settings) -> Iterator[str]:
    folder = settings.backup_folder
    if folder is not None and _disk_of(folder) == _disk_of(settings.data):
        yield (
            f"Backups in {folder} are on the same disk as {settings.data}, and go with it: mount"
            " another one there, or take them elsewhere every day."
        )
    if settings.bucket is not None and settings.secret_key is None:
        yield (
            "Files are in a bucket, so other machines may serve them too, and each would sign forms"
            " with a key of its own: set the same SAMENZICHT_SECRET_KEY on each."
        )


def _disk_of(place: Path) -> int | None:
    return place.stat().st_dev if place.exists() else None


def _room_troubles(settings: Settings) -> Iterator[str]:
    for place, needed, meant in _places(settings):
        if place.exists() and (free := shutil.disk_usage(place).free) < needed:
            yield (
                f"There is {free // 2**20} MiB left at {place}, less than {meant}: make room, or"
                " give it a larger disk."
            )


def _places(settings: Settings) -> Iterator[tuple[Path, int, str]]:
    least = f"{LEAST_ROOM // 2**20} MiB"
    yield settings.data, LEAST_ROOM, least
    if settings.bucket is None and _disk_of(settings.blob_folder) != _disk_of(settings.data):
        yield settings.blob_folder, LEAST_ROOM, least
    newest = storage.find_newest(settings.backup_folder) if settings.backup_folder else None
    if settings.backup_folder is not None and newest is not None:
        yield settings.backup_folder, newest.path.stat().st_size, "the newest backup"


def _key_troubles() -> Iterator[str]:
    ending = provisioning.list_ending(clock.now() + KEY_ENDS_SOON)
    for provider in identity.list_providers():
        if provider.is_active and provider.id in ending:
            name = provider.organisation.short_name
            yield (
                f"The last key of the personnel system of {name} ends on"
                f" {ending[provider.id]:%Y-%m-%d}; then accounts are no longer kept: `samenzicht"
                " provider directory CODE` makes another."
            )
