"""Scoring blind: nobody learns a score before all are in, then all see all at one moment.

Bram (IGJ) asks; Anna (IJenV) and Bram score. Wim is a colleague of Anna who does not, Carla (IvhO)
of a partner that is not asked, Dirk of another case."""

import hashlib
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.findings.models import Audience, Judgement
from app.kernel.errors import NotAllowed, NotFound, Refused
from tests.support.acting import acting
from tests.support.judging import Scores

PEOPLE = ("anna", "wim", "bram", "cora", "carla")
SECRET = "Het is er onveilig, zag ik."


@pytest.fixture
def scores(app, world):
    return Scores(app, world)


@pytest.fixture
def base(world):
    return f"/workspaces/{world.workspace.ref}/scorings"


@pytest.fixture
def asked(scores):
    return scores.ask("bram", "anna", "bram")


def rows_of(app, world, who):
    """What the database itself lets somebody read of all scores."""
    with acting(app, world.actor(who)) as session:
        return session.connection().execute(text("select reason from score")).scalars().all()


def test_asked_scored_and_opened_by_people(browser_of, world, base, transaction):
    bram, anna = browser_of("bram"), browser_of("anna")
    people = [str(world.person(each).id) for each in ("anna", "bram")]
    made = bram.visit(f"{base}/new").submit(
        "#ask-form", title="De Meerkoet", norm=str(world.norm.id), people=people
    )
    page = anna.visit(made.location)
    page.submit("#score-form", judgement="not_met", reason=SECRET)
    waiting = bram.visit(made.location)
    done = waiting.submit("#score-form", judgement="meets", reason="Prima.").follow()

    assert SECRET not in waiting.body
    assert "Anna IJenVHeeft gescoord–" in waiting.text("tbody")
    assert "Jij was de laatste." in done.text()
    assert f"Anna IJenVVoldoet niet{SECRET}" in anna.visit(made.location).text("tbody")
    assert transaction.audited(made.location.rpartition("/")[2]) == [
        "scoring:page:ask",
        "scoring:score:give",
        "scoring:score:give",
        "scoring:page:open",
    ]


@pytest.mark.parametrize("who", ["wim", "bram", "cora", "carla"])
def test_before_it_opens_nobody_else_learns_a_score(
    app, world, browser_of, api_of, scores, asked, base, who
):
    """A crawl for the canary: pages, regions, lists, log, desk, search, notices and API."""
    scores.give("anna", asked, Judgement.NOT_MET, reason=SECRET)
    place = base.rpartition("/")[0]
    browser, api = browser_of(who), api_of(who)

    pages = [
        *(base, f"{base}/{asked}", place, f"{place}/log", f"{place}/findings", "/", "/notices"),
        "/search?q=onveilig",
    ]
    answers = [
        api.get(f"/workspaces/{world.workspace.ref}{each}").get_data(as_text=True)
        for each in ("/scorings", f"/scorings/{asked}", "/log")
    ]
    bodies = [*(browser.visit(each).body for each in pages), *answers]

    assert [each for each in bodies if "onveilig, zag" in each] == []
    assert [each for each in answers if "not_met" in each] == []
    assert "Voldoet niet" not in browser.visit(f"{base}/{asked}").text("tbody")
    assert (rows_of(app, world, who), scores.seen_by(who, asked)) == ([], {})


def test_who_scored_reads_the_own_score_and_changes_it(browser_of, scores, asked, base):
    scores.give("anna", asked, Judgement.NOT_MET, reason="Eerst.")
    page = browser_of("anna").visit(f"{base}/{asked}")

    assert page.text("#score-form textarea") == "Eerst."
    page.submit("#score-form", judgement="partly", reason="Bij nader inzien.")

    assert scores.seen_by("anna", asked) == {"Anna": Judgement.PARTLY}


def test_opened_everybody_with_sight_reads_all_and_nothing_changes(app, world, scores, asked):
    scores.give("anna", asked, Judgement.NOT_MET)
    assert scores.give("bram", asked, Judgement.MEETS) is True

    both = {"Anna": Judgement.NOT_MET, "Bram": Judgement.MEETS}
    assert [scores.seen_by(who, asked) for who in PEOPLE] == [both] * 5
    with pytest.raises(NotAllowed):
        scores.give("anna", asked, Judgement.MEETS)
    with pytest.raises(NotFound):
        scores.seen_by("dirk", asked)
    assert rows_of(app, world, "dirk") == []


