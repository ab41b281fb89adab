"""Keeping a round: who is late, who asks for more time, reminding, another day, closing."""

from datetime import date

import pytest
from sqlalchemy import text

from app.contributions.models import ContributionReminder
from app.running import standing_in
from app.tasks import jobs
from app.tasks.models import TaskStatus
from tests.contributions.conftest import PLACE, ROUNDS

DUE, LATER, SOONER = date(2026, 11, 27), date(2026, 12, 11), date(2026, 11, 20)


@pytest.fixture(autouse=True)
def today(clock_at):
    clock_at("2026-11-02 09:00")


@pytest.fixture
def round_(begin):
    return begin("igj", "ivho", due_on=DUE)


@pytest.fixture
def at(browser_of, round_):
    return lambda who="anna": browser_of(who).visit(f"{ROUNDS}/{round_.id}")


@pytest.fixture
def ask_time(browser_of, round_, of):
    def asked(until=LATER):
        _contribution, task = of(round_, "igj")
        page = browser_of("bram").visit(f"{PLACE}/tasks/{task.id}")
        return page.submit("form#ask-time", due_on=until.isoformat(), reason="Er is een incident.")

    return asked


@pytest.fixture
def reminders(transaction):
    def read():
        with transaction.as_owner() as owner:
            return owner.query(ContributionReminder).count()

    return read


def move(page, day):
    return page.submit("#day-form", due_on=day.isoformat())


def test_the_page_tells_who_is_late_and_who_asks_for_more_time_with_both_dates(
    at, ask_time, clock_at
):
    ask_time()
    clock_at("2026-12-01 09:00")
    rows = [
        " ".join(each.text_content().split()) for each in at().tree.cssselect("tbody tr[role=row]")
    ]
    assert "2 werkdagen te laat" in rows[0]
    assert "Vraagt meer tijd, tot en met 11 december 2026: Er is een incident." in rows[0]
    assert "27 november 2026" in rows[0]
    assert "Vraagt meer tijd" not in rows[1]


def test_given_time_stands_beside_the_day_for_all(at, ask_time, browser_of, round_, of):
    ask_time()
    _contribution, task = of(round_, "igj")
    page = browser_of("anna").visit(f"{PLACE}/tasks/{task.id}")
    assert page.submit("form#extension", due_on=LATER.isoformat()).status == 303
    told = at().text("tbody tr:first-child")
    assert "11 december 2026" in told
    assert "voor iedereen: 27 november 2026" in told


def test_partners_learn_no_states(at, ask_time):
    ask_time()
    told = at("carla").text("main")
    assert "incident" not in told
    assert "Vraagt meer tijd" not in told
    assert not at("carla").has("#contributions-steps")


def test_only_who_has_not_delivered_is_reminded_and_once_a_day(
    at, deliver, round_, reminders, clock_at, transaction
):
    deliver(round_)
    page = at()
    assert "1 organisatie is herinnerd" in page.submit("#remind-form").follow().text("main")
    again = at().submit("#remind-form")
    assert again.status == 422
    assert "vandaag al herinnerd" in again.text("#contributions-steps")
    assert reminders() == 1
    clock_at("2026-11-03 09:00")
    assert at().submit("#remind-form").status == 303
    with transaction.as_owner() as owner:
        names = owner.execute(
            text("select task_name from procrastinate_jobs where task_name = :name"),
            {"name": "tasks.remind_assignee"},
        ).all()
    assert (reminders(), len(names)) == (2, 2)


def test_the_mail_of_a_reminder_holds_no_content(app, at, round_, of, world, tmp_path, house):
    _contribution, task = of(round_, "ivho")
    with standing_in(app):
        jobs.remind_assignee.run(
            task_id=str(task.id),
            workspace_id=str(world.workspace.id),
            organisation_id=str(world.organisations["ivho"].id),
            day="2026-11-02",
        )
    folder = house.settings.data / "mail"
    mails = [each for each in folder.iterdir() if f"reminded.{task.id}" in each.name]
    assert len(mails) == 1
    told = mails[0].read_bytes().decode("utf-8", "replace")
    assert "carla@" in told
    assert "inspectiebeeld" not in told


def test_everybody_delivered_leaves_nobody_to_remind(at, deliver, round_):
    page = at()
    deliver(round_)
    deliver(round_, who="carla", code="ivho")
    assert not at().has("#remind-form")
    told = page.submit("#remind-form")
    assert told.status == 422
    assert "niemand om te herinneren" in told.text("#contributions-steps")


