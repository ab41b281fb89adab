"""The log of a workspace: chosen by person and period, taken along as a table, and printed."""

import csv
import io
import sys
from contextlib import closing
from datetime import timedelta

import pypdfium2
import pytest

from app.kernel import clock
from app.kernel.day_words import day_in_words
from tests.support.documents import Library, rule_for
from tests.support.turning import addresses_of


@pytest.fixture
def opened(house, world, api_of):
    """A document of Bram's that Anna took along, and one of Anna's that nobody else sees."""
    library = Library(house, world)
    ours = library.bring("bram", rule_for("ijenv", "download"), title="Van ons", name="ons.txt")
    library.bring("anna", title="=Van hen", name="hen.txt")
    assert api_of("anna").get(f"/documents/{ours.id}/content").status_code == 200
    return ours


@pytest.fixture
def asked(browser_of, world):
    """Ask for the log, or a page beside it, as somebody and narrowed."""

    def ask(who, beside="", **choices):
        asked = "&".join(f"{name.strip('_')}={value}" for name, value in choices.items())
        page = browser_of(who).visit(f"/workspaces/{world.workspace.ref}/log{beside}?{asked}")
        assert page.status == 200
        return page

    return ask


def lines(page):
    return [" ".join(each.text_content().split()) for each in page.tree.cssselect(".sz-log li")]


def test_everybody_who_works_here_can_be_chosen(opened, asked):
    """Also who did nothing on the page that is shown, and with a filter that shows nothing."""
    names = [each.text for each in asked("bram", from_="2030-01-01").tree.cssselect("#lp option")]
    everybody = [each.text for each in asked("bram").tree.cssselect("#lp option")]

    assert names == everybody
    assert len(names) > 3


@pytest.mark.parametrize(
    ("period", "is_in_it"),
    [
        ({"from_": "{today}"}, True),
        ({"until": "{today}"}, True),
        ({"from_": "{today}", "until": "{today}"}, True),
        ({"from_": "{tomorrow}"}, False),
        ({"until": "{yesterday}"}, False),
        ({"until": "9999-12-31"}, True),
        ({"from_": "0001-01-01"}, True),
    ],
)
def test_a_period_is_of_whole_days_here(opened, asked, days, period, is_in_it):
    chosen = {name: value.format(**days) for name, value in period.items()}

    assert any("Van ons" in each for each in lines(asked("bram", **chosen))) is is_in_it


@pytest.fixture
def days():
    today = clock.today()
    return {
        "today": today,
        "tomorrow": today + timedelta(days=1),
        "yesterday": today - timedelta(days=1),
    }


def test_the_choice_goes_along_to_the_file_and_to_the_page_to_print(opened, asked, days):
    page = asked("bram", kind="reading", until=days["today"])
    links = [each.get("href") for each in page.tree.cssselect(".sz-box__foot a")]

    assert len(links) == 4
    assert all(f"until={days['today']}" in each and "kind=reading" in each for each in links)
    printed = asked("bram", "/print", kind="reading", until=days["today"])
    assert [each.split(" ", 1)[1] for each in lines(printed)] == [
        each.split(" ", 1)[1] for each in lines(page)
    ]
    assert "Tot en met" in printed.tree.cssselect("main")[0].text_content()


def test_a_file_holds_what_the_reader_may_see_and_the_rest_by_its_fingerprint(
    opened, browser_of, world
):
    ref = world.workspace.ref
    answer = browser_of("bram").client.get(f"/workspaces/{ref}/log/export?format=csv")
    heading, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert heading[0] == "Regel"
    assert [int(row[0]) for row in rows] == sorted((int(row[0]) for row in rows), reverse=True)
    hidden = [row for row in rows if row[4] == "Verborgen"]
    assert hidden
    assert all(row[1:4] == ["", "", ""] and len(row[7]) == 64 for row in hidden)
    assert any("Van ons" in row[5] for row in rows)
    assert "Van hen" not in answer.text
    hers = browser_of("anna").client.get(f"/workspaces/{ref}/log/export?format=csv").text
    assert "'=Van hen" in hers


def test_back_to_the_newest_the_log_stays_chosen_from(opened, asked):
    later = asked("bram", about="own", before="9999")

    (back,) = addresses_of(later, "Naar de nieuwste")

    assert back.endswith("/log?about=own")


NO_DAY = "Die dag bestaat niet. Kies een andere."


@pytest.mark.parametrize(
    ("field", "period", "said"),
    [
        ("from", "from=31-02-2026&until=2030-01-01", NO_DAY),
        ("until", "until=2026-02-31", NO_DAY),
        ("from", "from=9999-01-01", NO_DAY),
        ("until", "until=0001-01-01", NO_DAY),
        ("until", "from=2026-03-02&until=2026-03-01", "Deze dag ligt voor de eerste."),
    ],
)
def test_a_day_that_is_wrong_is_told_beside_it_and_stays(
    opened, browser_of, world, field, period, said
):
    address = f"/workspaces/{world.workspace.ref}/log"
    page = browser_of("bram").visit(f"{address}?{period}&kind=reading")
    (typed,) = page.tree.cssselect(f"#log-filter input[name={field}]")

    assert (page.status, lines(page)) == (422, [])
    assert said in page.text(f"#{typed.get('aria-describedby')}")
    assert (typed.get("aria-invalid"), typed.get("type")) == ("true", "text")
    assert f"{field}={typed.get('value')}" in period
    assert page.has("#lk option[value=reading][selected]")
    for beside in ("/print", "/export"):
        answer = browser_of("bram").visit(f"{address}{beside}?{period}&kind=reading")
        assert answer.status == 303
        assert answer.follow().status == 422


def words_of(page):
    """The words of each page of a PDF, as a reader of PDF finds them."""
    with closing(pypdfium2.PdfDocument(page.response.data)) as found:
        pages = [each.get_textpage().get_text_bounded() for each in found]
    return [" ".join(each.split()) for each in pages]


def test_the_lines_are_kept_as_pdf(opened, asked, days):
    """What the page shows, under each fingerprint; of what is hidden the fingerprint alone."""
    page = asked("bram")
    (link,) = [a.get("href") for a in page.tree.cssselect(".sz-box__foot a") if a.text == "PDF"]
    printed = page.browser.visit(link)
    (told, *more) = words_of(printed)
    table = asked("bram", "/export").response.data.decode("utf-8-sig")

    assert printed.response.mimetype == "application/pdf"
    assert not more
    assert f"zoals IGJ het mag zien op {day_in_words(days['today'], language='nl')}" in told
    assert "Van ons" in told
    assert "=Van hen" not in told
    assert told.count("Verborgen") == 1
    for _number, *_told, fingerprint in list(csv.reader(io.StringIO(table), delimiter=";"))[1:]:
        assert fingerprint[:32] in told
        assert fingerprint[32:] in told


def test_a_pdf_of_a_choice_says_which_lines_these_are(opened, asked, days, monkeypatch):
    chosen = {"from_": days["yesterday"], "until": days["today"]}
    first, last = (day_in_words(days[each], language="nl") for each in ("yesterday", "today"))
    (told,) = words_of(asked("bram", "/pdf", **chosen))
    (nothing,) = words_of(asked("bram", "/pdf", from_="2030-01-01"))
    monkeypatch.setattr(sys.modules["app.oversight.views.log"], "PRINTED", 1)
    (newest,) = words_of(asked("bram", "/pdf"))

    assert f"Vanaf {first} tot en met {last}." in told
    assert "Verborgen" not in told
    assert "Vanaf 1 januari 2030" in nothing
    assert "Dit zijn alleen de nieuwste 1 regels van je keuze." in newest
