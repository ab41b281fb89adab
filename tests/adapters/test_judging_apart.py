"""A file that somebody sent is judged in a process of its own: the same answer, and nobody hurt."""

import resource
import zlib

import pytest

from app.adapters import pades
from app.adapters.attachments import attached_file
from app.adapters.pades import Answer, ExpectedSeal, Fault

GROWTH = 128 * 1024
"""Kilobytes that our own process may grow by."""


def bomb(size=1 << 28):
    """A PDF of two kilobytes whose table of contents unpacks to a quarter of a gigabyte."""
    packer, mega = zlib.compressobj(9), b"\0" * (1 << 20)
    packed = b"".join(packer.compress(mega) for _ in range(size >> 20)) + packer.flush()
    body = zlib.compress(packed, 9)
    start = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    start += b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
    said = b"/Type /XRef /Size 4 /W [1 4 2] /Root 1 0 R /Filter [/FlateDecode /FlateDecode]"
    table = b"3 0 obj\n<< %b /Length %d >>\nstream\n%b\nendstream\nendobj\n" % (
        said,
        len(body),
        body,
    )
    return start + table + b"startxref\n%d\n%%%%EOF\n" % len(start)


@pytest.fixture
def apart(sealing_round):
    """Judge a file, and return what is answered there and here."""

    def judged(content, *, expected=None):
        options = {
            "expected": sealing_round.expected() if expected is None else expected,
            "platform_roots": [sealing_round.platform.root.certificate],
            "known_sha256": None,
        }
        return pades.validate_apart(content, **options), pades.validate(content, **options)

    return judged


@pytest.mark.parametrize(
    "change",
    [
        lambda sealed: sealed[-1],
        lambda sealed: sealed[0],
        lambda sealed: sealed[-1].replace(b"Bureau", b"Bureel") + b"\n% more",
        lambda _sealed: b"no pdf",
    ],
    ids=["whole", "one seal", "changed", "other"],
)
def test_the_answer_is_the_same(sealing_round, apart, change):
    there, here = apart(change(sealing_round.sealed))

    assert there == here


def test_what_should_be_empty_is_told_too(sealing_round, apart):
    wanted = [ExpectedSeal(name, (), required=False) for name in sealing_round.fields]

    there, here = apart(sealing_round.final, expected=wanted)

    assert there == here
    assert Fault.SEAL_UNEXPECTED in there.seals[0].faults


def test_a_file_that_unpacks_without_end_hurts_nobody(sealing_round):
    content = bomb()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    verdict = pades.validate_apart(content, [], platform_roots=(), known_sha256=None)
    found = attached_file(content, "findings.json")

    assert (verdict.answer, found) == (Answer.INVALID, None)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWTH
