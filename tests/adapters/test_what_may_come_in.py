"""Inspection: the content decides the type, the name must agree, and the rest stays out with a
reason."""

import io

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.inspection import (
    Inspected,
    Limits,
    MediaType,
    PassingText,
    Reason,
    UnacceptableFile,
    inspect,
)
from tests.support import files


def word_file() -> bytes:
    document = docx.Document()
    document.add_heading("Verslag", 1)
    document.add_paragraph("Wat we zagen. " * 400)
    return saved(document)


def sheet_file() -> bytes:
    book = openpyxl.Workbook()
    for row in range(500):
        book.active.append([row, "dienst", 3.5])
    return saved(book)


def saved(made) -> bytes:
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def verdict(content: bytes, name: str, **limits: int) -> Inspected:
    return inspect(io.BytesIO(content), name, limits=Limits(**limits) if limits else None)


def refusal(content: bytes, name: str, **limits: int) -> Reason:
    with pytest.raises(UnacceptableFile) as caught:
        verdict(content, name, **limits)
    return caught.value.reason


GOOD = {
    "verslag.pdf": (files.pdf(), "application/pdf"),
    "verslag.docx": (word_file(), f"{files.OOXML}.wordprocessingml.document"),
    "rooster.xlsx": (sheet_file(), f"{files.OOXML}.spreadsheetml.sheet"),
    "uitleg.pptx": (files.office("pptx"), f"{files.OOXML}.presentationml.presentation"),
    "brief.odt": (files.open_document("text"), "application/vnd.oasis.opendocument.text"),
    "lijst.ods": (
        files.open_document("spreadsheet"),
        "application/vnd.oasis.opendocument.spreadsheet",
    ),
    "foto.png": (files.png(), "image/png"),
    "foto.JPEG": (files.jpeg(), "image/jpeg"),
    "notitie.txt": ("Eén vraag: hoe laat?\r\n".encode(), "text/plain"),
    "met merk.txt": (b"\xef\xbb\xbfhallo", "text/plain"),
    "lijst.csv": (b"naam;aantal\nNoord;4\n", "text/csv"),
    "bericht.eml": (files.EML, "message/rfc822"),
    "bericht.msg": (files.compound("__properties_version1.0", "x"), "application/vnd.ms-outlook"),
    "MZ-nummers.txt": (b"MZ is een afkorting. " * 9, "text/plain"),
    "geen uitleg": (b"zomaar tekst", "text/plain"),
}


@pytest.mark.parametrize(("name", "case"), GOOD.items(), ids=GOOD.keys())
def test_ordinary_files_come_in(name, case):
    content, media_type = case

    assert verdict(content, name).media_type == media_type


def test_the_extension_comes_from_the_content():
    assert verdict(files.pdf(), "rapport versie 1.0") == Inspected(
        "application/pdf", "pdf", "rapport versie 1.0.pdf"
    )
    assert verdict(files.jpeg(), "foto.JPEG") == Inspected("image/jpeg", "jpg", "foto.jpeg")


