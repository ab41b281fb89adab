"""The Merkle tree over the leaves of a log: which nodes a root or proof is made of.

Kept are the hashes of complete subtrees, node ``(level, index)`` over the leaves from
``index << level``, ``1 << level`` of them. Every hash that a root or proof needs is folded of such
nodes, so that appending never changes one.

Source: RFC 6962, section 2.1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

Node: TypeAlias = tuple[int, int]
"""Level and index."""
Stretch: TypeAlias = tuple[int, int]
"""First leaf, and the leaf after the last."""

EMPTY_ROOT = hashlib.sha256().digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two nodes to the one above them."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def nodes_of(stretch: Stretch) -> list[Node]:
    """Return the complete subtrees that a stretch consists of, from left to right."""
    at, past = stretch
    found = []
    while at < past:
        level = (past - at).bit_length() - 1
        if at:
            level = min(level, (at & -at).bit_length() - 1)
        found.append((level, at >> level))
        at += 1 << level
    return found


def hash_of(stretch: Stretch, known: Mapping[Node, bytes]) -> bytes:
    """Return the hash over a stretch of leaves.

    Args:
        known: holds at least the nodes of the stretch.
    """
    hashes = [known[node] for node in nodes_of(stretch)]
    if not hashes:
        return EMPTY_ROOT
    whole = hashes.pop()
    while hashes:
        whole = node_hash(hashes.pop(), whole)
    return whole


def inclusion(index: int, size: int) -> list[Stretch]:
    """Return what proves that a leaf is in the tree of a size, from the leaf to the root.

    Source: RFC 6962, section 2.1.1.
    """
    first, past, found = 0, size, list[Stretch]()
    while past - first > 1:
        middle = first + _left_of(past - first)
        if index < middle:
            found.append((middle, past))
            past = middle
        else:
            found.append((first, middle))
            first = middle
    return found[::-1]


def consistency(old: int, new: int) -> list[Stretch]:
    """Return what proves that the tree of one size begins with that of another.

    Args:
        old: at least 1; of the same size nothing needs proof.

    Source: RFC 6962, section 2.1.2.
    """
    first, past, found = 0, new, list[Stretch]()
    while past > old:
        middle = first + _left_of(past - first)
        if old <= middle:
            found.append((middle, past))
            past = middle
        else:
            found.append((first, middle))
            first = middle
    # The old tree is a whole side of the new one when it was never split on the way.
    return found[::-1] if first == 0 else [(first, past), *found[::-1]]


def grown(
    leaves: Sequence[bytes], *, first: int, known: Mapping[Node, bytes]
) -> Iterator[tuple[Node, bytes]]:
    """Yield every node that new leaves make complete, the leaves themselves first.

    Args:
        first: index of the first new leaf.
        known: holds at least the nodes of the tree before them.
    """
    level, start, hashes = 0, first, list(leaves)
    while hashes:
        yield from (((level, start + n), each) for n, each in enumerate(hashes))
        if start % 2:
            hashes.insert(0, known[level, start - 1])
        hashes = [node_hash(left, right) for left, right in _pairs(hashes)]
        level, start = level + 1, start // 2


def _pairs(hashes: Sequence[bytes]) -> Iterable[tuple[bytes, bytes]]:
    return zip(hashes[::2], hashes[1::2], strict=False)


def _left_of(size: int) -> int:
    """Return the largest power of two below a size of at least 2."""
    return 1 << ((size - 1).bit_length() - 1)
