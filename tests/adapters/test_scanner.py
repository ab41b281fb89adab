"""The virus scanner: a verdict, or no pass."""

import pytest

from app.adapters.scanner import LONGEST_PIECE, Scanner, ScannerDown, TooLargeToScan
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


@pytest.mark.parametrize("answer", [b"", b"stream: Can't open file ERROR", b"stream: FOUND"])
def test_no_verdict_is_no_pass(clamd, answer):
    clamd.says = answer or b"\0"
    with pytest.raises(ScannerDown):
        Scanner(clamd.address).scan([b"iets"])


@pytest.mark.parametrize(
    "answer",
    [
        b"INSTREAM size limit exceeded. ERROR",
        b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND",
    ],
)
def test_what_it_does_not_look_at_is_no_virus_and_no_fault(clamd, answer):
    clamd.says = answer
    with pytest.raises(TooLargeToScan):
        Scanner(clamd.address).scan([b"iets"])


def test_it_hangs_up_in_the_middle_of_what_is_too_large(clamd):
    clamd.limit = 3 * LONGEST_PIECE
    scanner = Scanner(clamd.address)
    with pytest.raises(TooLargeToScan):
        scanner.scan(bytes(LONGEST_PIECE) for _ in range(200))
    assert scanner.takes(3 * LONGEST_PIECE)
    assert not scanner.takes(3 * LONGEST_PIECE + 1)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "unix:///nowhere/clamd.ctl"])
def test_a_scanner_that_is_not_there(address):
    with pytest.raises(ScannerDown):
        Scanner(address).scan([b"iets"])
    with pytest.raises(ScannerDown):
        Scanner(address).check()


def test_it_says_whether_it_is_there(clamd):
    Scanner(clamd.address).check()
