"""Two works at the same moment, each a real transaction: neither is decided on half of the other.

A gate in what each reads first makes them meet: without turns both have read before one writes."""

import threading
from contextlib import contextmanager, suppress
from datetime import date

import pytest
from sqlalchemy import text

from app.kernel.errors import Refused
from app.kernel.terms import ChangeKind, LegalSystem, TermUnit
from app.tasks import queries, service
from app.tasks.jobs import tell_assignee
from app.tasks.policy import TaskPermission, TermPermission
from app.tasks.service import Course, NewTerm, Start, Wish
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission
from tests.support.acting import acting

TABLES = ("task_predecessor", "task", "named_term_change", "named_term")


@pytest.fixture
def cleared(owner_engine, standing_world, swept):
    """What really was committed in the workspace is taken out again."""
    place = {"id": standing_world.workspace.id}
    with owner_engine.connect() as owner:
        size = owner.execute(text("select size from log_tree where id = :id"), place).scalar_one()
    yield
    with owner_engine.begin() as owner:
        owner.execute(text("update task set predecessor_id = null where workspace_id = :id"), place)
        for table in TABLES:
            owner.execute(text(f"delete from {table} where workspace_id = :id"), place)
        place["size"] = size
        owner.execute(text('delete from log_entry where tree_id = :id and "index" >= :size'), place)
        owner.execute(text("update log_tree set size = :size where id = :id"), place)


@pytest.fixture
def here(application, standing_world, cleared):
    """Anna at work: ``with here() as (actor, workspace)``; in a transaction of her own."""

    @contextmanager
    def opened():
        actor = standing_world.actor("anna")
        with acting(application, actor):
            ref = standing_world.workspace.ref
            yield actor, workspaces.get_for(actor, WorkspacePermission.VIEW, ref)

    return opened


@pytest.fixture
def meeting(monkeypatch):
    """Let two works wait for each other in a reading: ``meeting("find_links")``, for a second."""

    def meet(name):
        gate, read = threading.Barrier(2), getattr(queries, name)

        def read_and_wait(*args, **more):
            found = read(*args, **more)
            with suppress(threading.BrokenBarrierError):
                gate.wait(timeout=1)
            return found

        monkeypatch.setattr(queries, name, read_and_wait)

    return meet


def at_once(*works):
    refused = []

    def carry_out(work):
        try:
            work()
        except Refused as why:
            refused.append(str(why))

    threads = [threading.Thread(target=carry_out, args=(each,)) for each in works]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return refused


def test_two_edits_make_no_ring(here, meeting, standing_world):
    igj = standing_world.organisations["igj"].id
    with here() as (actor, place):
        wishes = [Wish(title=each, organisation_id=igj) for each in ("Een", "Twee")]
        made = [service.create_task(actor, place, wish=each, tell=None).id for each in wishes]
    meeting("find_links")

    def wait_for(task_id, before_id):
        with here() as (actor, place):
            permission = TaskPermission.CHANGE
            task = queries.get_for(actor, permission, task_id=task_id, workspace=place)
            wish = Wish(title="Anders", organisation_id=igj, predecessor_ids=(before_id,))
            service.change_task(actor, task, wish=wish, seen_version=1, tell=tell_assignee)

    refused = at_once(lambda: wait_for(*made), lambda: wait_for(*reversed(made)))

    with here() as (actor, place):
        waiting = [
            queries.get_for(
                actor, TaskPermission.VIEW, task_id=each, workspace=place
            ).predecessors.ids
            for each in made
        ]
    assert len(refused) == 1
    assert sorted(map(len, waiting)) == [0, 1]


def test_two_changes_in_one_chain_leave_its_task_on_the_day_that_holds(
    here, meeting, standing_world, clock_at
):
    igj = standing_world.organisations["igj"].id
    clock_at("2026-11-23 10:00")
    with here() as (actor, place):
        more = {"length": 2, "unit": TermUnit.WEEKS, "legal_system": LegalSystem.AGREED}
        first = service.add_term(actor, place, wish=NewTerm(name="Eerst", **more))
        service.set_start(actor, first, start=Start(on=date(2026, 11, 2)), seen_version=1)
        wish = NewTerm(name="Dan", after_id=first.id, **more)
        second = service.add_term(actor, place, wish=wish)
        asked = Wish(title="Aan het einde", organisation_id=igj, term_id=second.id)
        task_id = service.create_task(actor, place, wish=asked, tell=None).id
        first_id, second_id = first.id, second.id
    meeting("consequences_of")

    def start_later():
        with here() as (actor, place):
            permission = TermPermission.CHANGE
            term = queries.get_term_for(actor, permission, term_id=first_id, workspace=place)
            service.set_start(actor, term, start=Start(on=date(2026, 11, 9)), seen_version=2)

    def last_longer():
        course = Course(kind=ChangeKind.EXTENDED, reason="Meer.", length=1, unit=TermUnit.WEEKS)
        with here() as (actor, place):
            permission = TermPermission.CHANGE
            term = queries.get_term_for(actor, permission, term_id=second_id, workspace=place)
            service.change_course(actor, term, course=course, seen_version=1)

    at_once(start_later, last_longer)

    with here() as (actor, place):
        task = queries.get_for(actor, TaskPermission.VIEW, task_id=task_id, workspace=place)
        assert task.due_on == date(2026, 12, 14)
