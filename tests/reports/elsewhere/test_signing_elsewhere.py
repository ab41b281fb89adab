"""A signatory signs in a PDF reader, with a card of their own, and brings the file back.

Cora does so for IGJ. IJenV, for which Wim signs, has nothing on record for it."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from zipfile import ZipFile

import pytest
from sqlalchemy import text

from app.adapters import pades, previews
from app.identity.models import Mandate
from app.kernel import clock
from app.reports import queries
from app.reports.models import ReportStatus, SeatStatus
from app.reports.service import keys, records, verifying
from tests.adapters.test_signed_elsewhere import BESIDE, updated
from tests.reports.signed.test_evidence import (
    commands,
    needs_openssl,
    needs_pdfsig,
    run,
    stamp_commands,
)
from tests.support.judgement import CHIEF
from tests.support.signed_elsewhere import broken
from tests.support.signing_in import come_back

FORM = "form[action$='/sign/elsewhere']"
OWN = "seat-igj-1"


def verdict_of(desk, report, content=None, **changed):
    content = content or desk.content(report)
    with desk.as_keeper(), desk.app.test_request_context():
        known, trust = records.records_of(queries.list_frozen()), keys.trust_bundle()
        return verifying.verify(content, trust=trust, records=known, **changed)


def test_signed_elsewhere_then_sealed_by_another_and_adopted(
    browser_of, desk, place, page, report, card, confirm, transaction
):
    cora = browser_of("cora")
    link = cora.visit(f"{place}/{report}/sign").tree.cssselect("a[href$='/sign/elsewhere']")
    shown = cora.visit(link[0].get("href"))
    file = shown.tree.cssselect("main a[href*='/files/']")[0].get("href")
    downloaded = cora.visit(file).response.data
    assert downloaded == desk.content(report)

    done = confirm(card.sign(downloaded, OWN))
    assert (done.status, done.location) == (303, f"{place}/{report}")
    assert "Buiten Samenzicht ondertekend met een eigen certificaat" in done.follow().text("main")
    desk.run_jobs()
    found, seats = desk.read(report)
    assert (found.status, found.revision) == (ReportStatus.SIGNING, 2)
    assert (seats[1].status, seats[1].stamped_at) == (SeatStatus.SIGNED, None)
    assert "report:signature:bring" in transaction.audited(report)

    desk.sign("wim", report)
    found, seats = desk.read(report)
    assert (found.status, found.revision) == (ReportStatus.ADOPTED, 3)
    told = verdict_of(desk, report)
    assert told.answer.value == "geldig", told
    assert [each.level for each in told.seats] == ["B-T", "B-B"]
    assert [each.as_json()["signed_with"] for each in told.seats] == ["seal", "own_certificate"]
    assert verdict_of(desk, report, judge=pades.validate_apart) == told
    assert any("met een eigen certificaat" in each for each in told.reasons)


def test_what_a_signatory_wrote_is_drawn_in_a_cage(
    browser_of, desk, place, report, card, confirm, monkeypatch
):
    """Up to two megabytes of the newest file are theirs: our own process opens none of it."""

    def never(*_pdf, **_limits):
        raise AssertionError("PDFium read what came from outside, outside of a cage.")

    monkeypatch.setattr(previews, "_opened", never)
    confirm(card.sign(desk.content(report), OWN))

    shown = browser_of("cora").visit(f"{place}/{report}/files/2/pages/1")
    beyond = browser_of("cora").visit(f"{place}/{report}/files/2/pages/99")

    assert (shown.status, shown.response.data[:4], beyond.status) == (200, b"\x89PNG", 404)


@needs_openssl
@needs_pdfsig
def test_whoever_follows_the_readme_checks_it_without_us(
    browser_of, desk, place, report, card, confirm, tmp_path
):
    confirm(card.sign(desk.content(report), OWN))
    desk.sign("wim", report)
    answer = browser_of("carla").visit(f"{place}/{report}/evidence")
    with ZipFile(io.BytesIO(answer.response.data)) as pack:
        pack.extractall(tmp_path)
    said = [run(each, tmp_path).stderr.strip() for each in commands(tmp_path)]
    assert said == ["CAdES Verification successful"] * 3
    stamps = [run(each, tmp_path).stdout.strip() for each in stamp_commands(tmp_path)]
    assert stamps == ["Verification: OK"] * 2
    assert run("pdfsig -nocert rapport.pdf", tmp_path).stdout.count("Signature is Valid.") == 3
    words = (tmp_path / "README.txt").read_text()
    assert "met een eigen certificaat: " in words
    assert "Samenzicht stelt dat niet vast" in words
    decisions = json.loads((tmp_path / "besluiten.json").read_text())
    assert decisions[1]["signed_elsewhere"]["certificate_sha256"] == card.sha256
    assert decisions[1]["purpose"]["elsewhere"] == decisions[1]["signed_elsewhere"]
    assert verified_alone(desk, tmp_path).answer.value == "geldig"


def verified_alone(desk, folder):
    with desk.app.test_request_context():
        return verifying.verify_file(
            folder / "rapport.pdf",
            trust_file=folder / "vertrouwen.json",
            log_file=folder / "logboek.json",
        )


def test_as_the_last_signature_it_adopts_the_report(desk, report, card, confirm):
    desk.sign("wim", report)
    confirm(card.sign(desk.content(report), OWN))
    assert desk.read(report)[0].status == ReportStatus.SIGNING

    desk.run_jobs()
    desk.run_jobs()

    found, _seats = desk.read(report)
    assert (found.status, found.revision) == (ReportStatus.ADOPTED, 4)
    assert found.stamped_at is not None
    told = verdict_of(desk, report)
    assert told.answer.value == "geldig", told
    with desk.as_keeper():
        known = records.records_of(queries.list_frozen())
    logged = records.records_in_log(json.dumps(desk.log_items()).encode())
    assert logged[-1].fingerprints == known[-1].fingerprints
    told = [
        [(each.field, each.certificate, each.is_stamped) for each in one[-1].seats]
        for one in (logged, known)
    ]
    assert told[0] == told[1]


def test_a_lost_closing_is_found_again(desk, report, card, confirm, transaction):
    desk.sign("wim", report)
    confirm(card.sign(desk.content(report), OWN))
    with desk.as_keeper():
        assert queries.list_unsealed() == []
    forget_jobs(transaction)

    with desk.as_keeper():
        [found] = queries.list_unsealed()
    assert found.report_id == report


def forget_jobs(transaction):
    with transaction.as_owner() as owner:
        owner.execute(text("delete from procrastinate_jobs"))


def test_when_another_seal_comes_meanwhile_one_signs_anew(desk, report, card, confirm):
    late = confirm(card.sign(desk.content(report), OWN), before=lambda: desk.sign("wim", report))

    assert late.status == 422
    assert "Er is niets verloren: download het nieuwste bestand" in late.text("main")
    assert desk.read(report)[1][1].status == SeatStatus.WAITING
    assert confirm(card.sign(desk.content(report), OWN)).status == 303


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"certificate": "PNONL-2"}, "niet het certificaat dat in het mandaatregister"),
        ({"certificate": ""}, "Je certificaat staat niet in het mandaatregister."),
        ({"valid_to": clock.today() - timedelta(days=1)}, ""),
    ],
)
def test_what_the_register_says_by_then_counts(desk, report, card, confirm, register, facts, said):
    late = confirm(card.sign(desk.content(report), OWN), before=lambda: register(**facts))

    assert late.status in {403, 422}
    assert said in late.text("main")
    assert desk.read(report)[1][1].status == SeatStatus.WAITING


def test_what_was_confirmed_is_taken_once_and_for_nothing_else(
    browser_of, desk, place, report, card, provider, send_file, transaction
):
    cora = browser_of("cora")
    begun = send_file(card.sign(desk.content(report), OWN), cora)
    back = come_back(cora, provider.visit(begun.location))
    ticket = back.location.split("ticket=")[1]
    here = cora.visit(f"{place}/{report}/sign/complete?ticket={ticket}")
    bare = cora.visit(f"{place}/{report}/sign/elsewhere/complete?ticket={ticket}&aside=AAAA")
    assert (here.status, bare.status) == (422, 422)

    answers = [back.follow().status for _each in range(2)]

    assert (answers[0], transaction.audited(report).count("report:seat:sign")) == (303, 1)
    assert answers[1] in {403, 422}


@pytest.mark.parametrize(("who", "status"), [("bram", 403), ("wim", 404), ("dirk", 404)])
def test_who_else_cannot_bring_anything(browser_of, page, who, status):
    assert browser_of(who).visit(page).status == status


def test_without_roots_on_record_it_is_not_offered(browser_of, place, page, report, choose):
    choose()

    cora = browser_of("cora")
    assert not cora.visit(f"{place}/{report}/sign").has("a[href$='/sign/elsewhere']")
    assert cora.visit(page).status == 404


def test_who_is_not_in_the_register_reads_so(browser_of, page, register):
    register(certificate="")

    shown = browser_of("cora").visit(page)
    assert "Je certificaat staat niet in het mandaatregister." in shown.text("main")
    assert not shown.has(FORM)


def test_a_report_frozen_before_says_so(desk, place, choose, card, browser_of, provider):
    choose()
    report = desk.frozen()
    choose(card.root())
    form = browser_of("cora").visit(f"{place}/{report}/sign/elsewhere")
    content = card.sign(desk.content(report), OWN)

    answer = form.submit(FORM, files={"file": (io.BytesIO(content), "a.pdf")}, has_read="y")

    assert "voordat jouw organisatie met zulke certificaten ondertekende" in answer.text(FORM)


def test_tampered_with_afterwards_it_is_never_valid(desk, report, card, confirm):
    desk.sign("wim", report)
    confirm(card.sign(desk.content(report), OWN))
    desk.run_jobs()
    content = desk.content(report)
    at = content.rindex(b"/Contents", 0, content.rindex(b"/Contents") - 10)

    tampered = [
        *(updated(content, change) for change in BESIDE),
        content[:at] + content[at:].replace(b"30", b"31", 1),
        desk.content(report, revision=3),
        desk.content(report, revision=2),
        card.sign(desk.content(report, revision=2), OWN),
        broken(content),
    ]
    answers = [verdict_of(desk, report, each).answer.value for each in tampered]
    assert "geldig" not in answers, answers


def test_of_two_mandates_for_one_office_the_one_with_the_card_is_used(
    desk, world, report, card, confirm, register, transaction
):
    register(certificate="")
    cora, today = world.person("cora"), clock.today()
    with transaction.as_owner() as owner:
        owner.add(
            Mandate(
                organisation_id=cora.organisation_id,
                holder_id=cora.id,
                number="IGJ-2026-09",
                office=CHIEF,
                covers="rapporten",
                valid_from=today,
                valid_to=today,
                source="mandaatregister",
                certificate=card.sha256,
            )
        )

    assert confirm(card.sign(desk.content(report), OWN)).status == 303
    assert desk.read(report)[1][1].mandate_number == "IGJ-2026-09"
