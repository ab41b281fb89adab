"""Notices in the app: who gets which, with its reason, and only while one may see the task."""

import pytest
from sqlalchemy import text

from app.kernel.jobs import named
from app.running import standing_in

TASKS = "/workspaces/WRK-2026-1001/tasks"


@pytest.fixture
def deferred(app, transaction):
    """Run the jobs that were put in the queue for notices."""

    def run():
        with transaction.as_owner() as owner:
            wanted = owner.execute(
                text(
                    "delete from procrastinate_jobs where task_name = 'notifications.note'"
                    " returning args"
                )
            ).all()
        with standing_in(app):
            for row in wanted:
                named("notifications.note").run(**row.args)

    return run


def ask(browser_of, world, who="bram", code="igj"):
    person = world.person(who).id if who else ""
    page = browser_of("anna").visit(f"{TASKS}/new")
    asked = f"{world.organisations[code].id}/{person}"
    assert page.submit("form#ask-task", title="Roosters", assignee=asked).status == 303


def test_a_task_that_is_asked_is_a_notice_with_its_reason(browser_of, world, deferred):
    ask(browser_of, world)
    deferred()
    deferred()
    bram = browser_of("bram")
    assert bram.visit("/").text('a[href="/notices"] .sz-count') == "1"
    page = bram.visit("/notices")
    assert "Roosters" in page.text("main")
    assert "omdat het aan jou gevraagd is" in page.text("main")
    assert not browser_of("anna").visit("/notices").has("[data-rows]")


def test_asked_of_an_organisation_its_workers_get_it(browser_of, world, deferred, notices):
    ask(browser_of, world, who=None)
    deferred()
    assert notices() == {"bram": "asked_of_us"}


def test_each_step_tells_the_other_side(browser_of, world, deferred, notices, put_task):
    task = put_task("bram")
    browser_of("bram").visit(f"{TASKS}/{task.id}").submit("form#deliver")
    deferred()
    assert notices() == {"anna": "answered"}
    browser_of("anna").visit(f"{TASKS}/{task.id}").submit("form#confirm")
    deferred()
    assert notices() == {"anna": "answered", "bram": "judged"}


def test_opening_it_reads_it_and_leads_to_the_task(browser_of, world, deferred):
    ask(browser_of, world)
    deferred()
    bram = browser_of("bram")
    link = bram.visit("/notices").tree.cssselect("[data-rows] a")[0].get("href")
    assert TASKS in bram.visit(link).location
    assert not bram.visit("/").has('a[href="/notices"] .sz-count')


def test_all_are_read_with_one_button(browser_of, world, deferred):
    ask(browser_of, world)
    deferred()
    bram = browser_of("bram")
    assert bram.visit("/notices").submit("#read-all").status == 303
    assert not bram.visit("/").has('a[href="/notices"] .sz-count')


@pytest.mark.parametrize("table", ["membership", "participation"])
def test_who_lost_sight_has_no_notice_and_no_count(
    browser_of, world, deferred, transaction, api_of, table
):
    ask(browser_of, world)
    deferred()
    with transaction.as_owner() as owner:
        owner.execute(
            text(f"update {table} set ended_at = now() where organisation_id = :home"),
            {"home": world.organisations["igj"].id},
        )
    bram = browser_of("bram")
    page = bram.visit("/notices")
    assert "Roosters" not in page.text()
    assert not page.has('a[href="/notices"] .sz-count')
    assert api_of("bram").get("/notifications").json["items"] == []


def test_a_workspace_can_be_silenced(browser_of, world, deferred, notices):
    page = browser_of("bram").visit("/notices/settings")
    form = "form[action='/notices/settings/workspaces']"
    assert page.submit(form, level="nothing").status == 303
    ask(browser_of, world)
    deferred()
    assert notices() == {}


