"""A superuser of PostgreSQL at the log of one workspace: random edits of every table of it."""

from __future__ import annotations

import base64
import hashlib
import json
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, text

from app.kernel.audit import notes
from app.kernel.audit.entries import canonical
from app.kernel.audit.models import PLATFORM_TREE
from tests.support.exported import line_hash
from tests.support.logbook import Logbook

TABLES = ("log_entry", "log_node", "log_checkpoint", "log_tree")
"""What an older dump puts back of one tree; in `log_tree` it is the id that names it."""
Row = dict[str, Any]


@dataclass
class Superuser:
    """Who may do anything in the database, and knows it well."""

    connection: Connection
    tree: UUID
    dice: random.Random
    key: Ed25519PrivateKey
    """That signs the log: the worst superuser took it along."""
    dumps: list[dict[str, list[Row]]] = field(default_factory=list)
    """Older states, the oldest first."""

    def rows(self, table: str, *, order: str = "1, 2") -> list[Row]:
        """Return all rows of the tree in a table."""
        named = "id" if table == "log_tree" else "tree_id"
        found = self.connection.execute(
            text(f"select * from {table} where {named} = :tree order by {order}"),
            {"tree": self.tree},
        )
        return [dict(row) for row in found.mappings()]

    def dump(self) -> dict[str, list[Row]]:
        """Return the state of every table of the tree."""
        return {table: self.rows(table) for table in TABLES}

    def run(self, statement: str, **given: Any) -> None:
        """Do it, on this tree."""
        self.connection.execute(text(statement), {"tree": self.tree, **given})

    def put(self, table: str, rows: Iterable[Row]) -> None:
        """Put rows in the place of all that a table holds of the tree."""
        named = "id" if table == "log_tree" else "tree_id"
        self.run(f"delete from {table} where {named} = :tree")
        if given := list(rows):
            names = ", ".join(f'"{each}"' for each in given[0])
            values = ", ".join(f":{each}" for each in given[0])
            self.connection.execute(text(f"insert into {table} ({names}) values ({values})"), given)

    @property
    def entries(self) -> list[Row]:
        """Every line as it stands, in order."""
        return self.rows("log_entry")

    def edit(self) -> str:
        """Do one edit at random, and tell its name."""
        chosen = self.dice.choice(EDITS)
        chosen(self)
        return chosen.__name__


def hashed(row: Row) -> Row:
    """Give a line the hash that belongs to its bytes, as who knows how it is made would."""
    return {**row, "leaf_hash": bytes.fromhex(line_hash(row["salt"], row["entry"]))}


def told_anew(dice: random.Random, row: Row) -> Row:
    """Let a line tell something else, in bytes as the product would have written them."""
    content = json.loads(row["entry"])
    ways: dict[str, Callable[[], Any]] = {
        "at": lambda: f"20{dice.randrange(10, 26)}{content['at'][4:]}",
        "actor": lambda: str(UUID(int=dice.getrandbits(128))),
        "action": lambda: dice.choice([each for each in ACTIONS if each != content["action"]]),
        "facts": lambda: {**content["facts"], "n": dice.randrange(10**9)},
        "organisation": lambda: str(UUID(int=dice.getrandbits(128))),
        "request": lambda: f"{dice.getrandbits(64):x}",
        "permissions": lambda: ["workspace:view", f"of:{dice.randrange(10**6)}"],
        "index": lambda: content["index"] + dice.choice((-1, 1, 7)),
        "tree": lambda: str(UUID(int=dice.getrandbits(128))),
    }
    which = dice.choice(list(ways))
    content[which] = ways[which]()
    return {**row, "entry": canonical(content)}


ACTIONS = ("document:document:read", "document:document:download", "finding:finding:approve")


def tell_something_else(who: Superuser) -> None:
    """Change what a line says; with or without the hash that belongs to it."""
    row = told_anew(who.dice, who.dice.choice(who.entries))
    row = hashed(row) if who.dice.random() < 0.5 else row
    who.run(
        "update log_entry set entry = :entry, leaf_hash = :leaf_hash"
        ' where tree_id = :tree and "index" = :index',
        entry=row["entry"],
        leaf_hash=row["leaf_hash"],
        index=row["index"],
    )


