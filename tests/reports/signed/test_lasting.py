"""The verdict holds for years: renewed in time it stays geldig, else it says onbekend and why.

Wim signs for IJenV, Cora for IGJ; Carla reads, Dirk is of elsewhere."""

import io
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from app.adapters.timestamps import Distrust, NoTimestamp, hashes
from app.adapters.timestamps.at_address import StamperAtAddress
from app.checking import database
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.web.house import house_of
from app.reports import jobs, queries
from app.reports.service import keys, records, verifying
from app.running import Databases
from app.worker import PERIODIC
from tests.support.acting import acting
from tests.support.ageing import DAY, YEAR, Years
from tests.support.database import watching_off
from tests.support.time_authority import TimeAuthority, make_credential, serving

ENDED = "Het bewijs van het moment is verlopen op"


@pytest.fixture
def years(desk, report, monkeypatch):
    """Time, from the adoption on."""
    return Years(desk, monkeypatch)


@pytest.fixture
def verdict(desk, report):
    """What the product says of the file today."""

    def judge():
        with desk.as_keeper(), desk.app.test_request_context():
            known = records.records_of(queries.list_frozen())
            return verifying.verify(desk.content(report), trust=keys.trust_bundle(), records=known)

    return judge


def test_without_renewal_it_is_valid_until_the_time_stamps_end_and_then_unknown(years, verdict):
    for ahead in (timedelta(), YEAR, 3 * YEAR - DAY):
        years.jump(ahead)
        assert verdict().answer.value == "geldig", ahead
    for ahead in (3 * YEAR + 5 * DAY, 10 * YEAR, 12 * YEAR):
        years.jump(ahead)
        told = verdict()
        assert told.answer.value == "onbekend", ahead
        [why] = [each for each in told.reasons if each.startswith(ENDED)]
        assert why.endswith("en niet op tijd verlengd.")
        assert [each.answer.value for each in told.seats] == ["geldig", "geldig"]


def test_with_renewals_it_stays_valid_for_twelve_years(desk, report, years, verdict, transaction):
    for span, renewals in ((YEAR, 0), (3 * YEAR, 1), (10 * YEAR, 3), (12 * YEAR, 4)):
        years.live(span)
        told = verdict()
        assert told.answer.value == "geldig", (span, told.reasons)
        assert len(told.proof.links) == renewals, span
        assert transaction.audited(report).count("report:proof:renew") == renewals
    with desk.as_keeper():
        assert len(keys.trust_bundle().stampers) == 2, "a second root, the first one has ended"
    assert sum("verlengd op" in each for each in told.reasons) == 4
    assert any("Dit is te controleren tot" in each for each in told.reasons)


def test_each_renewal_is_logged_with_its_hash_and_told_on_the_page(
    desk, report, years, browser_of, place
):
    page = browser_of("carla").visit(f"{place}/{report}")
    assert "Dit is te controleren tot" in page.text("#reports-proof")
    assert "verlengd op" not in page.text("#reports-proof")

    years.live(3 * YEAR)
    facts = desk.facts_of(report, "report:proof:renew")
    with desk.transaction.as_owner() as owner:
        row = owner.execute(text("select encode(sha256(token), 'hex') as token from report_proof"))
        assert row.one().token == facts["token_sha256"]
    assert (facts["number"], facts["hash"]) == (1, "sha256")
    told = browser_of("carla").visit(f"{place}/{report}").text("#reports-proof")
    assert "Het bewijs is verlengd op" in told
    assert "door Samenzicht tijdstempels" in told


def test_the_page_says_when_it_ended(report, years, browser_of, place):
    years.jump(4 * YEAR)
    told = browser_of("carla").visit(f"{place}/{report}").text("#reports-proof")

    assert ENDED in told
    assert "niet op tijd verlengd" in told


def test_who_uploads_the_file_reads_the_same(desk, report, years, browser_of, place):
    content = desk.content(report)

    def read():
        page = browser_of("carla").visit(f"{place}/check")
        file = (io.BytesIO(content), "rapport.pdf")
        return page.submit("form[enctype]", files={"file": file}).text("#reports-verdict")

    years.jump(4 * YEAR)
    assert ENDED in read()
    years.jump(timedelta())
    years.live(4 * YEAR)
    told = read()
    assert "Geldig" in told
    assert "Het bewijs is verlengd op" in told


def test_nothing_is_renewed_before_it_must_be_and_nothing_twice(report, years, transaction):
    years.jump(2 * YEAR)
    assert years.work() == 0
    years.jump(3 * YEAR - 10 * DAY)
    assert years.work() == 1
    assert years.work() == 0
    assert transaction.audited(report).count("report:proof:renew") == 1


