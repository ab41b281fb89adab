"""The form of a chain of proof: its statements, its links, and what can be wrong with them."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.adapters.timestamps import hashes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.adapters.pades import Hold

KIND, CHAIN_KIND, FORMAT = "samenzicht-proof", "samenzicht-proof-chain", 1
MOST_LINKS = 200


class NoChain(Exception):
    """This is not a statement or a chain that we can read."""


@dataclass(frozen=True, slots=True)
class LogPlace:
    """Where the log says that a file was adopted.

    Args:
        tree: the log.
        index: of the entry.
        leaf: the bytes whose SHA-256 is the leaf in the log: zero, the salt, and the entry.
    """

    tree: UUID
    index: int
    leaf: bytes


@dataclass(frozen=True, slots=True)
class Link:
    """A statement (JSON) and the time stamp on it (DER)."""

    statement: bytes
    token: bytes

    @property
    def prints(self) -> tuple[str, str]:
        """The SHA-256 of both, by which the log knows them."""
        return (
            hashlib.sha256(self.statement).hexdigest(),
            hashlib.sha256(self.token).hexdigest(),
        )


@dataclass(frozen=True, slots=True)
class Statement:
    """What one link says; all hashes in it are made in the one way it names.

    Args:
        subject: id of what the file is a file of.
        name: how is hashed.
        file: hash of the whole file as it was adopted.
        leaf: hash of the log's leaf (`LogPlace.leaf`).
        before: hashes of every earlier statement and its time stamp, oldest first.
        roots: hashes of the roots that what came before leans on, in order.
    """

    subject: UUID
    number: int
    name: str
    file: str
    tree: UUID
    index: int
    leaf: str
    before: tuple[tuple[str, str], ...]
    roots: tuple[str, ...]

    def to_bytes(self) -> bytes:
        """Return it as it is stamped: one way of writing, that a person can read as well."""
        content = {
            "kind": KIND,
            "format": FORMAT,
            "subject": str(self.subject),
            "number": self.number,
            "hash": self.name,
            "file": self.file,
            "adopted": {"log": str(self.tree), "index": self.index, "leaf": self.leaf},
            "before": [{"statement": one, "token": other} for one, other in self.before],
            "roots": list(self.roots),
        }
        return json.dumps(content, indent=2, sort_keys=True).encode() + b"\n"

    @classmethod
    def from_bytes(cls, content: bytes) -> Statement:
        """Read a statement, that must be written in the one way.

        Raises:
            NoChain: it is something else.
        """
        try:
            raw = json.loads(content)
            adopted = raw["adopted"]
            made = cls(
                subject=UUID(raw["subject"]),
                number=int(raw["number"]),
                name=str(raw["hash"]),
                file=str(raw["file"]),
                tree=UUID(adopted["log"]),
                index=int(adopted["index"]),
                leaf=str(adopted["leaf"]),
                before=tuple((each["statement"], each["token"]) for each in raw["before"]),
                roots=tuple(raw["roots"]),
            )
            is_ours = made.to_bytes() == content
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
            raise NoChain(type(fault).__name__) from fault
        if not is_ours or made.name not in hashes.ENDS:
            raise NoChain("written in another way")
        return made


@dataclass(frozen=True, slots=True)
class Claim:
    """What a chain must prove, from the records of whoever asks.

    Args:
        subject: id of what the file is a file of.
        pdf: the file as it was adopted.
        hold: how long that can be checked by itself.
        leaf: the log's leaf (`LogPlace.leaf`), when it is at hand; `leaf_sha256` else may be.
        recorded: the links that are on record, oldest first, by `Link.prints`; None when no
            records are at hand.
    """

    subject: UUID
    pdf: bytes = field(repr=False)
    hold: Hold
    leaf: bytes | None = None
    leaf_sha256: str | None = None
    recorded: tuple[tuple[str, str], ...] | None = None


class ProofFault(Enum):
    """Why a chain proves nothing today. The value is the code that callers turn into a sentence."""

    UNREADABLE = "unreadable"
    OTHER_SUBJECT = "other_subject"
    OTHER_FILE = "other_file"
    OTHER_ADOPTION = "other_adoption"
    NOT_STAMPED = "not_stamped"
    FOREIGN = "foreign"
    WRONG_ORDER = "wrong_order"
    WRONG_MOMENT = "wrong_moment"
    ROOTS_UNTOLD = "roots_untold"
    NOT_ON_RECORD = "not_on_record"
    LINK_MISSING = "link_missing"
    LAPSED = "lapsed"

    @property
    def is_doubt(self) -> bool:
        """True when nobody can tell; else somebody made what is wrong."""
        return self in (ProofFault.FOREIGN, ProofFault.LINK_MISSING, ProofFault.LAPSED)


@dataclass(frozen=True, slots=True)
class LinkVerdict:
    """A link whose time stamp is believed."""

    number: int
    name: str
    at: datetime
    by: str
    until: datetime


@dataclass(frozen=True, slots=True)
class ProofVerdict:
    """Whether a file can still be checked.

    Args:
        until: the last moment at which it can; in the past when that is over.
        links: those that are believed, oldest first.
        leans_on: the roots (DER) that the next link must name.
    """

    faults: tuple[ProofFault, ...]
    until: datetime
    links: tuple[LinkVerdict, ...] = ()
    leans_on: frozenset[bytes] = field(default=frozenset(), repr=False)

    @property
    def holds(self) -> bool:
        """True when nothing is wrong and nothing has ended."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain as it is handed out, with the log's leaf by which the file was adopted."""

    leaf: bytes
    links: tuple[Link, ...]

    def to_json(self) -> bytes:
        """Return it as one file."""
        content = {
            "kind": CHAIN_KIND,
            "format": FORMAT,
            "leaf": _text(self.leaf),
            "links": [
                {"statement": _text(each.statement), "token": _text(each.token)}
                for each in self.links
            ],
        }
        return json.dumps(content, indent=2, sort_keys=True).encode() + b"\n"

    @classmethod
    def from_json(cls, content: bytes) -> Chain:
        """Read a chain.

        Raises:
            NoChain: it is something else.
        """
        try:
            raw = json.loads(content)
            if raw["kind"] != CHAIN_KIND or raw["format"] != FORMAT:
                raise NoChain("another kind of file, or of a later format")
            links = _links(raw["links"])
            return cls(_bytes(raw["leaf"]), links)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
            raise NoChain(type(fault).__name__) from fault


def _links(raw: Sequence[Any]) -> tuple[Link, ...]:
    if len(raw) > MOST_LINKS:
        raise NoChain("too many links")
    return tuple(Link(_bytes(each["statement"]), _bytes(each["token"])) for each in raw)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
