"""A browser without scripts, or with htmx: it finds the real form on the page and submits it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from app.identity.models import Person, SignInSession
from app.kernel import clock, ids
from tests.support.database import OneTransaction


@dataclass(slots=True)
class Page:
    """An answer, read as a person reads it."""

    browser: Browser
    response: TestResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def body(self) -> str:
        return self.response.get_data(as_text=True)

    @property
    def tree(self) -> Any:
        return html.fromstring(self.body or "<p></p>")

    @property
    def is_whole_page(self) -> bool:
        return "<html" in self.body

    @property
    def location(self) -> str:
        return self.response.headers.get("Location", "")

    def text(self, selector: str = "body") -> str:
        """Return the words inside an element, with single spaces."""
        found = self.tree.cssselect(selector)
        if not found and selector == "body":
            found = [self.tree]
        return " ".join(" ".join(each.text_content().split()) for each in found)

    def has(self, selector: str) -> bool:
        return bool(self.tree.cssselect(selector))

    def follow(self) -> Page:
        """Go where a redirect leads."""
        return self.browser.visit(self.location)

    def submit(
        self,
        selector: str,
        *,
        htmx: bool = False,
        files: dict[str, Any] | None = None,
        **fields: Any,
    ) -> Page:
        """Fill in and send the real form found on the page, with its hidden fields."""
        forms = self.tree.cssselect(selector)
        assert forms, f"There is no form {selector} on the page."
        form = forms[0]
        assert form.get("action"), "A form has an action."
        assert form.get("method"), "A form has a method."
        sent: dict[str, Any] = {}
        for name, value in form.form_values():
            sent.setdefault(name, []).append(value)
        unknown = set(fields) | set(files or {})
        parts = [*form.iter("input", "select", "textarea", "button")]
        if form.get("id"):
            parts += self.tree.cssselect(f'[form="{form.get("id")}"]')
        unknown -= {each.get("name") for each in parts}
        assert not unknown, f"The form has no field {unknown}."
        sent |= {**fields, **(files or {})}
        return self.browser.send(form.get("action"), sent, htmx=htmx)


class Browser:
    """A client of the application with cookies of its own."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.headers: dict[str, str] = {"Accept-Language": "nl"}

    @classmethod
    def signed_in(
        cls,
        app: Flask,
        person: Person,
        transaction: OneTransaction,
        *,
        language: str = "nl",
        age: timedelta = timedelta(0),
        ahead: timedelta = timedelta(0),
    ) -> Browser:
        """Make a browser with a session of this person, begun and last seen at these moments."""
        browser, secret = cls(app), ids.new_secret()
        assert person.provider_id is not None
        moment = clock.now() - age
        with transaction.as_owner() as owner:
            owner.add(
                SignInSession(
                    token_hash=sha256(secret.encode()).digest(),
                    person_id=person.id,
                    provider_id=person.provider_id,
                    signed_in_at=moment,
                    last_seen_at=clock.now() + ahead,
                    auth_time=moment,
                    acr="substantial",
                )
            )
        browser.client.set_cookie("samenzicht", secret)
        browser.headers["Accept-Language"] = language
        return browser

    def visit(self, path: str, *, htmx: bool = False, **options: Any) -> Page:
        """Open a page, or a region with htmx."""
        headers = {**self.headers, **({"HX-Request": "true"} if htmx else {})}
        return Page(self, self.client.get(path, headers=headers, **options))

    def send(self, path: str, fields: dict[str, Any], *, htmx: bool = False) -> Page:
        """Post fields to a path, as a form or as htmx does."""
        headers = {**self.headers, **({"HX-Request": "true"} if htmx else {})}
        return Page(self, self.client.post(path, data=fields, headers=headers))
