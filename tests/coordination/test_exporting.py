"""The calendar and the register to take along: what the reader may know, and it comes in again."""

from datetime import date, timedelta
from random import Random

import pytest

from app.coordination.models import ActivityKind, Rest
from app.coordination.service import Window
from app.kernel.web import lists
from tests.support.tables import counts_of, rows_of, sent_as

SEED, ROUNDS = 20271128, 3
TITLES = [
    *("Audit", "=1+1", "-5 graden", "@iedereen", "+31", "a;b", 'met "tekens"', "'=x", "Ze’n ñ €"),
    *("Herinspectie", "Herinspectie", "Oefening, nacht"),
]
NAMES = ["UMC Middenland", "=Zorg", "GGZ; Horizon", "Zuivelcoöperatie", "'t Hooge Land", "-10"]


def exported(browser, kind, path="/coordination/export?at=2027-01-01"):
    return browser.visit(f"{path}{'&' if '?' in path else '?'}format={kind}")


def plan_at_random(doing, random):
    """Let Bram and Anna plan all sorts of things, opened in all sorts of ways."""
    for who, others in (("bram", ["ijenv", "ivho"]), ("anna", ["igj", "ivho"])):
        for name in random.sample(NAMES, 3):
            number = str(random.randint(10**7, 10**8 - 1)) if random.random() < 0.5 else ""
            entity = doing.enter(who, name, number=number)
            for _number in range(random.randint(1, 4)):
                begins = date(2027, 1, 1) + timedelta(days=random.randint(0, 200))
                ends = begins + timedelta(days=random.randint(0, 90))
                due = begins + timedelta(days=random.randint(0, 120))
                doing.plan(
                    who,
                    entity,
                    random.choice(TITLES),
                    when=Window(starts_on=begins, ends_on=ends, due_on=due),
                    kind=random.choice(list(ActivityKind)),
                    named=tuple(each for each in others if random.random() < 0.4),
                    rest=random.choice(list(Rest)),
                )


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_what_goes_out_comes_in_unchanged(browser_of, doing, kind, seed):
    plan_at_random(doing, Random(SEED + seed))
    bram = browser_of("bram")
    ours = doing.world.organisations["igj"].id
    own = sum(each.notice.organisation_id == ours for each in doing.rows("bram"))

    file = exported(bram, kind).response.data
    page = bram.visit("/coordination/import").submit(
        "#import-form", files=sent_as(file, f"kalender.{kind}")
    )

    others = len(rows_of(file, kind)) - 1 - own
    expected = [f"Ongewijzigd {own}"] if own else []
    expected += [f"Van een ander {others}"] if others else []
    assert (page.status, counts_of(page)) == (200, expected)
    assert not page.has("#confirm-form button")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_says_no_more_than_its_page(browser_of, doing, kind):
    entity = doing.enter("bram", "UMC Middenland", rest=Rest.EVERYTHING)
    for title, rest in (
        ("Geheim", Rest.NOTHING),
        ("Gepland", Rest.PLANNED),
        ("Open", "everything"),
    ):
        doing.plan("bram", entity, title, rest=Rest(rest))

    rows = {who: rows_of(exported(browser_of(who), kind).response.data, kind)[1:]
            for who in ("bram", "anna", "carla", "dirk")}  # fmt: skip

    titles = {who: sorted(row[7] or "" for row in found) for who, found in rows.items()}
    assert titles["bram"] == ["Geheim", "Gepland", "Open"]
    assert titles["anna"] == titles["carla"] == ["", "Open"]
    assert titles["dirk"] == []
    # Of others there is no reference, and of what is only planned no kind, day or name.
    hidden = next(row for row in rows["anna"] if not row[7])
    assert [hidden[n] or "" for n in (0, 6, 10, 11)] == ["", "", "", ""]


def test_the_register_goes_along_as_far_as_one_sees_it(browser_of, doing):
    doing.enter("bram", "=Dicht")
    doing.enter("bram", "Open", named=("ijenv",), number="12345678")
    path = "/coordination/entities/export"

    anna, bram = (rows_of(exported(browser_of(who), "csv", path).response.data, "csv")
                  for who in ("anna", "bram"))  # fmt: skip

    assert [row[0] for row in bram] == ["Organisatie", "'=Dicht", "Open"]
    assert [row[:2] for row in anna[1:]] == [["Open", "12345678"]]


def test_a_list_that_is_too_long_is_not_cut_in_silence(browser_of, doing, monkeypatch):
    doing.plan("bram", doing.enter("bram"))
    doing.plan("bram", doing.enter("bram", "GGZ"))
    monkeypatch.setattr(lists, "MOST_ROWS", 1)

    answer = exported(browser_of("bram"), "csv")

    assert answer.status == 422
    assert "langer dan 1 rijen" in answer.text()
