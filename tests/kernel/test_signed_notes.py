"""Notes and cosignatures are read by the letter of C2SP, and nothing that only looks like one is.

What is right is written here by hand, by signed-note, tlog-checkpoint and tlog-cosignature."""

import base64
import hashlib
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.kernel.audit.cosigning import LATEST, Cosigner, Signed, find_cosignature
from app.kernel.audit.notes import (
    SignedTree,
    checkpoint_text,
    read_note,
    signed_note,
    verifier_key,
)

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()
ORIGIN, ROOT = "samenzicht.example/log/1", bytes(range(32))
TEXT = f"{ORIGIN}\n42\n{base64.b64encode(ROOT).decode()}\n"
WITNESS = "getuige.example"


LOG, COSIGNS = b"\x01", b"\x04"


def key_id(name, kind):
    return hashlib.sha256(name.encode() + b"\n" + kind + PUBLIC).digest()[:4]


def line(name, raw):
    return f"\u2014 {name} {base64.b64encode(raw).decode()}\n"


def own(text=TEXT, *, name=ORIGIN, identity=None, key=KEY):
    """A signature of the log below a text."""
    return line(name, (identity or key_id(ORIGIN, LOG)) + key.sign(text.encode()))


def test_a_note_is_written_by_the_letter():
    assert checkpoint_text(ORIGIN, size=42, root=ROOT) == TEXT
    assert signed_note(TEXT, name=ORIGIN, key=KEY) == f"{TEXT}\n{own()}"
    written = base64.b64encode(LOG + PUBLIC).decode()
    assert verifier_key(ORIGIN, PUBLIC) == f"{ORIGIN}+{key_id(ORIGIN, LOG).hex()}+{written}"


@pytest.mark.parametrize(
    "below",
    [
        own(),
        line("iemand.anders", b"x" * 76) + own(),
        own(key=Ed25519PrivateKey.from_private_bytes(b"j" * 32)) + own(),
        "geen handtekening\n" + own(),
    ],
    ids=["alone", "after another", "after a wrong one of its own name", "after something else"],
)
def test_the_signature_of_the_log_is_found_among_others(below):
    found = read_note(f"{TEXT}\n{below}", public_key=PUBLIC)

    assert found == SignedTree(ORIGIN, 42, ROOT)


EXTENDED = f"{TEXT}more that was signed\n"


def test_what_follows_the_root_is_signed_too():
    assert read_note(f"{EXTENDED}\n{own(EXTENDED)}", public_key=PUBLIC)
    assert read_note(f"{EXTENDED}\n{own(TEXT)}", public_key=PUBLIC) is None


@pytest.mark.parametrize(
    "note",
    [
        "",
        TEXT,
        f"{TEXT}\n",
        f"{TEXT}\n{own()}".removesuffix("\n"),
        f"{TEXT}\n{own()}".replace("\n42\n", "\n43\n"),
        f"{TEXT}\n{own()}".replace("\n42\n", "\n042\n"),
        f"{TEXT}\n{own(name='samenzicht.example/log/2')}",
        f"{TEXT}\n{own(identity=key_id(ORIGIN, COSIGNS))}",
        f"{TEXT}\n{own(identity=b'1234')}",
        f"{TEXT}\n{own(key=Ed25519PrivateKey.from_private_bytes(b'j' * 32))}",
        f"{TEXT}\n\u2014 {ORIGIN} not-base64!\n",
        f"{TEXT}\n{line(ORIGIN, b'')}",
        f"{TEXT}\n{own()}".removesuffix("\n") + "AAAA\n",
    ],
)
def test_what_the_key_did_not_sign_is_no_note(note):
    assert read_note(note, public_key=PUBLIC) is None


def test_a_key_that_is_none_signed_nothing():
    assert read_note(f"{TEXT}\n{own()}", public_key=b"short") is None


COSIGNER = Cosigner(WITNESS, PUBLIC)
KNOWN = key_id(WITNESS, COSIGNS).hex()
RIGHT = f"{WITNESS}+{KNOWN}+{base64.b64encode(COSIGNS + PUBLIC).decode()}"


def test_a_cosigner_is_known_by_its_name_and_key():
    assert Cosigner.read(RIGHT) == COSIGNER
    assert (COSIGNER.written, COSIGNER.key_id) == (RIGHT, key_id(WITNESS, COSIGNS))


@pytest.mark.parametrize(
    "written",
    [
        "",
        WITNESS,
        RIGHT.replace(WITNESS, "getuige+example"),
        RIGHT.replace(WITNESS, "getuige example"),
        RIGHT.replace(WITNESS, "ander.example"),
        RIGHT.replace(WITNESS, "a" * 201),
        RIGHT.replace(key_id(WITNESS, COSIGNS).hex(), "00000000"),
        verifier_key(WITNESS, PUBLIC),
        f"{RIGHT}x",
        Cosigner(WITNESS, PUBLIC[1:]).written,
        Cosigner(WITNESS, PUBLIC + b"x").written,
        f"{WITNESS}+{KNOWN}+=",
    ],
)
def test_what_is_no_key_of_a_cosigner_is_refused(written):
    with pytest.raises(ValueError):
        Cosigner.read(written)


def cosigned(moment, *, text=TEXT, name=WITNESS, identity=None, more=b""):
    signed = KEY.sign(f"cosignature/v1\ntime {moment}\n{text}".encode())
    raw = (identity or key_id(WITNESS, COSIGNS)) + moment.to_bytes(8, "big") + signed + more
    return line(name, raw)


@pytest.mark.parametrize("moment", [0, 1_764_572_400, LATEST])
@pytest.mark.parametrize("note", [f"{TEXT}\n", f"{TEXT}\n{own()}"], ids=["bare", "signed"])
def test_a_cosignature_names_its_moment(moment, note):
    found = find_cosignature(cosigned(moment), note=note, by=COSIGNER)

    assert found == Signed(cosigned(moment), datetime.fromtimestamp(moment, UTC))


NOW = 1_764_572_400
WRONG = {
    "nothing": "",
    "of another name": cosigned(NOW, name="ander.example"),
    "by another id": cosigned(NOW, identity=b"1234"),
    "longer": cosigned(NOW, more=b"x"),
    "shorter": line(WITNESS, key_id(WITNESS, COSIGNS) + NOW.to_bytes(8, "big") + b"x" * 63),
    "empty": line(WITNESS, b""),
    "no base64": f"\u2014 {WITNESS} AAA\n",
    "of a text that is another": cosigned(NOW, text=TEXT.replace("42", "43")),
    "with more after its end": cosigned(NOW).replace("\n", "AAAA\n"),
    "after the last year": cosigned(LATEST + 1),
    "of another moment": line(
        WITNESS,
        key_id(WITNESS, COSIGNS)
        + (NOW + 1).to_bytes(8, "big")
        + KEY.sign(f"cosignature/v1\ntime {NOW}\n{TEXT}".encode()),
    ),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_what_the_cosigner_did_not_sign_is_none(wrong):
    assert find_cosignature(wrong, note=f"{TEXT}\n", by=COSIGNER) is None


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_right_line_is_found_after_a_wrong_one(wrong):
    assert find_cosignature(wrong + cosigned(NOW), note=f"{TEXT}\n", by=COSIGNER)
