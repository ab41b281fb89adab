"""A witness asked without a line to it: what it trusts, refuses and answers, step by step."""

import base64
import io
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.kernel.audit.notes import checkpoint_text, signed_note
from app.oversight import witness
from app.oversight.witness import Answering, Note, Refusal, Witness, main, read_request
from tests.support.cosigners import NAME, make_folder
from tests.support.forks import ORIGIN, a_view, request_of


@pytest.fixture
def log():
    return a_view(12)


@pytest.fixture
def watching(tmp_path, log):
    make_folder(tmp_path / "getuige", log.verifier_key)
    return Witness(tmp_path / "getuige")


def status_of(watching, body):
    """The status and size of a refusal, or 200."""
    try:
        watching.add_checkpoint(read_request(body))
    except Refusal as refusal:
        return refusal.args
    return (200,)


def test_each_refusal_has_its_own_status(watching, log):
    stranger, fork = a_view(12), log.forked(3)
    seen = request_of(0, [], log.note(8))
    assert [
        status_of(watching, each)
        for each in (
            request_of(0, [], stranger.note(8)),
            seen.replace(b"old 0", b"old 9"),
            request_of(3, log.proof(3, 8), log.note(8)),
            request_of(0, [b"1" * 32], log.note(8)),
            seen,
            seen,
            request_of(8, [], fork.note(8)),
            request_of(8, fork.proof(8), fork.note()),
            request_of(8, [*log.proof(8), b"1" * 32], log.note()),
            request_of(8, [b"1" * 32], log.note(8)),
            request_of(8, [], log.note(8)),
            request_of(8, log.proof(8), log.note()),
            request_of(12, [], log.note(8)),
        )
    ] == [
        (403,),
        (400,),
        (409, 0),
        (422,),
        (200,),
        (409, 8),
        (409, 8),
        (422,),
        (422,),
        (422,),
        (200,),
        (200,),
        (400,),
    ]


def test_an_empty_log_is_one_of_no_lines(watching, log):
    wrong = signed_note(checkpoint_text(ORIGIN, size=0, root=bytes(32)), name=ORIGIN, key=log.key)
    assert status_of(watching, request_of(0, [], wrong)) == (422,)
    log.leaves = []
    assert status_of(watching, request_of(0, [], log.note())) == (200,)
    log.leaves = a_view(3).leaves
    assert status_of(watching, request_of(0, [], log.note())) == (200,)


def test_a_signature_of_the_log_counts_wherever_it_stands(log):
    text, _, own = log.note(5).partition("\n\n")
    other = f"\u2014 iemand {base64.b64encode(b'x' * 68).decode()}\n"
    forged = base64.b64encode(base64.b64decode(own.split()[2])[:4] + b"x" * 64).decode()
    wrong = f"\u2014 {ORIGIN} {forged}\n"
    public = log.key.public_key().public_bytes_raw()
    for below, is_right in (
        (other + own, True),
        (wrong + own, True),
        (other, False),
        (wrong, False),
    ):
        note = Note.read(f"{text}\n\n{below}")
        assert note.is_signed_by(public) is is_right
        kept = "".join(each for each in (wrong, own) if each in below)
        assert str(note) == f"{text}\n\n{kept}", "of others nothing is kept"


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "log\n5",
        "log\n05\n{root}\n\n",
        "log\n5\n{short}\n\n",
        "log\n5\n{root}\n\nno signature\n",
        "log\n5\n{root}\n\n\u2014 log {root}",
        "log\n5\n{root}\n\n\u2014 log A\n",
    ],
)
def test_what_is_no_checkpoint_is_not_read(wrong):
    root, short = (base64.b64encode(bytes(count)).decode() for count in (32, 31))
    with pytest.raises(ValueError):
        Note.read(wrong.format(root=root, short=short))


WRITTEN_OTHERWISE = base64.b64encode(bytes(32))[:-2] + b"B="
"""Also 32 zeros, to who does not look at bits that stand for nothing."""


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.replace(b"old", b"new", 1),
        lambda body: body.replace(b"old 0", b"old x", 1),
        lambda body: body.replace(b"old 0", b"old 0 0", 1),
        lambda body: body.replace(b"old 0", b"old 0\nAA=="),
        lambda body: body.replace(b"old 0", b"old 0\nAAA"),
        lambda body: body.replace(b"old 0", b"old 0\n" + WRITTEN_OTHERWISE),
        lambda body: body.replace(
            b"old 0", b"old 0" + (b"\n" + base64.b64encode(bytes(32))) * 64, 1
        ),
        lambda body: body + b"\xff",
    ],
)
def test_what_is_no_request_is_not_read(log, change):
    right = request_of(0, [], log.note(5))
    most = right.replace(b"old 0", b"old 0" + (b"\n" + base64.b64encode(bytes(32))) * 63, 1)
    assert read_request(right)[:2] == (0, [])
    assert len(read_request(most)[1]) == 63
    with pytest.raises(ValueError):
        read_request(change(right))


