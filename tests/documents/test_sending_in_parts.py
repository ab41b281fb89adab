"""Uploads in parts: after any break they go on from what is safely there, and make one document.

Bram of IGJ sends with his program; nobody else knows of it until the document is there."""

import base64
import hashlib

import pytest
from sqlalchemy import func, select

from app.documents.actions import DocumentAction
from app.documents.models import Document, Upload, UploadPart
from tests.support.counting import counting
from tests.support.documents import TEXT, pdf_of
from tests.support.sending import Sender

HALF = len(TEXT) // 2


@pytest.fixture
def sender(api_of, world):
    return Sender(api_of("bram"), world.workspace.ref)


@pytest.fixture
def kept(transaction, house):
    """How many documents, uploads, parts and files of parts there are."""

    def count():
        with transaction.as_owner() as owner:
            rows = [
                owner.execute(select(func.count()).select_from(each)).scalar_one()
                for each in (Document, Upload, UploadPart)
            ]
        files = [each for each in house.settings.partial_folder.rglob("*") if each.is_file()]
        return (*rows, len(files))

    return count


@pytest.fixture(autouse=True)
def _empty(house):
    for each in house.settings.partial_folder.rglob("*"):
        if each.is_file():
            each.unlink()


def test_what_is_spoken_here(sender, house):
    answer = sender.ask("OPTIONS")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.headers["Tus-Max-Size"] == str(int(house.settings.max_upload))
    assert set(answer.headers["Tus-Extension"].split(",")) == {
        "creation",
        "creation-with-upload",
        "expiration",
        "checksum",
        "termination",
    }


def test_a_file_in_two_parts_becomes_one_document(sender, kept, transaction, browser_of, library):
    address = sender.begun(len(TEXT), said={"title": "Gesprekken", "marking": "intern"})
    assert sender.offset(address) == 0

    first = sender.send(address, TEXT[:HALF])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, str(HALF))
    assert sender.offset(address) == HALF
    assert kept()[0] == 0
    last = sender.send(address, TEXT[HALF:], at=HALF)

    assert (last.status_code, last.headers["Upload-Offset"]) == (204, str(len(TEXT)))
    assert kept() == (1, 1, 0, 0)
    document_id = last.headers["Samenzicht-Document"]
    assert transaction.audited(document_id) == [DocumentAction.ADDED]
    page = browser_of("bram").visit(f"{library.list_address}/{document_id}/content")
    assert page.response.get_data() == TEXT
    assert "Gesprekken" in browser_of("bram").visit(library.list_address).text("#documents-list")
    assert sender.offset(address) == len(TEXT)


def test_the_first_part_may_come_with_the_beginning(sender, kept):
    answer = sender.begin(
        len(TEXT), data=TEXT, headers={"Content-Type": "application/offset+octet-stream"}
    )
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, str(len(TEXT)))
    assert kept() == (1, 1, 0, 0)


def test_what_came_before_the_break_is_kept(sender, kept):
    address = sender.begun(len(TEXT))
    sender.send(address, TEXT[:HALF], announced=len(TEXT))
    assert sender.offset(address) == HALF
    assert sender.send(address, TEXT[HALF:], at=HALF).status_code == 204
    assert kept() == (1, 1, 0, 0)


def test_many_breaks_in_a_large_file(sender, kept, browser_of, library, monkeypatch):
    monkeypatch.setattr("app.documents.service.arriving.PIECE_BYTES", 300_000)
    content = pdf_of(1) + b"\n%" + b"x" * 2_500_000 + b"\n%%EOF\n"
    address, at = sender.begun(len(content), said={"filename": "groot.pdf"}), 0
    while at < len(content):
        answer = sender.send(
            address, content[at : at + 700_001], at=at, announced=len(content) - at
        )
        at = sender.offset(address)
        assert answer.status_code == 204
    document_id = sender.ask("HEAD", address).headers["Samenzicht-Document"]
    page = browser_of("bram").visit(f"{library.list_address}/{document_id}/content")
    assert hashlib.sha256(page.response.get_data()).digest() == hashlib.sha256(content).digest()
    assert kept() == (1, 1, 0, 0)


def test_the_answer_to_the_last_part_may_get_lost(sender, kept):
    """The sender tries again, or asks first: there is one document."""
    address = sender.begun(len(TEXT))
    sender.send(address, TEXT)
    assert sender.send(address, TEXT).status_code == 409
    assert sender.send(address, b"", at=len(TEXT)).status_code == 204
    assert sender.offset(address) == len(TEXT)
    assert kept()[0] == 1


def test_a_wrong_offset_changes_nothing(sender, kept):
    address = sender.begun(len(TEXT))
    for at in (1, len(TEXT)):
        assert sender.send(address, b"x" if at == 1 else b"", at=at).status_code == 409
    assert kept() == (0, 1, 0, 0)


def test_parts_on_disk_cannot_be_read_nor_the_row(sender, house, transaction):
    address = sender.begun(len(TEXT), said={"title": "Jongere Sam"})
    sender.send(address, TEXT[:HALF])
    files = [each for each in house.settings.partial_folder.rglob("*") if each.is_file()]
    assert files
    assert all(TEXT[:10] not in each.read_bytes() for each in files)
    with transaction.as_owner() as owner:
        upload = owner.execute(select(Upload)).scalar_one()
    assert b"Sam" not in upload.sealed_description
    assert b"verslag" not in upload.sealed_description


def test_stopping_takes_everything_away(sender, kept):
    address = sender.begun(len(TEXT))
    sender.send(address, TEXT[:HALF])
    assert kept() == (0, 1, 1, 1)
    assert sender.ask("DELETE", address).status_code == 204
    assert kept() == (0, 0, 0, 0)
    assert sender.ask("HEAD", address).status_code == 404
    assert sender.send(address, TEXT[HALF:], at=HALF).status_code == 404


def test_stopping_afterwards_leaves_the_document(sender, kept):
    address = sender.begun(len(TEXT))
    sender.send(address, TEXT)
    assert sender.ask("DELETE", address).status_code == 204
    assert kept() == (1, 0, 0, 0)


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_part_with_its_checksum(sender, kept, algorithm):
    address = sender.begun(len(TEXT))
    digest = base64.b64encode(hashlib.new(algorithm, TEXT[:HALF]).digest()).decode()
    named = {"Upload-Checksum": f"{algorithm} {digest}"}

    assert sender.send(address, b"x" * HALF, **named).status_code == 460
    assert kept() == (0, 1, 0, 0)
    assert sender.offset(address) == 0
    assert sender.send(address, TEXT[:HALF], **named).status_code == 204
    assert sender.offset(address) == HALF


@pytest.mark.parametrize("named", ["md5 AAAA", "sha1", "sha1 ???", "", "sha256 "])
def test_a_checksum_that_says_nothing(sender, named):
    address = sender.begun(len(TEXT))
    assert sender.send(address, TEXT, **{"Upload-Checksum": named}).status_code == 400


def test_a_part_costs_few_statements_however_many_came_before(sender, owner_engine):
    costs = []
    address = sender.begun(len(TEXT))
    for at in range(6):
        with counting(owner_engine) as statements:
            sender.send(address, TEXT[at : at + 1], at=at)
        costs.append(len(statements))
    with counting(owner_engine) as statements:
        sender.send(address, TEXT[6:], at=6)
    assert max(costs) == min(costs) <= 8, str(statements)
    assert len(statements) <= 24, str(statements)
