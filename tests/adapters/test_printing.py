"""Printing: tagged PDF/A-3a in Dutch, the same bytes for the same data, and what people typed is
never code."""

import io
import json
import os
import shutil
import subprocess
import sys
import threading

import pypdf
import pytest

from app.adapters import pdf
from app.adapters.fonts import NoFonts, only_showable, showable
from app.adapters.prose import blocks
from tests.adapters.conftest import FINDINGS, TEMPLATE
from tests.support.report_data import report_data


def printed_with(fonts, **changed) -> pdf.Rendered:
    return pdf.render(TEMPLATE, report_data(**changed), fonts=fonts)


def text_of(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_it_declares_what_it_is(printed):
    reader = pypdf.PdfReader(io.BytesIO(printed.content))
    catalog = reader.trailer["/Root"]
    metadata = catalog["/Metadata"].get_object().get_data().decode()

    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert (catalog["/Lang"], catalog["/MarkInfo"]["/Marked"]) == ("nl-NL", True)
    assert "/StructTreeRoot" in catalog
    assert reader.metadata.title == "JJI De Meerkoet: opvang, behandeling, onderwijs en personeel"
    assert printed.pages == len(reader.pages)


def test_the_findings_are_attached_as_the_source(printed):
    reader = pypdf.PdfReader(io.BytesIO(printed.content))
    [attached] = reader.trailer["/Root"]["/AF"]
    specification = attached.get_object()

    assert specification["/AFRelationship"] == "/Source"
    assert specification["/EF"]["/F"].get_object()["/Subtype"] == "/application/json"
    assert reader.attachments == {"findings.json": [FINDINGS.encode()]}
    assert json.loads(FINDINGS)["findings"] == ["B01", "B02"]


def test_every_font_is_embedded(printed, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(printed.content)

    lines = subprocess.run(
        ["pdffonts", path], capture_output=True, check=True, text=True
    ).stdout.splitlines()[2:]

    assert len(lines) >= 2
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in lines)


def test_everything_that_was_given_can_be_read(printed):
    text = text_of(printed.content)

    for words in (
        "Inleiding",
        "Dagprogramma haalt op 2 van 4 groepen het minimum niet",
        "Voldoet niet",
        "Voldoet deels",
        "JJI-2.1, Bjj (77-urennorm)",
        "Toerusting",
        "f366 47f9 … 5528",
        "Er is bewijs",
        "Zorg dat op elke dienst minstens één vaste groepsleider werkt.",
        "Conclusies",
        "Ondertekening",
        "plaatsvervangend hoofdinspecteur",
        "Mandaat IGJ-2026-07",
        "Ongerubriceerd · Vertrouwelijk",
        "1 december 2026",
        f"Pagina {printed.pages} van {printed.pages}",
    ):
        assert words in text, words


def test_closed_evidence_shows_no_title(fonts):
    data = report_data(seats=1, findings=1)
    data["findings"][0]["evidence"][1]["title"] = "Het geheime stuk"

    text = text_of(pdf.render(TEMPLATE, data, fonts=fonts).content)

    assert "Het geheime stuk" not in text
    assert "Er is bewijs" in text


def test_the_same_data_gives_the_same_bytes_anywhere(printed, fonts, tmp_path):
    """Another process, folder, time zone and locale; no system fonts."""
    templates = tmp_path / "elsewhere" / "deep"
    shutil.copytree(TEMPLATE.parent, templates)
    program = (
        "import sys, pathlib, hashlib\n"
        "from app.adapters import pdf\n"
        "from tests.adapters.conftest import FINDINGS\n"
        "from tests.support.report_data import report_data\n"
        "attachment = pdf.Attachment('findings.json', FINDINGS, 'application/json',"
        " 'De bevindingen als gegevens')\n"
        "made = pdf.render(pathlib.Path(sys.argv[1]), report_data(seats=3, findings=2),"
        " fonts=pathlib.Path(sys.argv[2]), attachments=[attachment])\n"
        "print(made.sha256)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program, templates / "report.typ", fonts],
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env={
            "PYTHONPATH": os.pathsep.join(one for one in sys.path if one),
            "TZ": "Pacific/Auckland",
            "LC_ALL": "C",
            "HOME": str(tmp_path),
            "FONTCONFIG_FILE": "/dev/null",
            "SOURCE_DATE_EPOCH": "1",
        },
        text=True,
    )

    assert said.stdout.strip() == printed.sha256


def test_other_data_gives_other_bytes(fonts):
    first = printed_with(fonts, seats=1, findings=1)
    other = printed_with(fonts, seats=1, findings=1, version="1.1")

    assert first.sha256 != other.sha256


def test_the_date_is_that_of_the_data_and_not_of_the_clock(printed):
    information = pypdf.PdfReader(io.BytesIO(printed.content)).metadata

    assert information.creation_date.isoformat() == "2026-12-01T00:00:00+00:00"
    assert information.modification_date == information.creation_date


@pytest.mark.parametrize("seats", [1, 2, 6, 7, 11, 12])
def test_each_seat_has_its_own_box_on_the_last_page(fonts, seats):
    made = printed_with(fonts, seats=seats, findings=1)
    expected = [seat["name"] for seat in report_data(seats=seats)["seats"]]

    assert [place.name for place in made.places] == expected
    assert {place.page for place in made.places} == {made.pages}
    for place in made.places:
        left, bottom, right, top = place.box
        assert 0 < left < right < 595.3
        assert 60 < bottom < top < 842
        assert right - left > 190
        assert top - bottom > 25
    for one, other in zip(made.places, made.places[1:], strict=False):
        beside = one.box[2] <= other.box[0]
        below = other.box[3] <= one.box[1]
        assert beside or below, (one, other)


HOSTILE = [
    '#panic("no")',
    '#read("/etc/passwd")',
    '#import "@preview/x:1.0.0": *',
    "$ integral $ *bold* _it_ `code` = heading",
    "\\u{1F600} \\ #let x = 1; #x",
    "@label <label> // comment /* open",
    '"); #pagebreak() #("',
    "#sys.inputs.data",
    "]] }} )) ((( [[[ {{{",
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_people_type_is_never_code(fonts, typed):
    data = report_data(seats=1, findings=1, title=typed, subtitle=typed, markings=[typed])
    data["findings"][0] |= {"title": typed, "norm": typed}
    data["introduction"] = [{"type": "paragraph", "spans": [{"text": typed, "strong": True}]}]
    data["seats"][0] |= {"organisation": typed, "office": typed, "mandate": typed}

    made = pdf.render(TEMPLATE, data, fonts=fonts)

    shown = text_of(made.content).replace(" ", "")
    assert shown.count(typed.replace(" ", "")) >= 6
    assert made.pages == 6


def test_characters_without_a_shape_are_spelled(fonts):
    made = printed_with(
        fonts, seats=1, findings=1, subtitle="Ş ł č É 漢 🎉 \u202eomgekeerd \ue000 e\u0301"
    )

    text = text_of(made.content)
    assert "Ş ł č É [U+6F22] [U+1F389]" in text
    assert "[U+202E]" in text
    assert "[U+E000]" in text


def test_very_long_words_and_texts_stay_on_the_page(fonts):
    data = report_data(seats=1, findings=1, title="Onderzoek " * 30)
    data["findings"][0]["text"] = blocks("x" * 400 + "\n\n" + "Een zin die doorgaat. " * 700)

    made = pdf.render(TEMPLATE, data, fonts=fonts)

    assert made.pages > 8
    assert made.places[0].page == made.pages


def test_a_template_that_does_not_fit_the_data_is_our_fault_and_says_where(fonts, tmp_path):
    template = tmp_path / "wrong.typ"
    template.write_text("#let data = json(bytes(sys.inputs.data))\n#data.missing")

    with pytest.raises(pdf.CannotRender, match="missing"):
        pdf.render(template, {"there": 1}, fonts=fonts)


def test_a_template_cannot_read_outside_its_folder(fonts, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "in").mkdir()
    template = tmp_path / "in" / "out.typ"
    template.write_text('#read("../secret.txt")')

    with pytest.raises(pdf.CannotRender):
        pdf.render(template, {}, fonts=fonts)


def test_threads_may_print_at_once(fonts):
    made: list[str] = []

    def print_one() -> None:
        made.append(printed_with(fonts, seats=2, findings=1).sha256)

    threads = [threading.Thread(target=print_one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 4
    assert len(set(made)) == 1


def test_a_folder_without_fonts_is_refused(tmp_path):
    with pytest.raises(NoFonts):
        showable(tmp_path)


def test_ordinary_texts_stay_as_they_are(fonts):
    for text in ("Groningse ’s-Gravenhage, €\u00a012,50 – ½ ij", "Łódź Şahin Đorđe", "a\nb"):
        assert only_showable(text, fonts) == text
    assert only_showable("a\tb\ufe0fc", fonts) == "a bc"
