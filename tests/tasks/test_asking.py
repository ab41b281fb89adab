"""Asking: the lead and the partners ask something of a participant, by a day.

Anna coordinates for the lead, Bram contributes for a partner, Carla of a partner only reads."""

from datetime import timedelta

import pytest

from app.kernel import clock
from app.tasks.models import TaskStatus
from app.workspaces import queries as workspaces

PATH = "/workspaces/WRK-2026-1001/tasks"
NEW = f"{PATH}/new"
FORM = "form#ask-task"


@pytest.fixture
def igj(world):
    return world.organisations["igj"]


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_task_is_asked_of_a_person_and_stands_in_the_list(
    browser_of, world, igj, newest, transaction, tomorrow, htmx
):
    page = browser_of("anna").visit(NEW)

    answer = page.submit(
        FORM,
        htmx=htmx,
        title="Rooster sturen",
        assignee=f"{igj.id}/{world.person('bram').id}",
        due_on=tomorrow.isoformat(),
    )

    assert answer.status == (204 if htmx else 303)
    shown = page.browser.visit(answer.response.headers.get("HX-Redirect") or answer.location)
    assert "Rooster sturen" in shown.text("#tasks-board .sz-tasks")
    assert "De taak is gevraagd." in shown.text()
    task = newest()
    assert (task.ref, task.version) == (f"WRK-2026-1001-T{task.number}", 1)
    assert task.status == TaskStatus.OPEN
    assert task.assignee_id == world.person("bram").id
    assert task.asking_organisation_id == world.organisations["ijenv"].id
    assert transaction.audited(task.id) == ["task:request:ask"]


def test_a_task_can_be_asked_of_an_organisation(browser_of, igj, newest):
    page = browser_of("bram").visit(NEW)

    page.submit(FORM, title="Iemand mag dit doen", assignee=f"{igj.id}/")

    assert (newest().organisation_id, newest().assignee_id) == (igj.id, None)


def test_the_choices_are_the_participants_with_their_people(browser_of):
    page = browser_of("anna").visit(NEW)

    groups = [each.get("label") for each in page.tree.cssselect("select[name=assignee] optgroup")]
    assert groups == [
        "Inspectie Justitie en Veiligheid",
        "Inspectie Gezondheidszorg en Jeugd",
        "Inspectie van het Onderwijs",
    ]
    options = page.tree.cssselect("select[name=assignee] optgroup:nth-of-type(2) option")
    assert [each.text_content() for each in options] == [
        "Iemand van IGJ",
        "Wie ondertekent voor IGJ",
        "Wie coördineert voor IGJ",
        "De privacyfunctionaris van IGJ",
        "Bram",
        "Cora",
    ]


WRONG = [
    ({"title": ""}, "Zeg in één zin wat er moet gebeuren."),
    ({"title": "x" * 201}, "Gebruik minder dan 200 tekens."),
    ({"assignee": ""}, "Kies iemand die hier meedoet."),
    ({"assignee": "onzin"}, "Kies iemand die hier meedoet."),
    ({"assignee": "00000000-0000-7000-8000-000000000001/"}, "Kies iemand die hier meedoet."),
    ({"due_on": "morgen"}, "Dit is geen dag. Schrijf bijvoorbeeld 2026-11-27."),
    ({"due_on": "2001-01-01"}, "Deze datum is al geweest."),
    ({"predecessor": "onzin"}, "De taak waarop gewacht wordt is er niet meer."),
    (
        {"predecessor": "00000000-0000-7000-8000-000000000001"},
        "De taak waarop gewacht wordt is er niet meer.",
    ),
]


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize(("fields", "sentence"), WRONG)
def test_wrong_input_is_told_beside_the_form(browser_of, igj, put_task, fields, sentence, htmx):
    put_task("carla", title="Waarop men kan wachten")
    page = browser_of("anna").visit(NEW)
    right = {"title": "Rooster", "assignee": f"{igj.id}/", "details": "Graag per groep."}

    answer = page.submit(FORM, htmx=htmx, **(right | fields))

    assert answer.status == 422
    assert sentence in answer.text(FORM)
    assert "Graag per groep." in answer.text("textarea[name=details]")