def test_a_path_is_inspected_like_a_file(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(files.png())

    assert inspect(path, "../../foto.png") == Inspected("image/png", "png", "foto.png")


BAD = {
    "empty": (b"", "leeg.pdf", Reason.EMPTY),
    "windows program": (b"MZ\x90\0\3" + bytes(80), "spel.pdf", Reason.EXECUTABLE),
    "linux program": (b"\x7fELF" + bytes(80), "spel", Reason.EXECUTABLE),
    "mac program": (b"\xcf\xfa\xed\xfe" + bytes(80), "spel", Reason.EXECUTABLE),
    "shortcut": (b"L\0\0\0\1\x14\2\0" + bytes(80), "brief.txt", Reason.EXECUTABLE),
    "script": (b"#!/bin/sh\nrm -rf /\n", "notitie.txt", Reason.EXECUTABLE),
    "double name": (files.pdf(), "factuur.pdf.exe", Reason.EXECUTABLE),
    "script by name": (b"WScript.Echo 1", "hallo.vbs", Reason.EXECUTABLE),
    "web page": (b"<!DOCTYPE html><p>", "pagina.txt", Reason.ACTIVE_CONTENT),
    "late web page": (b" \n\t<ScRiPt >x", "pagina.csv", Reason.ACTIVE_CONTENT),
    "drawing": (b"<svg xmlns='x' onload='y'/>", "plaat.png.txt", Reason.ACTIVE_CONTENT),
    "xml drawing": (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", "plaat", Reason.ACTIVE_CONTENT),
    "drawing by name": (files.png(), "plaat.svg", Reason.ACTIVE_CONTENT),
    "macros": (files.office("docx", {"word/vbaProject.bin": b"x"}), "a.docx", Reason.MACROS),
    "macros by type": (files.office("docm"), "a.docx", Reason.MACROS),
    "macros by name": (files.office("docx"), "a.docm", Reason.MACROS),
    "controls": (files.office("xlsx", {"xl/activeX/a.bin": b"x"}), "a.xlsx", Reason.MACROS),
    "basic": (files.open_document("text", {"Basic/x.xml": b"x"}), "a.odt", Reason.MACROS),
    "macros inside": (
        files.office("docx", {"e.docx": files.office("docx", {"word/vbaProject.bin": b"x"})}),
        "a.docx",
        Reason.MACROS,
    ),
    "password": (files.compound("EncryptedPackage", "EncryptionInfo"), "a.docx", Reason.ENCRYPTED),
    "old word": (files.compound("WordDocument", "Macros"), "a.doc", Reason.OLD_OFFICE),
    "other compound": (files.compound("Catalog"), "thumbs.db", Reason.UNKNOWN_TYPE),
    "zip": (files.archive({"a.txt": b"x"}), "alles.zip", Reason.LOOSE_ARCHIVE),
    "gzip": (b"\x1f\x8b\x08" + bytes(30), "alles.tgz", Reason.LOOSE_ARCHIVE),
    "drawing office": (files.office("vsdx"), "a.vsdx", Reason.UNKNOWN_TYPE),
    "zip named docx": (files.archive({"a.txt": b"x"}), "a.docx", Reason.LOOSE_ARCHIVE),
    "climbing entry": (files.office("docx", {"../../x": b"y"}), "a.docx", Reason.BROKEN),
    "pdf named png": (files.pdf(), "foto.png", Reason.NOT_WHAT_IT_SAYS),
    "text named pdf": (b"hallo", "brief.pdf", Reason.NOT_WHAT_IT_SAYS),
    "text named eml": (b"hallo\n\ndaar", "bericht.eml", Reason.NOT_WHAT_IT_SAYS),
    "cut pdf": (b"%PDF-1.7\n1 0 obj", "brief.pdf", Reason.BROKEN),
    "cut png": (files.png()[:-9], "foto.png", Reason.BROKEN),
    "cut jpeg": (files.jpeg()[:20], "foto.jpg", Reason.BROKEN),
    "cut zip": (files.office("docx")[:-30], "a.docx", Reason.BROKEN),
    "cut compound": (files.compound("x")[:600], "a.msg", Reason.BROKEN),
    "pixel flood": (files.png(50_000, 50_000), "foto.png", Reason.TOO_MANY_PIXELS),
    "jpeg flood": (files.jpeg(60_000, 60_000), "foto.jpg", Reason.TOO_MANY_PIXELS),
    "no pixels": (files.png(0, 5), "foto.png", Reason.BROKEN),
    "latin-1": ("één".encode("latin-1"), "notitie.txt", Reason.NOT_UTF8),
    "binary": (b"\0\1\2\3" * 9, "data.txt", Reason.UNKNOWN_TYPE),
    "two faces": (files.pdf() + files.archive({"a": b"x"}), "a.pdf", Reason.TWO_TYPES_AT_ONCE),
    "png with tail": (files.png(behind=b"tail"), "a.png", Reason.TWO_TYPES_AT_ONCE),
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD.keys())
def test_the_rest_stays_out_with_a_reason(case):
    content, name, reason = case

    assert refusal(content, name) is reason


def test_an_archive_that_bursts_is_refused_before_it_is_unpacked():
    bomb = files.office("docx", {"word/media/a.bin": bytes(40 << 20)})

    assert len(bomb) < 100_000
    assert refusal(bomb, "a.docx") is Reason.ARCHIVE_TOO_LARGE


def test_an_archive_that_lies_about_its_sizes_is_refused():
    bomb = bytearray(files.office("docx", {"word/media/a.bin": bytes(40 << 20)}))
    size = (40 << 20).to_bytes(4, "little")
    while size in bomb:
        at = bomb.index(size)
        bomb[at : at + 4] = (1000).to_bytes(4, "little")

    assert refusal(bytes(bomb), "a.docx") in {Reason.ARCHIVE_TOO_LARGE, Reason.BROKEN}


def test_entries_that_share_bytes_are_refused():
    content = bytearray(files.office("docx", {"one": b"1" * 500, "two": b"2" * 500}))
    end = content.rindex(b"PK\5\6")
    index = int.from_bytes(content[end + 16 : end + 20], "little")
    second = content.index(b"PK\1\2", index + 4)
    third = content.index(b"PK\1\2", second + 4)
    content[third + 42 : third + 46] = content[second + 42 : second + 46]

    assert refusal(bytes(content), "a.docx") in {Reason.ARCHIVE_TOO_LARGE, Reason.BROKEN}


def test_many_entries_and_deep_nesting_are_refused():
    crowd = {f"e{number}": b"" for number in range(60)}
    nested = files.archive({"x": b"y"})
    for level in range(4):
        nested = files.archive({f"{level}.zip": nested}, compress=False)

    assert refusal(files.office("docx", crowd), "a.docx", entries=50) is Reason.ARCHIVE_TOO_MANY
    assert refusal(files.office("docx", {"n.zip": nested}), "a.docx") is Reason.ARCHIVE_TOO_DEEP
    sheet = {"word/embeddings/rooster.xlsx": sheet_file()}
    assert verdict(files.office("docx", sheet), "a.docx").extension == "docx"


def test_entries_are_counted_over_nested_archives_together():
    inner = files.archive({f"e{number}": b"" for number in range(30)})
    both = files.office("docx", {"a.zip": inner, "b.zip": inner})

    assert refusal(both, "a.docx", entries=50) is Reason.ARCHIVE_TOO_MANY


def test_an_archive_with_a_password_is_refused():
    content = bytearray(files.office("docx"))
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = content.index(mark)
        content[at + flags] |= 1

    assert refusal(bytes(content), "a.docx") is Reason.ENCRYPTED


def test_an_encrypted_open_document_is_refused():
    manifest = {"META-INF/manifest.xml": b"<manifest:encryption-data/>"}

    assert refusal(files.open_document("text", manifest), "a.odt") is Reason.ENCRYPTED


def test_a_large_message_is_found_through_the_chain_of_tables():
    """The directory of a file above 7 MB can lie beyond what the header's table covers."""
    small = files.compound("__properties_version1.0")
    header, directory = bytearray(small[:512]), small[1024:1536]
    place = 109 * 128 + 5
    body = bytearray((place + 3) * 512)
    chain, table = place + 1, place + 2
    body[place * 512 : (place + 1) * 512] = directory
    body[chain * 512 : chain * 512 + 4] = table.to_bytes(4, "little")
    body[(chain + 1) * 512 - 4 : (chain + 1) * 512] = b"\xfe\xff\xff\xff"
    body[table * 512 : (table + 1) * 512] = b"\xfe\xff\xff\xff" * 128
    header[48:52] = place.to_bytes(4, "little")
    header[68:72] = chain.to_bytes(4, "little")

    assert verdict(bytes(header + body), "bericht.msg").extension == "msg"


def answer_for(content: bytes) -> Reason | str:
    try:
        return verdict(content, "upload").extension
    except UnacceptableFile as refused:
        return refused.reason


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=300), start=st.sampled_from([b"", b"PK\3\4", b"\xff\xd8\xff"]))
def test_any_bytes_get_an_answer(content, start):
    assert answer_for(start + content) in {*Reason, "txt", "jpg"}


