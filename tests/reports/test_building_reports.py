"""Building reports: the lead makes one of findings that everybody may read, with seats for offices.

Anna (IJenV) leads; Bram is of IGJ, a partner; Wim and Cora hold the offices; Dirk is elsewhere."""

import pytest

from app.findings.models import Audience
from app.reports.forms import MOST_PARTS, ReportForm

FORM = "#reports-form"


def filled(page, *, title="Rapport De Meerkoet", seats=2, **more):
    """Tick every finding and the first offices."""
    fields = {"title": title}
    for box in page.tree.cssselect("input[name$=is_in]"):
        part = box.get("name")
        if part.startswith("chapters") or int(part.split("-")[1]) < seats:
            fields[part] = "y"
    return fields | more


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_the_lead_builds_a_report(browser_of, desk, place, transaction, htmx):
    desk.finding("anna", title="De eerste")
    desk.finding("bram", title="De tweede")
    page = browser_of("anna").visit(f"{place}/new")

    answer = page.submit(FORM, htmx=htmx, **filled(page))

    assert answer.status == (204 if htmx else 303)
    shown = page.browser.visit(answer.response.headers.get("HX-Redirect") or answer.location)
    assert "De eerste" in shown.text("article")
    assert "De tweede" in shown.text("article")
    assert "Wim" in shown.text("#reports-seats")
    report_id = shown.tree.cssselect("#reports-freeze form")[0].get("action").split("/")[-2]
    assert transaction.audited(report_id) == ["report:text:make"]


def test_chapters_stand_in_the_order_given(browser_of, desk, place):
    first, second = desk.finding(title="De eerste"), desk.finding(title="De tweede")
    del first, second
    page = browser_of("anna").visit(f"{place}/new")
    order = {
        each.get("name"): "1" if "De tweede" in each.getparent().getparent().text_content() else "2"
        for each in page.tree.cssselect("input[name$=position]")
    }

    shown = page.submit(FORM, **filled(page), **order).follow()

    titles = [each.text_content() for each in shown.tree.cssselect("article h2 a")]
    assert titles == ["De tweede", "De eerste"]


def test_what_is_not_for_everybody_is_not_offered(browser_of, desk, place):
    desk.finding("anna", title="Alleen voor ons", audience=Audience.OWN)

    assert "Alleen voor ons" not in browser_of("anna").visit(f"{place}/new").body


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_report_has_a_finding(browser_of, desk, place, htmx):
    desk.finding()
    page = browser_of("anna").visit(f"{place}/new")

    answer = page.submit(FORM, htmx=htmx, title="Leeg")

    assert (answer.status, answer.is_whole_page) == (422, not htmx)
    assert "Kies minstens één bevinding." in answer.text(FORM)


def test_one_seat_at_least_is_required(browser_of, desk, place):
    desk.finding()
    page = browser_of("anna").visit(f"{place}/new")
    unticked = {each.get("name"): [] for each in page.tree.cssselect("input[name$=is_required]")}

    answer = page.submit(FORM, **filled(page), **unticked)

    assert answer.status == 422
    assert "Minstens één ondertekenplaats moet verplicht zijn." in answer.text(FORM)


def test_a_day_that_has_passed_is_refused(browser_of, desk, place):
    desk.finding()
    page = browser_of("anna").visit(f"{place}/new")

    answer = page.submit(FORM, **filled(page, sign_by="2020-01-01"))

    assert (answer.status, "Deze datum is al geweest." in answer.text(FORM)) == (422, True)


def test_of_more_chapters_than_there_can_be_only_so_many_are_read(app):
    sent = {f"chapters-{number}-is_in": "y" for number in range(3 * MOST_PARTS)}

    with app.test_request_context(method="POST", data=sent):
        assert len(ReportForm().chapters) == MOST_PARTS


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_two_people_change_a_draft_at_once(browser_of, desk, place, htmx):
    report = desk.report()
    mine = browser_of("anna").visit(f"{place}/{report}/edit")
    browser_of("anna").visit(f"{place}/{report}/edit").submit(FORM, title="Van een collega")

    answer = mine.submit(FORM, htmx=htmx, title="Van mij")

    assert (answer.status, answer.is_whole_page) == (409, not htmx)
    assert "Van een collega" in answer.text(f"{FORM} .utrecht-alert")
    assert answer.tree.cssselect("input[name=title]")[0].get("value") == "Van mij"
    assert desk.read(report)[0].title == "Van een collega"


@pytest.mark.parametrize(
    ("who", "status"), [("anna", 200), ("bram", 403), ("wim", 403), ("carla", 403), ("dirk", 404)]
)
def test_only_the_lead_builds(browser_of, desk, place, who, status):
    report = desk.report()

    assert browser_of(who).visit(f"{place}/new").status == status
    assert browser_of(who).visit(f"{place}/{report}/edit").status == status


@pytest.mark.parametrize(
    ("who", "status"), [("anna", 200), ("bram", 200), ("wim", 200), ("carla", 200), ("dirk", 404)]
)
def test_partners_read_a_draft(browser_of, desk, place, who, status):
    report = desk.report()

    assert browser_of(who).visit(f"{place}/{report}").status == status
