"""Extraction: the text of honest files; of the others a reason, soon, and no harm to the reader."""

import io
import time

import docx
import openpyxl
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.extraction import CannotExtract, ExtractionLimits, extract
from app.adapters.inspection import MediaType
from tests.support import files
from tests.support.documents import pdf_of, png_of

PDF, TXT, DOCX = (each.media_type for each in (MediaType.PDF, MediaType.TXT, MediaType.DOCX))


def printed(*pages: str) -> bytes:
    """A real PDF with these words, a page each."""
    made = typst.compile(b"\n#pagebreak()\n".join(each.encode() for each in pages))
    assert isinstance(made, bytes)
    return made


def saved(made) -> bytes:
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def word_file() -> bytes:
    document = docx.Document()
    document.add_heading("Verslag van het bezoek", 1)
    document.add_paragraph("De keuken was schoon.")
    return saved(document)


def sheet_file() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Afdeling", "Noorderlicht"])
    return saved(book)


def refusal(content: bytes, media_type: str, **limits: int) -> str:
    with pytest.raises(CannotExtract) as caught:
        extract(content, media_type, limits=ExtractionLimits(**limits))
    return caught.value.code


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        (MediaType.PDF, printed("Een eerste bladzijde", "Een tweede"), ["eerste", "tweede"]),
        (MediaType.TXT, "\ufeffGewone woorden, één regel.".encode(), ["Gewone", "één"]),
        (MediaType.CSV, b"naam;plaats\nDe Wissel;Zwolle\n", ["Wissel", "Zwolle"]),
        (MediaType.DOCX, word_file(), ["Verslag van het bezoek\n", "keuken was schoon"]),
        (MediaType.XLSX, sheet_file(), ["Afdeling\n", "Noorderlicht"]),
        (MediaType.ODT, files.open_document("text"), []),
        (MediaType.EML, files.EML, ["vraag"]),
    ],
)
def test_the_words_of_an_honest_file(kind, content, words):
    found = extract(content, kind.media_type)
    assert [each for each in words if each not in found.text] == []
    assert not found.is_cut


def test_a_scanned_page_has_no_words():
    assert extract(pdf_of(), PDF).text == ""


def test_a_picture_is_of_another_kind():
    assert refusal(png_of(), MediaType.PNG.media_type) == "other_kind"


def test_a_message_is_found_by_who_wrote_it_and_by_its_page_of_html():
    message = (
        b"From: Ans <ans@igj.example>\r\nSubject: Bezoek\r\nContent-Type: text/html\r\n\r\n"
        b"<style>p {}</style><p>De <b>waterleiding</b> lekt</p>"
    )
    text = extract(message, MediaType.EML.media_type).text
    assert [each for each in ("Ans", "Bezoek", "waterleiding lekt") if each not in text] == []
    assert "style" not in text


def with_entities() -> bytes:
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    return files.office("docx", {"word/document.xml": bomb})


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"", PDF),
        (b"%PDF-1.7\nnothing of the kind", PDF),
        (printed("Halverwege")[:900], PDF),
        (b"PK\x03\x04 and then nothing", DOCX),
        (files.office("docx", {"word/document.xml": b"<w><open>"}), DOCX),
        (with_entities(), DOCX),
        (b"\xff\xfe\x00letters", TXT),
    ],
    ids=["empty", "no pdf", "half a pdf", "no archive", "half xml", "entities", "no utf-8"],
)
def test_a_broken_file_says_so(content, media_type):
    assert refusal(content, media_type) == "broken"


def test_a_long_text_is_cut():
    found = extract(b"woord " * 1000, TXT, limits=ExtractionLimits(text_bytes=600))
    assert (found.is_cut, len(found.text)) == (True, 599)
    assert extract("é".encode() * 500, TXT, limits=ExtractionLimits(text_bytes=601)).is_cut


def test_no_more_pages_than_allowed():
    book = printed("Een", "Twee", "Drie")
    assert "Drie" not in extract(book, PDF, limits=ExtractionLimits(pages=2)).text


def test_what_bursts_or_lasts_ends_in_its_own_process():
    burst = files.office("docx", {"word/document.xml": b"<w>" + b" <p/>" * 30_000_000 + b"</w>"})
    began = time.monotonic()
    try:
        code = refusal(burst, DOCX, seconds=1)
    except pytest.fail.Exception:
        code = "cut"
    assert code in {"too_slow", "broken", "cut"}
    assert time.monotonic() - began < 10


def test_no_control_sign_stays():
    text = extract(b"een\x00twee\x1b[31m\x7fdrie\tvier\nvijf", TXT).text
    assert text == "een twee [31m drie\tvier\nvijf"


def outcome(content: bytes, kind: MediaType) -> str:
    try:
        return "read" if extract(content, kind.media_type) else "nothing"
    except CannotExtract as fault:
        return fault.code


@settings(max_examples=15, deadline=None)
@given(st.binary(max_size=400))
def test_whatever_comes_in_text_or_a_reason_comes_out(content):
    outcomes = {outcome(content, kind) for kind in (MediaType.PDF, MediaType.DOCX, MediaType.EML)}
    assert outcomes <= {"read", "broken"}
