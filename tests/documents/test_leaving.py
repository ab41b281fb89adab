"""An organisation that leaves decides what others keep of what it brought; else they keep nothing.

Bram coordinates for IGJ here; Anna leads for IJenV, Carla reads for IvhO."""

from datetime import timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import joinedload

from app.documents import queries, service
from app.documents.actions import DocumentAction
from app.documents.models import Document
from app.documents.queries.explanations import Decider
from app.findings.models import Audience
from app.kernel import clock
from app.kernel.errors import NotFound, OutOfDate, Refused
from app.workspaces import queries as workspaces
from app.workspaces.models import AfterLeaving, MemberRole, Membership
from tests.support.acting import acting
from tests.support.counting import counting
from tests.support.documents import rule_for
from tests.support.judgement import Desk

FORM = "#departure-form"
OPEN, EVIDENCE, GONE = "open", "evidence", "gone"
STAYS = {"rules": OPEN, "evidence": EVIDENCE, "closed": GONE, None: GONE}


@pytest.fixture(autouse=True)
def _bram_coordinates(transaction, world):
    with transaction.as_owner() as owner:
        mine = Membership.person_id == world.person("bram").id
        owner.execute(update(Membership).where(mine).values(role=MemberRole.COORDINATOR))


@pytest.fixture
def document(library):
    return library.bring("bram", rule_for("ijenv", "download"), rule_for("ivho"), title="Rooster")


@pytest.fixture
def choose(app, world, part):
    def chosen(choice, *, who="bram", seen=None, code="igj"):
        actor, before = world.actor(who), part(code).after_leaving
        with acting(app, actor):
            return service.choose_what_stays(
                actor, part(code).id, choice=choice, seen=(before or "") if seen is None else seen
            )

    return chosen


@pytest.fixture
def stands(app, world, document, browser_of, library):
    """What is left of the document for somebody: open, evidence, or gone."""

    def found(who):
        if browser_of(who).visit(library.address(document)).status == 200:
            return OPEN
        actor = world.actor(who)
        with acting(app, actor) as session:
            asked = text("select samenzicht_may_cite(:id)")
            may = session.connection().execute(asked, {"id": document.id}).scalar_one()
        return EVIDENCE if may else GONE

    return found


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("choice", list(STAYS))
def test_what_was_chosen_stays_and_without_a_choice_nothing(
    stands, choose, leave, choice, when, browser_of, library
):
    if choice and when == "before":
        choose(choice)
        assert (stands("anna"), stands("carla")) == (OPEN, OPEN)
    leave()
    if choice and when == "after":
        assert (stands("anna"), stands("carla")) == (GONE, GONE)
        choose(choice)
    assert (stands("anna"), stands("carla")) == (STAYS[choice], STAYS[choice])
    assert stands("bram") == GONE
    shown = "Rooster" in browser_of("anna").visit(library.list_address).body
    assert shown is (STAYS[choice] == OPEN)


def test_a_choice_can_be_changed_again_after_leaving(stands, choose, leave):
    leave()
    for choice in ("rules", "evidence", "rules", "closed"):
        choose(choice)
        assert stands("anna") == STAYS[choice]


@pytest.mark.parametrize("choice", list(AfterLeaving))
def test_what_the_rules_closed_no_choice_opens(library, browser_of, choose, leave, choice):
    private = library.bring("bram", title="Van ons alleen")
    refused = library.bring("bram", rule_for("ijenv"), rule_for("ijenv", "none"))
    choose(choice.value)
    leave()
    for each in (private, refused):
        assert browser_of("anna").visit(library.address(each)).status == 404


@pytest.mark.parametrize("choice", list(STAYS))
def test_evidence_in_a_finding_stays_as_chosen(
    app, world, transaction, document, browser_of, choose, leave, choice
):
    desk = Desk(app, world, transaction)
    finding = desk.finding("anna", audience=Audience.WORKSPACE, evidence=frozenset({document.id}))
    if choice:
        choose(choice)
    leave()
    page = browser_of("anna").visit(f"/workspaces/{world.workspace.ref}/findings/{finding}")
    assert page.status == 200
    told = page.text("main")
    assert ("Rooster" in told) is (choice == "rules")
    assert ("IGJ" in told) is (choice in ("rules", "evidence"))


