"""People of a partner hear, once a workspace, that rules give them sight of documents.

Bram's IGJ brings documents; Anna and Wim work for IJenV, Carla reads for IvhO."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from app.documents import service as documents
from app.documents.service import FolderPlace, Proposal
from app.identity.models import SignInSession
from app.kernel.work import circumstances
from app.notifications.models import Notice, Reminder
from app.workspaces.models import Classification, Workspace
from tests.support.documents import Library, rule_for

WORDS = "Je ziet nieuwe documenten"


@pytest.fixture(autouse=True)
def _working_day(clock_at):
    clock_at("2026-11-20 11:00")


@pytest.fixture
def library(house, world):
    with circumstances(request_id="test", queue=house.queue):
        yield Library(house, world)


@pytest.fixture
def told(run_jobs, rows, world):
    """Do what was put in the queue, and say who was told of new sight."""
    names = {person.id: name for name, person in world.people.items()}

    def read():
        run_jobs("notifications.tell_new_sight")
        return {names[each.person_id] for each in rows(Notice) if each.kind == "new_sight"}

    return read


@pytest.fixture
def place_rules(library, world, house):
    def lay_down(*rules, who="bram"):
        actor = world.actor(who)
        with house.database.session_for(actor):
            place = FolderPlace(library.place(actor))
            proposal = Proposal(rules=rules, bases=library.bases)
            documents.set_folder_rules(actor, place, proposal=proposal)

    return lay_down


@pytest.fixture
def says(browser_of):
    """Whether the notices of somebody tell of new documents."""
    return lambda who: WORDS in browser_of(who).visit("/notices").text("main")


@pytest.fixture
def mailed(send, post, clock_at):
    def read():
        clock_at("2026-11-23 07:00")
        send()
        found = {str(each["To"]): each.get_content() for each in post.mails()}
        return {who: [x for x in said.splitlines() if x[:2] == "- "] for who, said in found.items()}

    return read


def test_several_documents_are_one_notice_and_one_line_without_content(
    library, told, rows, mailed, browser_of, world
):
    for title in ("Zeer eigen verhaal", "Nog een verhaal"):
        library.bring("bram", rule_for("ijenv"), title=title)
    assert told() == {"anna", "wim"}
    assert (len(rows(Notice)), len(rows(Reminder))) == (2, 2)
    anna = browser_of("anna")
    page = anna.visit("/notices")
    assert WORDS in page.text("[data-rows]")
    assert "verhaal" not in page.text()
    link = page.tree.cssselect("[data-rows] a")[0].get("href")
    assert "Zeer eigen verhaal" in anna.visit(anna.visit(link).location).text("main")
    lines = mailed()
    assert set(lines) == {"anna@ijenv.example", "wim@ijenv.example"}
    assert [each.partition(": ")[0] for each in lines["anna@ijenv.example"]] == [
        f"- {WORDS} ({world.workspace.ref})"
    ]


def test_unread_it_is_not_told_again_and_read_it_is(library, told, rows, clock_at, browser_of):
    library.bring("bram", rule_for("ijenv", people=("anna",)))
    told()
    clock_at("2026-11-24 11:00")
    library.bring("bram", rule_for("ijenv", people=("anna",)))
    told()
    (notice,), (_reminder,) = rows(Notice), rows(Reminder)
    assert len(notice.given) == 2
    browser_of("anna").visit(f"/notices/{notice.id}")
    last = library.bring("bram", rule_for("ijenv", people=("anna",)))
    told()
    (notice,) = rows(Notice)
    assert (notice.given, notice.read_at, len(rows(Reminder))) == ([last.id], None, 2)


def test_rules_of_a_place_tell_who_gains_and_nobody_twice(library, told, place_rules, rows):
    place_rules(rule_for("ivho"))
    assert told() == set()  # nothing is there yet
    place_rules()
    library.bring("bram")
    place_rules(rule_for("ivho"))
    assert told() == {"carla"}
    first = rows(Notice)[0].at
    place_rules(rule_for("ivho", "download"), rule_for("ijenv", "finding"))
    assert told() == {"carla"}
    assert rows(Notice)[0].at == first


def test_what_was_looked_at_only_tells_nobody(library, told, house, world):
    document = library.bring("bram")
    bram = world.actor("bram")
    proposal = Proposal(rules=[rule_for("ijenv")], bases=library.bases)
    with house.database.session_for(bram):
        documents.impact_of(bram, document.id, proposal=proposal)
    assert told() == set()


def test_a_release_tells_who_sees_it_from_then_on(library, told, browser_of):
    document = library.bring("bram", rule_for("ijenv"), is_private=True)
    assert told() == set()
    page = browser_of("bram").visit(library.address(document, "/private"))
    form = "form[action$='/private']"
    assert page.submit(form, preview="1").submit(form, open="1").status == 303
    assert told() == {"anna", "wim"}


@pytest.mark.parametrize(
    "change",
    [
        "update document set withdrawn_at = now()",
        "update document set is_private = true",
        "update access_rule set level = 1",
        "update membership set ended_at = now() where organisation_id = :ijenv",
    ],
)
def test_sight_that_is_gone_is_in_no_notice_no_count_and_no_mail(
    library, told, transaction, browser_of, mailed, says, change, world
):
    library.bring("bram", rule_for("ijenv"))
    told()
    page = browser_of("anna").visit("/notices")
    assert page.has("[data-rows]")
    with transaction.as_owner() as owner:
        ijenv = world.organisations["ijenv"].id
        owner.execute(text(change), {"ijenv": ijenv} if ":ijenv" in change else {})
    assert not says("anna")
    assert mailed() == {}


def test_sight_that_is_gone_before_the_job_runs_is_told_to_nobody(library, told, transaction):
    library.bring("bram", rule_for("ijenv"))
    with transaction.as_owner() as owner:
        owner.execute(text("update access_rule set level = 0"))
    assert told() == set()


def test_what_is_classified_is_told_after_a_strong_sign_in_alone(
    library, told, transaction, world, browser_of, mailed
):
    with transaction.as_owner() as owner:
        found = owner.get(Workspace, world.workspace.id)
        found.classification = Classification.DEPARTMENTAL
    library.bring("bram", rule_for("ijenv"), classification="dep_vertrouwelijk")
    told()
    anna = browser_of("anna")
    assert WORDS in anna.visit("/notices").text("main")
    with transaction.as_owner() as owner:
        for each in owner.query(SignInSession).filter_by(person_id=world.person("anna").id):
            each.acr = "password"
    page = anna.visit("/notices")
    assert WORDS not in page.text("main")
    assert not page.has("[data-rows]")
    assert mailed() == {}


def test_a_colleague_of_the_owner_hears_nothing(library, told, place_rules):
    library.bring("bram")
    place_rules(replace(rule_for("ijenv"), people=("wim",)))
    assert told() == {"wim"}
