"""Random programmes against an oracle: pages, counts, files and the API show what it says.

With both walls, with our conditions alone, and with row security alone."""

import csv
import io
import re
from random import Random

import pytest
from sqlalchemy import text, true

from app.coordination.models import Rest
from app.identity import queries as identity
from app.kernel import clock, ids
from app.programme import queries
from app.programme.models import InvestigationWorkspace
from app.programme.policy import ProgrammePermission
from app.programme.queries import WantedLines, lines, links
from tests.support import programme_oracle as oracle
from tests.support.programme import stored, this_year

COUNT, SEED = 400, 20261129
READERS = {
    "anna": "ijenv",
    "wim": "ijenv",
    "els": "ijenv",
    "bram": "igj",
    "carla": "ivho",
    "dirk": "nvwa",
}
NUMBER = re.compile(r"line-(\d+)-x")


@pytest.fixture
def drawn(world, transaction):
    """Random lines, in their tables."""
    years = (this_year(), this_year() + 1)
    found = oracle.draw_lines(Random(SEED), COUNT, years=years)
    places = {"here": world.workspace.id, "there": world.elsewhere.id}
    keys = {code: each.id for code, each in world.organisations.items()}
    with transaction.as_owner() as owner:
        for line in found:
            made = stored(
                owner,
                keys[line.owner],
                year=line.year,
                task=line.task,
                mode=line.mode,
                phase=line.phase,
                phase_reason="Daarom." if line.phase == "dropped" else "",
                title=f"line-{line.number}-x",
                starts_on=None,
                ends_on=None,
                partners=[keys[each] for each in sorted(line.partners)],
                named=[keys[each] for each in sorted(line.named)],
                rest=Rest.EVERYTHING if line.is_for_all else Rest.NOTHING,
                withdrawn_at=clock.now() if line.is_withdrawn else None,
            )
            if line.place:
                owner.add(
                    InvestigationWorkspace(
                        id=ids.new_id(),
                        investigation_id=made.id,
                        workspace_id=places[line.place],
                        organisation_id=made.organisation_id,
                        year=made.year,
                        linked_at=clock.now(),
                        ended_at=None,
                    )
                )
        owner.flush()
        owner.execute(text("analyze investigation, investigation_workspace"))
    return found


def numbers(text_of):
    return {int(each) for each in NUMBER.findall(text_of)}


def read(keeping, who, **wanted):
    """The lists somebody reads: numbers, totals by task, and of which the workspace is shown."""
    with keeping.acting(who) as actor:
        may = queries.get_keeping(actor, ProgrammePermission.VIEW)
        known = {each.code: each.id for each in identity.list_organisations()}
        partner_id = known.get(wanted.pop("partner", ""))
        asked = WantedLines(**{"year": this_year(), **wanted}, partner_id=partner_id)
        found = queries.read_lines(actor, may, asked, limit=COUNT)
        shown = queries.list_links(actor, [each.id for each in found.rows])
    assert found.total == len(found.rows)
    titles = {each.id: each.title for each in found.rows}
    return (
        numbers(" ".join(titles.values())),
        {str(group.task): group.total for group in found.groups},
        numbers(" ".join(titles[key] for key in shown)),
    )


def rule(drawn, who, **wanted):
    home, wanted = READERS[who], {"year": this_year(), **wanted}
    of_year = oracle.listed(drawn, home, **wanted)
    return (
        of_year,
        oracle.totals(drawn, home, **wanted),
        oracle.linked(drawn, home, who) & of_year,
    )


@pytest.mark.parametrize("who", READERS)
def test_lists_and_totals_are_what_the_oracle_says(keeping, drawn, who):
    choices = [
        {},
        {"task": "safe"},
        {"mode": "in_depth", "phase": "execution"},
        {"partner": "igj"},
        {"partner": "ijenv", "task": "protection"},
        {"year": this_year() + 1},
    ]
    for wanted in choices:
        assert read(keeping, who, **wanted) == rule(drawn, who, **wanted), wanted
    assert len(rule(drawn, who)[0]) > 40


@pytest.mark.parametrize("who", READERS)
def test_each_wall_alone_says_the_same(keeping, drawn, who, monkeypatch):
    with keeping.transaction.without_row_security():
        assert read(keeping, who) == rule(drawn, who)
    for module, name in (
        (lines, "visible_to"),
        (links, "visible_to"),
        (links, "links_visible_to"),
    ):
        monkeypatch.setattr(module, name, lambda *_asked: true())

    assert read(keeping, who) == rule(drawn, who)
    with keeping.transaction.without_row_security():
        assert read(keeping, who) != rule(drawn, who), "The test looks at nothing"


@pytest.mark.parametrize("who", READERS)
def test_pages_and_files_show_no_more_and_no_less(browser_of, drawn, who):
    of_year, _totals, linked = rule(drawn, who)
    browser = browser_of(who)

    grouped, table = (browser.visit(f"/programme{view}") for view in ("", "?view=table"))
    file = browser.visit("/programme/export?format=csv").response.data.decode("utf-8-sig")

    assert numbers(grouped.response.text) == numbers(table.response.text) == of_year
    rows = list(csv.reader(io.StringIO(file), delimiter=";" if ";" in file else ","))[1:]
    assert {int(NUMBER.search(row[3])[1]) for row in rows} == of_year
    assert {int(NUMBER.search(row[3])[1]) for row in rows if row[11]} == linked


@pytest.mark.parametrize("who", ["anna", "bram", "carla", "dirk"])
def test_the_api_gives_no_more_and_no_less(api_of, drawn, who):
    found, cursor = [], ""
    while cursor is not None:
        path = f"/programme/investigations?limit=100&cursor={cursor}"
        answer = api_of(who).get(path).json
        found += answer["items"]
        cursor = answer["next"]

    titles = [each["title"] for each in found]
    home = READERS[who]
    assert len(titles) == len(set(titles))
    assert numbers(" ".join(titles)) == oracle.listed(drawn, home)
    with_place = " ".join(each["title"] for each in found if each["workspaces"])
    assert numbers(with_place) == oracle.linked(drawn, home, who)


@pytest.mark.parametrize("who", ["els", "bram", "carla", "dirk"])
def test_one_by_one_what_is_not_in_the_list_does_not_exist(api_of, drawn, keeping, who):
    with keeping.transaction.as_owner() as owner:
        rows = owner.execute(text("select id, title from investigation limit 60")).all()
    by_number = {line.number: line for line in drawn}

    for key, title in rows:
        line = by_number[int(NUMBER.search(title)[1])]
        wanted = 200 if oracle.may_see(line, READERS[who]) else 404
        answer = api_of(who).get(f"/programme/investigations/{key}")
        assert answer.status_code == wanted, line
