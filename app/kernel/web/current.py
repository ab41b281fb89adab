"""Who is being answered, and the parts of the request that everything needs."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, request
from flask_login import current_user

from app.kernel.access import ANONYMOUS, Actor
from app.kernel.errors import SignInNeeded


def current_actor() -> Actor:
    """Return the actor of this request.

    Raises:
        SignInNeeded: nobody is signed in.
    """
    actor = actor_or_anonymous()
    if actor is ANONYMOUS:
        raise SignInNeeded
    return actor


def actor_or_anonymous() -> Actor:
    """Return the actor of this request, the anonymous one when nobody is signed in."""
    if current_user and current_user.is_authenticated:
        actor: Actor = current_user.actor
        return actor
    return ANONYMOUS


def is_api() -> bool:
    """True when the request is for the API: JSON errors, bearer tokens."""
    return request.path.startswith("/api/")


def request_id() -> str:
    """Return the reference of this request, to quote when something goes wrong."""
    return str(g.get("request_id", ""))


@dataclass(frozen=True, slots=True)
class Current:
    """What templates may know of the request (global ``current``)."""

    actor: Actor
    language: str
    path: str
    request_id: str
