"""The checklist of a task: written by who asks, ticked by those who may deliver."""

import pytest
from sqlalchemy import text

LIST = "/workspaces/WRK-2026-1001/tasks"


@pytest.fixture
def listed(put_task, transaction):
    """A task with a checklist of three."""

    def put(who="bram", **more):
        task = put_task(who, **more)
        with transaction.as_owner() as owner:
            for position, words in enumerate(("Roosters", "Gesprekken", "Verslag")):
                owner.execute(
                    text(
                        "insert into checklist_item (id, task_id, workspace_id, position, words)"
                        " values (gen_random_uuid(), :task, :place, :position, :words)"
                    ),
                    {
                        "task": task.id,
                        "place": task.workspace_id,
                        "position": position,
                        "words": words,
                    },
                )
        return task

    return put


@pytest.fixture
def items(transaction):
    """The items of a task: ``[("Roosters", "bram"), ("Verslag", None)]``."""

    def read(task):
        with transaction.as_owner() as owner:
            return [
                tuple(row)
                for row in owner.execute(
                    text(
                        "select words, p.login from checklist_item i"
                        " left join person p on p.id = i.ticked_by_id"
                        " where task_id = :task order by position"
                    ),
                    {"task": task.id},
                )
            ]

    return read


def ids_on(page):
    return [each.get("value") for each in page.tree.cssselect("#checklist [name=ticked]")]


def test_it_is_asked_along_one_line_for_each(browser_of, world, items, newest):
    igj, bram = world.organisations["igj"], world.person("bram")
    page = browser_of("anna").visit(f"{LIST}/new")
    done = page.submit(
        "form#ask-task",
        title="Bezoek",
        assignee=f"{igj.id}/{bram.id}",
        checklist=" Roosters \n\nGesprekken\r\nRoosters\n",
    )
    assert done.status == 303
    assert items(newest()) == [("Roosters", None), ("Gesprekken", None)]


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_who_may_deliver_ticks_and_the_log_counts(browser_of, listed, items, transaction, htmx):
    task = listed()
    page = browser_of("bram").visit(f"{LIST}/{task.id}")
    first, second, _third = ids_on(page)
    page.submit("#checklist", htmx=htmx, ticked=[first, second])
    assert [who for _words, who in items(task)] == ["bram", "bram", None]
    page = browser_of("carla").visit(f"{LIST}/{task.id}")
    assert "2 van 3 afgevinkt" in page.text("main")
    assert not page.has("#checklist")
    with transaction.as_owner() as owner:
        entry = owner.execute(
            text("select entry from log_entry where action = 'task:checklist:tick'")
        ).scalar_one()
    assert b'"facts":{"items":3,"ticked":2}' in bytes(entry)
    assert b"Roosters" not in bytes(entry)


def test_a_page_that_was_drawn_before_takes_no_tick_of_a_colleague_away(browser_of, listed, items):
    task = listed(None, organisation="igj")
    old = browser_of("cora").visit(f"{LIST}/{task.id}")
    page = browser_of("bram").visit(f"{LIST}/{task.id}")
    first, _second, third = ids_on(page)
    page.submit("#checklist", ticked=[first])
    old.submit("#checklist", ticked=[third])
    assert items(task) == [("Roosters", "bram"), ("Gesprekken", None), ("Verslag", "cora")]


def test_a_tick_is_taken_away(browser_of, listed, items):
    task = listed()
    page = browser_of("bram").visit(f"{LIST}/{task.id}")
    page.submit("#checklist", ticked=ids_on(page))
    browser_of("bram").visit(f"{LIST}/{task.id}").submit("#checklist", ticked=[])
    assert {who for _words, who in items(task)} == {None}


@pytest.mark.parametrize(("who", "status"), [("anna", 403), ("cora", 403), ("dirk", 404)])
def test_others_do_not_tick(browser_of, listed, items, who, status):
    task = listed()
    bram = browser_of("bram").visit(f"{LIST}/{task.id}")
    browser = browser_of(who)
    token = browser.visit("/settings").tree.cssselect("input[name=csrf_token]")[0].get("value")
    sent = {"csrf_token": token, "ticked": ids_on(bram), "seen_version": "1", "shown": ""}
    answer = browser.send(f"{LIST}/{task.id}/checklist", sent)
    assert answer.status == status
    assert {each for _words, each in items(task)} == {None}


def test_nothing_is_ticked_once_it_is_delivered(browser_of, listed, items, transaction):
    task = listed()
    page = browser_of("bram").visit(f"{LIST}/{task.id}")
    with transaction.as_owner() as owner:
        owner.execute(text("update task set status = 'delivered'"))
    answer = page.submit("#checklist", ticked=ids_on(page))
    assert answer.status == 422
    assert {each for _words, each in items(task)} == {None}


def test_a_line_that_stays_keeps_its_tick(browser_of, listed, items):
    task = listed()
    page = browser_of("bram").visit(f"{LIST}/{task.id}")
    page.submit("#checklist", ticked=ids_on(page)[:1])
    edit = browser_of("anna").visit(f"{LIST}/{task.id}/edit")
    assert edit.submit("#change-task", checklist="Foto's\nRoosters").status == 303
    assert items(task) == [("Foto's", None), ("Roosters", "bram")]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("\n".join(f"regel {n}" for n in range(31)), "hoogstens 30 regels"),
        ("x" * 201, "korter dan 200 tekens"),
    ],
)
def test_what_is_too_much_is_told(browser_of, put_task, typed, told):
    edit = browser_of("anna").visit(f"{LIST}/{put_task('bram').id}/edit")
    answer = edit.submit("#change-task", checklist=typed)
    assert answer.status == 422
    assert told in answer.text()


@pytest.mark.parametrize(("who", "seen"), [("anna", 3), ("carla", 3), ("dirk", 0)])
def test_the_second_wall_shows_items_to_who_sees_the_task(house, world, listed, who, seen):
    listed()
    with house.database.session_for(world.actor(who)) as session:
        assert session.execute(text("select count(*) from checklist_item")).scalar_one() == seen


def test_the_api_gives_and_takes_a_checklist(api_of, world):
    body = {"title": "Bezoek", "organisation": "igj", "checklist": ["Eén", "Twee"]}
    made = api_of("anna").post("/workspaces/WRK-2026-1001/tasks", json=body).json
    items = made["checklist"]
    assert [(each["words"], each["ticked_at"]) for each in items] == [("Eén", None), ("Twee", None)]
    assert len({each["id"] for each in items}) == len(items), "each can be ticked by its own id"
    assert made["comes_back"] is None
