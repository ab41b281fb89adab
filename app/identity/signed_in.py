"""Who a request comes from: the session behind its cookie, or the token it bears."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Flask, Request, request
from flask_login import LoginManager, UserMixin, current_user

from app.adapters.keys import MasterKey
from app.identity import queries
from app.identity.jobs import send_invitation
from app.identity.queries import LivingSession, SessionLimits
from app.identity.service import sessions
from app.identity.service.inviting import Envelope
from app.identity.service.providers import Switchboard
from app.kernel import clock
from app.kernel.access import ANONYMOUS, Actor
from app.kernel.web import tokens
from app.kernel.web.current import actor_or_anonymous
from app.kernel.web.door import Doorkeeper
from app.kernel.web.house import House, current_house
from app.kernel.web.maintenance import Announced, Board

SESSION_COOKIE = "samenzicht"
BEARER = "Bearer "
BACKGROUND = "X-Background"
"""A page says by this header that it asks by itself: nobody acts, so the session goes on no longer
for it. Who sends it in vain only loses time."""


@dataclass(frozen=True, slots=True)
class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """What Flask-Login keeps for one request."""

    actor: Actor
    session: LivingSession | None = None
    """Through which a browser asks; None with a token."""


def install(app: Flask, house: House) -> None:
    """Hang sign-in on the application."""
    house.give(SessionLimits(house.settings.session_idle, house.settings.session_absolute))
    house.give(Envelope(send_invitation, house.tool(MasterKey)))
    house.give(Switchboard(house.tool(MasterKey), allows_loopback=house.settings.demonstration))
    house.give(Board(lambda: _announced(house)))
    house.give(Doorkeeper(_identify))
    manager = LoginManager(app)
    manager.session_protection = None
    manager.request_loader(_load)
    app.before_request(_touch)


def _announced(house: House) -> Announced | None:
    """Read what maintenance is announced, apart from what the request asks."""
    with house.database.session_for(ANONYMOUS):
        found = queries.find_maintenance(clock.now())
    if found is None:
        return None
    return Announced(found.starts_at, found.ends_at, found.text_nl, found.text_en)


def _identify(request: Request, came_at: datetime) -> Actor:
    found = _load(request, used_at=came_at)
    return ANONYMOUS if found is None else found.actor


def _load(request: Request, *, used_at: datetime | None = None) -> SignedIn | None:
    """Find the signed-in person; None for everyone else."""
    bearer = request.headers.get("Authorization", "")
    if bearer.startswith(BEARER):
        return _by_token(bearer.removeprefix(BEARER)) if request.path.startswith("/api/") else None
    secret = request.cookies.get(tokens.cookie_name(SESSION_COOKIE))
    return _by_session(secret, used_at=used_at) if secret else None


def _by_session(secret: str, *, used_at: datetime | None) -> SignedIn | None:
    limits = current_house().tool(SessionLimits)
    found = queries.find_session(secret, limits=limits, used_at=used_at)
    return None if found is None else SignedIn(_actor_of(found), found)


def _by_token(secret: str) -> SignedIn | None:
    found = queries.find_token(secret)
    if found is None:
        return None
    actor = Actor(
        name=found.name,
        person_id=found.person_id,
        organisation_id=found.organisation_id,
        organisation_code=found.organisation_code,
        token_id=found.id,
        may_write=found.scope == "write",
        is_strong=found.is_strong,
        duties=frozenset(found.duties),
        language=found.language or "",
    )
    return SignedIn(actor)


def _actor_of(living: LivingSession) -> Actor:
    return Actor(
        name=living.name,
        person_id=living.person_id,
        organisation_id=living.organisation_id,
        organisation_code=living.organisation.code,
        session_id=living.id,
        is_strong=living.is_strong,
        duties=frozenset(living.duties),
        language=living.language or "",
    )


def _touch() -> None:
    actor = actor_or_anonymous()
    if actor.session_id is not None and request.headers.get(BACKGROUND) != "true":
        sessions.touch(actor, current_user.session)
