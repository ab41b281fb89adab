"""Sentences for people: translation, lists and numbers in plain language, Markdown to safe HTML."""

from __future__ import annotations

from collections.abc import Sequence

import bleach
from flask_babel import gettext as _gettext
from flask_babel import lazy_gettext as _lazy_gettext
from flask_babel import ngettext as _ngettext
from markdown_it import MarkdownIt
from markupsafe import Markup

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_TAGS = frozenset(
    ["p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "h3", "h4", "code", "pre", "a", "table", "thead", "tbody", "tr", "th", "td", "hr"]
)
_ATTRIBUTES = {"a": ["href", "rel"]}
_HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}


def _(message: str, **values: object) -> str:
    """Translate a sentence into the language of the person being answered."""
    return str(_gettext(message, **values))


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """Translate a sentence that counts; ``%(num)s`` is the count."""
    return str(_ngettext(singular, plural, num, **values))


def lazy(message: str, **values: object) -> object:
    """Mark a sentence for translation at the moment it is shown."""
    return _lazy_gettext(message, **values)


def join_words(words: Sequence[str]) -> str:
    """Join words as a person would: ``a, b en c``."""
    if len(words) < 2:
        return "".join(words)
    # Translators: joins the last two of a list, "IGJ, IvhO and NLA".
    return _("%(first)s and %(last)s", first=", ".join(words[:-1]), last=words[-1])


def size_in_words(size: int) -> str:
    """Write a number of bytes as people do: ``640 kB``, ``8,4 MB``."""
    if size < 1000:
        return _("%(n)s bytes", n=size)
    for unit in ("kB", "MB", "GB"):
        size_in_unit = size / 1000 ** ("kB", "MB", "GB").index(unit) / 1000
        if size_in_unit < 999.5 or unit == "GB":
            break
    digits = 0 if size_in_unit >= 10 or unit == "kB" else 1
    # Translators: the decimal mark of your language.
    return f"{size_in_unit:.{digits}f}".replace(".", _("decimal mark")) + f" {unit}"


def to_safe_html(markdown: str) -> Markup:
    """Turn a person's Markdown into HTML that can do no harm.

    The HTML is cleaned by an allow list without ``id``, ``class``, ``style`` or ``hx-*``, after the
    parser has already refused raw HTML: two walls. Headings start at level 3, below the page's own.
    """
    html = _MARKDOWN.render(markdown)
    for old, new in _HEADINGS.items():
        html = html.replace(f"<{old}>", f"<{new}>").replace(f"</{old}>", f"</{new}>")
    clean = bleach.clean(
        html, tags=_TAGS, attributes=_ATTRIBUTES, protocols=["https", "mailto"], strip=True
    )
    return Markup(bleach.linkify(clean, callbacks=[_guard_link], parse_email=False))  # noqa: S704 - cleaned above


def _guard_link(attrs: dict[object, str], new: bool = False) -> dict[object, str] | None:  # noqa: FBT001, FBT002 - signature of bleach
    if new:
        return None
    attrs[(None, "rel")] = "noopener noreferrer nofollow"
    return attrs
