"""Answering a request: files stay private until a rule is confirmed; or no, or another day."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import ProgrammingError

from app.documents import queries as documents
from app.documents import service
from app.documents.models import Document, Level
from app.identity.models import Organisation
from app.requests.models import RequestFile, RequestStatus
from app.workspaces.models import Membership
from tests.support.database import watching_off
from tests.support.documents import next_month, rule_for
from tests.support.sending import Sender

DROP, GIVE = "#requests-answer form", "#give-form"


@pytest.fixture
def drop(browser_of, address):
    """Drop a file on a request, by the form."""

    def done(request, who="bram", name="rooster.txt", **more):
        page = browser_of(who).visit(address(request))
        sent = {"file": (io.BytesIO(b"Nachtdienst: twee mensen"), name)}
        return page.submit(DROP, files=sent, **more)

    return done


@pytest.fixture
def brought(transaction):
    """The documents that stand with a request."""

    def found(request):
        with transaction.as_owner() as owner:
            statement = (
                select(Document)
                .join(RequestFile, RequestFile.document_id == Document.id)
                .where(RequestFile.request_id == request.id)
                .order_by(Document.id)
            )
            return list(owner.execute(statement).scalars())

    return found


@pytest.fixture
def levels(house, world):
    def told(document):
        with house.database.session_for(world.actor("bram")):
            seers = documents.list_audience_of(document.id)
            return {each.person.login: each.level for each in seers}

    return told


def rule(**changes):
    return {"until": next_month().isoformat(), "confirmed": "y", **changes}


def test_what_is_dropped_is_the_partners_own_and_private(
    ask, drop, brought, browser_of, library, address, world, levels, transaction
):
    request = ask()
    assert drop(request).status == 303
    document = brought(request)[0]
    assert document.organisation_id == world.organisations["igj"].id
    assert document.is_private
    assert {who for who, level in levels(document).items() if level > Level.NONE} == {
        "bram",
        "cora",
    }
    anna = browser_of("anna")
    assert "rooster" not in anna.visit(address(request)).text("[aria-labelledby=files-title]")
    assert anna.visit(library.address(document)).status == 404
    assert "request:file:add" in transaction.audited(document.id)


def test_a_confirmed_rule_gives_the_asker_and_nobody_else(
    ask, drop, brought, browser_of, library, address, stored, levels, transaction, house, world
):
    actor = world.actor("bram")
    with house.database.session_for(actor):
        place = service.FolderPlace(library.place(actor))
        proposal = service.Proposal(rules=[rule_for("ivho", "download")], bases=library.bases)
        service.set_folder_rules(actor, place, proposal=proposal)
    request = ask(level="download")
    drop(request)
    drop(request, name="tweede.txt")
    page = browser_of("bram").visit(address(request))
    assert "Anna" in page.text(GIVE)
    done = page.submit(GIVE, **rule())
    assert done.status == 303
    assert stored(request).status == RequestStatus.ANSWERED
    for document in brought(request):
        assert not document.is_private
        told = levels(document)
        assert (told["anna"], told["carla"]) == (Level.DOWNLOAD, Level.NONE)
    audited = transaction.audited(brought(request)[0].id)
    assert {"document:access:grant", "document:private:open"} <= set(audited)
    assert transaction.audited(request.id)[-1] == "request:answer:give"
    anna = browser_of("anna").visit(address(request))
    assert "rooster" in anna.text()
    assert "IGJ heeft geantwoord" in browser_of("anna").visit("/").text()
    assert anna.submit("#close-form").status == 303
    assert stored(request).status == RequestStatus.CLOSED


def test_what_is_put_ready_stays_the_partners_secret_in_the_log_too(
    ask, drop, brought, api_of, world
):
    request = ask()
    asker, partner = api_of("anna"), api_of("bram")
    place = f"/workspaces/{world.workspace.ref}"
    before = asker.get(f"{place}/document-requests/{request.id}")
    drop(request)

    after = asker.get(f"{place}/document-requests/{request.id}")
    told = {
        who: api.get(f"{place}/log").json["items"] for who, api in (("a", asker), ("b", partner))
    }
    assert (after.headers["ETag"], after.json) == (before.headers["ETag"], before.json)
    assert str(brought(request)[0].id) not in str(told["a"])
    assert "request:file:add" not in str(told["a"])
    assert "request:file:add" in str(told["b"])


def test_an_older_line_about_a_file_put_ready_is_for_the_partner_alone(
    ask, api_of, world, transaction
):
    request = ask()
    with transaction.as_owner() as owner:
        owner.execute(text("alter table log_entry disable trigger guards_lines"))
        owner.execute(
            text("update log_entry set action = 'request:file:add' where object_id = :id"),
            {"id": request.id},
        )
    logs = [api_of(who).get(f"/workspaces/{world.workspace.ref}/log") for who in ("anna", "bram")]
    assert ["request:file:add" in str(each.json) for each in logs] == [False, True]


@pytest.mark.parametrize("late", ["another file", "special data"])
def test_only_what_stood_on_the_screen_is_given(
    ask, drop, brought, browser_of, library, address, late
):
    request = ask()
    drop(request)
    page = browser_of("bram").visit(address(request))
    if late == "another file":
        drop(request, name="tweede.txt")
    else:
        edit = browser_of("bram").visit(library.address(brought(request)[0], "/edit"))
        assert edit.submit("#edit-form", is_police_data="y").status == 303

    answer = page.submit(GIVE, **rule())

    assert (answer.status, "gewijzigd terwijl je las" in answer.text(GIVE)) == (409, True)
    assert all(each.is_private for each in brought(request))
    again = browser_of("bram").visit(address(request))
    ticked = {"gives_special_data": "y"} if late == "special data" else {}
    assert again.submit(GIVE, **rule(), **ticked).status == 303


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"confirmed": ""}, "Bevestig de regel."),
        ({"until": ""}, "Kies de laatste dag"),
        ({"until": "2020-01-01"}, "Deze datum is al geweest"),
        ({"level": "manage"}, "Kies wat deze organisatie mag"),
        ({"purpose": " "}, "Vul in waarvoor het is."),
        ({"legal_basis": ""}, "Kies een grondslag"),
    ],
    ids=lambda it: str(it)[:30],
)
def test_without_a_whole_confirmed_rule_nothing_is_given(
    ask, drop, brought, browser_of, address, stored, changes, message
):
    request = ask()
    drop(request)
    page = browser_of("bram").visit(address(request))
    sent = {key: value for key, value in rule(**changes).items() if value}
    cleared = {key: "" for key, value in changes.items() if not value and key != "confirmed"}
    answer = page.submit(GIVE, **sent, **cleared)
    assert answer.status == 422
    assert message in answer.text(GIVE)
    assert brought(request)[0].is_private
    assert stored(request).status == RequestStatus.OPEN


def test_special_data_are_given_only_when_that_is_ticked(
    ask, drop, brought, browser_of, address, levels
):
    request = ask()
    drop(request, is_police_data="y")
    page = browser_of("bram").visit(address(request))
    refused = page.submit(GIVE, **rule())
    assert refused.status == 422
    assert "politiegegevens" in refused.text(GIVE)
    assert brought(request)[0].is_private
    assert refused.submit(GIVE, gives_special_data="y", **rule()).status == 303
    assert levels(brought(request)[0])["anna"] == Level.VIEW


def test_files_in_parts_land_on_the_request_too(api_of, world, ask, brought, browser_of, address):
    request = ask()
    content = b"Nachtdienst: twee mensen"
    sender = Sender(api_of("bram"), world.workspace.ref)
    upload = sender.begun(len(content), said={"request": str(request.id)})
    assert sender.send(upload, content).status_code == 204
    assert [each.is_private for each in brought(request)] == [True]
    assert browser_of("anna").visit(address(request)).submit("#withdraw-form").status == 303
    late = sender.begun(len(content), said={"request": str(request.id)})
    assert sender.send(late, content).status_code == 422
    assert len(brought(request)) == 1


@pytest.mark.parametrize("who", ["anna", "carla", "dirk"])
def test_who_is_not_asked_gets_nothing_in_by_naming_the_request(
    api_of, world, ask, brought, who, transaction
):
    request = ask()
    sender = Sender(api_of(who), world.workspace.ref)
    sent = sender.begin(4, said={"request": str(request.id)})
    if sent.status_code == 201:
        assert sender.send(sent.headers["Location"], b"abcd").status_code in (403, 404, 422)
    assert brought(request) == []
    with transaction.as_owner() as owner:
        assert owner.execute(select(Document)).all() == []


def test_nobody_else_drops_files_on_it(ask, drop, browser_of, address, library, brought, api_of):
    request = ask()
    page = browser_of("anna").visit(address(request))
    assert not page.has(DROP)
    for who, status in (("anna", 403), ("wim", 403), ("cora", 403), ("carla", 404)):
        for part in ("/files", "/answer", "/refusal", "/day"):
            sent = browser_of(who).send(address(request, part), {"csrf_token": "x"})
            assert sent.status in {status, 400, 403} if status == 403 else {status, 400, 403, 404}
    assert brought(request) == []


def test_refusing_needs_a_reason_and_is_read_by_the_asker(
    ask, browser_of, address, stored, transaction
):
    request = ask()
    page = browser_of("bram").visit(address(request))
    assert page.submit("#refusal-form", reason=" ").status == 422
    assert page.submit("#refusal-form", reason="Dat hebben wij niet.").status == 303
    assert stored(request).status == RequestStatus.REFUSED
    assert "Dat hebben wij niet." in browser_of("anna").visit(address(request)).text()
    assert "IGJ weigerde" in browser_of("anna").visit("/").text()
    assert transaction.audited(request.id)[-1] == "request:answer:refuse"


def test_another_day_is_proposed_and_agreed(ask, browser_of, address, stored):
    request = ask()
    later = next_month() + timedelta(days=10)
    page = browser_of("bram").visit(address(request))
    same = page.submit("#day-form", due_on=next_month().isoformat(), why="Druk")
    assert "Die dag geldt al" in same.text("#day-form")
    assert page.submit("#day-form", due_on=later.isoformat(), why="Vakantie").status == 303
    assert stored(request).due_on == next_month()
    assert "IGJ stelt een andere dag voor" in browser_of("anna").visit("/").text()
    anna = browser_of("anna").visit(address(request))
    assert "Vakantie" in anna.text()
    assert anna.submit("#agree-form").status == 303
    assert (stored(request).due_on, stored(request).proposed_on) == (later, None)


def test_a_request_that_changed_meanwhile_is_looked_at_again(
    ask, browser_of, address, stored, drop
):
    request = ask()
    drop(request)
    bram = browser_of("bram").visit(address(request))
    assert browser_of("anna").visit(address(request)).submit("#withdraw-form").status == 303
    assert bram.submit(GIVE, **rule()).status in (409, 422)
    assert stored(request).status == RequestStatus.WITHDRAWN
    late = bram.submit(DROP, files={"file": (io.BytesIO(b"Te laat"), "laat.txt")})
    assert late.status == 422
    assert "Dit verzoek is: Ingetrokken" in late.text()


def test_the_second_wall_keeps_others_from_adding_files(house, world, ask, library):
    request = ask()
    own = library.bring("anna")
    statement = text(
        "insert into document_request_file (request_id, document_id, workspace_id, added_at)"
        " values (:request, :document, :place, now())"
    )
    values = {
        "request": request.id,
        "document": own.id,
        "place": world.workspace.id,
    }
    for who in ("anna", "bram", "carla"):
        with house.database.session_for(world.actor(who)) as session:
            with watching_off(session), pytest.raises(ProgrammingError, match="row-level"):
                session.execute(statement, values)
            session.rollback()


def test_a_signatory_of_the_partner_reads_and_does_not_answer(
    ask, browser_of, address, transaction, world
):
    request = ask()
    page = browser_of("cora").visit(address(request))
    assert page.status == 200
    assert not page.has(DROP)
    with transaction.as_owner() as owner:
        cora = Membership.person_id == world.person("cora").id
        owner.execute(update(Membership).where(cora).values(role="contributor"))
    assert browser_of("cora").visit(address(request)).has(DROP)


def test_who_would_see_it_is_said_by_what_is_enforced(
    ask, drop, browser_of, address, transaction, world
):
    """IJenV is not cleared for one of the files: nobody there is promised sight of it."""
    request = ask()
    drop(request, name="open.txt")
    drop(request, name="geheim.txt", classification="dep_vertrouwelijk")
    with transaction.as_owner() as owner:
        statement = (
            update(Organisation)
            .where(Organisation.code == "ijenv")
            .values(highest_classification="ongerubriceerd")
        )
        owner.execute(statement)
    told = browser_of("bram").visit(address(request)).text("#give-form")
    assert "Met deze regel zien Anna, Wim: open. Niemand anders" in told
    assert "Met deze regel ziet niemand van IJenV: geheim." in told
