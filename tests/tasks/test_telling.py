"""Telling: who is asked gets one mail without content, and only who may see the task by then."""

import email
from datetime import timedelta
from email.policy import default
from itertools import count

import pytest
from sqlalchemy import event, text

from app.kernel import clock
from app.kernel.access import system_actor
from app.running import standing_in
from app.tasks import queries
from app.tasks.jobs import tell_assignee
from app.tasks.models import TaskStatus
from app.workspaces.models import Membership
from tests.support.acting import acting
from tests.support.tasks import stand_still

FORM = "form#ask-task"
PATH = "/workspaces/WRK-2026-1001/tasks"


@pytest.fixture(autouse=True)
def working_day(monkeypatch):
    """Let it be noon on a Friday: nobody's quiet hours."""
    stand_still(monkeypatch)("2026-11-20 11:00")


@pytest.fixture
def mails(app, settings, put_task):
    """Run the job for a task and read what was sent."""
    folder = settings.data / "mail"

    def send(task, *, version=1):
        for old in folder.glob("task.*"):
            old.unlink()
        with standing_in(app):
            tell_assignee.run(
                task_id=str(task.id),
                workspace_id=str(task.workspace_id),
                organisation_id=str(task.organisation_id),
                version=version,
            )
        return [
            email.message_from_bytes(each.read_bytes(), policy=default)
            for each in sorted(folder.glob("task.*"))
        ]

    return send


def test_the_assignee_gets_a_mail_without_content(mails, put_task):
    from datetime import date

    task = put_task("bram", title="Zaak De Meerkoet", due_on=date(2031, 11, 27))

    (mail,) = mails(task)

    assert mail["To"] == "bram@igj.example"
    assert mail["Subject"] == "Samenzicht: er wacht een taak op je, uiterlijk 27 november 2031"
    body = mail.get_content()
    assert "uiterlijk donderdag 27 november 2031." in body
    assert f"http://localhost{PATH}/{task.id}" in body
    assert "samenwerkruimte WRK-2026-1001" in body
    assert mail["List-Unsubscribe"] == "<http://localhost/notices/settings>"
    assert "Meerkoet" not in mail.as_string()


def test_the_day_named_is_the_last_one_that_counts(mails, put_task):
    from datetime import date

    (mail,) = mails(put_task("bram", due_on=date(2026, 11, 28)))  # a Saturday

    assert mail["Subject"].endswith("uiterlijk 30 november 2026")


@pytest.fixture
def chose(transaction, world):
    """Let Bram choose, past the form."""

    def put(statement):
        facts = {
            "who": world.person("bram").id,
            "place": world.workspace.id,
            "other": world.person("cora").id,
        }
        with transaction.as_owner() as owner:
            owner.execute(text(statement), {k: v for k, v in facts.items() if f":{k}" in statement})

    return put


@pytest.mark.parametrize(
    "choice",
    [
        "insert into place_choice values (:who, :place, 'app')",
        "insert into place_choice values (:who, :place, 'nothing')",
        "insert into notice_choice (person_id, moments, mail_hours) values (:who, '{}', '{}')",
    ],
)
def test_who_wants_no_mail_of_that_place_gets_none(mails, put_task, chose, choice):
    task = put_task("bram")
    assert len(mails(task)) == 1
    chose(choice)
    assert mails(task) == []


def test_for_who_is_away_the_deputy_is_mailed(mails, put_task, chose):
    chose(
        "insert into notice_choice (person_id, moments, away_from, away_until, deputy_id)"
        " values (:who, '{}', '2026-11-16', '2026-11-30', :other)"
    )
    assert [each["To"] for each in mails(put_task("bram"))] == ["cora@igj.example"]


def test_one_dead_mailbox_keeps_nobody_else_from_the_mail(
    mails, put_task, transaction, world, house
):
    with transaction.as_owner() as owner:
        owner.execute(
            text("update membership set role = 'contributor' where person_id = :who"),
            {"who": world.person("cora").id},
        )
        owner.execute(text("update person set email = 'geen adres' where login = 'bram'"))

    sent = mails(put_task(None, organisation="igj"))

    assert [each["To"] for each in sent] == ["cora@igj.example"]
    with transaction.as_owner() as owner:
        refused = owner.execute(text("select person_id from refused_address")).scalars().all()
    assert refused == [world.person("bram").id]


def test_a_mail_that_is_taken_ends_what_was_refused_before(mails, put_task, transaction, world):
    with transaction.as_owner() as owner:
        owner.execute(
            text("insert into refused_address values (:who, 'bram@igj.example', now(), now())"),
            {"who": world.person("bram").id},
        )
    assert len(mails(put_task("bram"))) == 1
    with transaction.as_owner() as owner:
        assert owner.execute(text("select count(*) from refused_address")).scalar_one() == 0


