"""What is too long is refused at its field; nothing is cut off in silence, whoever asks."""

from datetime import date, timedelta

import pytest

from app.kernel import clock
from app.kernel.errors import Refused
from app.kernel.terms import ChangeKind, LegalSystem, TermUnit
from app.kernel.work import circumstances
from app.tasks import jobs, queries, service
from app.tasks.models import TaskStatus
from app.tasks.policy import TaskPermission, TermPermission
from app.tasks.service import Correction, Course, NewTerm, Wish

TERM = {
    "name": "Wederhoor",
    "length": 3,
    "unit": TermUnit.WEEKS,
    "legal_system": LegalSystem.DUTCH,
}
LONG = {"name": 120, "source": 200, "start_event": 200}


@pytest.mark.parametrize(
    ("field", "text"), [("title", "x" * 201), ("title", "a\0b"), ("details", "x" * 5001)]
)
def test_too_many_words_of_what_is_asked(in_work, put_task, stored, world, field, text):
    task = put_task("bram", title="Eerst")
    wish = Wish(**{"title": "Dit", "organisation_id": world.organisations["igj"].id, field: text})
    with in_work("anna") as (actor, workspace):
        with pytest.raises(Refused) as asked:
            service.create_task(actor, workspace, wish=wish, tell=None)
        loaded = queries.get_for(actor, TaskPermission.VIEW, task_id=task.id, workspace=workspace)
        with pytest.raises(Refused) as changed:
            service.change_task(actor, loaded, wish=wish, seen_version=1, tell=jobs.tell_assignee)

    assert {asked.value.field, changed.value.field} == {field}
    assert stored(task.id).title == "Eerst"


def course(reason):
    return Course(kind=ChangeKind.EXTENDED, reason=reason, length=1, unit=TermUnit.WEEKS)


@pytest.mark.parametrize(
    ("verb", "field"),
    [
        (
            lambda actor, task: service.deliver(actor, task, seen_version=1, words="x" * 5001),
            "words",
        ),
        (
            lambda actor, task: service.return_with_reason(
                actor, task, reason="x" * 1001, seen_version=1
            ),
            "reason",
        ),
        (
            lambda actor, task: service.ask_time(
                actor,
                task,
                due_on=clock.today() + timedelta(days=4000),
                reason="x" * 1001,
                seen_version=1,
            ),
            "reason",
        ),
    ],
    ids=["deliver", "return", "ask_time"],
)
def test_too_many_words_about_a_task(house, in_work, put_task, stored, verb, field):
    task = put_task("bram", status=TaskStatus.ACCEPTED, due_on=date(2030, 1, 7))

    with in_work("bram") as (actor, workspace), circumstances(request_id="test", queue=house.queue):
        loaded = queries.get_for(actor, TaskPermission.VIEW, task_id=task.id, workspace=workspace)
        with pytest.raises(Refused) as refused:
            verb(actor, loaded)

    assert refused.value.field == field
    assert stored(task.id).version == 1


@pytest.mark.parametrize("field", LONG)
def test_too_many_words_about_a_term(in_work, put_term, field):
    term = put_term(start=date(2026, 9, 7))
    long = TERM | {field: "x" * (LONG[field] + 1)}
    with in_work("anna") as (actor, workspace):
        with pytest.raises(Refused) as added:
            service.add_term(actor, workspace, wish=NewTerm(**long))
        loaded = queries.get_term_for(
            actor, TermPermission.VIEW, term_id=term.id, workspace=workspace
        )
        with pytest.raises(Refused) as seen:
            service.foresee_correction(actor, loaded, wish=Correction(**long))
        with pytest.raises(Refused) as corrected:
            service.correct_term(
                actor, loaded, wish=Correction(**long), seen_version=loaded.version
            )

    assert {each.value.field for each in (added, seen, corrected)} == {field}


def test_too_many_words_about_a_change_of_a_term(in_work, put_term):
    term = put_term(start=date(2026, 9, 7))
    with in_work("anna") as (actor, workspace):
        loaded = queries.get_term_for(
            actor, TermPermission.VIEW, term_id=term.id, workspace=workspace
        )
        with pytest.raises(Refused) as foreseen:
            service.foresee_course(actor, loaded, course=course("x" * 501))
        service.change_course(actor, loaded, course=course("Druk."), seen_version=loaded.version)
        [change] = queries.list_changes(actor, loaded)
        with pytest.raises(Refused) as back:
            service.take_back(
                actor,
                loaded,
                change_id=change.id,
                why="x" * 501,
                seen_version=loaded.version,
            )

    assert {each.value.field for each in (foreseen, back)} == {"reason"}
