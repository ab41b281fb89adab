"""Asking an office: whoever holds it there at that moment, and nobody sees more by it.

Cora signs for IGJ, Bram contributes there; Wim signs for IJenV, Anna coordinates. Carla reads for
IvhO, where nobody signs and nobody coordinates.
"""

from datetime import date

import pytest
from sqlalchemy import select

from app.identity.models import PRIVACY_OFFICER, Person
from app.kernel import clock, db
from app.tasks.models import Office, TaskSeries, TaskStatus
from app.tasks.queries import LONG_PAGE, Wanted, list_mine, list_of, open_count
from app.workspaces.models import MemberRole, Membership, ParticipantRole

LIST = "/workspaces/WRK-2026-1001/tasks"
SIGNATORY = "signatory"


@pytest.fixture
def member(world, transaction):
    """Change what somebody is in the workspace: ``member("cora", role=…)``."""

    def change(who, **values):
        with transaction.as_owner() as owner:
            owner.query(Membership).filter_by(
                workspace_id=world.workspace.id, person_id=world.person(who).id
            ).update(values)

    return change


@pytest.fixture
def account(world, transaction):
    """Change the account of a person: ``account("cora", blocked_at=…)``."""

    def change(who, **values):
        with transaction.as_owner() as owner:
            owner.query(Person).filter_by(id=world.person(who).id).update(values)

    return change


@pytest.fixture
def mine(house, world):
    """Return which tasks stand in somebody's own work."""

    def of(who):
        actor = world.actor(who)
        with house.database.session_for(actor):
            return {each.task.id for each in list_mine(actor)}

    return of


def address(task):
    return f"{LIST}/{task.id}"


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_who_signs_is_asked(browser_of, world, newest, transaction, htmx):
    igj = world.organisations["igj"]
    page = browser_of("anna").visit(f"{LIST}/new")
    words = {each.text_content().strip() for each in page.tree.cssselect("#assignee option")}

    page.submit(
        "form#ask-task", htmx=htmx, title="Teken het verslag", assignee=f"{igj.id}/@{SIGNATORY}"
    )

    task = newest()
    assert (task.organisation_id, task.assignee_id) == (igj.id, None)
    assert task.office is Office.SIGNATORY
    assert "Wie ondertekent voor IGJ" in words
    assert "(wie ondertekent)" in browser_of("cora").visit(address(task)).text("#tasks-task")
    assert transaction.audited(task.id) == ["task:request:ask"]


@pytest.mark.parametrize("office", ["administrator", "mandate_keeper", "", "@signatory"])
def test_there_is_no_office_but_those_that_have_part_in_the_content(browser_of, world, office):
    igj = world.organisations["igj"].id
    page = browser_of("anna").visit(f"{LIST}/new")

    answer = page.submit("form#ask-task", title="Rooster", assignee=f"{igj}/@{office}")

    assert answer.status == 422
    assert "Kies iemand die hier meedoet." in answer.text("main")


def test_an_organisation_that_takes_no_part_has_no_office_to_ask(browser_of, world):
    page = browser_of("anna").visit(f"{LIST}/new")
    nvwa = world.organisations["nvwa"].id

    assert page.submit("form#ask-task", title="x", assignee=f"{nvwa}/@signatory").status == 422


def test_it_stands_in_the_work_of_who_holds_the_office_and_of_no_colleague(
    browser_of, mine, put_task
):
    task = put_task(organisation="igj", office=Office.SIGNATORY, title="Teken dit")

    assert [task.id in mine(who) for who in ("cora", "bram", "wim")] == [True, False, False]
    assert "Teken dit" in browser_of("bram").visit("/organisation-work").text("main")
    assert "Teken dit" in browser_of("cora").visit("/").text("main")


def test_the_number_beside_my_work_counts_it_for_the_holder_alone(house, world, put_task):
    put_task(organisation="igj", office=Office.SIGNATORY)
    counted = {}
    for who in ("cora", "bram"):
        actor = world.actor(who)
        with house.database.session_for(actor):
            counted[who] = db.session().execute(select(open_count(actor))).scalar_one()
    assert counted == {"cora": 1, "bram": 0}


def test_another_who_holds_it_sees_it_and_who_held_it_does_not(mine, member, put_task):
    task = put_task(organisation="igj", office=Office.SIGNATORY)
    member("cora", role=MemberRole.READER)
    member("bram", role=MemberRole.SIGNATORY)
    assert [task.id in mine(who) for who in ("cora", "bram")] == [False, True]


@pytest.mark.parametrize("gone", ["left", "blocked", "other"])
def test_while_nobody_holds_it_who_coordinates_gets_it_and_the_page_says_so(
    browser_of, mine, member, account, put_task, gone
):
    task = put_task(organisation="ijenv", office=Office.SIGNATORY, by="bram")
    assert task.id not in mine("anna")
    if gone == "left":
        member("wim", ended_at=clock.now())
    elif gone == "blocked":
        account("wim", blocked_at=clock.now())
    else:
        member("wim", role=MemberRole.READER)

    assert task.id in mine("anna")
    told = browser_of("anna").visit(address(task)).text("#tasks-task")
    assert "Niemand heeft deze functie hier nu." in told


def test_the_page_does_not_say_so_while_somebody_does(browser_of, put_task):
    task = put_task(organisation="igj", office=Office.SIGNATORY)
    assert "Niemand heeft" not in browser_of("anna").visit(address(task)).text("#tasks-task")


