"""Sentences for people: translation, lists and numbers in plain language, Markdown to safe HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import bleach
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask_babel import get_locale
from flask_babel.speaklater import LazyString
from markdown_it import MarkdownIt
from markupsafe import Markup

TRANSLATIONS = Path(__file__).parents[1] / "translations"
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_TAGS = frozenset(
    [
        *("p", "br", "hr", "h3", "h4", "ul", "ol", "li", "blockquote", "code", "pre"),
        *("strong", "em", "a", "table", "thead", "tbody", "tr", "th", "td"),
    ]
)
_PROTOCOLS = ("https", "mailto")
KILO = 1000
TWO_DIGITS = 10
A_PAIR = 2
GROUP = 4
_HEADING = re.compile(r"<(/?)h([1-6])>")
_HIGHEST_BELOW_OURS = 2
"""Headings a person writes at level 1 or 2 become our 3, the others our 4."""


@lru_cache
def words_of(language: str) -> NullTranslations:
    """Return the catalogue of a language; the sentences in the code are English."""
    return Translations.load(TRANSLATIONS, [language])


def language_in_use() -> str:
    """Return the language of this answer; English, as the code has it, where nobody is answered."""
    locale = get_locale()
    return "en" if locale is None else locale.language


def _(message: str, **values: object) -> str:
    """Translate a sentence into the language of the person being answered."""
    sentence = str(words_of(language_in_use()).gettext(message))
    return sentence % values if values else sentence


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """Translate a sentence that counts; ``%(num)s`` is the count."""
    sentence = words_of(language_in_use()).ngettext(singular, plural, num)
    return str(sentence) % {"num": num, **values}


def lazy(message: str, **values: object) -> object:
    """Mark a sentence for translation at the moment it is shown."""
    return LazyString(_, message, **values)


def is_english() -> bool:
    """Tell whether the person being answered reads English; else it is Dutch."""
    locale = get_locale()
    return locale is not None and locale.language == "en"


def join_words(words: Sequence[str]) -> str:
    """Join words as a person would: ``a, b en c``."""
    if len(words) < A_PAIR:
        return "".join(words)
    # Translators: joins the last two of a list, "IGJ, IvhO and NLA".
    return _("%(first)s and %(last)s", first=", ".join(words[:-1]), last=words[-1])


def size_in_words(size: int, language: str | None = None) -> str:
    """Write a number of bytes as people do: ``640 kB``, ``8,4 MB``.

    Args:
        language: the one of this answer when left out.
    """
    language = language or language_in_use()
    if size < KILO:
        words = words_of(language)
        return str(words.ngettext("%(num)d byte", "%(num)d bytes", size)) % {"num": size}
    unit, amount = "kB", size / KILO
    for bigger in ("MB", "GB"):
        if amount >= KILO - 0.5:
            unit, amount = bigger, amount / KILO
    is_round = unit == "kB" or amount >= TWO_DIGITS - 0.05  # which is written as 10
    written = _decimal(round(amount, 1), "0" if is_round else "0.0", language)
    return f"{written} {unit}"


def fingerprint_groups(value: str) -> list[str]:
    """Cut a hexadecimal fingerprint into groups of four."""
    return [value[start : start + GROUP] for start in range(0, len(value), GROUP)]


def short_fingerprint(value: str) -> str:
    """Shorten a fingerprint where nobody signs: ``f366 47f9 … 5528``."""
    groups = fingerprint_groups(value)
    return f"{groups[0]} {groups[1]} … {groups[-1]}"


@lru_cache(maxsize=2000)
def _decimal(amount: float, pattern: str, language: str) -> str:
    return str(format_decimal(amount, format=pattern, locale=language))


def to_safe_html(markdown: str) -> Markup:
    """Turn a person's Markdown into HTML that can do no harm.

    The HTML is cleaned by an allow list without ``id``, ``class``, ``style`` or ``hx-*``, after the
    parser has already refused raw HTML: two walls. Headings start at level 3, below the page's own.
    """
    html = _HEADING.sub(_lower_heading, _MARKDOWN.render(markdown))
    clean = bleach.clean(html, tags=_TAGS, attributes=_may_stay, protocols=_PROTOCOLS, strip=True)
    return Markup(bleach.linkify(clean, callbacks=[_guard_link], parse_email=False))  # noqa: S704 - cleaned above  # nosec B704


def _may_stay(tag: str, name: str, value: str) -> bool:
    """Let a link keep a whole address: one without a protocol could lead anywhere."""
    is_whole = value.partition(":")[0].lower() in _PROTOCOLS
    return tag == "a" and (name == "rel" or (name == "href" and is_whole))


def _lower_heading(found: re.Match[str]) -> str:
    level = 3 if int(found[2]) <= _HIGHEST_BELOW_OURS else 4
    return f"<{found[1]}h{level}>"


def _guard_link(attrs: dict[object, str], new: bool = False) -> dict[object, str] | None:  # noqa: FBT001, FBT002 - signature of bleach
    if new:
        return None
    attrs[(None, "rel")] = "noopener noreferrer nofollow"
    return attrs
