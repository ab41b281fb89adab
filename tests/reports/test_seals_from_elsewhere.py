"""An organisation whose key is kept elsewhere gets its seal from there, or the round waits for it.

IJenV has a built-in key or a token, IGJ a service for remote signing."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from zipfile import ZipFile

import pytest

from app import worker
from app.adapters import pades, trust
from app.adapters.sealers import NoSeal
from app.adapters.sealers.configuration import Sealers
from app.kernel import clock
from app.kernel.web.house import house_of
from app.reports import jobs, queries
from app.reports.models import ReportStatus, SigningKey
from app.reports.service import keys, records, verifying
from app.running import standing_in
from tests.reports.signed.test_evidence import commands, needs_openssl, needs_pdfsig, run
from tests.support.outside_keys import Elsewhere
from tests.support.sealing_service import SealingService, serving
from tests.support.soft_token import SoftToken, needs_softhsm


@pytest.fixture(scope="module")
def elsewhere():
    return Elsewhere()


@pytest.fixture(scope="module")
def served(elsewhere, tmp_path_factory):
    with serving(SealingService(elsewhere, tmp_path_factory.mktemp("service"))) as found:
        yield found


@pytest.fixture
def choose(desk, monkeypatch):
    """Choose who seals, as the settings would."""

    def chosen(**sealers):
        monkeypatch.setitem(house_of(desk.app).tools, Sealers, Sealers(sealers))

    return chosen


@pytest.fixture
def service(served, choose):
    served.lie = ""
    served.asked.clear()
    served.issue()
    choose(igj=served.sealer())
    return served


def decide(desk, who, report):
    actor, ticket_id = desk.ticket(who, report)
    desk.co_sign(actor, report, ticket_id=ticket_id)


def verdict_of(desk, report, **changed):
    content = desk.content(report)
    with desk.as_keeper(), desk.app.test_request_context():
        known, trust = records.records_of(queries.list_frozen()), keys.trust_bundle()
        return verifying.verify(content, trust=trust, records=known, **changed)


def test_a_mixed_round_is_adopted_and_holds(desk, service, transaction):
    report = desk.frozen()
    desk.sign("wim", report)
    desk.sign("cora", report)

    found, seats = desk.read(report)
    assert (found.status, found.revision) == (ReportStatus.ADOPTED, 3)
    assert all(each.stamped_at for each in seats)
    told = verdict_of(desk, report)
    assert told.answer.value == "geldig", told
    assert [each.level for each in told.seats] == ["B-T", "B-T"]
    assert verdict_of(desk, report, judge=pades.validate_apart) == told


def test_its_root_is_kept_once_with_whose_it_is_and_no_key_is_made_for_it(
    desk, service, elsewhere, transaction
):
    with transaction.as_owner() as owner:
        igj = desk.world.organisations["igj"].id
        for row in owner.query(SigningKey).filter_by(organisation_id=igj):
            owner.delete(row)
    report = desk.frozen()
    desk.sign("cora", report)
    desk.frozen()

    with desk.as_keeper():
        bundle = keys.trust_bundle()
    assert bundle.outside == {"igj": (elsewhere.trusted(),)}
    assert "igj" not in bundle.parties
    assert elsewhere.root not in bundle.stampers
    assert transaction.audited(report).count("report:seal:place") == 1


def test_when_what_is_said_of_a_root_changes_the_newest_counts(desk, service, choose, elsewhere):
    desk.frozen()
    with desk.as_keeper():
        before = keys.trust_bundle()
    later = elsewhere.trusted(ends_at=clock.now() + timedelta(days=9))
    choose(igj=service.sealer(later))
    desk.frozen()

    with desk.as_keeper():
        after = keys.trust_bundle()
    assert after.outside == {"igj": (later,)}
    assert after.version == before.version + 1


def test_what_is_withdrawn_is_believed_no_more_once_a_worker_starts(
    desk, service, choose, elsewhere
):
    report = desk.frozen()
    desk.sign("wim", report)
    desk.sign("cora", report)
    assert verdict_of(desk, report).answer.value == "geldig"
    own = trust.fingerprint(service.sealer().chain()[0])
    leaked = elsewhere.trusted(withdrawn=((own, clock.now() - timedelta(days=1)),))
    choose(igj=service.sealer(leaked), nobody=service.sealer())

    for _each in range(2):
        with standing_in(desk.app):
            jobs.keep_roots.run()
        with desk.as_keeper():
            assert keys.trust_bundle().outside == {"igj": (leaked,)}
    told = verdict_of(desk, report)
    assert {each.organisation: each.answer.value for each in told.seats} == {
        "igj": "ongeldig",
        "ijenv": "geldig",
    }
    assert told.answer.value == "ongeldig"


def test_a_worker_keeps_them_before_anything_else(desk, monkeypatch):
    class Kept(Exception):
        pass

    def kept():
        raise Kept

    monkeypatch.setattr(keys, "keep_roots_elsewhere", lambda _actor, **_tools: kept())
    with pytest.raises(Kept):
        worker.run_worker(desk.app, dsn="")


@needs_softhsm
@needs_openssl
@needs_pdfsig
def test_a_token_and_a_service_and_the_evidence_of_it(
    desk, service, choose, elsewhere, tmp_path, browser_of, place
):
    token = SoftToken(tmp_path, elsewhere)
    token.issue(identifier="NTRNL-22222222")
    own = elsewhere.trusted(identifier="NTRNL-22222222")
    choose(igj=service.sealer(), ijenv=token.sealer(own))
    report = desk.frozen()
    desk.sign("wim", report)
    desk.sign("cora", report)

    told = verdict_of(desk, report)
    assert told.answer.value == "geldig", told
    answer = browser_of("carla").visit(f"{place}/{report}/evidence")
    folder = tmp_path / "bewijs"
    with ZipFile(io.BytesIO(answer.response.data)) as pack:
        pack.extractall(folder)
    said = [run(each, folder).stderr.strip() for each in commands(folder)]
    assert said == ["CAdES Verification successful"] * 3
    assert run("pdfsig -nocert rapport.pdf", folder).stdout.count("Signature is Valid.") == 3
    assert verified_alone(desk, folder).answer.value == "geldig"

    swapped = json.loads((folder / "vertrouwen.json").read_text())
    first, other = swapped["outside"]["igj"], swapped["outside"]["ijenv"]
    swapped["outside"] = {"igj": other, "ijenv": first}
    (folder / "vertrouwen.json").write_text(json.dumps(swapped))
    alone = verified_alone(desk, folder)
    assert alone.answer.value == "ongeldig"
    assert "igj: Het certificaat is van een andere organisatie." in alone.reasons


def verified_alone(desk, folder):
    with desk.app.test_request_context():
        return verifying.verify_file(
            folder / "rapport.pdf",
            trust_file=folder / "vertrouwen.json",
            log_file=folder / "logboek.json",
        )


SAID = {
    "fails": "de zegeldienst van IGJ antwoordt niet",
    "large": "de zegeldienst van IGJ geeft een antwoord dat geen zegel is",
    "denied": "de zegeldienst van IGJ weigert voor ons te zegelen",
    "disabled": "de zegeldienst van IGJ heeft geen sleutel die bruikbaar is",
    "other_digest": "het zegel dat voor IGJ kwam, gaat niet over dit bestand",
}


@pytest.mark.parametrize("lie", SAID)
def test_while_no_seal_comes_nothing_is_kept_and_the_round_goes_on(
    desk, service, lie, browser_of, place, transaction
):
    report = desk.frozen()
    service.lie = lie
    decide(desk, "cora", report)
    with pytest.raises(NoSeal):
        desk.run_jobs()

    found, seats = desk.read(report)
    assert (found.revision, seats[1].sealed_at, seats[1].status) == (1, None, "signed")
    page = browser_of("bram").visit(f"{place}/{report}")
    words = page.text("#reports-seats")
    assert "De zegeldienst van IGJ geeft nog geen zegel. We blijven het proberen" in words
    assert SAID[lie] in words
    with pytest.raises(NoSeal):
        desk.run_jobs()
    assert transaction.audited(report).count("report:seal:wait") == 1

    decide(desk, "wim", report)
    service.lie = ""
    desk.run_jobs()
    assert desk.read(report)[0].status == ReportStatus.ADOPTED
    assert verdict_of(desk, report).answer.value == "geldig"
    page = browser_of("bram").visit(f"{place}/{report}")
    assert "zegeldienst" not in page.text("#reports-seats")


WRONG = {
    "expired": ({"ends": timedelta(days=-1)}, "is verlopen"),
    "not yet valid": ({"begins": timedelta(days=1)}, "is nog niet geldig"),
    "of another": ({"identifier": "NTRNL-22222222"}, "is niet van IGJ"),
    "another policy": ({"policy": "1.2.3.4"}, "is van een andere soort dan afgesproken"),
}


@pytest.mark.parametrize("which", WRONG)
def test_a_certificate_that_is_not_right_is_named_and_nothing_is_kept(
    desk, service, which, browser_of, place
):
    facts, words = WRONG[which]
    report = desk.frozen()
    service.issue(**facts)
    decide(desk, "cora", report)
    with pytest.raises(NoSeal):
        desk.run_jobs()

    assert desk.read(report)[0].revision == 1
    assert words in browser_of("bram").visit(f"{place}/{report}").text("#reports-seats")
    service.issue()
    desk.run_jobs()
    assert desk.read(report)[0].revision == 2


@pytest.mark.parametrize("is_elsewhere_first", [True, False])
def test_a_report_frozen_for_another_seal_tells_to_make_a_next_version(
    desk, service, choose, browser_of, place, is_elsewhere_first
):
    chosen = [{"igj": service.sealer()}, {}]
    before, after = chosen if is_elsewhere_first else reversed(chosen)
    choose(**before)
    report = desk.frozen()
    choose(**after)
    decide(desk, "cora", report)
    with pytest.raises(NoSeal, match="not_prepared"):
        desk.run_jobs()

    words = browser_of("bram").visit(f"{place}/{report}").text("#reports-seats")
    assert "vastgezet voor een ander zegel van IGJ; maak een volgende versie" in words
    choose(**before)
    desk.run_jobs()
    assert desk.read(report)[0].revision == 2


def test_a_seal_that_passes_all_but_the_whole_file_is_not_kept(desk, service, monkeypatch):
    """Whoever sealed: the new file is judged whole, by the trust of that organisation alone."""
    report = desk.frozen()
    whole = pades.seal
    monkeypatch.setattr(
        "app.reports.service.sealing.pades.seal",
        lambda *given, **facts: whole(*given, **facts | {"stamper": None}),
    )
    decide(desk, "cora", report)
    with pytest.raises(NoSeal, match="does_not_hold"):
        desk.run_jobs()
    assert desk.read(report)[0].revision == 1


def test_nothing_is_locked_while_the_service_is_asked(desk, service, monkeypatch):
    report = desk.frozen()
    chain = type(service.sealer()).chain

    def watched(sealer):
        decide(desk, "wim", report)
        return chain(sealer)

    decide(desk, "cora", report)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(type(service.sealer()), "chain", watched)
        desk.run_jobs()
    assert desk.read(report)[1][0].status == "signed", "somebody decided meanwhile"


def test_no_secret_is_in_the_database_or_the_log(desk, service, transaction):
    report = desk.frozen()
    desk.sign("cora", report)
    with transaction.as_owner() as owner:
        rows = [each.material for each in owner.query(SigningKey)]
    told = json.dumps(desk.log_items(), default=str).encode() + b"".join(rows)
    for path in (service.secret_file, service.pin_file):
        assert path.read_bytes().strip() not in told
