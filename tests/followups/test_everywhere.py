"""Follow-ups of all workspaces: who sees which, in what order, narrowed, and page by page."""

import csv
import io
import random
import re
from datetime import date, timedelta

import pytest

from app.followups import queries
from app.followups.models import EntryKind, FollowUp, FollowUpEntry, Verdict
from app.kernel import ids
from app.workspaces.models import ParticipantRole
from tests.support.counting import counting
from tests.support.tasks import change_part, stand_still
from tests.support.turning import addresses_of, turn

TODAY = date(2026, 12, 1)
HOMES = {"anna": "ijenv", "bram": "igj", "carla": "ivho"}
ADDRESSEES = ("de directie", "De Directie van De Wissel", "gemeente Rivierstad", "100% zorg_b.v.")
TEXTS = ("Neem een arts aan.", "Meet de wachttijd.", "Verbeter het dagprogramma.")


@pytest.fixture
def clock_at(monkeypatch):
    return stand_still(monkeypatch)


@pytest.fixture
def put(desk, world, transaction, report_id, clock_at):
    """Put many follow-ups beside each other, drawn from a seed; return what each is."""

    def make(count, seed):
        clock_at("2026-12-01 09:00")
        draw = random.Random(seed)
        made = []
        with transaction.as_owner() as owner:
            owner.query(FollowUpEntry).delete()
            first = owner.query(FollowUp).order_by(FollowUp.id).first()
            facts = {
                name: getattr(first, name)
                for name in ("workspace_id", "report_id", "series_id", "finding_id", "report_ref")
            }
            owner.query(FollowUp).delete()
            for position in range(count):
                one = FollowUp(
                    id=ids.new_id(),
                    **facts,
                    organisation_id=world.organisations[draw.choice(list(HOMES.values()))].id,
                    position=position,
                    title=f"Bevinding {position}",
                    text=draw.choice(TEXTS),
                    addressee=draw.choice(ADDRESSEES),
                    due_on=draw.choice([None, *(TODAY + timedelta(days=n) for n in range(-6, 3))]),
                    made_at=first.made_at,
                    replaced_at=draw.choice([None, None, None, first.made_at]),
                )
                owner.add(one)
                owner.flush()
                decided = draw.choice([None, None, *Verdict])
                if decided is not None:
                    owner.add(decision(one, decided, world))
                made.append((one, decided))
            owner.flush()
        return made

    return make


def decision(follow_up, verdict, world):
    return FollowUpEntry(
        id=ids.new_id(),
        workspace_id=follow_up.workspace_id,
        follow_up_id=follow_up.id,
        number=1,
        kind=EntryKind.DECISION,
        verdict=verdict,
        words="Omdat.",
        happened_on=TODAY,
        organisation_id=follow_up.organisation_id,
        made_by_id=world.person("anna").id,
        made_at=follow_up.made_at,
    )


def expected(made, who, roles, world, *, show="all", words=""):
    """Who sees what, restated, and narrowed; by term, what has none last."""
    own = HOMES[who]
    found = []
    for each, verdict in made:
        is_own = each.organisation_id == world.organisations[own].id
        if each.replaced_at or not (is_own or roles[own] in ("lead", "partner")):
            continue
        told = f"{each.addressee}\n{each.text}\n{each.title}".lower()
        if not all(word.lower() in told for word in words.split()):
            continue
        late_from = each.due_on
        while late_from and late_from.weekday() > 4:
            late_from += timedelta(days=1)
        is_late = verdict is None and late_from is not None and late_from < TODAY
        wanted = {
            "all": True,
            "waiting": verdict is None,
            "late": is_late,
            "decided": verdict is not None,
        }
        if wanted[show]:
            found.append(each)
    found.sort(key=lambda one: (one.due_on is None, one.due_on or TODAY, one.id))
    return [str(each.id) for each in found]


def listed(browser, address):
    """Follow every page, and return the ids in order."""
    found = []
    while address:
        page = browser.visit(address)
        links = page.tree.cssselect("tbody th a")
        found += [each.get("href").rsplit("/", 1)[1] for each in links]
        older = page.tree.cssselect("a[rel=next]")
        address = older[0].get("href") if older else None
    return found


