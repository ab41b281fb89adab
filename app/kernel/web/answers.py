"""Page, region or file: the only place that knows an ``HX-`` header, and how a file is named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from flask import Response, flash, make_response, redirect, request

from app.kernel.web.drawing import draw
from app.kernel.web.forms import Form
from app.kernel.web.leaving import hand_on


def is_htmx() -> bool:
    """Tell whether htmx asks for a region."""
    return request.headers.get("HX-Request") == "true"


def show(
    page: str, *, region: str | None = None, form: Form | None = None, **context: Any
) -> Response:
    """Show a page, or only its region when htmx asks for that.

    The status tells what became of the form: 422 when something in it is wrong, 409 when somebody
    else was first.
    """
    template = region if region and is_htmx() else page
    status = form.status if form is not None else 200
    return make_response(draw(template, form=form, **context), status)


def show_change(region: str, *, then: str, **context: Any) -> Response:
    """Answer a change: the region for htmx, a redirect to the page for everyone else."""
    if is_htmx():
        return make_response(draw(region, **context))
    return make_response(redirect(then, code=303))


def with_fresh_page(response: Response) -> Response:
    """Have htmx open the page anew as well: more of it changed than this region."""
    response.headers["HX-Refresh"] = "true"
    return response


def lead_to(target: str) -> Response:
    """Lead the person to another page, with or without htmx."""
    if is_htmx():
        response = make_response("", 204)
        response.headers["HX-Redirect"] = target
        return response
    return make_response(redirect(target, code=303))


def send_file(
    content: bytes | str | Iterable[bytes] | Iterable[str],
    name: str,
    media: str,
    *,
    inline: bool = False,
) -> Response:
    """Hand out a file.

    Args:
        content: what leaves in pieces does so from a place (`leaving`).
        name: under which it is kept; may hold any letters, and nothing in it ends the header.
        media: its media type.
        inline: it may be read in the browser; else it is only to keep.

    Raises:
        TooOften: it leaves in pieces, and too many are taking something.
    """
    if not isinstance(content, bytes | str):
        content = hand_on(content)
    response = Response(content, mimetype=media)
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    names = {"filename": plain}
    if plain != name:
        names["filename*"] = f"UTF-8''{quote(name, safe='')}"
    response.headers.set("Content-Disposition", "inline" if inline else "attachment", **names)
    return response


def tell(message: str, *, kind: str = "ok") -> None:
    """Leave a notice that stands above the next page until the next action.

    Args:
        kind: ``ok``, ``info``, ``warn`` or ``stop``.
    """
    flash(message, kind)
