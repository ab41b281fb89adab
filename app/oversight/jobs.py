"""What the clock asks of oversight."""

from __future__ import annotations

from app.adapters.keys import MasterKey
from app.kernel.access import system_actor
from app.kernel.jobs import job
from app.kernel.web.house import current_house
from app.oversight import service


@job("oversight.sign_logs")
def sign_logs() -> None:
    """Give every log with new entries a signed checkpoint; safe to run twice."""
    house, actor = current_house(), system_actor("signer")
    with house.database.session_for(actor):
        service.sign_logs(
            actor, master=house.tool(MasterKey), public_url=str(house.settings.public_url)
        )
