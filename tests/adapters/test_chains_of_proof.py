"""The chain of proof: whoever renews in time keeps it, and nothing that was done to it passes."""

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.proofs import Chain, Link, NoChain, ProofFault, Statement
from app.adapters.timestamps import NoTimestamp, hashes
from tests.support.proofs import LEAF, Keeping, at, make_authority

needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
DOUBTS = {ProofFault.FOREIGN, ProofFault.LINK_MISSING, ProofFault.LAPSED}


@pytest.fixture
def kept():
    """Renewed on days 90 and 190, holds until day 300."""
    made = Keeping()
    made.renew(90, until=200)
    made.renew(190, until=300)
    return made


def test_without_a_link_it_holds_until_the_file_by_itself_ends():
    alone = Keeping(until=100)

    assert alone.judged(100).holds
    assert (alone.judged(101).faults, alone.judged(101).until) == ((ProofFault.LAPSED,), at(100))


def test_renewed_in_time_it_holds_until_the_last_link_ends(kept):
    assert [kept.judged(day).holds for day in (190, 250, 300)] == [True] * 3
    assert kept.judged(301).faults == (ProofFault.LAPSED,)
    told = kept.judged(250)
    assert [(each.number, each.at, each.until) for each in told.links] == [
        (1, at(90), at(200)),
        (2, at(190), at(300)),
    ]
    assert [each.by for each in told.links] == ["Tijd 0", "Tijd 1"]


def test_a_gap_is_never_mended():
    late = Keeping(until=100)
    late.renew(101, until=500)
    told = late.judged(102)
    assert (told.faults, told.until) == ((ProofFault.LAPSED,), at(100))

    late.renew(300, until=900)
    assert (late.judged(301).faults, late.judged(301).until) == ((ProofFault.LAPSED,), at(100))


def test_a_link_ends_with_its_root():
    kept = Keeping()
    kept.renew(90, make_authority("Kort", until=400, root_until=150))

    assert (kept.judged(150).holds, kept.judged(151).until) == (True, at(150))


def test_a_link_ends_with_its_way_of_hashing_and_the_next_one_takes_another(monkeypatch):
    kept = Keeping(until=2000)
    kept.renew(100, until=5000)
    monkeypatch.setitem(hashes.ENDS, "sha256", at(700))
    assert kept.judged(700).holds
    assert kept.judged(701).until == at(700)

    monkeypatch.setitem(hashes.ENDS, "sha384", at(900))
    kept.renew(600, until=6000)
    told = kept.judged(5500)
    assert (told.holds, told.until) == (True, at(6000))
    assert [each.name for each in told.links] == ["sha256", "sha512"]
    statement = json.loads(kept.links[1].statement)
    sizes = {len(statement["file"]), len(statement["before"][0]["token"])}
    assert sizes == {128}, "all is hashed anew, the file too"


def test_what_is_hashed_as_it_was_broken_is_not_believed(kept):
    told = json.loads(kept.links[0].statement) | {"hash": "sha1"}
    with pytest.raises(NoChain):
        Statement.from_bytes(json.dumps(told, indent=2, sort_keys=True).encode() + b"\n")


def changed(link, **facts):
    """Say something else in a statement, under the same time stamp."""
    told = replace(Statement.from_bytes(link.statement), **facts)
    return Link(told.to_bytes(), link.token)


def stamped(kept, day, **facts):
    """Let somebody who has an authority of his own stamp another statement."""
    told = Statement.from_bytes(kept.made(day, make_authority("Z", until=900)).statement)
    lied = replace(told, **facts).to_bytes()
    from app.adapters.pades import stamps
    from app.kernel import clock

    authority = make_authority("Kwaad", until=900)
    kept.roots += authority.roots
    with clock.telling(at(day)):
        token, _stamp = stamps.ask(authority, lied)
    return Link(lied, token)