def test_choices_are_kept_and_shown(browser_of, world, transaction):
    page = browser_of("bram").visit("/notices/settings")
    cora = world.person("cora")
    done = page.submit(
        "#choice-form",
        moments_by="own",
        moments=["3", "-1"],
        digest_by="own",
        mail_hours=["9"],
        away_from="2026-12-01",
        away_until="2026-12-05",
        deputy=str(cora.id),
    )
    assert done.status == 303
    with transaction.as_owner() as owner:
        row = owner.execute(text("select moments, mail_hours, deputy_id from notice_choice")).one()
    assert (row.moments, row.mail_hours, row.deputy_id) == ([3, -1], [9], cora.id)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"away_from": "2026-12-05", "away_until": "2026-12-01"}, "De laatste dag ligt vóór"),
        ({"away_from": "2026-12-05"}, "van welke tot en met welke dag"),
        ({"away_from": "2026-02-31", "away_until": "2026-03-02"}, "Dit is geen dag"),
        ({"deputy": "0190b0c2-0000-7000-8000-000000000000"}, "Kies een collega"),
        ({"deputy": "niemand"}, "Kies een collega"),
    ],
)
def test_wrong_choices_are_told_and_not_kept(browser_of, transaction, typed, told):
    answer = browser_of("bram").visit("/notices/settings").submit("#choice-form", **typed)
    assert answer.status == 422
    assert told in answer.text()
    with transaction.as_owner() as owner:
        assert owner.execute(text("select count(*) from notice_choice")).scalar_one() == 0


def test_the_api_gives_notices_and_marks_them_read(browser_of, world, deferred, api_of):
    ask(browser_of, world)
    deferred()
    api = api_of("bram")
    (notice,) = api.get("/notifications").json["items"]
    assert (notice["kind"], notice["title"], notice["read_at"]) == ("asked", "Roosters", None)
    read = api.post(f"/notifications/{notice['id']}/read")
    assert read.json["read_at"] is not None
    assert api_of("cora").post(f"/notifications/{notice['id']}/read").status_code == 404


@pytest.mark.parametrize("table", ["notice", "mailing", "reminder", "notice_choice"])
def test_the_second_wall_gives_a_person_nothing_of_another(
    due_task, remind, choose, house, world, table
):
    due_task()
    choose("bram")
    remind()
    own = {"notice": 1, "notice_choice": 1}.get(table, 0)
    for who, count in (("bram", own), ("cora", 0), ("anna", 0), ("dirk", 0)):
        with house.database.session_for(world.actor(who)) as session:
            assert session.execute(text(f"select count(*) from {table}")).scalar_one() == count


def test_five_thousand_notices_cost_a_page_no_more(
    browser_of, world, deferred, transaction, statements
):
    ask(browser_of, world)
    deferred()
    bram = browser_of("bram")
    bram.visit("/notices")
    statements.clear()
    bram.visit("/notices")
    few = len(statements)
    with transaction.as_owner() as owner:
        owner.execute(
            text(
                "with made as (insert into task (id, workspace_id, number, ref, title, details,"
                " organisation_id, asking_organisation_id, status, changed_at, version)"
                " select gen_random_uuid(), workspace_id, 100000 + n, ref || n, title, details,"
                " organisation_id, asking_organisation_id, status, changed_at, 1"
                " from task, generate_series(1, 5000) n returning id, workspace_id)"
                " insert into notice (id, person_id, organisation_id, workspace_id, task_id, kind,"
                " at) select gen_random_uuid(), :who, :home, workspace_id, id, 'asked', now()"
                " from made"
            ),
            {"who": world.person("bram").id, "home": world.organisations["igj"].id},
        )
    statements.clear()
    page = bram.visit("/notices")
    assert len(statements) == few <= 8
    assert page.text('a[href="/notices"] .sz-count') == "99+"


def test_each_notice_of_a_place_has_its_own_heading(app, browser_of, world, transaction):
    """Emergency sight, a split log and a closing all said that an organisation leaves."""
    from app.notifications.queries.notice_words import TITLES

    heard = {}
    for kind in TITLES:
        with transaction.as_owner() as owner:
            owner.execute(text("delete from notice"))
        with standing_in(app):
            named("notifications.note_of_place").run(
                workspace_id=str(world.workspace.id),
                organisation_id=str(world.organisations["ijenv"].id),
                kind=kind.value,
            )
        heard[kind] = browser_of("anna").visit("/notices").text("[data-rows] a")
    assert len(set(heard.values())) == len(TITLES) == 25, heard


def test_a_page_asks_how_many_are_new_and_gets_nothing_while_that_is_shown(
    browser_of, world, deferred, statements
):
    bram = browser_of("bram")
    bram.visit("/")
    assert bram.visit("/notices/count?seen=0").status == 204
    ask(browser_of, world)
    deferred()
    told = bram.visit("/notices/count?seen=0")
    assert (told.status, told.body) == (200, "1\n1\nnieuw bericht")
    statements.clear()
    assert bram.visit("/notices/count?seen=1").status == 204
    assert len(statements) <= 3, str(statements)
    assert bram.visit("/").tree.cssselect("[data-bell]")[0].get("data-bell") == "1"


