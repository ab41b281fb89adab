"""A task that comes back: until a day, made by the clock, one ahead, each time once."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.kernel import db
from app.kernel.access import system_actor
from app.kernel.errors import NotFound
from app.kernel.jobs import named
from app.kernel.work import begin_work
from app.running import standing_in
from app.tasks import jobs, service
from app.tasks.models import Task

LIST = "/workspaces/WRK-2026-1001/tasks"


@pytest.fixture
def ask(browser_of, world, clock_at, newest):
    """Ask a task that comes back; give it."""

    def put(*, at="2026-11-02 09:00", who="bram", **more):
        clock_at(at)
        igj = world.organisations["igj"]
        fields = {
            "title": "Kwartaalcijfers",
            "assignee": f"{igj.id}/{world.person(who).id if who else ''}",
            "due_on": "2026-11-30",
            "every": "month",
            "until": "2027-03-31",
            "checklist": "Cijfers\nToelichting",
        } | more
        answer = browser_of("anna").visit(f"{LIST}/new").submit("form#ask-task", **fields)
        assert answer.status == 303, answer.text("main")
        return newest()

    return put


@pytest.fixture
def tick(app, transaction, clock_at):
    """Let the clock look on a day, and do what it puts in the queue; return how many it put."""

    def look(moment):
        clock_at(moment)
        with standing_in(app):
            jobs.look_for_series.run()
        with transaction.as_owner() as owner:
            waiting = owner.execute(
                text(
                    "delete from procrastinate_jobs where task_name = 'tasks.ask_again'"
                    " returning args"
                )
            ).all()
        for row in waiting:
            with standing_in(app):
                named("tasks.ask_again").run(**row.args)
        return len(waiting)

    return look


@pytest.fixture
def due_days(transaction):
    """The due days of all tasks of a series, in the order in which they were asked."""

    def read():
        with transaction.as_owner() as owner:
            found = select(Task.due_on).where(Task.series_id.is_not(None))
            days = owner.execute(found.order_by(Task.series_number)).scalars()
            return [each.isoformat() for each in days]

    return read


def test_the_first_is_asked_at_once_and_the_page_tells_of_the_next(ask, browser_of, due_days):
    task = ask()
    assert due_days() == ["2026-11-30"]
    told = browser_of("carla").visit(f"{LIST}/{task.id}").text("main")
    assert "elke maand, tot en met 31 maart 2027" in told
    assert "De volgende is uiterlijk 30 december 2026" in told


def test_the_next_is_asked_on_the_day_after_and_there_is_one_ahead(ask, tick, due_days):
    ask()
    assert tick("2026-11-30 22:59") == 0  # still the last day in the Netherlands
    assert tick("2026-11-30 23:01") == 1
    assert tick("2026-12-15 09:00") == 0
    assert due_days() == ["2026-11-30", "2026-12-30"]


def test_a_last_day_on_a_weekend_runs_on_first(ask, tick, due_days):
    ask(due_on="2026-11-28", every="week", until="2026-12-31")  # a Saturday
    assert tick("2026-11-30 09:00") == 0
    assert tick("2026-12-01 09:00") == 1
    assert due_days() == ["2026-11-28", "2026-12-05"]


def test_the_31st_comes_back_and_the_end_is_the_end(ask, tick, due_days):
    ask(at="2026-12-01 09:00", due_on="2026-12-31", until="2027-04-30")
    for day in ("2027-01-01", "2027-02-02", "2027-03-02", "2027-04-01", "2027-05-10", "2028-01-01"):
        tick(f"{day} 09:00")
    assert due_days() == ["2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]


def test_after_a_standstill_only_the_newest_is_asked_and_it_tells_how_many_were_skipped(
    ask, tick, due_days, newest, browser_of
):
    ask()
    assert tick("2027-02-10 09:00") == 1
    assert due_days() == ["2026-11-30", "2027-02-28"]
    assert tick("2027-02-10 09:05") == 0
    assert newest().skipped == 2
    told = browser_of("bram").visit(f"{LIST}/{newest().id}").text("main")
    assert "2 keer is hij hiervoor overgeslagen" in told
    assert tick("2027-03-02 09:00") == 1
    assert (due_days()[-1], newest().skipped) == ("2027-03-30", 0)


def test_what_is_asked_again_is_the_same_with_a_new_checklist(ask, tick, transaction, browser_of):
    first = ask()
    tick("2026-12-01 09:00")
    with transaction.as_owner() as owner:
        task = owner.execute(select(Task).where(Task.series_number == 1)).scalar_one()
        items = owner.execute(
            text("select words from checklist_item where task_id = :task order by position"),
            {"task": task.id},
        ).scalars()
        assert list(items) == ["Cijfers", "Toelichting"]
        mails = text(
            "select count(*) from procrastinate_jobs where task_name = 'tasks.tell_assignee'"
        )
        assert owner.execute(mails).scalar_one() == 2
        entry = text("select count(*) from log_entry where action = 'task:series:ask'")
        assert owner.execute(entry).scalar_one() == 1
    assert (task.title, task.assignee_id) == (first.title, first.assignee_id)
    assert (task.asked_by_id, task.status) == (first.asked_by_id, "open")
    assert "vroeg opnieuw om" in browser_of("anna").visit("/workspaces/WRK-2026-1001/log").text()


def test_whoever_left_is_asked_no_more(ask, tick, transaction, world):
    ask()
    with transaction.as_owner() as owner:
        ended = text("update membership set ended_at = now() where person_id = any(:who)")
        owner.execute(ended, {"who": [world.person("bram").id, world.person("anna").id]})
    tick("2026-12-01 09:00")
    with transaction.as_owner() as owner:
        task = owner.execute(select(Task).where(Task.series_number == 1)).scalar_one()
    assert (task.assignee_id, task.asked_by_id) == (None, None)
    assert task.organisation_id == world.organisations["igj"].id


@pytest.mark.parametrize(
    "change",
    [
        "update workspace set status = 'closed'",
        "update participation set ended_at = now() where organisation_id = :igj",
        "update participation set ended_at = now() where organisation_id = :ijenv",
    ],
)
def test_nothing_is_asked_where_work_is_over(ask, tick, due_days, transaction, world, change):
    ask()
    homes = {code: world.organisations[code].id for code in ("igj", "ijenv")}
    named_homes = {code: key for code, key in homes.items() if f":{code}" in change}
    with transaction.as_owner() as owner:
        owner.execute(text(change), named_homes)
    tick("2026-12-01 09:00")
    assert due_days() == ["2026-11-30"]


def test_who_asked_lets_it_come_back_no_more(ask, tick, due_days, browser_of):
    task = ask()
    page = browser_of("anna").visit(f"{LIST}/{task.id}")
    assert not browser_of("bram").visit(f"{LIST}/{task.id}").has("#end-series")
    assert page.submit("#end-series").status == 303
    assert tick("2026-12-01 09:00") == 0
    assert due_days() == ["2026-11-30"]
    told = browser_of("anna").visit(f"{LIST}/{task.id}")
    assert "het is gestopt" in told.text("main")
    assert not told.has("#end-series")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"until": ""}, "tot wanneer"),
        ({"until": "2026-12-15"}, "maar één keer"),
        ({"until": "2037-01-01"}, "binnen 10 jaar"),
        ({"due_on": ""}, "een eigen dag"),
        ({"every": ""}, "Kies hoe vaak het terugkomt, of laat de laatste dag leeg"),
    ],
)
def test_without_a_good_end_it_is_not_asked(browser_of, world, clock_at, transaction, typed, told):
    clock_at("2026-11-02 09:00")
    igj = world.organisations["igj"]
    fields = {"due_on": "2026-11-30", "every": "month", "until": "2027-03-31"} | typed
    page = browser_of("anna").visit(f"{LIST}/new")
    answer = page.submit("form#ask-task", title="Cijfers", assignee=f"{igj.id}/", **fields)
    assert answer.status == 422
    assert told in answer.text("#ask-task")
    with transaction.as_owner() as owner:
        assert owner.execute(text("select count(*) from task_series")).scalar_one() == 0


def test_the_same_time_cannot_be_asked_twice_whatever_fails(ask, transaction):
    """The last wall: the number of the time in its series is a unique key."""
    task = ask()
    with pytest.raises(IntegrityError, match="uq_task_series_id"), transaction.as_owner() as owner:
        owner.execute(
            text(
                "insert into task (id, workspace_id, number, ref, title, details, organisation_id,"
                " asking_organisation_id, status, changed_at, version, series_id, series_number)"
                " select gen_random_uuid(), workspace_id, 77777, 'X', title, details,"
                " organisation_id, asking_organisation_id, status, changed_at, 1, series_id, 0"
                " from task where id = :task"
            ),
            {"task": task.id},
        )


def test_the_api_takes_and_tells_what_comes_back(api_of, clock_at):
    clock_at("2026-11-02 09:00")
    body = {
        "title": "Cijfers",
        "organisation": "igj",
        "due_on": "2026-11-30",
        "comes_back": {"every": "quarter", "until": "2027-12-31"},
    }
    made = api_of("anna").post("/workspaces/WRK-2026-1001/tasks", json=body).json
    assert made["comes_back"] == {
        "every": "quarter",
        "until": "2027-12-31",
        "next_on": "2027-02-28",
    }
    del body["comes_back"]["until"]
    refused = api_of("anna").post("/workspaces/WRK-2026-1001/tasks", json=body)
    assert refused.status_code == 422


def test_the_clock_asks_for_nobody_else(ask, app, world, house, clock_at):
    """A job of another organisation, or in another place, finds no series."""
    task = ask()
    clock_at("2026-12-01 09:00")
    igj = world.organisations["igj"].id
    actor = system_actor("tasks.ask_again", organisation_id=igj, place_id=task.workspace_id)
    with standing_in(app), house.database.session_for(actor), pytest.raises(NotFound):
        service.ask_next(actor, task.series_id, tell=None)


@pytest.fixture
def series_row(transaction):
    """What is kept of the one series: its words, of whom it is asked, and whether it ended."""

    def read():
        with transaction.as_owner() as owner:
            return owner.execute(text("select * from task_series")).mappings().one()

    return read


def test_what_was_corrected_is_asked_corrected_and_kept_nowhere(
    ask, tick, browser_of, transaction, world, series_row
):
    task = ask(title="Verhoor jongere Jansen", details="dossier 12", who="")
    ivho = world.organisations["ivho"]
    page = browser_of("anna").visit(f"{LIST}/{task.id}/edit")
    assert "dan geldt dat ook voor de volgende keren" in page.text("main")
    fields = {"title": "Kwartaalcijfers", "details": "", "checklist": "Tabel"}
    answer = page.submit("form#change-task", assignee=f"{ivho.id}/", **fields)
    assert answer.status == 303
    kept = series_row()
    assert (kept["title"], kept["details"], kept["checklist"]) == ("Kwartaalcijfers", "", ["Tabel"])
    assert (kept["doing_id"], kept["assignee_id"]) == (ivho.id, None)
    assert tick("2026-12-01 09:00") == 1
    with transaction.as_owner() as owner:
        found = owner.execute(select(Task).where(Task.series_number == 1)).scalar_one()
        entry = owner.execute(
            text("select entry from log_entry where action = 'task:request:change'")
        ).scalar_one()
    assert (found.title, found.details, found.organisation_id) == ("Kwartaalcijfers", "", ivho.id)
    names = '["title","details","organisation_id","checklist"]'
    assert f'"from_now_on":{names}' in bytes(entry).decode()


def test_another_person_is_asked_from_now_on(ask, tick, browser_of, transaction, world):
    task = ask()
    igj, cora = world.organisations["igj"].id, world.person("cora").id
    page = browser_of("anna").visit(f"{LIST}/{task.id}/edit")
    assert page.submit("form#change-task", assignee=f"{igj}/{cora}").status == 303
    tick("2026-12-01 09:00")
    with transaction.as_owner() as owner:
        found = owner.execute(select(Task).where(Task.series_number == 1)).scalar_one()
    assert (found.assignee_id, found.title) == (cora, "Kwartaalcijfers")


def test_only_what_changed_goes_along(ask, tick, browser_of, series_row):
    """The day is of that one time; an older one does not put back what was corrected later."""
    first = ask(title="Cijfers Jansen")
    tick("2026-12-01 09:00")
    second = browser_of("anna").visit(LIST).tree.xpath("//a[contains(@href, '/tasks/')]/@href")
    paths = {each for each in second if each.rsplit("/", 1)[-1].count("-") == 4}
    (other,) = {each for each in paths if str(first.id) not in each}
    page = browser_of("anna").visit(f"{other}/edit")
    assert page.submit("form#change-task", title="Cijfers").status == 303
    page = browser_of("anna").visit(f"{LIST}/{first.id}/edit")
    assert page.submit("form#change-task", details="Per locatie").status == 303
    kept = series_row()
    assert (kept["title"], kept["details"], kept["made"]) == ("Cijfers", "Per locatie", 2)


def test_what_has_ended_is_corrected_too(ask, browser_of, series_row):
    task = ask(title="Cijfers Jansen")
    page = browser_of("anna").visit(f"{LIST}/{task.id}")
    page.submit("#end-series")
    page = browser_of("anna").visit(f"{LIST}/{task.id}/edit")
    assert "volgende keren" not in page.text("main")
    assert page.submit("form#change-task", title="Cijfers").status == 303
    assert series_row()["title"] == "Cijfers"


def test_a_withdrawn_task_comes_back_no_more(ask, tick, due_days, browser_of, series_row):
    task = ask()
    page = browser_of("anna").visit(f"{LIST}/{task.id}")
    assert "dan komt hij ook niet meer terug" in page.text("main")
    assert page.submit("#withdraw").status == 303
    told = page.browser.visit(f"{LIST}/{task.id}").text()
    assert "De taak is ingetrokken. Hij komt ook niet meer terug." in told
    assert "het is gestopt" in told
    assert series_row()["ended_at"] is not None
    assert tick("2026-12-01 09:00") == 0
    assert due_days() == ["2026-11-30"]
    assert "vraagt niet meer" in browser_of("anna").visit("/workspaces/WRK-2026-1001/log").text()


def test_asked_again_after_withdrawing_it_comes_back_too(
    ask, tick, due_days, browser_of, series_row, transaction
):
    task = ask()
    browser_of("anna").visit(f"{LIST}/{task.id}").submit("#withdraw")

    browser_of("anna").visit(f"{LIST}/{task.id}").submit("#restore")

    assert series_row()["ended_at"] is None
    assert tick("2026-12-01 09:00") == 1
    assert due_days() == ["2026-11-30", "2026-12-30"]
    assert transaction.audited(task.id)[-2:] == ["task:request:restore", "task:series:begin"]


def test_what_was_stopped_before_stays_stopped(ask, browser_of, series_row, clock_at):
    task = ask()
    browser_of("anna").visit(f"{LIST}/{task.id}").submit("#end-series")
    clock_at("2026-11-03 09:00")
    browser_of("anna").visit(f"{LIST}/{task.id}").submit("#withdraw")

    browser_of("anna").visit(f"{LIST}/{task.id}").submit("#restore")

    assert series_row()["ended_at"] is not None


def test_only_who_asks_writes_what_is_asked_again(ask, house, world):
    """The second wall: the organisation that does it sees the series, and changes nothing."""
    ask()
    actor = world.actor("bram")
    with (
        house.database.session_for(actor),
        pytest.raises(ZeroDivisionError),
        begin_work(actor) as work,
    ):
        seen = work.session.execute(text("select count(*) from task_series"))
        changed = work.session.execute(text("update task_series set title = 'Iets anders'"))
        assert (seen.scalar_one(), changed.rowcount) == (1, 0)
        raise ZeroDivisionError  # undo it


def test_a_person_does_not_hear_what_the_clock_hears(ask, world, house, clock_at):
    ask()
    clock_at("2026-12-01 09:00")
    statement = text("select * from samenzicht_due_series('2026-12-01')")
    with house.database.session_for(system_actor("tasks.look_for_series")):
        assert len(db.session().execute(statement).all()) == 1
    for who in ("anna", "bram", "dirk"):
        with house.database.session_for(world.actor(who)):
            assert db.session().execute(statement).all() == []
