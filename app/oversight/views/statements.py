"""Public statements: accessibility, privacy, security."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, make_response

from app.kernel import clock
from app.kernel.web import answers
from app.kernel.web.door import PUBLIC, GuardedBlueprint
from app.kernel.web.house import current_house

blueprint = GuardedBlueprint("statements", __name__)

SECURITY_TXT_HOLDS_FOR = timedelta(days=180)


@blueprint.route("/toegankelijkheid", needs=PUBLIC)
def accessibility() -> Response:
    """How accessible the product is, and where to report what is not."""
    return answers.show("oversight/accessibility.html")


@blueprint.route("/privacy", needs=PUBLIC)
def privacy() -> Response:
    """Whose data is kept here, by whom, and what one can ask."""
    return answers.show("oversight/privacy.html")


@blueprint.route("/beveiliging", needs=PUBLIC)
def security() -> Response:
    """How to report a weakness, and what protects the data."""
    contact = current_house().settings.security_contact or ""
    return answers.show(
        "oversight/security.html", contact=contact, named=contact.removeprefix("mailto:")
    )


@blueprint.route("/.well-known/security.txt", needs=PUBLIC)
def security_txt() -> Response:
    """Where to report a weakness, for machines.

    Source: RFC 9116.
    """
    settings = current_house().settings
    origin = settings.origin
    expires = (clock.now() + SECURITY_TXT_HOLDS_FOR).strftime("%Y-%m-%dT00:00:00Z")
    lines = (
        f"Contact: {settings.security_contact or f'{origin}/beveiliging'}",
        f"Expires: {expires}",
        "Preferred-Languages: nl, en",
        f"Canonical: {origin}/.well-known/security.txt",
        f"Policy: {origin}/beveiliging",
    )
    return make_response("\n".join(lines) + "\n", {"Content-Type": "text/plain; charset=utf-8"})
