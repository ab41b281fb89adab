"""Faults in the rule, planted one at a time: in the product's building blocks and in the database.

Those in the building blocks are found in the code itself: each condition forgotten, each comparison
turned, each level taken for the next. Those in the database are words of a function or a policy
replaced, inside a savepoint.
"""

from __future__ import annotations

import ast
import copy
import inspect
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

TRUE = "__import__('sqlalchemy').true()"
FALSE = "__import__('sqlalchemy').false()"
TURNED = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.LtE: ast.Lt,
    ast.Lt: ast.LtE,
    ast.GtE: ast.Gt,
    ast.Gt: ast.GtE,
}
OTHER_NAMES = {
    "min": "max",
    "max": "min",
    "least": "greatest",
    "in_": "not_in",
    "is_": "is_not",
}
LEVELS = ("NONE", "FINDING", "VIEW", "DOWNLOAD", "CONTRIBUTE", "MANAGE")
NEUTRAL = {"and_": TRUE, "where": TRUE, "having": TRUE, "or_": FALSE}
"""What stands in the place of a forgotten condition."""


@dataclass(frozen=True, slots=True)
class CodeFault:
    """One function of the rule, with one thing in it changed."""

    function: Callable[..., Any]
    place: int
    words: str

    def __str__(self) -> str:
        return f"{self.function.__name__}: {self.words}"

    def tree(self) -> ast.Module:
        """Return the function's code with its fault."""
        tree = _tree_of(self.function)
        _apply(tree, self.place)
        return ast.fix_missing_locations(tree)


def faults_in(function: Callable[..., Any]) -> Iterator[CodeFault]:
    """Return every fault that can be planted in a function."""
    for place, (node, change) in enumerate(_changes(_tree_of(function))):
        before = ast.unparse(node)
        after = ast.unparse(change(copy.deepcopy(node)))
        words = " ".join(f"{before} → {after}".split())
        yield CodeFault(function, place, words)


def _tree_of(function: Callable[..., Any]) -> ast.Module:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


def _apply(tree: ast.Module, place: int) -> None:
    node, change = list(_changes(tree))[place]

    class Planting(ast.NodeTransformer):
        def visit(self, each: ast.AST) -> Any:
            return change(each) if each is node else self.generic_visit(each)

    Planting().visit(tree)


Change = Callable[[Any], ast.AST]


def _changes(tree: ast.AST) -> Iterator[tuple[ast.AST, Change]]:
    """Return what could be changed, in the order in which it stands there."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in TURNED:
            yield node, _turn
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
            yield node, lambda each: each.operand
        elif isinstance(node, ast.Attribute) and node.attr in LEVELS:
            if getattr(node.value, "id", "") == "Level":
                yield node, _another_level
        elif isinstance(node, ast.Call):
            yield from _changes_of_call(node)


def _changes_of_call(node: ast.Call) -> Iterator[tuple[ast.AST, Change]]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in OTHER_NAMES and isinstance(node.func, ast.Attribute):
        yield node, _by_another_name
    for number, given in enumerate(node.args):
        if name in NEUTRAL and not isinstance(given, ast.Starred):
            yield node, _forgetting(number, NEUTRAL[name])
        if name == "case" and isinstance(given, ast.Tuple) and len(node.args) > 1:
            yield node, _forgetting(number, None)


def _turn(node: ast.Compare) -> ast.Compare:
    node.ops = [TURNED[type(node.ops[0])]()]
    return node


def _another_level(node: ast.Attribute) -> ast.Attribute:
    node.attr = LEVELS[(LEVELS.index(node.attr) + 1) % len(LEVELS)]
    return node


def _by_another_name(node: ast.Call) -> ast.Call:
    assert isinstance(node.func, ast.Attribute)
    node.func.attr = OTHER_NAMES[node.func.attr]
    return node


def _forgetting(number: int, neutral: str | None) -> Change:
    def change(node: ast.Call) -> ast.Call:
        if neutral is None:
            del node.args[number]
        else:
            node.args[number] = ast.parse(neutral, mode="eval").body
        return node

    return change


@dataclass(frozen=True, slots=True)
class WallFault:
    """Words of a function, or of a table's policy of sight, replaced wherever they stand in it."""

    thing: str
    """``function`` or ``policy on table``."""
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.thing}: {self.before} → {self.after or 'nothing'}"

    def plant(self, session: Session) -> None:
        """Put the fault in the database; the caller undoes it."""
        name, _sign, table = self.thing.partition(" on ")
        told = _policy(session, name, table) if table else _function(session, name)
        assert self.before in told, f"{self.before!r} does not stand in {told}"
        told = told.replace(self.before, self.after)
        if table:
            told = f"alter policy {name} on {table} using ({told})"
        _send(session, told)


def _send(session: Session, statement: str) -> None:
    connection = session.connection().connection.driver_connection
    assert connection is not None
    connection.execute(statement.encode())


def _policy(session: Session, name: str, table: str) -> str:
    asked = text("select qual from pg_policies where policyname = :name and tablename = :table")
    found = session.execute(asked, {"name": name, "table": table}).scalar_one()
    return " ".join(found.split())


def _function(session: Session, name: str) -> str:
    asked = text("select pg_get_functiondef(oid) from pg_proc where proname = :name")
    return " ".join(str(session.execute(asked, {"name": name}).scalar_one()).split())
