"""What was noted about an incident is corrected and taken back, and the log says what it was."""

from datetime import UTC, datetime, timedelta

import pytest

from app.coordination import service
from app.coordination.models import ActivityKind
from app.coordination.service import Receipt
from app.kernel.errors import Refused
from tests.support.tasks import stand_still

NOTICED = datetime(2026, 11, 2, 8, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def incident(doing, monkeypatch):
    """An incident of which everything was received."""
    stand_still(monkeypatch)("2026-11-05 12:00")
    at = doing.enter("bram")
    it = doing.plan("bram", at, "Storing", kind=ActivityKind.INCIDENT, named=("ijenv",))
    doing.act("bram", service.register_notice, it, noticed_at=NOTICED, is_ongoing=False)
    for number, each in enumerate((Receipt.WARNING, Receipt.NOTIFICATION, Receipt.FINAL), 1):
        doing.act("bram", service.note_receipt, it, receipt=each, at=NOTICED + number * HOUR)
    return it


def test_a_wrong_final_report_is_taken_back_and_its_term_runs_again(
    incident, browser_of, doing, transaction
):
    bram = browser_of("bram")
    before = bram.visit("/coordination/deadlines").text("main")
    page = bram.visit(f"/coordination/activities/{incident.id}/receipt")

    done = page.submit("#back-reported_at")

    assert "Eindverslag" not in before
    assert (done.status, doing.stored(incident).reported_at) == (303, None)
    assert "Eindverslag" in bram.visit("/coordination/deadlines").text("main")
    assert transaction.audited(incident.id)[-1] == "incident:receipt:withdraw"


def test_a_moment_is_corrected_by_its_own_step_and_the_log_tells_so(
    incident, browser_of, doing, transaction
):
    place = f"/coordination/activities/{incident.id}/receipt"
    page = browser_of("bram").visit(place)
    form = browser_of("bram").visit(f"{place}?receipt=notified_at")

    done = form.submit("#receipt-form", received_time="12:30")

    assert not page.has("#receipt-form")  # all is in: nothing is overwritten by noting
    assert form.tree.cssselect("[name=received_time]")[0].get("value") == "11:20"
    assert done.status == 303
    assert doing.stored(incident).notified_at == datetime(2026, 11, 2, 11, 30, tzinfo=UTC)
    assert transaction.audited(incident.id)[-1] == "incident:receipt:correct"


def test_what_a_later_report_needs_is_not_taken_back_before_it(incident, doing, browser_of):
    with pytest.raises(Refused, match="Neem eerst het verslag terug"):
        doing.act("bram", service.take_back_receipt, incident, receipt=Receipt.NOTIFICATION)
    doing.act("bram", service.take_back_receipt, incident, receipt=Receipt.FINAL)
    doing.act("bram", service.take_back_receipt, incident, receipt=Receipt.NOTIFICATION)
    with pytest.raises(Refused, match="niet vastgelegd"):
        doing.act("bram", service.take_back_receipt, incident, receipt=Receipt.NOTIFICATION)

    assert doing.stored(incident).warned_at is not None


def test_a_form_says_only_what_there_is_to_take_back(incident, browser_of):
    page = browser_of("bram").visit(f"/coordination/activities/{incident.id}/receipt")

    for wrong in ("noticed_at", "version", "progressed_at", ""):
        assert page.submit("#back-reported_at", receipt=wrong).status == 422


def test_a_partners_system_takes_back_with_null(incident, api_of, doing):
    here = f"/coordination/deadlines/{incident.id}"
    bram, anna = api_of("bram"), api_of("anna")

    told = bram.ask("PATCH", here, json={"receipt": "reported_at", "at": None})

    assert (told.status_code, told.json["reported_at"]) == (200, None)
    assert bram.ask("PATCH", here, json={"receipt": "warned_at"}).status_code == 422
    refused = anna.ask("PATCH", here, json={"receipt": "warned_at", "at": None})
    assert refused.status_code == 403
    assert doing.stored(incident).warned_at is not None
