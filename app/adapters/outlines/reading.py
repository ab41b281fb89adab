"""In the cage: the entries of a TOML file, one after another, each below the one it stands in."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import IO, Any

LONGEST_CELL = 1_000
"""What is longer is cut, and told as too long by who asked."""
MOST_COLUMNS = 60
SHEET = "TOML"
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

Cell = list[str] | None


def main(stdin: IO[bytes], stdout: IO[bytes], *how: str) -> None:
    """Write the table as JSON; `how` is the levels, the fields and at most how many rows."""
    levels, fields, most = json.loads(how[0]), json.loads(how[1]), int(how[2])
    content = tomllib.loads(stdin.read().decode("utf-8-sig"))
    stdout.write(json.dumps(of_outline(content, levels, fields=fields, most=most)).encode())


def of_outline(
    content: dict[str, Any], levels: Sequence[str], *, fields: Sequence[str], most: int
) -> dict[str, Any]:
    """Return the rows of an outline; a key that is no field gets a column of its own."""
    code, above, *_rest = fields
    columns = list(fields)
    rows: list[tuple[int, list[Cell]]] = []
    for entry, parent in _entries(content, levels, code=code, parent=None):
        if len(rows) == most - 1:
            return _table(columns, rows, is_cut=True)
        columns += [each for each in entry if each not in columns]
        if len(columns) > MOST_COLUMNS:
            raise ValueError("wider than any table of ours")
        said = {name: _cell(value) for name, value in entry.items()}
        # Where an entry stands is told by where it stands, and by nothing else.
        said[above] = parent
        rows.append((len(rows) + 2, [said.get(each) for each in columns]))
    return _table(columns, rows, is_cut=False)


def _table(
    columns: list[str], rows: list[tuple[int, list[Cell]]], *, is_cut: bool
) -> dict[str, Any]:
    head: list[Cell] = [["s", _clean(each)] for each in columns]
    return {"sheet": SHEET, "rows": [(1, head), *rows], "is_cut": is_cut}


def _entries(
    table: dict[str, Any], levels: Sequence[str], *, code: str, parent: Cell
) -> Iterator[tuple[dict[str, Any], Cell]]:
    """Yield the entries of a table and what is in them, each with the code of what it stands in."""
    if not levels:
        return
    level, *below = levels
    for entry in table.get(level, []):
        plain = {name: each for name, each in entry.items() if name not in below[:1]}
        yield plain, parent
        yield from _entries(entry, below, code=code, parent=_cell(entry.get(code)))


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        text = _clean(value)
        return ["s", text] if text else None
    if isinstance(value, bool) or value is None:
        return ["e", str(value).lower()] if value is not None else None
    return ["n", str(value)] if isinstance(value, int | float) else ["e", "…"]


def _clean(text: str) -> str:
    return " ".join(_CONTROLS.sub(" ", text[: LONGEST_CELL + 1]).split())
