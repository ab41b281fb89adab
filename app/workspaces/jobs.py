"""What the queue asks of workspaces: mail an invitation."""

from __future__ import annotations

from uuid import UUID

from flask_babel import force_locale

from app.adapters.keys import MasterKey
from app.adapters.mail import Mailer
from app.identity import queries as identity
from app.identity.service.people import INVITATION_LIFE
from app.kernel.access import system_actor
from app.kernel.jobs import job
from app.kernel.web.house import current_house
from app.workspaces import messages, service


@job("workspaces.send_invitation")
def send_invitation(*, person_id: str, sealed_code: str) -> None:
    """Mail an invited person the link of the first sign-in; safe to run twice."""
    house = current_house()
    with house.database.session_for(system_actor("invitations")):
        person = identity.get_person(UUID(person_id))
    code = service.open_envelope(house.tool(MasterKey), person, sealed_code)
    with force_locale(person.language or "nl"):
        mail = messages.invitation(
            link=f"{house.settings.origin}/login/invitation/{code}", days=INVITATION_LIFE.days
        )
    house.tool(Mailer).send(
        f"invitation.{person.id}", to=person.email, subject=mail.subject, text=mail.text
    )
