"""Where two texts differ: sentence by sentence, and word by word inside what changed.

Plain and bounded: what comes in was written by others, so that the work is counted, and where two
texts differ too much to say how, the old stretch is told as gone and the new one as come.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

MOST_STEPS = 400_000
"""Comparisons of two sentences or words, for the whole of two texts."""
MOST_UNITS = 40_000
AROUND = 2
"""Sentences of what stayed the same that are shown beside what changed."""
ALIKE = 0.3
"""Below this share of common words a stretch is a new one, not a changed one."""
_END = re.compile(r"(?<=[.!?;:…])\s+|\n+")

Pieces = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it is only in this version."""


class Change(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"
    NEW = "new"
    LEFT_OUT = "left_out"
    """Stayed the same, and is not shown."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the two texts."""

    change: Change
    old: Pieces = ()
    new: Pieces = ()
    count: int = 0
    """Sentences in it."""


@dataclass(slots=True)
class _Purse:
    """How much may still be compared."""

    left: int = MOST_STEPS

    def spend(self, steps: int = 1) -> bool:
        """Take from it; False when it is empty."""
        self.left -= steps
        return self.left >= 0


@dataclass(frozen=True, slots=True)
class _Block:
    """Units ``a`` up to ``b`` of the old text stand where ``c`` up to ``d`` of the new one do."""

    a: int
    b: int
    c: int
    d: int


@dataclass(slots=True)
class _Walk:
    """The shortest way from one row of units to another.

    Source: E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986).
    """

    old: Sequence[str]
    new: Sequence[str]
    purse: _Purse
    trail: list[dict[int, int]] = field(default_factory=list)

    def matches(self) -> list[tuple[int, int]] | None:
        """Return the pairs that stay, in order; None when it takes too much to find them."""
        ends = {1: 0}
        for depth in range(len(self.old) + len(self.new) + 1):
            self.trail.append(dict(ends))
            if not self.purse.spend(depth):
                return None
            for line in range(-depth, depth + 1, 2):
                at = self._furthest(ends, line, depth)
                if at is None:
                    return None
                ends[line] = at
                if at >= len(self.old) and at - line >= len(self.new):
                    return self._back(depth)
        return []

    def _furthest(self, ends: dict[int, int], line: int, depth: int) -> int | None:
        """Go on from the better of two ways, then along everything that is the same."""
        at = self._start(ends, line, depth)
        while at < len(self.old) and at - line < len(self.new):
            if self.old[at] != self.new[at - line]:
                break
            if not self.purse.spend():
                return None
            at += 1
        return at

    def _start(self, ends: dict[int, int], line: int, depth: int) -> int:
        comes_down = line == -depth or (
            line != depth and ends.get(line - 1, -1) < ends.get(line + 1, -1)
        )
        return ends[line + 1] if comes_down else ends[line - 1] + 1

    def _back(self, depth: int) -> list[tuple[int, int]]:
        """Follow the way back, and keep the pairs on it."""
        found: list[tuple[int, int]] = []
        x, y = len(self.old), len(self.new)
        for level in range(depth, -1, -1):
            ends, line = self.trail[level], x - y
            start = self._start(ends, line, level) if level else 0
            while x > start and y > start - line:
                x, y = x - 1, y - 1
                found.append((x, y))
            if level:
                came_down = line == -level or (
                    line != level and ends.get(line - 1, -1) < ends.get(line + 1, -1)
                )
                x, y = (x, y - 1) if came_down else (x - 1, y)
        return found[::-1]


def compare(old: str, new: str) -> list[Stretch]:
    """Return the two texts as stretches: what stayed, changed, went and came; none when equal.

    What stayed the same is shown only beside what changed.
    """
    before, after, purse = _units(old), _units(new), _Purse()
    stretches: list[Stretch] = []
    blocks = _blocks(before, after, purse)
    if not blocks:
        return []
    at = 0
    for block in blocks:
        stretches += _same(before[at : block.a], is_first=at == 0)
        stretches.append(_changed(before[block.a : block.b], after[block.c : block.d], purse))
        at = block.b
    return stretches + _same(before[at:], is_first=False, is_last=True)


def _units(text: str) -> list[str]:
    """Cut a text into sentences, each on one line."""
    found = (" ".join(each.split()) for each in _END.split(text))
    return [each for each in found if each][:MOST_UNITS]


def _blocks(old: Sequence[str], new: Sequence[str], purse: _Purse) -> list[_Block]:
    """Return where the two differ, in order."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    ends = (len(old) - tail, len(new) - tail)
    matches = _Walk(old[head : ends[0]], new[head : ends[1]], purse).matches() or []
    pairs = [(a + head, c + head) for a, c in matches] + [ends]
    blocks, a, c = [], head, head
    for b, d in pairs:
        if b > a or d > c:
            blocks.append(_Block(a, b, c, d))
        a, c = b + 1, d + 1
    return blocks


def _same(units: Sequence[str], *, is_first: bool, is_last: bool = False) -> list[Stretch]:
    """Show the ends of what stayed, and say how much lies between."""
    front = 0 if is_first else AROUND
    back = 0 if is_last else AROUND
    if len(units) <= front + back + 1:
        return [_plain(each) for each in units]
    left_out = Stretch(Change.LEFT_OUT, count=len(units) - front - back)
    ends = units[len(units) - back :] if back else []
    return [*map(_plain, units[:front]), left_out, *map(_plain, ends)]


def _plain(unit: str) -> Stretch:
    pieces = ((unit, False),)
    return Stretch(Change.SAME, pieces, pieces, 1)


def _changed(old: Sequence[str], new: Sequence[str], purse: _Purse) -> Stretch:
    """Tell of a stretch that differs, word by word when the two still look alike."""
    before, after = " ".join(old), " ".join(new)
    if not old or not new:
        whole = ((before or after, True),)
        return Stretch(Change.GONE, whole) if old else Stretch(Change.NEW, (), whole)
    words, others = before.split(), after.split()
    matches = _matches(words, others, purse)
    if len(matches) < ALIKE * max(len(words), len(others)):
        return Stretch(Change.CHANGED, ((before, True),), ((after, True),))
    return Stretch(
        Change.CHANGED,
        _marked(words, {a for a, _c in matches}),
        _marked(others, {c for _a, c in matches}),
    )


def _matches(old: Sequence[str], new: Sequence[str], purse: _Purse) -> list[tuple[int, int]]:
    return _Walk(old, new, purse).matches() or []


def _marked(words: Sequence[str], kept: set[int]) -> Pieces:
    """Join neighbours that were kept, or were not, into pieces."""
    pieces: list[tuple[list[str], bool]] = []
    for number, word in enumerate(words):
        is_own = number not in kept
        if pieces and pieces[-1][1] == is_own:
            pieces[-1][0].append(word)
        else:
            pieces.append(([word], is_own))
    return tuple((" ".join(each), is_own) for each, is_own in pieces)
