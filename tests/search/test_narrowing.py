"""Ways to narrow a search, with counts: of what the reader may see, and of nothing else.

Bram of IGJ and Anna of IJenV bring documents; Carla of IvhO sees one of them."""

import pytest

from tests.support.documents import rule_for

FACETS = "#search-facets"


@pytest.fixture
def filled(library):
    """Three of IGJ, of which IJenV sees two and IvhO one; two of IJenV."""
    library.bring("bram", title="Vlinder verborgen")
    library.bring("bram", rule_for("ijenv"), title="Vlinder een")
    library.bring("bram", rule_for("ijenv"), rule_for("ivho"), title="Vlinder twee")
    library.bring("anna", title="Vlinder drie", classification="dep_vertrouwelijk")
    library.bring("anna", title="Vlinder vier")


def counts_of(page):
    """What stands beside each choice."""
    return {
        " ".join(each.cssselect("a")[0].text_content().split()): int(
            each.cssselect(".sz-count")[0].text_content()
        )
        for each in page.tree.cssselect(f"{FACETS} li")
    }


@pytest.mark.parametrize(
    ("who", "organisations"),
    [("anna", {"IGJ": 2, "IJenV": 2}), ("bram", {}), ("carla", {}), ("dirk", {})],
)
def test_counts_are_of_what_the_reader_sees(filled, search, who, organisations):
    found = counts_of(search(who, "vlinder"))

    assert {name: found[name] for name in found.keys() & {"IGJ", "IJenV", "IvhO"}} == organisations


def test_a_choice_narrows_to_as_many_as_it_said(filled, search, browser_of):
    page = search("anna", "vlinder")
    links = page.tree.cssselect(f"{FACETS} li a")
    said = counts_of(page)

    assert {"Departementaal vertrouwelijk": 1, "Ongerubriceerd": 3}.items() <= said.items()
    for each in links:
        narrowed = browser_of("anna").visit(each.get("href"))
        name = " ".join(each.text_content().split())
        assert len(narrowed.tree.cssselect(".sz-hit__title")) == said[name]
        assert not narrowed.has(f"{FACETS} a[href='{each.get('href')}']")


def test_where_nothing_can_be_narrowed_no_choice_stands(filled, search):
    assert not search("carla", "vlinder").has(FACETS)
    assert not search("anna", "vlinder vier").has(FACETS)
    assert not search("anna", "bestaat-niet").has(FACETS)
