"""Errors become sentences: a page or problem details, never a trace, never nothing."""

import re

import pytest

from app import create_app
from app.kernel.web.house import house_of
from tests.conftest import SECRET
from tests.support.browser import Browser
from tests.support.server_log import lines_written

SAID = [
    ("missing", 404, "Deze pagina is er niet"),
    ("refused", 422, "Kies een dag na vandaag."),
    ("late", 409, "Iemand heeft dit intussen gewijzigd"),
    ("stale", 412, "Haal de nieuwste versie op"),
    ("bug", 500, "Er is niets opgeslagen."),
    ("template", 500, "Er is niets opgeslagen."),
    ("400", 400, "Ga terug en probeer het opnieuw."),
    ("413", 413, "Kies een kleiner bestand"),
    ("418", 418, "Ga terug en probeer het opnieuw."),
    ("429", 429, "Wacht even"),
    ("500", 500, "Er is niets opgeslagen."),
    ("502", 502, "Er is niets opgeslagen."),
    ("503", 503, "Probeer het over een paar minuten"),
]


@pytest.mark.parametrize(("how", "status", "words"), SAID)
def test_a_page_says_what_happened_and_what_to_do(visitor, how, status, words):
    page = visitor.visit(f"/doorway/breaks/{how}")

    assert (page.status, page.is_whole_page) == (status, True)
    assert words in page.text("#problem")
    assert "secret detail" not in page.body
    assert "Traceback" not in page.body


@pytest.mark.parametrize(("how", "status", "words"), SAID)
def test_the_api_says_the_same_in_problem_details(visitor, how, status, words):
    answer = visitor.client.get(f"/api/v1/doorway/breaks/{how}", headers={"Accept-Language": "nl"})

    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json["status"] == status
    assert answer.json["title"]
    assert "secret detail" not in answer.text


def test_the_api_names_the_field_that_is_wrong(visitor):
    answer = visitor.client.get("/api/v1/doorway/breaks/refused")

    assert answer.json["errors"] == [{"field": "due_on", "message": "Kies een dag na vandaag."}]


def test_a_fault_of_ours_has_a_reference_to_quote(visitor):
    with lines_written() as logged:
        page = visitor.visit("/doorway/breaks/bug")

    (reference,) = re.findall(r"\b[0-9a-f]{12}\b", page.text("#problem"))
    once_more, line = logged
    assert (once_more["event"], once_more["log_level"]) == ("begun anew", "warning")
    assert (line["request"], line["log_level"]) == (reference, "error")
    assert isinstance(line["exc_info"], ZeroDivisionError)


def test_in_english(visitor):
    visitor.headers["Accept-Language"] = "en"

    assert "Nothing was saved." in visitor.visit("/doorway/breaks/bug").text("#problem")


def test_a_statement_that_takes_too_long_leaves_the_page_around_it(bram_here):
    page = bram_here.visit("/doorway/takes-too-long")

    assert (page.status, page.is_whole_page) == (503, True)
    assert "Probeer het over een paar minuten" in page.text("#problem")
    assert "Bram" in page.text("header")


def test_when_the_error_page_fails_a_bare_one_stands_in(visitor, monkeypatch):
    def broken(*_args, **_more):
        raise AttributeError("even this")

    monkeypatch.setattr("app.kernel.web.problems.draw", broken)
    page = visitor.visit("/doorway/breaks/bug")

    assert page.status == 500
    assert "Er is niets opgeslagen" in page.text("#problem-detail")


@pytest.mark.parametrize(
    "path",
    [
        "/login?organisation=%00",
        "/login/callback/%00",
        "/login/callback/igj?state=%00&code=%00",
        "/login/invitation/%00",
        "/login?next=%00",
        "/nothing/%00",
        "/api/v1/nothing/%00",
    ],
)
def test_what_nobody_types_is_no_fault_of_ours(visitor, path):
    assert visitor.visit(path).status < 500


def test_what_no_column_can_hold_is_told_as_not_understood(visitor):
    page = visitor.visit("/login?organisation=%00")

    assert page.status == 400
    assert "Ga terug en probeer het opnieuw." in page.text("#problem")


@pytest.fixture
def cut_off(settings):
    """The application whose database is gone, in a browser with a session cookie."""
    app = create_app(
        settings,
        database_url="postgresql://samenzicht_app@127.0.0.1:9/none?connect_timeout=1",
        secret_key=SECRET,
    )
    browser = Browser(app)
    browser.client.set_cookie("samenzicht", "x" * 43)
    yield browser
    house_of(app).database.dispose()


@pytest.mark.parametrize("path", ["/login", "/settings", "/nothing/here"])
def test_without_a_database_there_is_still_a_page(cut_off, path):
    page = cut_off.visit(path)

    assert page.status == 503
    assert "Er is niets verloren gegaan" in page.text("#problem")


def test_without_a_database_the_api_still_answers(cut_off):
    answer = cut_off.client.get("/api/v1/anything")

    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")


def test_a_missing_file_needs_no_database(cut_off):
    assert cut_off.visit("/static/dist/nothing.css").status == 404


def test_another_name_for_this_machine_is_refused(visitor):
    """Addresses are made from the public address alone, whatever the request calls us."""
    answer = visitor.client.get("/doorway/open", headers={"Host": "evil.example"})

    assert answer.status_code == 400
    assert "evil" not in answer.text


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [("late", 409, "Je tekst staat hieronder nog."), ("no", 422, "Kies een dag.")],
)
def test_a_refusal_stands_on_the_form(bram_here, how, status, words):
    page = bram_here.visit(f"/doorway/form?how={how}")

    answer = page.submit("form")

    assert (page.status, answer.status) == (200, status)
    assert words in answer.text("[role=alert]")
