"""Observations: private to who made them until released, kept version by version, then rested on.

Bram (IGJ) observes; Cora is a colleague, Anna (IJenV) leads, Carla (IvhO) reads along, Dirk works
on another case."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.documents.models import Level
from app.findings.models import Audience
from app.findings.service import Fact
from app.kernel import clock
from app.kernel.errors import NotAllowed, NotFound, Refused
from tests.support.acting import acting
from tests.support.observing import Observations
from tests.support.turning import addresses_of, turn

PEOPLE = ("anna", "wim", "bram", "cora", "carla", "dirk")
SECRET = "Een kind vertelde het ons."


@pytest.fixture
def observations(app, world):
    return Observations(app, world)


@pytest.fixture
def base(world):
    return f"/workspaces/{world.workspace.ref}/observations"


@pytest.fixture
def made(observations):
    return observations.make("bram", text=SECRET)


def readers(observations, observation_id):
    return {who for who in PEOPLE if observation_id in _seen(observations, who)}


def _seen(observations, who):
    try:
        return observations.seen_by(who)
    except NotFound:
        return set()


def test_made_corrected_released_and_withdrawn_by_people(browser_of, world, base, transaction):
    bram, anna = browser_of("bram"), browser_of("anna")
    made = bram.visit(f"{base}/new").submit(
        "#observation-form",
        title="De deur stond open",
        kind="seen",
        subject_kind="entity",
        subject="De Meerkoet",
        place="Groep 3",
        observed_on=clock.today().isoformat(),
        observed_at="14:30",
        observers=[str(world.person("bram").id)],
        text=SECRET,
    )
    page = bram.visit(made.location)
    assert "14.30" in page.text("dl")
    assert "Bram" in page.text("dl")
    assert anna.visit(made.location).status == 404

    bram.visit(f"{made.location}/edit").submit(
        "#observation-form", text="De deur stond **open**.", reason="Het ging om de deur."
    )
    bram.visit(made.location).submit("#release-form")
    shown = anna.visit(made.location)
    assert "De deur stond open" in shown.text("article")
    assert (SECRET in shown.body, "Het ging om de deur." in shown.body) == (False, True)

    refused = bram.visit(made.location).submit("#withdraw-form", reason=" ")
    bram.visit(made.location).submit("#withdraw-form", reason="Het was cel 5.")
    assert refused.status == 422
    assert "Het was cel 5." in anna.visit(made.location).text(".utrecht-alert")
    assert transaction.audited(made.location.rpartition("/")[2]) == [
        "observation:text:add",
        "observation:text:change",
        "observation:text:release",
        "observation:text:withdraw",
    ]


def test_before_release_only_the_own_organisation_knows_of_it(
    app, world, browser_of, api_of, observations, made, base
):
    """A crawl for the canary: pages, export, log, desk, search and API."""
    place = base.rpartition("/")[0]
    pages = [base, f"{base}/export", f"{place}/log", f"{place}/findings/new", "/"]
    pages += ["/search?q=kind", f"{place}/findings"]
    for who in ("anna", "carla"):
        browser, api = browser_of(who), api_of(who)
        bodies = [browser.visit(each).body for each in pages]
        paths = (f"/workspaces/{world.workspace.ref}/observations", f"/observations/{made}")
        bodies += [api.get(each).get_data(as_text=True) for each in paths]
        assert [each for each in bodies if SECRET in each or "De deur van cel" in each] == []
        with acting(app, world.actor(who)) as session:
            rows = session.connection().execute(text("select text from observation_version"))
            assert rows.scalars().all() == []
    assert readers(observations, made) == {"bram", "cora"}


def test_released_all_of_lead_and_partners_read_it_from_that_version_on(observations, made):
    observations.correct("bram", made, text="Anders.")
    observations.release("bram", made)
    observations.correct("bram", made, text="Nog anders.")

    assert readers(observations, made) == {"anna", "wim", "bram", "cora", "carla"}
    assert observations.versions_for("anna", made) == [2, 3]
    assert observations.versions_for("cora", made) == [1, 2, 3]


@pytest.mark.parametrize("who", ["anna", "cora", "carla"])
def test_only_who_works_for_its_organisation_changes_it(browser_of, observations, made, base, who):
    observations.release("bram", made)

    for change in (observations.correct, observations.withdraw):
        with pytest.raises((NotAllowed, NotFound)):
            change(who, made)
    assert browser_of(who).visit(f"{base}/{made}/edit").status == 403


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"observed_on": clock.today() + timedelta(days=1)}, "vandaag of eerder"),
        ({"observers": frozenset()}, "wie van je organisatie"),
        ({"observers": "anna"}, "je eigen organisatie"),
    ],
)
def test_what_cannot_be_right_is_refused(observations, world, changed, told):
    if changed.get("observers") == "anna":
        changed = {"observers": frozenset({world.person("anna").id})}
    with pytest.raises(Refused, match=told):
        observations.make("bram", **changed)


def test_nothing_changed_is_no_version(observations, made):
    with pytest.raises(Refused, match="niets veranderd"):
        observations.correct("bram", made, text=SECRET)
    assert observations.versions_for("bram", made) == [1]


def test_who_read_an_older_version_keeps_the_text_and_sees_the_other(
    browser_of, observations, made, base
):
    page = browser_of("bram").visit(f"{base}/{made}/edit")
    observations.correct("bram", made, text="Van een collega.")

    answer = page.submit("#observation-form", text="Van mij.", reason="Ik zag het.")

    assert answer.status == 409
    assert "Van een collega." in answer.text("section[aria-labelledby=theirs]")
    assert answer.text("#observation-form textarea[name=text]") == "Van mij."


def test_evidence_is_open_closed_or_unknown_as_everywhere(browser_of, observations, desk, base):
    shared = desk.document("igj", title="Rooster", ijenv=Level.VIEW, ivho=Level.FINDING)
    secret = desk.document("igj", title="Notitie")
    made = observations.make("bram", evidence=frozenset({shared, secret}))
    observations.release("bram", made)

    seen = {}
    for who in ("bram", "anna", "carla"):
        page = browser_of(who).visit(f"{base}/{made}")
        titles = {each.text_content() for each in page.tree.cssselect(".sz-proof a")}
        seen[who] = (titles, len(page.tree.cssselect(".sz-proof li.is-closed")))
    assert seen == {
        "bram": ({"Rooster", "Notitie"}, 0),
        "anna": ({"Rooster"}, 0),
        "carla": (set(), 1),
    }


def test_the_list_is_narrowed_and_taken_along(browser_of, observations, base):
    day = clock.today()
    observations.make("bram", title="Een", subject="De Meerkoet", place="Groep 3")
    observations.make("bram", title="Twee", subject="De Specht", observed_on=day - timedelta(9))
    mine = observations.make("anna", title="Drie", subject="=1+1")
    observations.release("anna", mine)
    bram = browser_of("bram")

    def titles(query):
        page = bram.visit(f"{base}?{query}")
        return [each.text_content() for each in page.tree.cssselect("tbody a.sz-table__title")]

    assert titles("subject=specht") == ["Twee"]
    assert titles("place=groep&by=igj") == ["Een", "Twee"]
    assert titles("by=ijenv") == ["Drie"]
    assert titles(f"until={(day - timedelta(days=1)).isoformat()}") == ["Twee"]
    assert titles(f"since={day.isoformat()}&by=igj") == ["Een"]
    table = bram.visit(f"{base}/export?by=ijenv&format=csv").body
    assert "'=1+1" in table
    assert "Twee" not in table


def test_pages_follow_each_other(browser_of, observations, base, monkeypatch):
    monkeypatch.setattr("app.findings.queries.OBSERVATIONS_PAGE", 2)
    for number in range(3):
        day = clock.today() - timedelta(days=number)
        observations.make("bram", title=f"Nummer {number}", observed_on=day)
    first = browser_of("bram").visit(base)

    second = turn(first, "Volgende")

    assert "Nummer 0" in turn(second, "Naar de nieuwste").text("tbody")
    assert not addresses_of(first, "Naar de nieuwste")
    assert "Nummer 1" in first.text("tbody")
    assert second.text("tbody").count("Nummer") == 1
    assert "Nummer 2" in second.text("tbody")


ANOTHER_VERSION = (
    "insert into observation_version select observation_id, 7, workspace_id, title,"
    " subject_kind, subject, place, kind, observed_on, observed_at, observers, 'x', 'x',"
    " author_id, made_at from observation_version"
)
FORGED = {
    "take a release back": ("bram", "update observation set released_at = null"),
    "release it again": ("bram", "update observation set released_version = 2, version = 2"),
    "other words in the same version": ("bram", "update observation set text = 'x'"),
    "skip a version": ("bram", "update observation set version = 9"),
    "rewrite a version": ("bram", "update observation_version set text = 'x'"),
    "remove it": ("bram", "delete from observation"),
    "remove a version": ("bram", "delete from observation_version"),
    "add a version that does not stand": ("bram", ANOTHER_VERSION),
}


@pytest.mark.parametrize("attempt", FORGED)
def test_the_database_keeps_what_was_said(app, world, observations, made, attempt):
    observations.release("bram", made)
    who, write = FORGED[attempt]

    with acting(app, world.actor(who)) as session, pytest.raises(DatabaseError):
        session.connection().execute(text(write))


def test_nobody_else_writes_in_it(app, world, observations, made):
    observations.release("bram", made)

    with acting(app, world.actor("anna")) as session:
        write = text("update observation set withdrawal_reason = 'x', withdrawn_at = now()")
        assert session.connection().execute(write).rowcount == 0


# ---- findings that rest on them


def test_a_finding_rests_on_what_was_chosen_in_the_words_of_then(
    browser_of, observations, desk, made, place
):
    observations.release("bram", made)
    finding = desk.finding("anna", facts=frozenset({Fact(made, 1)}))
    observations.correct("bram", made, title="Het was cel 5")

    page = browser_of("carla").visit(f"{place}/{finding}")
    shown = page.text("section[aria-labelledby=observations]")
    form = browser_of("anna").visit(f"{place}/{finding}/edit")

    assert "De deur van cel 4 stond open" in shown
    assert "Daarna verbeterd" in shown
    values = [each.get("value") for each in form.tree.cssselect("input[name=facts]")]
    ticked = [each.get("value") for each in form.tree.cssselect("input[name=facts][checked]")]
    assert (values, ticked) == ([f"{made}~1", f"{made}~2"], [f"{made}~1"])
    form.submit("#findings-form", facts=[f"{made}~2"], reason="De nieuwe tekst.")
    again = browser_of("carla").visit(f"{place}/{finding}")
    assert "Het was cel 5" in again.text("section[aria-labelledby=observations]")


def test_a_finding_leans_on_nothing_its_organisation_may_not_see(desk, made):
    with pytest.raises(Refused, match="die je mag lezen"):
        desk.finding("anna", facts=frozenset({Fact(made, 1)}))


def test_a_finding_for_all_rests_only_on_what_all_read(observations, desk, made):
    facts = frozenset({Fact(made, 1)})
    own = desk.finding("bram", facts=facts, audience=Audience.OWN)

    with pytest.raises(Refused, match="Geef die eerst vrij"):
        desk.finding("bram", facts=facts)
    with pytest.raises(Refused, match="Geef die eerst vrij"):
        desk.change_finding("bram", own, seen_version=1, facts=facts)
    observations.correct("bram", made, text="Anders.")
    observations.release("bram", made)
    with pytest.raises(Refused, match="Kies de nieuwere"):
        desk.change_finding("bram", own, seen_version=1, facts=facts)
    desk.change_finding("bram", own, seen_version=1, facts=frozenset({Fact(made, 2)}))


def test_what_was_withdrawn_or_changed_meanwhile_is_not_newly_cited(observations, desk, made):
    observations.release("bram", made)
    kept = desk.finding("anna", facts=frozenset({Fact(made, 1)}))
    observations.correct("bram", made, text="Anders.")
    with pytest.raises(Refused, match="terwijl je las"):
        desk.finding("anna", facts=frozenset({Fact(made, 1)}))
    observations.withdraw("bram", made)
    with pytest.raises(Refused, match="ingetrokken"):
        desk.finding("anna", facts=frozenset({Fact(made, 2)}))
    desk.change_finding("anna", kept, seen_version=2, facts=frozenset({Fact(made, 1)}))


def test_the_database_lets_no_finding_lean_on_what_others_do_not_read(
    app, world, observations, desk, made
):
    finding = desk.finding("bram")
    forged = text(
        "insert into finding_fact select :finding, id, workspace_id, version, now()"
        " from observation where id = :made"
    )
    with acting(app, world.actor("bram")) as session, pytest.raises(DatabaseError):
        session.connection().execute(forged, {"finding": finding, "made": made})


def test_the_report_prints_the_observations_it_rests_on(observations, desk, made):
    observations.release("bram", made)
    report = desk.report(desk.finding("anna", facts=frozenset({Fact(made, 1)})))

    desk.freeze(report)

    words = desk.words_in(report)
    assert "De deur van cel 4 stond open" in words
    assert SECRET in words
    assert "ingetrokken" not in words


def test_the_report_says_what_was_withdrawn_since(observations, desk, made):
    observations.release("bram", made)
    report = desk.report(desk.finding("anna", facts=frozenset({Fact(made, 1)})))
    observations.withdraw("bram", made)

    desk.freeze(report)

    assert "daarna ingetrokken" in " ".join(desk.words_in(report).split())


def test_for_partners_systems(api_of, world, observations):
    api, base = api_of("bram"), f"/workspaces/{world.workspace.ref}"
    body = {
        "title": "Een",
        "kind": "heard",
        "subject_kind": "theme",
        "subject": "Bejegening",
        "observed_on": clock.today().isoformat(),
        "observed_at": "09:05",
        "observers": ["bram"],
        "text": "Twee jongeren zeiden het.",
    }
    made = api.post(f"{base}/observations", json=body).json
    path = f"/observations/{made['id']}"
    better = {**body, "title": "Beter", "reason": "Het waren er twee."}

    assert api.ask("PUT", path, json=better).status_code == 428
    assert api.ask("PUT", path, json=better, headers={"If-Match": '"9"'}).status_code == 412
    changed = api.ask("PUT", path, json=better, headers={"If-Match": '"1"'}).json
    assert (changed["version"], changed["title"], changed["observed_at"]) == (2, "Beter", "09:05")
    assert api_of("anna").get(path).status_code == 404
    assert api.post(f"{path}/release").json["audience"] == "workspace"
    rows = api_of("anna").get(f"{base}/observations?limit=1").json["items"]
    assert [each["id"] for each in rows] == [made["id"]]
    finding = api_of("anna").post(
        f"{base}/findings",
        json={
            "title": "x",
            "text": "y",
            "norm": str(world.norm.id),
            "aspect": "resources",
            "observations": [made["id"]],
        },
    )
    assert finding.json["observations"] == [{"id": made["id"], "version": 2}]
    assert api.post(f"{path}/withdraw", json={"reason": "Fout."}).json["withdrawn_at"]


def test_a_text_that_was_read_is_what_is_released(observations, made, browser_of, base):
    page = browser_of("bram").visit(f"{base}/{made}")
    observations.correct("bram", made, text="Van een collega.")

    answer = page.submit("#release-form")

    assert answer.status == 409
    assert readers(observations, made) == {"bram", "cora"}
