"""The lead suggests to two others how to settle an overlap, and changes nothing of theirs itself.

Anna (IJenV) leads; Bram (IGJ) and Carla (IvhO, who contributes here) plan at one organisation."""

from datetime import date

import pytest
from sqlalchemy import select, text, update

from app.coordination import queries, service
from app.coordination.models import OverlapSuggestion, Rest, SuggestionKind, SuggestionStatus
from app.coordination.policy import CoordinationPermission
from app.coordination.service import Advice
from app.kernel.errors import NotAllowed, NotFound, OutOfDate, Refused
from app.workspaces.models import MemberRole, Membership
from tests.coordination.conftest import MAY, window
from tests.support.counting import counting

RADAR = "/coordination/overlaps?at=2027-01-01"


@pytest.fixture(autouse=True)
def _carla_contributes(world, transaction):
    with transaction.as_owner() as owner:
        theirs = Membership.person_id == world.person("carla").id
        owner.execute(update(Membership).where(theirs).values(role=MemberRole.CONTRIBUTOR))


@pytest.fixture
def clash(doing):
    """IGJ and IvhO each plan at De Wissel and let everybody see it."""
    made = []
    for who, title in (("bram", "Zorgplichtaudit"), ("carla", "Schoolbezoek")):
        entity = doing.enter(who, "Kliniek De Wissel")
        made.append(doing.plan(who, entity, title, rest=Rest.EVERYTHING))
    return made


@pytest.fixture
def suggest(doing):
    """Suggest something as Anna: ``suggest(*clash)``."""

    def suggested(one, other, *, who="anna", kind=SuggestionKind.COMBINE, when=MAY):
        days = {"starts_on": when.starts_on, "ends_on": when.ends_on} if when else {}
        with doing.acting(who) as actor:
            coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
            pair = queries.find_pair(actor, coordination, one=one.id, other=other.id)
            place = coordination.places[0]
            advice = Advice(kind=kind, reason="Eén bezoek is genoeg.", **days)
            return service.suggest(actor, place, pair=pair, advice=advice)

    return suggested


def declined(doing, who, suggestion, *, reason="Wij moeten in april.", **said):
    with doing.acting(who) as actor:
        seeing = CoordinationPermission.SEE_SUGGESTION
        found = queries.get_suggestion_for(actor, seeing, suggestion.id)
        said = {"seen_version": found.version, **said}
        service.decline(actor, found, reason=reason, **said)


def stored(transaction):
    with transaction.as_owner() as owner:
        return owner.execute(select(OverlapSuggestion)).scalars().one()


def test_the_lead_suggests_and_one_takes_it_over_as_its_own_proposal(
    browser_of, doing, clash, transaction
):
    page = browser_of("anna").visit(RADAR)
    before = [doing.stored(each).starts_on for each in clash]
    offered = browser_of("anna").visit(page.tree.cssselect(".sz-radar a.sz-mini")[0].get("href"))
    done = offered.submit(
        "#advice-form", starts_on="2027-05-03", ends_on="2027-05-14", reason="Eén bezoek."
    )
    made = stored(transaction)
    bram = browser_of("bram")
    card = bram.visit(RADAR).text(".sz-radar")
    told = bram.visit(f"/coordination/suggestions/{made.id}")
    prefilled = bram.visit(told.tree.cssselect("main a[href*=propose]")[0].get("href"))
    prefilled.submit("#proposal-form")

    assert (done.status, "De trekker stelt iets voor" in card) == (303, True)
    assert [doing.stored(each).starts_on for each in clash] == before
    assert "Eén bezoek." in prefilled.text("#proposal-form")
    made = stored(transaction)
    assert (made.status, made.taken_by_id) == (
        SuggestionStatus.TAKEN,
        doing.world.organisations["igj"].id,
    )
    assert transaction.audited(made.id) == [
        "overlap_suggestion:suggestion:make",
        "overlap_suggestion:suggestion:take",
    ]
    read = browser_of("anna").visit(f"/coordination/suggestions/{made.id}").text("main")
    assert "Overgenomen als voorstel" in read


