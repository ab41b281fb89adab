"""A signatory signs in a PDF reader, with a card of their own, and brings the file back.

Cora's card is in the register of IGJ, which has a root on record for its people. Wim has none."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from zipfile import ZipFile

import pytest

from app.adapters import pades
from app.adapters.sealers.configuration import Sealers
from app.identity.models import Mandate
from app.kernel import clock
from app.kernel.web.house import house_of
from app.reports import queries
from app.reports.models import ReportStatus, SeatStatus
from app.reports.service import bringing, keys, records, verifying
from tests.adapters.test_judging_apart import bomb
from tests.adapters.test_signed_elsewhere import BESIDE, updated
from tests.reports.test_evidence import commands, needs_openssl, needs_pdfsig, run, stamp_commands
from tests.support.hostile_provider import hostile_provider
from tests.support.outside_keys import Elsewhere, usage
from tests.support.signed_elsewhere import NUMBER, Card
from tests.support.signing_in import come_back, know, pin_hostile, reaching_this_machine

FORM = "form[action$='/sign/elsewhere']"
OWN = "seat-igj-1"


@pytest.fixture(scope="module")
def authority():
    return Elsewhere()


@pytest.fixture(scope="module")
def card(authority):
    return Card(authority)


@pytest.fixture
def register(transaction, world):
    """Change what the register has for Cora."""

    def registered(**facts):
        with transaction.as_owner() as owner:
            held = owner.query(Mandate).filter_by(holder_id=world.person("cora").id)
            held.update(facts)

    return registered


@pytest.fixture
def choose(desk, monkeypatch):
    def chosen(*roots):
        sealers = Sealers({}, {"igj": roots} if roots else {})
        monkeypatch.setitem(house_of(desk.app).tools, Sealers, sealers)

    return chosen


@pytest.fixture(autouse=True)
def on_record(card, register, choose):
    register(certificate=NUMBER)
    choose(card.root())


@pytest.fixture
def report(desk):
    return desk.frozen()


@pytest.fixture
def page(place, report):
    return f"{place}/{report}/sign/elsewhere"


@pytest.fixture
def provider(app, transaction):
    """IGJ's own provider, at which Cora is known."""
    house = house_of(app)
    with hostile_provider() as served, reaching_this_machine(house):
        pin_hostile(transaction, house, served)
        know(transaction, "cora", subject=served.subject)
        yield served


@pytest.fixture
def send_file(browser_of, page, provider):
    """Let Cora send a file by the form."""

    def sent(content, browser=None):
        cora = browser or browser_of("cora")
        form = cora.visit(page)
        return form.submit(FORM, files={"file": (io.BytesIO(content), "rapport.pdf")}, has_read="y")

    return sent


@pytest.fixture
def confirm(browser_of, provider, send_file):
    """Let Cora send a file, sign in anew and come back; returns where she ends."""

    def confirmed(content, *, before=lambda: None):
        cora = browser_of("cora")
        begun = send_file(content, cora)
        assert begun.status == 303, begun.text(FORM)
        back = come_back(cora, provider.visit(begun.location))
        before()
        return back.follow()

    return confirmed


def verdict_of(desk, report, content=None, **changed):
    content = content or desk.content(report)
    with desk.as_keeper(), desk.app.test_request_context():
        known, trust = records.records_of(queries.list_frozen()), keys.trust_bundle()
        return verifying.verify(content, trust=trust, records=known, **changed)


def decide(desk, who, report):
    actor, ticket_id = desk.ticket(who, report)
    desk.co_sign(actor, report, ticket_id=ticket_id)


