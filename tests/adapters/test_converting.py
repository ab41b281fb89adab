"""Pages of any kind of file: drawn anew in a cage, text set anew, and for the rest a reason."""

import io
import json

import docx
import openpyxl
import pytest
from PIL import Image

from app.adapters.cage import Bounds, CageBroke, answer_of
from app.adapters.converting import (
    CONVERTIBLE,
    TEXTS,
    CannotConvert,
    Source,
    describe,
    draw,
)
from app.adapters.converting.reading import NEEDED
from app.adapters.inspection import MediaType
from tests.support import bombs, files, readable
from tests.support.documents import pdf_of, picture_of

WORDS = {name: f"<{name}>" for name in NEEDED}


def source(content: bytes, kind: MediaType, name: str = "") -> Source:
    return Source(content, kind.media_type, name or f"a.{kind.extension}", WORDS)


def refusal(content: bytes, kind: MediaType, page: int = 1) -> str:
    with pytest.raises(CannotConvert) as caught:
        draw(source(content, kind), page)
    return caught.value.code


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png), formats=("PNG",))


@pytest.mark.parametrize("kind", MediaType)
def test_every_kind_that_may_come_in_is_shown(kind):
    made = source(readable.of(kind), kind)

    words, drawn = describe(made, 1), draw(made, 1)

    assert kind.media_type in CONVERTIBLE
    assert opened(drawn.picture).format == "PNG"
    assert words.pages == drawn.pages >= 1
    assert (readable.WORD in words.text) is (kind.media_type in TEXTS or kind is MediaType.PDF)
    assert ("<note>" in words.text) is (kind.media_type in TEXTS)


def test_word_files_keep_their_order():
    document = docx.Document()
    document.add_heading("Kop", 1)
    document.add_paragraph("Eerst")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "links", "rechts"
    document.add_paragraph("Slot")

    text = describe(source(readable.saved(document), MediaType.DOCX), 1).text

    places = [text.index(word) for word in ("Kop", "Eerst", "links", "rechts", "Slot")]
    assert places == sorted(places)


def test_what_is_hidden_in_a_sheet_stays_hidden():
    book = openpyxl.Workbook()
    book.active.append(["open"])
    book.create_sheet("geheim").append(["verborgen"])
    book["geheim"].sheet_state = "hidden"

    text = describe(source(readable.saved(book), MediaType.XLSX), 1).text

    assert ("open" in text, "verborgen" in text, "<cut>" in text) == (True, False, False)


def test_a_mail_says_who_wrote_and_names_what_is_attached():
    text = describe(source(readable.MAIL, MediaType.EML), 1).text

    for words in (
        "<from> Anna",
        "<to> Bram",
        "<subject> Vraag",
        "<attached> plan.pdf",
        "Beste Bram",
    ):
        assert words in text


def test_a_page_in_a_mail_loses_all_but_its_text():
    content = readable.mail_of("<p>Dag <b>Bram</b></p><script>evil()</script>", subtype="html")

    text = describe(source(content, MediaType.EML), 1).text

    assert ("Dag Bram" in text, "evil" in text) == (True, False)


def test_nothing_typed_is_read_as_code():
    content = b'#panic("x") $ #read("/etc/passwd") `x` *a* @b <c> // d'

    assert content.decode() in describe(source(content, MediaType.TXT), 1).text


def test_markdown_is_text_with_headings():
    text = describe(source(b"# Kop\n\n- een\n- twee\n", MediaType.TXT, "a.md"), 1).text

    assert "# Kop" not in text
    assert "Kop" in text


def test_a_long_text_is_cut_and_says_so():
    made = source(b"woord " * 200_000, MediaType.TXT)

    last = describe(made, 9_999)

    assert last.page == last.pages
    assert "<cut>" in last.text


def test_pages_of_a_scan_are_pages_and_what_moves_is_one_picture():
    assert describe(source(picture_of("TIFF", pages=3), MediaType.TIFF), 1).pages == 3
    assert describe(source(picture_of("GIF", pages=3), MediaType.GIF), 1).pages == 1
    assert refusal(picture_of("TIFF", pages=3), MediaType.TIFF, page=4) == "no_such_page"


def test_larger_is_sharper():
    made = source(pdf_of(1), MediaType.PDF)

    small, large = (opened(draw(made, 1, zoom=zoom).picture) for zoom in (100, 200))

    assert abs(large.width - 2 * small.width) <= 2


def test_a_picture_is_made_anew_upright_and_without_what_was_hidden_in_it():
    picture, exif, target = Image.new("RGB", (60, 20), "red"), Image.Exif(), io.BytesIO()
    exif[0x0112], exif[0x010E] = 6, "secret place"
    picture.save(target, "JPEG", exif=exif)

    made = draw(source(target.getvalue(), MediaType.JPEG), 1).picture

    assert b"secret place" in target.getvalue()
    assert b"secret place" not in made
    assert opened(made).size == (20, 60)
    assert not opened(made).getexif()


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (b"", MediaType.PNG, "broken"),
        (b"GIF89a" + bytes(50), MediaType.GIF, "broken"),
        (files.png()[:40], MediaType.PNG, "broken"),
        (files.png(50_000, 50_000), MediaType.PNG, "too_many_pixels"),
        (b"%PDF-1.7\n", MediaType.PDF, "broken"),
        (b"PK\3\4", MediaType.DOCX, "broken"),
        (
            bombs.docx_with(bombs.LAUGHS.format(code="").encode(), "word/document.xml"),
            MediaType.DOCX,
            "broken",
        ),
        (bombs.pdf(bombs.layers(1, bytes(300 << 20))), MediaType.PDF, "broken"),
        (files.compound("__properties_version1.0")[:520], MediaType.MSG, "broken"),
    ],
)
def test_what_cannot_be_shown_says_why(content, kind, code):
    assert refusal(content, kind) == code


def test_a_child_that_takes_too_long_or_too_much_is_ended():
    for seconds, wall, memory in ((1, 20.0, 1 << 30), (20, 0.3, 1 << 30), (20, 20.0, 60 << 20)):
        bounds = Bounds(seconds=seconds, wall_seconds=wall, memory_bytes=memory)
        with pytest.raises(CageBroke) as caught:
            answer_of("tests_of_cage", "x", content=[b"x"], bounds=bounds)
        assert not caught.value.is_slow or wall < 1


def test_a_child_is_given_nothing_of_ours(monkeypatch):
    monkeypatch.setenv("SAMENZICHT_SECRET_KEY", "zeer geheim")
    blocks = {"note": "", "cut": "", "nothing": "leeg", "blocks": [], "is_cut": False}
    from app.adapters.fonts import packaged_fonts

    made = answer_of(
        "app.adapters.converting.setting",
        str(packaged_fonts()),
        content=[json.dumps({**blocks, "is_wide": False}).encode()],
    )
    assert made.startswith(b"%PDF-")
    assert b"zeer geheim" not in made
