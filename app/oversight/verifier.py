"""Controleert een logboek van Samenzicht, zonder Samenzicht en zonder netwerk.

Nodig: Python 3.11 of nieuwer, met het pakket `cryptography`. Zo gebruikt u dit programma:
  python samenzicht_controle.py log LOGBOEK [--bewaard CHECKPOINT ...] [--sleutel SLEUTEL]
  python samenzicht_controle.py vergelijk CHECKPOINT CHECKPOINT --sleutel SLEUTEL
  python samenzicht_controle.py regel BEWIJS CHECKPOINT --sleutel SLEUTEL
  python samenzicht_controle.py groei BEWIJS CHECKPOINT CHECKPOINT --sleutel SLEUTEL

LOGBOEK is het bestand met alle regels, CHECKPOINT een bewaard checkpoint, BEWIJS het antwoord van
/log/proof of /log/consistency. SLEUTEL staat op de pagina; bewaar hem zelf, en vergelijk hem met
die van een andere partner. Met `--getuige SLEUTEL`, zo vaak u wilt, eist u dat wie deze sleutel
heeft meetekende, met `--minstens N` dat N van hen dat deden. 0: alles klopt. 1: iets klopt niet.
Bronnen: RFC 6962, 2.1 (boom en bewijzen); C2SP signed-note, tlog-checkpoint, tlog-cosignature.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SIGNING, COSIGNING = b"\x01", b"\x04"
KEY_ID_BYTES, MOMENT_BYTES, HASH_BYTES, SALT_BYTES, LEAST_LINES = 4, 8, 32, 16, 3
NUMBER = re.compile("0|[1-9][0-9]{0,14}")


class Fault(Exception):
    """Something is wrong; the sentence says what."""


@dataclass(frozen=True)
class Checkpoint:
    """What was signed: which log, how many lines, and the hash over all of them."""

    origin: str
    size: int
    root: bytes
    note: str = field(default="", compare=False)


def read_checkpoint(note: str, key: str) -> Checkpoint:
    """Read a checkpoint, and check the signature with the key."""
    lines = note.partition("\n\n")[0].split("\n")
    if "\n\n" not in note or len(lines) < LEAST_LINES or not NUMBER.fullmatch(lines[1]):
        raise Fault("Dit is geen checkpoint.")
    if lines[0] != key.partition("+")[0]:
        raise Fault(f"Dit checkpoint is van een ander logboek: {lines[0]}.")
    if not _is_signed(note, key, SIGNING):
        raise Fault("Onder het checkpoint staat geen handtekening met deze sleutel.")
    return Checkpoint(lines[0], int(lines[1]), _base64(lines[2]), note)


def check_witnesses(note: str, keys: Iterable[str], least: int) -> None:
    """Check that enough witnesses cosigned a checkpoint. Source: C2SP tlog-cosignature."""
    seen = {key.rpartition("+")[2] for key in keys if _is_signed(note, key, COSIGNING)}
    if len(seen) < least:
        raise Fault(f"Van deze getuigen tekenden er {len(seen)} mee; nodig zijn er {least}.")


def _is_signed(note: str, key: str, kind: bytes) -> bool:
    """Say whether a key signed; a signature in its name that is wrong is a fault."""
    name, key_id, public = [*key.split("+", 2), "", ""][:3]
    raw, (text, _, signatures) = _base64(public), note.partition("\n\n")
    own = hashlib.sha256(f"{name}\n".encode() + raw).digest()[:KEY_ID_BYTES]
    if raw[:1] != kind or len(raw) != HASH_BYTES + 1 or own.hex() != key_id:
        raise Fault("Dit is geen sleutel van een logboek of getuige, of hij hoort bij een ander.")
    for line in signatures.splitlines():
        mark, _, encoded = line.rpartition(" ")
        given, signed = _base64(encoded), f"{text}\n"
        if (mark, given[:KEY_ID_BYTES]) == (f"\u2014 {name}", own):
            given = given[KEY_ID_BYTES:]
            if kind == COSIGNING:
                moment, given = int.from_bytes(given[:MOMENT_BYTES], "big"), given[MOMENT_BYTES:]
                signed = f"cosignature/v1\ntime {moment}\n{signed}"
            try:
                Ed25519PublicKey.from_public_bytes(raw[1:]).verify(given, signed.encode())
            except InvalidSignature:
                raise Fault(f"De handtekening van {name} klopt niet.") from None
            return True
    return False


def leaf_hash(salt: bytes, entry: bytes) -> bytes:
    """Hash a line."""
    return hashlib.sha256(b"\x00" + salt + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two parts together."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass
class Tree:
    """The tree over all lines so far; only the complete subtrees are kept."""

    size: int = 0
    peaks: list[tuple[int, bytes]] = field(default_factory=list)

    def add(self, leaf: bytes) -> None:
        """Add a line."""
        level = 0
        while self.peaks and self.peaks[-1][0] == level:
            leaf = node_hash(self.peaks.pop()[1], leaf)
            level += 1
        self.peaks.append((level, leaf))
        self.size += 1

    def root(self) -> bytes:
        """Return the hash over all lines."""
        whole = b""
        for _level, peak in reversed(self.peaks):
            whole = node_hash(peak, whole) if whole else peak
        return whole or hashlib.sha256().digest()


def check_log(lines: Iterable[str], *, held: Iterable[str] = (), key: str = "") -> Checkpoint:
    """Check every line, the checkpoint of the file, and every checkpoint that was held."""
    rest = iter(lines)
    head = _json(next(rest, ""))
    if head.get("format") != "samenzicht-log:1":
        raise Fault("Dit is geen bestand met een logboek.")
    if key and head.get("key") != key:
        raise Fault("Dit logboek is met een andere sleutel getekend dan u bewaarde.")
    key = key or str(head.get("key"))
    newest = read_checkpoint(str(head.get("checkpoint")), key)
    wanted = {newest.size: [newest]}
    for old in [read_checkpoint(note, key) for note in held]:
        wanted.setdefault(old.size, []).append(old)
    place, tree = newest.origin.rpartition("/")[2], Tree()
    _compare(tree, wanted)
    for line in rest:
        tree.add(leaf_of(_json(line), index=tree.size, place=place))
        _compare(tree, wanted)
    if tree.size != newest.size:
        raise Fault(f"Er horen {newest.size} regels te zijn, maar er zijn er {tree.size}.")
    if (most := max(wanted)) > newest.size:
        raise Fault(f"U bewaarde een checkpoint van {most} regels. Nu zijn het er {newest.size}.")
    return newest


def _compare(tree: Tree, wanted: dict[int, list[Checkpoint]]) -> None:
    for each in wanted.get(tree.size, ()):
        if each.root != tree.root():
            raise Fault(f"De eerste {tree.size} regels zijn niet wat er getekend is.")


def leaf_of(line: dict[str, Any], *, index: int, place: str) -> bytes:
    """Return the hash of a line, which must be the one that belongs in this place."""
    if line.get("index") != index:
        raise Fault(f"Op de plaats van regel {index + 1} staat een andere regel.")
    if "entry" not in line:
        return _hash(line.get("leaf_hash"))
    entry, salt = str(line["entry"]), _hash(line.get("salt"), SALT_BYTES)
    told = _json(entry)
    if told.get("index") != index or told.get("tree") != place:
        raise Fault(f"Regel {index + 1} hoort hier niet.")
    return leaf_hash(salt, entry.encode())


def compare_checkpoints(one: Checkpoint, other: Checkpoint) -> str:
    """Say whether two checkpoints of the same log contradict each other."""
    if one.size != other.size:
        return "Niet evenveel regels. Controleer met `groei` of `log --bewaard` of het ene groeide."
    if one.root != other.root:
        raise Fault("Gespleten logboek: twee partners zien niet dezelfde regels.")
    return "De twee checkpoints zijn gelijk."


def check_inclusion(proof: dict[str, Any], checkpoint: Checkpoint) -> None:
    """Check that a line is in the log of the checkpoint."""
    index, size = proof.get("index"), proof.get("size")
    if not isinstance(index, int) or size != checkpoint.size or not 0 <= index < checkpoint.size:
        raise Fault("Dit bewijs hoort niet bij dit checkpoint.")
    rest = map(_hash, proof.get("hashes", ()))
    whole = _root((index, checkpoint.size), rest, _hash(proof.get("leaf_hash")))
    if whole != checkpoint.root or next(rest, None):
        raise Fault("Dit bewijs klopt niet: de regel staat niet in dit logboek.")


def _root(place: tuple[int, int], rest: Iterator[bytes], leaf: bytes) -> bytes:
    index, size = place
    if size == 1:
        return leaf
    left = 1 << ((size - 1).bit_length() - 1)
    if index < left:
        return node_hash(_root((index, left), rest, leaf), next(rest, b""))
    within = _root((index - left, size - left), rest, leaf)
    return node_hash(next(rest, b""), within)


def check_consistency(proof: dict[str, Any], old: Checkpoint, new: Checkpoint) -> None:
    """Check that the log of one checkpoint begins with that of the other."""
    if (proof.get("from"), proof.get("size")) != (
        old.size,
        new.size,
    ) or not 1 <= old.size <= new.size:
        raise Fault("Dit bewijs hoort niet bij deze twee checkpoints.")
    rest = map(_hash, proof.get("hashes", ()))
    compare_checkpoints(old, new)
    found = _roots((old.size, new.size), rest, old.root)
    if found != (old.root, new.root) or next(rest, None):
        raise Fault("Dit bewijs klopt niet: het nieuwe logboek begint niet met het oude.")


def _roots(sizes: tuple[int, int], rest: Iterator[bytes], whole: bytes) -> tuple[bytes, bytes]:
    """Follow the proof to both roots; `whole` while the old tree was not split yet."""
    old, new = sizes
    if old == new:
        return (whole or next(rest, b""),) * 2
    left = 1 << ((new - 1).bit_length() - 1)
    if old <= left:
        before, after = _roots((old, left), rest, whole)
        return before, node_hash(after, next(rest, b""))
    before, after = _roots((old - left, new - left), rest, b"")
    beside = next(rest, b"")
    return node_hash(beside, before), node_hash(beside, after)


def _json(text: str) -> dict[str, Any]:
    found = None
    with suppress(ValueError, RecursionError):
        found = json.loads(text)
    if not isinstance(found, dict):
        raise Fault("Er staat iets in het bestand dat geen regel is.")
    return found


def _hash(given: object, count: int = HASH_BYTES) -> bytes:
    found = b""
    with suppress(ValueError):
        found = bytes.fromhex(str(given))
    if len(found) != count:
        raise Fault("Er staat iets dat geen hash is.")
    return found


def _base64(text: str) -> bytes:
    found = b""
    with suppress(ValueError):
        found = base64.b64decode(text, validate=True)
    if not found or base64.b64encode(found).decode() != text:
        raise Fault("Er staat iets dat niet te lezen is.")
    return found


def _run(asked: argparse.Namespace) -> str:
    notes = [Path(each).read_text("utf-8") for each in asked.checkpoints]
    least = len(asked.getuige) if asked.minstens is None else asked.minstens
    if asked.what == "log":
        with Path(asked.file).open(encoding="utf-8", newline="\n") as lines:
            found = check_log(lines, held=notes, key=asked.sleutel)
        check_witnesses(found.note, asked.getuige, least)
        return f"Alles klopt: {found.size} regels, niets veranderd en niets weggelaten."
    read = [read_checkpoint(note, asked.sleutel) for note in notes]
    check_witnesses(read[-1].note, asked.getuige, least)
    if asked.what == "vergelijk":
        return compare_checkpoints(*read)
    proof = _json(Path(asked.file).read_text("utf-8"))
    check = check_inclusion if asked.what == "regel" else check_consistency
    check(proof, *read)
    return "Het bewijs klopt."


def main(words: list[str] | None = None) -> int:
    """Do what is asked, and say the outcome in a sentence."""
    parser = argparse.ArgumentParser(description="Controleert een logboek van Samenzicht.")
    kinds = parser.add_subparsers(dest="what", required=True)
    for what, count in (("log", None), ("vergelijk", 2), ("regel", 1), ("groei", 2)):
        kind = kinds.add_parser(what)
        if what != "vergelijk":
            kind.add_argument("file")
        if count is None:
            kind.add_argument("--bewaard", dest="checkpoints", action="append", default=[])
        else:
            kind.add_argument("checkpoints", nargs=count)
        kind.add_argument("--sleutel", default="", required=count is not None)
        kind.add_argument("--getuige", "--witness", default=[], action="append")
        kind.add_argument("--minstens", type=int)
    try:
        sys.stdout.write(_run(parser.parse_args(words)) + "\n")
    except (Fault, OSError, UnicodeDecodeError) as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