def test_asking_that_by_itself_keeps_no_session_going(browser_of, transaction, monkeypatch):
    bram = browser_of("bram")
    bram.visit("/")
    seen = text("select max(last_seen_at) from sign_in_session")
    with transaction.as_owner() as owner:
        owner.execute(text("update sign_in_session set last_seen_at = now() - interval '9 min'"))
        before = owner.execute(seen).scalar_one()
    bram.client.get("/notices/count?seen=0", headers=bram.headers | {"X-Background": "true"})
    with transaction.as_owner() as owner:
        assert owner.execute(seen).scalar_one() == before
    bram.visit("/notices/count?seen=0")
    with transaction.as_owner() as owner:
        assert owner.execute(seen).scalar_one() > before


@pytest.fixture
def sixty(world, transaction):
    with transaction.as_owner() as owner:
        owner.execute(
            text(
                "with made as (insert into task (id, workspace_id, number, ref, title, details,"
                " organisation_id, asking_organisation_id, status, changed_at, version)"
                " select gen_random_uuid(), :place, 100000 + n, 'T' || n, 'Taak ' || n, '', :home,"
                " :home, 'open', now(), 1 from generate_series(1, 60) n returning id)"
                " insert into notice (id, person_id, organisation_id, workspace_id, task_id, kind,"
                " at) select gen_random_uuid(), :who, :home, :place, id, 'asked', now() from made"
            ),
            {
                "who": world.person("bram").id,
                "home": world.organisations["igj"].id,
                "place": world.workspace.id,
            },
        )


@pytest.mark.usefixtures("sixty")
def test_older_notices_stand_on_the_next_page(browser_of):
    bram = browser_of("bram")
    first = bram.visit("/notices")
    older = first.tree.cssselect("a[rel=next]")[0].get("href")
    second = bram.visit(older)
    links = [
        {each.get("href") for each in page.tree.cssselect("[data-rows] li a")}
        for page in (first, second)
    ]
    assert [len(each) for each in links] == [50, 10]
    assert not links[0] & links[1]
    assert not second.has("a[rel=next]")
    assert second.has("nav.sz-box__foot a[href='/notices']")


@pytest.mark.usefixtures("sixty")
def test_what_was_not_read_yet_can_be_seen_alone(browser_of):
    bram = browser_of("bram")
    first = bram.visit("/notices")
    links = [each.get("href") for each in first.tree.cssselect("[data-rows] li a")]
    for each in links[:5]:
        bram.visit(each)
    (chosen,) = [
        a.get("href") for a in first.tree.cssselect(".sz-seg a") if "show" in a.get("href")
    ]
    new = bram.visit(chosen)
    more = bram.visit(new.tree.cssselect("a[rel=next]")[0].get("href"))
    seen = [a.get("href") for page in (new, more) for a in page.tree.cssselect("[data-rows] li a")]

    assert len(seen) == len(set(seen)) == 55
    assert not set(seen) & set(links[:5])
    assert new.has(".sz-seg a[aria-current][href*='show=new']")
    assert more.has(f"nav.sz-box__foot a[href='{chosen}']")
    bram.visit("/notices").submit("#read-all")
    assert "Je hebt alle berichten gelezen." in bram.visit(chosen).text("main")


@pytest.mark.usefixtures("sixty")
@pytest.mark.parametrize("typed", ["x", "2026-11-20_", "2026-11-20T10:00_x", "_" * 3000, "%00"])
def test_a_place_that_is_none_is_the_first_page(browser_of, typed):
    page = browser_of("bram").visit(f"/notices?before={typed}")
    assert page.status == 200
    assert len(page.tree.cssselect("[data-rows] > li")) == 50


def test_the_number_on_every_page_is_made_ready_for_no_documents(world):
    """PostgreSQL makes itself ready for all of a statement: each page became 6 ms slower."""
    from sqlalchemy import select

    from app.notifications.queries import unread_count

    asked = str(select(unread_count(world.actor("bram"))))
    for table in ("document", "document_request", "comment", "own_basis", "access_rule"):
        assert f"FROM {table}" not in asked
