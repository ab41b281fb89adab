"""What happens around documents is told: in the app, and in the next mail by what people chose.

Bram's IGJ brings documents; Anna (IJenV) asks for them, Wim is her colleague, Carla's IvhO looks
on, and Cora becomes the privacy officer of IGJ."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from app.documents import service as documents
from app.documents.legal_bases import LegalBases
from app.kernel.work import circumstances
from app.notifications.models import Notice, Reminder
from app.requests import queries as request_queries
from app.requests import service as requests
from app.requests.policy import RequestPermission
from app.running import standing_in
from app.workspaces.models import ParticipantRole
from tests.support.documents import BASIS, Library, next_month, rule_for
from tests.support.tasks import change_part


@pytest.fixture(autouse=True)
def _working_day(clock_at):
    clock_at("2026-11-20 11:00")


@pytest.fixture
def library(house, world):
    with circumstances(request_id="test", queue=house.queue):
        yield Library(house, world)


@pytest.fixture
def told(notices, run_jobs):
    """Do what was put in the queue, and say who has which notice."""

    def read():
        run_jobs()
        return notices()

    return read


@pytest.fixture
def mailed(send, post, clock_at, world):
    """Send what is due the next working morning; return the lines by address."""

    def read():
        clock_at("2026-11-23 07:00")
        send()
        lines = [
            (str(mail["To"]), line.partition(": ")[0])
            for mail in post.mails()
            for line in mail.get_content().splitlines()
            if line.startswith("- ")
        ]
        return sorted(lines)

    return read


@pytest.fixture
def bell_of(browser_of):
    """How many new notices a page says that somebody has."""
    return lambda who: browser_of(who).visit("/").text('a[href="/notices"] .sz-count')


# Document requests.


@pytest.fixture
def ask(house, world, library):
    def asked(**more):
        anna = world.actor("anna")
        wish = {
            "partner": "igj",
            "title": "Roosters van oktober",
            "purpose": "Samen onderzoeken",
            "legal_basis": BASIS,
            "level": "view",
            "due_on": next_month(),
        }
        with house.database.session_for(anna):
            place, bases = library.place(anna), house.tool(LegalBases)
            return requests.ask(anna, place, wish=requests.Wish(**wish | more), bases=bases)

    return asked


@pytest.fixture
def answer(house, world):
    def run(who, request, verb, permission, **more):
        actor = world.actor(who)
        with house.database.session_for(actor):
            found = request_queries.get_for(
                actor, permission, request_id=request.id, workspace=_place(actor, world)
            )
            getattr(requests, verb)(actor, found, seen_version=found.version, **more)

    def _place(actor, world):
        from app.workspaces import queries as workspaces
        from app.workspaces.policy import WorkspacePermission

        return workspaces.get_for(actor, WorkspacePermission.VIEW, world.workspace.id)

    return run


def test_who_is_asked_for_documents_hears_it_and_by_when_it_is_due(
    ask, told, mailed, browser_of, bell_of, world
):
    request = ask()
    assert told() == {"bram": "docs_asked"}
    assert bell_of("bram") == "1"
    page = browser_of("bram").visit("/notices")
    assert "Roosters van oktober" in page.text("[data-rows]")
    assert "omdat jullie om documenten gevraagd is" in page.text("[data-rows]")
    opened = browser_of("bram").visit(page.tree.cssselect("[data-rows] a")[0].get("href"))
    assert opened.location.endswith(f"/requests/{request.id}")
    assert mailed() == [
        ("bram@igj.example", f"- Nieuws over een documentverzoek ({world.workspace.ref})")
    ]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-12-11 06:00", [("bram", 7)]),
        ("2026-12-18 06:00", [("bram", 0)]),
        ("2026-12-19 06:00", [("bram", -1)]),
        ("2027-01-02 06:00", [("bram", -14)]),
    ],
)
def test_a_request_has_a_day_of_which_one_is_reminded(
    ask, remind, rows, world, clock_at, moment, expected
):
    ask(due_on=date(2026, 12, 18))
    clock_at(moment)
    remind()
    names = {person.id: name for name, person in world.people.items()}
    assert [(names[each.person_id], each.moment) for each in rows(Reminder)] == expected


def test_a_reminder_of_what_was_given_meanwhile_does_not_leave(
    ask, remind, clock_at, send, post, transaction
):
    request = ask(due_on=date(2026, 12, 18))
    clock_at("2026-12-11 06:00")
    remind()
    with transaction.as_owner() as owner:
        owner.execute(
            text("update document_request set status = 'answered' where id = :id"),
            {"id": request.id},
        )
    send()
    assert post.mails() == []


def test_a_reminder_of_a_request_says_by_when(ask, remind, clock_at, send, post):
    ask(due_on=date(2026, 12, 18))
    clock_at("2026-12-11 06:00")
    remind()
    send()
    body = post.mails()[0].get_content()
    assert (
        "- Documenten die gevraagd zijn (WRK-2026-1001), uiterlijk vrijdag 18 december 2026" in body
    )
    assert "Roosters" not in body


def test_the_clock_looks_where_a_request_is_due(app, ask, run_jobs, world, clock_at):
    from app.notifications import jobs

    ask(due_on=date(2026, 12, 18))
    clock_at("2026-12-11 06:00")
    with standing_in(app):
        jobs.look.run()
    assert [each["organisation_id"] for each in run_jobs("notifications.remind")] == [
        str(world.organisations["igj"].id)
    ]


@pytest.mark.parametrize(
    ("verb", "permission", "more", "kind"),
    [
        ("refuse", RequestPermission.REFUSE, {"reason": "Dat mag niet."}, "docs_refused"),
        (
            "propose_day",
            RequestPermission.PROPOSE,
            {"day": date(2027, 1, 8), "reason": "Te druk."},
            "docs_day",
        ),
    ],
)
def test_who_asked_hears_the_answer(ask, answer, told, run_jobs, verb, permission, more, kind):
    request = ask()
    run_jobs()
    answer("bram", request, verb, permission, **more)
    assert told()["anna"] == kind


def test_what_is_not_asked_any_more_is_told_to_who_was_asked(ask, answer, told, run_jobs):
    request = ask()
    run_jobs()
    answer("anna", request, "withdraw", RequestPermission.WITHDRAW)
    assert told() == {"bram": "docs_ended"}


# Comments.


@pytest.fixture
def document(library):
    return library.bring("bram", rule_for("ijenv", "download"), title="Zeer eigen verhaal")


@pytest.fixture
def say(browser_of, library, document):
    def run(who, words):
        page = browser_of(who).visit(library.address(document, "/comments"))
        assert page.submit("#comment-form", body=words).status in (200, 303)

    return run


def test_who_is_named_hears_it_and_comes_to_the_comment(
    say, told, mailed, browser_of, bell_of, world
):
    say("bram", f"Kijk eens, @{world.person('anna').name}")
    assert told() == {"anna": "named"}
    assert bell_of("anna") == "1"
    page = browser_of("anna").visit("/notices")
    assert "omdat iemand je noemt in een opmerking" in page.text("[data-rows]")
    opened = browser_of("anna").visit(page.tree.cssselect("[data-rows] a")[0].get("href"))
    assert "/comments#comment-" in opened.location
    assert mailed() == [
        ("anna@ijenv.example", f"- Iemand noemt je in een opmerking ({world.workspace.ref})")
    ]


def test_who_is_named_beside_a_task_hears_it_while_the_task_is_seen(
    put_task, told, browser_of, world, transaction
):
    task, carla = put_task("bram", title="Rooster sturen"), browser_of("carla")
    page = browser_of("anna").visit(f"/workspaces/WRK-2026-1001/tasks/{task.id}/comments")
    page.submit("#comment-form", body=f"Weet jij dit, @{world.person('carla').name}?")
    assert told() == {"carla": "named"}
    page = carla.visit("/notices")
    assert "Rooster sturen" in page.text("[data-rows]")
    opened = carla.visit(page.tree.cssselect("[data-rows] a")[0].get("href"))
    assert f"/tasks/{task.id}/comments#comment-" in opened.location

    change_part(world, transaction, "ivho", ParticipantRole.GUEST)
    assert not carla.visit("/notices").has("[data-rows]")


def test_who_lost_the_document_has_no_notice_and_no_mail(
    say, told, mailed, browser_of, world, library, document
):
    say("bram", f"Kijk eens, @{world.person('anna').name}")
    told()
    library.share("bram", document.id)
    anna = browser_of("anna")
    assert not anna.visit("/notices").has("[data-rows]")
    assert not anna.visit("/").has('a[href="/notices"] .sz-count')
    assert mailed() == []


def test_who_silenced_the_place_hears_nothing_of_being_named(
    say, told, world, transaction, mailed, rows
):
    with transaction.as_owner() as owner:
        owner.execute(
            text("insert into place_choice values (:who, :place, 'nothing')"),
            {"who": world.person("anna").id, "place": world.workspace.id},
        )
    say("bram", f"Kijk eens, @{world.person('anna').name}")
    assert told() == {}
    assert mailed() == []


# Access.


def test_the_owner_hears_that_somebody_asks_for_access_and_the_asker_that_it_is_given(
    browser_of, library, told, mailed, transaction, world, rows
):
    document = library.bring("bram", title="Zeer eigen verhaal")
    page = browser_of("anna").visit(library.address(document))
    page.submit("#ask-form", reason="Wij onderzoeken hetzelfde")
    assert told() == {"bram": "access_asked"}
    notice = browser_of("bram").visit("/notices").tree.cssselect("[data-rows] a")[0].get("href")
    assert browser_of("bram").visit(notice).location.endswith("/access/requests")

    library.share("bram", document.id, rule_for("ijenv"))
    assert told() == {"bram": "access_asked", "anna": "access_given"}
    assert "omdat je om toegang vroeg" in browser_of("anna").visit("/notices").text("[data-rows]")
    assert mailed() == [
        ("anna@ijenv.example", f"- Nieuws over een document ({world.workspace.ref})"),
        ("bram@igj.example", f"- Nieuws over een document ({world.workspace.ref})"),
    ]


def test_asking_at_a_door_with_nothing_behind_it_leaves_the_same_trace(
    browser_of, library, told, transaction
):
    page = browser_of("anna").visit(f"{library.list_address}/{uuid4()}")
    page.submit("#ask-form", reason="Wij onderzoeken hetzelfde")
    with transaction.as_owner() as owner:
        jobs = select(text("task_name")).select_from(text("procrastinate_jobs"))
        names = owner.execute(jobs).scalars().all()
    assert "notifications.note_access_asked" in names
    assert told() == {}


def test_a_refused_question_is_told_to_nobody(browser_of, library, told):
    document = library.bring("bram", title="Zeer eigen verhaal")
    browser_of("anna").visit(library.address(document)).submit("#ask-form", reason="Waarom niet")
    page = browser_of("bram").visit(library.address(document, "/access/requests"))
    page.submit("#documents-requests form", reason="Loopt nog")
    assert "anna" not in told()


# Legal bases.


def test_the_privacy_officer_hears_of_a_basis_and_who_asked_of_the_answer(
    library, house, world, told, mailed, transaction, browser_of
):
    with transaction.as_owner() as owner:
        owner.execute(text("update person set duties = '{privacy_officer}' where login = 'cora'"))
        owner.execute(
            text("delete from membership where person_id = :who"), {"who": world.person("cora").id}
        )
    document, bram = library.bring("bram", title="Zeer eigen verhaal"), world.actor("bram")
    wanted = documents.WantedBasis(
        law="Een wet",
        article="1",
        purpose="Samen kijken",
        reason="Het staat er.",
        valid_until=next_month(),
        data=("bevindingen",),
    )
    with house.database.session_for(bram):
        basis = documents.ask_for_basis(
            bram,
            library.place(bram),
            document_id=document.id,
            receiver_id=world.organisations["ivho"].id,
            wanted=wanted,
        )
    assert told() == {"cora": "basis_asked"}
    page = browser_of("cora").visit("/notices")
    assert "Zeer eigen verhaal" in page.text("[data-rows]")
    opened = browser_of("cora").visit(page.tree.cssselect("[data-rows] a")[0].get("href"))
    assert opened.location.endswith(f"/basis-questions/{basis.id}")
    assert mailed() == [
        ("cora@igj.example", f"- Nieuws over een grondslag ({world.workspace.ref})")
    ]

    browser_of("cora").visit(f"/basis-questions/{basis.id}").submit(
        "main form", reason="Dat klopt.", answer="granted"
    )
    assert told()["bram"] == "basis_said"


def test_no_notice_of_a_document_is_read_by_somebody_else(say, told, world, house, rows):
    say("bram", f"Kijk eens, @{world.person('anna').name}")
    told()
    (notice,) = rows(Notice)
    assert notice.comment_id is not None
    for who in ("bram", "cora", "carla", "dirk"):
        with house.database.session_for(world.actor(who)) as session:
            assert session.execute(text("select count(*) from notice")).scalar_one() == 0
