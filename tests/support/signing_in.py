"""Walking through a sign-in: providers pinned for one test, a browser that goes there and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from flask import Flask
from lxml import html
from sqlalchemy import select, text

from app.adapters.keys import MasterKey
from app.identity.models import IdentityProvider, Person
from app.identity.service.providers import KEY_PURPOSE, SECRET_PURPOSE, Switchboard
from app.kernel.web.house import House, house_of
from tests.support.browser import Browser, Page
from tests.support.database import OneTransaction
from tests.support.hostile_provider import CLIENT_ID, HostileProvider

LIMIT = timedelta(seconds=0.3)


@contextmanager
def reaching_this_machine(house: House, *, time_limit: timedelta = LIMIT) -> Iterator[None]:
    """Let the application reach providers on this machine, as the demonstration does."""
    real = house.tool(Switchboard)
    house.give(Switchboard(house.tool(MasterKey), allows_loopback=True, time_limit=time_limit))
    try:
        yield
    finally:
        house.give(real)


def pin(transaction: OneTransaction, slug: str, **facts: Any) -> Any:
    """Pin a provider of the world at another address, for one test; returns its id."""
    with transaction.as_owner() as owner:
        found = owner.execute(
            select(IdentityProvider).where(IdentityProvider.slug == slug)
        ).scalar_one()
        for name, value in facts.items():
            setattr(found, name, value)
        return found.id


def know(transaction: OneTransaction, who: str, **facts: Any) -> None:
    """Change what is known of one of the cast, for one test."""
    with transaction.as_owner() as owner:
        found = owner.execute(select(Person).where(Person.login == who)).scalar_one()
        for name, value in facts.items():
            setattr(found, name, value)


def pin_hostile(
    transaction: OneTransaction, house: House, provider: HostileProvider, *, slug: str = "igj"
) -> Any:
    """Pin a provider that may lie."""
    secret = provider.client_secret.encode()
    return pin(
        transaction,
        slug,
        issuer=provider.issuer,
        discovery_url=provider.discovery_url,
        client_id=CLIENT_ID,
        client_secret=house.tool(MasterKey).wrap(secret, purpose=SECRET_PURPOSE),
        algorithms=["RS256"],
        accepted_acr=["substantial", "high"],
        classified_acr=["substantial", "high"],
    )


def pin_demo(transaction: OneTransaction, house: House, slug: str, **facts: Any) -> Any:
    """Pin a provider of the demonstration."""
    key = house.tool(MasterKey).wrap(facts.pop("client_key"), purpose=KEY_PURPOSE)
    return pin(transaction, slug, client_key=key, algorithms=["ES256"], **facts)


def come_back(browser: Browser, told: dict[str, str], *, slug: str = "igj") -> Page:
    """Bring back what a provider sent along."""
    return browser.visit(f"/login/callback/{slug}?{urlencode(told)}")


def secret_of(browser: Browser) -> str | None:
    """Return what the browser holds as its session."""
    cookie = browser.client.get_cookie("samenzicht")
    return cookie.value if cookie else None


def name_of(browser: Browser) -> str | None:
    """Return who the application says is signed in, or None."""
    page = browser.visit("/settings")
    return page.text("dl.sz-pairs dd").split(maxsplit=1)[0] if page.status == 200 else None


def refusals(transaction: OneTransaction, provider_id: Any) -> list[str]:
    """Return the reasons of the refused sign-ins at a provider, as the log has them."""
    with transaction.as_owner() as owner:
        found = owner.execute(
            text(
                "select convert_from(entry, 'utf-8')::jsonb #>> '{facts,reason}' from log_entry"
                " where object_id = :id and action = 'person:session:refuse' order by \"index\""
            ),
            {"id": provider_id},
        )
        return list(found.scalars())


@dataclass(slots=True)
class Visit:
    """A person going through the pages of a demonstration provider with a browser of their own."""

    app: Flask
    browser: Browser
    elsewhere: requests.Session = field(default_factory=requests.Session)

    def choose(self, address: str, login: str) -> Page:
        """Press the button of a person on the provider's page, and come back."""
        page = html.fromstring(self.elsewhere.get(address, timeout=5).content)
        forms = page.xpath(f"//form[input[@name='login' and @value='{login}']]")
        target = requests.compat.urljoin(address, forms[0].get("action"))
        answer = self.elsewhere.post(
            target, data=dict(forms[0].form_values()), allow_redirects=False, timeout=5
        )
        return self.return_from(answer)

    def cancel(self, address: str) -> Page:
        """Change one's mind on the provider's page."""
        page = html.fromstring(self.elsewhere.get(address, timeout=5).content)
        (link,) = [each for each in page.iter("a") if "cancel" in each.get("href", "")]
        target = requests.compat.urljoin(address, link.get("href"))
        return self.return_from(self.elsewhere.get(target, allow_redirects=False, timeout=5))

    def return_from(self, answer: requests.Response) -> Page:
        """Follow the provider's redirect to our callback."""
        assert answer.status_code == 303, answer.text
        parts = urlsplit(answer.headers["Location"])
        origin = f"{parts.scheme}://{parts.netloc}"
        assert origin == house_of(self.app).settings.origin
        return self.browser.visit(f"{parts.path}?{parts.query}")

    def close(self) -> None:
        """Close the connections to the provider."""
        self.elsewhere.close()