TAMPERED = {
    "an edited statement": (
        lambda k: [changed(k.links[0], file="0" * 64), k.links[1]],
        ProofFault.NOT_STAMPED,
    ),
    "an edited number": (
        lambda k: [k.links[0], changed(k.links[1], number=3)],
        ProofFault.NOT_STAMPED,
    ),
    "a token of another link": (
        lambda k: [Link(k.links[0].statement, k.links[1].token), k.links[1]],
        ProofFault.NOT_STAMPED,
    ),
    "a bit of a token": (
        lambda k: [k.links[0], Link(k.links[1].statement, _flipped(k.links[1].token))],
        ProofFault.NOT_STAMPED,
    ),
    "no token at all": (
        lambda k: [k.links[0], Link(k.links[1].statement, b"")],
        ProofFault.NOT_STAMPED,
    ),
    "swapped": (lambda k: [k.links[1], k.links[0]], ProofFault.WRONG_ORDER),
    "one twice": (lambda k: [*k.links, k.links[1]], ProofFault.WRONG_ORDER),
    "of another report": (
        lambda k: [*k.links, stamped(k, 200, subject=uuid4())],
        ProofFault.OTHER_SUBJECT,
    ),
    "of another file": (
        lambda k: [*k.links, stamped(k, 200, file="1" * 64)],
        ProofFault.OTHER_FILE,
    ),
    "of another adoption": (
        lambda k: [*k.links, stamped(k, 200, leaf="1" * 64)],
        ProofFault.OTHER_ADOPTION,
    ),
    "of other roots": (lambda k: [*k.links, stamped(k, 200, roots=())], ProofFault.ROOTS_UNTOLD),
    "of another chain": (
        lambda k: [*k.links, stamped(k, 200, before=(("2" * 64, "3" * 64),) * 2)],
        ProofFault.WRONG_ORDER,
    ),
    "earlier than the one before": (
        lambda k: [*k.links, stamped(k, 189.9)],
        ProofFault.WRONG_MOMENT,
    ),
    "of a moment to come": (lambda k: [*k.links, stamped(k, 260)], ProofFault.WRONG_MOMENT),
    "a statement that is none": (
        lambda k: [Link(b"{}", k.links[0].token)],
        ProofFault.UNREADABLE,
    ),
    "a statement written otherwise": (
        lambda k: [Link(k.links[0].statement + b" ", k.links[0].token)],
        ProofFault.UNREADABLE,
    ),
    "the first one removed": (lambda k: [k.links[1]], ProofFault.LINK_MISSING),
}


def _flipped(token):
    return token[:-1] + bytes([token[-1] ^ 1])


@pytest.mark.parametrize("how", TAMPERED)
def test_what_was_done_to_it_is_noticed(kept, how):
    change, fault = TAMPERED[how]
    told = kept.judged(250, change(kept))

    assert fault in told.faults, told.faults
    is_doubt = all(each.is_doubt for each in told.faults)
    assert is_doubt == (how == "the first one removed")


def test_a_removed_link_in_the_middle_is_missing(kept):
    kept.renew(290, until=400)
    told = kept.judged(350, [kept.links[0], kept.links[2]])

    assert set(told.faults) == {ProofFault.LINK_MISSING, ProofFault.LAPSED}


def test_a_removed_link_at_the_end_is_missed_by_who_has_records(kept):
    recorded = tuple(each.prints for each in kept.links)
    assert kept.judged(195, kept.links[:1]).holds, "in itself it is whole"
    told = kept.judged(195, kept.links[:1], recorded=recorded)
    assert told.faults == (ProofFault.LINK_MISSING,)
    assert kept.judged(195, recorded=recorded).holds
    assert kept.judged(195, recorded=recorded[:1]).holds, "an older record misses nothing"
    assert kept.judged(95, [], recorded=recorded).faults == (ProofFault.LINK_MISSING,)


def test_another_chain_than_the_one_on_record_is_noticed(kept):
    other = Keeping()
    other.renew(90, until=300)
    recorded = tuple(each.prints for each in other.links)

    assert kept.judged(250, recorded=recorded).faults == (ProofFault.NOT_ON_RECORD,)


def test_an_authority_that_is_not_in_the_bundle_is_a_doubt(kept):
    authority = make_authority("Onbekend", until=900)
    link = kept.made(280, authority)
    told = kept.judged(290, [*kept.links, link])

    assert told.faults == (ProofFault.FOREIGN,)
    kept.roots.clear()
    assert set(kept.judged(250).faults) == {ProofFault.FOREIGN}


def test_a_link_that_is_a_little_early_passes_for_clocks_differ(kept):
    minutes = timedelta(minutes=4) / timedelta(days=1)
    kept.renew(190 - minutes, until=400)
    assert kept.judged(350).holds

    kept.links.pop()
    late = kept.made(250 + minutes, make_authority("Voor", until=400))
    kept.roots += make_authority("Voor", until=400).roots
    assert ProofFault.WRONG_MOMENT not in kept.judged(250, [*kept.links, late]).faults


def test_an_early_seal_that_wore_out_before_the_file_was_closed_is_a_gap():
    from app.adapters.pades.holding import _walked

    steps = [(at(0), at(50), False), (at(60), at(900), True), (at(61), at(901), True)]
    assert _walked(steps, frozenset()).until == at(50)
    in_time = [(at(0), at(50), False), (at(40), at(900), True), (at(61), at(901), True)]
    assert _walked(in_time, frozenset()).until == at(901)
    unstamped = [(at(0), at(50), False), (at(40), at(90), False)]
    assert _walked(unstamped, frozenset()).until == at(50)


