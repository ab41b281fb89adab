"""Figures: each number is of what the reader sees, in the bars, the table and the list alike."""

import csv
import io
import random
from collections import Counter
from datetime import date, timedelta

import pytest

from app.findings.models import Audience, Judgement
from app.tasks.models import TaskStatus
from app.workspaces.models import ParticipantRole
from tests.support.counting import counting
from tests.support.tasks import change_part

PATH = "/workspaces/WRK-2026-1001/figures"
FRIDAY, TODAY = date(2026, 11, 27), date(2026, 12, 1)
HOMES = {"anna": "ijenv", "bram": "igj", "carla": "ivho"}
SHORT = {"ijenv": "IJenV", "igj": "IGJ", "ivho": "IvhO"}
WORDS = {
    "late": "Te laat",
    "running": "Loopt",
    "returned": "Teruggegeven",
    "delivered": "Opgeleverd, nog niet bevestigd",
    "done": "Klaar",
}
SHARING = ("lead", "partner")


@pytest.fixture(autouse=True)
def today(clock_at):
    clock_at("2026-12-01 09:00")


def stand(status, due_on):
    """The rule, restated: a weekend runs on to Monday; no other day here is a holiday."""
    if status not in ("open", "accepted"):
        return status
    if due_on is None:
        return "running"
    runs_on = due_on
    while runs_on.weekday() > 4:
        runs_on += timedelta(days=1)
    return "late" if runs_on < TODAY else "running"


def expected(tasks, who, roles):
    """Who sees which task, restated: sharing roles all but what others have apart."""
    own = HOMES[who]
    counted = Counter()
    for home, asker, status, due_on, is_apart in tasks:
        if status == "withdrawn":
            continue
        between = own in (home, asker) if roles[own] in SHARING else own == home
        if between or (roles[own] in SHARING and not is_apart):
            counted[SHORT[home], WORDS[stand(status, due_on)]] += 1
    return counted


def told(page, chart="tasks"):
    """The numbers of a chart's table."""
    found = Counter()
    for line in page.tree.cssselect(f"#{chart} tbody tr"):
        [name] = line.cssselect("th")
        for each in line.cssselect("td"):
            if each.get("data-label") != "Samen" and (number := int(each.text_content())):
                found[name.text_content().strip(), each.get("data-label")] = number
    return found


def told_in_list(answer):
    rows = list(
        csv.reader(io.StringIO(answer.response.get_data().decode("utf-8-sig")), delimiter=";")
    )
    return Counter(
        {
            (row[0], rows[0][at]): int(row[at])
            for row in rows[1:]
            for at in range(1, len(row) - 1)
            if row[at] != "0"
        }
    )


@pytest.mark.parametrize("seed", range(6))
def test_tasks_are_counted_as_the_rule_says(browser_of, put_task, world, transaction, seed):
    draw = random.Random(seed)
    roles = {"ijenv": "lead"} | {
        code: draw.choice(("partner", "observer", "guest")) for code in ("igj", "ivho")
    }
    for code, role in roles.items():
        change_part(world, transaction, code, ParticipantRole(role))
    tasks = []
    for _each in range(30):
        home, by = draw.choice(list(HOMES.values())), draw.choice(list(HOMES))
        status = draw.choice(list(TaskStatus))
        due_on = draw.choice([None, *(TODAY + timedelta(days=n) for n in range(-9, 4))])
        apart = draw.random() < 0.4
        put_task(organisation=home, by=by, status=status, due_on=due_on, is_apart=apart)
        tasks.append((home, HOMES[by], str(status), due_on, apart))

    for who in HOMES:
        browser, wanted = browser_of(who), expected(tasks, who, roles)
        assert told(browser.visit(PATH)) == wanted, who
        assert told_in_list(browser.visit(f"{PATH}/export?chart=tasks")) == wanted, who
        over = Counter()
        for (_home, words), number in wanted.items():
            over["WRK-2026-1001", words] += number
        whole = told(browser.visit("/figures"))
        assert {(name[:13], words): n for (name, words), n in whole.items()} == over, who


def test_a_saturday_is_late_on_tuesday_and_not_on_monday(browser_of, put_task, clock_at):
    put_task("bram", due_on=date(2026, 11, 28))
    assert told(browser_of("anna").visit(PATH)) == {("IGJ", "Te laat"): 1}

    clock_at("2026-11-30 09:00")
    assert told(browser_of("anna").visit(PATH)) == {("IGJ", "Loopt"): 1}


def test_bars_are_read_out_with_the_numbers_of_the_table(browser_of, put_task):
    for due_on, status in (
        (FRIDAY, TaskStatus.OPEN),
        (None, TaskStatus.DONE),
        (None, TaskStatus.DONE),
    ):
        put_task("bram", due_on=due_on, status=status)
    put_task("anna", status=TaskStatus.DONE)
    page = browser_of("carla").visit(PATH)

    read_out = [each.get("aria-label") for each in page.tree.cssselect("#tasks svg[role=img]")]
    assert read_out == ["IGJ: 1 te laat, 2 klaar", "IJenV: 1 klaar"]
    widths = [float(each.get("width")) for each in page.tree.cssselect("#tasks svg[role=img] rect")]
    assert widths == pytest.approx([333.3, 666.7, 333.3])


def test_a_finding_is_counted_for_whom_it_is_there(browser_of, desk):
    desk.finding(judgement=Judgement.NOT_MET, audience=Audience.WORKSPACE)
    desk.finding(judgement=Judgement.MEETS, audience=Audience.OWN, is_final=False)
    own, others = (told(browser_of(who).visit(PATH), "findings") for who in ("anna", "bram"))

    judgements = [Counter(words for _aspect, words in each) for each in (own, others)]
    assert judgements == [
        Counter(["Voldoet niet", "Voldoet"]),
        Counter(["Voldoet niet"]),
    ]


def test_reports_are_counted_once_in_their_newest_version(browser_of, desk):
    desk.frozen()
    page = browser_of("bram").visit(PATH)

    assert sum(told(page, "reports").values()) == 1


def test_an_empty_workspace_says_so(browser_of):
    page = browser_of("anna").visit(PATH)

    assert page.text().count("Nog niets om te tellen") == 3
    assert browser_of("els").visit("/figures").text().count("Nog niets om te tellen") == 3


def test_nobody_else_knows_of_a_workspace(browser_of, put_task):
    put_task("bram")

    assert browser_of("dirk").visit(PATH).status == 404
    assert browser_of("dirk").visit(f"{PATH}/export?chart=tasks").status == 404
    assert not told(browser_of("dirk").visit("/figures"))


@pytest.mark.parametrize(
    "path", [f"{PATH}/export?chart=", f"{PATH}/export?chart=x", "/figures/export?chart="]
)
def test_a_chart_there_is_not_is_not_found(browser_of, path):
    assert browser_of("anna").visit(path).status == 404


@pytest.mark.parametrize("path", [PATH, "/figures"])
def test_it_costs_the_same_whatever_there_is(browser_of, put_task, desk, owner_engine, path):
    browser = browser_of("anna")
    browser.visit(path)
    costs = []
    for number in (0, 30):
        for each in range(number):
            put_task("bram", due_on=FRIDAY + timedelta(days=each))
        with counting(owner_engine) as statements:
            assert browser.visit(path).status == 200
        costs.append(len(statements))

    assert costs[0] == costs[1] <= 8