@needs_openssl
@needs_pdfsig
def test_signed_elsewhere_then_sealed_by_another_and_adopted(
    browser_of, desk, place, page, report, card, confirm, transaction, tmp_path
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
    assert logged[-1].seats == known[-1].seats or [
        (each.field, each.certificate, each.is_stamped) for each in logged[-1].seats
    ] == [(each.field, each.certificate, each.is_stamped) for each in known[-1].seats]


def test_a_lost_closing_is_found_again(desk, report, card, confirm, transaction):
    desk.sign("wim", report)
    confirm(card.sign(desk.content(report), OWN))
    with desk.as_keeper():
        assert queries.list_unsealed() == []
    forget_jobs(transaction)

    with desk.as_keeper():
        [found] = queries.list_unsealed()
    assert found.report_id == report
    transaction.audited(report)


def forget_jobs(transaction):
    from sqlalchemy import text

    with transaction.as_owner() as owner:
        owner.execute(text("delete from procrastinate_jobs"))


REFUSED = {
    "another file": (lambda f: f.card.sign(f.other, OWN), "Dit is een ander bestand"),
    "saved anew": (lambda f: f.signed.replace(b"%PDF-1.7", b"%PDF-1.6"), "ander bestand"),
    "the file itself": (lambda f: f.newest, "geen nieuwe handtekening"),
    "an older revision": (lambda f: f.card.sign(f.older, OWN), "niet het nieuwste bestand"),
    "that revision itself": (lambda f: f.older, "niet het nieuwste bestand"),
    "no pdf": (lambda _f: b"geen pdf", "Dit is geen pdf."),
    "nothing": (lambda _f: b"", "Dit is geen pdf."),
    "too large": (lambda f: f.signed.ljust(400_001, b"\0"), "groter dan 16 MB"),
    "a bomb behind it": (lambda f: f.newest + bomb(), "Download het bestand hier"),
    "a bomb": (lambda _f: bomb(), "Dit is een ander bestand"),
    "cut off": (lambda f: f.signed[:-500], "niet te lezen"),
    "rubbish behind it": (lambda f: f.signed + b"\n% meer", "meer veranderd"),
    "signed twice": (
        lambda f: f.card.sign(f.signed, "platform2", is_new_field=True),
        "meer dan één",
    ),
    "in another's field": (lambda f: f.card.sign(f.newest, "closing"), "in een ander veld"),
    "in a field of its own": (
        lambda f: f.card.sign(f.newest, "mijn", is_new_field=True),
        "in een ander veld",
    ),
    "another person": (
        lambda f: Card(f.authority, {"number": "PNONL-1"}).sign(f.newest, OWN),
        "niet het certificaat dat in het mandaatregister",
    ),
    "another root": (
        lambda f: Card(Elsewhere("Anders")).sign(f.newest, OWN),
        "niet van een uitgever die jouw organisatie",
    ),
    "expired": (
        lambda f: Card(f.authority, {"ends": timedelta(days=-1)}).sign(f.newest, OWN),
        "Je certificaat is verlopen.",
    ),
    "not yet valid": (
        lambda f: Card(f.authority, {"begins": timedelta(days=1)}).sign(f.newest, OWN),
        "nog niet geldig",
    ),
    "wrong usage": (
        lambda f: Card(f.authority, {"usage": usage(commits=False)}).sign(f.newest, OWN),
        "niet bedoeld voor een persoonlijke handtekening",
    ),
    "wrong policy": (
        lambda f: Card(f.authority, {"policy": "1.2.3"}).sign(f.newest, OWN),
        "van een andere soort",
    ),
    "short key": (
        lambda f: Card(f.authority, {"short": True}).sign(f.newest, OWN),
        "de sleutel is te kort",
    ),
    "weak hash": (lambda f: f.card.sign(f.newest, OWN, digest="sha1"), "te zwakke rekenmethode"),
    "broken": (lambda f: broken(f.signed), "De handtekening klopt niet"),
    "of an hour ago": (
        lambda f: f.card.sign(f.newest, OWN, at=clock.now() - timedelta(hours=1)),
        "een moment dat niet kan",
    ),
    "of tomorrow": (
        lambda f: f.card.sign(f.newest, OWN, at=clock.now() + timedelta(days=1)),
        "een moment dat niet kan",
    ),
    **{
        change.__name__: (
            lambda f, change=change: f.card.sign(f.newest, OWN, beside=change),
            "meer veranderd dan één handtekening",
        )
        for change in BESIDE
    },
}


def broken(signed):
    """Change the moment in the signature's own part of the file."""
    at = signed.rindex(b"/ByteRange")
    assert b"/Adobe.PPKLite" in signed[at - 300 :]
    return signed[: at - 300] + signed[at - 300 :].replace(b"PPKLite", b"PPKLitf", 1)


class Files:
    """What Cora could send: the newest file, an older one, one of another round."""

    def __init__(self, desk, report, card, authority):
        self.card, self.authority = card, authority
        self.other = desk.content(desk.frozen())
        self.older = desk.content(report)
        desk.sign("wim", report)
        self.newest = desk.content(report)
        self.signed = card.sign(self.newest, OWN)


def test_whatever_is_wrong_is_named_and_the_round_stays_usable(
    browser_of, desk, report, card, authority, send_file, confirm, monkeypatch
):
    monkeypatch.setattr(bringing, "LARGEST", 400_000)
    files, cora = Files(desk, report, card, authority), browser_of("cora")
    before = desk.read(report)[0].revision
    said = {}
    for name, (made, _words) in REFUSED.items():
        answer = send_file(made(files), cora)
        said[name] = (answer.status, answer.text(f"{FORM} .utrecht-form-field-error-message"))

    assert len(REFUSED) >= 25
    missed = {n: said[n] for n, (_m, words) in REFUSED.items() if words not in said[n][1]}
    assert not missed
    assert {status for status, _words in said.values()} == {422}
    found, seats = desk.read(report)
    assert (found.revision, seats[1].status) == (before, SeatStatus.WAITING)
    assert confirm(files.signed).status == 303


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
