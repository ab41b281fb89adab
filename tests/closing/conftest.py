"""Fixtures of closing.

Anna coordinates for IJenV, which leads, Bram for IGJ; Carla reads for IvhO.
"""

from datetime import timedelta

import pytest
from sqlalchemy import text, update

from app.closing import jobs
from app.kernel import clock, ids
from app.running import standing_in
from app.workspaces.models import MemberRole, Membership
from tests.support.confirmed import completed
from tests.support.documents import Library, rule_for
from tests.support.officers import make_officer

CANARY = "kanarie-van-igj"


@pytest.fixture
def library(house, world):
    """Documents of this test's world."""
    return Library(house, world)


@pytest.fixture(autouse=True)
def _bram_coordinates(transaction, world):
    with transaction.as_owner() as owner:
        mine = Membership.person_id == world.person("bram").id
        owner.execute(update(Membership).where(mine).values(role=MemberRole.COORDINATOR))


@pytest.fixture
def address(world):
    """Where the closing of the workspace is."""
    return f"/workspaces/{world.workspace.ref}/closing"


@pytest.fixture
def officer(app, world, transaction):
    """IGJ's privacy officer, who works in no workspace."""
    return make_officer(app, world, transaction, code="igj")[0]


@pytest.fixture
def later(monkeypatch):
    """Move the clock on by some days."""

    def by(days):
        moment = clock.now() + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return by


@pytest.fixture
def started(browser_of, address):
    """The closing, started by Anna with the usual term."""
    answer = browser_of("anna").visit(address).submit("#start-form")
    assert answer.status == 303, answer.text("main")
    return answer


@pytest.fixture
def answering(browser_of, address):
    """Let somebody answer for the own organisation."""

    def answer(who, shared, private="archive"):
        page = browser_of(who).visit(address)
        return page.submit("#answer-form", shared=shared, private=private)

    return answer


@pytest.fixture
def shared(library):
    """Three documents that IGJ shared, the canary in title, name and content."""
    return [
        library.bring(
            "bram",
            rule_for("ijenv", "download"),
            title=f"{CANARY} titel {number}",
            name=f"{CANARY}-{number}.txt",
            content=f"{CANARY} inhoud {number}".encode(),
        )
        for number in range(3)
    ]


@pytest.fixture
def closed(transaction, world, shared):
    """Close the workspace five years ago and more; IGJ chose V 5 and to destroy its copies."""
    with transaction.as_owner() as owner:
        place = {"place": world.workspace.id, "igj": world.organisations["igj"].id}
        who = {"bram": world.person("bram").id, "now": clock.now()}
        owner.execute(
            text("update workspace set status = 'closed', closed_at = :at where id = :place"),
            {**place, "at": clock.now() - timedelta(days=2000)},
        )
        owner.execute(
            text(
                "insert into retention_choice values"
                " (:id, :place, :igj, 'A-5', '1995', :bram, :now)"
            ),
            {**place, **who, "id": ids.new_id()},
        )
        for layer in ("shared", "private"):
            owner.execute(
                text(
                    "insert into closing_answer values"
                    " (:id, :place, :igj, :layer, 'destroy', :bram, :now)"
                ),
                {**place, **who, "id": ids.new_id(), "layer": layer},
            )


@pytest.fixture
def lists(world):
    return f"/workspaces/{world.workspace.ref}/destructions"


def approve_list(browser, address, transaction, person):
    """Approve a destruction list on its page, having signed in anew."""
    page = browser.visit(address)
    asked = page.submit("#approval-form")
    assert asked.status == 422, "without a fresh sign-in nothing is approved"
    seen = page.tree.cssselect("#approval-form [name=seen_hash]")[0].get("value")
    purpose = {
        "action": "destruction:list:approve",
        "list": address.rpartition("/")[2],
        "sha256": seen,
    }
    return completed(transaction, person, browser, f"{address}/approve", purpose)


@pytest.fixture
def proposed(browser_of, shared, closed, lists):
    """The address of a list that Bram proposed."""
    page = browser_of("bram").visit(lists)
    answer = page.submit("#proposal-form", layer="shared", ground="term")
    assert answer.status == 303, answer.text("main")
    return answer.location


@pytest.fixture
def approved(browser_of, proposed, transaction, world):
    answer = approve_list(browser_of("anna"), proposed, transaction, world.person("anna"))
    assert answer.status == 303, answer.text("main")
    return proposed


@pytest.fixture
def carry_out(app, transaction):
    """Let the job do one round, for every list that is due."""

    def round_():
        with standing_in(app):
            jobs.destroy_due.run()
            with transaction.as_owner() as owner:
                rows = owner.execute(
                    text(
                        "delete from procrastinate_jobs where task_name = 'closing.destroy'"
                        " returning args"
                    )
                ).all()
            for row in rows:
                jobs.destroy_one.run(**row.args)

    return round_


def whole(transaction):
    """How many documents are whole, and how many of a list are gone."""
    with transaction.as_owner() as owner:
        there = owner.execute(
            text(
                "select count(distinct d.id) from document d join document_version v"
                " on v.document_id = d.id where d.title like :it"
            ),
            {"it": f"{CANARY}%"},
        ).scalar_one()
        gone = owner.execute(
            text("select count(*) from destruction_line where destroyed_at is not null")
        ).scalar_one()
    return there, gone