def test_on_a_clock_that_goes_on_the_mail_leaves_at_once(mails, put_task, monkeypatch):
    """Asked twice within the job, the moment is a later one; that is no quiet hour."""
    begins, ticks = clock.now(), count()
    monkeypatch.setattr(clock, "now", lambda: begins + timedelta(milliseconds=next(ticks)))

    sent = mails(put_task("bram"))

    assert [each["To"] for each in sent] == ["bram@igj.example"]


def test_without_assignee_those_who_work_there_get_it(mails, put_task):
    sent = mails(put_task(None, organisation="igj"))

    assert [each["To"] for each in sent] == ["bram@igj.example"]


@pytest.mark.parametrize("who", ["bram", None])
def test_of_all_members_only_those_who_may_have_to_know_are_read(app, mails, put_task, world, who):
    task, igj, read = put_task(who, organisation="igj"), world.organisations["igj"].id, []
    job = system_actor("tasks.tell", organisation_id=igj, place_id=task.workspace_id)

    def note(member, _context):
        read.append(member)

    event.listen(Membership, "load", note)
    try:
        with acting(app, job):
            told = queries.list_recipients(job, task.id)
        asked = [each.person_id for each in read]
        mails(task)
    finally:
        event.remove(Membership, "load", note)

    assert [each.login for each in told.people] == ["bram"]
    assert asked == [told.people[0].id]
    assert {each.organisation_id for each in read} == {igj}


def test_who_asked_gets_no_mail(mails, put_task):
    assert mails(put_task(None, organisation="ijenv")) == []


@pytest.mark.parametrize("status", [TaskStatus.DELIVERED, TaskStatus.WITHDRAWN])
def test_nobody_is_told_about_what_is_answered(mails, put_task, status):
    assert mails(put_task("bram", status=status)) == []


def test_nobody_is_told_who_lost_sight_meanwhile(mails, put_task, transaction, world):
    task = put_task("bram")
    with transaction.as_owner() as owner:
        owner.execute(
            text("update membership set ended_at = now() where person_id = :who"),
            {"who": world.person("bram").id},
        )
    assert mails(task) == []


def test_nobody_is_told_when_the_organisation_takes_no_part_any_more(
    mails, put_task, transaction, world
):
    task = put_task("bram")
    with transaction.as_owner() as owner:
        owner.execute(
            text("update participation set ended_at = now() where organisation_id = :home"),
            {"home": world.organisations["igj"].id},
        )
    assert mails(task) == []


def test_a_blocked_person_is_not_told(mails, put_task, transaction, world):
    task = put_task("bram")
    with transaction.as_owner() as owner:
        owner.execute(
            text("update person set blocked_at = :at where id = :who"),
            {"at": clock.now(), "who": world.person("bram").id},
        )
    assert mails(task) == []


def test_running_it_twice_sends_the_same_mail(mails, put_task):
    task = put_task("bram")

    first, second = mails(task), mails(task)

    assert [each["Message-ID"] for each in first] == [each["Message-ID"] for each in second]


def waiting_jobs(transaction):
    with transaction.as_owner() as owner:
        rows = owner.execute(
            text("select args from procrastinate_jobs where task_name = 'tasks.tell_assignee'")
        )
        return [row.args for row in rows]


def test_the_mail_is_put_in_the_queue_with_the_task(browser_of, world, transaction, newest):
    igj, bram = world.organisations["igj"], world.person("bram")
    page = browser_of("anna").visit(f"{PATH}/new")

    page.submit(FORM, title="Rooster", assignee=f"{igj.id}/{bram.id}")

    (job,) = waiting_jobs(transaction)
    assert job == {
        "task_id": str(newest().id),
        "workspace_id": str(world.workspace.id),
        "organisation_id": str(igj.id),
        "version": 1,
    }


def test_a_refused_task_tells_nobody(browser_of, world, transaction):
    igj = world.organisations["igj"]
    page = browser_of("anna").visit(f"{PATH}/new")

    page.submit(FORM, title="Rooster", assignee=f"{igj.id}/", due_on="2001-01-01")

    assert waiting_jobs(transaction) == []


def test_what_one_asks_of_oneself_is_not_mailed(browser_of, world, transaction):
    anna = world.person("anna")
    page = browser_of("anna").visit(f"{PATH}/new")

    page.submit(FORM, title="Zelf doen", assignee=f"{anna.organisation_id}/{anna.id}")

    assert waiting_jobs(transaction) == []


def test_asked_of_somebody_else_that_person_is_told(browser_of, world, put_task, transaction):
    task = put_task("bram")
    cora = world.person("cora")
    page = browser_of("anna").visit(f"{PATH}/{task.id}/edit")

    page.submit("form#change-task", assignee=f"{cora.organisation_id}/{cora.id}")

    assert [job["version"] for job in waiting_jobs(transaction)] == [2]