def change_a_byte(who: Superuser) -> None:
    """Change one byte of one of the three columns that hold bytes."""
    row = who.dice.choice(who.entries)
    name = who.dice.choice(("entry", "salt", "leaf_hash"))
    at = who.dice.randrange(len(row[name]))
    other = (row[name][at] + who.dice.randrange(1, 256)) % (128 if name == "entry" else 256)
    exact = row[name][:at] + bytes([other]) + row[name][at + 1 :]
    who.run(
        f'update log_entry set {name} = :exact where tree_id = :tree and "index" = :index',
        exact=exact,
        index=row["index"],
    )


def change_a_column(who: Superuser) -> None:
    """Change what serves finding a line: who may see it, when, by whom, about what."""
    row = who.dice.choice(who.entries)
    ways = {
        "at": "at - interval '1 day'",
        "action": "'document:document:read'",
        "actor_id": "null",
        "organisation_id": "null",
        "object_kind": "'document'",
        "object_id": "gen_random_uuid()",
    }
    name = who.dice.choice(list(ways))
    who.run(
        f'update log_entry set {name} = {ways[name]} where tree_id = :tree and "index" = :index',
        index=row["index"],
    )


def delete_lines(who: Superuser) -> None:
    """Take out one line, or some."""
    rows = who.entries
    gone = {each["index"] for each in who.dice.sample(rows, who.dice.randrange(1, 4))}
    who.put("log_entry", [each for each in rows if each["index"] not in gone])


def delete_and_close_up(who: Superuser) -> None:
    """Take out a line and number the later ones anew, with or without what they say themselves."""
    rows = who.entries
    rows.pop(who.dice.randrange(len(rows)))
    who.put("log_entry", renumbered(rows, deeply=who.dice.random() < 0.5))
    if who.dice.random() < 0.5:
        who.run("update log_tree set size = :size where id = :tree", size=len(rows))


def renumbered(rows: list[Row], *, deeply: bool) -> list[Row]:
    """Number lines from 0; deeply: in their own words too, under new hashes."""
    found = []
    for index, row in enumerate(rows):
        content = json.loads(row["entry"])
        told = {**row, "index": index}
        if deeply and content["index"] != index:
            told = hashed({**told, "entry": canonical({**content, "index": index})})
        found.append(told)
    return found


def swap_two_lines(who: Superuser) -> None:
    """Let two lines change places, in the numbers alone or in their own words too."""
    rows = who.entries
    one, other = who.dice.sample(range(len(rows)), 2)
    rows[one], rows[other] = rows[other], rows[one]
    who.put("log_entry", renumbered(rows, deeply=who.dice.random() < 0.5))


def put_in_another_order(who: Superuser) -> None:
    """Shuffle a stretch of the log."""
    rows = who.entries
    first = who.dice.randrange(len(rows) - 3)
    stretch = rows[first : first + who.dice.randrange(3, 9)]
    who.dice.shuffle(stretch)
    rows[first : first + len(stretch)] = stretch
    who.put("log_entry", renumbered(rows, deeply=who.dice.random() < 0.5))


def cut_off(who: Superuser) -> None:
    """Leave a beginning, with or without the rest that goes with it."""
    past = who.dice.randrange(len(who.entries))
    who.run('delete from log_entry where tree_id = :tree and "index" >= :past', past=past)
    if who.dice.random() < 0.7:
        who.run("update log_tree set size = :past where id = :tree", past=past)
        who.run("delete from log_node where tree_id = :tree and (index + 1) << level > :p", p=past)
        who.run("delete from log_checkpoint where tree_id = :tree and size > :past", past=past)


def take_all(who: Superuser) -> None:
    """Empty a table, as TRUNCATE does."""
    who.put(who.dice.choice(TABLES[:3]), [])


def put_in_a_line(who: Superuser) -> None:
    """Put in a line that nobody wrote, somewhere; those behind it move on."""
    rows = who.entries
    forged = told_anew(who.dice, who.dice.choice(rows))
    forged = hashed({**forged, "salt": who.dice.randbytes(16)})
    at = who.dice.randrange(len(rows) + 1)
    rows.insert(at, forged)
    who.put("log_entry", renumbered(rows, deeply=who.dice.random() < 0.5))
    who.run("update log_tree set size = :size where id = :tree", size=len(rows))


def put_back_an_older_state(who: Superuser) -> None:
    """Restore an older dump: of all tables of the log at once, or of some of them."""
    older = who.dice.choice(who.dumps)
    tables = (
        TABLES if who.dice.random() < 0.5 else who.dice.sample(TABLES, who.dice.randrange(1, 4))
    )
    for table in tables:
        who.put(table, older[table])


