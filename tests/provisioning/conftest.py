"""Directories of organisations, each with a key of its own."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from app.identity.models import IdentityProvider, Person
from app.kernel import clock, ids
from app.provisioning.models import ProvisioningKey

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class Directory:
    """The personnel system of an organisation, that speaks with a key of its provider."""

    def __init__(self, app, transaction, slug, *, life=timedelta(days=1)):
        self.secret = f"szd_{ids.new_secret()}"
        with transaction.as_owner() as owner:
            found = select(IdentityProvider).where(IdentityProvider.slug == slug)
            self.provider = owner.execute(found).scalar_one()
            self.provider_id = self.provider.id
            owner.add(
                ProvisioningKey(
                    provider_id=self.provider_id,
                    key_hash=sha256(self.secret.encode()).digest(),
                    made_at=clock.now(),
                    expires_at=clock.now() + life,
                )
            )
        self._client = app.test_client()
        self._transaction = transaction
        self.domain = f"{slug}.example"

    def ask(self, method, path, **options):
        """Send a request to a path under ``/scim/v2``."""
        headers = {"Authorization": f"Bearer {self.secret}"}
        return self._client.open(f"/scim/v2{path}", method=method, headers=headers, **options)

    def told(self, name="nora", **changed):
        """A resource as a directory writes it."""
        usual = {
            "schemas": [USER],
            "externalId": f"subject-of-{name}",
            "userName": f"{name}@{self.domain}",
            "displayName": f"{name.title()} Nieuw",
            "title": "Inspecteur",
            "active": True,
        }
        return {key: value for key, value in (usual | changed).items() if value is not None}

    def enter(self, name="nora", **changed):
        """Enter somebody; returns the id."""
        answer = self.ask("POST", "/Users", json=self.told(name, **changed))
        assert answer.status_code == 201, answer.text
        return answer.json["id"]

    def patch(self, person_id, *operations):
        """Send operations as a PATCH."""
        body = {"schemas": [PATCH], "Operations": list(operations)}
        return self.ask("PATCH", f"/Users/{person_id}", json=body)

    def block(self, person_id):
        """Say that somebody left."""
        return self.patch(person_id, {"op": "replace", "path": "active", "value": False})

    def person(self, login):
        """Read a person as it is in the database."""
        with self._transaction.as_owner() as owner:
            return owner.execute(select(Person).where(Person.login == login)).scalar_one_or_none()


@pytest.fixture
def directory_of(app, world, transaction):
    """The directory of an organisation: ``directory_of("igj").enter("nora")``."""

    def made(slug, **options):
        return Directory(app, transaction, slug, **options)

    return made


@pytest.fixture
def igj(directory_of):
    """The directory of IGJ."""
    return directory_of("igj")
