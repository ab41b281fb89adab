"""The first lock: a route says what it needs, an answer leaves when that was granted in fact.

A route that does not say what it needs does not start; an answer whose need was not decided while
it was made becomes a fault of ours instead.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from typing import Any, Unpack, cast
from uuid import UUID

import structlog
from flask import Blueprint, Flask, Request, Response, current_app, g, make_response, request
from flask.blueprints import BlueprintSetupState
from flask_login import current_user

from app.kernel import access, clock, db, work
from app.kernel.access import ANONYMOUS, PUBLIC, SIGNED_IN, Actor, Decision, Permission
from app.kernel.errors import HouseFault, SignInNeeded, UndecidedAnswer
from app.kernel.web import tokens
from app.kernel.web.current import actor_or_anonymous, current_actor
from app.kernel.web.describing import Told
from app.kernel.web.house import house_of
from app.kernel.web.problems import ForgedForm, ReadOnlyToken, describe
from app.kernel.web.signed_out import FORMS, LARGEST_OF_STRANGERS

__all__ = [
    "PUBLIC",
    "SIGNED_IN",
    "Doorkeeper",
    "GuardedBlueprint",
    "hang_door",
    "refuse_unguarded",
]

log = structlog.get_logger()

View = Callable[..., Any]
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_KEY_FIELD = "form_key"
FIRST_ERROR, OUR_FAULT = 400, 500
FILES = "static"
"""The endpoint of built files: the same for everybody, so without a door."""


ASK_AGAIN_AFTER = 1.0
"""Seconds for which it is known who asks: so soon an end of their rights must be in force."""


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """Finds out who a request comes from, as often as it is asked."""

    identify: Callable[[Request, datetime], Actor]
    """Takes the moment the request came at; returns the anonymous actor for who is not let in."""


class GuardedBlueprint(Blueprint):
    """A blueprint whose routes must declare ``needs=``."""

    def route(  # type: ignore[override]  # narrower on purpose: needs= is required
        self,
        rule: str,
        *,
        needs: Permission,
        methods: Sequence[str] = ("GET",),
        writes_on_get: bool = False,
        brings_proof: bool = False,
        endpoint: str | None = None,
        **told: Unpack[Told],
    ) -> Callable[[View], View]:
        """Register a view.

        Args:
            needs: the permission that must have been granted in fact before an answer below 400
                leaves; `PUBLIC` or `SIGNED_IN` for pages about no single thing.
            writes_on_get: True for a read that is recorded, and the sign-in callback.
            brings_proof: True for what another system sends by itself, which no form of ours can
                come before: the view judges the proof it brings.
            told: of a route of the API, what it takes, may be asked and gives.
        """

        def register(view: View) -> View:
            name = endpoint or view.__name__
            guarded = _guarded(
                view, needs=needs, writes_on_get=writes_on_get, brings_proof=brings_proof
            )
            self.record(_note_need(f"{self.name}.{name}", needs, told))
            self.add_url_rule(
                rule, name, guarded, methods=list(methods), provide_automatic_options=False
            )
            return view

        return register


def _note_need(
    endpoint: str, needs: Permission, told: Told
) -> Callable[[BlueprintSetupState], None]:
    def note(state: BlueprintSetupState) -> None:
        house = house_of(cast("Flask", state.app))
        house.needs[endpoint], house.told[endpoint] = needs, told

    return note


def _guarded(view: View, *, needs: Permission, writes_on_get: bool, brings_proof: bool) -> View:
    def attempt(arguments: dict[str, Any]) -> Response:
        reading = request.method in SAFE_METHODS and not writes_on_get
        with work.circumstances(
            request_id=g.request_id,
            queue=g.house.queue,
            form_key=_form_key(),
            is_reading=reading,
            still_acts=_check_still_acts,
        ):
            _let_in(needs, brings_proof=brings_proof)
            return make_response(view(**arguments))

    @wraps(view)
    def guarded(**arguments: Any) -> Response:
        try:
            response = attempt(arguments)
        except Exception as fault:
            if not _may_begin_anew(fault):
                raise
            log.warning("begun anew", request=g.request_id, exc_info=fault)
            work.start_over()
            g.ledger = g.stack.enter_context(access.keeping_ledger())
            response = attempt(arguments)
        if response.status_code < FIRST_ERROR and not g.ledger.allowed(needs):
            raise UndecidedAnswer(f"{request.endpoint} answered without {needs} being granted.")
        return response

    return guarded


def _may_begin_anew(fault: Exception) -> bool:
    """Tell whether a view that tripped may be begun once more.

    An answer is made in a few statements, and each sees what is committed by then. So sight that
    ends meanwhile, or a row that goes, leaves a view with half of what it counts on. Nothing was
    kept, so it begins anew: what is there now decides, and a fault of ours is one again.
    """
    is_ours = describe(fault).status == OUR_FAULT
    return is_ours and not work.has_kept() and _can_be_read_again()


def _can_be_read_again() -> bool:
    """Tell whether the body of the request is still there: a file or a stream was read away."""
    if request.method in SAFE_METHODS or request.is_json or not request.content_length:
        return True
    return request.mimetype in FORMS and not request.files


def _let_in(needs: Permission, *, brings_proof: bool) -> None:
    """Check sign-in and the origin of the request, and grant what a page about no thing needs."""
    actor = actor_or_anonymous()
    if needs is not PUBLIC:
        actor = current_actor()
        if not actor.may_write and request.method not in SAFE_METHODS:
            raise ReadOnlyToken
    elif actor is ANONYMOUS:
        request.max_content_length = LARGEST_OF_STRANGERS
    if (
        request.method not in SAFE_METHODS
        and not brings_proof
        and actor.token_id is None
        and not tokens.is_genuine(request)
    ):
        raise ForgedForm
    if needs in (PUBLIC, SIGNED_IN):
        access.note(Decision(needs, allowed=True, actor=actor, thing_id=None))


def _check_still_acts() -> None:
    """Ask anew who this is, when what they sent was long on its way or was long worked on.

    Who asks is found out before the body has come, and whoever sends it can take hours for that.
    Meanwhile the session may be ended, the person blocked, a duty taken away. Waiting for the body
    itself is no idling.

    Raises:
        SignInNeeded: they would not be let in now as who they were.
    """
    if g.actor is ANONYMOUS or time.monotonic() - g.known_at < ASK_AGAIN_AFTER:
        return
    now = g.house.tool(Doorkeeper).identify(request, g.came_at)
    if replace(now, name=g.actor.name, language=g.actor.language) != g.actor:
        raise SignInNeeded
    g.known_at = time.monotonic()


def _form_key() -> UUID | None:
    # A program with a token carries no rendered form, and its view may want the file as it comes.
    # Of who is not signed in nothing is read before it is clear that the page is for them.
    actor = actor_or_anonymous()
    if request.method in SAFE_METHODS or actor is ANONYMOUS or actor.token_id is not None:
        return None
    try:
        return UUID(request.form.get(FORM_KEY_FIELD, ""))
    except ValueError:
        return None


def hang_door(app: Flask) -> None:
    """Open a session and a ledger for each request, close them after it."""
    app.before_request(_open_request)
    app.teardown_request(_close_request)


def _open_request() -> None:
    g.house = house_of(current_app)
    g.request_id = work.new_request_id()
    g.stack = ExitStack()
    g.ledger = g.stack.enter_context(access.keeping_ledger())
    if request.endpoint == FILES:
        return
    g.stack.enter_context(g.house.database.session_for(None))
    g.came_at, g.known_at = clock.now(), time.monotonic()
    g.actor = _signed_in_actor()
    db.act_as(g.actor)


def _signed_in_actor() -> Actor:
    """Ask, once, who this request comes from."""
    actor: Actor = current_user.actor if current_user.is_authenticated else ANONYMOUS
    return actor


def refuse_unguarded(app: Flask) -> None:
    """Refuse to start when a route came in by another way than a guarded blueprint.

    Raises:
        HouseFault: with the routes that do not say what they need.
    """
    needs = house_of(app).needs
    bare = [
        f"{rule.rule} ({rule.endpoint})"
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in needs and rule.endpoint != FILES
    ]
    if bare:
        raise HouseFault(f"Register with needs= on a GuardedBlueprint: {', '.join(bare)}.")


def _close_request(error: BaseException | None) -> None:
    stack = g.pop("stack", None)
    if stack is None:
        return
    with stack:
        if error is None and "actor" in g:
            work.end_reading()