@pytest.mark.parametrize("choice", list(STAYS))
def test_what_is_printed_for_all_asks_for_the_choice_too(
    app, world, document, choose, leave, choice
):
    if choice:
        choose(choice)
    asked, known = text("select samenzicht_all_may_cite(:id)"), {"id": document.id}

    def for_all():
        with acting(app, world.actor("anna")) as session:
            return session.connection().execute(asked, known).scalar_one()

    before = for_all()
    leave()
    assert (before, for_all()) == (True, STAYS[choice] != GONE)


def test_who_comes_back_has_its_rules_and_chooses_anew(
    browser_of, stands, choose, leave, part, world
):
    choose("evidence")
    leave()
    page = browser_of("anna").visit(f"/workspaces/{world.workspace.ref}/members")
    page.submit("form#add-participant", organisation="igj", role="partner")
    assert stands("anna") == OPEN
    assert part().after_leaving is None
    leave()
    assert stands("anna") == GONE


def test_the_page_tells_who_keeps_what_and_saves(
    browser_of, library, document, part, stands, transaction
):
    library.bring("bram", rule_for("ivho", "finding"), title="Alleen als bewijs")
    library.bring("bram", title="Van ons alleen")
    address = f"/departures/{part().id}"
    page = browser_of("bram").visit(address)
    assert page.status == 200
    assert "Er is nog niets gekozen." in page.text("main")
    rows = {
        row.cssselect("th")[0].text_content().strip(): " ".join(row.text_content().split())
        for row in page.tree.cssselect("#stakes tbody tr")
    }
    assert sorted(each.split()[0] for each in rows) == ["IJenV", "IvhO"]
    assert all("houdt er 1" in each and "verliest er 1" in each for each in rows.values())
    assert "mag van 2 weten" in next(each for key, each in rows.items() if "IvhO" in key)

    heads = [each.text_content() for each in page.tree.cssselect("#stakes thead th")]
    assert heads[2:] == ["De regels blijven gelden", "Alleen bewijs blijft", "Dicht voor anderen"]

    answer = page.submit(FORM, choice="evidence")
    assert (answer.status, answer.location) == (303, address)
    assert "Gekozen: Alleen bewijs blijft" in answer.follow().text("main")
    assert part().after_leaving == AfterLeaving.EVIDENCE
    assert transaction.audited(part().id)[-1] == DocumentAction.CHOSE_WHAT_STAYS
    assert stands("anna") == OPEN


def test_after_leaving_the_page_is_found_and_shows_nothing_of_the_workspace(
    browser_of, document, part, leave, world
):
    leave()
    bram = browser_of("bram")
    assert bram.visit(f"/workspaces/{world.workspace.ref}/documents").status == 404
    desk = bram.visit("/organisation-work")
    assert world.workspace.ref in desk.text("#departures")
    assert "Kies wat anderen houden" in desk.text("#departures")
    page = bram.visit(f"/departures/{part().id}")
    assert page.status == 200
    for words in ("Rooster", world.workspace.title, "Anna", "IvhO"):
        assert words not in page.text("main")
    assert page.submit(FORM, choice="rules").status == 303
    assert "is gekozen" in bram.visit("/organisation-work").text("#departures")


def test_the_log_tells_it_to_the_lead_without_titles(browser_of, document, choose, leave, world):
    leave()
    choose("evidence")
    log = browser_of("anna").visit(f"/workspaces/{world.workspace.ref}/log")
    assert "koos wat anderen houden na het vertrek" in log.body
    assert "Alleen bewijs blijft" in log.body
    assert "Rooster" not in log.text("main")
    news = browser_of("anna").visit("/")
    assert "koos wat anderen houden na het vertrek" in news.body


@pytest.mark.parametrize("who", ["anna", "carla", "cora", "wim", "dirk", "els"])
@pytest.mark.parametrize("has_left", [False, True])
def test_nobody_else_decides_it(browser_of, choose, part, leave, who, has_left):
    if has_left:
        leave()
    assert browser_of(who).visit(f"/departures/{part().id}").status == 404
    with pytest.raises(NotFound):
        choose("rules", who=who)
    assert part().after_leaving is None


def test_who_coordinated_before_but_not_at_the_end_does_not_decide(
    choose, part, leave, transaction, world
):
    with transaction.as_owner() as owner:
        mine = Membership.person_id == world.person("bram").id
        owner.execute(update(Membership).where(mine).values(ended_at=text("now() - interval '1d'")))
    leave()
    with pytest.raises(NotFound):
        choose("rules")


def test_the_lead_has_nothing_to_choose(choose):
    with pytest.raises(NotFound):
        choose("rules", who="anna", code="ijenv")


@pytest.mark.parametrize("choice", ["", "everything", "RULES"])
def test_what_is_no_choice_is_refused(browser_of, choose, part, choice):
    with pytest.raises(Refused):
        choose(choice)
    page = browser_of("bram").visit(f"/departures/{part().id}")
    assert page.submit(FORM, choice=choice).status == 422


def test_two_colleagues_at_once_do_not_undo_each_other(choose, browser_of, part):
    page = browser_of("bram").visit(f"/departures/{part().id}")
    choose("evidence")
    with pytest.raises(OutOfDate):
        choose("rules", seen="")
    assert page.submit(FORM, choice="rules").status == 409
    assert part().after_leaving == AfterLeaving.EVIDENCE


def test_choosing_the_same_again_writes_nothing(choose, part, transaction):
    choose("rules")
    choose("rules")
    assert transaction.audited(part().id).count(DocumentAction.CHOSE_WHAT_STAYS) == 1


def test_the_lead_is_told_before_it_ends_somebodys_part(browser_of, document, choose, world):
    address = f"/workspaces/{world.workspace.ref}/members/impact?organisation=igj"
    told = browser_of("anna").visit(address).text("#brought")
    assert "Zolang IGJ niets heeft gekozen" in told
    choose("rules")
    assert "heeft IGJ al gekozen" in browser_of("anna").visit(address).text("#brought")


def test_the_members_page_leads_there_for_the_own_coordinator(browser_of, part, world):
    members = f"/workspaces/{world.workspace.ref}/members"
    link = f"a[href='/departures/{part().id}']"
    assert browser_of("bram").visit(members).has(link)
    for who in ("anna", "cora", "carla"):
        assert "/departures/" not in browser_of(who).visit(members).body


@pytest.mark.parametrize(
    ("choice", "decider", "words"),
    [
        (None, Decider.LEFT, "Wat IGJ inbracht, is dicht voor anderen."),
        ("closed", Decider.LEFT, "is dicht voor anderen."),
        ("evidence", Decider.LEFT, "Van wat IGJ inbracht, blijft alleen bewijs over."),
        ("rules", Decider.RULE, "Een regel van IGJ geeft IJenV zicht."),
    ],
)
def test_why_is_explained(app, transaction, world, document, choose, leave, choice, decider, words):
    if choice:
        choose(choice)
    leave()
    with transaction.without_row_security(), acting(app, world.actor("anna")) as session:
        owned = session.get_one(Document, document.id, options=[joinedload(Document.organisation)])
        told = queries.explain(
            owned,
            organisation=world.organisations["ijenv"],
            participants=workspaces.list_participants(world.workspace),
        )
    assert (told.decider, words in told.reason) == (decider, True)


def test_it_costs_few_statements_however_many_documents(browser_of, library, part, owner_engine):
    counts = []
    for _each in range(2):
        for number in range(3):
            library.bring("bram", rule_for("ijenv"), title=f"Stuk {number}")
        with counting(owner_engine) as statements:
            assert browser_of("bram").visit(f"/departures/{part().id}").status == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 10


@pytest.mark.parametrize(("days", "status"), [(-1, 404), (0, 200), (9, 200), (None, 200)])
def test_who_coordinated_no_more_before_it_left_decides_nothing(
    browser_of, leave, part, transaction, world, days, status
):
    """The clock may be late: nobody stamped the end of a membership whose last day is over."""
    until_on = None if days is None else clock.today() + timedelta(days=days)
    with transaction.as_owner() as owner:
        mine = Membership.person_id == world.person("bram").id
        owner.execute(update(Membership).where(mine).values(until_on=until_on))
    leave()
    assert browser_of("bram").visit(f"/departures/{part().id}").status == status


def test_nor_does_who_was_stamped_at_the_same_moment(browser_of, leave, part, transaction, world):
    leave()
    yesterday = clock.today() - timedelta(days=1)
    with transaction.as_owner() as owner:
        mine = Membership.person_id == world.person("bram").id
        owner.execute(update(Membership).where(mine).values(until_on=yesterday))
    assert browser_of("bram").visit(f"/departures/{part().id}").status == 404
