"""Signed answers of a seat that several fill: each holder's own, by a pack made up here."""

import hashlib
import json

import pytest
from joserfc import jws
from joserfc.jwk import ECKey

from app.identity.service.sign_in import derive_nonce
from app.reports.service.rechecking import AnswerFault, check_answers

SEAT, FILE = "seat-igj-1", "ab" * 32
KEY = ECKey.generate_key("P-256")


def decided(who, decision, statement=""):
    """What one decided, and the answer of the provider to the sign-in for it."""
    purpose = {"decision": decision, "statement": statement, "sha256": FILE, "random": who}
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
        "decision": decision,
        "statement": statement,
        "purpose": purpose,
        "nonce": claims["nonce"],
        "claims": claims,
        "answer_sha256": sha256,
    }
    facts = {"seat": SEAT, "answer_sha256": sha256, "nonce": claims["nonce"], "sha256": FILE}
    actions = {"signed": "report:seat:sign", "declined": "report:seat:decline"}
    line = {"action": actions[decision], "facts": facts}
    return told, {**answer, "key": KEY.as_dict(private=False)}, line


@pytest.fixture
def pack(tmp_path):
    """A seat of two who decided differently; what it decided in the end is the second's sign-in."""
    voices = [decided("Cora", "declined", "Not enough."), decided("Bram", "signed")]
    holders, answers, lines = zip(*voices, strict=True)
    seat = {**holders[1], "seat": SEAT, "organisation": "igj", "decision": "declined"}
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
