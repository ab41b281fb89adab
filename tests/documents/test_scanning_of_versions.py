"""With a virus scanner, a newer version takes nothing away from what others see already.

Bram (IGJ) brings a document to which Anna (IJenV) may contribute.
"""

import io
from datetime import timedelta

import pytest

from app.adapters.scanner import Scanner
from app.documents.actions import DocumentAction
from app.documents.jobs import scan_again
from app.documents.models import DocumentStatus
from app.documents.policy import SCANNER
from app.documents.service.scanning import scan_what_waits
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.errors import OutOfDate
from app.kernel.jobs import named
from app.kernel.work import circumstances
from tests.support.acting import acting
from tests.support.clamd import EICAR
from tests.support.documents import pdf_of, rule_for
from tests.support.scanning import (
    ScanningLibrary,
    add_version,
    current_of,
    verdict_of,
    waiting_jobs,
)

CONTENT = pdf_of()
TOO_LARGE = b"INSTREAM size limit exceeded. ERROR"


@pytest.fixture
def library(house, world):
    return ScanningLibrary(house, world)


@pytest.fixture
def document(library, look):
    made = library.bring(
        "bram", rule_for("ijenv", "contribute"), title="Observaties", name="a.pdf", content=CONTENT
    )
    look(made)
    return made


def add_by_form(browser, library, document, *, name="nieuw.txt", content=b"tekst van nu"):
    page = browser.visit(library.address(document, "/versions"))
    with circumstances(request_id="test", queue=library.house.queue):
        return page.submit("#version-form", file=(io.BytesIO(content), name), note="Aangevuld")


@pytest.fixture
def scanning(house, monkeypatch, clamd):
    """An installation with a virus scanner, also for who sends a form."""
    settings = house.settings.model_copy(update={"clamd_address": clamd.address})
    monkeypatch.setattr(house, "settings", settings)


@pytest.mark.usefixtures("scanning")
def test_a_partner_adds_a_version_and_puts_one_back(
    browser_of, library, document, transaction, look
):
    anna = browser_of("anna")
    assert add_by_form(anna, library, document).status == 303
    assert current_of(transaction, document) == (DocumentStatus.RELEASED, 1)
    look(document, number=2)
    assert current_of(transaction, document) == (DocumentStatus.RELEASED, 2)

    page = anna.visit(library.address(document, "/versions/1/restore"))
    assert page.submit("#restore-version-form", note="Deze was goed").status == 303
    look(document, number=3)

    assert current_of(transaction, document) == (DocumentStatus.RELEASED, 3)
    assert anna.visit(library.address(document, "/content")).response.data == CONTENT


def test_what_waits_counts_for_who_adds_the_next(library, document, world, transaction, look):
    add_version(library, world, document, seen=1, content=b"van bram")
    with pytest.raises(OutOfDate):
        add_version(library, world, document, seen=1, content=b"van anna", who="anna")
    add_version(library, world, document, seen=2, content=b"van anna", who="anna")

    look(document, number=3)
    look(document, number=2)

    assert current_of(transaction, document) == (DocumentStatus.RELEASED, 3)


def test_a_verdict_is_not_in_the_way_of_a_description(browser_of, library, look, transaction):
    fresh = library.bring("bram", title="Net binnen", name="b.pdf", content=CONTENT)
    bram = browser_of("bram")
    form = bram.visit(library.address(fresh, "/edit"))
    look(fresh)

    assert form.submit("#edit-form", title="Beter omschreven").status == 303
    assert "Beter omschreven" in bram.visit(library.address(fresh)).text("h1")


def test_a_description_is_not_in_the_way_of_a_version(
    app, browser_of, library, document, world, transaction
):
    form = browser_of("bram").visit(library.address(document, "/edit"))
    assert form.submit("#edit-form", title="Ondertussen hernoemd").status == 303

    add_version(library, world, document, seen=1, content=b"lang onderweg")

    assert verdict_of(transaction, document, 2) == DocumentStatus.RECEIVED


def test_what_is_too_large_has_its_own_sentence_and_waits_for_another_limit(
    browser_of, library, transaction, look, clamd
):
    clamd.says = TOO_LARGE
    fresh = library.bring("bram", rule_for("ijenv", "download"), name="c.pdf", content=CONTENT)
    look(fresh)
    look(fresh)

    assert current_of(transaction, fresh) == (DocumentStatus.TOO_LARGE, 1)
    assert transaction.audited(fresh.id).count(DocumentAction.TOO_LARGE) == 1
    bram = browser_of("bram")
    page = bram.visit(library.address(fresh)).text("main")
    assert "groter dan de virusscanner aankan" in page
    assert "Te groot voor de virusscanner" in bram.visit(library.list_address).text("main")
    assert bram.visit(library.address(fresh, "/content")).status == 403

    clamd.says = None
    look(fresh)
    assert current_of(transaction, fresh) == (DocumentStatus.RELEASED, 1)


