"""Headers of every answer: strict content policy with nonces and Trusted Types, pages uncached."""

from __future__ import annotations

import secrets

from flask import Response, g, request

from app.kernel.web.house import current_house
from app.kernel.web.keeping import fills_gap

_FIXED = {
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with that, browsers send our own forms with `Origin: null`.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
}
TYPED = frozenset({"q"})
"""Parameters of an address that hold words somebody typed to look for something."""
ONE_YEAR = 31536000
_VARIES_BY = ("Cookie", "HX-Request", "Accept-Language")


@fills_gap
def csp_nonce() -> str:
    """Return the nonce of this answer; scripts and htmx attributes carry it."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(18)
    return str(g.csp_nonce)


def allow_form_to(origin: str) -> None:
    """Let a form of this answer lead to another origin (a sign-in provider after a redirect)."""
    g.setdefault("form_origins", []).append(origin)


def content_policy() -> str:
    """Return the content policy of this answer."""
    forms = " ".join(["'self'", *g.get("form_origins", [])])
    parts = [
        "default-src 'none'",
        f"script-src 'nonce-{csp_nonce()}'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        f"form-action {forms}",
        "frame-src 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types htmx",
    ]
    return "; ".join(parts)


def set_headers(response: Response) -> Response:
    """Set what every answer carries; static files may be cached, pages never."""
    wanted = dict(_FIXED)
    if TYPED & request.args.keys():
        # The words stay out of the Referer of what is asked next, and so out of proxies' logs.
        wanted["Referrer-Policy"] = "strict-origin"
    if current_house().settings.is_https:
        response.headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}; includeSubDomains"
    if request.endpoint == "static":
        _add_missing(response, wanted)
        return response
    wanted |= {"Content-Security-Policy": content_policy(), "Cache-Control": "no-store"}
    if "Vary" in response.headers:
        response.vary.update(_VARIES_BY)
    else:
        wanted["Vary"] = ", ".join(_VARIES_BY)
    _add_missing(response, wanted)
    return response


def _add_missing(response: Response, wanted: dict[str, str]) -> None:
    """Add headers that are not set yet; each is looked for once, not by going through all."""
    known = {name.lower() for name in response.headers.keys()}  # noqa: SIM118 - pairs otherwise
    for name, value in wanted.items():
        if name.lower() not in known:
            response.headers.add(name, value)
