"""Whoever has an evidence pack checks what the own sign-in provider signed, by files alone.

Cora decided for IGJ at a provider here. Each fault is put in a pack of hers; the program is the
very command, without a server or a database.
"""

import base64
import hmac
import io
import json
import logging
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from joserfc import jws
from joserfc.jwk import RSAKey

from app.cli import main
from app.identity.service.signed_answers import SignedAnswer
from app.reports.service.rechecking import AnswerFault, check_answers
from tests.support.signing_in import come_back

FORM = "form[action$='/sign']"
BREAKS = {
    "no json": "{",
    "another kind": "[1]",
    "nothing in it": "{}",
    "no text": '{"seat": 1, "by": [], "token": {}}',
    "half a sign": '{"seat": "a", "by": "b", "token": "\\ud800.a.b", "key": {}}',
    "deep": "[" * 100_000,
}


@pytest.fixture
def report(desk):
    return desk.frozen()


@pytest.fixture
def pack(browser_of, place, report, provider, tmp_path):
    """Let Cora sign, and unpack the evidence as somebody gets it."""
    cora = browser_of("cora")
    begun = cora.visit(f"{place}/{report}/sign").submit(FORM, decision="sign", has_read="y")
    assert come_back(cora, provider.visit(begun.location)).follow().status == 303

    def take(who="cora"):
        answer = browser_of(who).visit(f"{place}/{report}/evidence")
        with ZipFile(io.BytesIO(answer.response.data)) as held:
            held.extractall(tmp_path / who)
        return tmp_path / who

    return take


def answer_of(folder):
    [path] = (folder / "aanmeldingen").iterdir()
    return path


def change(path, edit):
    content = json.loads(path.read_text())
    edit(content)
    path.write_text(json.dumps(content))


def decision_in(content):
    return next(each for each in content if each["answer_sha256"])


def line_in(content):
    return next(each for each in content["items"] if "answer_sha256" in each["facts"])


def encoded(part):
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def resigned(folder, *, key):
    """Put the same words, signed by a forger, in the place of the provider's answer."""
    path = answer_of(folder)
    part = json.loads(path.read_text())["token"].split(".")[1]
    told = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    token = jws.serialize_compact({"alg": "RS256"}, told, key, algorithms=["RS256"])
    change(path, lambda held: held.update(token=token))
    return token


def faults_of(folder):
    return [each for verdict in check_answers(folder) for each in verdict.faults]


def said_by(folder):
    return CliRunner().invoke(main, ["report", "answers", str(folder)])


def test_a_pack_as_it_was_given_is_right(pack):
    done = said_by(pack())

    assert done.exit_code == 0, done.output
    first, proves, proves_not = done.output.splitlines()
    assert "Cora" in first
    assert first.endswith(": klopt")
    assert proves.startswith("Bewezen:")
    assert proves_not.startswith("Niet bewezen:")
    assert "sleutel" in proves_not


def test_a_partners_pack_has_nothing_to_check(pack):
    done = said_by(pack("carla"))

    assert done.exit_code != 0
    assert "alleen in het pakket van de organisatie die besliste" in done.output


def test_what_is_no_pack_is_refused(tmp_path):
    done = said_by(tmp_path)

    assert done.exit_code != 0
    assert "geen bewijspakket" in done.output


DECIDED, NOTED = AnswerFault.OTHER_DECISION, AnswerFault.NOTED_OTHERWISE
EDITS = {
    "the decision": (lambda it: it.update(decision="declined"), DECIDED),
    "the statement": (lambda it: it.update(statement="Under protest."), DECIDED),
    "the file": (lambda it: it["purpose"].update(sha256="0" * 64), DECIDED),
    "no purpose": (lambda it: it.update(purpose=None), DECIDED),
    "half a sign": (lambda it: it["purpose"].update(statement="\ud800"), DECIDED),
    "who signed": (lambda it: it.update(by="Bram"), AnswerFault.UNKNOWN),
    "the fingerprint": (lambda it: it.update(answer_sha256="0" * 64), AnswerFault.UNKNOWN),
    "the level": (lambda it: it["claims"].update(acr="of a test"), NOTED),
    "the moment": (lambda it: it["claims"].update(auth_time=1), NOTED),
    "the issuer": (lambda it: it["claims"].update(iss="https://else.example"), NOTED),
    "a claim is gone": (lambda it: it["claims"].pop("auth_time"), NOTED),
}


@pytest.mark.parametrize(("edit", "fault"), EDITS.values(), ids=EDITS)
def test_a_decision_told_otherwise_is_found(pack, edit, fault):
    folder = pack()
    change(folder / "besluiten.json", lambda content: edit(decision_in(content)))

    assert fault in faults_of(folder)
    done = said_by(folder)
    assert done.exit_code == 1
    assert not [line for line in done.output.splitlines() if line.startswith("Bewezen:")]


