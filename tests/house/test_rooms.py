"""The names of rooms, and which rooms another feature may enter."""

import ast
from collections.abc import Iterator

from tests.house.sources import FOUNDATIONS, ROOT, Source, python_sources, say, words

NO_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "misc"}
OPEN_ROOMS = {"service", "queries", "policy", "events", "models", "actions", "confirming"}
"""`actions` are words without behaviour; `confirming` is how any page asks for a fresh sign-in."""
READING_CONFIG = {("workspaces", "templates"), ("documents", "legal_bases")}
"""Typed readers of files in config/: they hold words and no rows, so anyone above may ask them."""


def imported_modules(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Every module that is imported, with `from app.tasks import service` as app.tasks.service."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield node, f"{node.module}.{alias.name}"


def test_no_room_is_called_utils():
    faults = [
        source.name
        for source in python_sources("app")
        if NO_NAMES & {part.removesuffix(".py") for part in source.path.parts[-3:]}
    ]

    assert not faults, say(
        "Name the module after what is in it; these names invite anything:", faults
    )


def test_another_feature_is_entered_by_its_open_rooms():
    faults = []
    for source in python_sources("app"):
        for node, module in imported_modules(source):
            parts = module.split(".")
            if source.feature is None or parts[0] != "app" or len(parts) < 3:
                continue
            if parts[1] in FOUNDATIONS or parts[1] == source.feature or parts[2] in OPEN_ROOMS:
                continue
            is_feature = (ROOT / "app" / parts[1]).is_dir()
            if not is_feature or (parts[1], parts[2]) in READING_CONFIG:
                continue
            faults.append(f"{source.at(node)} imports {module}")

    rule = "Enter another feature by its open rooms only:"
    assert not faults, say(rule, faults)


def test_the_foundation_speaks_no_product_word():
    # `task` is also what a job queue calls its own things; those are attributes, and only names
    # that we give count.
    product = {"document", "finding", "workspace", "report", "task", "dossier", "inspectorate"}
    product |= {f"{word}s" for word in product}
    faults = []
    for source in python_sources("app/kernel", "app/adapters", "app/importing"):
        for node, name in given_names(source):
            if spoken := product & words(name):
                faults.append(f"{source.at(node)} {name} says {', '.join(sorted(spoken))}")

    rule = "Kernel, adapters and importing serve any product; name the thing by what it is there:"
    assert not faults, say(rule, faults)


def given_names(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Every name that this file gives: module, class, function, argument, variable, field."""
    yield source.tree, source.path.stem
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, node.name
        elif isinstance(node, ast.arg):
            yield node, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node, node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node, node.attr