def test_another_day_is_shown_before_it_is_saved(at, round_, of, stored, ask_time):
    ask_time()
    seen = move(at(), LATER)

    told = seen.text("#foreseen-form")
    assert "De nieuwe dag voor iedereen is vrijdag 11 december 2026." in told
    assert "Het was: vrijdag 27 november 2026" in told
    assert "De vraag om meer tijd vervalt" in told
    assert stored(round_).due_on == DUE
    assert seen.submit("#foreseen-form").status == 303
    assert stored(round_).due_on == LATER
    assert {of(round_, code)[1].due_on for code in ("igj", "ivho")} == {LATER}
    assert "Vraagt meer tijd" not in at().text("main")


def test_who_has_a_later_day_of_its_own_keeps_it(at, ask_time, browser_of, round_, of):
    ask_time(date(2026, 12, 18))
    _contribution, task = of(round_, "igj")
    page = browser_of("anna").visit(f"{PLACE}/tasks/{task.id}")
    page.submit("form#extension", due_on="2026-12-18")
    seen = move(at(), LATER)
    assert "Houdt de eigen, latere dag: vrijdag 18 december 2026." in seen.text("#foreseen-form")
    seen.submit("#foreseen-form")
    assert of(round_, "igj")[1].due_on == date(2026, 12, 18)
    assert of(round_, "ivho")[1].due_on == LATER


def test_a_new_day_that_is_no_working_day_is_told_before_it_is_saved(at):
    seen = move(at(), date(2026, 12, 12))
    assert "geldt" not in seen.text(".sz-notices")
    assert "geen werkdag" in seen.text("#foreseen-form")
    assert "maandag 14 december 2026" in seen.text("#foreseen-form")


def test_what_is_delivered_gets_no_other_day(at, deliver, round_, of):
    deliver(round_)
    move(at(), SOONER).submit("#foreseen-form")
    assert of(round_, "igj")[1].due_on == DUE
    assert of(round_, "ivho")[1].due_on == SOONER


@pytest.mark.parametrize(
    ("day", "told"),
    [("2026-10-01", "Deze datum is al geweest"), ("2026-11-27", "geldt al"), ("", "Kies een dag")],
)
def test_a_day_that_cannot_be_is_told(at, day, told, stored, round_):
    page = at().submit("#day-form", due_on=day)
    assert page.status == 422
    assert told in page.text("#contributions-steps")
    assert stored(round_).due_on == DUE


def test_a_step_that_somebody_took_meanwhile_is_shown_first(at, deliver, round_, stored):
    seen = move(at(), LATER)
    end = at()
    deliver(round_)

    late = seen.submit("#foreseen-form")
    assert late.status == 409
    assert "terwijl je las" in late.text("#contributions-steps")
    assert stored(round_).due_on == DUE
    assert end.submit("#end-form").status == 409
    assert stored(round_).ended_at is None


def test_closing_says_what_happens_and_takes_back_what_is_open(at, deliver, round_, of, stored):
    deliver(round_)
    page = at()
    told = page.text("#end-form")
    assert "Onderwijs" in told
    assert "Jeugd" not in told
    closed = page.submit("#end-form").follow()

    assert "1 taak is ingetrokken." in closed.text("main")
    assert stored(round_).ended_at is not None
    assert of(round_, "igj")[1].status is TaskStatus.DELIVERED
    assert of(round_, "ivho")[1].status is TaskStatus.WITHDRAWN
    assert "Deze bijdrageronde is afgesloten." in at().text("#contributions-steps")


def test_closed_a_round_is_not_reminded_moved_or_closed_again(at, round_):
    page = at()
    page.submit("#end-form")
    for form in ("#remind-form", "#day-form", "#end-form"):
        sent = {"due_on": LATER.isoformat()} if form == "#day-form" else {}
        assert page.submit(form, **sent).status == 403


def test_who_leaves_while_the_round_runs_is_named_and_not_reminded(
    at, round_, world, transaction, reminders, of
):
    with transaction.as_owner() as owner:
        owner.execute(
            text("update participation set ended_at = now() where organisation_id = :who"),
            {"who": world.organisations["ivho"].id},
        )
    page = at()
    assert "Doet hier niet meer mee." in page.text("tbody tr:last-child")
    page.submit("#remind-form")
    assert reminders() == 1
    seen = move(at(), LATER)
    assert "Onderwijs" not in seen.text("#foreseen-form")
    seen.submit("#foreseen-form")
    assert of(round_, "ivho")[1].due_on == DUE
    at().submit("#end-form")
    assert of(round_, "ivho")[1].status is TaskStatus.WITHDRAWN
