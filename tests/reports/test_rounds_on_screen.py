"""The page tells the whole story of a report, and lets its coordinator go on."""

import pytest

FORM = "#reports-round form"
REASON = "IGJ mist de cijfers van het rooster."


@pytest.fixture
def report(desk):
    made = desk.frozen()
    desk.sign("wim", made)
    desk.sign("cora", made, decision="declined", statement="De cijfers ontbreken.")
    return made


@pytest.mark.parametrize("htmx", [False, True])
def test_a_coordinator_begins_the_next_version(browser_of, place, report, htmx):
    anna = browser_of("anna")
    answer = anna.visit(f"{place}/{report}").submit(FORM, htmx=htmx, action="reopen", reason=REASON)
    draft = anna.visit(answer.response.headers.get("HX-Redirect") or answer.location)

    assert "versie 2" in draft.text()
    story = draft.text("#reports-story")
    for told in (REASON, "De cijfers ontbreken.", "Getekend", "Heropend", "Versie 1"):
        assert told in story
    old = browser_of("carla").visit(f"{place}/{report}")
    assert "Versie 2" in old.text("#reports-story")
    assert not old.tree.cssselect("#reports-round")


def test_a_coordinator_closes_the_round(browser_of, place, report):
    anna = browser_of("anna")
    anna.visit(f"{place}/{report}").submit(FORM, action="close", reason=REASON)
    page = browser_of("bram").visit(f"{place}/{report}")

    assert "Gesloten" in page.text("header, main")
    assert REASON in page.text("#reports-story")


@pytest.mark.parametrize("htmx", [False, True])
def test_without_a_reason_nothing_ends_and_the_page_says_so(browser_of, place, report, htmx):
    page = browser_of("anna").visit(f"{place}/{report}")
    answer = page.submit(FORM, htmx=htmx, action="close", reason="")

    assert answer.status == 422
    assert "Geef je reden" in answer.text("#reports-round")


def test_what_changed_between_versions_is_told(browser_of, desk, place):
    finding = desk.finding()
    report = desk.frozen_of(finding)
    anna = browser_of("anna")
    anna.visit(f"{place}/{report}").submit(FORM, action="reopen", reason=REASON)
    made = next(each for each in desk.all_drafts() if each != report)
    desk.change_finding("anna", finding, seen_version=2, text="Nu 63 uur.")

    story = anna.visit(f"{place}/{made}").text("#reports-story")
    assert "van versie 2 naar versie 3" in story


def test_the_file_of_the_next_version_says_which_it_is(browser_of, desk, place, report):
    anna = browser_of("anna")
    anna.visit(f"{place}/{report}").submit(FORM, action="reopen", reason=REASON)
    made = next(each for each in desk.all_drafts() if each != report)
    desk.freeze(made)

    assert "versie 2.0" in desk.words_in(made)


def test_others_see_no_form(browser_of, place, report):
    for who in ("bram", "carla", "cora"):
        assert not browser_of(who).visit(f"{place}/{report}").tree.cssselect(FORM)