@pytest.mark.parametrize("seed", range(4))
def test_each_sees_what_the_rule_says_in_every_narrowing(
    browser_of, put, world, transaction, monkeypatch, seed
):
    monkeypatch.setattr(queries, "PAGE", 7)
    draw = random.Random(seed)
    roles = {"ijenv": "lead"} | {
        code: draw.choice(("partner", "observer", "guest")) for code in ("igj", "ivho")
    }
    made = put(40, seed)
    for code, role in roles.items():
        change_part(world, transaction, code, ParticipantRole(role))

    for who in HOMES:
        browser = browser_of(who)
        for show in ("all", "waiting", "late", "decided"):
            for words in (
                "",
                "directie",
                "DIRECTIE wissel",
                "100%",
                "zorg_b",
                "arts",
                "er is niets",
            ):
                wanted = expected(made, who, roles, world, show=show, words=words)
                asked = {"show": show, "q": words}
                query = "&".join(f"{key}={value}" for key, value in asked.items())
                address = f"/follow-ups?{query}".replace("%", "%25").replace(" ", "+")
                assert listed(browser, address) == wanted, (who, show, words)
        answer = browser.visit("/follow-ups/export")
        body = answer.response.get_data().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(body), delimiter=";"))
        assert len(rows) - 1 == len(expected(made, who, roles, world)), who


def test_a_stranger_and_an_administrator_see_none(browser_of, put):
    put(5, 1)

    for who in ("dirk", "els"):
        page = browser_of(who).visit("/follow-ups")
        assert "Nog niets om op te volgen" in page.text("main")
        assert not page.has("tbody")


def test_what_does_not_fit_says_so_and_keeps_what_was_typed(browser_of, put):
    put(3, 1)
    page = browser_of("anna").visit("/follow-ups?q=onvindbaar&show=late")

    assert "Niets gevonden" in page.text("main")
    assert page.tree.cssselect("#narrow-q")[0].get("value") == "onvindbaar"
    assert page.tree.cssselect("#narrow-show option[selected]")[0].get("value") == "late"


@pytest.mark.parametrize("query", ["show=x", "day=31-2&id=x", "id=1", "q=%00%22", "day=2026-02-31"])
def test_an_address_that_makes_no_sense_is_the_first_page(browser_of, put, query):
    put(3, 1)
    assert browser_of("anna").visit(f"/follow-ups?{query}").status == 200


def test_a_formula_stays_text_in_the_list(browser_of, put, transaction):
    put(1, 1)
    with transaction.as_owner() as owner:
        owner.query(FollowUp).update({"addressee": "=1+1", "replaced_at": None})
    answer = browser_of("anna").visit("/follow-ups/export")

    cells = re.split(r"[;\n]", answer.response.get_data().decode("utf-8-sig"))
    assert not [each for each in cells if each.strip('"').startswith("=")]


def test_a_workspace_gives_its_own_list(browser_of, report_id, world):
    place = f"/workspaces/{world.workspace.ref}/follow-ups"
    answer = browser_of("bram").visit(f"{place}/export")

    rows = list(
        csv.reader(io.StringIO(answer.response.get_data().decode("utf-8-sig")), delimiter=";")
    )
    assert {row[2] for row in rows[1:]} >= {"de directie", "de gemeente"}
    assert browser_of("dirk").visit(f"{place}/export").status == 404


def test_a_finding_leads_to_what_was_recommended_before(browser_of, theirs, report_id, world):
    page = browser_of("anna").visit(f"/workspaces/{world.workspace.ref}/findings/{theirs}")
    [link] = [
        each.get("href")
        for each in page.tree.cssselect("main a")
        if "Eerder aanbevolen" in each.text_content() and "gemeente" in each.text_content()
    ]

    assert "de gemeente" in browser_of("anna").visit(link).text("tbody")


def test_it_costs_the_same_whatever_there_is(browser_of, put, owner_engine):
    costs = []
    for count in (1, 1, 45):
        put(count, 3)
        browser = browser_of("anna")
        with counting(owner_engine) as statements:
            assert browser.visit("/follow-ups").status == 200
        costs.append(len(statements))

    assert costs[1] == costs[2] <= 8


def test_a_later_page_leads_back_to_the_first(browser_of, put, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 7)
    put(40, 1)
    first = browser_of("anna").visit("/follow-ups?show=all&q=directie")
    second = turn(first, "Volgende")

    assert not addresses_of(first, "Naar de eerste pagina")
    assert turn(second, "Naar de eerste pagina").text("tbody") == first.text("tbody")
