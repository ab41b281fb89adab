"""What several tests of workspaces need."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text, update

from app.kernel import clock
from app.kernel.clock import HOME_ZONE
from app.running import standing_in
from app.workspaces import jobs
from app.workspaces.models import MemberRole, Membership, Participation


@pytest.fixture
def ref(world):
    return world.workspace.ref


@pytest.fixture
def send():
    """Post to a path that the page offers no form for, with the page's own forgery token."""

    def post(page, path, **fields):
        headers = json.loads(page.tree.cssselect("body")[0].get("hx-headers:inherited"))
        return page.browser.send(path, {"csrf_token": headers["X-CSRF-Token"], **fields})

    return post


@pytest.fixture
def membership_of(world, transaction):
    """The membership of one of the cast, as it stands in the database."""

    def found(who, *, workspace=None):
        with transaction.as_owner() as owner:
            return owner.execute(
                select(Membership)
                .where(
                    Membership.person_id == world.person(who).id,
                    Membership.workspace_id == (workspace or world.workspace).id,
                )
                .order_by(Membership.added_at.desc(), Membership.id.desc())
                .limit(1)
            ).scalar_one_or_none()

    return found


@pytest.fixture
def participation_of(world, transaction):
    """The participation of an organisation, as it stands in the database."""

    def found(code):
        with transaction.as_owner() as owner:
            return owner.execute(
                select(Participation).where(
                    Participation.workspace_id == world.workspace.id,
                    Participation.organisation_id == world.organisations[code].id,
                )
            ).scalar_one_or_none()

    return found


@pytest.fixture
def make_role(world, transaction):
    """Give one of the cast another role: ``make_role("bram", MemberRole.COORDINATOR)``."""

    def change(who, role: MemberRole):
        with transaction.as_owner() as owner:
            owner.execute(
                update(Membership)
                .where(Membership.person_id == world.person(who).id)
                .values(role=role)
            )

    return change


@pytest.fixture
def end_membership(world, transaction):
    """End the membership of one of the cast, behind everybody's back."""

    def end(who):
        with transaction.as_owner() as owner:
            owner.execute(
                update(Membership)
                .where(Membership.person_id == world.person(who).id)
                .values(ended_at=clock.now())
            )

    return end


@pytest.fixture
def on(monkeypatch):
    """Set the clock to noon of some day from today."""

    def at(days):
        moment = datetime.combine(
            clock.today() + timedelta(days=days), datetime.min.time(), HOME_ZONE
        ) + timedelta(hours=12)
        monkeypatch.setattr(clock, "now", lambda: moment)
        monkeypatch.setattr(clock, "today", moment.date)

    return at


@pytest.fixture
def clock_job(app, transaction):
    """Let the clock and its jobs do one round; tells how many places there were."""

    def run():
        with standing_in(app):
            jobs.look_who_is_over.run()
            with transaction.as_owner() as owner:
                rows = owner.execute(
                    text(
                        "delete from procrastinate_jobs"
                        " where task_name = 'workspaces.end_over' returning args"
                    )
                ).all()
            for row in rows:
                jobs.end_over.run(**row.args)
        return len(rows)

    return run
