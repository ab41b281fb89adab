"""Een getuige voor logboeken van Samenzicht: bewaart checkpoints en tekent ze mee.

Nodig: Python 3.11 of nieuwer, met het pakket `cryptography`. Zo gebruikt u dit programma:
  python samenzicht_getuige.py sleutel MAP --naam getuige.uworganisatie.nl
  python samenzicht_getuige.py waak MAP [--adres 127.0.0.1] [--poort 8420]
  python samenzicht_getuige.py toon MAP

`sleutel` maakt een map met een sleutel en toont de publieke helft: die geeft u aan de beheerder van
Samenzicht. Zet in het bestand `logboeken` in de map, per regel, de sleutel van een logboek dat u
vertrouwt, zoals zijn pagina hem toont. Eindigt de naam op /*, dan geldt de regel voor elk logboek
waarvan de naam zo begint. `waak` luistert; zet er een webserver met https voor.
De getuige tekent nooit twee verschillende logboeken van gelijke lengte, en gaat nooit terug. Wat
hij zag staat op schijf voordat hij antwoordt. Zet daarom de map nooit terug uit een oude kopie.
Wat niet klopt bewaart hij als bewijs: MAP/zag/….strijdig naast MAP/zag/….checkpoint.
Bronnen: C2SP tlog-witness, tlog-cosignature en tlog-checkpoint; RFC 6962, 2.1.
"""

from __future__ import annotations

import argparse
import base64
import fcntl
import hashlib
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from urllib.parse import unquote

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SIGNING, COSIGNING = b"\x01", b"\x04"
HASH_BYTES, MOST_HASHES, MOST_BYTES, MOST_SECONDS = 32, 63, 64 * 1024, 10
NUMBER = re.compile("0|[1-9][0-9]{0,14}")
SIGNED = re.compile("\u2014 ([^ ]+) ([^ ]+)")
NAME = re.compile(r"[!-*,-~]{1,200}")


class Refusal(Exception):
    """A request that is not granted: the status, and the size that the answer tells."""


@dataclass(frozen=True)
class Note:
    """A checkpoint: what was signed, and the signatures below it by name."""

    text: str
    origin: str
    size: int
    root: bytes
    signatures: tuple[tuple[str, bytes], ...]

    @classmethod
    def read(cls, note: str) -> Note:
        """Take a checkpoint apart; nothing is believed yet. Raises ValueError when it is none."""
        text, _, below = note.partition("\n\n")
        origin, size, root, *_rest = text.split("\n")
        *lines, last = below.split("\n")
        signed = [SIGNED.fullmatch(line) for line in lines]
        if last or not all(signed) or not NUMBER.fullmatch(size) or len(_raw(root)) != HASH_BYTES:
            raise ValueError(text)
        signatures = tuple((found[1], _raw(found[2])) for found in signed if found)
        return cls(f"{text}\n", origin, int(size), _raw(root), signatures)

    def is_signed_by(self, public: bytes) -> bool:
        """Say whether the log itself signed it."""
        known = Ed25519PublicKey.from_public_bytes(public)
        for name, given in self.signatures:
            if (name, given[:4]) == (self.origin, _key_id(self.origin, SIGNING + public)):
                with suppress(InvalidSignature):
                    known.verify(given[4:], self.text.encode())
                    return True
        return False

    def __str__(self) -> str:
        """Write it with the log's own signatures alone."""
        own = [_line(name, raw) for name, raw in self.signatures if name == self.origin]
        return f"{self.text}\n{''.join(own)}"


def grows(hashes: list[bytes], old: Note, new: Note) -> bool:
    """Say whether the log of one checkpoint begins with that of another."""
    rest = iter(hashes)
    found = _roots((old.size, new.size), rest, old.root)
    return found == (old.root, new.root) and next(rest, None) is None


