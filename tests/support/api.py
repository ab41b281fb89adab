"""A partner's system: speaks JSON with an access token that acts as its person."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app.identity.models import ApiToken, Person
from app.kernel import clock, ids
from tests.support.database import OneTransaction


class Api:
    """A client of the API with a token of one person."""

    def __init__(
        self, app: Flask, person: Person, transaction: OneTransaction, *, scope: str = "write"
    ) -> None:
        secret = f"sz_{ids.new_secret()}"
        with transaction.as_owner() as owner:
            owner.add(
                ApiToken(
                    person_id=person.id,
                    token_hash=sha256(secret.encode()).digest(),
                    name="of a test",
                    scope=scope,
                    made_at=clock.now(),
                    expires_at=clock.now() + timedelta(days=1),
                )
            )
        self.client = app.test_client()
        self.headers = {"Authorization": f"Bearer {secret}"}

    def ask(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **options: Any
    ) -> TestResponse:
        """Send a request to a path under ``/api/v1``."""
        return self.client.open(
            f"/api/v1{path}", method=method, headers=self.headers | (headers or {}), **options
        )

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.ask("GET", path, **options)

    def post(self, path: str, **options: Any) -> TestResponse:
        return self.ask("POST", path, **options)
