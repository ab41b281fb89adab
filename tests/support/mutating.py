"""Planting one fault in the product: a function is compiled anew without one of its lines."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable
from typing import Any

CONDITIONS = ("visible_to", "visible_in", "is_place_of")
"""What policies call the condition under which a row exists for somebody."""


class Fault(ast.NodeTransformer):
    """Forgets something; counts how often, so that a fault that changes nothing is noticed."""

    planted = 0

    def forget(self) -> ast.stmt:
        """Put nothing in the place of a statement."""
        self.planted += 1
        return ast.Pass()


class WithoutCall(Fault):
    """Forgets every statement that only calls one name, such as `require` or `work.record`."""

    def __init__(self, name: str) -> None:
        self.name = name

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        if isinstance(node.value, ast.Call) and _last_name(node.value.func) == self.name:
            return self.forget()
        return node


class WithoutCheckOf(Fault):
    """Forgets every `if` that asks about one name and raises."""

    def __init__(self, name: str) -> None:
        self.name = name

    def visit_If(self, node: ast.If) -> ast.stmt:
        asked = {each.id for each in ast.walk(node.test) if isinstance(each, ast.Name)}
        if self.name in asked and isinstance(node.body[0], ast.Raise):
            return self.forget()
        return self.generic_visit(node)  # type: ignore[return-value]  # an If stays an If


class WithoutCondition(Fault):
    """Makes every condition of sight true."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if _last_name(node.func) not in CONDITIONS:
            return node
        self.planted += 1
        return ast.parse("__import__('sqlalchemy').true()", mode="eval").body


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def plant(monkeypatch: Any, function: Callable[..., Any], fault: Fault) -> None:
    """Put the function with its fault wherever the product names the real one."""
    tree = fault.visit(ast.parse(textwrap.dedent(inspect.getsource(function))))
    assert fault.planted, f"{function.__qualname__} holds nothing to forget."
    plant_code(monkeypatch, function, tree)


def plant_code(monkeypatch: Any, function: Callable[..., Any], tree: ast.Module) -> None:
    """Put other code wherever the product names a function."""
    module, made = sys.modules[function.__module__], dict[str, Any]()
    code = compile(ast.fix_missing_locations(tree), str(module.__file__), "exec")
    exec(code, vars(module), made)
    for name, other in list(sys.modules.items()):
        for key, value in list(vars(other).items()) if name.startswith("app.") else ():
            if value is function:
                monkeypatch.setattr(other, key, made[function.__name__])
