"""Agreeing carries out what was proposed only while both are as they were when it was proposed."""

import pytest
from sqlalchemy import select, text

from app.coordination import queries, service
from app.coordination.models import OverlapProposal, ProposalKind, ProposalStatus
from app.kernel import clock
from app.kernel.errors import Refused
from tests.coordination.conftest import window
from tests.coordination.test_settling import answered

JUNE = window("2027-06-01", "2027-06-14")


@pytest.fixture
def clash(doing):
    """IJenV and IGJ each plan at De Wissel, and let the other see it."""
    entity = doing.enter("bram", "Kliniek De Wissel", named=("ijenv",))
    theirs = doing.plan("bram", entity, "Zorgplichtaudit", named=("ijenv",))
    return doing.plan("anna", entity, "Bezoek", named=("igj",)), theirs


def windows(doing, clash):
    return [(doing.stored(each).starts_on, doing.stored(each).ends_on) for each in clash]


def refused(doing, clash, proposal):
    """Agree in vain; nothing is moved, and the proposal still waits."""
    before = windows(doing, clash)
    with pytest.raises(Refused) as told:
        answered(doing, "bram", service.agree, proposal)
    with doing.transaction.as_owner() as owner:
        status = owner.execute(select(OverlapProposal.status)).scalar_one()
    assert (windows(doing, clash), status) == (before, ProposalStatus.OPEN)
    return str(told.value)


@pytest.mark.parametrize("kind", [ProposalKind.COMBINE, ProposalKind.KEEP])
@pytest.mark.parametrize("who", ["anna", "bram"])
def test_who_moved_meanwhile_is_not_moved_back(doing, clash, propose, kind, who):
    proposal = propose(*clash, kind=kind)
    mine = clash[0] if who == "anna" else clash[1]
    doing.act(who, service.move_activity, mine, window=JUNE)

    assert "verplaatst" in refused(doing, clash, proposal)


def test_what_is_done_meanwhile_is_not_moved(doing, clash, propose):
    proposal = propose(*clash)
    doing.act("anna", service.finish_activity, clash[0])

    assert "klaar" in refused(doing, clash, proposal)


def test_what_is_at_another_organisation_by_now_is_not_moved(doing, clash, propose, transaction):
    proposal = propose(*clash)
    with transaction.as_owner() as owner:
        mine = {"id": clash[0].id}
        owner.execute(text("update activity set match_key = 'kvk:1' where id = :id"), mine)

    assert "dezelfde organisatie" in refused(doing, clash, proposal)


def test_the_page_says_so_instead_of_letting_one_agree(browser_of, doing, clash, propose):
    proposal = propose(*clash)
    old = browser_of("bram").visit(f"/coordination/proposals/{proposal.id}")
    doing.act("anna", service.move_activity, clash[0], window=JUNE)
    told = old.submit("#agree-form")
    anew = browser_of("bram").visit(f"/coordination/proposals/{proposal.id}")

    assert (told.status, "verplaatst" in told.text("main")) == (422, True)
    assert ("verplaatst" in anew.text("main"), anew.has("#agree-form")) == (True, False)
    assert anew.submit("#refusal-form", reason="Jullie zijn al verschoven.").status == 303


@pytest.mark.parametrize("who", ["anna", "bram"])
def test_the_database_moves_nothing_either_when_one_moves_at_that_moment(
    doing, clash, propose, monkeypatch, who
):
    proposal = propose(*clash)
    mine = clash[0] if who == "anna" else clash[1]
    doing.act(who, service.move_activity, mine, window=JUNE)
    monkeypatch.setattr(queries, "why_out_of_date", lambda *_given: None)

    assert "verplaatst" in refused(doing, clash, proposal)


def test_two_that_stay_as_they_are_still_stand_so_when_the_database_has_them(
    doing, clash, propose, monkeypatch
):
    proposal = propose(*clash, kind=ProposalKind.KEEP)
    real, asked = queries.why_out_of_date, []

    def meanwhile(given, both):
        asked.append(given.id)
        if len(asked) > 1:
            return real(given, both)
        with doing.transaction.as_owner() as owner:
            later = {"id": clash[0].id, "at": clock.now()}
            owner.execute(text("update activity set moved_at = :at where id = :id"), later)
        return None

    monkeypatch.setattr(queries, "why_out_of_date", meanwhile)

    assert "verplaatst" in refused(doing, clash, proposal)
    assert len(asked) == 2
