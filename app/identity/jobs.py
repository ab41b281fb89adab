"""What clock and queue ask of identity: mail an invitation, throw away what is over."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask_babel import force_locale

from app.adapters.keys import MasterKey
from app.adapters.mail import Mailer
from app.identity import messages, queries
from app.identity.service import sessions
from app.identity.service.inviting import link_of, open_envelope
from app.identity.service.people import INVITATION_LIFE
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.jobs import job
from app.kernel.web.house import current_house

KEEP_BOOKS_FOR = timedelta(days=2)


@job("workspaces.send_invitation")
def send_invitation(*, person_id: str, sealed_code: str) -> None:
    """Mail an invited person the link of the first sign-in; safe to run twice."""
    house = current_house()
    with house.database.session_for(system_actor("invitations")):
        person = queries.get_person(UUID(person_id))
    code = open_envelope(house.tool(MasterKey), person, sealed_code)
    with force_locale(person.language or "nl"):
        mail = messages.invitation(
            link=link_of(house.settings.origin, code), days=INVITATION_LIFE.days
        )
    # Another invitation is another mail: a mail program shows one of the same name only once.
    which = queries.hash_secret(code).hex()[:12]
    house.tool(Mailer).send(
        f"invitation.{person.id}.{which}", to=person.email, subject=mail.subject, text=mail.text
    )


@job("identity.tidy")
def tidy() -> None:
    """Throw away sign-in attempts, unused tickets and form keys of more than two days ago.

    Also what was typed for a fresh sign-in that was used.
    """
    actor = system_actor("tidy")
    with current_house().database.session_for(actor):
        sessions.forget_books(actor, before=clock.now() - KEEP_BOOKS_FOR)
