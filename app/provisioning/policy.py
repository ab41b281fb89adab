"""Who keeps accounts by SCIM: the directory of the organisation they are of, and nobody else."""

from __future__ import annotations

from app.identity.models import Person
from app.kernel.access import Actor, Permission, grant, rule, system_actor
from app.kernel.text import lazy
from app.provisioning.models import ProvisioningKey

DIRECTORY = "directory"


class ProvisioningPermission(Permission):
    """What a directory may do."""

    KEEP = "person:directory-account:keep"


def directory_of(key: ProvisioningKey) -> Actor:
    """Return who speaks with a key: it sees what is no content, and of its organisation only."""
    return system_actor(DIRECTORY, organisation_id=key.provider.organisation_id)


@rule(lazy("This account is of another organisation."), is_sight=True)
def is_its_own(actor: Actor, person: Person) -> bool:
    """Hold for the directory of the person's own organisation."""
    is_directory = actor.name == f"system:{DIRECTORY}" and not actor.is_person
    return is_directory and actor.organisation_id == person.organisation_id


grant(ProvisioningPermission.KEEP, is_its_own)
