"""Sentences: lists, sizes and moments as a person writes them; Markdown that can do no harm."""

from datetime import UTC, date, datetime

import bleach
import pytest
import time_machine
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html

from app.kernel.day_words import DUTCH, day_in_words, moment_in_words
from app.kernel.text import (
    fingerprint_groups,
    join_words,
    lazy,
    ngettext,
    short_fingerprint,
    size_in_words,
    to_safe_html,
)
from app.kernel.web import filters

ALLOWED = {"p", "br", "hr", "h3", "h4", "ul", "ol", "li", "blockquote", "code", "pre", "strong"}
ALLOWED |= {"em", "a", "table", "thead", "tbody", "tr", "th", "td"}
PIECES = st.sampled_from(
    [
        "# Kop",
        "## Kop",
        "###### Kop",
        "- punt",
        "1. eerste",
        "> citaat",
        "**vet**",
        "`code`",
        "[link](https://igj.example)",
        "[link](javascript:alert(1))",
        "[link](JaVaScRiPt&colon;alert(1))",
        "[link](data:text/html,<script>)",
        "[link](//evil.example)",
        '[link](https://a.example "onmouseover=alert(1)")',
        "![beeld](https://evil.example/x.png)",
        "<script>alert(1)</script>",
        '<div hx-get="/steal" data-hx-post="/x" id="a" class="b">',
        "<a href='https://a.example' hx-boost=true>x</a>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<!-- weg -->",
        "<?php ?>",
        "<![CDATA[x]]>",
        "&lt;script&gt;",
        "&#x3C;b onclick=1>",
        "https://bare.example",
        "<https://auto.example>",
        "| a | b |\n|---|---|\n| 1 | <b> |",
        "```html\n<script>\n```",
        "\u202e\u0000\ufeff",
    ]
)
MARKDOWN = st.lists(st.one_of(PIECES, st.text(max_size=30)), max_size=8).map("\n\n".join)


@pytest.fixture
def dutch(application):
    with application.test_request_context(headers={"Accept-Language": "nl"}):
        yield


@pytest.fixture
def english(application):
    with application.test_request_context(headers={"Accept-Language": "en"}):
        yield


@settings(max_examples=300, deadline=None)
@given(MARKDOWN)
@example('<a href="https://x.example" hx-get="/x">x</a>')
def test_markdown_becomes_html_that_can_do_no_harm(source):
    made = str(to_safe_html(source))
    elements = list(html.fragment_fromstring(made, create_parent="section").iterdescendants())

    assert {each.tag for each in elements} <= ALLOWED
    for each in elements:
        assert set(each.attrib) <= ({"href", "rel"} if each.tag == "a" else set())
        assert each.get("href", "https:").startswith(("https:", "mailto:"))
        if each.tag == "a":
            assert each.get("rel") == "noopener noreferrer nofollow"


@settings(max_examples=150, deadline=None)
@given(MARKDOWN)
def test_cleaning_again_changes_nothing(source):
    made = str(to_safe_html(source))

    again = bleach.clean(
        made, tags=ALLOWED, attributes={"a": ["href", "rel"]}, protocols=["https", "mailto"]
    )

    assert again == made


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("# Een", "<h3>Een</h3>"),
        ("## Twee", "<h3>Twee</h3>"),
        ("### Drie", "<h4>Drie</h4>"),
        ("**Let op**: *snel*", "<p><strong>Let op</strong>: <em>snel</em></p>"),
        ("<b>ruw</b>", "<p>&lt;b&gt;ruw&lt;/b&gt;</p>"),
        ("![x](https://e.example/y)", "<p></p>"),
        ("zie www.igj.nl", "<p>zie www.igj.nl</p>"),
    ],
)
def test_what_markdown_becomes(source, made):
    assert str(to_safe_html(source)).strip() == made


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1 kB"),
        (640_400, "640 kB"),
        (999_600, "1,0 MB"),
        (8_440_000, "8,4 MB"),
        (9_990_000, "10 MB"),
        (12_600_000, "13 MB"),
        (2_500_000_000, "2,5 GB"),
    ],
)
def test_a_size_as_people_write_it(dutch, size, words):
    assert size_in_words(size) == words


def test_a_size_in_english(english):
    assert size_in_words(8_440_000) == "8.4 MB"


@pytest.mark.parametrize(
    ("words", "joined"),
    [
        ([], ""),
        (["IGJ"], "IGJ"),
        (["IGJ", "IvhO"], "IGJ en IvhO"),
        (["IGJ", "IvhO", "NLA"], "IGJ, IvhO en NLA"),
    ],
)
def test_words_are_joined_as_a_person_would(dutch, words, joined):
    assert join_words(words) == joined


def test_a_lazy_sentence_is_translated_when_it_is_shown(application):
    sentence = lazy("Sign in first")
    told = []
    for language in ("nl", "en"):
        with application.test_request_context(headers={"Accept-Language": language}):
            told.append(str(sentence))

    assert told == ["Log eerst in", "Sign in first"]


def test_counting_sentences(english):
    assert ngettext("%(num)d person", "%(num)d people", 1) == "1 person"
    assert ngettext("%(num)d person", "%(num)d people", 3) == "3 people"


@time_machine.travel("2026-11-23T23:30:00+00:00", tick=False)
def test_moments_are_told_in_the_zone_at_home(dutch):
    """Half past eleven in the evening of 23 November, UTC, is the 24th in Amsterdam."""
    today = str(filters.moment(datetime(2026, 11, 23, 23, 4, tzinfo=UTC)))
    before = str(filters.moment(datetime(2026, 11, 23, 22, 4, tzinfo=UTC)))
    long_ago = moment_in_words(datetime(2025, 3, 30, 1, 0, tzinfo=UTC))

    assert today == '<time datetime="2026-11-23T23:04:00+00:00">vandaag 0.04 uur</time>'
    assert before == '<time datetime="2026-11-23T22:04:00+00:00">ma 23 nov 23.04 uur</time>'
    assert long_ago == "30 mrt 2025 3.00 uur"
    assert str(filters.moment(None)) == ""


def test_days(dutch):
    day = date(2026, 11, 27)

    assert str(filters.day(day)) == '<time datetime="2026-11-27">27 november 2026</time>'
    assert day_in_words(day, "full") == "vrijdag 27 november 2026"
    assert day_in_words(day, "short") == "vr 27 nov"
    assert str(filters.day(None)) == ""


@pytest.mark.parametrize(
    ("style", "this_year", "another"),
    [("short", "vr 27 nov", "27 nov 2028"), ("brief", "27 nov", "27 nov 2028")],
)
def test_a_short_day_of_another_year_has_its_year(dutch, monkeypatch, style, this_year, another):
    monkeypatch.setattr(filters, "today", lambda: date(2026, 12, 31))

    assert f">{this_year}<" in str(filters.day(date(2026, 11, 27), style))
    assert f">{another}<" in str(filters.day(date(2028, 11, 27), style))


def test_what_is_printed_is_dutch_for_who_reads_english_too(english):
    day = date(2026, 3, 1)

    assert day_in_words(day) == "1 March 2026"
    assert day_in_words(day, language=DUTCH) == "1 maart 2026"
    assert day_in_words(None, language=DUTCH) == ""


def test_fingerprints_are_read_in_groups_of_four():
    assert fingerprint_groups("f36647f95528") == ["f366", "47f9", "5528"]
    assert short_fingerprint("f36647f90000aaaa5528") == "f366 47f9 … 5528"