def test_a_version_too_large_leaves_the_one_before(
    browser_of, library, document, world, look, clamd
):
    add_version(library, world, document, seen=1, content=b"te groot")
    clamd.says = TOO_LARGE
    look(document, number=2)

    anna = browser_of("anna")
    assert (
        "Versie 2 is te groot voor de virusscanner" in anna.visit(library.address(document)).text()
    )
    assert anna.visit(library.address(document, "/content?version=2")).status == 422
    assert anna.visit(library.address(document, "/content")).response.data == CONTENT


def test_the_scan_is_patient_and_alone(transaction, library, document, world):
    job = named(SCANNER)
    assert job.retry.max_attempts == 500
    before = len(waiting_jobs(transaction))
    add_version(library, world, document, seen=1, content=b"een keer")
    assert len(waiting_jobs(transaction)) == before + 1


def forget_jobs(transaction):
    with transaction.as_owner() as owner:
        owner.connection().exec_driver_sql("delete from procrastinate_jobs")


def run_clock(app, library):
    actor = system_actor("documents.scan_again")
    moment = clock.now()
    with (
        acting(app, actor),
        circumstances(request_id="test", queue=library.house.queue),
    ):
        return scan_what_waits(
            actor, before=moment - timedelta(minutes=10), day=moment - timedelta(days=1)
        )


def test_the_clock_takes_up_what_lost_its_job(
    app, library, document, world, transaction, look, clamd
):
    """Clamd was away longer than the job is patient; what is done and what waits stays alone."""
    add_version(library, world, document, seen=1, content=b"vergeten")
    assert run_clock(app, library) == 0
    moment = clock.now()
    with clock.telling(moment + timedelta(minutes=11)):
        assert run_clock(app, library) == 0
        forget_jobs(transaction)
        assert run_clock(app, library) == 1
        assert [each["number"] for each in waiting_jobs(transaction)] == [2]
        assert run_clock(app, library) == 0
        clamd.says = TOO_LARGE
        look(document, number=2)
        forget_jobs(transaction)
        assert run_clock(app, library) == 0
    with clock.telling(moment + timedelta(days=1, minutes=1)):
        assert run_clock(app, library) == 1


def test_nobody_but_the_clock_learns_what_waits(app, library, document, world, transaction):
    add_version(library, world, document, seen=1, content=b"wacht")
    forget_jobs(transaction)
    asked = "select count(*) from samenzicht_unscanned(now() + interval '1 day', now())"
    owner = system_actor(
        SCANNER, organisation_id=world.organisations["igj"].id, place_id=world.workspace.id
    )
    for actor in (world.actor("anna"), world.actor("bram"), owner):
        with acting(app, actor) as session:
            assert session.connection().exec_driver_sql(asked).scalar_one() == 0
    with acting(app, system_actor("documents.scan_again")) as session:
        assert session.connection().exec_driver_sql(asked).scalar_one() == 1


def test_without_a_scanner_the_clock_asks_nothing(app, library, document, transaction):
    assert library.house.settings.clamd_address is None
    before = len(waiting_jobs(transaction))
    with app.app_context():
        scan_again.run()
    assert len(waiting_jobs(transaction)) == before


def test_virus_in_a_new_version_keeps_it_citable(app, library, document, world, look, transaction):
    """A closed door is for a document, not for a version of it."""
    add_version(library, world, document, seen=1, content=b"nieuw " + EICAR)
    with acting(app, world.actor("anna")) as session:
        asked = f"select samenzicht_may_cite('{document.id}')"
        assert session.connection().exec_driver_sql(asked).scalar_one() is True
    look(document, number=2)
    with acting(app, world.actor("anna")) as session:
        assert session.connection().exec_driver_sql(asked).scalar_one() is True


def test_the_scanner_is_asked_by_its_owner(document, look, transaction):
    """A look by another scanner than the one set changes nothing that was decided."""
    look(document, scanner=Scanner("tcp://127.0.0.1:9"))
    assert current_of(transaction, document) == (DocumentStatus.RELEASED, 1)
