"""The tree over a log: whatever batches it grew in, roots and proofs are those of RFC 6962.

Pymerkle, made by others, is the oracle; the program that partners run must agree with both."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from app.kernel.audit.tree import EMPTY_ROOT, consistency, grown, hash_of, inclusion, nodes_of
from app.oversight import verifier
from app.oversight.verifier import Checkpoint, Fault

MOST = 300


def leaves_of(size):
    return [verifier.leaf_hash(b"", number.to_bytes(4, "big")) for number in range(size)]


def nodes_grown(leaves, cuts=()):
    """Grow a tree in batches that end at the cuts."""
    known, first = {}, 0
    for past in sorted({*cuts, len(leaves)}):
        before = {node: known[node] for node in nodes_of((0, first))}
        known |= dict(grown(leaves[first:past], first=first, known=before))
        first = past
    return known


def oracle_of(size):
    tree = InmemoryTree(algorithm="sha256")
    for number in range(size):
        tree.append_entry(number.to_bytes(4, "big"))
    return tree


def a_proof(known, stretches, **facts):
    return {"hashes": [hash_of(each, known).hex() for each in stretches], **facts}


@given(size=st.integers(1, MOST), cuts=st.lists(st.integers(0, MOST), max_size=6))
def test_the_root_is_that_of_the_oracle(size, cuts):
    leaves, tree = leaves_of(size), verifier.Tree()
    known = nodes_grown(leaves, [each for each in cuts if each < size])
    for leaf in leaves:
        tree.add(leaf)
    root = oracle_of(size).get_root(size)
    assert hash_of((0, size), known) == tree.root() == root
    assert {node for node in known if node[0] == 0} == {(0, index) for index in range(size)}


def test_of_nothing_the_root_is_known():
    assert hash_of((0, 0), {}) == verifier.Tree().root() == EMPTY_ROOT == hashlib.sha256().digest()


@pytest.mark.parametrize("first", range(20))
def test_a_stretch_is_of_whole_subtrees_wherever_it_begins(first):
    for past in range(first, 40):
        nodes = nodes_of((first, past))
        leaves = [x for level, i in nodes for x in range(i << level, (i + 1) << level)]
        assert leaves == list(range(first, past))
        assert len(nodes) == len(fewest(first, past)), "of as few as can be"


def fewest(first, past):
    """The largest subtree that fits, and what is left on both sides of it."""
    if first >= past:
        return []
    for level in reversed(range(6)):
        begin = -(-first >> level)
        if (begin + 1) << level <= past:
            found = (level, begin)
            left = fewest(first, begin << level)
            return [*left, found, *fewest((begin + 1) << level, past)]
    raise AssertionError


@given(st.data())
def test_a_proof_of_a_line_holds_and_no_other(data):
    size = data.draw(st.integers(1, MOST))
    index = data.draw(st.integers(0, size - 1))
    known, oracle = nodes_grown(leaves_of(size)), oracle_of(size)
    proof = a_proof(
        known, inclusion(index, size), index=index, size=size, leaf_hash=known[0, index].hex()
    )
    theirs = oracle.prove_inclusion(index + 1, size).serialize()["path"]
    # Theirs begins with the leaf itself, where RFC 6962 takes it as known.
    assert proof["hashes"] == theirs[1:]
    checkpoint = Checkpoint("log", size, oracle.get_root(size))
    verifier.check_inclusion(proof, checkpoint)

    for wrong in (
        {"leaf_hash": bytes(32).hex()},
        {"index": (index + 1) % size} if size > 1 else {"index": 1},
        {"hashes": [*proof["hashes"], bytes(32).hex()]},
        {"hashes": proof["hashes"][:-1]} if proof["hashes"] else {"size": 2},
    ):
        with pytest.raises(Fault):
            verifier.check_inclusion(proof | wrong, checkpoint)


@given(st.data())
def test_a_proof_of_growth_holds_and_no_other(data):
    new = data.draw(st.integers(1, MOST))
    old = data.draw(st.integers(1, new))
    known, oracle = nodes_grown(leaves_of(new)), oracle_of(new)
    proof = a_proof(known, consistency(old, new), **{"from": old, "size": new})
    before = Checkpoint("log", old, oracle.get_root(old))
    after = Checkpoint("log", new, oracle.get_root(new))
    verifier.check_consistency(proof, before, after)

    forged = Checkpoint("log", old, bytes(32))
    for wrong, first in (
        ({}, forged),
        ({"hashes": [*proof["hashes"], bytes(32).hex()]}, before),
        ({"hashes": proof["hashes"][:-1]} if proof["hashes"] else {"from": 0}, before),
        ({"size": new + 1}, before),
    ):
        with pytest.raises(Fault):
            verifier.check_consistency(proof | wrong, first, after)
