"""Opening, closing and pausing a provider as an administrator does, with a fresh sign-in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Flask

from app.identity import queries
from app.identity.models import ADMINISTRATOR, IdentityProvider
from app.identity.policy import IdentityPermission
from app.identity.service import openings
from app.kernel.access import Actor
from tests.support.acting import acting
from tests.support.administering import make_administrator
from tests.support.confirmed import confirmed
from tests.support.database import OneTransaction
from tests.support.world import World

Act = Callable[..., Any]


class Switch:
    """The provider of IGJ, in the hands of one administrator after another."""

    def __init__(self, app: Flask, world: World, transaction: OneTransaction) -> None:
        self.app, self.world, self.transaction = app, world, transaction
        self.slug = "igj"

    def administrator(self, who: str) -> Actor:
        """Make somebody an administrator, and return the actor that is."""
        make_administrator(self.transaction, self.world, who)
        return replace(self.world.actor(who), duties=frozenset({ADMINISTRATOR}))

    def by(self, who: str, act: Act, permission: IdentityPermission, **told: Any) -> Any:
        """Let an administrator do something to it, having signed in anew for that."""
        actor = self.administrator(who)
        purpose = {"action": str(permission), "provider": str(self.now().id)}
        actor, ticket = confirmed(self.transaction, self.world.person(who), actor, purpose)
        with acting(self.app, actor):
            found = queries.get_provider_for(actor, IdentityPermission.LOOK_AFTER, self.slug)
            return act(actor, found, ticket_id=ticket, **told)

    def open(self, who: str) -> None:
        """Open it, or end its pause."""
        self.by(who, openings.open_provider, openings.OPEN)

    def close(self, who: str) -> None:
        """Close it."""
        self.by(who, openings.close_provider, openings.CLOSE)

    def pause(self, who: str, reason: str = "Vreemde aanmeldingen") -> None:
        """Pause it."""
        self.by(who, openings.pause_provider, openings.PAUSE, reason=reason)

    def ask(self, who: str) -> Any:
        """Ask to open it; returns the id of what waits."""
        return self.by(who, openings.ask_to_open, openings.ASK).id

    def agree(self, who: str, opening_id: Any) -> None:
        """Agree to open it."""
        actor = self.administrator(who)
        purpose = {"action": str(openings.AGREE), "opening": str(opening_id)}
        actor, ticket = confirmed(self.transaction, self.world.person(who), actor, purpose)
        with acting(self.app, actor):
            found = queries.get_opening_for(actor, openings.AGREE, opening_id)
            openings.agree_to_open(actor, found, ticket_id=ticket)

    def now(self) -> IdentityProvider:
        """Return it as it is."""
        with self.transaction.as_owner() as owner:
            found = owner.query(IdentityProvider).filter_by(slug=self.slug).one()
            owner.expunge(found)
            return found

    def become(self, **facts: Any) -> None:
        """Let it be otherwise, past all rules."""
        with self.transaction.as_owner() as owner:
            owner.query(IdentityProvider).filter_by(slug=self.slug).update(facts)
