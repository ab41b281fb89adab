"""A seal waits for its time stamp; meanwhile everybody reads so, and others go on."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from app.adapters import pades
from app.adapters.pades import signing
from app.adapters.timestamps import Distrust, NoTimestamp
from app.adapters.timestamps.at_address import StamperAtAddress, read_roots
from app.kernel.web.house import house_of
from app.reports import queries
from app.reports.models import ReportStatus
from app.reports.service import keys, records, verifying
from tests.support.time_authority import NAME, TimeAuthority, serving


@pytest.fixture
def report(desk):
    return desk.frozen()


@pytest.fixture(scope="module")
def authority():
    with serving(TimeAuthority()) as found:
        yield found


@pytest.fixture
def outside(desk, authority, monkeypatch):
    """An authority at an address, as the settings would choose it."""
    authority.lie = ""
    monkeypatch.setitem(house_of(desk.app).tools, StamperAtAddress, authority.at_address())
    return authority


def decide(desk, who, report):
    actor, ticket_id = desk.ticket(who, report)
    desk.co_sign(actor, report, ticket_id=ticket_id)


def verdict_of(desk, report):
    content = desk.content(report)
    with desk.as_keeper(), desk.app.test_request_context():
        known = records.records_of(queries.list_frozen())
        return verifying.verify(content, trust=keys.trust_bundle(), records=known)


def test_our_own_authority_stamps_when_none_is_chosen(desk, report):
    desk.sign("wim", report)
    seat = desk.read(report)[1][0]

    assert seat.stamped_at is not None
    assert abs(seat.stamped_at - seat.sealed_at).total_seconds() < 60
    [first, *_rest] = pades.take_out(desk.content(report))[1:]
    assert first.stamp.by.startswith("Samenzicht tijdstempels")


def test_the_one_that_was_chosen_stamps_and_its_root_is_kept(desk, report, outside, transaction):
    desk.sign("wim", report)
    with desk.as_keeper():
        stampers = keys.trust_bundle().stampers

    assert desk.read(report)[1][0].stamped_at is not None
    assert stampers == (outside.root.certificate,)
    assert pades.take_out(desk.content(report))[1].stamp.by == NAME


def test_each_root_is_kept_once(desk, report, outside):
    desk.sign("wim", report)
    desk.sign("cora", report)
    with desk.as_keeper():
        assert len(keys.trust_bundle().stampers) == 1


@pytest.mark.parametrize("lie", ["other_root", "late", "fails", "garbage"])
def test_while_none_comes_nothing_is_sealed_and_the_round_goes_on(
    desk, report, outside, lie, browser_of, place, transaction
):
    outside.lie = lie
    decide(desk, "wim", report)
    with pytest.raises(NoTimestamp):
        desk.run_jobs()

    found, seats = desk.read(report)
    assert (found.revision, seats[0].sealed_at, seats[0].status) == (1, None, "signed")
    assert seats[0].stamp_awaited_at is not None
    page = browser_of("bram").visit(f"{place}/{report}")
    assert "wacht op een tijdstempel van buiten" in page.text("#reports-seats")
    with pytest.raises(NoTimestamp):
        desk.run_jobs()
    assert transaction.audited(report).count("report:seal:wait") == 1

    decide(desk, "cora", report)
    outside.lie = ""
    desk.run_jobs()
    found, seats = desk.read(report)
    assert (found.status, found.revision) == (ReportStatus.ADOPTED, 3)
    assert all(seat.stamped_at for seat in seats)
    page = browser_of("bram").visit(f"{place}/{report}")
    assert "wacht op een tijdstempel" not in page.text("#reports-seats")


def test_the_verdict_says_who_vouches_for_the_time(desk, report, outside):
    desk.sign("wim", report)
    desk.sign("cora", report)
    told = verdict_of(desk, report)

    assert told.answer.value == "geldig", told
    assert [each.level for each in told.seats] == ["B-T", "B-T"]
    assert {each["stamped_by"] for each in told.as_json()["seats"]} == {NAME}
    assert told.seats[0].level_words.endswith(f"door {NAME}.")


def test_a_time_stamp_whose_roots_are_missing_is_not_said_to_be_absent(desk, report, outside):
    desk.sign("wim", report)
    with desk.as_keeper(), desk.app.test_request_context():
        known, trust = records.records_of(queries.list_frozen()), keys.trust_bundle()
        told = verifying.verify(
            desk.content(report), trust=replace(trust, stampers=()), records=known
        )

    assert told.seats[0].level == "B-B"
    assert "zonder tijdstempel waar" in told.seats[0].level_words
    assert told.seats[1].level is None


def test_a_seal_of_before_there_were_time_stamps_keeps_its_verdict(desk, report, monkeypatch):
    seal = pades.seal
    with monkeypatch.context() as earlier:
        earlier.setattr(
            "app.reports.service.sealing.pades.seal",
            lambda *given, **facts: seal(*given, **facts | {"stamper": None}),
        )
        earlier.setattr("app.reports.service.sealing.ExpectedSeal", _without_asking_for_a_stamp)
        desk.sign("wim", report)
    assert desk.read(report)[1][0].stamped_at is None
    desk.sign("cora", report)
    told = verdict_of(desk, report)

    assert told.answer.value == "geldig", told
    assert [each.level for each in told.seats] == ["B-B", "B-T"]
    assert "zonder tijdstempel" in told.seats[0].level_words


def _without_asking_for_a_stamp(*given, **facts):
    return pades.ExpectedSeal(*given, **facts | {"is_stamped": None})


def test_an_adopted_report_ends_with_a_time_stamp_over_all_of_it(desk, report, transaction):
    desk.sign("wim", report)
    desk.sign("cora", report)
    found, _seats = desk.read(report)
    last = pades.take_out(desk.content(report))[-1]

    assert (found.status, found.revision) == (ReportStatus.ADOPTED, 3)
    assert found.stamped_at is not None
    assert (last.field, last.covered[2] + last.covered[3]) == (
        "closing",
        len(desk.content(report)),
    )
    words = transaction.audited(report)
    end = words.index("report:text:adopt")
    assert words[end - 2 : end] == ["report:seal:place", "report:file:stamp"]
    told = verdict_of(desk, report)
    assert told.answer.value == "geldig", told
    assert told.closed_at == found.stamped_at


def test_while_the_last_time_stamp_does_not_come_it_is_not_adopted(desk, report, monkeypatch):
    desk.sign("wim", report)
    decide(desk, "cora", report)

    def down(*_given, **_facts):
        raise NoTimestamp(Distrust.UNREACHABLE)

    with monkeypatch.context() as away:
        away.setattr("app.reports.service.sealing.pades.close", down)
        with pytest.raises(NoTimestamp):
            desk.run_jobs()
    found, seats = desk.read(report)
    assert (found.status, found.revision) == (ReportStatus.SIGNING, 2)
    assert (seats[1].sealed_at, seats[1].awaits_stamp) == (None, True)

    desk.run_jobs()
    assert desk.read(report)[0].status == ReportStatus.ADOPTED


def test_what_is_cut_off_at_the_end_is_noticed(desk, report):
    """The closing alone, or with the last seal: no library notices, and no hash is on record."""
    desk.sign("wim", report)
    desk.sign("cora", report)
    whole = desk.content(report)
    ends = [at + 6 for at in range(len(whole)) if whole.startswith(b"%%EOF\n", at)]
    with desk.as_keeper(), desk.app.test_request_context():
        known, trust = records.records_of(queries.list_frozen()), keys.trust_bundle()
        told = [verifying.verify(whole[:end], trust=trust, records=known) for end in ends]

    assert [each.answer.value for each in told[-3:]] == ["onvolledig", "ongeldig", "geldig"]
    assert "Het tijdstempel dat het bestand afsluit, ontbreekt." in told[-2].reasons


def test_a_report_frozen_before_is_adopted_without(desk, monkeypatch):
    """Its file has no field for it, and keeps its verdict."""
    added = signing.append_signature_field

    def but_closing(writer, spec):
        if spec.sig_field_name != "closing":
            added(writer, spec)

    with monkeypatch.context() as earlier:
        earlier.setattr(signing, "append_signature_field", but_closing)
        report = desk.frozen()
    desk.sign("wim", report)
    desk.sign("cora", report)
    found = desk.read(report)[0]

    assert (found.status, found.stamped_at) == (ReportStatus.ADOPTED, None)
    told = verdict_of(desk, report)
    assert (told.answer.value, told.closed_at) == ("geldig", None)


def test_roots_are_read_from_a_file(outside, tmp_path):
    path = tmp_path / "roots.pem"
    path.write_bytes(outside.root.certificate.public_bytes(Encoding.PEM))

    assert read_roots(path) == (outside.root.certificate,)
