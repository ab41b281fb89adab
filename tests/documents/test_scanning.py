"""With a virus scanner: received, looked at, released; without a verdict nobody opens it.

Bram (IGJ) brings a document that Anna may download.
"""

import runpy
from contextlib import suppress

import pytest
from sqlalchemy.exc import IntegrityError

from app.adapters.scanner import Scanner, ScannerDown
from app.documents import service
from app.documents.actions import DocumentAction
from app.documents.models import DocumentStatus, DocumentVersion
from app.kernel.errors import NotFound, Refused
from tests.support.acting import acting
from tests.support.clamd import EICAR
from tests.support.documents import Library, pdf_of, rule_for
from tests.support.scanning import (
    ScanningLibrary,
    add_version,
    current_of,
    status_of,
    verdict_of,
    waiting_jobs,
)

CONTENT = pdf_of()


@pytest.fixture
def library(house, world):
    return ScanningLibrary(house, world)


@pytest.fixture
def document(library):
    return library.bring(
        "bram", rule_for("ijenv", "download"), title="Observaties", name="a.pdf", content=CONTENT
    )


def test_until_it_was_looked_at_only_the_owner_knows_of_it(
    browser_of, library, document, transaction
):
    assert status_of(transaction, document) == DocumentStatus.RECEIVED
    assert [each["document"] for each in waiting_jobs(transaction)] == [str(document.id)]
    assert browser_of("anna").visit(library.address(document)).status == 404
    assert "Observaties" not in browser_of("anna").visit(library.list_address).text("main")
    page = browser_of("bram").visit(library.address(document))
    assert "nog op virussen gecontroleerd" in page.text("main")
    for part in ("/content", "/preview/1"):
        assert browser_of("bram").visit(library.address(document, part)).status == 403


def test_clean_it_is_released(browser_of, library, document, transaction, look, clamd):
    look(document)

    assert status_of(transaction, document) == DocumentStatus.RELEASED
    assert clamd.scanned == [CONTENT]
    assert transaction.audited(document.id)[-1] == DocumentAction.RELEASED
    assert browser_of("anna").visit(library.address(document, "/content")).status == 200
    (_when_given, told) = waiting_jobs(transaction, "notifications.tell_new_sight")
    assert {each for some in told["blind"] for each in some["given"]} == {str(document.id)}


def test_with_a_virus_nobody_opens_it(browser_of, library, transaction, look):
    document = library.bring("bram", rule_for("ijenv", "download"), content=b"hallo " + EICAR)
    look(document)

    assert status_of(transaction, document) == DocumentStatus.REFUSED
    assert transaction.audited(document.id)[-1] == DocumentAction.QUARANTINED
    (told,) = waiting_jobs(transaction, "notifications.note_thing")
    assert (told["kind"], told["thing_id"]) == ("infected", str(document.id))
    assert browser_of("anna").visit(library.address(document)).status == 404
    bram = browser_of("bram")
    assert "Virus gevonden" in bram.visit(library.list_address).text("main")
    assert "Er zit een virus in dit bestand" in bram.visit(library.address(document)).text("main")
    for part in ("/content", "/content?version=1", "/preview/1", "?page=1"):
        answer = bram.visit(library.address(document, part))
        assert EICAR not in answer.response.get_data()
        assert (answer.status == 403) or part == "?page=1"


def test_a_scanner_that_is_down_releases_nothing(document, transaction, look):
    with pytest.raises(ScannerDown):
        look(document, scanner=Scanner("tcp://127.0.0.1:9"))

    assert status_of(transaction, document) == DocumentStatus.RECEIVED


def test_the_job_may_run_twice_and_late(document, transaction, look, clamd):
    look(document)
    look(document)
    look(document, number=7)

    assert len(clamd.scanned) == 1
    assert transaction.audited(document.id).count(DocumentAction.RELEASED) == 1


@pytest.mark.parametrize(
    "who", [{"name": "documents.other"}, {"organisation": "ijenv"}], ids=["job", "organisation"]
)
def test_no_other_job_releases(document, transaction, look, who):
    with pytest.raises(NotFound):
        look(document, **who)

    assert status_of(transaction, document) == DocumentStatus.RECEIVED


def test_a_new_version_is_looked_at_again(browser_of, library, document, transaction, look, world):
    look(document)
    anna = browser_of("anna")
    for content, verdict, told in (
        (b"nieuw " + EICAR, DocumentStatus.REFUSED, "Er zit een virus in versie 2"),
        (b"schone tekst", DocumentStatus.RELEASED, ""),
    ):
        number = 2 if told else 3
        add_version(library, world, document, seen=number - 1, content=content)
        assert current_of(transaction, document) == (DocumentStatus.RELEASED, 1)
        page = anna.visit(library.address(document)).text("main")
        assert f"Versie {number} wordt nog op virussen gecontroleerd" in page
        assert anna.visit(library.address(document, "/content")).response.data == CONTENT

        look(document, number=number)

        assert verdict_of(transaction, document, number) == verdict
        assert told in anna.visit(library.address(document)).text("main")
    assert current_of(transaction, document) == (DocumentStatus.RELEASED, 3)
    assert anna.visit(library.address(document, "/content")).response.data == b"schone tekst"