def go_on_from_an_older_state(who: Superuser) -> None:
    """Restore an older dump, and let the log grow from there to its size, signed again."""
    size, older = len(who.entries), who.dice.choice(who.dumps)
    rows = list(older["log_entry"])
    while len(rows) < size:
        forged = told_anew(who.dice, who.dice.choice(older["log_entry"]))
        rows.append(hashed({**forged, "salt": who.dice.randbytes(16)}))
    rows = [
        *rows[: len(older["log_entry"])],
        *renumbered(rows, deeply=True)[len(older["log_entry"]) :],
    ]
    who.put("log_entry", rows)
    who.run("update log_tree set size = :size where id = :tree", size=size)
    sign_all_anew(who, key=who.key)


def rewrite_and_sign(who: Superuser) -> None:
    """Change the log and sign the whole of it anew, with its very own key."""
    who.dice.choice(REWRITING)(who)
    sign_all_anew(who, key=who.key)


def rewrite_under_another_key(who: Superuser) -> None:
    """Change the log, and sign it with a key of one's own in the place of the right one."""
    if who.dice.random() < 0.7:
        who.dice.choice(REWRITING)(who)
    own = Ed25519PrivateKey.generate()
    if who.dice.random() < 0.8:
        who.run("update log_key set public_key = :own", own=own.public_key().public_bytes_raw())
    sign_all_anew(who, key=own)


def sign_all_anew(who: Superuser, *, key: Ed25519PrivateKey) -> None:
    """Put a checkpoint over all lines in the place of those that there are."""
    kept = who.rows("log_checkpoint")
    if not kept:
        return
    last = kept[-1]
    book = Logbook([{"leaf_hash": each["leaf_hash"].hex()} for each in who.entries], key)
    origin = last["note"].partition("\n")[0]
    size, root = book.summed_up()
    written = notes.checkpoint_text(origin, size=size, root=root)
    note = notes.signed_note(written, name=origin, key=key)
    who.put("log_checkpoint", [{**last, "size": size, "root": root, "note": note}])


def change_a_checkpoint(who: Superuser) -> None:
    """Let a checkpoint say another size or root, in its columns or in its note."""
    rows = who.rows("log_checkpoint")
    row = rows[-1] if who.dice.random() < 0.7 else who.dice.choice(rows)
    origin, size, root, *rest = row["note"].split("\n")
    other_size = who.dice.randrange(1, row["size"])
    other_root = hashlib.sha256(row["root"]).digest()
    told = {
        "size": [origin, str(other_size), root, *rest],
        "root": [origin, size, base64.b64encode(other_root).decode(), *rest],
        "origin": [f"{origin}x", size, root, *rest],
        "signature": [origin, size, root, *rest[:-2], rest[-2][:-9] + "AAAAAAA=", ""],
        "nothing": [origin, size, root],
    }
    who.run(
        "update log_checkpoint set note = :note where tree_id = :tree and size = :size",
        note="\n".join(told[who.dice.choice(list(told))]),
        size=row["size"],
    )
    if who.dice.random() < 0.3:
        who.run("update log_checkpoint set root = :r where tree_id = :tree", r=other_root)


def move_checkpoints(who: Superuser) -> None:
    """Take out the newest checkpoints, or let an older one pass for the newest."""
    rows = who.rows("log_checkpoint")
    count = who.dice.randrange(1, len(rows))
    if who.dice.random() < 0.5:
        who.put("log_checkpoint", rows[:-count])
    else:
        who.put("log_checkpoint", [*rows[:-1], {**rows[-1], "note": rows[-1 - count]["note"]}])


def move_to_another_log(who: Superuser) -> None:
    """Let a line be one of another log, in the place of what stood there."""
    moved = {"other": PLATFORM_TREE, "index": who.dice.choice(who.entries)["index"]}
    who.run('delete from log_entry where tree_id = :other and "index" = :index', **moved)
    who.run(
        'update log_entry set tree_id = :other where tree_id = :tree and "index" = :index', **moved
    )


REWRITING = (
    tell_something_else,
    delete_and_close_up,
    swap_two_lines,
    put_in_another_order,
    put_in_a_line,
)
EDITS: tuple[Callable[[Superuser], None], ...] = (
    *REWRITING,
    change_a_byte,
    change_a_column,
    delete_lines,
    cut_off,
    take_all,
    put_back_an_older_state,
    go_on_from_an_older_state,
    rewrite_and_sign,
    rewrite_under_another_key,
    change_a_checkpoint,
    move_checkpoints,
    move_to_another_log,
)