def _roots(sizes: tuple[int, int], rest: Iterator[bytes], whole: bytes) -> tuple[bytes, bytes]:
    """Return the roots that a proof leads to; `whole` while the old tree was not split yet."""
    old, new = sizes
    if old == new:
        found = whole or next(rest, b"")
        return found, found
    left = 1 << ((new - 1).bit_length() - 1)
    if old <= left:
        before, after = _roots((old, left), rest, whole)
        return before, _node(after, next(rest, b""))
    before, after = _roots((old - left, new - left), rest, b"")
    beside = next(rest, b"")
    return _node(beside, before), _node(beside, after)


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _key_id(name: str, key: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]


def _line(name: str, raw: bytes) -> str:
    return f"\u2014 {name} {base64.b64encode(raw).decode()}\n"


def _raw(text: str) -> bytes:
    """Read what is written in only one way."""
    found = base64.b64decode(text, validate=True)
    if base64.b64encode(found).decode() != text:
        raise ValueError(text)
    return found


def read_request(body: bytes) -> tuple[int, list[bytes], Note]:
    """Read what add-checkpoint is given. Raises ValueError when it is something else."""
    head, _, note = body.decode().partition("\n\n")
    first, *proof = head.split("\n")
    word, size = first.split(" ")
    hashes = [_raw(each) for each in proof]
    is_right = word == "old" and NUMBER.fullmatch(size) and len(hashes) <= MOST_HASHES
    if not is_right or any(len(each) != HASH_BYTES for each in hashes):
        raise ValueError(head)
    return int(size), hashes, Note.read(note)


class Witness:
    """What was seen of each log, kept in a folder that one process at a time uses."""

    def __init__(self, folder: Path) -> None:
        self.name, secret = (folder / "sleutel").read_text("utf-8").split()
        self.key = Ed25519PrivateKey.from_private_bytes(_raw(secret))
        self.public = COSIGNING + self.key.public_key().public_bytes_raw()
        self.folder, self.lock = folder, Lock()

    def __str__(self) -> str:
        """Write the public half with its name, for who checks what this witness signs."""
        known = base64.b64encode(self.public).decode()
        return f"{self.name}+{_key_id(self.name, self.public).hex()}+{known}"

    def trusted(self, origin: str) -> list[bytes]:
        """Return the keys that may sign a log, read anew so that a new line holds at once."""
        found = []
        for line in (self.folder / "logboeken").read_text("utf-8").split():
            name, _id, key = line.split("+", 2)
            if origin == name or (name.endswith("/*") and origin.startswith(name[:-1])):
                raw = _raw(key)
                found += [raw[1:]] if raw[:1] == SIGNING else []
        return found

    def path_of(self, origin: str) -> Path:
        """Return where the newest checkpoint of a log is kept."""
        return self.folder / "zag" / f"{hashlib.sha256(origin.encode()).hexdigest()}.checkpoint"

    def add_checkpoint(self, asked: tuple[int, list[bytes], Note]) -> str:
        """Cosign a checkpoint that goes on from the last; source: tlog-witness, add-checkpoint."""
        old_size, _hashes, new = asked
        trusted = self.trusted(new.origin)
        if not trusted:
            raise Refusal(404)
        if not any(new.is_signed_by(each) for each in trusted):
            raise Refusal(403)
        if old_size > new.size:
            raise Refusal(400)
        with self.lock:
            path = self.path_of(new.origin)
            old = Note.read(path.read_text("utf-8")) if path.exists() else None
            self._check(old, asked)
            # That this is the largest tree seen so far; source: tlog-cosignature, Ed25519.
            moment, own = int(time.time()), _key_id(self.name, self.public)
            signed = self.key.sign(f"cosignature/v1\ntime {moment}\n{new.text}".encode())
            line = _line(self.name, own + moment.to_bytes(8, "big") + signed)
            write_safely(path, f"{new}{line}")
            return line

    def _check(self, old: Note | None, asked: tuple[int, list[bytes], Note]) -> None:
        (old_size, hashes, new), seen = asked, old.size if old else 0
        if old_size != seen:
            raise Refusal(409, seen)
        if old and seen == new.size and old.root != new.root:
            raise self._conflict(new, Refusal(409, seen))
        if old is None or seen in {0, new.size}:
            is_right = not hashes and (new.size > 0 or new.root == hashlib.sha256().digest())
        else:
            is_right = grows(hashes, old, new)
        if not is_right:  # No proof of anything: whoever sends it may have made up the hashes.
            raise Refusal(422)

    def _conflict(self, note: Note, refusal: Refusal) -> Refusal:
        """Keep a signed checkpoint of as many lines as was seen, and another root: it proves it."""
        kind = f".{note.size}-{note.root.hex()[:16]}.strijdig"
        path = self.path_of(note.origin).with_suffix(kind)
        sys.stderr.write(f"STRIJDIG: {note.origin}, {note.size} regels. Zie {path}.\n")
        write_safely(path, str(note))
        return refusal


