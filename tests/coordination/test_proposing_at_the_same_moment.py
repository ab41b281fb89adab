"""Two authorities that propose to each other at the same moment: one proposal waits, not two.

Each is a real transaction. A gate in what both read makes them meet there, without turns."""

import threading
from contextlib import contextmanager, suppress
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.coordination import queries, service
from app.coordination.models import ActivityKind, OverlapProposal, ProposalKind, Rest, Sector
from app.coordination.models import Regime as Law
from app.coordination.policy import CoordinationPermission
from app.coordination.service import EntityFacts, Offer, Opening, Plan, Window
from app.kernel.errors import Refused
from tests.support.acting import acting

TABLES = ("overlap_proposal", "activity_notice", "activity", "supervised_entity")
DAYS = Window(starts_on=date(2027, 4, 1), ends_on=date(2027, 4, 30))


@pytest.fixture(autouse=True)
def _coordinating(owner_engine, standing_world, swept):
    """The workspace really coordinates; what was committed in it is taken out again."""
    place = {"id": standing_world.workspace.id}
    with owner_engine.begin() as owner:
        place["was"] = owner.execute(
            text("select template from workspace where id = :id"), place
        ).scalar_one()
        size = owner.execute(text("select size from log_tree where id = :id"), place).scalar_one()
        owner.execute(text("update workspace set template = 'digi' where id = :id"), place)
    yield
    with owner_engine.begin() as owner:
        for table in TABLES:
            owner.execute(text(f"delete from {table} where workspace_id = :id"), place)
        place["size"] = size
        owner.execute(text('delete from log_entry where tree_id = :id and "index" >= :size'), place)
        owner.execute(text("update log_tree set size = :size where id = :id"), place)
        owner.execute(text("update workspace set template = :was where id = :id"), place)


@pytest.fixture
def here(application, standing_world):
    """Somebody at work, in a transaction of their own: ``with here("anna") as actor``."""

    @contextmanager
    def opened(who):
        actor = standing_world.actor(who)
        with application.test_request_context(), acting(application, actor):
            yield actor

    return opened


@pytest.fixture
def clash(here):
    """An audit of IJenV and one of IGJ at one organisation, by who planned them."""
    made = {}
    everyone = Opening(rest=Rest.EVERYTHING)
    for who in ("anna", "bram"):
        with here(who) as actor:
            place = queries.get_place_for(actor, CoordinationPermission.ENTER)
            facts = EntityFacts(name="UMC", sector=Sector.HEALTH, regime=Law.WWKE, opening=everyone)
            at = service.add_entity(actor, place, facts=facts)
            entity = queries.get_entity_for(actor, CoordinationPermission.SEE, at.id)
            plan = Plan(kind=ActivityKind.AUDIT, title="Audit", window=DAYS, opening=everyone)
            made[who] = service.plan_activity(actor, place, entity=entity, plan=plan).id
    return made


@pytest.fixture
def meeting(monkeypatch):
    """Both wait for each other after they looked whether a proposal is open, for a second."""
    gate, read = threading.Barrier(2), queries.find_open_between

    def read_and_wait(*given):
        found = read(*given)
        with suppress(threading.BrokenBarrierError):
            gate.wait(timeout=1)
        return found

    monkeypatch.setattr(queries, "find_open_between", read_and_wait)


def propose(here, who, ours, theirs):
    with here(who) as actor:
        both = [
            queries.get_activity_for(actor, CoordinationPermission.SEE, each)
            for each in (ours, theirs)
        ]
        offer = Offer(kind=ProposalKind.KEEP, reason="Het kan zo.")
        service.propose(actor, *both, offer=offer, seen_version=both[0].version)


def test_of_two_that_propose_to_each_other_one_is_told_that_one_waits(
    here, clash, meeting, owner_engine
):
    told = []

    def carry_out(who, other):
        try:
            propose(here, who, clash[who], clash[other])
        except Refused as why:
            told.append(str(why))

    threads = [
        threading.Thread(target=carry_out, args=pair)
        for pair in (("anna", "bram"), ("bram", "anna"))
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    with owner_engine.connect() as owner:
        made = owner.execute(select(OverlapProposal.status)).scalars().all()
    assert ([str(each) for each in made], len(told)) == (["open"], 1)
    assert told == ["Over deze twee wacht al een voorstel op antwoord."]


def test_the_database_knows_no_order(here, clash, owner_engine):
    propose(here, "anna", clash["anna"], clash["bram"])
    turned = text(
        "insert into overlap_proposal select gen_random_uuid(), workspace_id, partner_id,"
        " organisation_id, partner_activity_id, activity_id, kind, starts_on, ends_on, reason,"
        " status, answer, proposed_by_id, proposed_at, answered_by_id, answered_at, changed_at,"
        " version from overlap_proposal"
    )

    with (
        pytest.raises(IntegrityError, match="uq_overlap_proposal_pair"),
        owner_engine.begin() as db,
    ):
        db.execute(turned)
