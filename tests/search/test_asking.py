"""What can be asked, and what is answered when it is odd, empty or wrong."""

from urllib.parse import quote

import pytest

from app.kernel import clock
from tests.support.documents import rule_for

BODY = "In de nacht van zondag was er <script>alert(1)</script> een brand in cel zeven."


@pytest.fixture
def brand(library, read_texts):
    document = library.bring(
        "bram",
        rule_for("ijenv", "download"),
        title="Verslag <b>brand</b>",
        content=BODY.encode(),
    )
    read_texts()
    return document


def test_a_hit_says_what_it_is_and_marks_the_words(brand, search, world):
    page = search("anna", "branden")
    hit = page.tree.cssselect(".sz-hit")[0]
    marked = [each.text_content() for each in hit.cssselect("mark")]
    assert marked == ["brand", "brand"]
    assert "<script>alert(1)" not in page.body
    assert "alert(1)" in hit.text_content()
    assert "Verslag <b>brand</b>" in hit.text_content()
    assert "<b>brand</b>" not in page.body
    assert "Document" in hit.text_content()
    assert world.workspace.title in hit.text_content()
    assert hit.cssselect("a")[0].get("href").endswith(f"/documents/{brand.id}")


def test_the_box_stands_on_every_page_and_has_a_key(browser_of):
    box = browser_of("anna").visit("/").tree.cssselect("form.sz-find")[0]
    assert box.get("action") == "/search"
    assert box.cssselect("input")[0].get("data-keys") == "/"


def test_before_anything_is_asked(search):
    page = search("anna", "")
    assert page.status == 200
    assert "Wat zoek je?" in page.text("main")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("x", "Typ ten minste twee letters."),
        ("de het een", "Hier staat geen woord in"),
        ("-brand", "Hier staat geen woord in"),
        ("brand or -cel", "Hier staat geen woord in"),
        ('""', "Hier staat geen woord in"),
        ("&|!():*<->", "Hier staat geen woord in"),
        ("brand " * 1700, "Typ hoogstens 200 tekens."),
    ],
)
def test_what_cannot_be_looked_for_is_said(brand, search, words, sentence):
    page = search("anna", quote(words))
    assert page.status == 422
    assert sentence in page.text("#search-form")
    assert page.tree.cssselect("#search-q")[0].get("value") == " ".join(words.split())


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ('"nacht van zondag"', True),
        ('"zondag van nacht"', False),
        ("brand -cel", False),
        ("brand -trein", True),
        ("brand\x00 cel", True),
        ("brand & | ! ( cel", True),
        ("BRAND", True),
        ("trein%' or 1=1 --", False),
        ("brand%' or 1=1 --", True),
        ("trein or brand", True),
        ("brand \u202e \x1b", True),
    ],
)
def test_odd_words_are_understood(brand, finds, words, is_found):
    assert bool(finds("anna", quote(words))) is is_found


@pytest.mark.parametrize(
    ("choices", "is_found"),
    [
        ({"kind": "document"}, True),
        ({"kind": "task"}, False),
        ({"organisation": "igj"}, True),
        ({"organisation": "ijenv"}, False),
        ({"workspace": "WRK-2026-1001"}, True),
        ({"classification": "ongerubriceerd"}, True),
        ({"classification": "dep_vertrouwelijk"}, False),
        ({"since": "{today}", "until": "{today}"}, True),
        ({"until": "2020-01-01"}, False),
        ({"since": "2199-12-31"}, False),
    ],
)
def test_narrowing(brand, finds, choices, is_found):
    today = clock.today().isoformat()
    told = {name: value.format(today=today) for name, value in choices.items()}
    assert bool(finds("anna", "brand", **told)) is is_found


@pytest.mark.parametrize(
    "choices",
    [
        {"kind": "person"},
        {"workspace": "ELD-2026-1002"},
        {"workspace": "%00"},
        {"organisation": "nobody"},
        {"classification": "stg_geheim"},
        {"since": "yesterday"},
        {"until": "9999-12-31"},
        {"since": "0001-01-01"},
        {"since": "2026-02-01", "until": "2026-01-01"},
    ],
)
def test_a_wrong_choice_is_refused_and_the_words_stay(brand, search, choices):
    page = search("anna", "brand", **choices)
    assert page.status == 422
    assert page.has("#search-form .utrecht-form-field-error-message")
    assert page.tree.cssselect("#search-q")[0].get("value") == "brand"


def test_nothing_found_says_what_to_do(brand, search):
    assert "Niets gevonden" in search("anna", "olifant").text("main")


@pytest.mark.parametrize("after", ["x", "1~y", "-1~", "9" * 40 + "~" + "0" * 32, "%00~"])
def test_a_wrong_cursor_is_the_first_page(brand, finds, after):
    assert finds("anna", "brand", after=after)


def test_the_api_answers_the_same(brand, api_of, world):
    answer = api_of("anna").get("/search?q=brand")
    (item,) = answer.json["items"]
    assert (item["kind"], item["id"]) == ("document", str(brand.id))
    assert (item["workspace"], item["organisation"]) == (world.workspace.ref, "igj")
    assert item["title"] == "Verslag <b>brand</b>"
    assert "een brand in cel zeven" in item["snippet"]
    assert answer.json["next"] is None


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "q"),
        ("q=de", "q"),
        ("q=brand&kind=person", "kind"),
        ("q=brand&limit=0", "limit"),
        ("q=brand&cursor=abc", "cursor"),
        ("q=brand&cursor=WyJhIiwgImIiXQ==", "cursor"),
    ],
)
def test_the_api_names_the_field_that_is_wrong(brand, api_of, query, field):
    answer = api_of("anna").get(f"/search?{query}")
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)
