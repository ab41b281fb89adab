"""What was asked before stays within reach: both lists of answers, and the questions, have pages.

Bram of IGJ asked one question a minute for an hour; a page shows fifty, the newest first.
"""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from app.documents.models import OwnBasis
from app.kernel import ids
from app.sharing.models import SharingAnswer
from tests.support.documents import next_month
from tests.support.turning import turn

MANY, A_PAGE = 60, 50


@pytest.fixture
def multiply(transaction):
    """Make many of the one row of a table, each a minute earlier; return the earliest."""

    def multiplied(table, moment, *, own=lambda _number: {}):
        with transaction.as_owner() as owner:
            row = dict(owner.execute(select(table.__table__)).mappings().one())
            rows = [
                row
                | {"id": ids.new_id(), moment: row[moment] - timedelta(minutes=each + 1)}
                | own(each)
                for each in range(MANY - 1)
            ]
            owner.execute(insert(table), rows)
        return rows[-1]["id"]

    return multiplied


@pytest.fixture
def earliest(guide_of, document, multiply):
    """Sixty answers; the id of the earliest."""
    guide_of("bram", document).submit("#keep-form", until=next_month().isoformat())
    return multiply(SharingAnswer, "answered_at")


@pytest.mark.parametrize("who", ["bram", "officer"])
def test_the_earliest_answer_is_on_the_second_page(browser_of, officer_of, earliest, world, who):
    browser = browser_of("bram") if who == "bram" else officer_of("igj")[0]
    guide = f"/workspaces/{world.workspace.ref}/sharing-guide"
    page = browser.visit(guide if who == "bram" else "/sharing-answers")
    assert len(answers_on(page)) == A_PAGE
    assert "1 tot en met 50" in page.text("main")

    following = turn(page, "Volgende")

    assert len(answers_on(following)) == MANY - A_PAGE
    assert f"/sharing-answers/{earliest}" in answers_on(following)
    assert not set(answers_on(page)) & set(answers_on(following))
    assert answers_on(turn(following, "Vorige")) == answers_on(page)


def test_the_earliest_question_is_on_the_second_page(
    browser_of, officer_of, library, document, multiply
):
    address = library.address(document, "/sharing-guide/basis?partner=ivho")
    asked = {
        "law": "Wet toezicht onderwijs",
        "article": "12a",
        "purpose": "Samen één school onderzoeken",
        "reason": "Het convenant van 2026 noemt dit.",
        "kinds": ["bevindingen"],
        "valid_until": next_month().isoformat(),
    }
    browser_of("bram").visit(address).submit("#basis-form", **asked)
    earliest = multiply(OwnBasis, "asked_at", own=lambda number: {"code": f"EIGEN-{number:08}"})
    browser, _person = officer_of("igj")
    page = browser.visit("/sharing-answers")
    assert f"/basis-questions/{earliest}" not in page.body

    following = turn(page, "Volgende")

    assert f"/basis-questions/{earliest}" in following.body


def answers_on(page):
    return [each.get("href") for each in page.tree.cssselect("a[href^='/sharing-answers/']")]