def test_the_privacy_officer_is_asked_only_where_that_person_works(mine, account, world, put_task):
    task = put_task(organisation="igj", office=Office.PRIVACY_OFFICER)
    account("cora", duties=[PRIVACY_OFFICER])
    account("els", duties=[PRIVACY_OFFICER])
    assert [task.id in mine(who) for who in ("cora", "bram", "els")] == [True, False, False]


@pytest.mark.parametrize("step", ["accept", "deliver"])
def test_the_holder_takes_it_up_and_it_stays_of_the_office(
    browser_of, world, put_task, stored, step
):
    task = put_task(organisation="igj", office=Office.SIGNATORY)
    page = browser_of("cora").visit(address(task))

    answer = page.submit(f"form[action$='/{step}']")

    now = stored(task.id)
    assert answer.status == 303
    assert (now.assignee_id, now.office) == (world.person("cora").id, Office.SIGNATORY)


@pytest.mark.parametrize("who", ["cora", "bram"])
def test_the_holder_takes_it_over_and_so_may_a_colleague_as_of_one_without(
    browser_of, world, put_task, stored, who
):
    task = put_task(organisation="igj", office=Office.SIGNATORY)
    browser_of(who).visit(LIST).submit("form[action$='/take-over']")
    now = stored(task.id)
    assert (now.assignee_id, now.office) == (world.person(who).id, Office.SIGNATORY)


def test_the_holder_returns_it(browser_of, put_task, stored):
    task = put_task(organisation="igj", office=Office.SIGNATORY)
    page = browser_of("cora").visit(address(task))
    page.submit("form[action$='/return']", reason="Niet nu.")
    assert stored(task.id).status is TaskStatus.RETURNED


def test_changing_its_words_leaves_it_with_who_took_it_up(browser_of, world, put_task, stored):
    task = put_task("cora", office=Office.SIGNATORY, status=TaskStatus.ACCEPTED)
    page = browser_of("anna").visit(f"{address(task)}/edit")

    page.submit("form#change-task", title="Anders")

    now = stored(task.id)
    assert (now.title, now.status, now.office) == ("Anders", TaskStatus.ACCEPTED, Office.SIGNATORY)
    assert now.assignee_id == world.person("cora").id


def test_changing_its_words_leaves_it_with_the_office(browser_of, put_task, stored):
    task = put_task(organisation="igj", office=Office.COORDINATOR)
    browser_of("anna").visit(f"{address(task)}/edit").submit("form#change-task", title="Anders")
    now = stored(task.id)
    assert (now.title, now.office, now.assignee_id) == ("Anders", Office.COORDINATOR, None)


def test_several_at_once_are_asked_of_an_office(browser_of, world, put_task, stored):
    tasks = [put_task("bram"), put_task(organisation="ivho")]
    page = browser_of("anna").visit(f"{LIST}/several")
    chosen = f"{world.organisations['igj'].id}/@{SIGNATORY}"

    page.submit(
        "form#several-form",
        tasks=[str(each.id) for each in tasks],
        kind="assignee",
        assignee=chosen,
    )

    now = [stored(each.id) for each in tasks]
    assert [(each.office, each.assignee_id) for each in now] == [(Office.SIGNATORY, None)] * 2


def test_what_comes_back_is_asked_of_the_office_each_time(browser_of, world, newest, transaction):
    page = browser_of("anna").visit(f"{LIST}/new")
    page.submit(
        "form#ask-task",
        title="Maandelijks",
        assignee=f"{world.organisations['igj'].id}/@{SIGNATORY}",
        due_on="2036-12-01",
        every="month",
        until="2037-12-01",
    )
    with transaction.as_owner() as owner:
        series = owner.get_one(TaskSeries, newest().series_id)
        assert (series.office, series.assignee_id) == (Office.SIGNATORY, None)


def test_the_board_and_the_list_to_take_along_name_the_office(browser_of, put_task):
    put_task(organisation="igj", office=Office.SIGNATORY, due_on=date(2031, 1, 2))
    assert "wie ondertekent" in browser_of("anna").visit(f"{LIST}/board").text("main")
    file = browser_of("anna").visit(f"{LIST}/export").response.get_data(as_text=True)
    assert "wie ondertekent" in file


@pytest.mark.parametrize("who", ["anna", "wim", "bram", "cora", "carla", "dirk"])
@pytest.mark.parametrize("is_apart", [False, True])
@pytest.mark.parametrize("role", [ParticipantRole.GUEST, ParticipantRole.PARTNER])
def test_an_office_shows_a_task_to_nobody_who_would_not_see_it_without(
    house, world, in_work, put_task, as_guest, account, who, is_apart, role
):
    as_guest("ivho", role)
    account("carla", duties=[PRIVACY_OFFICER])
    bare = put_task(organisation="igj", is_apart=is_apart)
    offices = [put_task(organisation="igj", is_apart=is_apart, office=each) for each in Office]
    if who == "dirk":
        actor = world.actor(who)
        with house.database.session_for(actor):
            assert not {each.task.id for each in list_mine(actor)}
        return
    with in_work(who) as (actor, workspace):
        rows = list_of(actor, workspace, Wanted.ALL, limit=LONG_PAGE)
    seen = {row.task.id for row in rows}
    assert {each.id in seen for each in offices} == {bare.id in seen}
    steps = {row.task.id: row.step for row in rows}
    assert {steps.get(each.id) for each in offices} == {steps.get(bare.id)}
