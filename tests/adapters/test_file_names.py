"""Names of files: what could mislead or break goes, what people wrote stays."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.inspection import clean_name

CASES = {
    "plain": ("verslag.pdf", "verslag.pdf"),
    "folders": ("../../etc/passwd", "passwd"),
    "windows folders": ("C:\\Users\\anna\\verslag.pdf", "verslag.pdf"),
    "only dots": ("..", "file"),
    "hidden": (".htaccess", "htaccess"),
    "trailing dots": ("verslag.pdf. . ", "verslag.pdf"),
    "line ends": ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
    "nul": ("a\0.pdf", "a.pdf"),
    "right to left": ("factuur\u202efdp.exe", "factuurfdp.exe"),
    "isolates": ("a\u2066b\u2069.txt", "ab.txt"),
    "byte order mark": ("\ufeffa.txt", "a.txt"),
    "zero width": ("a\u200bb.txt", "ab.txt"),
    "line separator": ("a\u2028b.txt", "a b.txt"),
    "forbidden on windows": ('a<b>c:"d|e?f*.txt', "a_b_c__d_e_f_.txt"),
    "reserved on windows": ("CON.txt", "_CON.txt"),
    "reserved with more": ("nul.tar.gz", "_nul.tar.gz"),
    "accents": ("Één café.pdf", "Één café.pdf"),
    "composed": ("cafe\u0301.pdf", "café.pdf"),
    "emoji": ("feest 🎉.txt", "feest 🎉.txt"),
    "joined emoji": ("👩🏽‍🚒 en ❤️.txt", "👩🏽‍🚒 en ❤️.txt"),
    "loose joiner": ("ab\u200dc\u200d.txt", "abc.txt"),
    "empty": ("", "file"),
    "spaces": ("  a   b  .txt", "a b.txt"),
    "surrogate": ("a\ud800b.txt", "ab.txt"),
}


@pytest.mark.parametrize(("declared", "cleaned"), CASES.values(), ids=CASES.keys())
def test_a_name_is_cleaned(declared, cleaned):
    assert clean_name(declared) == cleaned


@pytest.mark.parametrize(
    ("declared", "extension", "cleaned"),
    [
        ("verslag", "pdf", "verslag.pdf"),
        ("verslag.PDF", "pdf", "verslag.pdf"),
        ("versie 1.0", "pdf", "versie 1.0.pdf"),
        ("..", "pdf", "file.pdf"),
        (".pdf", "pdf", "pdf.pdf"),
    ],
)
def test_the_extension_is_seen_to(declared, extension, cleaned):
    assert clean_name(declared, extension=extension) == cleaned


def test_a_long_name_is_cut_before_its_extension():
    cleaned = clean_name("a" * 500 + ".pdf")

    assert cleaned == "a" * 196 + ".pdf"


def test_a_name_is_cut_between_characters_and_not_within():
    cleaned = clean_name("👩🏽‍🚒" * 50 + ".txt")

    assert len(cleaned.encode()) <= 240
    assert cleaned == "👩🏽‍🚒" * (cleaned.count("🚒")) + ".txt"


@settings(max_examples=400)
@given(st.text(max_size=300), st.sampled_from([None, "pdf", "docx"]))
def test_any_name_becomes_a_safe_one(declared, extension):
    cleaned = clean_name(declared, extension=extension)

    assert 0 < len(cleaned) <= 200
    assert len(cleaned.encode()) <= 240
    assert not set(cleaned) & set('/\\\0\r\n<>:"|?*')
    assert not cleaned.startswith((".", " "))
    assert not cleaned.endswith((".", " "))
    assert not any(unicodedata.bidirectional(one) in {"RLO", "LRO", "RLE"} for one in cleaned)
    assert extension is None or cleaned.endswith(f".{extension}")


@settings(max_examples=300)
@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing(declared):
    once = clean_name(declared)

    assert clean_name(once) == once
