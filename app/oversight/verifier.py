"""Controleert een logboek van Samenzicht, zonder Samenzicht en zonder netwerk.

Nodig: Python 3.11 of nieuwer, met het pakket `cryptography`. Zo gebruikt u dit programma:

  python samenzicht_controle.py log LOGBOEK [--bewaard CHECKPOINT ...] [--sleutel SLEUTEL]
  python samenzicht_controle.py vergelijk CHECKPOINT CHECKPOINT --sleutel SLEUTEL
  python samenzicht_controle.py regel BEWIJS CHECKPOINT --sleutel SLEUTEL
  python samenzicht_controle.py groei BEWIJS CHECKPOINT CHECKPOINT --sleutel SLEUTEL

LOGBOEK is het bestand met alle regels, CHECKPOINT een bewaard checkpoint, BEWIJS het antwoord van
/log/proof of /log/consistency. SLEUTEL staat op de pagina; bewaar hem zelf, en vergelijk hem met
die van een andere partner. Uitkomst 0: alles klopt. 1: er klopt iets niet. 2: verkeerd gebruikt.
Bronnen: RFC 6962, 2.1 (boom en bewijzen); C2SP signed-note en tlog-checkpoint.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519 = b"\x01"
KEY_ID_BYTES = 4
HASH_BYTES = 32
SALT_BYTES = 16
LEAST_LINES = 3
NUMBER = re.compile("0|[1-9][0-9]{0,14}")


class Fault(Exception):
    """Something is wrong; the sentence says what."""


@dataclass(frozen=True)
class Checkpoint:
    """What was signed: which log, how many lines, and the hash over all of them."""

    origin: str
    size: int
    root: bytes


def read_checkpoint(note: str, key: str) -> Checkpoint:
    """Read a checkpoint, and check the signature with the key."""
    text, gap, signatures = note.partition("\n\n")
    lines = text.split("\n")
    if not gap or len(lines) < LEAST_LINES or not NUMBER.fullmatch(lines[1]):
        raise Fault("Dit is geen checkpoint.")
    name, _, rest = key.partition("+")
    key_id, _, public = rest.partition("+")
    raw = _base64(public)
    if raw[:1] != ED25519 or len(raw) != HASH_BYTES + 1:
        raise Fault("Dit is geen sleutel van een logboek.")
    if hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[: KEY_ID_BYTES * 2] != key_id:
        raise Fault("De sleutel hoort niet bij zijn naam.")
    if lines[0] != name:
        raise Fault(f"Dit checkpoint is van een ander logboek: {lines[0]}.")
    signed, known = f"{text}\n".encode(), Ed25519PublicKey.from_public_bytes(raw[1:])
    for line in signatures.splitlines():
        mark, _, encoded = line.rpartition(" ")
        signature = _base64(encoded)
        if mark == f"\u2014 {name}" and signature[:KEY_ID_BYTES].hex() == key_id:
            try:
                known.verify(signature[KEY_ID_BYTES:], signed)
            except InvalidSignature:
                raise Fault("De handtekening onder het checkpoint klopt niet.") from None
            return Checkpoint(lines[0], int(lines[1]), _base64(lines[2]))
    raise Fault("Onder het checkpoint staat geen handtekening met deze sleutel.")


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
        if not self.peaks:
            return hashlib.sha256().digest()
        whole = self.peaks[-1][1]
        for _level, peak in reversed(self.peaks[:-1]):
            whole = node_hash(peak, whole)
        return whole


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
    for note in held:
        old = read_checkpoint(note, key)
        wanted.setdefault(old.size, []).append(old)
    place, tree = newest.origin.rpartition("/")[2], Tree()
    _compare(tree, wanted)
    for line in rest:
        tree.add(leaf_of(_json(line), index=tree.size, place=place))
        _compare(tree, wanted)
    if tree.size != newest.size:
        raise Fault(f"Er horen {newest.size} regels te zijn, maar er zijn er {tree.size}.")
    most = max(wanted)
    if most > newest.size:
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
    entry, salt = str(line["entry"]), _hex(line.get("salt"))
    told = _json(entry)
    if len(salt) != SALT_BYTES or told.get("index") != index or told.get("tree") != place:
        raise Fault(f"Regel {index + 1} hoort hier niet.")
    return leaf_hash(salt, entry.encode())


def compare_checkpoints(one: Checkpoint, other: Checkpoint) -> str:
    """Say whether two checkpoints of the same log contradict each other."""
    if one.size == other.size and one.root != other.root:
        raise Fault("Gespleten logboek: twee partners zien niet dezelfde regels.")
    if one.size == other.size:
        return "De twee checkpoints zijn gelijk."
    return "Niet evenveel regels. Controleer met `groei` of `log --bewaard` of het ene groeide."


def check_inclusion(proof: dict[str, Any], checkpoint: Checkpoint) -> None:
    """Check that a line is in the log of the checkpoint."""
    index, size = proof.get("index"), proof.get("size")
    if not isinstance(index, int) or size != checkpoint.size or not 0 <= index < checkpoint.size:
        raise Fault("Dit bewijs hoort niet bij dit checkpoint.")
    whole, at, last = _hash(proof.get("leaf_hash")), index, checkpoint.size - 1
    for given in map(_hash, proof.get("hashes", ())):
        if last == 0:
            raise Fault("Dit bewijs klopt niet.")
        if at % 2 or at == last:
            whole = node_hash(given, whole)
            while at % 2 == 0 and at:
                at, last = at >> 1, last >> 1
        else:
            whole = node_hash(whole, given)
        at, last = at >> 1, last >> 1
    if last or whole != checkpoint.root:
        raise Fault("Dit bewijs klopt niet: de regel staat niet in dit logboek.")


def check_consistency(proof: dict[str, Any], old: Checkpoint, new: Checkpoint) -> None:
    """Check that the log of one checkpoint begins with that of the other."""
    if (proof.get("from"), proof.get("size")) != (old.size, new.size) or old.size < 1:
        raise Fault("Dit bewijs hoort niet bij deze twee checkpoints.")
    hashes = [_hash(each) for each in proof.get("hashes", ())]
    if old.size == new.size:
        compare_checkpoints(old, new)
        hashes_are_right = not hashes
    else:
        hashes_are_right = _grows(hashes, old, new)
    if not hashes_are_right:
        raise Fault("Dit bewijs klopt niet: het nieuwe logboek begint niet met het oude.")


def _grows(hashes: list[bytes], old: Checkpoint, new: Checkpoint) -> bool:
    """Follow the proof to both roots. Source: RFC 9162, 2.1.4.2."""
    if old.size & (old.size - 1) == 0:
        hashes = [old.root, *hashes]
    if not hashes:
        return False
    at, last = old.size - 1, new.size - 1
    while at % 2:
        at, last = at >> 1, last >> 1
    before = after = hashes[0]
    for given in hashes[1:]:
        if last == 0:
            return False
        if at % 2 or at == last:
            before, after = node_hash(given, before), node_hash(given, after)
            while at % 2 == 0 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, given)
        at, last = at >> 1, last >> 1
    return last == 0 and (before, after) == (old.root, new.root)


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Fault("Er staat iets in het bestand dat geen regel is.")
    return found


def _hex(given: object) -> bytes:
    try:
        return bytes.fromhex(str(given))
    except ValueError:
        raise Fault("Er staat iets dat geen hash is.") from None


def _hash(given: object) -> bytes:
    found = _hex(given)
    if len(found) != HASH_BYTES:
        raise Fault("Er staat iets dat geen hash is.")
    return found


def _base64(text: str) -> bytes:
    try:
        found = base64.b64decode(text, validate=True)
    except ValueError:
        found = b""
    if not found or base64.b64encode(found).decode() != text:
        raise Fault("Er staat iets dat niet te lezen is.")
    return found


def _run(asked: argparse.Namespace) -> str:
    notes = [Path(each).read_text("utf-8") for each in asked.checkpoints]
    if asked.what == "log":
        with Path(asked.file).open(encoding="utf-8", newline="\n") as lines:
            found = check_log(lines, held=notes, key=asked.sleutel)
        return f"Alles klopt: {found.size} regels, niets veranderd en niets weggelaten."
    read = [read_checkpoint(note, asked.sleutel) for note in notes]
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
    try:
        sys.stdout.write(_run(parser.parse_args(words)) + "\n")
    except (Fault, OSError, UnicodeDecodeError) as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
