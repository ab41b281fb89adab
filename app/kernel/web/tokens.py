"""Forgery tokens: an HMAC of this browser's own cookie, masked anew in every answer.

The browser-binding cookie (random, HttpOnly, SameSite=Lax) is given to every browser; the token
proves that the form came from a page this browser was shown. Masking keeps the compressed size of a
page from telling it (BREACH). Origin and Sec-Fetch-Site are compared as well.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from flask import Request, Response, g, request

from app.kernel import ids
from app.kernel.web.house import current_house
from app.kernel.web.keeping import fills_gap

TOKEN_FIELD = "csrf_token"  # noqa: S105 - a field's name  # nosec B105
TOKEN_HEADER = "X-CSRF-Token"  # noqa: S105 - a header's name  # nosec B105
SECRET_LENGTH = 43
"""Length of a secret of 256 bits in base64."""
_SIZE = 32


def cookie_name(base: str) -> str:
    """Return a cookie's name: with the ``__Host-`` prefix under https."""
    return f"__Host-{base}" if current_house().settings.is_https else base


def browser_binding() -> str:
    """Return this browser's own secret; a new one is set on the way out when it had none."""
    if "browser_binding" not in g:
        given = request.cookies.get(cookie_name("samenzicht-browser"), "")
        g.browser_is_new = len(given) != SECRET_LENGTH
        g.browser_binding = ids.new_secret() if g.browser_is_new else given
    return str(g.browser_binding)


def bind_browser(response: Response) -> Response:
    """Give a new browser its binding cookie."""
    if g.get("browser_is_new"):
        set_cookie(response, "samenzicht-browser", browser_binding())
    return response


def set_cookie(response: Response, base: str, value: str, *, max_age: int | None = None) -> None:
    """Set a cookie that scripts cannot read and other sites cannot send with a form."""
    response.set_cookie(
        cookie_name(base),
        value,
        max_age=max_age,
        secure=current_house().settings.is_https,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def drop_cookie(response: Response, base: str) -> None:
    """Take a cookie back, with the very attributes it was set with."""
    response.delete_cookie(
        cookie_name(base),
        secure=current_house().settings.is_https,
        httponly=True,
        samesite="Lax",
        path="/",
    )


@fills_gap
def make_form_key() -> str:
    """Make the key of one rendered form: sent twice, it is carried out once."""
    return str(ids.new_id())


@fills_gap
def make_token() -> str:
    """Return the masked token of this answer, the same for each form in it."""
    if "masked_token" not in g:
        mask = secrets.token_bytes(_SIZE)
        masked = bytes(a ^ b for a, b in zip(mask, _secret(), strict=True))
        g.masked_token = base64.urlsafe_b64encode(mask + masked).decode()
    return str(g.masked_token)


def is_genuine(asked: Request) -> bool:
    """Tell whether an unsafe request came from one of our own pages in this browser."""
    origin = asked.headers.get("Origin")
    if origin is not None and origin != current_house().settings.origin:
        return False
    if asked.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    given = asked.headers.get(TOKEN_HEADER) or asked.form.get(TOKEN_FIELD, "")
    try:
        raw = base64.urlsafe_b64decode(given.encode())
    except (ValueError, UnicodeEncodeError):
        return False
    if len(raw) != 2 * _SIZE:
        return False
    unmasked = bytes(a ^ b for a, b in zip(raw[:_SIZE], raw[_SIZE:], strict=True))
    return hmac.compare_digest(unmasked, _secret())


def _secret() -> bytes:
    key = current_house().secret_key.encode()
    return hmac.new(key, b"form:" + browser_binding().encode(), hashlib.sha256).digest()
