"""Markdown becomes paragraphs, headings, lists and bold; everything else becomes plain text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.prose import blocks


def plain(text: str) -> dict:
    return {"text": text, "strong": False}


def bold(text: str) -> dict:
    return {"text": text, "strong": True}


CASES = {
    "nothing": ("", []),
    "paragraphs": (
        "een\nzin\n\ntwee",
        [
            {"type": "paragraph", "spans": [plain("een zin")]},
            {"type": "paragraph", "spans": [plain("twee")]},
        ],
    ),
    "bold": (
        "a **b _c_** d",
        [{"type": "paragraph", "spans": [plain("a "), bold("b c"), plain(" d")]}],
    ),
    "line end": ("een  \ntwee", [{"type": "paragraph", "spans": [plain("een\ntwee")]}]),
    "heading": ("## Kop", [{"type": "heading", "spans": [plain("Kop")]}]),
    "list": (
        "- een\n- **twee**",
        [{"type": "list", "ordered": False, "items": [[plain("een")], [bold("twee")]]}],
    ),
    "numbers": (
        "1. een\n2. twee",
        [{"type": "list", "ordered": True, "items": [[plain("een")], [plain("twee")]]}],
    ),
    "list in list": (
        "- een\n  - twee\n- drie\n\nna",
        [
            {
                "type": "list",
                "ordered": False,
                "items": [[plain("een")], [plain("twee")], [plain("drie")]],
            },
            {"type": "paragraph", "spans": [plain("na")]},
        ],
    ),
    "link": (
        "zie [hier](https://a.example/x).",
        [{"type": "paragraph", "spans": [plain("zie hier (https://a.example/x).")]}],
    ),
    "picture": ("![een foto](x.png)", [{"type": "paragraph", "spans": [plain("een foto")]}]),
    "code": ("`#x`", [{"type": "paragraph", "spans": [plain("#x")]}]),
    "block of code": ("```\n#read\n```", [{"type": "paragraph", "spans": [plain("#read")]}]),
    "quote": ("> gezegd", [{"type": "paragraph", "spans": [plain("gezegd")]}]),
    "html": (
        "<script>x</script>",
        [{"type": "paragraph", "spans": [plain("<script>x</script>")]}],
    ),
}


@pytest.mark.parametrize(("typed", "expected"), CASES.values(), ids=CASES.keys())
def test_what_is_typed_becomes(typed, expected):
    assert blocks(typed) == expected


@settings(max_examples=200)
@given(st.lists(st.text("abcXYZ", min_size=1, max_size=12), max_size=9))
def test_no_word_is_lost(words):
    found = [span["text"] for block in blocks("\n\n".join(words)) for span in block["spans"]]

    assert found == words


@settings(max_examples=300)
@given(st.text(max_size=200))
def test_any_text_becomes_blocks(typed):
    for block in blocks(typed):
        assert block["type"] in {"paragraph", "heading", "list"}
