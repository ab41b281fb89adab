"""Signed answers of a seat that several fill: each holder's own, by a pack made up here."""

import hashlib
import json

import pytest
from joserfc import jws
from joserfc.jwk import ECKey

from app.identity.service.sign_in import derive_nonce
from app.reports.service.rechecking import AnswerFault, check_answers, tell

SEAT, PDF, REPORT = "seat-igj-1", b"%PDF-1.7\n%%EOF\n", "report-1"
FILE = hashlib.sha256(PDF).hexdigest()
KEY = ECKey.generate_key("P-256")


def decided(who, decision, statement=""):
    """What one decided, and the answer of the provider to the sign-in for it."""
    purpose = {
        "report": REPORT,
        "seat": f"id of {SEAT}",
        "decision": decision,
        "statement": statement,
        "sha256": FILE,
        "random": who,
    }
    claims = {
        "iss": "https://igj.example",
        "sub": f"s-{who}",
        "acr": "substantial",
        "auth_time": 1_790_000_000,
        "nonce": derive_nonce(purpose),
    }
    token = jws.serialize_compact({"alg": "ES256"}, json.dumps(claims).encode(), KEY)
    sha256 = hashlib.sha256(token.encode()).hexdigest()
    answer = {"seat": SEAT, "by": who, "sub": claims.pop("sub"), "token": token}
    told = {
        "by": who,
        "by_id": f"id of {who}",
        "decision": decision,
        "statement": statement,
        "purpose": purpose,
        "nonce": claims["nonce"],
        "claims": claims,
        "answer_sha256": sha256,
    }
    facts = {"seat": SEAT, "answer_sha256": sha256, "nonce": claims["nonce"], "sha256": FILE}
    facts["organisation"] = "igj"
    actions = {"signed": "report:seat:sign", "declined": "report:seat:decline"}
    about = {"kind": "report", "id": REPORT}
    line = {
        "action": actions[decision],
        "facts": facts,
        "object": about,
        "actor": f"id of {who}",
    }
    return told, {**answer, "key": KEY.as_dict(private=False)}, line


@pytest.fixture
def pack(tmp_path):
    """A seat of two who decided differently; what it decided in the end is the second's sign-in."""
    voices = [decided("Cora", "declined", "Not enough."), decided("Bram", "signed")]
    holders, answers, lines = zip(*voices, strict=True)
    seat = {**holders[1], "seat": SEAT, "organisation": "igj", "decision": "declined"}
    seat["seat_id"] = f"id of {SEAT}"
    (tmp_path / "rapport.pdf").write_bytes(PDF + b"added later\n%%EOF\n")
    (tmp_path / "aanmeldingen").mkdir()
    for number, answer in enumerate(answers, 1):
        (tmp_path / "aanmeldingen" / f"{SEAT}-{number}.json").write_text(json.dumps(answer))
    (tmp_path / "besluiten.json").write_text(json.dumps([{**seat, "holders": list(holders)}]))
    (tmp_path / "logboek.json").write_text(json.dumps({"items": list(lines)}))
    return tmp_path


def faults_of(folder):
    return {each.by: each.faults for each in check_answers(folder)}


def test_each_holder_is_held_to_the_own_decision(pack):
    assert faults_of(pack) == {"Cora": (), "Bram": ()}


def test_an_answer_of_one_does_not_stand_for_another(pack):
    path = pack / "aanmeldingen" / f"{SEAT}-2.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "by": "Cora"}))

    assert [each.faults for each in check_answers(pack)] == [(), (AnswerFault.UNKNOWN,)]


def test_an_answer_of_one_that_is_taken_away_is_missed(pack):
    (pack / "aanmeldingen" / f"{SEAT}-1.json").unlink()

    assert faults_of(pack) == {"Bram": (), "": (AnswerFault.MISSING,)}


def test_a_line_of_another_kind_is_no_line_of_the_decision(pack):
    path = pack / "logboek.json"
    path.write_text(path.read_text().replace("report:seat:sign", "report:text:change"))

    assert faults_of(pack) == {"Cora": (), "Bram": (AnswerFault.NOT_IN_LOG,)}


def changed(folder, edit):
    path = folder / "besluiten.json"
    content = json.loads(path.read_text())
    edit(content[0])
    path.write_text(json.dumps(content))


def test_a_refusal_is_not_told_as_a_signature_by_taking_its_answer_away(pack):
    """Nobody changes the log: it tells of an answer that is not there."""
    (pack / "aanmeldingen" / f"{SEAT}-1.json").unlink()
    nothing = {"answer_sha256": None, "purpose": None, "decision": "signed"}
    changed(pack, lambda seat: seat["holders"][0].update(nothing))

    assert faults_of(pack) == {"Bram": (), "": (AnswerFault.MISSING,)}


def test_another_name_in_both_places_is_not_the_person_of_the_log(pack):
    path = pack / "aanmeldingen" / f"{SEAT}-1.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "by": "Wim"}))
    changed(pack, lambda seat: seat["holders"][0].update(by="Wim", by_id="id of Wim"))

    assert faults_of(pack)["Wim"] == (AnswerFault.NOT_IN_LOG,)


def test_the_provider_s_own_name_for_who_signed_is_told(pack):
    """The name is ours; the provider knows who has the number."""
    lines = tell(check_answers(pack))
    assert any("s-Cora" in line for line in lines)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\nanother\n%%EOF\n", PDF[:-2]])
def test_a_file_that_was_not_the_one_decided_on_is_found(pack, content):
    (pack / "rapport.pdf").write_bytes(content)

    assert faults_of(pack) == dict.fromkeys(("Cora", "Bram"), (AnswerFault.OTHER_REPORT,))


def test_an_answer_for_another_seat_of_the_same_organisation_is_found(pack):
    changed(pack, lambda seat: seat.update(seat_id="id of another seat"))

    assert faults_of(pack) == dict.fromkeys(("Cora", "Bram"), (AnswerFault.OTHER_REPORT,))


@pytest.mark.parametrize(
    "edit",
    [
        {"object": {"kind": "report", "id": "report-2"}},
        {"actor": "id of somebody else"},
        {"action": "report:seat:abstain"},
    ],
    ids=["another report", "another person", "another decision"],
)
def test_a_line_that_tells_otherwise_is_no_line_of_the_decision(pack, edit):
    path = pack / "logboek.json"
    content = json.loads(path.read_text())
    content["items"][0].update(edit)
    path.write_text(json.dumps(content))

    assert faults_of(pack) == {"Cora": (AnswerFault.NOT_IN_LOG,), "Bram": ()}