@pytest.mark.parametrize("name", ["answer_sha256", "nonce", "sha256", "seat"])
def test_a_log_that_tells_otherwise_is_found(pack, name):
    folder = pack()
    change(folder / "logboek.json", lambda it: line_in(it)["facts"].update({name: "0"}))

    also = [AnswerFault.MISSING] if name == "answer_sha256" else []
    assert faults_of(folder) == [AnswerFault.NOT_IN_LOG, *also]


def test_another_person_than_was_noted_is_found(pack):
    folder = pack()
    change(answer_of(folder), lambda it: it.update(sub="bram"))

    assert faults_of(folder) == [AnswerFault.NOTED_OTHERWISE]


def test_a_token_with_another_word_in_it_is_not_signed(pack):
    folder = pack()

    def edit(held):
        head, content, signature = held["token"].split(".")
        other = content[:20] + ("A" if content[20] != "A" else "B") + content[21:]
        held["token"] = f"{head}.{other}.{signature}"

    change(answer_of(folder), edit)

    assert AnswerFault.NOT_SIGNED in faults_of(folder)


def test_a_token_of_another_key_is_not_signed(pack):
    folder = pack()
    resigned(folder, key=RSAKey.generate_key(2048))

    assert AnswerFault.NOT_SIGNED in faults_of(folder)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_signed_without_the_providers_secret_is_not_signed(pack, algorithm):
    folder = pack()
    held = json.loads(answer_of(folder).read_text())
    head = encoded(json.dumps({"alg": algorithm}).encode())
    signed = f"{head}.{held['token'].split('.')[1]}"
    shared = RSAKey.import_key(held["key"]).as_pem(private=False)
    proof = {"none": b"", "HS256": hmac.digest(shared, signed.encode(), "sha256")}[algorithm]
    change(answer_of(folder), lambda it: it.update(token=f"{signed}.{encoded(proof)}"))

    assert AnswerFault.NOT_SIGNED in faults_of(folder)


def test_a_forgers_whole_answer_is_not_the_one_of_the_decision_nor_of_the_log(pack):
    folder, key = pack(), RSAKey.generate_key(2048)
    token = resigned(folder, key=key)
    change(answer_of(folder), lambda it: it.update(key=key.as_dict(private=False)))

    assert faults_of(folder) == [AnswerFault.UNKNOWN, AnswerFault.MISSING]

    told = SignedAnswer(token, {}).sha256.hex()
    change(folder / "besluiten.json", lambda it: decision_in(it).update(answer_sha256=told))

    assert faults_of(folder) == [AnswerFault.NOT_IN_LOG, AnswerFault.MISSING]


def test_an_answer_that_was_taken_away_is_missed(pack):
    folder = pack()
    other = {"answer_sha256": "0" * 64, "by": "Bram"}
    change(folder / "besluiten.json", lambda it: decision_in(it)["holders"].append(other))

    assert faults_of(folder) == [AnswerFault.MISSING]


def test_a_signature_that_was_moved_to_another_report_is_found(
    pack, desk, place, browser_of, tmp_path
):
    """The token, the decision and the line of the log are genuine, and of another report."""
    signed = pack()
    other = desk.frozen()
    taken = browser_of("cora").visit(f"{place}/{other}/evidence")
    moved = tmp_path / "moved"
    with ZipFile(io.BytesIO(taken.response.data)) as held:
        held.extractall(moved)
    for name in ("besluiten.json", "logboek.json"):
        (moved / name).write_bytes((signed / name).read_bytes())
    (moved / "aanmeldingen").mkdir(exist_ok=True)
    answer = answer_of(signed)
    (moved / "aanmeldingen" / answer.name).write_bytes(answer.read_bytes())

    assert faults_of(moved) == [AnswerFault.OTHER_REPORT]


@pytest.mark.parametrize("content", BREAKS.values(), ids=BREAKS)
def test_what_is_no_answer_is_told(pack, content):
    folder = pack()
    answer_of(folder).write_text(content)

    assert faults_of(folder)[0] in {AnswerFault.UNREADABLE, AnswerFault.NOT_SIGNED}
    assert said_by(folder).exit_code == 1


@pytest.mark.parametrize("content", ['[1, {"seat": [], "holders": [3]}]', "[]", '[{"holders": 1}]'])
def test_decisions_of_any_form_are_judged_and_nothing_else(pack, content):
    folder = pack()
    (folder / "besluiten.json").write_text(content)

    assert faults_of(folder) == [AnswerFault.UNKNOWN]


def test_the_token_is_not_in_what_is_shown_of_an_answer(pack):
    token = json.loads(answer_of(pack()).read_text())["token"]

    assert token not in repr(SignedAnswer(token, {}))


@pytest.fixture
def every_line(caplog):
    """Write down all that is logged, the smallest word of each library too."""
    caplog.set_level(logging.DEBUG)
    return caplog


def test_no_line_of_any_kind_shows_the_token(every_line, pack):
    token = json.loads(answer_of(pack()).read_text())["token"]

    lines = [*every_line.get_records("setup"), *every_line.get_records("call")]
    written = "\n".join(f"{each.getMessage()} {each.__dict__}" for each in lines)
    assert lines
    assert not [part for part in token.split(".")[1:] if part in written]
