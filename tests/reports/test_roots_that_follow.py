"""A root ends, and a new one takes its place; what was frozen or sealed under the old one holds.

Roots last forty days here, seals twenty, and a seal is worn eight days before its end."""

from datetime import timedelta

import pytest

from app.adapters import certificates
from app.adapters.sealers import NoSeal
from app.kernel import clock
from app.reports import queries
from app.reports.models import ReportStatus
from app.reports.service import keys, records, verifying

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def signing_keys(monkeypatch):
    """None were made before; those that are made do not last."""
    monkeypatch.setattr(certificates, "ROOT_LIFE", 40 * DAY)
    monkeypatch.setattr(certificates, "SEAL_LIFE", 20 * DAY)
    monkeypatch.setattr(keys, "RENEW_BEFORE", 8 * DAY)


@pytest.fixture
def on_day(monkeypatch):
    """Let it be so many days after the begin."""
    begin = clock.now()

    def jump(number):
        monkeypatch.setattr(clock, "now", lambda: begin + number * DAY)

    return jump


@pytest.fixture
def judged(desk):
    """What the product says of the newest file of a report."""

    def judge(report):
        with desk.as_keeper(), desk.app.test_request_context():
            known = records.records_of(queries.list_frozen())
            return verifying.verify(desk.content(report), trust=keys.trust_bundle(), records=known)

    return judge


def roots(desk):
    with desk.as_keeper():
        bundle = keys.trust_bundle()
    return len(bundle.platform), {code: len(found) for code, found in bundle.parties.items()}


def test_a_seal_is_issued_again_under_its_root_while_that_outlives_it(desk, on_day):
    desk.frozen()
    on_day(13)
    desk.frozen()

    assert roots(desk) == (1, {"ijenv": 1, "igj": 1})


@pytest.mark.parametrize("day", [30, 35], ids=["its seal holds", "its seal had ended"])
def test_a_new_root_takes_the_place_of_one_that_a_seal_would_outlive(desk, on_day, judged, day):
    desk.frozen()
    on_day(13)
    desk.frozen()
    on_day(22)
    before = desk.frozen()
    desk.sign("wim", before)
    on_day(26)
    after = desk.frozen()
    assert roots(desk) == (2, {"ijenv": 2, "igj": 2})

    desk.sign("wim", after)
    desk.sign("cora", after)
    assert desk.read(after)[0].status == ReportStatus.ADOPTED
    assert judged(after).answer.value == "geldig"

    on_day(day)
    desk.sign("cora", before)
    assert desk.read(before)[0].status == ReportStatus.ADOPTED, "it takes the old root alone"
    assert judged(before).answer.value == "geldig"
    assert judged(after).answer.value == "geldig"
    assert roots(desk) == (2, {"ijenv": 2, "igj": 2})


def test_a_field_of_a_root_that_ended_takes_no_seal(desk, on_day):
    report = desk.frozen()
    on_day(33)
    desk.frozen()
    on_day(41)
    with pytest.raises(NoSeal):
        desk.sign("wim", report)
