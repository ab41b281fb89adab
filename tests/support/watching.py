"""An installation with witnesses: entered by two administrators, asked as the clock has it done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from flask import Flask
from sqlalchemy import text

from app.adapters.openid.addresses import origin_of
from app.adapters.witnessing import Post
from app.identity.models import ADMINISTRATOR
from app.kernel.access import Actor
from app.kernel.web.house import house_of
from app.oversight.jobs import sign_logs
from app.running import around_job
from app.witnesses import queries, service
from app.witnesses.jobs import offer
from app.witnesses.models import Witness
from app.witnesses.policy import WitnessPermission
from app.witnesses.queries import Standing
from app.witnesses.service import WantedWitness
from tests.support.acting import acting
from tests.support.confirmed import confirmed
from tests.support.database import OneTransaction
from tests.support.documents import Library
from tests.support.world import World


@dataclass
class Watch:
    """The product with its witnesses."""

    app: Flask
    world: World
    transaction: OneTransaction

    def administrator(self, who: str) -> Actor:
        """Somebody with that duty."""
        return replace(self.world.actor(who), duties=frozenset({ADMINISTRATOR}))

    def add(self, key: str, url: str, *, of: str = "igj") -> UUID:
        """Enter a witness on this machine: Els asks, Cora of IGJ agrees."""
        house_of(self.app).tools[Post] = Post(
            frozenset({origin_of(url)}), patience=timedelta(seconds=1)
        )
        asked = self.ask(key, url, of=of)
        self.agree(asked)
        return asked.id

    def ask(self, key: str, url: str, *, of: str = "igj") -> Witness:
        """Let Els ask for a witness."""
        els = self.administrator("els")
        with acting(self.app, els):
            return service.ask_for_witness(
                els,
                self.world.organisations[of],
                wanted=WantedWitness(key=key, url=url),
                post=house_of(self.app).tool(Post),
            )

    def agree(self, asked: Witness) -> None:
        """Let Cora of IGJ agree, having signed in anew for it."""
        person, purpose = self.world.person("cora"), service.purpose_of(asked)
        cora, ticket = confirmed(self.transaction, person, self.administrator("cora"), purpose)
        with acting(self.app, cora):
            found = queries.get_for(cora, WitnessPermission.APPROVE, asked.id)
            service.approve_witness(cora, found, ticket_id=ticket)

    def lengthen(self, count: int = 2) -> None:
        """Have some lines written."""
        for _number in range(count):
            Library(house_of(self.app), self.world).bring("bram")

    def round(self) -> None:
        """Sign what is there and offer it, as the clock has it done; who failed may be asked."""
        around_job(self.app)(sign_logs.run)()
        with self.transaction.as_owner() as owner:
            owner.execute(text("update witness_view set next_at = '2020-01-01'"))
        around_job(self.app)(offer.run)()

    def standing(self, who: str = "anna") -> Standing:
        """How the one witness stands to the log of the workspace, as a member sees it."""
        with acting(self.app, self.world.actor(who)):
            (found,) = queries.list_standings(self.world.workspace.id)
            return found
