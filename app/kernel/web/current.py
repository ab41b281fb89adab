"""Who is being answered, and the parts of the request that everything needs."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, request
from flask_babel import get_locale
from werkzeug.local import LocalProxy

from app.kernel.access import ANONYMOUS, Actor
from app.kernel.errors import SignInNeeded
from app.kernel.web.keeping import refuse_to_keep


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
    """Return the actor of this request, the anonymous one when nobody is signed in.

    The door finds out once; an answer about a fault asks nothing of the database again.
    """
    actor: Actor = g.get("actor", ANONYMOUS)
    return actor


def is_api() -> bool:
    """Tell whether a program asks, over the API or as a directory: JSON errors, bearer tokens."""
    return request.path.startswith(("/api/", "/scim/"))


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


def _page() -> Current:
    refuse_to_keep("the request")
    if "page" not in g:
        g.page = Current(actor_or_anonymous(), str(get_locale()), request.path, request_id())
    found: Current = g.page
    return found


current_page = LocalProxy(_page)
"""What templates may know of the request, also where a template is imported by another."""
