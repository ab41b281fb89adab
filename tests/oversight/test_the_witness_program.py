"""The program that a partner runs as a witness: it answers as C2SP tlog-witness says, and signs no
two logs of one size, whatever is shown to it and whenever it is killed.

It stands alone: at most 300 lines, the standard library and `cryptography`."""

import ast
import base64
import random
import sys
import threading
import time
from http.client import HTTPException

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.oversight.verifier import Fault, check_witnesses, compare_checkpoints, read_checkpoint
from app.oversight.witness import Refusal, Witness, main, read_request
from tests.support.cosigners import NAME, SOURCE, Running, make_folder
from tests.support.forks import ORIGIN, a_view, request_of

LONGEST = 300
VIEWS = 1_000


@pytest.fixture
def log():
    return a_view(12)


@pytest.fixture
def folder(tmp_path, log):
    make_folder(tmp_path / "getuige", log.verifier_key)
    return tmp_path / "getuige"


@pytest.fixture
def running(folder):
    made = Running(folder)
    made.start()
    yield made
    made.end()


def test_it_stands_alone():
    source = SOURCE.read_text("utf-8")
    found = {
        name.partition(".")[0]
        for node in ast.walk(ast.parse(source))
        for name in (
            [each.name for each in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert found <= {*sys.stdlib_module_names, "cryptography"}
    assert len(source.splitlines()) <= LONGEST


def test_it_cosigns_a_log_that_grows(running, log, folder):
    """The cosignature is checked here by the letter of tlog-cosignature, without our own code."""
    for old, new in ((0, 5), (5, 8), (8, 8), (8, 12)):
        before = int(time.time())
        status, kind, line = running.ask(request_of(old, log.proof(old, new), log.note(new)))
        assert (status, kind) == (200, "text/plain; charset=utf-8")
        mark, name, given = line.removesuffix("\n").split(" ")
        raw, text = base64.b64decode(given), log.note(new).partition("\n\n")[0] + "\n"
        moment = int.from_bytes(raw[4:12], "big")
        public = base64.b64decode(str(Witness(folder)).split("+", 2)[2])[1:]
        signed = f"cosignature/v1\ntime {moment}\n{text}".encode()
        Ed25519PublicKey.from_public_bytes(public).verify(raw[12:], signed)
        assert (mark, name) == ("\u2014", NAME)
        assert before <= moment <= time.time()
        assert running.seen(ORIGIN) == log.note(new) + line


def test_it_answers_as_the_protocol_says(running, log):
    fork, stranger = log.forked(6), a_view(12)
    other = a_view(3)
    other.origin = "samenzicht.example/log/another"
    good = request_of(0, [], log.note(8))
    cases = [
        (b"", 400),
        (b"old 0\n\n", 400),
        (good.replace(b"old 0", b"old 00"), 400),
        (good.replace(b"old 0", b"old 9"), 400),
        (request_of(0, [b"1" * 32] * 64, log.note(8)), 400),
        (request_of(0, [b"short"], log.note(8)), 400),
        (good.replace(b"\n8\n", b"\n08\n"), 400),
        (good + b"\xff", 400),
        (good[:-1], 400),
        (b"x" * 200_000, 400),
        (request_of(0, [], other.note()), 404),
        (request_of(0, [], stranger.note(8)), 403),
        (good.replace(b"\n8\n", b"\n9\n"), 403),
        (request_of(0, [b"1" * 32], log.note(8)), 422),
        (request_of(3, log.proof(3, 8), log.note(8)), 409),
        (good, 200),
        (good, 409),
        (request_of(8, [], log.note(8)), 200),
        (request_of(8, [b"1" * 32], log.note(8)), 422),
        (request_of(8, [], fork.note(8)), 409),
        (request_of(8, fork.proof(8), fork.note()), 422),
        (request_of(8, log.proof(8)[:-1], log.note()), 422),
        (request_of(8, [*log.proof(8), b"1" * 32], log.note()), 422),
        (request_of(9, log.proof(9), log.note()), 409),
        (request_of(8, log.proof(8), log.note()), 200),
    ]
    answers = [(running.ask(body), status) for body, status in cases]

    assert [found[0] for found, _status in answers] == [status for _found, status in answers]
    sizes = [found for found, status in answers if status == 409]
    assert [each[1:] for each in sizes[:2]] == [
        ("text/x.tlog.size", "0\n"),
        ("text/x.tlog.size", "8\n"),
    ]


def test_a_line_of_trust_can_be_for_every_log_of_an_installation(tmp_path, log):
    prefix = log.verifier_key.replace(ORIGIN, "samenzicht.example/log/*")
    make_folder(tmp_path / "getuige", prefix)
    log.origin = "samenzicht.example/log/another"
    assert Witness(tmp_path / "getuige").add_checkpoint(read_request(request_of(0, [], log.note())))
    log.origin = "samenzicht.example.evil/log/another"
    with pytest.raises(Refusal, match="404"):
        Witness(tmp_path / "getuige").add_checkpoint(read_request(request_of(0, [], log.note())))


def test_no_split_view_out_of_a_thousand_is_cosigned(tmp_path):
    """One view goes to the witness, the other to a partner, with the best proof there is for it."""
    chance, detected = random.Random(6962), 0
    log = a_view(30)
    key = make_folder(tmp_path / "getuige", log.verifier_key)
    witness = Witness(tmp_path / "getuige")
    for number in range(VIEWS):
        log.origin = f"samenzicht.example/log/{number}"
        (tmp_path / "getuige" / "logboeken").write_text(log.verifier_key)
        seen, size = sorted((chance.randint(1, 30), chance.randint(1, 30)))
        fork = log.forked(chance.randrange(seen))
        line = witness.add_checkpoint(read_request(request_of(0, [], log.note(seen))))
        proofs = (fork.proof(seen, size), log.proof(seen, size), [], fork.proof(1, size))
        refused = [refuses(witness, request_of(seen, each, fork.note(size))) for each in proofs]
        detected += all(refused) and is_caught(log, fork, size=seen, key=key, line=line)
    assert detected == VIEWS


def refuses(witness, body):
    try:
        witness.add_checkpoint(read_request(body))
    except Refusal:
        return True
    return False


def is_caught(log, fork, *, size, key, line):
    """Whoever holds the other view sees it by the witness's line, and by comparing."""
    shown = fork.note(size)
    check_witnesses(log.note(size) + line, [key], 1)
    with pytest.raises(Fault, match="klopt niet"):
        check_witnesses(shown + line, [key], 1)
    with pytest.raises(Fault, match="nodig zijn er 1"):
        check_witnesses(shown, [key], 1)
    with pytest.raises(Fault, match="Gespleten"):
        compare_checkpoints(
            read_checkpoint(log.note(size), log.verifier_key),
            read_checkpoint(shown, log.verifier_key),
        )
    return True


def test_whatever_was_shown_is_kept_as_evidence(folder, log):
    witness, fork = Witness(folder), log.forked(3)
    witness.add_checkpoint(read_request(request_of(0, [], log.note(8))))
    assert refuses(witness, request_of(8, [], fork.note(8)))
    refuses(witness, request_of(8, [b"1" * 32], log.note(9)))
    (kept,) = (folder / "zag").glob("*.strijdig")
    (seen,) = (folder / "zag").glob("*.checkpoint")
    with pytest.raises(Fault, match="Gespleten"):
        compare_checkpoints(
            read_checkpoint(kept.read_text("utf-8"), log.verifier_key),
            read_checkpoint(seen.read_text("utf-8"), log.verifier_key),
        )


@pytest.mark.parametrize("kills", [6, pytest.param(200, marks=pytest.mark.torture)])
def test_killed_at_any_moment_it_signs_no_two_roots_of_one_size(running, kills):
    """Two hosts push their views at once while the witness is killed again and again."""
    log = a_view(400)
    (running.folder / "logboeken").write_text(log.verifier_key)
    signed, is_over = [], threading.Event()
    pushers = [
        threading.Thread(target=push, args=(running, view, signed, is_over))
        for view in (log, log.forked(1))
    ]
    for each in pushers:
        each.start()
    chance = random.Random(409)
    for _ in range(kills):
        time.sleep(chance.uniform(0.05, 0.4))
        running.kill()
        running.start()
    is_over.set()
    for each in pushers:
        each.join()

    roots = {}
    for size, root in signed:
        assert roots.setdefault(size, root) == root
    assert len(roots) > 10
    seen = read_checkpoint(running.seen(log.origin), log.verifier_key)
    assert seen.size >= max(roots)


def push(running, view, signed, is_over):
    """Offer a view step by step, from whatever size the witness tells."""
    old = 0
    while not is_over.is_set():
        size = min(old + 1, len(view.leaves))
        note = view.note(size)
        try:
            status, _kind, body = running.ask(request_of(old, view.proof(old, size), note))
        except (OSError, HTTPException):  # killed before, or in the middle of, its answer
            continue
        if status == 200:
            signed.append((size, note.split("\n")[2]))
            old = size
        elif status == 409:
            old = min(int(body), len(view.leaves))


def test_two_processes_never_share_a_folder(running, folder, capsys):
    assert main(["waak", str(folder), "--poort", "0"]) == 1
    assert "Dit gaat niet" in capsys.readouterr().err


def test_a_key_is_made_once_and_for_its_owner_alone(folder, capsys):
    kept = (folder / "sleutel").read_bytes()
    assert (folder / "sleutel").stat().st_mode & 0o077 == 0
    assert main(["sleutel", str(folder), "--naam", NAME]) == 1
    assert (folder / "sleutel").read_bytes() == kept
    assert main(["sleutel", str(folder / "ander"), "--naam", "twee woorden"]) == 1
    assert main(["toon", str(folder)]) == 0
    assert capsys.readouterr().out.endswith(f"{Witness(folder)}\n")


def test_what_it_cannot_read_back_it_does_not_sign(running, log, folder):
    assert running.ask(request_of(0, [], log.note(5)))[0] == 200
    (path,) = (folder / "zag").glob("*.checkpoint")
    path.write_text("half", "utf-8")
    assert running.ask(request_of(5, log.proof(5), log.note()))[0] == 500
    assert running.ask(request_of(0, [], log.note()))[0] == 500