def test_who_asked_opens_it_early_only_with_a_reason(browser_of, scores, asked, base, transaction):
    scores.give("anna", asked, Judgement.NOT_MET, reason=SECRET)
    page = browser_of("bram").visit(f"{base}/{asked}")

    refused = page.submit("#close-form", reason="  ")
    opened = page.submit("#close-form", reason="Bram is ziek.").follow()

    assert (refused.status, SECRET in refused.body) == (422, False)
    assert "Bram is ziek." in opened.text()
    assert SECRET in opened.body
    assert "Bram IGJHeeft niet gescoord" in opened.text("tbody")
    with pytest.raises(NotAllowed):
        scores.give("bram", asked)
    assert transaction.audited(asked)[-1] == "scoring:page:close"


FORGED = (
    "insert into score select id, '{0}', workspace_id, 'meets', 'x', now()"
    " from scoring where id = '{{asked}}'"
)
TOO_EARLY = {
    "open it": ("bram", "update scoring set opened_at = now() where id = '{asked}'"),
    "close it for who asked": (
        "anna",
        "update scoring set opened_at = now(), closing_reason = 'x' where id = '{asked}'",
    ),
    "conclude": ("bram", "update scoring set consensus = 'meets' where id = '{asked}'"),
    "conclude for who asked": ("anna", "update scoring set consensus_text = 'x'"),
    "remove a score": ("bram", "delete from score"),
    "score unasked": ("wim", FORGED.format("{wim}")),
    "score for another": ("bram", FORGED.format("{anna}")),
}


@pytest.mark.parametrize("attempt", TOO_EARLY)
def test_the_database_opens_nothing_too_early(app, world, scores, asked, attempt):
    scores.give("anna", asked)
    who, write = TOO_EARLY[attempt]
    named = {each: world.person(each).id for each in PEOPLE}

    with acting(app, world.actor(who)) as session, pytest.raises(DatabaseError):
        session.connection().execute(text(write.format(asked=asked, **named)))


@pytest.mark.parametrize("write", ["judgement = 'meets'", "reason = 'Anders'"])
def test_nobody_writes_the_score_of_another(app, world, scores, asked, write):
    scores.give("anna", asked, reason=SECRET)

    with acting(app, world.actor("bram")) as session:
        assert session.connection().execute(text(f"update score set {write}")).rowcount == 0


@pytest.mark.parametrize(
    ("people", "more", "told"),
    [
        (("bram",), {}, "minstens 2"),
        (("bram", "carla"), {}, "een van deze mensen"),
        (("bram", "dirk"), {}, "een van deze mensen"),
        (("bram", "anna"), {"audience": Audience.OWN}, "andere organisaties"),
    ],
)
def test_who_may_not_be_asked(scores, people, more, told):
    with pytest.raises(Refused, match=told):
        scores.ask("bram", *people, **more)


def test_a_finding_of_another_or_for_fewer_cannot_go_with_it(scores, desk, asked):
    own = desk.finding("bram", audience=Audience.OWN)
    theirs = desk.finding("anna")

    for finding in (own, theirs):
        with pytest.raises(Refused):
            scores.ask("bram", "anna", "bram", finding_id=finding)


def test_consensus_and_another_view_go_with_the_finding(browser_of, scores, desk, base, place):
    finding = desk.finding("bram")
    asked = scores.ask("bram", "anna", "bram")
    for who in ("anna", "bram"):
        scores.give(who, asked)
    browser_of("bram").visit(f"{base}/{asked}").submit(
        "#conclude-form", consensus="partly", text="Samen.", finding=str(finding)
    )
    browser_of("anna").visit(f"{base}/{asked}").submit(
        "#view-form", judgement="not_met", text="Wij zien dat **anders**."
    )

    page = browser_of("carla").visit(f"{place}/{finding}")
    assert "Minderheidsstandpunt IJenV Voldoet niet" in page.text(
        "section[aria-labelledby=dissent-title]"
    )
    assert page.text("section[aria-labelledby=scored]").endswith("Voldoet deels")


def test_of_two_colleagues_the_second_reads_first_what_the_first_wrote(
    browser_of, scores, desk, asked, base
):
    for who in ("anna", "bram"):
        scores.give(who, asked)
    scores.dissent("anna", asked, "Wij telden 70 uur.")
    first, second = (browser_of("anna").visit(f"{base}/{asked}") for _each in range(2))
    done = first.submit("#view-form", judgement="not_met", text="Wij telden 71 uur.")

    late = second.submit("#view-form", judgement="meets", text="Toch niet.")

    assert (done.status, late.status) == (303, 409)
    assert "Toch niet." in late.text("#view-form textarea")
    assert "Wij telden 71 uur." in browser_of("bram").visit(f"{base}/{asked}").text("main")
    told = desk.facts_of(asked, "scoring:view:note")
    said = hashlib.sha256(b"Wij telden 71 uur.").hexdigest()
    assert (told["version"], told["text_sha256"]) == (2, said)