def test_only_lines_of_the_right_kind_are_trusted(watching, log):
    public = log.key.public_key().public_bytes_raw()
    cosigner = base64.b64encode(b"\x04" + public).decode()
    right = log.verifier_key
    file = watching.folder / "logboeken"
    everything = right.replace(ORIGIN, "samenzicht.example/log/*")
    for written, trusted in (
        (right, [public]),
        (f"{right}\n{right}", [public, public]),
        (everything, [public]),
        (f"{ORIGIN}+00000000+{cosigner}", []),
        (right.replace(ORIGIN, f"{ORIGIN}1"), []),
        (right.replace(ORIGIN, "samenzicht.example/lo*"), []),
        ("", []),
    ):
        file.write_text(written, "utf-8")
        assert watching.trusted(ORIGIN) == trusted, written


class Line(io.BytesIO):
    """What came over a connection, and what was answered."""


def answered(watching, method, path, body=b"", length=None):
    """Answer a request without a network: status, kind, and text."""
    asked = Answering.__new__(Answering)
    asked.witness, asked.path = watching, path
    asked.rfile, asked.wfile = Line(body), Line()
    asked.request_version, asked.requestline, asked.command = "HTTP/1.0", "", method
    asked.client_address = ("127.0.0.1", 1)
    asked.headers = {} if length == "none" else {"Content-Length": length or str(len(body))}
    getattr(asked, f"do_{method}")()
    head, _, text = asked.wfile.getvalue().partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    told = dict(each.split(": ", 1) for each in lines[1:])
    assert told["Content-Length"] == str(len(text))
    return int(lines[0].split()[1]), told["Content-Type"], text.decode()


def test_it_speaks_http(watching, log, capsys):
    plain, number = "text/plain; charset=utf-8", "text/x.tlog.size"
    good, name = request_of(0, [], log.note(8)), ORIGIN.replace("/", "%2F")
    assert answered(watching, "GET", f"/{name}/checkpoint") == (404, plain, "")
    status, kind, line = answered(watching, "POST", "/add-checkpoint", good)
    assert (status, kind, line[:2]) == (200, plain, "\u2014 ")
    assert answered(watching, "GET", f"/{name}/checkpoint") == (200, plain, log.note(8) + line)
    assert answered(watching, "GET", f"/{name}/other") == (404, plain, "")
    assert answered(watching, "POST", "/add-checkpoint", good) == (409, number, "8\n")
    assert answered(watching, "POST", "/elsewhere", good) == (404, plain, "")
    assert answered(watching, "POST", "/add-checkpoint", b"rubbish") == (400, plain, "")
    for length in ("none", "x", "-5"):
        assert answered(watching, "POST", "/add-checkpoint", good, length)[0] == 400
    (kept,) = (watching.folder / "zag").glob("*.checkpoint")
    kept.write_text("half", "utf-8")
    assert answered(watching, "POST", "/add-checkpoint", good)[0] == 500
    assert "not enough values" in capsys.readouterr().err, "and tells its keeper why"


def test_more_than_it_reads_is_no_request(watching, log):
    """What a request may be long ends what is read of it, whatever length it names."""
    good = request_of(0, [], log.note(8))
    padded = good + b"\n" * witness.MOST_BYTES
    assert answered(watching, "POST", "/add-checkpoint", padded)[0] == 400
    assert answered(watching, "POST", "/add-checkpoint", good + b"x", str(len(good)))[0] == 200


def test_what_was_seen_is_on_disk_before_it_is_told(tmp_path, monkeypatch):
    synced, real = [], os.fsync

    def noting(handle):
        path = Path(f"/proc/self/fd/{handle}").resolve()
        synced.append("folder" if path.is_dir() else path.read_text("utf-8"))
        real(handle)

    monkeypatch.setattr(os, "fsync", noting)
    witness.write_safely(tmp_path / "gezien.checkpoint", "tekst")

    assert synced == ["tekst", "folder"]
    assert [each.name for each in tmp_path.iterdir()] == ["gezien.checkpoint"]


def test_it_listens_where_it_was_told(tmp_path, log, monkeypatch, capsys):
    heard = []
    server = SimpleNamespace(serve_forever=lambda: heard.append("on and on"))

    def listening(address, handler):
        heard.append((address, handler.witness.name))
        return server

    monkeypatch.setattr(witness, "ThreadingHTTPServer", listening)
    folder = tmp_path / "getuige"
    assert main(["sleutel", str(folder), "--naam", NAME]) == 0
    assert main(["waak", str(folder)]) == 0
    assert heard == [(("127.0.0.1", 8420), NAME), "on and on"]
    assert capsys.readouterr().out == f"{Witness(folder)}\n" * 2
    assert {each.name for each in folder.iterdir()} == {"sleutel", "logboeken", "zag", "slot"}
    assert all(each.stat().st_mode & 0o077 == 0 for each in folder.iterdir())