def test_without_a_scanner_it_goes_straight_on(house, world, transaction):
    document = Library(house, world).bring("bram")

    assert status_of(transaction, document) == DocumentStatus.RELEASED
    assert waiting_jobs(transaction) == []


@pytest.fixture
def followed(library, document, look, world):
    """Three versions: clean, with a virus in it, and clean again."""
    look(document)
    add_version(library, world, document, seen=1, content=b"nieuw " + EICAR)
    look(document, number=2)
    add_version(library, world, document, seen=2, content=b"schoon bestand van tekst")
    look(document, number=3)
    return document


def taken(app, library, world, document, *, who, number):
    actor = world.actor(who)
    with acting(app, actor):
        watch = library.watch(actor)
        opened = service.open_content(
            actor, document.id, depot=library.depot, watch=watch, number=number
        )
        return b"".join(opened.pieces)


@pytest.mark.parametrize("who", ["anna", "bram"])
def test_each_version_leaves_by_its_own_verdict(app, library, followed, world, who):
    assert taken(app, library, world, followed, who=who, number=1) == CONTENT
    assert taken(app, library, world, followed, who=who, number=3) == b"schoon bestand van tekst"
    with pytest.raises(Refused, match="virus"):
        taken(app, library, world, followed, who=who, number=2)


def test_a_version_that_waits_does_not_leave(app, library, document, look, world, transaction):
    """Followed by a clean one before it was looked at, it waits for its own verdict."""
    look(document)
    add_version(library, world, document, seen=1, content=b"nieuw " + EICAR)
    add_version(library, world, document, seen=2, content=b"schoon bestand van tekst")
    look(document, number=3)
    assert status_of(transaction, document) == DocumentStatus.RELEASED
    with pytest.raises(Refused, match="nog op virussen"):
        taken(app, library, world, document, who="bram", number=2)

    look(document, number=2)

    assert status_of(transaction, document) == DocumentStatus.RELEASED
    with pytest.raises(Refused, match="virus"):
        taken(app, library, world, document, who="bram", number=2)


def test_the_list_of_versions_tells_each_verdict(browser_of, library, followed):
    page = browser_of("anna").visit(library.address(followed))
    rows = [each.text_content() for each in page.tree.cssselect("#versions-title ~ *, li")]
    refused = next(each for each in rows if "Versie 2" in each)
    assert "Virus gevonden" in refused
    links = [each.get("href") for each in page.tree.cssselect("a[download]")]
    assert [each.rpartition("=")[2] for each in links] == ["3", "1"]
    api = browser_of("anna").visit(f"/api/v1/documents/{followed.id}/versions").response.json
    assert [each["status"] for each in api["items"]] == ["released", "refused", "released"]


@pytest.mark.parametrize("who", ["bram", "anna"])
def test_no_person_tells_a_verdict_past_the_second_wall(app, document, world, who):
    """Even without any decision: the verdict is not theirs to give, nor the row of most."""
    changed = 0
    with acting(app, world.actor(who)) as session, suppress(IntegrityError):
        raw = session.connection()
        changed = raw.exec_driver_sql("update document_version set status = 'released'").rowcount
    assert changed == 0


def test_the_owner_tells_no_verdict_of_what_waits_for_one(app, document, world, transaction):
    with transaction.as_owner() as owner:
        owner.connection().exec_driver_sql(
            "alter table document_version disable trigger verdict_stands;"
            "update document_version set status = 'received';"
            "alter table document_version enable trigger verdict_stands"
        )
    with acting(app, world.actor("bram")) as session, pytest.raises(IntegrityError):
        raw = session.connection()
        raw.exec_driver_sql("update document_version set status = 'released'")


def test_a_verdict_is_given_once(transaction, followed):
    for verdict in ("received", "released"):
        statement = f"update document_version set status = '{verdict}' where number = 2"
        with (
            transaction.as_owner() as owner,
            pytest.raises(IntegrityError, match="given once"),
            owner.begin_nested(),
        ):
            owner.connection().exec_driver_sql(statement)


def test_an_upgrade_reads_the_verdicts_out_of_the_log(transaction, followed, house, world):
    """Brought in where nothing is scanned, a version was open already; the others have a line."""
    unscanned = Library(house, world).bring("bram", title="Zonder scanner")
    step = runpy.run_path("migrations/versions/0014_work_with_versions.py")
    with transaction.as_owner() as owner:
        raw = owner.connection()
        raw.exec_driver_sql("alter table document_version disable trigger user")
        raw.exec_driver_sql("update document_version set status = 'received'")
        raw.exec_driver_sql(step["VERDICTS"])
        rows = owner.query(DocumentVersion).order_by(DocumentVersion.number).all()

    found = {(each.document_id, each.number): str(each.status) for each in rows}
    assert found == {
        (unscanned.id, 1): "released",
        (followed.id, 1): "released",
        (followed.id, 2): "refused",
        (followed.id, 3): "released",
    }
