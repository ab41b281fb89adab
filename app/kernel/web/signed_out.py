"""Somebody whose session ended in the middle of a form: nothing that was typed is lost.

With htmx the page stays as it is, and an alert above it leads to sign-in in another tab. A plain
form was sent already; its fields go back in the answer, so that they are in this tab and nowhere
else, and are sent again when the person presses the button, never by themselves. Only the fields of
a form of ours, that this very browser was shown, come back: nobody else can have one filled in.
"""

from __future__ import annotations

from flask import Response, make_response, request, url_for
from werkzeug.exceptions import HTTPException

from app.kernel.errors import TellableError
from app.kernel.web import tokens
from app.kernel.web.drawing import draw

FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
LARGEST_OF_STRANGERS = 64 * 1024
"""Bytes that may come from who is not signed in: no page for them takes a file."""
SIGN_IN_NEEDED = 401


def give_back_form() -> Response | None:
    """Return a page with what was typed in the form just sent; None when nothing can be kept."""
    if request.method != "POST" or request.mimetype not in FORMS:
        return None
    if not 0 < (request.content_length or 0) <= LARGEST_OF_STRANGERS:
        return None
    request.max_content_length = LARGEST_OF_STRANGERS
    try:
        if not tokens.is_genuine(request):
            return None
        typed = [pair for pair in request.form.items(multi=True) if pair[0] != tokens.TOKEN_FIELD]
        has_files = any(each.filename for each in request.files.values())
    except (HTTPException, TellableError):
        return None
    page = draw(
        "errors/signed_out.html",
        action=request.full_path.rstrip("?"),
        typed=typed,
        has_files=has_files,
        sign_in=url_for("identity.login", next="/"),
    )
    return make_response(page, SIGN_IN_NEEDED)
