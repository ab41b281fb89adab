"""The program that partners run, as they type it: what it says, and with which status it ends."""

import base64
import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.kernel.audit.cosigning import COSIGNATURE, Cosigner
from app.oversight import verifier
from app.oversight.verifier import Fault, check_witnesses, read_checkpoint
from tests.support.forks import a_view, proof_of, root_of
from tests.support.hostile_witnesses import cosign
from tests.support.logbook import a_logbook

NAME = "getuige.example"
WITNESS = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
WITNESS_KEY = Cosigner(NAME, WITNESS.public_key().public_bytes_raw()).written


@pytest.fixture
def view():
    return a_view(7)


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys):
    """Put files in a folder, and type a command there: the status and what was said."""
    monkeypatch.chdir(tmp_path)

    def type_it(*words, **files):
        for name, content in files.items():
            text = content if isinstance(content, str) else json.dumps(content)
            (tmp_path / name).write_text(text, "utf-8")
        status = verifier.main([str(each) for each in words])
        told = capsys.readouterr()
        return status, told.out + told.err

    return type_it


def path_of(index, leaves):
    """PATH of RFC 6962, 2.1.1."""
    if len(leaves) == 1:
        return []
    left = 1 << ((len(leaves) - 1).bit_length() - 1)
    if index < left:
        return [*path_of(index, leaves[:left]), root_of(leaves[left:])]
    return [*path_of(index - left, leaves[left:]), root_of(leaves[:left])]


def proof_of_line(view, index):
    leaf = hashlib.sha256(b"\x00" + view.leaves[index]).hexdigest()
    hashes = [each.hex() for each in path_of(index, view.leaves)]
    return {"index": index, "size": len(view.leaves), "leaf_hash": leaf, "hashes": hashes}


def proof_of_growth(view, old):
    hashes = [each.hex() for each in proof_of(old, view.leaves)]
    return {"from": old, "size": len(view.leaves), "hashes": hashes}


def test_two_checkpoints_are_compared(view, typed):
    words = ("vergelijk", "een", "ander", "--sleutel", view.verifier_key)
    same, fork, short = view.note(), view.forked(3).note(), view.note(5)

    assert typed(*words, een=same, ander=same) == (0, "De twee checkpoints zijn gelijk.\n")
    status, said = typed(*words, een=same, ander=fork)
    assert (status, said[:18]) == (1, "Gespleten logboek:")
    assert typed(*words, een=same, ander=short)[1].startswith("Niet evenveel regels.")


def test_a_line_is_proved(view, typed):
    words = ("regel", "bewijs", "een", "--sleutel", view.verifier_key)
    for index in range(7):
        right = proof_of_line(view, index)
        assert typed(*words, een=view.note(), bewijs=right) == (0, "Het bewijs klopt.\n")
    status, said = typed(*words, een=view.note(), bewijs=right | {"index": 5})
    assert (status, said) == (1, "Dit bewijs klopt niet: de regel staat niet in dit logboek.\n")
    for odd in ({"index": "5"}, {"size": 6}, {"index": -1}, {"index": 7}):
        status, said = typed(*words, een=view.note(), bewijs=right | odd)
        assert (status, said) == (1, "Dit bewijs hoort niet bij dit checkpoint.\n"), odd
    for odd in ({"leaf_hash": "zz"}, {"leaf_hash": "00" * 31}, {"hashes": ["00"]}):
        status, said = typed(*words, een=view.note(), bewijs=right | odd)
        assert (status, said) == (1, "Er staat iets dat geen hash is.\n"), odd
    assert typed(*words, een=view.note(), bewijs="[]")[1].endswith("dat geen regel is.\n")


def test_growth_is_proved(view, typed):
    words = ("groei", "bewijs", "een", "ander", "--sleutel", view.verifier_key)
    for old in range(1, 8):
        files = {"een": view.note(old), "ander": view.note(), "bewijs": proof_of_growth(view, old)}
        assert typed(*words, **files) == (0, "Het bewijs klopt.\n")
    fork = view.forked(3)
    files = {"een": view.note(5), "ander": fork.note(), "bewijs": proof_of_growth(fork, 5)}
    status, said = typed(*words, **files)
    assert (status, said[:24]) == (1, "Dit bewijs klopt niet: h")
    files = {"een": view.note(), "ander": view.note(5), "bewijs": {"from": 7, "size": 5}}
    assert typed(*words, **files) == (1, "Dit bewijs hoort niet bij deze twee checkpoints.\n")
    view.leaves = []
    files = {"een": view.note(), "ander": view.note(), "bewijs": {"from": 0, "size": 0}}
    assert typed(*words, **files)[0] == 1, "of nothing no growth is proved"


