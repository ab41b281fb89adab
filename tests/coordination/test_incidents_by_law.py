"""An incident is registered by the law its organisation falls under, and without one it is not."""

from datetime import UTC, datetime

import pytest

from app.coordination import service
from app.coordination.models import ActivityKind, Regime, Sector
from app.coordination.queries.incident_terms import terms_of
from app.coordination.service import Receipt
from app.kernel.errors import OutOfDate, Refused
from tests.support.tasks import stand_still

NOTICED = datetime(2026, 11, 2, 8, 20, tzinfo=UTC)
TOLD = {
    Regime.DORA: "Onder DORA gelden andere termijnen. Die tellen we niet.",
    Regime.NONE: "Volgens je register valt deze organisatie onder geen van deze wetten",
}


@pytest.fixture
def incident(doing, monkeypatch):
    """An incident follow-up of IGJ at an organisation of some law: ``incident(Regime.WWKE)``."""
    stand_still(monkeypatch)("2026-12-01 12:00")

    def plan(regime):
        at = doing.enter("bram", regime=regime)
        return doing.plan("bram", at, "Storing", kind=ActivityKind.INCIDENT)

    return plan


@pytest.mark.parametrize("law", TOLD)
def test_without_terms_there_is_nothing_to_register_and_it_says_why(
    incident, doing, browser_of, law
):
    it = incident(law)

    page = browser_of("bram").visit(f"/coordination/activities/{it.id}/incident")
    with pytest.raises(Refused, match=TOLD[law][:30]):
        doing.act("bram", service.register_notice, it, noticed_at=NOTICED, is_ongoing=False)

    assert page.text("#no-terms").startswith(TOLD[law])
    assert not page.has("#incident-form")
    assert doing.stored(it).noticed_at is None


def test_under_the_wwke_its_own_terms_follow(incident, doing, browser_of, transaction):
    it = incident(Regime.WWKE)
    bram, place = browser_of("bram"), f"/coordination/activities/{it.id}"
    form = bram.visit(f"{place}/incident")

    page = form.submit("#incident-form", noticed_on="2026-11-02", noticed_time="9:20").follow()
    listed = bram.visit("/coordination/deadlines").text("tbody")

    terms = page.text("#incident-terms")
    assert not form.has("#incident-form [name=is_ongoing]")
    assert "CER-richtlijn, artikel 15 di 3 nov 9.20 uur" in terms
    assert "Uitgebreid verslag" in terms
    assert "Cbw" not in terms
    assert "Eerste melding" in listed
    assert doing.stored(it).terms_under == Regime.WWKE


def test_under_the_wwke_only_what_it_asks_is_noted_and_in_its_order(incident, doing, browser_of):
    it = incident(Regime.WWKE)
    doing.act("bram", service.register_notice, it, noticed_at=NOTICED, is_ongoing=True)
    page = browser_of("bram").visit(f"/coordination/activities/{it.id}/receipt")

    offered = [each.text for each in page.tree.cssselect("#receipt-form option")]
    with pytest.raises(Refused, match="eerst vast wanneer de eerste melding"):
        doing.act("bram", service.note_receipt, it, receipt=Receipt.FINAL, at=NOTICED)
    with pytest.raises(Refused, match="Wwke vraagt dit niet"):
        doing.act("bram", service.note_receipt, it, receipt=Receipt.NOTIFICATION, at=NOTICED)
    doing.act("bram", service.note_receipt, it, receipt=Receipt.WARNING, at=NOTICED)
    doing.act("bram", service.note_receipt, it, receipt=Receipt.FINAL, at=NOTICED)

    assert offered == ["De eerste melding", "Het uitgebreide verslag"]
    assert doing.stored(it).is_ongoing is False


def test_an_organisation_whose_law_is_not_ours_to_read_has_no_terms(doing, monkeypatch):
    stand_still(monkeypatch)("2026-12-01 12:00")
    at = doing.enter("anna", named=("igj",))
    it = doing.plan("bram", at, "Storing", kind=ActivityKind.INCIDENT)
    with doing.acting("anna") as anna:
        entry = doing.entry("anna", at)
        facts = service.EntityFacts(
            name=at.name, sector=entry.sector, regime=entry.regime, opening=service.Opening()
        )
        service.change_entity(anna, entry, facts=facts, seen_version=entry.version)

    with pytest.raises(Refused, match="in geen register onder welke wet"):
        doing.act("bram", service.register_notice, it, noticed_at=NOTICED, is_ongoing=False)


def test_another_law_than_what_was_received_by_is_refused(incident, doing):
    it = incident(Regime.CBW_ESSENTIAL)
    doing.act("bram", service.register_notice, it, noticed_at=NOTICED, is_ongoing=False)
    doing.act("bram", service.note_receipt, it, receipt=Receipt.WARNING, at=NOTICED)
    with doing.acting("bram") as bram:
        entry = doing.entry("bram", it.entity_id)
        facts = service.EntityFacts(name=entry.name, sector=entry.sector, regime=Regime.WWKE)
        service.change_entity(bram, entry, facts=facts, seen_version=entry.version)

    with pytest.raises(Refused, match="Er geldt een andere wet"):
        doing.act("bram", service.register_notice, it, noticed_at=NOTICED, is_ongoing=False)


def test_what_another_authority_says_of_its_entry_moves_no_term_that_runs(doing, monkeypatch):
    stand_still(monkeypatch)("2026-12-01 12:00")
    at = doing.enter("anna", named=("igj",))
    it = doing.plan("bram", at, "Storing", kind=ActivityKind.INCIDENT)
    doing.act("bram", service.register_notice, it, noticed_at=NOTICED, is_ongoing=False)
    running = doing.stored(it)
    with doing.acting("anna") as anna:
        entry = doing.entry("anna", at)
        opening = service.Opening(named=("igj",))
        facts = service.EntityFacts(
            name=at.name, sector=Sector.TRUST, regime=entry.regime, opening=opening
        )
        service.change_entity(anna, entry, facts=facts, seen_version=entry.version)

    now = doing.stored(it)
    assert (now.sector, now.version) == (Sector.TRUST, running.version + 1)
    assert terms_of(now) == terms_of(running)
    with pytest.raises(OutOfDate):
        doing.act("bram", service.withdraw_activity, it, seen_version=running.version)
    doing.act("bram", service.register_notice, it, noticed_at=NOTICED, is_ongoing=False)
    assert terms_of(doing.stored(it)) != terms_of(running)
