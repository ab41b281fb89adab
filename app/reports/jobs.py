"""What the queue and the clock ask of reports: placing seals, and renewing proofs.

An authority for time stamps, or who keeps an organisation's key, may be away for days, so a seal is
tried again for a month: after seconds at first, after hours at last. What the queue lets go of
then, or lost with a worker that died, the clock finds again: a decision that was given validly gets
its seal.
"""

from __future__ import annotations

from uuid import UUID

from app.adapters.blobs import SealedBlobs
from app.adapters.keys import MasterKey
from app.adapters.sealers.configuration import Sealers
from app.adapters.timestamps.at_address import StamperAtAddress
from app.kernel.access import system_actor
from app.kernel.jobs import PATIENT, job
from app.kernel.web.house import current_house
from app.kernel.work import circumstances, keeping_books, new_request_id
from app.reports import queries
from app.reports.policy import RENEWER, ROOT_KEEPER, SEALER
from app.reports.service import keys, renewing, sealing
from app.reports.service.files import Tools


@job(SEALER, retry=PATIENT, is_urgent=True)
def place_seal(*, report: str, seat: str, workspace: str, organisation: str) -> None:
    """Place the seal of an organisation after its signatory decided; safe to run twice."""
    house = current_house()
    actor = system_actor(SEALER, organisation_id=UUID(organisation), place_id=UUID(workspace))
    stamper = house.find_tool(StamperAtAddress)
    tools = Tools(
        house.tool(MasterKey),
        house.tool(SealedBlobs),
        stamper=stamper,
        sealers=house.find_tool(Sealers),
    )
    with (
        house.database.session_for(actor),
        circumstances(request_id=new_request_id(), queue=house.queue),
    ):
        sealing.place_seal(
            actor,
            workspace_id=UUID(workspace),
            report_id=UUID(report),
            seat_id=UUID(seat),
            tools=tools,
        )


@job("reports.seek_seals")
def seek_seals() -> None:
    """Have each seal placed that waits while no job is about to place it; safe to run twice."""
    actor = system_actor("reports.seek_seals")
    with current_house().database.session_for(actor), keeping_books(actor) as work:
        for each in queries.list_unsealed():
            work.defer(
                place_seal,
                once=f"seal:{each.seat_id}",
                report=str(each.report_id),
                seat=str(each.seat_id),
                workspace=str(each.workspace_id),
                organisation=str(each.organisation_id),
            )


@job(ROOT_KEEPER)
def keep_roots() -> None:
    """Keep the roots of seals elsewhere as they are set now; safe to run twice."""
    house, actor = current_house(), system_actor(ROOT_KEEPER)
    tools = Tools(house.tool(MasterKey), house.tool(SealedBlobs), sealers=house.find_tool(Sealers))
    with (
        house.database.session_for(actor),
        circumstances(request_id=new_request_id(), queue=house.queue),
    ):
        keys.keep_roots_elsewhere(actor, tools=tools)


@job(RENEWER, retry=PATIENT)
def renew_proof(*, report: str, workspace: str, organisation: str) -> None:
    """Renew the proof of an adopted report before it ends; safe to run twice."""
    house = current_house()
    actor = system_actor(RENEWER, organisation_id=UUID(organisation), place_id=UUID(workspace))
    stamper = house.find_tool(StamperAtAddress)
    tools = Tools(house.tool(MasterKey), house.tool(SealedBlobs), stamper=stamper)
    with (
        house.database.session_for(actor),
        circumstances(request_id=new_request_id(), queue=house.queue),
    ):
        renewing.renew_proof(
            actor, workspace_id=UUID(workspace), report_id=UUID(report), tools=tools
        )


@job("reports.seek_wearing")
def seek_wearing() -> None:
    """Have each proof renewed that ends soon while no job is about to; safe to run twice."""
    actor = system_actor("reports.seek_wearing")
    with current_house().database.session_for(actor), keeping_books(actor) as work:
        for each in queries.list_wearing():
            work.defer(
                renew_proof,
                once=f"renew:{each.report_id}",
                report=str(each.report_id),
                workspace=str(each.workspace_id),
                organisation=str(each.organisation_id),
            )
