"""Terms against a table worked out by hand, and against a finger that walks over a calendar."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.kernel.terms import Explanation, LegalSystem, Reason, TermRule, TermUnit, explain
from tests.support import finger
from tests.support.finger import Told
from tests.support.retelling import retold

TABLE = Path(__file__).with_name("terms_by_hand.csv")
LAWS = {
    "dutch": LegalSystem.DUTCH,
    "european": LegalSystem.EUROPEAN,
    "agreed": LegalSystem.AGREED,
}
LONGEST = {"days": 110, "working_days": 60, "weeks": 14, "months": 8, "years": 2}
ARTICLES = {"1 lid 1": "Atw 1 lid 1", "1 lid 2": "Atw 1 lid 2", "2": "Atw 2"}
SHARE, ALL = 10_000, 100_000


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def counted(told: Told) -> Explanation:
    rule = TermRule(
        length=told.length,
        unit=TermUnit(told.unit),
        legal_system=LAWS[told.law],
        counts_back=told.back,
        is_excluded=told.excluded,
    )
    return explain(rule, told.start)


def articles_of(told: Explanation) -> str:
    """Say which articles moved the end, as the table writes them."""
    if told.rule.legal_system is LegalSystem.AGREED:
        return "afspraak"
    if told.steps[-1].reason is Reason.NO_EXTENSION_LONG_TERM:
        return "Atw 4 onder a"
    named = (ARTICLES.get(step.article, f"1182/71 {step.article}") for step in told.steps[1:])
    return " en ".join(named) or "geteld"


def test_the_table_holds_what_was_promised():
    laws = [row["law"] for row in rows()]

    assert len(laws) >= 300
    assert {law: laws.count(law) > 40 for law in LAWS} == dict.fromkeys(LAWS, True)


def test_every_line_of_the_table_ends_on_its_day_by_its_articles():
    wrong = []
    for row in rows():
        asked = Told(
            date.fromisoformat(row["start"]),
            int(row["length"]),
            row["unit"],
            row["law"],
            back=row["direction"] == "back",
        )
        told = counted(asked)
        found = (told.ends_on.isoformat(), articles_of(told), finger.last_day(asked), retold(told))
        if found != (row["end"], row["article"], told.ends_on, told.ends_on):
            wrong.append((row, found))

    assert wrong == []


def random_terms(count: int, *, seed: int) -> list[Told]:
    draw = random.Random(seed)
    span = (finger.LAST - finger.FIRST).days - 400
    made = []
    for _ in range(count):
        unit = draw.choice(list(LONGEST))
        start = finger.FIRST + timedelta(days=400 + draw.randrange(span - 400))
        length = draw.randint(1, LONGEST[unit])
        law, back, excluded = draw.choice(list(LAWS)), draw.random() < 0.3, draw.random() < 0.05
        made.append(Told(start, length, unit, law, back=back, excluded=excluded))
    return made


def differences(count: int, *, seed: int) -> list[tuple[Told, date, date, date]]:
    found = []
    for asked in random_terms(count, seed=seed):
        told = counted(asked)
        walked, read = finger.last_day(asked), retold(told)
        if not told.ends_on == walked == read:
            found.append((asked, told.ends_on, walked, read))
    return found


def test_random_terms_end_where_the_finger_ends():
    assert differences(SHARE, seed=1182) == []


@pytest.mark.torture
def test_all_random_terms_end_where_the_finger_ends():
    assert differences(ALL, seed=71) == []