def test_who_does_not_see_the_other_is_told_whom_to_call(browser_of, doing, suggest, world):
    opened = {"named": ("ijenv",), "rest": Rest.PLANNED}
    ours, theirs = (
        doing.plan(who, doing.enter(who, "Kliniek De Wissel"), "Bezoek", **opened)
        for who in ("bram", "carla")
    )
    made = suggest(ours, theirs)

    for who, other in (("bram", "ivho"), ("carla", "igj")):
        told = browser_of(who).visit(f"/coordination/suggestions/{made.id}").text("main")
        name = world.organisations[other].name
        assert f"Je ziet niet wat {name} daar plant. Bel {name} voordat je antwoordt." in told


def test_the_lead_and_the_two_take_their_suggestions_along(browser_of, clash, suggest, take_list):
    suggest(*clash)

    for who in ("anna", "bram", "carla"):
        [row] = take_list(who, "/coordination/suggestions")
        assert (row["Organisatie"], row["Aan"]) == ("Kliniek De Wissel", "IGJ, IvhO")
        assert row["Stand"] == "Wacht op antwoord"
    theirs = browser_of("dirk").visit("/coordination/suggestions/export").body
    assert len(theirs.splitlines()) == 1, "only the headings"


def test_it_waits_on_the_page_of_both_and_of_nobody_else(browser_of, clash, suggest):
    made = suggest(*clash)
    link = f"/coordination/suggestions/{made.id}"
    pages = {who: browser_of(who).visit("/") for who in ("anna", "bram", "carla", "dirk")}
    links = {
        who: link in [each.get("href") for each in page.tree.cssselect("main a")]
        for who, page in pages.items()
    }

    assert links == {"anna": False, "bram": True, "carla": True, "dirk": False}
    assert browser_of("dirk").visit(link).status == 404


def test_one_declines_with_a_reason_and_the_other_may_still_follow(
    browser_of, doing, clash, suggest, transaction
):
    made = suggest(*clash)
    page = browser_of("bram").visit(f"/coordination/suggestions/{made.id}")
    wrong = page.submit("#decline-form", reason=" ")
    page.submit("#decline-form", reason="Wij moeten in april.")

    assert (wrong.status, stored(transaction).status) == (422, SuggestionStatus.OPEN)
    read = browser_of("carla").visit(f"/coordination/suggestions/{made.id}").text("main")
    assert "Wij moeten in april." in read
    declined(doing, "carla", made, reason="Dat past niet.")
    assert stored(transaction).status == SuggestionStatus.DECLINED
    with pytest.raises(Refused):
        declined(doing, "carla", made)


def test_who_may_suggest_decline_and_take_back(doing, clash, suggest):
    for who in ("bram", "carla"):
        with pytest.raises(NotAllowed):
            suggest(*clash, who=who)
    made = suggest(*clash)
    with pytest.raises(NotAllowed):
        declined(doing, "anna", made)
    with pytest.raises(NotAllowed):
        declined(doing, "cora", made)
    with pytest.raises(OutOfDate):
        declined(doing, "bram", made, seen_version=7)
    with doing.acting("bram") as actor, pytest.raises(NotAllowed):
        queries.get_suggestion_for(actor, CoordinationPermission.WITHDRAW_SUGGESTION, made.id)


def test_a_suggestion_is_taken_back_and_made_again(browser_of, clash, suggest, transaction):
    made = suggest(*clash)
    with pytest.raises(Refused):
        suggest(*clash)
    browser_of("anna").visit(f"/coordination/suggestions/{made.id}").submit("#withdraw-form")

    assert transaction.audited(made.id)[-1] == "overlap_suggestion:suggestion:withdraw"
    assert suggest(*clash).id != made.id


def test_of_two_coordinators_who_suggest_at_once_the_second_is_told(doing, clash, suggest):
    with doing.acting("anna") as actor:
        coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
        one, other = clash
        pair = queries.find_pair(actor, coordination, one=one.id, other=other.id)
        place, advice = coordination.places[0], Advice(kind=SuggestionKind.KEEP, reason="Zo.")
        service.suggest(actor, place, pair=pair, advice=advice)
        with pytest.raises(Refused, match="wacht al een suggestie"):
            service.suggest(actor, place, pair=pair, advice=advice)


