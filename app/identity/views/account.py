"""One's own account: settings, sessions, signing out."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, redirect, request, url_for

from app.identity import queries
from app.identity.forms import SettingsForm
from app.identity.policy import IdentityPermission
from app.identity.service import ending, people, sessions
from app.identity.signed_in import SESSION_COOKIE
from app.kernel import clock
from app.kernel.access import ANONYMOUS, PUBLIC, require
from app.kernel.text import _
from app.kernel.web import answers, tokens
from app.kernel.web.current import actor_or_anonymous, current_actor
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.house import current_house
from app.kernel.web.language import LANGUAGES

blueprint = GuardedBlueprint("account", __name__)


@blueprint.route("/settings", methods=["GET", "POST"], needs=IdentityPermission.CHANGE_OWN)
def settings() -> Response:
    """Language, colours and shortcuts; only the list of keys when a script asks."""
    actor = current_actor()
    person = queries.get_self(actor.person_id)
    require(actor, IdentityPermission.CHANGE_OWN, person)
    form = SettingsForm(
        language=person.language or "",
        scheme=person.scheme or "",
        has_shortcuts=person.has_shortcuts,
    )
    with form.taking_refusals():
        if form.validate_on_submit():
            language = form.language.data if form.language.data in LANGUAGES else None
            people.choose_settings(
                actor,
                person,
                language=language,
                scheme=form.scheme.data or None,
                has_shortcuts=form.has_shortcuts.data,
            )
            answers.tell(_("Your settings are saved."))
            return make_response(redirect(url_for("account.settings"), code=303))
    return answers.show(
        "identity/settings.html", region="identity/_keys.html", form=form, person=person
    )


@blueprint.route("/sessions", methods=["GET", "POST"], needs=IdentityPermission.CHANGE_OWN)
def own_sessions() -> Response:
    """Where one is signed in; end one of it, or all at once."""
    actor = current_actor()
    person = queries.get_self(actor.person_id)
    require(actor, IdentityPermission.CHANGE_OWN, person)
    if request.method == "POST" and "session" in request.form:
        ending.end_session(actor, person, request.form.get("session", type=UUID))
        answers.tell(_("That session has ended."))
        return answers.lead_to(url_for("account.own_sessions"))
    if request.method == "POST":
        ending.end_everywhere(actor, person)
        return _gone()
    settings, moment = current_house().settings, clock.now()
    living = queries.list_sessions(
        person.id,
        idle_since=moment - settings.session_idle,
        begun_since=moment - settings.session_absolute,
    )
    return answers.show(
        "identity/sessions.html",
        sessions=living,
        current_id=actor.session_id,
        access_tokens=queries.list_tokens(person.id),
    )


@blueprint.route(
    "/sessions/tokens/<uuid:token_id>/revoke",
    methods=["POST"],
    needs=IdentityPermission.CHANGE_OWN,
)
def revoke_token(token_id: UUID) -> Response:
    """Let one of one's own access tokens do nothing from now on."""
    actor = current_actor()
    person = queries.get_self(actor.person_id)
    require(actor, IdentityPermission.CHANGE_OWN, person)
    ending.revoke_own_token(actor, person, queries.get_token_of(person, token_id))
    answers.tell(_("The access token does nothing any more."))
    return answers.lead_to(url_for("account.own_sessions"))


@blueprint.route("/logout", methods=["GET", "POST"], needs=PUBLIC)
def logout() -> Response:
    """Sign out; a GET only asks."""
    actor = actor_or_anonymous()
    if actor is ANONYMOUS:
        return make_response(redirect(url_for("identity.login"), code=303))
    if request.method == "GET":
        return answers.show("identity/logout.html")
    sessions.sign_out(actor)
    return _gone()


def _gone() -> Response:
    response = make_response(redirect(url_for("identity.login"), code=303))
    tokens.drop_cookie(response, SESSION_COOKIE)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
