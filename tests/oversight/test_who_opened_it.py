"""Who opened our documents: the log, narrowed to what we brought, or to one document."""

import pytest

from tests.support.documents import Library, rule_for


@pytest.fixture
def library(house, world):
    return Library(house, world)


@pytest.fixture
def opened(library, api_of):
    """Two documents: one of Bram's that Anna took along, one of Anna's that Anna took along."""
    rule = rule_for("ijenv", "download")
    ours = library.bring("bram", rule, title="Van ons", name="ons.txt")
    theirs = library.bring("anna", title="Van hen", name="hen.txt")
    for each in (ours, theirs):
        assert api_of("anna").get(f"/documents/{each.id}/content").status_code == 200
    return ours, theirs


@pytest.fixture
def told(browser_of, world):
    """The lines of the log as somebody reads them, narrowed."""

    def lines(who, **choices):
        asked = "&".join(f"{name}={value}" for name, value in choices.items())
        page = browser_of(who).visit(f"/workspaces/{world.workspace.ref}/log?{asked}")
        assert page.status == 200
        return [" ".join(each.text_content().split()) for each in page.tree.cssselect(".sz-log li")]

    return lines


def test_an_organisation_reads_who_opened_what_it_brought(opened, told):
    (line,) = told("bram", kind="reading", about="own")
    assert "Van ons" in line
    assert "IJenV" in line
    (hers,) = told("anna", kind="reading", about="own")
    assert "Van hen" in hers
    given, rules = told("bram", kind="sight", about="own")
    assert "gaf zicht op Van ons" in given
    assert "gaf eigen regels aan Van ons" in rules


def test_one_document_tells_who_opened_it(opened, told, browser_of, world):
    ours, theirs = opened
    assert len(told("bram", kind="reading", document=ours.id)) == 1
    assert told("bram", kind="reading", document=theirs.id) == []
    page = browser_of("bram").visit(f"/workspaces/{world.workspace.ref}/documents/{ours.id}")
    links = [each.get("href") for each in page.tree.cssselect("main a")]
    assert f"/workspaces/{world.workspace.ref}/log?kind=reading&document={ours.id}" in links


@pytest.mark.parametrize("wrong", ["x", "%00", "own%27", "1" * 3000])
def test_a_wrong_choice_chooses_nothing(opened, told, wrong):
    everything = told("bram")
    assert sum("Van ons" in each for each in everything) == 4
    assert told("bram", about=wrong) == everything
    assert told("bram", document=wrong) == everything