def test_nothing_is_suggested_when_one_may_not_know_of_the_other(doing, suggest, browser_of):
    """IvhO opens its plan to the lead alone: a suggestion would tell IGJ that it is there."""
    one = doing.plan("bram", doing.enter("bram", "Bank De Waag"), "Audit", rest=Rest.EVERYTHING)
    other = doing.plan("carla", doing.enter("carla", "Bank De Waag"), "Bezoek", named=("ijenv",))

    with pytest.raises(Refused):
        suggest(one, other)
    page = browser_of("anna").visit(RADAR)
    assert not page.has(".sz-radar a.sz-mini")
    assert "Vraag of ze het voor elkaar openstellen." in page.text(".sz-radar")


def test_nothing_is_suggested_about_what_is_ones_own_or_no_overlap(doing, clash, suggest):
    own = doing.plan("anna", doing.enter("anna", "Kliniek De Wissel"), "Gesprek")
    with pytest.raises(Refused):
        suggest(clash[0], own)
    with pytest.raises(Refused):
        suggest(*clash, when=None)
    with pytest.raises(Refused):
        suggest(*clash, when=window("2027-05-03", "2027-05-02"))
    with doing.acting("anna") as actor:
        coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
        doing.act(
            "bram", service.move_activity, clash[0], window=window("2027-10-01", "2027-10-02")
        )
        pair = {"one": clash[0].id, "other": clash[1].id}
        assert queries.find_pair(actor, coordination, **pair) is None


def test_the_database_shows_it_to_the_three_alone_and_lets_nobody_else_suggest(
    doing, clash, suggest, world
):
    made = suggest(*clash)
    seen = {}
    for who in ("anna", "bram", "carla", "dirk"):
        with doing.acting(who), doing.database.session_for(world.actor(who)) as session:
            seen[who] = session.execute(text("select id from overlap_suggestion")).scalars().all()
    assert seen == {"anna": [made.id], "bram": [made.id], "carla": [made.id], "dirk": []}
    with doing.acting("dirk") as actor, pytest.raises(NotFound):
        queries.get_suggestion_for(actor, CoordinationPermission.SEE_SUGGESTION, made.id)


def test_both_coordinators_hear_of_it_and_the_lead_of_the_answer(
    doing, clash, suggest, transaction
):
    made = suggest(*clash)
    declined(doing, "bram", made)
    with transaction.as_owner() as owner:
        told = owner.execute(
            text(
                "select args->>'organisation_id', args->>'kind' from procrastinate_jobs"
                " where task_name = 'notifications.note_of_place' order by id"
            )
        ).all()
    codes = {str(each.id): code for code, each in doing.world.organisations.items()}
    assert sorted((codes[key], kind) for key, kind in told) == [
        ("igj", "overlap"),
        ("ijenv", "overlap_said"),
        ("ivho", "overlap"),
    ]


def test_the_radar_still_counts_it_as_open(doing, clash, suggest):
    suggest(*clash)
    with doing.acting("anna") as actor:
        coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
        year = queries.period_of(queries.Zoom.YEAR, date(2027, 1, 1))
        wanted = queries.WantedPairs(period=year, only_open=True)
        pairs, total = queries.list_pairs(actor, coordination, wanted, limit=10)
    assert (total, pairs[0].is_settled) == (1, False)


def test_each_step_costs_few_statements(browser_of, clash, suggest, owner_engine):
    """Suggesting, taking it over as a proposal, and declining: each at most fourteen."""
    anna, bram = browser_of("anna"), browser_of("bram")
    link = anna.visit(RADAR).tree.cssselect(".sz-radar a.sz-mini")[0].get("href")
    form, costs = anna.visit(link), {}
    with counting(owner_engine) as statements:
        made = form.submit("#advice-form", reason="Eén bezoek.").location
    costs["suggest"] = len(statements)
    read = browser_of("carla").visit(made)
    with counting(owner_engine) as statements:
        read.submit("#decline-form", reason="Past niet.")
    costs["decline"] = len(statements)
    offered = bram.visit(bram.visit(made).tree.cssselect("main a[href*=propose]")[0].get("href"))
    with counting(owner_engine) as statements:
        assert offered.submit("#proposal-form").status == 303
    costs["propose"] = len(statements)

    assert {step: cost for step, cost in costs.items() if cost > 14} == {}