def test_a_log_is_checked_with_what_was_kept(typed):
    logbook = a_logbook(6)
    log = "\n".join(logbook.file())
    words = ("log", "log", "--sleutel", logbook.verifier_key)
    right = (0, "Alles klopt: 6 regels, niets veranderd en niets weggelaten.\n")
    assert typed(*words, log=log) == right
    assert typed("log", "log", "--bewaard", "oud", log=log, oud=logbook.checkpoint(4)) == right
    missed = (1, "Er horen 6 regels te zijn, maar er zijn er 5.\n")
    assert typed(*words, log="\n".join(logbook.file()[:-1])) == missed
    other = a_logbook(6)
    said = "Dit logboek is met een andere sleutel getekend dan u bewaarde.\n"
    assert typed(*words, log="\n".join(other.file())) == (1, said)
    status, said = typed("log", "weg")
    assert (status, "weg" in said) == (1, True)
    assert typed("log", "log", log="") == (1, "Er staat iets in het bestand dat geen regel is.\n")


def test_a_longer_checkpoint_that_was_kept_is_missed(typed):
    logbook = a_logbook(6)
    longer = logbook.checkpoint()
    del logbook.lines[5:]
    status, said = typed(
        "log", "log", "--bewaard", "oud", log="\n".join(logbook.file()), oud=longer
    )
    assert (status, said) == (1, "U bewaarde een checkpoint van 6 regels. Nu zijn het er 5.\n")


def test_of_witnesses_as_many_as_were_asked_have_to_be_there(view, typed):
    note = view.note()
    seen = note + cosign(WITNESS, NAME, note)
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
    other_key = Cosigner("ander.example", other.public_key().public_bytes_raw()).written
    words = ("vergelijk", "een", "ander", "--sleutel", view.verifier_key)
    both = ("--getuige", WITNESS_KEY, "--getuige", other_key)
    for asked, status in (
        (("--getuige", WITNESS_KEY), 0),
        (both, 1),
        ((*both, "--minstens", "1"), 0),
        ((*both, "--minstens", "2"), 1),
        ((*both, "--minstens", "0"), 0),
        (("--witness", WITNESS_KEY), 0),
    ):
        assert typed(*words, *asked, een=note, ander=seen)[0] == status, asked
    assert typed(*words, "--getuige", WITNESS_KEY, een=seen, ander=note)[0] == 1, (
        "the newest counts"
    )
    twice = [WITNESS_KEY, WITNESS_KEY]
    with pytest.raises(Fault, match="tekenden er 1 mee; nodig zijn er 2"):
        check_witnesses(seen, twice, 2)


@pytest.mark.parametrize(
    "change",
    [
        lambda key: key.replace("+", "-"),
        lambda key: key[:-4],
        lambda key: key.replace(key.split("+")[1], "00000000"),
        lambda key: f"{key.rpartition('+')[0]}+{base64.b64encode(COSIGNATURE * 33).decode()}",
        lambda _key: "",
    ],
)
def test_what_is_no_key_opens_nothing(view, change):
    with pytest.raises(Fault):
        read_checkpoint(view.note(), change(view.verifier_key))


def test_a_key_of_a_witness_is_not_that_of_a_log(view):
    """Nor the other way round: what one signs says nothing that the other does."""
    name, _, known = view.verifier_key.partition("+")
    public = view.key.public_key().public_bytes_raw()
    witness = Cosigner(name, public).written
    with pytest.raises(Fault, match="geen sleutel van een logboek of getuige"):
        read_checkpoint(view.note(), witness)
    with pytest.raises(Fault, match="geen sleutel van een logboek of getuige"):
        check_witnesses(view.note(), [f"{name}+{known}"], 1)


def test_of_another_log_nothing_is_believed(view):
    other = a_view(3)
    other.origin = "samenzicht.example/log/2"
    with pytest.raises(Fault, match=f"van een ander logboek: {view.origin}"):
        read_checkpoint(view.note(), other.verifier_key)
