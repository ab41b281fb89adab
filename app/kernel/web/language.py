"""Dutch and English: chosen by the person, else by the browser, else Dutch."""

from __future__ import annotations

from flask import Flask, has_request_context, request
from flask_babel import Babel

from app.kernel.web import tokens
from app.kernel.web.current import actor_or_anonymous

LANGUAGES = ("nl", "en")
COOKIE = "samenzicht-language"


def choose_language() -> str:
    """Return the language of this answer; Dutch for jobs and commands."""
    if not has_request_context():
        return LANGUAGES[0]
    actor = actor_or_anonymous()
    if actor.is_person and actor.language in LANGUAGES:
        return actor.language
    chosen = request.cookies.get(tokens.cookie_name(COOKIE))
    if chosen in LANGUAGES:
        return str(chosen)
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def speak(app: Flask) -> None:
    """Set up translation."""
    app.config["BABEL_DEFAULT_LOCALE"] = LANGUAGES[0]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(app.root_path) + "/translations"
    Babel(app, locale_selector=choose_language)
