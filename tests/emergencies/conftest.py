"""Fixtures of emergency sight.

IGJ's officer works in no workspace, and neither does Nora of IGJ, who gets it. Bram and Cora of
IGJ work there, Anna leads for IJenV.
"""

import pytest
from sqlalchemy import text, update

from app.identity.models import PRIVACY_OFFICER
from app.kernel import clock
from app.running import standing_in
from app.workspaces.models import MemberRole, Membership
from tests.support.browser import Browser
from tests.support.confirmed import completed
from tests.support.documents import Library
from tests.support.emergencies import make_colleague, purpose_of_sight

SIGHTS = "/emergency-sights"
REASON = "Bram en Cora zijn ziek, en morgen is de zitting."


@pytest.fixture
def library(house, world):
    """Documents of this test's world."""
    return Library(house, world)


@pytest.fixture
def nora(world, transaction):
    """An inspector of IGJ who works in no workspace."""
    return make_colleague(world, transaction, code="igj", login="nora")


@pytest.fixture
def fons(world, transaction):
    """IGJ's privacy officer."""
    return make_colleague(world, transaction, code="igj", login="fons", duties=(PRIVACY_OFFICER,))


@pytest.fixture
def frida(world, transaction):
    """A second privacy officer of IGJ."""
    return make_colleague(world, transaction, code="igj", login="frida", duties=(PRIVACY_OFFICER,))


@pytest.fixture
def browsing(app, transaction):
    """A browser of somebody who is none of the cast."""
    return lambda person: Browser.signed_in(app, person, transaction)


@pytest.fixture
def bram_coordinates(transaction, world):
    with transaction.as_owner() as owner:
        mine = Membership.person_id == world.person("bram").id
        owner.execute(update(Membership).where(mine).values(role=MemberRole.COORDINATOR))


@pytest.fixture
def opening(browsing, fons, nora, world, transaction):
    """Fill in the form as Fons, for Nora, and send it."""

    def send(**other):
        given = {
            "workspace": world.workspace.ref,
            "person": nora.login,
            "ground": "absence",
            "reason": REASON,
            "hours": "8",
        }
        given |= other
        browser = browsing(fons)
        answer = browser.visit(f"{SIGHTS}/new").submit("#emergency-form", **given)
        if "antwoordt nu niet" not in answer.body:  # of his provider: he is asked to sign in anew
            return answer
        purpose = purpose_of_sight(transaction, given)
        return completed(transaction, fons, browser, f"{SIGHTS}/new", purpose)

    return send


@pytest.fixture
def opened(opening):
    """The address of what Fons opened for Nora."""
    answer = opening()
    assert answer.status == 303, answer.text("main")
    return answer.location


@pytest.fixture
def later(monkeypatch):
    """Move the clock on."""

    def by(**how):
        from datetime import timedelta

        moment = clock.now() + timedelta(**how)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return by


@pytest.fixture
def logged(transaction, world):
    """The audit words about emergency sight in the workspace, in order."""

    def read(like="emergency:%"):
        with transaction.as_owner() as owner:
            rows = owner.execute(
                text(
                    "select action from log_entry where tree_id = :id and action like :it"
                    " order by index"
                ),
                {"id": world.workspace.id, "it": like},
            )
            return list(rows.scalars())

    return read


@pytest.fixture
def carry_out(app, transaction):
    """Let the queue do what waits about emergency sight, until nothing does."""
    from app.emergencies import jobs

    doing = {
        each.name: each
        for each in (
            jobs.look,
            jobs.take_one_further,
            jobs.announce,
            jobs.tell_coordinators,
            jobs.mail_one,
        )
    }

    def round_():
        done = []
        with standing_in(app):
            while True:
                with transaction.as_owner() as owner:
                    rows = owner.execute(
                        text(
                            "delete from procrastinate_jobs where task_name like 'emergencies.%'"
                            " returning task_name, args"
                        )
                    ).all()
                if not rows:
                    return done
                for name, facts in rows:
                    doing[name].run(**facts)
                    done.append((name, facts))

    return round_
