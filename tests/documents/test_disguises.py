"""The test virus in disguises: at the door or at the scanner, it is stopped, and in plain words.

The scanner here sees only what it is sent; that it is sent each part of a file is what is tested.
"""

import gzip
import zlib
from dataclasses import replace

import pytest

from app.adapters.scanner import Scanner
from app.documents.models import Document, DocumentStatus
from app.documents.policy import SCANNER
from app.documents.service.scanning import scan
from app.kernel.access import system_actor
from app.kernel.errors import Refused
from app.kernel.work import circumstances
from tests.support import bombs, files, readable
from tests.support.clamd import EICAR, running_clamd
from tests.support.documents import Library, rule_for

OUTLOOK_BODY = EICAR + b"\r\n"
SCANNED = {
    "bare": ("a.txt", EICAR),
    "with a mark before it": ("a.txt", b"\xef\xbb\xbf" + EICAR),
    "in a Word file": ("a.docx", files.office("docx", {"word/media/a.bin": EICAR})),
    "in a sheet": ("a.xlsx", files.office("xlsx", {"xl/embeddings/a.bin": EICAR})),
    "in slides": ("a.pptx", files.office("pptx", {"ppt/media/a.bin": EICAR})),
    "in an open document": ("a.odt", files.open_document("text", {"Pictures/a": EICAR})),
    "in an archive in a Word file": (
        "a.docx",
        files.office("docx", {"word/embeddings/a.zip": files.archive({"a.com": EICAR})}),
    ),
    "in gzip in a Word file": (
        "a.docx",
        files.office("docx", {"word/media/a.emz": gzip.compress(EICAR)}),
    ),
    "attached to a PDF": ("a.pdf", bombs.pdf(zlib.compress(EICAR), b"/Type /EmbeddedFile")),
    "in an archive in a PDF": (
        "a.pdf",
        bombs.pdf(zlib.compress(files.archive({"a": EICAR})), b"/Type /EmbeddedFile"),
    ),
    "attached to a mail": ("a.eml", bombs.message(EICAR)),
    "in an archive with a mail": ("a.eml", bombs.message(files.archive({"a.com": EICAR}))),
    "in a mail with a mail": ("a.eml", bombs.message(b"x", b"From: a@b\r\n\r\n" + EICAR)),
}
AT_THE_DOOR = {
    "in an archive": ("a.zip", files.archive({"a.com": EICAR})),
    "in gzip": ("a.gz", gzip.compress(EICAR)),
    "packed five deep": ("a.docx", files.office("docx", {"a": bombs.nested(5, EICAR)})),
    "as a program": ("a.com", EICAR),
    "named as a PDF": ("a.pdf", EICAR),
    "behind a picture": ("a.png", files.png(behind=EICAR)),
    "under a password": (
        "a.eml",
        bombs.message(bombs.with_password(files.archive({"a.com": EICAR}))),
    ),
}


class ScanningLibrary(Library):
    """Documents that are looked at before others see them."""

    @property
    def depot(self):
        return replace(super().depot, scans=True)


@pytest.fixture
def library(house, world):
    return ScanningLibrary(house, world)


@pytest.fixture
def looked_at(house, world, library):
    """What becomes of a document when the worker had it looked at."""

    def run(document):
        actor = system_actor(
            SCANNER, organisation_id=world.organisations["igj"].id, place_id=world.workspace.id
        )
        with (
            running_clamd() as clamd,
            circumstances(request_id="test", queue=house.queue),
            house.database.session_for(actor),
        ):
            scan(
                actor,
                document.id,
                number=1,
                scanner=Scanner(clamd.address),
                depot=library.depot,
            )

    return run


@pytest.mark.parametrize("case", SCANNED.values(), ids=SCANNED)
def test_the_scanner_is_shown_every_part(library, looked_at, transaction, browser_of, case):
    name, content = case
    document = library.bring("bram", rule_for("ijenv", "download"), name=name, content=content)

    looked_at(document)

    with transaction.as_owner() as owner:
        assert owner.get_one(Document, document.id).status == DocumentStatus.REFUSED
    assert browser_of("anna").visit(library.address(document)).status == 404
    page = browser_of("bram").visit(library.address(document))
    assert "Er zit een virus in dit bestand" in page.text("main")


@pytest.mark.parametrize("case", AT_THE_DOOR.values(), ids=AT_THE_DOOR)
def test_at_the_door_it_is_refused_in_words(library, case):
    name, content = case
    with pytest.raises(Refused) as caught:
        library.bring("bram", name=name, content=content)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.eml", "a.xlsx", "a.odt"])
def test_an_honest_file_is_released(library, looked_at, transaction, name):
    kind = next(each for each in readable.MediaType if name.endswith(f".{each.extension}"))
    document = library.bring("bram", name=name, content=readable.of(kind))

    looked_at(document)

    with transaction.as_owner() as owner:
        assert owner.get_one(Document, document.id).status == DocumentStatus.RELEASED


NAMES = {
    "../../etc/passwd.txt": "passwd.txt",
    "..\\..\\windows\\a.txt": "a.txt",
    "factuur\u202etxt.exe.txt": "factuurtxt.exe.txt",
    "a\r\nSet-Cookie: x=1.txt": "a Set-Cookie_ x=1.txt",
    "a\0b.txt": "ab.txt",
    "x" * 10_000 + ".txt": "x" * 196 + ".txt",
    "🔥👩‍⚖️ verslag.txt": "🔥👩‍⚖️ verslag.txt",
    "con.txt": "_con.txt",
    "'; drop table.txt": "'; drop table.txt",
}


@pytest.mark.parametrize(("sent", "kept"), NAMES.items(), ids=range(len(NAMES)))
def test_a_hostile_name_is_cleaned_on_the_whole_road(house, world, browser_of, sent, kept):
    library = Library(house, world)
    document = library.bring("bram", name=sent)
    response = browser_of("bram").visit(library.address(document, "/content")).response
    said = response.headers["Content-Disposition"]

    assert kept in browser_of("bram").visit(library.address(document)).text("main")
    assert not {"\r", "\n", "\0", "\u202e"} & set(said)
    assert said.startswith("attachment; filename=")
    assert ".." not in said
    assert "/" not in said.replace("attachment", "")
