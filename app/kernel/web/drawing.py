"""Templates become pages; the words of a language are put in when a template is compiled.

A list of fifty rows asks hundreds of words. Each template is compiled once per language, and every
``_("…")`` without values in it is by then a plain piece of text.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Any

from flask import Flask, current_app, get_flashed_messages
from flask_babel import get_locale
from jinja2 import Environment, Template
from jinja2.environment import TemplateModule
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context
from markupsafe import Markup

from app.kernel.text import words_of
from app.kernel.web import filters, keeping

KEY = "samenzicht_templates"
CALL = ("name", "lparen", "string", "rparen")
"""The kinds of the tokens that make up ``_("…")``."""


class WordsInPlace(Extension):
    """Replaces ``_("…")`` by its translation before the template is parsed."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Pass the tokens on; a call without values becomes the safe text it would give."""
        held: list[Token] = []
        for token in stream:
            held.append(token)
            if _may_be_call(held):
                if len(held) == len(CALL):
                    yield from self._translated(held)
                    held = []
                continue
            yield from held
            held = []
        yield from held

    def _translated(self, call: list[Token]) -> list[Token]:
        name, opening, message, closing = call
        words = words_of(self.environment.language)  # type: ignore[attr-defined]  # ours, below
        text = Token(message.lineno, "string", words.gettext(message.value))
        pipe = Token(message.lineno, "pipe", "|")
        return [opening, text, pipe, Token(name.lineno, "name", "safe"), closing]


def _may_be_call(held: list[Token]) -> bool:
    """Tell whether these tokens begin ``_("…")``; a text with a per cent sign takes values."""
    kinds = tuple(each.type for each in held)
    return (
        kinds == CALL[: len(kinds)]
        and held[0].value == "_"
        and not any(each.type == "string" and "%" in each.value for each in held)
    )


def speak_in_templates(app: Flask, languages: tuple[str, ...]) -> None:
    """Prepare a set of templates per language; last, when everything was given its globals."""
    app.extensions[KEY] = {each: _environment(app, each) for each in languages}


def give_to_templates(app: Flask, **values: object) -> None:
    """Let every template know something, also one that is imported by another."""
    for environment in app.extensions[KEY].values():
        environment.globals.update(values)


def templates() -> Environment:
    """Return the templates in the language of this answer."""
    found: Environment = current_app.extensions[KEY][str(get_locale())]
    return found


def draw(template: str, /, **values: Any) -> str:
    """Draw a template in the language of this answer."""
    return templates().get_template(template).render(values)


def draw_kept(template: str, make: Callable[..., dict[str, Any]], /, *values: Hashable) -> Markup:
    """Draw a piece of a page in the language of this answer, once for equal values.

    Args:
        make: makes what the template is given from the values, and from nothing else.
    """
    language = str(get_locale())
    return keeping.filled(keeping.kept(_draw_alone, language, template, make, *values))


def draw_pattern(
    template: str, make: Callable[..., dict[str, Any]], /, *values: Hashable
) -> keeping.Pattern:
    """Draw a piece with gaps left open for what differs line by line; else as `draw_kept`."""
    language = str(get_locale())
    return keeping.Pattern(keeping.kept(_draw_alone, language, template, make, *values))


def _draw_alone(
    language: str, template: str, make: Callable[..., dict[str, Any]], *values: Hashable
) -> str:
    environment: Environment = current_app.extensions[KEY][language]
    return environment.get_template(template).render(make(*values))


def _as_given(names: tuple[str, ...], *values: Hashable) -> dict[str, Any]:
    return dict(zip(names, values, strict=True))


def _flashed(*, with_categories: bool) -> Any:
    keeping.refuse_to_keep("what was just done")
    return get_flashed_messages(with_categories=with_categories)


class PieceTemplate(Template):
    """A template whose macros are made once, for all pages that import them."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:  # noqa: ARG002 - signature of Jinja
        """Return the module, which knows what every template knows, whoever imports it."""
        return super()._get_default_module()


def _environment(app: Flask, language: str) -> Environment:
    words = words_of(language)

    def sentence(message: str, **values: Any) -> Markup:
        return Markup(words.gettext(message)) % values  # noqa: S704 - our own words; values are escaped  # nosec B704

    def counted(singular: str, plural: str, num: int, **values: Any) -> Markup:
        return Markup(words.ngettext(singular, plural, num)) % {"num": num, **values}  # noqa: S704 - our own words; values are escaped  # nosec B704

    def kept(template: str, **values: Hashable) -> Markup:
        names = tuple(values)
        piece = keeping.kept(_draw_alone, language, template, _as_given, names, *values.values())
        return keeping.filled(piece)

    own = app.jinja_env.overlay(extensions=[WordsInPlace])
    own.template_class = PieceTemplate
    own.filters = {**app.jinja_env.filters, **filters.in_language(language)}
    own.globals = {
        **app.jinja_env.globals,
        "_": sentence,
        "ngettext": counted,
        "kept": kept,
        "gap": keeping.Pattern.gap,
        "get_flashed_messages": _flashed,
    }
    own.extend(language=language)
    return own
