"""The faults that can be planted in a module: one small change each, of which a test must tell.

What is changed: comparisons, `and` and `or`, `not`, sums, numbers, booleans, texts and bytes, what
is returned, conditions that are turned round or left out (of SQL too), and statements that are left
out. What is not: types, docstrings, decorators of dataclasses, and sentences for people.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SWAPPED: dict[type[ast.AST], type[Any]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.Continue: ast.Break,
    ast.Break: ast.Continue,
}
SWAPPED_NAMES = {"and_": "or_", "or_": "and_", "is_": "is_not", "is_not": "is_", "any": "all"}
SWAPPED_NAMES |= {"all": "any", "min": "max", "max": "min", "true": "false", "false": "true"}
CONDITIONS = {"and_", "or_", "where", "grant"}
"""Calls whose arguments are conditions, each of which can be forgotten."""
FOR_PEOPLE = {"_", "lazy", "ngettext", "warning", "info", "error", "debug", "exception"}
"""Calls whose texts are read by people alone."""
COMPOUND = (ast.If, ast.While, ast.For, ast.With, ast.Try, ast.FunctionDef, ast.ClassDef, ast.Match)


@dataclass(frozen=True)
class Fault:
    """One change; `plant` makes it in the tree that it was found in."""

    lines: tuple[int, int]
    """The first and last line of the statement it is in, as far as that has no block."""
    says: str
    is_inside: bool
    """True in the body of a function: it counts in one that already stands."""
    plant: Callable[[], None]


def faults_in(tree: ast.Module) -> list[Fault]:
    """Return every fault that a module can have, always in the same order."""
    finder = Finder()
    finder.block(tree.body)
    return finder.found


def planted(path: Path, number: int) -> ast.Module:
    """Return a module with one fault in it."""
    tree = ast.parse(path.read_text(), str(path))
    faults_in(tree)[number].plant()
    return ast.fix_missing_locations(tree)


class Finder:
    """Goes through a module and writes down what can be changed."""

    def __init__(self) -> None:
        self.found: list[Fault] = []
        self._depth = 0
        self._is_for_people = False
        self._lines = (0, 0)

    def block(self, body: list[ast.stmt]) -> None:
        """Go through statements, of which each may also be left out."""
        for at, each in enumerate(body):
            if _is_docstring(each) or _is_for_types(each):
                continue
            before, self._lines = self._lines, _lines_of(each)
            if _can_go(each):
                self._add(f"without {ast.unparse(each)}", _setter(body, at, ast.Pass()))
            if type(each) in SWAPPED:
                other = SWAPPED[type(each)]()
                self._add(f"{ast.unparse(each)} → {ast.unparse(other)}", _setter(body, at, other))
            self._statement(each)
            self._lines = before

    def _statement(self, node: ast.stmt) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self._function(node)
        elif isinstance(node, ast.ClassDef):
            self.block(node.body)
        elif isinstance(node, ast.AnnAssign):
            self._field(node, "value")
        elif isinstance(node, ast.Raise):
            self._quietly(node)
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in {
            "__all__",
            "__tablename__",
        }:
            return
        else:
            if (
                isinstance(node, ast.Return)
                and node.value is not None
                and not _is_plain(node.value)
            ):
                self._add("return None", _putter(node, "value", ast.Constant(None)))
            self._fields(node)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for each in node.decorator_list:
            if "dataclass" not in ast.unparse(each):
                self._expression(each)
        for field in ("defaults", "kw_defaults"):
            self._field(node.args, field)
        self._depth += 1
        self.block(node.body)
        self._depth -= 1

    def _quietly(self, node: ast.AST) -> None:
        before, self._is_for_people = self._is_for_people, True
        self._fields(node)
        self._is_for_people = before

    def _fields(self, node: ast.AST) -> None:
        for name in node._fields:
            self._field(node, name)

    def _field(self, node: ast.AST, name: str) -> None:
        value = getattr(node, name, None)
        if isinstance(value, list):
            if value and isinstance(value[0], ast.stmt):
                self.block(value)
                return
            for at, each in enumerate(value):
                self._child(each, lambda new, at=at: _setter(value, at, new))
        elif isinstance(value, ast.AST):
            if name == "test" and not isinstance(value, ast.Compare | ast.BoolOp | ast.UnaryOp):
                turned = ast.UnaryOp(ast.Not(), value)
                self._add(f"not {ast.unparse(value)}", _putter(node, name, turned))
            self._child(value, lambda new: _putter(node, name, new))

    def _child(self, node: ast.AST | None, put: Callable[[ast.AST], Callable[[], None]]) -> None:
        if isinstance(node, ast.Constant):
            for new in self._others(node.value):
                self._add(f"{node.value!r} → {new!r}", put(ast.Constant(new)))
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
            self._add(f"{ast.unparse(node)} → {ast.unparse(node.operand)}", put(node.operand))
        if isinstance(node, ast.AST):
            self._expression(node)

    def _expression(self, node: ast.AST) -> None:
        if isinstance(node, ast.Lambda):
            self._depth += 1
            self._field(node, "body")
            self._depth -= 1
        elif isinstance(node, ast.comprehension):
            self._comprehension(node)
        elif isinstance(node, ast.Compare):
            for at, op in enumerate(node.ops):
                self._swap(op, _setter(node.ops, at, SWAPPED[type(op)]()))
            self._fields(node)
        elif isinstance(node, ast.BoolOp | ast.BinOp):
            if type(node.op) in SWAPPED and not _is_of_types(node):
                self._swap(node.op, _putter(node, "op", SWAPPED[type(node.op)]()))
            self._fields(node)
        elif isinstance(node, ast.Call):
            self._call(node)
        else:
            self._other(node)

    def _other(self, node: ast.AST) -> None:
        """Go on, but not into how a value is written."""
        if isinstance(node, ast.FormattedValue):
            self._field(node, "value")
        else:
            self._fields(node)

    def _comprehension(self, node: ast.comprehension) -> None:
        for at, test in enumerate(node.ifs):
            turned = ast.UnaryOp(ast.Not(), test)
            self._add(f"not {ast.unparse(test)}", _setter(node.ifs, at, turned))
        self._fields(node)

    def _call(self, node: ast.Call) -> None:
        name = _last_name(node.func)
        if other := SWAPPED_NAMES.get(name):
            field = "id" if isinstance(node.func, ast.Name) else "attr"
            self._add(f"{name} → {other}", _putter(node.func, field, other))
        if name in CONDITIONS:
            for at in range(1 if name == "grant" else 0, len(node.args)):
                if len(node.args) > 1 + (name == "grant"):
                    said = f"{name} without {ast.unparse(node.args[at])}"
                    self._add(said, _without(node.args, at))
        if name in FOR_PEOPLE:
            self._quietly(node)
        elif name not in {"cast", "TypeVar"}:
            self._fields(node)

    def _swap(self, op: ast.AST, plant: Callable[[], None]) -> None:
        self._add(f"{_sign(op)} → {_sign(SWAPPED[type(op)]())}", plant)

    def _others(self, value: object) -> Iterator[object]:
        if isinstance(value, bool):
            yield not value
        elif isinstance(value, int):
            yield value + 1
        elif isinstance(value, str) and value and not self._is_for_people:
            yield f"XX{value}"
        elif isinstance(value, bytes) and value:
            yield b"XX" + value

    def _add(self, says: str, plant: Callable[[], None]) -> None:
        self.found.append(Fault(self._lines, " ".join(says.split()), self._depth > 0, plant))


def _lines_of(node: ast.stmt) -> tuple[int, int]:
    if isinstance(node, COMPOUND):
        block = getattr(node, "body", None) or node.cases  # type: ignore[attr-defined]  # every compound one has either
        first = getattr(block[0], "lineno", None) or block[0].pattern.lineno
        return node.lineno, max(node.lineno, first - 1)
    return node.lineno, node.end_lineno or node.lineno


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_for_types(node: ast.stmt) -> bool:
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return True
    return isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias"


def _can_go(node: ast.stmt) -> bool:
    """Tell whether a module still stands when a statement is left out."""
    if isinstance(node, ast.Assign):
        return isinstance(node.targets[0], ast.Attribute | ast.Subscript)
    if isinstance(node, ast.Expr):
        return not isinstance(node.value, ast.Yield | ast.YieldFrom) and not (
            isinstance(node.value, ast.Call) and _last_name(node.value.func) in FOR_PEOPLE
        )
    return isinstance(node, ast.Raise | ast.AugAssign | ast.Delete)


def _is_plain(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, bool))


def _is_of_types(node: ast.BoolOp | ast.BinOp) -> bool:
    """Tell whether `X | Y` stands where a type does."""
    return isinstance(node, ast.BinOp) and ast.unparse(node.right) == "None"


def _sign(op: ast.AST) -> str:
    return type(op).__name__


def _last_name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _setter(items: list[Any], at: int, new: Any) -> Callable[[], None]:
    def plant() -> None:
        old = items[at]
        items[at] = new
        if isinstance(new, ast.AST) and isinstance(old, ast.AST) and not hasattr(new, "lineno"):
            ast.copy_location(new, old)

    return plant


def _putter(node: ast.AST, field: str, new: Any) -> Callable[[], None]:
    def plant() -> None:
        old = getattr(node, field)
        setattr(node, field, new)
        if isinstance(new, ast.AST) and isinstance(old, ast.AST) and not hasattr(new, "lineno"):
            ast.copy_location(new, old)

    return plant


def _without(items: list[Any], at: int) -> Callable[[], None]:
    def plant() -> None:
        del items[at]

    return plant
