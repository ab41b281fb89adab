"""Checking a signed report: geldig only when everything holds, else another of four answers."""

import io
import json

import pytest

from app.reports.service import keys, records, verifying


@pytest.fixture
def verdict_of(desk, report, tmp_path):
    """Judge bytes as the command line does, with the records of the keeper."""

    def judge(content, **files):
        path = tmp_path / "report.pdf"
        path.write_bytes(content)
        with desk.app.test_request_context(), desk.as_keeper():
            return verifying.verify_file(path, **files).as_json()

    return judge


def answers(verdict):
    return {each["organisation"]: each["verdict"] for each in verdict["seats"]}


def test_the_signed_report_is_valid(desk, report, verdict_of):
    verdict = verdict_of(desk.content(report))

    assert verdict["verdict"] == "geldig", verdict
    assert answers(verdict) == {"ijenv": "geldig", "igj": "geldig"}
    assert "2 organisaties" in verdict["reasons"][0]


def test_with_the_last_seal_cut_off_it_is_incomplete(desk, report, verdict_of):
    verdict = verdict_of(desk.content(report, revision=2))

    assert verdict["verdict"] == "onvolledig"
    assert answers(verdict) == {"ijenv": "geldig", "igj": "onvolledig"}


def test_the_frozen_file_alone_is_incomplete(desk, report, verdict_of):
    assert verdict_of(desk.content(report, revision=1))["verdict"] == "onvolledig"


@pytest.mark.parametrize("where", [0.1, 0.5, 0.93, 0.999])
def test_with_one_byte_changed_it_is_not_valid(desk, report, verdict_of, where):
    content = bytearray(desk.content(report))
    content[int(len(content) * where)] ^= 1

    assert verdict_of(bytes(content))["verdict"] == "ongeldig"


@pytest.mark.parametrize(
    "change",
    [
        lambda pdf: pdf[:-200],
        lambda pdf: pdf + b"\n% more",
        lambda pdf: pdf[: len(pdf) // 2],
        lambda _pdf: b"not a pdf",
        lambda _pdf: b"",
    ],
    ids=["cut", "longer", "half", "text", "empty"],
)
def test_another_file_is_not_valid(desk, report, verdict_of, change):
    assert verdict_of(change(desk.content(report)))["verdict"] == "ongeldig"


def test_a_seat_that_declined_is_named_and_its_field_stays_empty(desk, verdict_of):
    report = desk.frozen(seats=("ijenv",), optional=("igj",))
    desk.sign("cora", report, decision="declined", statement="Nee.")
    desk.sign("wim", report)

    verdict = verdict_of(desk.content(report))

    assert (verdict["verdict"], answers(verdict)) == ("geldig", {"ijenv": "geldig"})
    assert "igj heeft geweigerd te tekenen." in verdict["reasons"]


def test_another_organisations_root_makes_a_foreign_seal(desk, report, world):
    with desk.app.test_request_context(), desk.as_keeper():
        trust = keys.trust_bundle()
        known = records.records_of(desk.all_frozen())
    swapped = {**trust.parties, "igj": trust.parties["ijenv"]}
    from dataclasses import replace

    with desk.app.test_request_context():
        verdict = verifying.verify(
            desk.content(report), trust=replace(trust, parties=swapped), records=known
        ).as_json()

    assert (verdict["verdict"], answers(verdict)) == (
        "ongeldig",
        {"ijenv": "geldig", "igj": "ongeldig"},
    )


def test_it_is_checked_without_us(desk, report, verdict_of, tmp_path):
    trust, log = tmp_path / "trust.json", tmp_path / "log.json"
    with desk.app.test_request_context(), desk.as_keeper():
        trust.write_bytes(keys.trust_bundle().to_json())
    log.write_text(json.dumps({"items": desk.log_items(), "next": None}))

    both = {"trust_file": trust, "log_file": log}
    assert verdict_of(desk.content(report), **both)["verdict"] == "geldig"
    cut = desk.content(report, revision=2)
    assert verdict_of(cut, **both)["verdict"] == "onvolledig"
    assert verdict_of(desk.content(report), trust_file=trust)["verdict"] != "geldig"


def test_the_page_answers_in_words(browser_of, desk, report, place):
    page = browser_of("carla").visit(f"{place}/check")
    file = (io.BytesIO(desk.content(report)), "rapport.pdf")

    answer = page.submit("form[enctype]", files={"file": file})

    assert answer.status == 200
    assert "Geldig" in answer.text("#verdict-title")
    assert page.submit("form[enctype]").status == 422


def test_the_page_looks_at_no_file_larger_than_a_report(browser_of, place, monkeypatch):
    monkeypatch.setattr(verifying, "LARGEST", 2000)
    page = browser_of("carla").visit(f"{place}/check")
    file = (io.BytesIO(b"%PDF-1.7\n" + b" " * verifying.LARGEST), "rapport.pdf")

    answer = page.submit("form[enctype]", files={"file": file})

    assert (answer.status, "kleiner dan 2 kB" in answer.text("main")) == (422, True)


def test_the_page_knows_only_what_its_reader_may_read(browser_of, desk, report, place):
    dirk = browser_of("dirk").visit("/workspaces/ELD-2026-1002/reports/check")
    file = (io.BytesIO(desk.content(report)), "rapport.pdf")

    answer = dirk.submit("form[enctype]", files={"file": file})

    assert (answer.status, "WRK-2026-1001" in answer.text("#reports-verdict")) == (200, False)
    assert "Ongeldig" in answer.text("#verdict-title")


def test_the_roots_are_handed_out(browser_of, report, place):
    answer = browser_of("bram").visit(f"{place}/trust")

    bundle = json.loads(answer.body)
    assert (sorted(bundle["parties"]), len(bundle["platform"])) == (["igj", "ijenv"], 1)
    assert "PRIVATE" not in answer.body


def test_a_report_that_everybody_declined_is_not_valid(desk, verdict_of):
    report = desk.frozen(seats=("ijenv",), optional=("igj",))
    for who in ("wim", "cora"):
        desk.sign(who, report, decision="declined", statement="Nee.")

    verdict = verdict_of(desk.content(report))

    assert verdict["verdict"] == "onvolledig"
    assert verdict["reasons"][0] == "Geen organisatie heeft dit rapport getekend."