def test_somebody_who_does_not_work_here_cannot_be_asked(browser_of, world):
    page = browser_of("anna").visit(NEW)
    nvwa, dirk = world.organisations["nvwa"], world.person("dirk")

    for assignee in (f"{nvwa.id}/", f"{nvwa.id}/{dirk.id}", f"{dirk.organisation_id}/{dirk.id}"):
        answer = page.submit(FORM, title="Rooster", assignee=assignee)
        assert answer.status == 422
        assert "Kies iemand die hier meedoet." in answer.text(FORM)


def test_a_day_that_is_no_working_day_is_explained(browser_of, igj, clock_at):
    clock_at("2026-11-23 10:00")
    page = browser_of("anna").visit(NEW)

    answer = page.submit(FORM, title="Rooster", assignee=f"{igj.id}/", due_on="2026-11-28")

    shown = answer.follow()
    assert "geen werkdag. De taak telt daarom tot en met maandag 30 november 2026." in shown.text()
    assert "maandag 30 november 2026 (Algemene termijnenwet, artikel 1)" in shown.text(".sz-tasks")


def test_today_is_not_past(browser_of, igj):
    page = browser_of("anna").visit(NEW)

    answer = page.submit(FORM, title="Nu", assignee=f"{igj.id}/", due_on=clock.today().isoformat())

    assert answer.status == 303


def test_pressing_the_button_twice_asks_once(browser_of, igj, transaction):
    page = browser_of("anna").visit(NEW)
    first = page.submit(FORM, title="Eén keer", assignee=f"{igj.id}/")

    second = page.submit(FORM, title="Eén keer", assignee=f"{igj.id}/")

    assert (first.status, second.status) == (303, 303)
    shown = second.follow()
    assert "Je drukte twee keer op de knop." in shown.text()
    assert shown.text(".sz-tasks").count("Eén keer") == 1


ASKERS = [("anna", 303), ("bram", 303), ("carla", 403), ("wim", 403), ("dirk", 404), ("els", 404)]


@pytest.mark.parametrize(("who", "status"), ASKERS)
def test_who_may_ask(browser_of, igj, who, status):
    form = browser_of("anna").visit(NEW)
    browser = browser_of(who)
    token = browser.visit("/settings").tree.cssselect("input[name=csrf_token]")[0].get("value")

    answer = browser.send(PATH, {"title": "Rooster", "assignee": f"{igj.id}/", "csrf_token": token})

    assert form.has(FORM)
    assert answer.status == status


WAY_THERE = f"a[href='{NEW}']"


def test_the_list_leads_to_the_form(browser_of, put_task):
    assert browser_of("bram").visit(PATH).has(WAY_THERE)
    put_task("bram")
    page = browser_of("bram").visit(PATH)
    assert page.has(WAY_THERE)
    assert not page.has("select[name=assignee]")


def test_who_only_reads_is_shown_no_way_to_ask(browser_of, put_task):
    put_task("bram")

    assert not browser_of("carla").visit(PATH).has(WAY_THERE)
    assert browser_of("carla").visit(NEW).status == 403


def test_a_guest_asks_nothing(browser_of, as_guest, put_task):
    put_task("bram")
    as_guest("igj")

    assert not browser_of("bram").visit(PATH).has(WAY_THERE)
    assert browser_of("bram").visit(NEW).status == 403


def test_numbers_are_drawn_and_never_given_twice(app, world, newest, monkeypatch):
    from app.tasks import jobs, service
    from tests.support.acting import acting

    drawn = iter([7, 7, 8])
    monkeypatch.setattr("app.kernel.ids.draw_number", lambda *_taken, **_digits: next(drawn))
    anna, igj = world.actor("anna"), world.organisations["igj"]
    wish = service.Wish(title="Rooster", organisation_id=igj.id)

    refs = []
    for _again in range(2):
        with acting(app, anna):
            place = _place(anna)
            task = service.create_task(anna, place, wish=wish, tell=jobs.tell_assignee)
            refs.append(task.ref)

    assert refs == ["WRK-2026-1001-T7", "WRK-2026-1001-T8"]


def _place(actor):
    from app.tasks.policy import TaskPermission

    return workspaces.get_place_for(actor, TaskPermission.ASK, "WRK-2026-1001")


def test_a_due_day_far_away_is_fine(browser_of, igj, newest):
    far = clock.today() + timedelta(days=900)
    page = browser_of("anna").visit(NEW)

    page.submit(FORM, title="Ooit", assignee=f"{igj.id}/", due_on=far.isoformat())

    assert newest().due_on == far