def test_a_chain_is_handed_out_and_read_again(kept):
    chain = Chain(LEAF, tuple(kept.links))
    assert Chain.from_json(chain.to_json()) == chain


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"null", b'{"kind":"samenzicht-proof-chain","format":2}', b"[" * 100_000],
)
def test_what_is_no_chain_is_refused(content):
    with pytest.raises(NoChain):
        Chain.from_json(content)


def test_what_is_no_statement_is_refused():
    for content in (b"", b"null", b"[]", b"[" * 100_000, b'{"adopted": 1}'):
        with pytest.raises(NoChain):
            Statement.from_bytes(content)


@needs_openssl
@pytest.mark.parametrize("name", ["sha256", "sha384", "sha512"])
def test_openssl_verifies_a_link_in_each_way_of_hashing(name, monkeypatch, tmp_path):
    monkeypatch.setattr(hashes, "chosen_at", lambda _moment: name)
    kept = Keeping()
    authority = make_authority("Tijd", until=200)
    kept.renew(90, authority)
    (tmp_path / "1.json").write_bytes(kept.links[0].statement)
    (tmp_path / "1.tst").write_bytes(kept.links[0].token)
    (tmp_path / "root.pem").write_bytes(authority.roots[0].public_bytes(Encoding.PEM))
    command = "openssl ts -verify -token_in -in 1.tst -data 1.json -CAfile root.pem -attime "

    def said(day):
        words = (command + str(int(at(day).timestamp()))).split()
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    assert kept.judged(120).holds
    assert said(120) == "Verification: OK"
    assert said(201) != "Verification: OK"


def test_no_bit_of_a_statement_can_be_changed(kept):
    """Each byte of it; most make it another statement, some none at all."""
    whole = kept.links[1].statement
    for where in range(len(whole)):
        bent = bytes([*whole[:where], whole[where] ^ 1, *whole[where + 1 :]])
        told = kept.judged(250, [kept.links[0], Link(bent, kept.links[1].token)])
        assert not told.holds, where
        assert not all(each.is_doubt for each in told.faults), where


def oracle(first_until, renewals, now):
    """Walk over each day; on it what is newest must be good, before the next takes its place.

    Returns the day until which it holds, and whether it holds now.
    """
    newest_until = first_until
    for day in range(now + 1):
        if day > newest_until:
            return newest_until, False
        for made_on, until in renewals:
            if made_on == day:
                newest_until = until
    return newest_until, True


days = st.integers(1, 60)


@settings(max_examples=40, deadline=None)
@given(first=days, steps=st.lists(st.tuples(days, days, st.booleans()), max_size=5), ahead=days)
def test_the_judge_says_what_walking_over_the_days_says(first, steps, ahead):
    """Renewed after some days, by certificates of some days; by its root when that ends first."""
    kept, day, renewals = Keeping(until=first), 0, []
    for wait, life, is_root in steps:
        day += wait
        ends = {"until": day + life + 9, "root_until": day + life} if is_root else {}
        kept.renew(day, make_authority("T", **(ends or {"until": day + life})))
        renewals.append((day, day + life))
    now = day + ahead
    until, holds = oracle(first, renewals, now)
    told = kept.judged(now)

    assert (told.holds, told.until) == (holds, at(until))
    assert set(told.faults) <= {ProofFault.LAPSED}


@pytest.fixture(scope="module")
def two_chains():
    """Of two reports, renewed on the same days by the same authorities."""
    kept, other = Keeping(until=50), Keeping(until=50, subject=uuid4())
    for day in range(1, 5):
        authority = make_authority("T", until=1000)
        kept.renew(day, authority)
        other.renew(day, authority)
    return kept, other


@settings(max_examples=100, deadline=None)
@given(places=st.lists(st.integers(0, 7), max_size=5))
def test_no_selection_of_links_passes_but_the_chain_and_its_beginnings(two_chains, places):
    """Any links in any order, of this chain and of one like it: right is only a beginning of it."""
    kept, other = two_chains
    both = [*kept.links, *other.links]
    told = kept.judged(40, [both[each] for each in places])

    assert told.holds == (places == list(range(len(places))) and len(places) <= len(kept.links))


def test_a_time_stamp_that_does_not_come_leaves_no_link(kept):
    class Down:
        roots, room = kept.own.roots, 9000

        def answer(self, _request):
            from app.adapters.timestamps import Distrust

            raise NoTimestamp(Distrust.UNREACHABLE)

    with pytest.raises(NoTimestamp):
        kept.renew(250, Down())
    assert len(kept.links) == 2
