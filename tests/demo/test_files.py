"""The sample's files: real PDF, Word, Excel and PNG, the same bytes each time, quickly made."""

import shutil
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from time import perf_counter

import pytest
from docx import Document as WordDocument
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from app.demo.files import FileMaker, SampleFile, make_sample_files
from app.demo.sample import SHIPPED_FOLDER, load_sample
from app.demo.sample_rows import Sample
from app.kernel.configuration import WrongConfigurationError

MONDAY = date(2026, 11, 23)
SECONDS_FOR_ALL = 6.0


@pytest.fixture(scope="module")
def sample() -> Sample:
    return load_sample(SHIPPED_FOLDER, MONDAY)


@pytest.fixture(scope="module")
def files(sample: Sample) -> dict[str, SampleFile]:
    return make_sample_files(sample)


def pages_of(file: SampleFile) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(file.content)).pages]


def test_all_files_are_made_in_seconds(sample):
    begun = perf_counter()
    made = make_sample_files(sample)

    assert len(made) == 42
    assert perf_counter() - begun < SECONDS_FOR_ALL


def test_making_them_again_gives_the_same_bytes(sample, files):
    again = make_sample_files(sample)

    assert [code for code in files if files[code].content != again[code].content] == []


def test_pdfs_have_one_to_four_pages_and_bear_their_marking(sample, files):
    for code, file in files.items():
        if file.media_type != "application/pdf":
            continue
        pages = pages_of(file)
        assert 1 <= len(pages) <= 4, file.name
        assert all("ongerubriceerd" in p.lower() or "VERTROUWELIJK" in p for p in pages), file.name
        assert sample.documents[code].title in pages[0].replace("\n", " ")


def test_word_files_open_and_bear_their_marking(files):
    for file in files.values():
        if not file.name.endswith(".docx"):
            continue
        document = WordDocument(BytesIO(file.content))
        assert document.sections[0].header.paragraphs[0].text.startswith(("Onger", "Depart"))
        assert len(document.paragraphs) > 4, file.name


def test_workbooks_open_with_one_to_four_sheets_of_rows(files):
    for file in files.values():
        if not file.name.endswith(".xlsx"):
            continue
        sheets = load_workbook(BytesIO(file.content)).worksheets
        assert 1 <= len(sheets) <= 4, file.name
        assert all(sheet.max_row > 4 for sheet in sheets), file.name
        assert "ngerubriceerd" in sheets[0]["A2"].value


def test_pictures_open(files):
    pictures = [file for file in files.values() if file.name.endswith(".png")]

    assert [file.document for file in pictures] == ["D28", "D35"]
    assert all(Image.open(BytesIO(file.content)).width > 800 for file in pictures)


def test_the_numbers_agree_with_the_findings(files):
    roster = load_workbook(BytesIO(files["D02"].content))["Avonddiensten"]
    groups = {"Noord", "Oost", "Zuid", "West"}
    shifts = [row for row in roster.iter_rows(values_only=True) if row[1] in groups]
    waiting = load_workbook(BytesIO(files["D37"].content))["Wachtende kinderen"]
    unseen = [row for row in waiting.iter_rows(values_only=True) if row[-1] == "niet ingevuld"]

    assert (len(shifts), sum(row[3] == 3 for row in shifts)) == (42, 18)
    assert len(unseen) == 11


def test_days_in_the_texts_move_with_the_monday(files):
    later = FileMaker(load_sample(SHIPPED_FOLDER, MONDAY + timedelta(weeks=10)))

    assert "5 februari 2027" not in " ".join(pages_of(files["D01"]))
    assert "5 februari 2027" in " ".join(pages_of(later.make("D01")))


def test_a_document_without_contents_is_refused_in_plain_words(sample, tmp_path: Path):
    shutil.copytree(SHIPPED_FOLDER / "contents", tmp_path / "contents")
    (tmp_path / "contents" / "jji.toml").unlink()

    with pytest.raises(WrongConfigurationError, match="document D01 has no contents"):
        FileMaker(sample, contents_folder=tmp_path / "contents")
