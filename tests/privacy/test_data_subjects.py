"""Looking for a person: in what the own organisation brought or wrote, with a reason in the log."""

import csv
import io
import json
from contextlib import suppress
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.tasks.models import TaskStatus
from tests.support.acting import acting
from tests.support.documents import rule_for
from tests.support.tasks import TaskMaker

NAME = "Kwinten Zandschulp"
ADDRESS = "/privacy-register/data-subjects"


@pytest.fixture
def look(officer):
    """Fill in the form and return the page of what was found."""

    def found(words=NAME, reason="access", who=None):
        page = (who or officer).visit(ADDRESS)
        return page.submit("#subject-form", words=words, reason=reason)

    return found


@pytest.fixture
def put_task(world, transaction):
    """Put a task in the workspace, asked by Anna of IJenV."""
    return TaskMaker(world, transaction)


@pytest.fixture
def entries(transaction):
    """What stands in the log of looking."""

    def facts():
        with transaction.as_owner() as owner:
            rows = owner.execute(
                text(
                    "select entry from log_entry where action like 'privacy:subject:%'"
                    " order by index"
                )
            ).scalars()
            return [json.loads(bytes(each)) for each in rows]

    return facts


def places(page):
    assert page.status == 200, page.text("main")
    rows = page.tree.cssselect("#found-title, main tbody tr")
    return [" ".join(each.text_content().split()) for each in rows][1:]


def test_it_is_found_in_titles_and_told_without_them(look, library, world):
    document = library.bring("bram", title=f"Gesprek met {NAME}")
    page = look()
    (row,) = places(page)
    assert f"d-{document.id.hex[-8:]}" in row
    assert world.workspace.ref in row
    assert "in de titel" in row
    assert "Gesprek met" not in page.text("main")


@pytest.mark.parametrize(
    "words", ["kwinten zandschulp", "Zandschulp Kwinten", "zandsch", "ZANDSCHULP"]
)
def test_it_is_found_however_it_is_written(look, library, words):
    library.bring("bram", title=f"Gesprek met {NAME}")
    assert len(places(look(words))) == 1


def test_it_is_found_in_texts_file_names_findings_tasks_and_comments(
    look, library, transaction, world, app
):
    document = library.bring("bram", title="Verslag", name=f"{NAME}.txt")
    with transaction.as_owner() as owner:
        owner.execute(
            text(
                "insert into document_text (document_id, workspace_id, number, title, body,"
                " outcome, read_at) values (:id, :place, 1, 'Verslag', :body, 'read', now())"
            ),
            {"id": document.id, "place": world.workspace.id, "body": f"Wij spraken {NAME} daar."},
        )
    told = " ".join(places(look()))
    assert "in de tekst" in told
    assert "in een bestandsnaam" in told


def test_nothing_of_another_organisation_is_found(look, library, officer_of):
    library.bring("anna", rule_for("igj", "download"), title=f"Gesprek met {NAME}")
    page = look()
    assert places(page) == []
    assert "Niets gevonden" in page.text("main")
    other = officer_of("ijenv")[0]
    assert len(places(look(who=other))) == 1
    assert places(look(who=officer_of("nvwa")[0])) == []


@pytest.mark.parametrize("step", ["send-back", "return", "withdraw"])
def test_the_answer_beside_a_task_is_of_who_wrote_it(
    look, officer_of, put_task, browser_of, world, step
):
    """Who asked sends back with words of its own; who is asked returns with theirs."""
    is_asked = step == "return"
    task = put_task("bram", status=TaskStatus.ACCEPTED if is_asked else TaskStatus.DELIVERED)
    page = f"/workspaces/{world.workspace.ref}/tasks/{task.id}"
    first = "return" if is_asked else "send-back"
    browser_of("bram" if is_asked else "anna").visit(page).submit(f"form#{first}", reason=NAME)
    if step == "withdraw":
        browser_of("anna").visit(page).submit("form#withdraw")

    of_asked, of_asker = places(look()), places(look(who=officer_of("ijenv")[0]))

    assert (len(of_asked), len(of_asker)) == ((1, 0) if is_asked else (0, 1))


def test_the_text_of_special_data_is_not_looked_through(look, library, transaction, world):
    document = library.bring("bram", title="Verslag", is_criminal_data=True)
    with transaction.as_owner() as owner:
        owner.execute(
            text(
                "insert into document_text (document_id, workspace_id, number, title, body,"
                " outcome, read_at) values (:id, :place, 1, 'Verslag', :body, 'read', now())"
            ),
            {"id": document.id, "place": world.workspace.id, "body": NAME},
        )
    assert places(look()) == []


def test_the_log_says_why_and_how_many_and_not_whom(look, library, entries, transaction):
    library.bring("bram", title=f"Gesprek met {NAME}")
    look(reason="erasure")
    (entry,) = entries()
    assert entry["action"] == "privacy:subject:search"
    assert entry["facts"] == {"reason": "erasure", "found": 1}
    with transaction.as_owner() as owner:
        whole = owner.execute(
            text("select string_agg(convert_from(entry, 'UTF8'), ' ') from log_entry")
        ).scalar_one()
    assert "Zandschulp" not in whole


def test_it_stands_in_the_log_before_anything_is_shown(officer, entries, monkeypatch):
    """When the page cannot be made, that somebody looked is written down all the same."""
    page = officer.visit(ADDRESS)

    def broken(*_args, **_more):
        raise RuntimeError("no page")

    monkeypatch.setattr("app.privacy.views.subjects.answers.show", broken)
    with suppress(RuntimeError):
        page.submit("#subject-form", words=NAME, reason="access")
    assert len(entries()) == 1


@pytest.mark.parametrize(
    ("words", "reason"),
    [("", "access"), (NAME, ""), (NAME, "nieuwsgierig"), ("ab", "access"), ("x" * 201, "access")],
)
def test_without_a_name_or_reason_nothing_is_looked_for(look, entries, words, reason):
    page = look(words, reason)
    assert page.status == 422
    assert entries() == []


@pytest.mark.parametrize("words", ["100%_\\'; drop table document; --", "%%%", "___", "de het een"])
def test_what_is_typed_is_no_pattern_and_no_command(look, library, words):
    library.bring("bram", title="Gewoon verslag")
    assert places(look(words)) == []


def test_it_is_taken_along_as_a_list(look, library, entries):
    library.bring("bram", title=f"Gesprek met {NAME}")
    answer = look().submit("#subject-export", form_key=str(uuid4()))
    assert answer.status == 200
    rows = list(csv.DictReader(io.StringIO(answer.body.removeprefix("\ufeff")), delimiter=";"))
    assert [row["Soort"] for row in rows] == ["Document"]
    assert [each["action"] for each in entries()] == [
        "privacy:subject:search",
        "privacy:subject:export",
    ]


@pytest.mark.parametrize("who", ["anna", "bram", "dirk", "els"])
def test_it_is_for_the_privacy_officer(browser_of, app, world, library, who):
    library.bring("bram", title=NAME)
    assert browser_of(who).visit(ADDRESS).status == 403
    with acting(app, world.actor(who)) as session:
        call = text("select * from samenzicht_register_person(:name, 100)")
        assert session.execute(call, {"name": NAME}).all() == []
