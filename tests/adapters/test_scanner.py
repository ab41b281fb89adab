"""The virus scanner: a verdict, or no pass."""

import pytest

from app.adapters.scanner import LONGEST_PIECE, Scanner, ScannerDown
from tests.support.clamd import EICAR, running_clamd


@pytest.fixture
def clamd():
    with running_clamd() as running:
        yield running


def test_a_clean_file_passes_whole(clamd):
    pieces = [b"a" * (LONGEST_PIECE + 7), b"", b"b"]

    assert Scanner(clamd.address).scan(pieces).is_clean
    assert clamd.scanned == [b"".join(pieces)]


def test_a_virus_is_named(clamd):
    verdict = Scanner(clamd.address).scan([b"voor ", EICAR[:20], EICAR[20:], b" na"])

    assert (verdict.is_clean, verdict.virus) == (False, "Eicar-Test-Signature")


@pytest.mark.parametrize(
    "answer", [b"", b"stream: INSTREAM size limit exceeded. ERROR", b"nonsense", b"stream: FOUND"]
)
def test_no_verdict_is_no_pass(clamd, answer):
    clamd.says = answer or b"\0"
    with pytest.raises(ScannerDown):
        Scanner(clamd.address).scan([b"iets"])


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "unix:///nowhere/clamd.ctl"])
def test_a_scanner_that_is_not_there(address):
    with pytest.raises(ScannerDown):
        Scanner(address).scan([b"iets"])
    with pytest.raises(ScannerDown):
        Scanner(address).check()


def test_it_says_whether_it_is_there(clamd):
    Scanner(clamd.address).check()
