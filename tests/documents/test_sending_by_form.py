"""A program sends a file by form: it is sealed while it comes in, and gone when it may not stay.

Bram of IGJ sends with his program; Carla may only read."""

import io

import pytest
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from tests.support.documents import TEXT, pdf_of
from tests.support.sending import Sender


def form(content, name, **fields):
    """A form with a file, encoded without a temporary file."""
    values = MultiDict({**fields, "file": FileStorage(io.BytesIO(content), name, "file")})
    boundary, body = encode_multipart(values)
    return {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}


LARGE = pdf_of(1) + b"\n%" + b"x" * 2_500_000 + b"\n%%EOF\n"


@pytest.fixture
def bram(api_of):
    return api_of("bram")


@pytest.fixture
def place(world):
    return f"/workspaces/{world.workspace.ref}/documents"


@pytest.fixture
def kept(house):
    """The files of documents on disk."""
    return lambda: {each for each in (house.settings.data / "blobs").rglob("*") if each.is_file()}


@pytest.fixture
def _no_temporary_file(monkeypatch):
    def refuse(*_things, **_options):
        raise AssertionError("a file came in readable")

    monkeypatch.setattr("werkzeug.formparser.default_stream_factory", refuse)


@pytest.mark.usefixtures("_no_temporary_file")
def test_a_file_is_written_once_and_never_readable(bram, place, kept):
    before = kept()
    answer = bram.ask("POST", place, **form(LARGE, "groot.pdf", title="Titel"))

    assert answer.status_code == 201
    document = answer.get_json()
    assert (document["title"], document["size"]) == ("Titel", len(LARGE))
    (new,) = kept() - before
    assert new.stat().st_size > len(LARGE)
    assert b"%PDF" not in new.read_bytes()
    content = bram.get(f"/documents/{document['id']}/content").get_data()
    assert content == LARGE


@pytest.mark.parametrize(
    ("name", "content", "fields", "status"),
    [
        ("verslag.pdf", TEXT, {}, 422),
        ("leeg.txt", b"", {}, 422),
        ("verslag.txt", TEXT, {"marking": "onzin"}, 422),
        ("verslag.txt", TEXT, {"folder": "onzin"}, 422),
        ("verslag.txt", TEXT, {"classification": "stg_geheim"}, 422),
        ("verslag.txt", TEXT, {"note": "x" * 2_000_000}, 413),
    ],
)
def test_of_a_refused_file_nothing_stays(bram, place, kept, name, content, fields, status):
    before = kept()
    assert bram.ask("POST", place, **form(content, name, **fields)).status_code == status
    assert kept() == before


def test_a_form_that_breaks_off_leaves_nothing(bram, place, kept):
    before = kept()
    body = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        + TEXT
        + b'\r\n--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nhal'
    )
    for end in (len(body), len(TEXT)):
        answer = bram.ask(
            "POST", place, data=body[:end], content_type="multipart/form-data; boundary=b"
        )
        assert answer.status_code == 422
        assert "Kies een bestand" in answer.get_data(as_text=True)
    assert kept() == before


def test_a_version_comes_the_same_way(bram, place, kept):
    first = bram.ask("POST", place, **form(TEXT, "a.txt")).get_json()
    path, before = f"/documents/{first['id']}/versions", kept()
    wrong = bram.ask("POST", path, **form(b"MZ\0", "a.txt"))
    assert (wrong.status_code, kept()) == (422, before)
    right = bram.ask("POST", path, **form(LARGE, "b.pdf", note="Beter"))
    assert right.status_code == 201
    assert len(kept() - before) == 1


def test_who_may_not_sends_for_nothing(api_of, place, kept):
    before = kept()
    for who, status in (("carla", 403), ("dirk", 404)):
        answer = api_of(who).ask("POST", place, **form(TEXT, "a.txt"))
        assert answer.status_code == status
    assert kept() == before


@pytest.mark.parametrize(
    ("name", "content", "status"), [("verslag.txt", TEXT, 204), ("verslag.pdf", TEXT, 422)]
)
def test_a_file_sent_in_one_go_is_kept_once_or_not_at_all(
    bram, world, kept, house, name, content, status
):
    def arriving():
        return {each for each in house.settings.partial_folder.rglob("*") if each.is_file()}

    before, arrived_before = kept(), arriving()
    sender = Sender(bram, world.workspace.ref)
    address = sender.begun(len(content), said={"filename": name})
    assert sender.send(address, content).status_code == status
    assert len(kept() - before) == (status == 204)
    assert arriving() == arrived_before


def test_what_a_break_leaves_is_no_document(bram, world, kept):
    before, sender = kept(), Sender(bram, world.workspace.ref)
    address = sender.begun(len(LARGE), said={"filename": "groot.pdf"})
    sender.send(address, LARGE[:1_200_000], announced=len(LARGE))
    assert sender.offset(address) == 1_200_000
    assert kept() == before
    sender.send(address, LARGE[1_200_000:], at=1_200_000)
    assert len(kept() - before) == 1
