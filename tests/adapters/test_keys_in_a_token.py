"""A token that is gone, locked, slow or not ours gives no seal; its PIN is not tried twice."""

from __future__ import annotations

import hashlib
import logging
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from app.adapters.pades import good_until
from app.adapters.sealers import NoSeal
from app.kernel import clock
from tests.support.outside_keys import Elsewhere
from tests.support.soft_token import PIN, SoftToken, needs_softhsm

pytestmark = needs_softhsm
DIGEST = hashlib.sha256(b"rapport").digest()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return SoftToken(tmp_path_factory.mktemp("token"), Elsewhere(), "ec")


@pytest.fixture
def token(made):
    made.issue()
    yield made
    made.pin_file.write_text(f"{PIN}\n")


def why(sealer):
    with pytest.raises(NoSeal) as refused:
        sealer.signature_over(DIGEST)
    assert PIN not in str(refused.value)
    return refused.value.why.value


def test_looking_at_it_signs_nothing_and_tells_until_when_it_is_good(token):
    ends_at = good_until(token.sealer(), now=clock.now())

    assert abs(ends_at - clock.now() - timedelta(days=300)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"token": "een ander"}, "unreachable"),
        ({"key": "een ander"}, "no_key"),
        ({"module": Path("/usr/lib/nothing-here.so")}, "unreachable"),
        ({"module": Path("/etc/hostname")}, "unreachable"),
        ({"settings": ()}, "unreachable"),
        ({"time_limit": timedelta(milliseconds=1)}, "unreachable"),
    ],
)
def test_what_is_not_there_is_told(token, facts, told):
    assert why(token.sealer(**facts)) == told


def test_a_token_that_was_taken_out_is_told_and_put_back_it_seals(token):
    sealer, hidden = token.sealer(), token.folder / "elders"
    (token.folder / "tokens").rename(hidden)
    (token.folder / "tokens").mkdir()
    try:
        assert why(sealer) == "unreachable"
    finally:
        (token.folder / "tokens").rmdir()
        hidden.rename(token.folder / "tokens")
    assert sealer.signature_over(DIGEST)


def test_a_wrong_pin_is_tried_once_until_another_is_in_place(token, monkeypatch):
    sealer, runs = token.sealer(), []
    run = subprocess.run
    monkeypatch.setattr(
        "app.adapters.sealers.token.subprocess.run",
        lambda *given, **facts: runs.append(given) or run(*given, **facts),
    )
    token.pin_file.write_text("verkeerd")

    assert [why(sealer), why(sealer), why(sealer)] == ["not_granted"] * 3
    assert len(runs) == 1
    token.pin_file.write_text(PIN)
    assert sealer.signature_over(DIGEST)
    assert len(runs) == 2


def test_the_pin_is_in_no_log_no_command_and_no_environment(token, monkeypatch, caplog):
    seen, run = [], subprocess.run

    def watched(command, **facts):
        seen.append((command, facts["env"]))
        return run(command, **facts)

    monkeypatch.setattr("app.adapters.sealers.token.subprocess.run", watched)
    with caplog.at_level(logging.DEBUG):
        token.sealer().signature_over(DIGEST)
        token.pin_file.write_text("verkeerd-9")
        why(token.sealer())

    assert len(seen) == 2
    for told in (str(seen), caplog.text, repr(token.sealer())):
        assert PIN not in told
        assert "verkeerd-9" not in told


def test_it_works_in_a_child_that_was_forked_off(token):
    """A session does not survive a fork, so none is kept."""
    sealer = token.sealer()
    assert sealer.signature_over(DIGEST)
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if sealer.signature_over(DIGEST) else 1)
        except BaseException:  # noqa: BLE001 - told by how it ends
            os._exit(2)
    assert os.waitpid(child, 0)[1] == 0
    assert sealer.signature_over(DIGEST)


def test_the_key_cannot_be_read_out_of_the_token(token):
    code = (
        "import pkcs11,sys\n"
        "t=pkcs11.lib(sys.argv[1]).get_token(token_label='inspectie')\n"
        "with t.open(user_pin=sys.stdin.read()) as s:\n"
        "    k=s.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY,label='zegel')\n"
        "    print(k[pkcs11.Attribute.VALUE])\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, str(token.module)],
        input=PIN,
        env=token.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "AttributeSensitive" in ended.stderr
