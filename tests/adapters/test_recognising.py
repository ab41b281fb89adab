"""Recognising: the words in a scan, by a program that may be missing, slow or wrong."""

import io
import shutil
import stat
import time

import pypdfium2
import pytest
import typst
from PIL import Image

from app.adapters import extraction
from app.adapters.extraction import CannotExtract, ExtractionLimits, extract
from app.adapters.inspection import MediaType

PDF, PNG = MediaType.PDF.media_type, MediaType.PNG.media_type
SCANS = ExtractionLimits(scanned_pages=3, scanned_seconds=30)


@pytest.fixture(autouse=True)
def asked_anew():
    extraction._recogniser.cache_clear()
    yield
    extraction._recogniser.cache_clear()


def scan_of(*pages: str) -> bytes:
    """A PDF of pictures of these pages: what a scanner sends."""
    printed = typst.compile(
        b"#set text(size: 16pt)\n" + b"\n#pagebreak()\n".join(each.encode() for each in pages)
    )
    pictures = [each.render(scale=2.5).to_pil() for each in pypdfium2.PdfDocument(printed)]
    target = io.BytesIO()
    pictures[0].save(target, "PDF", save_all=True, append_images=pictures[1:], resolution=180)
    return target.getvalue()


def picture_of(words: str) -> bytes:
    target = io.BytesIO()
    printed = typst.compile(b"#set text(size: 20pt)\n" + words.encode())
    pypdfium2.PdfDocument(printed)[0].render(scale=2).to_pil().save(target, "PNG")
    return target.getvalue()


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    """Put a script in the place of tesseract."""

    def put(script: str, *, languages: str = "eng nld") -> None:
        listed = f'[ "$1" = --list-langs ] && {{ printf "%s\\n" {languages}; exit 0; }}'
        program = tmp_path / "tesseract"
        program.write_text(f"#!/bin/sh\n{listed}\n{script}")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
        monkeypatch.setattr("app.adapters.cage._walls", lambda: ())

    return put


@pytest.mark.skipif(not shutil.which("tesseract"), reason="tesseract is not installed")
def test_the_words_of_a_scan_are_recognised():
    found = extract(scan_of("De nachtdienst was dubbel bezet", "Medicatie"), PDF, limits=SCANS)
    assert "nachtdienst was dubbel bezet" in found.text
    assert "Medicatie" in found.text
    assert "waterleiding" in extract(picture_of("De waterleiding lekt"), PNG, limits=SCANS).text


def test_only_who_asks_for_it_has_scans_looked_at(stand_in):
    stand_in("echo woorden")
    assert extract(scan_of("Iets"), PDF).text == ""
    assert extract(scan_of("Iets"), PDF, limits=SCANS).text == "woorden"


def test_a_page_with_text_is_not_looked_at_again(stand_in):
    stand_in("echo woorden")
    printed = typst.compile(b"Gewone letters")
    assert "woorden" not in extract(printed, PDF, limits=SCANS).text


def test_no_more_pages_than_asked(stand_in):
    stand_in("echo woorden")
    book = scan_of(*"abcde")
    assert extract(book, PDF, limits=SCANS).text.split() == ["woorden"] * 3


def test_the_program_gets_a_grey_picture_made_anew_and_no_environment(stand_in, monkeypatch):
    monkeypatch.setenv("SAMENZICHT_SECRET_KEY", "geheim")
    stand_in("head -c 2; echo; env; echo $*")
    found = extract(picture_of("Iets"), PNG, limits=SCANS).text
    assert found.startswith("P5")
    assert "geheim" not in found
    assert found.endswith("stdin stdout -l nld+eng")


@pytest.mark.parametrize("script", ["exit 1", "kill -9 $$", "cat >/dev/null; exit 3"])
def test_a_program_that_fails_finds_nothing(stand_in, script):
    stand_in(script)
    assert extract(scan_of("Iets"), PDF, limits=SCANS).text == ""


def test_a_program_that_does_not_end_is_left(stand_in):
    stand_in("exec sleep 60")
    began = time.monotonic()
    found = extract(
        scan_of("Een", "Twee"), PDF, limits=ExtractionLimits(scanned_pages=2, scanned_seconds=1)
    )
    assert (found.text, time.monotonic() - began < 10) == ("", True)


@pytest.mark.parametrize("languages", ["", "deu fra"])
def test_without_a_language_that_we_use_nothing_is_recognised(stand_in, languages):
    stand_in("echo woorden", languages=languages or "-")
    with pytest.raises(CannotExtract) as caught:
        extract(picture_of("Iets"), PNG, limits=SCANS)
    assert caught.value.code == "other_kind"


def test_a_picture_of_too_many_points_is_not_opened(stand_in):
    stand_in("echo woorden")
    target = io.BytesIO()
    Image.new("1", (9_000, 8_000)).save(target, "PNG")
    with pytest.raises(CannotExtract) as caught:
        extract(target.getvalue(), PNG, limits=SCANS)
    assert caught.value.code == "broken"