def write_safely(path: Path, text: str) -> None:
    """Put a text in the place of another, wholly or not at all, and on disk before going on."""
    fresh = path.with_suffix(".nieuw")
    with fresh.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


class Answering(BaseHTTPRequestHandler):
    """Speaks HTTP for the witness; each answer ends its connection."""

    timeout = MOST_SECONDS
    witness: Witness

    def do_POST(self) -> None:
        """Answer add-checkpoint."""
        asked = None
        try:
            if self.path != "/add-checkpoint":
                raise Refusal(404)  # noqa: TRY301 - all refusals are answered below
            given = min(int(self.headers.get("Content-Length", "")), MOST_BYTES)
            asked = read_request(self.rfile.read(max(given, 0)))
            self._answer(200, self.witness.add_checkpoint(asked))
        except Refusal as refusal:
            status, *size = refusal.args
            self._answer(status, *(f"{each}\n" for each in size))
        except (OSError, ValueError) as fault:
            sys.stderr.write(f"{fault}\n")
            self._answer(500 if asked else 400)

    def do_GET(self) -> None:
        """Show what was seen of a log: /NAME, its slashes as %2F, and /checkpoint after it."""
        name, _, what = self.path[1:].partition("/")
        path = self.witness.path_of(unquote(name))
        is_there = what == "checkpoint" and path.exists()
        self._answer(200 if is_there else 404, path.read_text("utf-8") if is_there else "")

    def _answer(self, status: int, body: str = "") -> None:
        kind = "x.tlog.size" if body[:1].isdigit() else "plain; charset=utf-8"
        self.send_response(status)
        self.send_header("Content-Type", f"text/{kind}")
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())


def main(words: list[str] | None = None) -> int:
    """Do what is asked; return the exit status."""
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("wat", choices=("sleutel", "waak", "toon"))
    parser.add_argument("map", type=Path)
    for name, default in (("naam", ""), ("adres", "127.0.0.1"), ("poort", 8420)):
        parser.add_argument(f"--{name}", default=default, type=type(default))
    asked = parser.parse_args(words)
    os.umask(0o077)
    try:
        if asked.wat == "sleutel":
            _make(asked.map, asked.naam)
        witness = Witness(asked.map)
        sys.stdout.write(f"{witness}\n")
        if asked.wat == "waak":
            slot = os.open(asked.map / "slot", os.O_RDWR | os.O_CREAT)
            fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
            handler = type("Handler", (Answering,), {"witness": witness})
            ThreadingHTTPServer((asked.adres, asked.poort), handler).serve_forever()
    except (OSError, ValueError) as fault:
        sys.stderr.write(f"Dit gaat niet: {fault}\n")
        return 1
    return 0


def _make(folder: Path, name: str) -> None:
    if not NAME.fullmatch(name):
        raise ValueError("Geef de getuige een naam zonder spaties of plus, met --naam.")
    (folder / "zag").mkdir(parents=True, exist_ok=True)
    (folder / "sleutel").touch(exist_ok=False)
    made = base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()
    write_safely(folder / "sleutel", f"{name} {made}\n")
    (folder / "logboeken").touch()


if __name__ == "__main__":
    sys.exit(main())
