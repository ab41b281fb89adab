"""Archive packages that coordinators ask for, made by the worker's job, and taken along."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import text, update

from app.oversight import jobs
from app.running import standing_in
from app.workspaces.models import MemberRole, Membership
from tests.support.database import OneTransaction, watching_off
from tests.support.world import World


@dataclass(frozen=True, slots=True)
class Packages:
    """Asking for packages of one workspace, and taking them."""

    app: Flask
    world: World
    transaction: OneTransaction
    browser_of: Callable[[str], Any]

    @property
    def address(self) -> str:
        """Where they are asked for."""
        return f"/workspaces/{self.world.workspace.ref}/archive"

    def let_coordinate(self, *who: str) -> None:
        """Let people coordinate for their organisation, as asking needs."""
        for each in who:
            self.give_role(each, MemberRole.COORDINATOR)

    def give_role(self, who: str, role: MemberRole) -> None:
        """Give somebody another role in the workspace."""
        with self.transaction.as_owner() as owner, watching_off(owner):
            theirs = Membership.person_id == self.world.person(who).id
            owner.execute(update(Membership).where(theirs).values(role=role))

    def make(self) -> list[dict[str, Any]]:
        """Let the worker make what was asked for."""
        with self.transaction.as_owner() as owner:
            rows = owner.execute(
                text("delete from procrastinate_jobs where task_name = :name returning args"),
                {"name": jobs.ASKED},
            ).all()
        with standing_in(self.app):
            for row in rows:
                jobs.make_package.run(**row.args)
        return [row.args for row in rows]

    def ask(self, who: str = "bram") -> Any:
        """Have somebody ask for a package, make it, and return the page after that."""
        answer = self.browser_of(who).visit(self.address).submit("#package-form")
        assert answer.status == 303, answer.text("main")
        self.make()
        return self.browser_of(who).visit(self.address)

    def take(self, who: str = "bram") -> Any:
        """Ask for what lies ready."""
        return self.browser_of(who).client.get(f"{self.address}/file")