def test_the_report_holds_the_other_view(desk, scores):
    finding = desk.finding("bram")
    asked = scores.ask("bram", "anna", "bram", finding_id=finding)
    for who in ("anna", "bram"):
        scores.give(who, asked)
    scores.dissent("anna", asked, "Wij telden 70 uur.")

    report = desk.report(finding)
    desk.freeze(report)

    assert "Minderheidsstandpunt van Inspectie Justitie en Veiligheid" in desk.words_in(report)
    assert "Wij telden 70 uur." in desk.words_in(report)


@pytest.mark.parametrize("to", ["none", "another"])
def test_what_others_hold_stays_with_its_finding(app, world, desk, scores, to):
    """Who asked, and is contradicted, takes a view of others out of no report."""
    finding = desk.finding("bram")
    other = desk.finding("bram") if to == "another" else None
    asked = scores.ask("bram", "anna", "bram", finding_id=finding)
    for who in ("anna", "bram"):
        scores.give(who, asked)
    scores.dissent("anna", asked, "Wij telden 70 uur.")

    with pytest.raises(Refused, match="minderheidsstandpunt"):
        scores.conclude("bram", asked, other)
    scores.conclude("bram", asked, finding)
    with acting(app, world.actor("bram")) as session, pytest.raises(DatabaseError):
        session.connection().execute(
            text("update scoring set finding_id = :other"), {"other": other}
        )


def test_only_who_was_asked_holds_another_view_and_only_once_it_is_open(scores, asked):
    with pytest.raises(NotAllowed):
        scores.dissent("anna", asked)
    scores.give("anna", asked)
    scores.give("bram", asked)
    for who in ("carla", "wim"):
        with pytest.raises(NotAllowed):
            scores.dissent(who, asked)
    scores.dissent("anna", asked)


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["anna", "bram", "close"]), st.sampled_from(list(Judgement))
    ),
    max_size=6,
)  # fmt: skip


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=MOVES)
def test_what_each_sees_equals_the_rule_after_every_move(app, world, scores, transaction, moves):
    """The oracle: one's own score; everybody's once two scored, or it was closed."""
    with transaction.undone():
        asked, given_scores, is_open = scores.ask("bram", "anna", "bram"), {}, False
        for who, judgement in moves:
            if is_open:
                break
            if who == "close":
                scores.close("bram", asked)
            else:
                scores.give(who, asked, judgement)
                given_scores[who.capitalize()] = judgement
            is_open = who == "close" or len(given_scores) == 2
            for reader in PEOPLE:
                own = {k: v for k, v in given_scores.items() if k == reader.capitalize()}
                expected = given_scores if is_open else own
                assert scores.seen_by(reader, asked) == expected
                assert len(rows_of(app, world, reader)) == len(expected)


def test_of_two_last_who_score_at_once_one_opens_it(
    application, standing_world, owner_engine, swept
):
    """Real transactions beside each other; what they leave is cleared away."""
    scores, opened = Scores(application, standing_world), []
    tree = {"id": standing_world.workspace.id}
    with owner_engine.connect() as owner:
        size = owner.execute(text("select size from log_tree where id = :id"), tree).scalar_one()
    asked = scores.ask("bram", "anna", "bram")
    gate = threading.Barrier(2)

    def give(who):
        gate.wait()
        opened.append(scores.give(who, asked))

    threads = [threading.Thread(target=give, args=(who,)) for who in ("anna", "bram")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    seen = scores.seen_by("carla", asked)
    with owner_engine.begin() as owner:
        for table in ("score", "scorer"):
            owner.execute(text(f"delete from {table} where scoring_id = :asked"), {"asked": asked})
        owner.execute(text("delete from scoring where id = :asked"), {"asked": asked})
        owner.execute(
            text('delete from log_entry where tree_id = :id and "index" >= :size'),
            {**tree, "size": size},
        )
        owner.execute(
            text("update log_tree set size = :size where id = :id"), {**tree, "size": size}
        )

    assert (sorted(opened), len(seen)) == ([False, True], 2)
