"""Reading our own sources: which files there are, and what they say."""

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOUNDATIONS = frozenset({"kernel", "adapters", "importing"})
"""The folders of app/ that are no features."""
COMMAND_LINE = "cli"
"""Stands above all features, and starts whatever it is told to."""

_NOT_OURS = frozenset({"node_modules", "dist", "__pycache__"})


@dataclass(frozen=True)
class Source:
    """One Python file, parsed."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The path as people write it."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def feature(self) -> str | None:
        """The folder of app/ it stands in."""
        parts = self.path.relative_to(ROOT).parts
        is_inside = parts[0] == "app" and len(parts) > 2 and parts[1] != COMMAND_LINE
        return parts[1] if is_inside else None

    @property
    def room(self) -> str | None:
        """The room of the feature: `service` for service.py and for everything in service/."""
        parts = self.path.relative_to(ROOT).parts
        return parts[2].removesuffix(".py") if self.feature else None

    def at(self, node: ast.AST) -> str:
        """The place of a node, as an editor opens it."""
        return f"{self.name}:{getattr(node, 'lineno', 1)}"


@cache
def python_sources(*folders: str) -> tuple[Source, ...]:
    """Parse all Python files below these folders; one that does not exist yet has none."""
    found = []
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not _NOT_OURS & set(path.parts):
                text = path.read_text(encoding="utf-8")
                found.append(Source(path, text, ast.parse(text)))
    return tuple(found)


@cache
def templates() -> tuple[Path, ...]:
    """All HTML templates, the features' and the shared ones."""
    return tuple(sorted((ROOT / "templates").rglob("*.html")))


@cache
def tracked_files() -> tuple[Path, ...]:
    """All files that are, or are about to be, in version control."""
    command = [
        "git",
        "-C",
        str(ROOT),
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(path for path in paths if path.is_file() and not path.is_symlink())


def functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def decorators(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """The last words of a function's decorators: `route` for @blueprint.route(…)."""
    called = [node.func if isinstance(node, ast.Call) else node for node in function.decorator_list]
    return {
        node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "") for node in called
    }


def words(identifier: str) -> set[str]:
    """The words of a name, in small letters: list and visible for list_visible."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", identifier)}


def say(rule: str, faults: list[str]) -> str:
    """Put the places under the rule that they break."""
    return "\n".join([rule, *(f"  {fault}" for fault in faults)])
