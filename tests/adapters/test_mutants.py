"""A thousand changed files, and none is called valid.

Every mutant claims to be on record, so that the seals alone must show what happened. One small file
with two seals, and the same with time stamps; each class has its answer."""

import hashlib
import io
import random
from collections import Counter
from datetime import datetime, timedelta

import pypdf
import pytest

from app.adapters import certificates, pades
from app.adapters.certificates import KeyKind, Party
from app.adapters.pades import Answer, ExpectedSeal, FieldSpec
from app.adapters.timestamps.own import OwnStamper
from app.kernel import clock
from tests.adapters.conftest import MADE_AT, Authority, place_seal

EACH = 90
"""Mutants of each class; there are eight, of two files."""
FIELDS = ("seat-a-1", "seat-b-1")


class Small:
    """One blank page, certified, sealed by two, and perhaps stamped and closed."""

    def __init__(self, *, is_stamped: bool) -> None:
        party = Party("Tijd", "SZ:NL-x")
        root = certificates.create_root(party, now=MADE_AT, kind=KeyKind.EC_P256)
        self.stamper = OwnStamper(certificates.issue_stamper(root, party, now=MADE_AT))
        self.is_stamped = is_stamped
        blank = io.BytesIO()
        writer = pypdf.PdfWriter()
        writer.add_blank_page(300, 300)
        writer.write(blank)
        self.platform = Authority("Samenzicht")
        self.parties = [Authority("Inspectie A"), Authority("Inspectie B")]
        specs = [
            FieldSpec(name, 1, (20, 20 + 90 * at, 220, 90 + 90 * at), name, one.root.certificate)
            for at, (name, one) in enumerate(zip(FIELDS, self.parties, strict=True))
        ]
        self.revisions = [
            pades.prepare(
                blank.getvalue(),
                specs,
                platform=self.platform.platform_seal(),
                signed_at=MADE_AT,
                reason="Vastgesteld",
            )
        ]
        for minute, (name, one) in enumerate(zip(FIELDS, self.parties, strict=True), 1):
            moment = MADE_AT + timedelta(minutes=minute)
            with clock.telling(moment):
                self.revisions.append(self._sealed(name, one, moment))
        if is_stamped:
            with clock.telling(moment):
                self.revisions.append(pades.close(self.final, stamper=self.stamper))

    def _sealed(self, name: str, one: Authority, moment: datetime) -> bytes:
        stamper = self.stamper if self.is_stamped else None
        last = self.revisions[-1]
        return place_seal(last, name, one.seal, signed_at=moment, stamper=stamper)

    @property
    def final(self) -> bytes:
        return self.revisions[-1]

    def answer(self, content: bytes) -> Answer:
        expected = [
            ExpectedSeal(name, (one.root.certificate,), is_stamped=self.is_stamped)
            for name, one in zip(FIELDS, self.parties, strict=True)
        ]
        return pades.validate(
            content,
            expected,
            platform_roots=[self.platform.root.certificate],
            known_sha256={hashlib.sha256(content).hexdigest()},
            stamp_roots=self.stamper.roots,
            is_closed=self.is_stamped,
        ).answer


@pytest.fixture(scope="module", params=[False, True], ids=["plain", "stamped"])
def small(request):
    return Small(is_stamped=request.param)


def flip(content, chance, at):
    return content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]


def leave_out(content, chance, at):
    return content[:at] + content[at + chance.randint(1, 40) :]


def put_in(content, chance, at):
    return content[:at] + chance.randbytes(chance.randint(1, 40)) + content[at:]


def cut_off(content, chance, at):
    return content[:at]


def write_over(content, chance, at):
    size = chance.randint(2, 60)
    return content[:at] + chance.randbytes(size) + content[at + size :]


def repeat(content, chance, at):
    return content[:at] + content[at : at + chance.randint(1, 400)] + content[at:]


def change_a_digit(content, chance, at):
    """Change a number: an offset, a length, a covered range, a reference."""
    digits = [each for each in range(at, len(content)) if content[each : each + 1].isdigit()]
    where = digits[0] if digits else content.index(b"1")
    other = chance.choice([each for each in b"0123456789" if each != content[where]])
    return content[:where] + bytes([other]) + content[where + 1 :]


def add_behind(content, chance, at):
    kind = chance.choice([b"\n%%EOF\n", b"% more", content[at:], content[:at]])
    return content + kind


CLASSES = [
    flip,
    leave_out,
    put_in,
    cut_off,
    write_over,
    repeat,
    change_a_digit,
    add_behind,
]


def judge_mutants(small, change, *, number, seed):
    """Judge mutants of one class; return how many got each answer."""
    chance = random.Random(seed)
    found = Counter()
    for _ in range(number):
        mutant = change(small.final, chance, chance.randrange(len(small.final)))
        if mutant == small.final or mutant in small.revisions:
            continue
        found[small.answer(mutant)] += 1
    return found


def test_the_file_itself_is_valid_and_its_earlier_revisions_are_incomplete(small):
    answers = [small.answer(each) for each in small.revisions]

    earlier = [Answer.INCOMPLETE] * (len(answers) - 1)
    assert answers == [*earlier, Answer.VALID]


@pytest.mark.parametrize("change", CLASSES, ids=lambda change: change.__name__)
def test_no_mutant_is_valid(small, change):
    found = judge_mutants(small, change, number=EACH, seed=change.__name__)

    assert set(found) == {Answer.INVALID}, found
    assert found[Answer.INVALID] > EACH - 5


def test_nothing_hides_in_the_space_behind_a_seal(small):
    """No seal covers these zeros, and a library does not look at them."""
    space = small.final.rindex(b"0" * 400) + 100
    hidden = small.final[:space] + b"48616c6c6f" + small.final[space + 10 :]

    assert small.answer(hidden) is Answer.INVALID


@pytest.mark.torture
@pytest.mark.parametrize("change", CLASSES, ids=lambda change: change.__name__)
def test_ten_thousand_mutants_and_none_is_valid(small, change):
    found = judge_mutants(small, change, number=1300, seed=f"long {change.__name__}")

    assert set(found) == {Answer.INVALID}, found


@pytest.mark.parametrize("number", [b".", b"+-1", b"1.2.3", b"--"])
def test_a_number_that_is_none_makes_no_fault_of_ours(small, number):
    """A point alone, where the last trailer tells its size, is no number to a reader of PDF."""
    at = small.final.rindex(b"/Size ") + len(b"/Size ")
    end = at + len(small.final[at:].split()[0])
    broken = small.final[:at] + number.ljust(end - at) + small.final[end:]

    assert small.answer(broken) == Answer.INVALID
