"""Settling an overlap: one authority proposes, the other answers, and both rows follow."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm.attributes import set_committed_value

from app.coordination import queries, service
from app.coordination.models import OverlapProposal, ProposalKind, Rest
from app.coordination.policy import CoordinationPermission
from app.coordination.service import Offer
from app.kernel.errors import NotAllowed, NotFound, OutOfDate, Refused
from tests.coordination.conftest import MAY, window


@pytest.fixture
def clash(doing):
    """IGJ audits De Wissel in spring and lets IJenV see it; IJenV plans there for itself."""
    entity = doing.enter("bram", "Forensische kliniek De Wissel", named=("ijenv",))
    theirs = doing.plan("bram", entity, "Zorgplichtaudit", named=("ijenv",))
    ours = doing.plan("anna", entity, "Forensische zorg")
    return ours, theirs


def answered(doing, who, verb, proposal, **said):
    with doing.acting(who) as actor:
        permission = CoordinationPermission.SEE_PROPOSAL
        found = queries.get_proposal_for(actor, permission, proposal.id)
        verb(actor, found, **{"seen_version": found.version, **said})


def pairs_of(doing, who):
    with doing.acting(who) as actor:
        coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
        year = queries.period_of(queries.Zoom.YEAR, date(2027, 1, 1))
        wanted = queries.WantedPairs(period=year)
        return queries.list_pairs(actor, coordination, wanted, limit=10)[0]


def test_what_waits_for_an_answer_is_taken_along_by_the_two(browser_of, clash, propose, take_list):
    propose(*clash)

    for who in ("anna", "bram"):
        [row] = take_list(who, "/coordination/overlaps?at=2027-01-01", part="/proposals/export")
        assert row["Organisatie"] == "Forensische kliniek De Wissel"
        assert (row["Van"], row["Antwoord van"]) == ("IJenV", "IGJ")
        assert row["Eerste dag"].date() == MAY.starts_on
    theirs = browser_of("carla").visit("/coordination/proposals/export").body
    assert len(theirs.splitlines()) == 1, "only the headings"


def test_a_combination_is_proposed_agreed_and_shown(browser_of, doing, clash, transaction):
    ours, theirs = clash
    page = browser_of("anna").visit("/coordination/overlaps?at=2027-01-01")
    offered = browser_of("anna").visit(page.tree.cssselect(".sz-radar a.sz-mini")[0].get("href"))
    done = offered.submit(
        "#proposal-form", starts_on="2027-05-03", ends_on="2027-05-14", reason="Eén bezoek."
    )
    with transaction.as_owner() as owner:
        proposal = owner.execute(select(OverlapProposal)).scalar_one()
    bram = browser_of("bram")
    waiting = bram.visit("/coordination/overlaps?at=2027-01-01").text("#proposals-title")

    agreed = bram.visit(f"/coordination/proposals/{proposal.id}").submit("#agree-form").follow()

    assert (done.status, "wachten" in waiting, "Afgesproken" in agreed.text()) == (303, True, True)
    windows = {(doing.stored(e).starts_on, doing.stored(e).ends_on) for e in clash}
    assert windows == {(date(2027, 5, 3), date(2027, 5, 14))}
    assert [pair.is_settled for pair in pairs_of(doing, "anna")] == [True]
    assert transaction.audited(proposal.id) == [
        "overlap_proposal:proposal:make",
        "overlap_proposal:answer:agree",
    ]
    for each in (ours, theirs):
        assert transaction.audited(each.id)[-1] == "activity:window:agree"
    assert "activity:access:change" in transaction.audited(ours.id)
    assert "afgesproken met IGJ" in browser_of("anna").visit("/coordination?at=2027-01-01").text()


def test_who_is_asked_learns_of_it_by_the_proposal_alone(doing, clash, propose):
    before = [pair.second.title for pair in pairs_of(doing, "bram")]
    proposal = propose(*clash)

    assert before == []
    assert [pair.second.title for pair in pairs_of(doing, "bram")] == ["Forensische zorg"]
    with pytest.raises(NotFound):
        answered(doing, "carla", service.agree, proposal)


@pytest.mark.parametrize(
    ("kind", "anna", "bram"),
    [
        (ProposalKind.SHIFT_OURS, date(2027, 5, 3), date(2027, 4, 1)),
        (ProposalKind.SHIFT_THEIRS, date(2027, 4, 1), date(2027, 5, 3)),
        (ProposalKind.KEEP, date(2027, 4, 1), date(2027, 4, 1)),
    ],
)
def test_only_who_was_to_move_moves(doing, clash, propose, kind, anna, bram):
    proposal = propose(*clash, kind=kind)
    answered(doing, "bram", service.agree, proposal)

    assert [doing.stored(each).starts_on for each in clash] == [anna, bram]
    assert pairs_of(doing, "bram")[0].is_settled


def test_an_agreement_ends_when_one_of_both_moves(doing, clash, propose):
    proposal = propose(*clash, kind=ProposalKind.KEEP)
    answered(doing, "bram", service.agree, proposal)

    doing.act("bram", service.move_activity, clash[1], window=window("2027-04-02", "2027-06-30"))

    assert [pair.is_settled for pair in pairs_of(doing, "anna")] == [False]


def test_a_refusal_is_read_with_its_reason(browser_of, doing, clash, propose, transaction):
    proposal = propose(*clash)
    page = browser_of("bram").visit(f"/coordination/proposals/{proposal.id}")
    wrong = page.submit("#refusal-form", reason=" ")
    page.submit("#refusal-form", reason="Wij kunnen in mei niet.")

    read = browser_of("anna").visit(f"/coordination/proposals/{proposal.id}").text()
    assert (wrong.status, "Wij kunnen in mei niet." in read) == (422, True)
    assert transaction.audited(proposal.id)[-1] == "overlap_proposal:answer:refuse"
    assert doing.stored(clash[0]).starts_on == date(2027, 4, 1)


def test_a_proposal_is_taken_back_and_made_again(browser_of, doing, clash, propose, transaction):
    first = propose(*clash)
    with pytest.raises(Refused):
        propose(clash[1], clash[0], who="bram")
    browser_of("anna").visit(f"/coordination/proposals/{first.id}").submit("#withdraw-form")

    propose(*clash, reason="Toch wel.")
    with pytest.raises(Refused):
        answered(doing, "bram", service.agree, first)
    assert transaction.audited(first.id)[-1] == "overlap_proposal:proposal:withdraw"


def test_who_may_answer_and_who_may_take_back(doing, clash, propose):
    proposal = propose(*clash)
    for who, verb in (
        ("anna", service.agree),
        ("cora", service.agree),
        ("bram", service.withdraw_proposal),
    ):
        with pytest.raises(NotAllowed):
            answered(doing, who, verb, proposal)
    with pytest.raises(OutOfDate):
        answered(doing, "bram", service.agree, proposal, seen_version=7)


def test_an_old_proposal_is_read_however_many_came_after(browser_of, doing, clash, propose):
    first = propose(*clash)
    answered(doing, "bram", service.agree, first)
    for _each in range(51):
        made = propose(*clash)
        answered(doing, "anna", service.withdraw_proposal, made)

    assert browser_of("bram").visit(f"/coordination/proposals/{first.id}").status == 200


def test_two_of_different_workspaces_are_not_settled(doing, clash, world):
    offer = Offer(
        kind=ProposalKind.COMBINE,
        reason="Eén bezoek.",
        starts_on=MAY.starts_on,
        ends_on=MAY.ends_on,
    )
    with doing.acting("anna") as actor:
        ours, theirs = (
            queries.get_activity_for(actor, CoordinationPermission.SEE, each.id) for each in clash
        )
        set_committed_value(theirs, "workspace_id", world.elsewhere.id)

        with pytest.raises(Refused, match="verschillende samenwerkruimtes"):
            service.propose(actor, ours, theirs, offer=offer, seen_version=ours.version)


def test_only_what_overlaps_is_settled(doing, clash, propose):
    ours, theirs = clash
    doing.act("anna", service.move_activity, ours, window=window("2027-10-01", "2027-10-02"))
    with pytest.raises(Refused):
        propose(ours, theirs)
    with pytest.raises(Refused):
        propose(ours, ours)
    with pytest.raises(Refused):
        propose(*clash, when=window("2027-05-03", "2027-05-02"))


def test_nobody_else_can_have_the_database_move_anything(doing, clash, propose, world):
    proposal = propose(*clash)
    answered(doing, "bram", service.refuse, proposal, reason="Nee.")
    for who in ("anna", "bram", "carla", "dirk"):
        with doing.acting(who), doing.database.session_for(world.actor(who)) as session:
            moved = session.execute(
                text("select samenzicht_move_as_agreed(:id)"), {"id": proposal.id}
            )
            assert moved.all() == []


def test_of_what_is_not_shared_one_reads_only_whom_to_call(browser_of, doing):
    bank = doing.enter("bram", "Bank De Waag")
    doing.plan("bram", bank, "Stress test", rest=Rest.PLANNED)
    own = doing.enter("anna", "Bank de Waag")
    ours = doing.plan("anna", own, "Gesprek")
    page = browser_of("anna").visit("/coordination/overlaps?at=2027-01-01")

    assert "Bel Inspectie Gezondheidszorg en Jeugd voordat je verdergaat." in page.text(
        ".sz-radar .is-hidden"
    )
    assert "Stress test" not in page.body
    assert not page.has(".sz-radar a[href*=propose]")
    assert browser_of("anna").visit(f"/coordination/activities/{ours.id}/propose").status == 200
