"""What is suggested while somebody types: the best hits, of what the typist may see."""

from urllib.parse import quote

import pytest

from tests.support.documents import rule_for


@pytest.fixture
def suggests(browser_of):
    """The titles suggested to somebody."""

    def suggested(who, typed, **choices):
        more = "".join(f"&{name}={value}" for name, value in choices.items())
        page = browser_of(who).visit(f"/search/suggestions?q={quote(typed)}{more}")
        assert page.status == 200
        return [each.text_content() for each in page.tree.cssselect("li a")]

    return suggested


@pytest.fixture(autouse=True)
def shelf(library):
    library.bring("bram", rule_for("ijenv", "download"), title="Jaarverslag leefgroepen")
    library.bring("bram", rule_for("ijenv", "finding"), title="Jaarrekening")
    library.bring("bram", title="Jaarplan van onszelf", is_private=True)


def test_a_word_that_is_begun_is_enough(suggests):
    assert suggests("bram", "jaarver") == ["Jaarverslag leefgroepen"]
    assert suggests("bram", "leefgroepen jaarv") == ["Jaarverslag leefgroepen"]
    assert suggests("bram", "-leefgroepen jaar") != []
    assert "Jaarverslag leefgroepen" not in suggests("bram", "-leefgroepen jaar")


def test_only_what_one_may_see_is_suggested(suggests):
    assert len(suggests("bram", "jaar")) == 3
    assert suggests("anna", "jaar") == ["Jaarverslag leefgroepen"]
    assert suggests("dirk", "jaar") == []


@pytest.mark.parametrize(
    "typed",
    ["", "j", "de", "jaar:*", "jaar'", "(jaar", "jaar & !", "\x00jaar", "j" * 5000, "%", "<b>"],
)
def test_odd_beginnings_suggest_nothing_wrong(suggests, typed):
    assert isinstance(suggests("anna", typed), list)


def test_choices_count_for_suggestions_too(suggests):
    assert suggests("bram", "jaar", kind="task") == []
    assert len(suggests("bram", "jaar", kind="document")) == 3


def test_the_page_asks_for_them_itself(browser_of):
    page = browser_of("anna").visit("/search")
    region = page.tree.cssselect("#search-suggestions")[0]
    assert region.get("hx-get") == "/search/suggestions"
    assert region.getparent().get("role") == "status"