HONEST = [content for content, _media_type in GOOD.values()]


@settings(max_examples=250, deadline=None)
@given(data=st.data())
def test_any_damaged_file_gets_an_answer(data):
    content = bytearray(data.draw(st.sampled_from(HONEST)))
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))

    assert answer_for(bytes(content)) in {*Reason, *(kind.extension for kind in MediaType)}


PARTS = st.sampled_from(
    [
        b"gewoon",
        " één regel\n".encode(),
        b"\xc3",
        b"\xa9",
        b"\0",
        b"\x1b",
        b"<svg>",
        b"#!/bin/sh",
        b" ",
    ]
)
NAMES = st.sampled_from(["a.txt", "a.csv", "a.pdf", "a.eml", "a"])


@settings(max_examples=300, deadline=None)
@given(
    parts=st.lists(PARTS, min_size=1, max_size=8),
    name=NAMES,
    filling=st.sampled_from([0, 0, 1 << 20]),
    is_after=st.booleans(),
)
def test_a_text_seen_while_it_passed_is_judged_as_when_it_is_read(parts, name, filling, is_after):
    words, room = b"".join(parts), b"x" * filling
    content = room + words if is_after else words + room
    passing = PassingText()
    for start in range(0, len(content), 1 << 20):
        passing.feed(content[start : start + (1 << 20)])

    assert judged(content, name, as_text=passing) == judged(content, name)


def judged(content: bytes, name: str, **seen) -> Inspected | Reason:
    try:
        return inspect(io.BytesIO(content), name, **seen)
    except UnacceptableFile as fault:
        return fault.reason
