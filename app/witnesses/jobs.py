"""What the clock asks of witnesses, and the mail when one saw another log."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from itertools import groupby
from uuid import UUID

from flask_babel import force_locale

from app.adapters.mail import Mailer
from app.adapters.witnessing import Post
from app.identity import queries as identity
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.jobs import job
from app.kernel.web.house import House, current_house
from app.witnesses import messages, queries, service
from app.witnesses.models import Witness
from app.witnesses.policy import WATCH
from app.witnesses.queries import Due

AT_ONCE = 8
"""Witnesses asked beside each other, so that one that is slow holds nobody up."""


@job("witnesses.offer")
def offer() -> None:
    """Offer each witness the checkpoints it did not cosign yet; safe to run twice."""
    house = current_house()
    with house.database.session_for(system_actor(WATCH)):
        due = queries.list_due(clock.now())
        of_witness = {
            key: list(group) for key, group in groupby(due, key=lambda each: each.witness_id)
        }
        asked = queries.list_in_use(list(of_witness))
    if not asked:
        return
    with ThreadPoolExecutor(min(AT_ONCE, len(asked))) as pool:
        asking = [
            pool.submit(copy_context().run, _offer, house, each, of_witness[each.id])
            for each in asked
        ]
    for each in asking:
        each.result()


def _offer(house: House, witness: Witness, due: list[Due]) -> None:
    actor = system_actor(WATCH)
    with house.database.session_for(actor):
        service.offer_to(actor, witness, due=due, post=house.tool(Post))


@job("witnesses.tell_officer")
def tell_officer(*, person_id: str, witness_id: str) -> None:
    """Mail a privacy officer, once a day, that a witness saw another log; safe to run twice."""
    house = current_house()
    with house.database.session_for(system_actor("witnesses.tell_officer")):
        person = identity.get_person(UUID(person_id))
    if person.blocked_at is not None:
        return
    with force_locale(person.language or "nl"):
        mail = messages.split_view(origin=house.settings.origin)
    house.tool(Mailer).send(
        f"split.{clock.today()}.{witness_id}.{person_id}",
        to=person.email,
        subject=mail.subject,
        text=mail.text,
    )