def test_a_job_that_runs_twice_keeps_one_link(desk, report, years, transaction):
    years.jump(3 * YEAR - 10 * DAY)
    facts = _facts(desk, report)
    for _each in range(2):
        with desk.app.app_context():
            jobs.renew_proof.run(**facts)
    with transaction.as_owner() as owner:
        assert owner.scalar(text("select count(*) from report_proof")) == 1


def _facts(desk, report):
    found, _seats = desk.read(report)
    return {
        "report": str(report),
        "workspace": str(found.workspace_id),
        "organisation": str(found.organisation_id),
    }


def test_the_clock_looks_for_proofs_that_wear_out():
    assert [every for job, every in PERIODIC if job is jobs.seek_wearing] == [timedelta(hours=6)]


def test_an_authority_that_is_down_is_asked_again(
    desk, report, years, verdict, monkeypatch, transaction
):
    def down(*_given, **_facts):
        raise NoTimestamp(Distrust.UNREACHABLE)

    years.jump(3 * YEAR - 20 * DAY)
    with monkeypatch.context() as away:
        away.setattr("app.reports.service.renewing.proofs.renew", down)
        for _day in range(3):
            with pytest.raises(NoTimestamp):
                years.work()
    assert transaction.audited(report).count("report:proof:renew") == 0

    years.jump(3 * YEAR - 5 * DAY)
    assert years.work() == 1
    years.jump(4 * YEAR)
    assert verdict().answer.value == "geldig"


def test_operators_see_what_is_overdue_and_what_has_ended(desk, years):
    def counted():
        with acting(desk.app, system_actor("a.test")):
            found = queries.count_in_need()
        return found.overdue, found.lapsed

    years.jump(3 * YEAR - 20 * DAY)
    assert counted() == (0, 0), "it can still be renewed in time"
    years.jump(3 * YEAR - 10 * DAY)
    assert counted() == (1, 0)
    years.jump(3 * YEAR + 5 * DAY)
    assert counted() == (0, 1)
    assert years.work() == 0, "nothing mends a gap"


def test_another_authority_can_take_it_over(desk, report, years, verdict, monkeypatch):
    """The built-in one stamped; years later an authority outside renews, under its own root."""
    years.jump(3 * YEAR - 10 * DAY)
    with serving(TimeAuthority()) as outside:
        monkeypatch.setattr(
            outside,
            "_credential",
            lambda: make_credential(outside.root, until=clock.now() + 50 * DAY),
        )
        monkeypatch.setitem(house_of(desk.app).tools, StamperAtAddress, outside.at_address())
        years.work()
    told = verdict()

    assert told.answer.value == "geldig", told.reasons
    assert [each.by for each in told.proof.links] == ["Tijd van Buiten"]


def test_an_authority_whose_certificate_does_not_last_is_asked_again_later(
    desk, report, years, monkeypatch, transaction
):
    years.jump(3 * YEAR - 10 * DAY)
    with serving(TimeAuthority()) as outside:
        ends = clock.now() + DAY
        monkeypatch.setattr(
            outside, "_credential", lambda: make_credential(outside.root, until=ends)
        )
        monkeypatch.setitem(house_of(desk.app).tools, StamperAtAddress, outside.at_address())
        years.work()
        assert transaction.audited(report).count("report:proof:renew") == 0
        ends = clock.now() + 50 * DAY
        assert years.work() == 1
    assert transaction.audited(report).count("report:proof:renew") == 1


def test_a_hash_that_gets_weak_is_left_in_time(desk, report, years, verdict, monkeypatch):
    monkeypatch.setitem(hashes.ENDS, "sha256", years.begin + 4 * YEAR)
    years.live(5 * YEAR)
    told = verdict()

    assert told.answer.value == "geldig", told.reasons
    assert [each.name for each in told.proof.links] == ["sha384"]


def test_what_was_adopted_before_is_looked_at_first(desk, report, years, transaction):
    with transaction.as_owner() as owner:
        owner.execute(text("update report set holds_until = null"))
    assert years.work() == 1
    found, _seats = desk.read(report)
    assert found.holds_until > years.begin + 2 * YEAR
    assert transaction.audited(report).count("report:proof:measure") == 1
    assert years.work() == 0


def test_what_had_ended_before_anybody_looked_is_written_down_once(
    desk, report, years, verdict, transaction
):
    with transaction.as_owner() as owner:
        owner.execute(text("update report set holds_until = null"))
    years.jump(4 * YEAR)
    assert years.work() == 1
    assert years.work() == 0
    assert transaction.audited(report).count("report:proof:lapse") == 1
    assert verdict().answer.value == "onbekend"


