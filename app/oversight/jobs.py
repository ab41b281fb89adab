"""What the clock and who asks for a package want of oversight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import structlog

from app.adapters.blobs import NoSuchBlob
from app.adapters.keys import MasterKey, NotAuthentic
from app.identity import queries as identity
from app.identity.models import Person
from app.kernel import clock, db
from app.kernel.access import Actor, system_actor
from app.kernel.errors import NotAllowed, NotFound, OutOfOrder, Refused
from app.kernel.jobs import Lane, job
from app.kernel.web.house import current_house
from app.kernel.work import keeping_books, start_over
from app.oversight import queries, service
from app.oversight.archiving import asked, tools_of
from app.oversight.policy import ArchivePermission
from app.workspaces import queries as workspaces

log = structlog.get_logger()

ASKED = "oversight.make_package"
STORAGE, RIGHTS, CONTENT = "storage", "rights", "content"


@job("oversight.sign_logs")
def sign_logs() -> None:
    """Give every log with new entries a signed checkpoint; safe to run twice."""
    house, actor = current_house(), system_actor("signer")
    with house.database.session_for(actor):
        service.sign_logs(
            actor, master=house.tool(MasterKey), public_url=str(house.settings.public_url)
        )


@job("oversight.forget_packages")
def forget_packages() -> None:
    """Let go of archive packages whose time is over; safe to run twice."""
    actor = system_actor("oversight.forget_packages")
    with current_house().database.session_for(actor), keeping_books(actor):
        gone = queries.forget_packages(clock.now())
    if gone:
        log.info("archive packages forgotten", count=gone)


@job(ASKED, lane=Lane.SLOW, is_urgent=True)
def make_package(
    *, package_id: str, person_id: str, organisation_id: str, workspace_id: str
) -> None:
    """Make a package under the sight of who asked for it; safe to run twice.

    What goes wrong is written down for that person, and nothing of it is kept.
    """
    house = current_house()
    place = {"organisation_id": UUID(organisation_id), "place_id": UUID(workspace_id)}
    with house.database.session_for(system_actor(ASKED, **place)):
        actor = _as_now(identity.get_self(UUID(person_id)))
    if actor is None or actor.organisation_id != place["organisation_id"]:
        return
    with house.database.session_for(actor):
        package = queries.find_package_by_id(UUID(package_id))
        if package is None or not asked.is_under_way(package):
            return
        actor = replace(actor, is_strong=package.is_strong)
        db.act_as(actor)
        fault = _fault_in(lambda: asked.make_asked(actor, package, tools=tools_of(house)))
        if fault is not None:
            start_over()
            _note(actor, UUID(package_id), place_id=place["place_id"], fault=fault)


def _fault_in(making: Callable[[], object]) -> str | None:
    """Make it; return what went wrong, as the page tells it."""
    why: type[Exception]
    try:
        making()
    except (OutOfOrder, OSError, Refused) as found:
        fault, why = STORAGE, type(found)
    except (NotFound, NotAllowed) as found:
        fault, why = RIGHTS, type(found)
    except (NotAuthentic, NoSuchBlob) as found:
        fault, why = CONTENT, type(found)
    else:
        return None
    log.warning("archive package failed", why=why.__name__)
    return fault


def _note(actor: Actor, package_id: UUID, *, place_id: UUID, fault: str) -> None:
    try:
        workspace = workspaces.get_for(actor, ArchivePermission.ASK, place_id)
    except (NotFound, NotAllowed):
        return  # Who may not ask any more is told nothing, and sees no package.
    asked.note_failed(actor, package_id, workspace=workspace, fault=fault)


def _as_now(person: Person) -> Actor | None:
    """Return somebody as who asks; nobody when they are blocked."""
    if person.blocked_at is not None:
        return None
    return Actor(
        name=person.name,
        person_id=person.id,
        organisation_id=person.organisation_id,
        organisation_code=person.organisation.code,
        duties=frozenset(person.duties),
    )
