"""The text of a document is read by the worker, for its owner, once for each version."""

import io
import runpy
import shutil

import pytest
from sqlalchemy import text

from app.documents import service
from app.documents.models import Document
from app.documents.service import Incoming
from app.kernel.access import system_actor
from app.kernel.errors import NotAllowed, NotFound
from app.search import service as search_service
from app.search.actions import SearchAction
from app.search.models import DocumentText
from app.search.policy import READER
from tests.support.acting import acting
from tests.support.documents import pdf_of, png_of


@pytest.fixture
def outcomes(transaction):
    """What came of reading, by title."""

    def read():
        with transaction.as_owner() as owner:
            return dict(owner.execute(text("select title, outcome from document_text")).all())

    return read


def test_a_text_waits_when_and_only_when_the_document_is_kept(library, waiting, monkeypatch):
    def fail(*_arguments, **_facts):
        raise RuntimeError("the machine stops here")

    with monkeypatch.context() as broken:
        broken.setattr("app.kernel.work._check_and_append", fail)
        with pytest.raises(RuntimeError):
            library.bring("bram")
    assert waiting() == []
    document = library.bring("bram")
    assert [each["document"] for each in waiting()] == [str(document.id)]


def test_reading_is_recorded_once_however_often_the_job_runs(
    library, waiting, app, transaction, read_texts
):
    document = library.bring("bram")
    facts = waiting()
    read_texts()
    assert transaction.audited(document.id)[-1] == SearchAction.TEXT_READ
    from app.search import jobs

    with app.app_context():
        jobs.read_text.run(**facts[0])
    assert transaction.audited(document.id).count(SearchAction.TEXT_READ) == 1


@pytest.mark.parametrize(
    ("name", "content", "outcome"),
    [
        ("tekst.txt", b"Gewone woorden.", "read"),
        ("wit.pdf", pdf_of(), "without_text"),
        ("plaatje.png", png_of(), "without_text" if shutil.which("tesseract") else "other_kind"),
        ("lang.txt", b"woord " * 60_000, "cut"),
        ("kapot.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n", None),
    ],
)
def test_whatever_the_file_is_its_title_is_found(
    library, read_texts, outcomes, finds, name, content, outcome
):
    library.bring("bram", title="Bijzonder", name=name, content=content)
    read_texts()
    assert outcomes()["Bijzonder"] in ((outcome,) if outcome else ("not_readable", "without_text"))
    assert finds("bram", "bijzonder") == ["Bijzonder"]


def test_only_the_newest_version_is_searched(library, read_texts, finds, app, world):
    document = library.bring("bram", content=b"De olifant was er.")
    read_texts()
    actor = world.actor("bram")
    with acting(app, actor):
        service.add_version(
            actor,
            document.id,
            incoming=Incoming(io.BytesIO(b"De giraffe was er."), "nieuw.txt"),
            note="",
            seen_version=1,
            depot=library.depot,
        )
    assert (finds("bram", "olifant"), finds("bram", "giraffe")) == ([], [])
    read_texts()
    assert (finds("bram", "olifant"), len(finds("bram", "giraffe"))) == ([], 1)


def test_the_job_reads_nothing_for_another_organisation(library, app, world):
    document = library.bring("bram")
    actor = system_actor(
        READER,
        organisation_id=world.organisations["ijenv"].id,
        place_id=world.workspace.id,
    )
    with acting(app, actor), pytest.raises(NotFound):
        search_service.read_text(actor, document.id, depot=library.depot)


def test_no_person_and_no_other_job_has_a_text_read(library, app, world):
    document = library.bring("bram")
    other = system_actor(
        "reports.seal",
        organisation_id=world.organisations["igj"].id,
        place_id=world.workspace.id,
    )
    for actor in (world.actor("bram"), other):
        with acting(app, actor), pytest.raises(NotAllowed):
            search_service.read_text(actor, document.id, depot=library.depot)


def kept_texts(transaction):
    with transaction.as_owner() as owner:
        return owner.query(DocumentText).count()


@pytest.mark.parametrize("status", ["refused", "received", "scanned"])
def test_what_nobody_may_open_keeps_no_text(library, read_texts, transaction, status):
    document = library.bring("bram")
    read_texts()
    assert kept_texts(transaction) == 1

    with transaction.as_owner() as owner:
        owner.query(Document).filter_by(id=document.id).update({"status": status})

    assert kept_texts(transaction) == 0


def test_the_backlog_of_an_upgrade_holds_released_documents_only(library, waiting, transaction):
    first, second = library.bring("bram"), library.bring("bram", title="Nog niet")
    backlog = runpy.run_path("migrations/versions/0008_search.py")["BACKLOG"]
    with transaction.as_owner() as owner:
        owner.execute(text("delete from procrastinate_jobs"))
        owner.query(Document).filter_by(id=second.id).update({"status": "received"})
        owner.execute(text(backlog))

    assert [each["document"] for each in waiting()] == [str(first.id)]