def test_a_file_that_does_not_hold_is_not_renewed(desk, report, years, monkeypatch, transaction):
    """A renewal would put a new time stamp on something that is not what was adopted."""
    from app.kernel.errors import HouseFault

    years.jump(3 * YEAR - 10 * DAY)
    monkeypatch.setattr(
        "app.reports.service.files.content_of", lambda *_given, **_facts: b"%PDF-1.7 another"
    )
    with pytest.raises(HouseFault):
        years.work()
    assert transaction.audited(report).count("report:proof:renew") == 0


def test_a_link_that_is_changed_in_the_database_is_not_believed(
    report, years, verdict, transaction
):
    years.live(3 * YEAR)
    assert verdict().answer.value == "geldig"
    with transaction.as_owner() as owner:
        owner.execute(text("update report_proof set token = token || '\\x00'::bytea"))
    told = verdict()
    assert told.answer.value == "ongeldig"
    assert (
        "Een tijdstempel in de bewijsketen past niet bij waar het over moet gaan." in told.reasons
    )


def test_an_earlier_file_of_the_report_is_incomplete_as_before(desk, report, years):
    years.live(4 * YEAR)
    with desk.as_keeper(), desk.app.test_request_context():
        known, trust = records.records_of(queries.list_frozen()), keys.trust_bundle()
        earlier = desk.content(report, revision=2)
        told = verifying.verify(earlier, trust=trust, records=known)
    assert told.answer.value == "onvolledig"


def test_a_person_learns_nothing_from_where_the_clock_looks(desk, years, world):
    years.jump(3 * YEAR - 10 * DAY)
    for who in ("anna", "dirk"):
        with acting(desk.app, world.actor(who)):
            assert queries.list_wearing() == []
            assert queries.count_in_need() == queries.InNeed(0, 0)


def test_monitoring_reads_it(desk, years, anonymous, monkeypatch):
    house = house_of(desk.app)
    settings = house.settings.model_copy(update={"metrics_token": SecretStr("of monitoring")})
    monkeypatch.setattr(house, "settings", settings)

    def read():
        answer = anonymous.client.get("/metrics", headers={"Authorization": "Bearer of monitoring"})
        lines = [each.split() for each in answer.get_data(as_text=True).splitlines()]
        found = {each[0]: float(each[1]) for each in lines if each[0] != "#"}
        return found["samenzicht_proofs_overdue"], found["samenzicht_proofs_lapsed"]

    assert read() == (0, 0)
    years.jump(3 * YEAR - 10 * DAY)
    assert read() == (1, 0)
    years.jump(4 * YEAR)
    assert read() == (0, 1)


def test_who_keeps_the_installation_is_told(monkeypatch):
    found = queries.InNeed(2, 1)
    monkeypatch.setattr(database.reports, "count_in_need", lambda: found)
    nowhere = "postgresql://nobody@127.0.0.1:1/none"
    told = list(database.proof_troubles(Databases(nowhere, nowhere, nowhere)))

    assert told[0].startswith("The proof of 2 adopted reports ends within 14 days")
    assert "SAMENZICHT_TSA_URL" in told[0]
    assert told[1].startswith("The proof of 1 adopted reports ended")


ADD = text(
    "insert into report_proof (id, report_id, workspace_id, number, statement, token, leaf,"
    " stamped_at, stamped_by, holds_until) values (gen_random_uuid(), :report, :place, 9, '', '',"
    " '', now(), 'iemand', now())"
)


@pytest.mark.parametrize("who", ["anna", "wim", "dirk"])
def test_nobody_adds_a_link_by_hand(desk, report, world, who):
    facts = {"report": report, "place": world.workspace.id}
    with (
        acting(desk.app, world.actor(who)) as session,
        watching_off(session),
        pytest.raises(ProgrammingError, match="row-level security"),
    ):
        session.execute(ADD, facts)


def test_who_does_not_read_the_report_reads_no_link(desk, report, years, world):
    years.live(3 * YEAR)
    counted = text("select count(*) from report_proof")
    for who, expected in (("carla", 1), ("dirk", 0)):
        with acting(desk.app, world.actor(who)) as session:
            assert session.scalar(counted) == expected, who


@pytest.mark.parametrize("verb", ["update report_proof set number = 7", "delete from report_proof"])
def test_a_link_is_never_changed_or_removed(desk, report, years, world, verb):
    years.live(3 * YEAR)
    with (
        acting(desk.app, world.actor("anna")) as session,
        watching_off(session),
        pytest.raises(ProgrammingError, match="permission denied"),
    ):
        session.execute(text(verb))
