"""Plants a fault that counts only while a module is loaded: the tests are run by a new process.

As a plugin of pytest (`-p tests.biting.loading`) it loads one module with a fault in it: that which
the environment names.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.biting.faults import planted

NAMED = "SAMENZICHT_FAULT"
LONGEST = 400
"""Seconds."""
MOST_BYTES = 6 << 30
"""Of memory, for a fault that goes on and on."""


def judged_when_loaded(path: Path, number: int, tests: list[str]) -> str:
    """Run tests with a fault in a module from its loading on, until one of them sees it."""
    words = ["-q", "-x", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", __name__, *tests]
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "pytest", *words],
            env={**os.environ, NAMED: f"{number}:{path}"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "seen (it went on and on)"
    return "seen" if ended.returncode else "survived"


class Finder:
    """Finds one module with a fault in it, and no other."""

    def __init__(self, path: Path, number: int) -> None:
        self._path, self._number = path, number
        parts = path.relative_to(Path.cwd()).with_suffix("").parts
        self._name = ".".join(parts).removesuffix(".__init__")

    def find_spec(self, name: str, *_given: Any) -> ModuleSpec | None:
        """Answer when it is asked for that module."""
        if name != self._name:
            return None
        is_package = self._path.name == "__init__.py"
        return spec_from_file_location(
            name,
            self._path,
            loader=Loader(name, self._path, self._number),
            submodule_search_locations=[str(self._path.parent)] if is_package else None,
        )


class Loader(SourceFileLoader):
    """Loads a module with a fault in it."""

    def __init__(self, name: str, path: Path, number: int) -> None:
        super().__init__(name, str(path))
        self._number = number

    def exec_module(self, module: ModuleType) -> None:
        """Run it, as it is with the fault."""
        exec(compile(planted(Path(self.path), self._number), self.path, "exec"), module.__dict__)


if NAMED in os.environ:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    _number, _, _path = os.environ[NAMED].partition(":")
    sys.meta_path.insert(0, Finder(Path(_path), int(_number)))  # type: ignore[arg-type]  # it finds as a finder does
