"""The locks, seen from the source: who commits, selects a model, reads the clock."""

import ast
import re
from collections.abc import Iterator

import pytest

from app.kernel import turns
from app.kernel.errors import HouseFault
from tests.house.sources import FOUNDATIONS, Source, python_sources, say

THE_TRANSACTION = "app/kernel/work.py"
THE_DRIVER = "app/kernel/driver.py"
"""Says how a connection commits and undoes, and does neither."""
ENDINGS = {"commit", "rollback"}
SESSION_NAMES = {"session", "connection", "database", "db", "work"}
SELECTING = {"select", "exists", "query", "aliased"}
LOADING = {"get", "get_one"}
CHANGING = {"insert", "update", "delete"}
SELECTING_ROOMS = {"queries", "policy"}
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("os", "environ"),
    ("os", "getenv"),
}
CLOCK_ROOMS = {"app/kernel/clock.py", "config/settings.py"}


def calls(source: Source) -> Iterator[tuple[ast.Call, str, str]]:
    """Every call, with the name that is called and the last name of what it is called on."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node, node.func.attr, last_name(node.func.value)
            elif isinstance(node.func, ast.Name):
                yield node, node.func.id, ""


def last_name(node: ast.expr) -> str:
    """The last name of an expression: `session` for self.session and for current_session()."""
    if isinstance(node, ast.Call):
        return last_name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def is_session(owner: str) -> bool:
    """Tell whether a name is one that a database session goes by."""
    return any(owner.lower().endswith(name) for name in SESSION_NAMES)


def test_only_the_transaction_commits():
    faults = []
    for source in python_sources("app"):
        for node, called, owner in calls(source):
            ends = (called in ENDINGS and owner) or (called == "flush" and is_session(owner))
            if ends and source.name not in (THE_TRANSACTION, THE_DRIVER):
                faults.append(f"{source.at(node)} {owner}.{called}()")

    rule = f"Open a work with begin_work(actor); only {THE_TRANSACTION} commits, flushes or undoes:"
    assert not faults, say(rule, faults)


TURNS = {"app/kernel/turns.py", "app/worker.py"}
"""Where a lock is taken that no row stands for: for a work, and for as long as a clock runs."""


def test_works_take_turns_in_one_way():
    faults = [
        each.name
        for each in python_sources("app")
        if each.name not in TURNS and re.search(r"pg_(try_)?advisory", each.text)
    ]

    rule = "Lay down a Turn and wait_for() it, so that no two features lock the same by chance:"
    assert not faults, say(rule, faults)


def test_no_two_kinds_of_turn_are_called_alike(monkeypatch):
    monkeypatch.setattr(turns, "_laid_down", set())
    one = turns.Turn("the key of {}")

    assert one.of("the shed") == "the key of the shed"
    with pytest.raises(HouseFault, match="two turns"):
        turns.Turn("the key of {}")


PUT_SIDE_BY_SIDE = {
    "app/documents/policy/sight.py": "a list shows every participant in one statement",
    "app/documents/policy/mirror.py": "the sight of another member, in the same statement",
    "app/documents/queries/requests.py": "a question is shown with who asks, in one statement",
    "app/comments/queries.py": "a mention is shown with what it is beside, in one statement",
    "app/desk/queries/happenings.py": "the titles of all features come in one statement",
    "app/notifications/queries/notices.py": "a notice is shown with its task, in one statement",
    "app/notifications/queries/mailings.py": "a mailing comes with its receiver, in one statement",
    "app/notifications/queries/feeds.py": "a calendar comes with whose it is, in one statement",
    "app/notifications/policy.py": "a notice exists while its task does",
    "app/search/queries/looking.py": "what is found of all features comes in one statement",
}
"""Where tables of several features stand in one statement, each by its own feature's condition."""


def models_in(source: Source) -> dict[str, str]:
    """Names in this file that stand for a model, or for a module of models, with their feature."""
    found = {}
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("app."):
            continue
        parts = (node.module or "").split(".")
        if len(parts) < 2 or parts[1] in FOUNDATIONS:
            continue
        for alias in node.names:
            if "models" in parts[2:3] or (len(parts) == 2 and alias.name == "models"):
                found[alias.asname or alias.name] = parts[1]
    return found


def selected(node: ast.Call) -> Iterator[str]:
    """The first names of what is selected: `Task` for select(Task.id)."""
    for argument in node.args:
        part = argument
        while isinstance(part, ast.Attribute | ast.Starred):
            part = part.value
        if isinstance(part, ast.Name):
            yield part.id


def test_a_model_is_selected_in_queries_and_policy_of_its_own_feature():
    faults = []
    for source in python_sources("app"):
        if source.name in PUT_SIDE_BY_SIDE:
            continue
        known = models_in(source)
        own = {source.feature} if source.room in SELECTING_ROOMS else set()
        for node, called, owner in calls(source):
            reads = called in SELECTING or (called in LOADING and is_session(owner))
            # A service or a job may change many rows of its own feature in one statement.
            allowed = own if reads else {source.feature} if called in CHANGING else None
            faults += [
                f"{source.at(node)} {called}({name} of {known[name]})"
                for name in set(selected(node)) & set(known)
                if allowed is not None and known[name] not in allowed
            ]

    rule = "Ask the feature that owns the model: its queries (rows) or its policy (a condition):"
    assert not faults, say(rule, faults)


def test_there_is_one_clock_and_one_reader_of_the_environment():
    faults = [
        f"{source.at(node)} {node.value.id}.{node.attr}"
        for source in python_sources("app", "config", "migrations")
        if source.name not in CLOCK_ROOMS
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in CLOCKS
    ]

    rule = "Use app.kernel.clock.now() or today(); take a setting as an argument:"
    assert not faults, say(rule, faults)


def test_a_silenced_rule_says_why():
    silenced = re.compile(
        r"# (?:noqa|type: ignore)(?P<codes>[:\[][\w, :\[\]-]*?)?(?P<why>  # | - |$)"
    )
    faults = [
        f"{source.name}:{number}"
        for source in python_sources("app", "config", "migrations", "tests")
        for number, line in enumerate(source.text.splitlines(), start=1)
        for found in silenced.finditer(line)
        if not (found["codes"] and found["why"])
    ]

    rule = "Name the rule and say why on the same line: `# noqa: S704 - cleaned above`:"
    assert not faults, say(rule, faults)
