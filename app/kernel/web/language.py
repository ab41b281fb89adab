"""Dutch and English: chosen by the person, else by the browser, else Dutch."""

from __future__ import annotations

from gettext import NullTranslations

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, get_translations

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
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # given by the extension
        _translated, _translated_count, newstyle=True
    )


def _catalogue() -> NullTranslations:
    """Return the catalogue of this answer, looked up once: a list asks hundreds of words."""
    if "catalogue" not in g:
        g.catalogue = get_translations()
    found: NullTranslations = g.catalogue
    return found


def _translated(message: str) -> str:
    return _catalogue().gettext(message)


def _translated_count(singular: str, plural: str, number: int) -> str:
    return _catalogue().ngettext(singular, plural, number)
